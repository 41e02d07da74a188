//! Changes that somebody proposes.

use std::ops::Range;

/// A replacement of a piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced, in bytes; empty where text is inserted.
    pub range: Range<usize>,
    /// What takes its place.
    pub text: String,
}

impl TextEdit {
    /// Puts `text` in place of `range`.
    pub fn new(range: Range<usize>, text: impl Into<String>) -> TextEdit {
        TextEdit { range, text: text.into() }
    }

    /// Puts `text` at the byte `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> TextEdit {
        TextEdit::new(at..at, text)
    }

    /// Takes `range` out.
    pub fn delete(range: Range<usize>) -> TextEdit {
        TextEdit::new(range, "")
    }
}

/// `text` after `edits`, which are in the order of the text and do not overlap.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}
