//! One version of one document: the input of rules and editor features.

use std::ops::Range;
use std::sync::Arc;

use crate::rules::{self, CheckResult, Finding, Report, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::{Buffer, Change, Edit, PositionEncoding};

/// One version of one document: text, tree and settings. Clones are cheap, and later changes do not
/// affect them.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Its text.
    pub buffer: Buffer,
    /// Its tree.
    pub tree: Tree,
    /// Its settings.
    pub settings: Arc<Settings>,
    /// Its version number in the editor.
    pub version: i32,
}

impl Snapshot {
    /// The first version of a document.
    pub fn new(text: &str, dialect: Dialect, settings: Arc<Settings>, version: i32) -> Snapshot {
        Snapshot::of(Buffer::new(text), dialect, settings, version)
    }

    /// The first version of a document whose text is in a buffer.
    pub fn of(buffer: Buffer, dialect: Dialect, settings: Arc<Settings>, version: i32) -> Snapshot {
        let tree = Tree::parse(buffer.source(), dialect);
        Snapshot { buffer, tree, settings, version }
    }

    /// Applies a change to the text and to the tree. Returns the edit in bytes, or `None` if the
    /// entire text was replaced.
    pub fn change(&mut self, change: Change, encoding: PositionEncoding) -> Option<Edit> {
        let edit = self.buffer.apply(change, encoding);
        match &edit {
            Some(edit) => _ = self.tree.edit(self.buffer.source(), edit),
            None => self.tree = Tree::parse(self.buffer.source(), self.tree.dialect()),
        }
        edit
    }

    /// All findings, with the work that the check did.
    pub fn check(&self) -> Report {
        rules::run(self.buffer.source(), &self.tree, &self.settings)
    }

    /// The findings in `range`, ends included.
    pub fn check_at(&self, range: &Range<usize>) -> Vec<Finding> {
        self.check_result().in_range(range, &self.settings)
    }

    /// The result of a check, for callers that need only some of the findings.
    pub fn check_result(&self) -> CheckResult {
        rules::check_result(self.buffer.source(), &self.tree, &self.settings)
    }
}
