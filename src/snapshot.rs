//! One version of one document: the input of rules and editor features.

use std::ops::Range;
use std::sync::Arc;

use crate::rules::{self, CheckResult, Finding, Report, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::{Buffer, Change, Edit, PositionEncoding};

/// One version of a document: text, tree and settings. Clones are cheap, and later changes do not
/// affect them.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Text of the document.
    pub buffer: Buffer,
    /// Syntax tree of the text.
    pub tree: Tree,
    /// Settings of the document.
    pub settings: Arc<Settings>,
    /// Version number in the client.
    pub version: i32,
}

impl Snapshot {
    /// Creates the first version of a document.
    pub fn new(text: &str, dialect: Dialect, settings: Arc<Settings>, version: i32) -> Snapshot {
        Snapshot::from_buffer(Buffer::new(text), dialect, settings, version)
    }

    /// Creates the first version of a document from a buffer.
    pub fn from_buffer(
        buffer: Buffer,
        dialect: Dialect,
        settings: Arc<Settings>,
        version: i32,
    ) -> Snapshot {
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

    /// Returns all findings, and how much work the check took.
    pub fn check(&self) -> Report {
        rules::run(self.buffer.source(), &self.tree, &self.settings)
    }

    /// Returns the findings that touch `range`.
    pub fn check_at(&self, range: &Range<usize>) -> Vec<Finding> {
        self.check_result().in_range(range, &self.settings)
    }

    /// Returns the result of a check, for callers that need only some of the findings.
    pub fn check_result(&self) -> CheckResult {
        rules::check_result(self.buffer.source(), &self.tree, &self.settings)
    }
}
