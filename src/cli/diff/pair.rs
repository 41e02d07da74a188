//! The two sides of a comparison.

use std::path::PathBuf;

/// Text of one side of a comparison.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// The name in reports.
    pub(super) name: String,
    pub(super) text: String,
    /// The file, if it is one.
    pub(super) file: Option<PathBuf>,
}

/// Texts to compare. `None` is a manifest that does not exist.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) old: Option<Text>,
    pub(super) new: Option<Text>,
}
