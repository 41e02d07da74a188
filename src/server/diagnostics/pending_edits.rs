//! Edits of a document since its diagnostics were last requested.

use crate::text::{Edit, EditSpan};

/// Edits since a revision, merged into one span.
#[derive(Debug, Clone, Copy)]
pub struct PendingEdits {
    /// Revision before the edits; `None` after a change of unknown extent.
    since: Option<u64>,
    span: Option<EditSpan>,
}

impl PendingEdits {
    /// Creates an empty list of edits since `revision`.
    pub fn new(revision: u64) -> PendingEdits {
        PendingEdits { since: Some(revision), span: None }
    }

    /// Adds an edit; `None` stands for a change of unknown extent.
    pub fn add(&mut self, edit: Option<Edit>) {
        match edit {
            Some(edit) => self.span = Some(EditSpan::add(self.span, &edit)),
            None => self.since = None,
        }
    }

    /// Returns the span of the edits since `revision`. The outer `None` means that the edits are
    /// unknown, the inner one that the text is unchanged.
    #[allow(clippy::option_option)] // Unknown edits differ from an unchanged text.
    pub fn since(&self, revision: u64) -> Option<Option<EditSpan>> {
        (self.since == Some(revision)).then_some(self.span)
    }
}
