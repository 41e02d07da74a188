//! The text of an open document, edited in place.

use std::ops::Range;

use ropey::Rope;

use super::{Position, PositionEncoding, RopeReader, Source};

/// The text of an open document. Clones share their text until one of them is edited.
#[derive(Debug, Clone, Default)]
pub struct Buffer {
    rope: Rope,
}

/// A change that an editor sent.
#[derive(Debug, Clone)]
pub struct Change {
    /// Replaced range; `None` replaces the entire text. Positions outside of the text are clamped, and an
    /// end before the start is treated as the start.
    pub range: Option<(Position, Position)>,
    /// The new text.
    pub text: String,
}

/// A change as it was applied, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Start of the change, in the text before and after it.
    pub start: usize,
    /// The replaced text.
    pub removed: String,
    /// The inserted text.
    pub inserted: String,
}

impl Edit {
    /// Returns the end of the removed text, in the text before the edit.
    pub fn old_end(&self) -> usize {
        self.start + self.removed.len()
    }

    /// Returns the end of the inserted text, in the text after the edit.
    pub fn new_end(&self) -> usize {
        self.start + self.inserted.len()
    }
}

impl Buffer {
    /// Creates a buffer with `text`.
    pub fn new(text: &str) -> Buffer {
        Buffer { rope: Rope::from_str(text) }
    }

    /// Returns the text as a [`Source`].
    pub fn source(&self) -> &Rope {
        &self.rope
    }

    /// Like `source`, optimized for many reads in ascending order.
    pub fn reading(&self) -> RopeReader<'_> {
        RopeReader::new(&self.rope)
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Applies a client's change and returns the replaced range in bytes; `None` if the entire text was
    /// replaced, which invalidates all cached results.
    pub fn apply(&mut self, change: Change, encoding: PositionEncoding) -> Option<Edit> {
        let Some((start, end)) = change.range else {
            self.rope = Rope::from_str(&change.text);
            return None;
        };
        let start = self.offset(start, encoding);
        let end = self.offset(end, encoding).max(start);
        Some(self.replace(start..end, change.text))
    }

    /// Replaces `range` (bytes, on character boundaries) by `text`.
    pub fn replace(&mut self, range: Range<usize>, text: String) -> Edit {
        let removed = Source::slice(&self.rope, range.clone()).into_owned();
        let from = self.rope.byte_to_char(range.start);
        if !removed.is_empty() {
            self.rope.remove(from..self.rope.byte_to_char(range.end));
        }
        if !text.is_empty() {
            self.rope.insert(from, &text);
        }
        Edit { start: range.start, removed, inserted: text }
    }

    /// Returns the number of lines: one more than line breaks.
    pub fn lines(&self) -> usize {
        self.rope.len_lines()
    }

    /// Returns the start of the line after the one that contains the byte `at`.
    pub fn next_line(&self, at: usize) -> Option<usize> {
        let next = self.rope.byte_to_line(at) + 1;
        (next < self.lines()).then(|| self.rope.line_to_byte(next))
    }

    /// The byte offset of `position`; see [`super::position::offset`].
    pub fn offset(&self, position: Position, encoding: PositionEncoding) -> usize {
        super::position::offset(&self.rope, position, encoding)
    }

    /// The position of the byte `offset`; see [`super::position::position`].
    pub fn position(&self, offset: usize, encoding: PositionEncoding) -> Position {
        super::position::position(&self.rope, offset, encoding)
    }
}
