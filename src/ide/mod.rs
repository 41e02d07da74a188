//! What an editor asks: one file per question, pure functions of a snapshot and an offset.
//!
//! Offsets are bytes, answers are plain data; nothing here knows of the Language Server Protocol.

pub mod completion;
pub mod hover;
pub mod locate;
mod markdown;
mod template;

#[cfg(test)]
mod tests;

use std::ops::Range;

/// A replacement of a piece of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced, in bytes of the document.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}
