//! One version of one document, with everything needed to answer questions about it.

use std::ops::Range;
use std::sync::Arc;

use crate::rules::{self, CheckResult, Finding, Report, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::{Buffer, Change, Edit, PositionEncoding};

/// One version of one document: text, tree and settings. Immutable once cloned, and cheap to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The text.
    pub buffer: Buffer,
    /// Its tree.
    pub tree: Tree,
    /// The settings in force for it.
    pub settings: Arc<Settings>,
    /// The version its editor gave it.
    pub version: i32,
}

impl Snapshot {
    /// The first version of a document.
    pub fn new(text: &str, dialect: Dialect, settings: Arc<Settings>, version: i32) -> Snapshot {
        Snapshot::of(Buffer::new(text), dialect, settings, version)
    }

    /// Like [`Snapshot::new`], for a text in a buffer.
    pub fn of(buffer: Buffer, dialect: Dialect, settings: Arc<Settings>, version: i32) -> Snapshot {
        let tree = Tree::parse(buffer.source(), dialect);
        Snapshot { buffer, tree, settings, version }
    }

    /// Applies a change to the text and to the tree, and says what it did in bytes; `None` if all
    /// of the text was replaced.
    pub fn change(&mut self, change: Change, encoding: PositionEncoding) -> Option<Edit> {
        let edit = self.buffer.apply(change, encoding);
        match &edit {
            Some(edit) => _ = self.tree.edit(self.buffer.source(), edit),
            None => self.tree = Tree::parse(self.buffer.source(), self.tree.dialect()),
        }
        edit
    }

    /// Checks the document.
    pub fn check(&self) -> Report {
        rules::run(self.buffer.source(), &self.tree, &self.settings)
    }

    /// Returns the findings that overlap or touch `range`.
    pub fn check_at(&self, range: &Range<usize>) -> Vec<Finding> {
        self.check_result().in_range(range, &self.settings)
    }

    /// Checks the document without building the findings.
    pub fn check_result(&self) -> CheckResult {
        rules::found(self.buffer.source(), &self.tree, &self.settings)
    }
}
