//! Text: the document buffer, edits and positions.
//!
//! Offsets are bytes in the entire program; [`position`] converts them to the client's positions.
//! This module does not interpret the text.

mod buffer;
mod edit;
mod edit_map;
mod edit_span;
pub mod position;
mod position_cursor;
mod rope_reader;
pub(crate) mod swar;

pub use buffer::{Buffer, Change, Edit};
pub use edit::{TextEdit, apply, compose};
pub use edit_map::EditMap;
pub use edit_span::{EditSpan, LineShift};
pub use position::{Position, PositionEncoding};
pub use position_cursor::PositionCursor;
pub use rope_reader::RopeReader;

use std::borrow::Cow;
use std::ops::Range;

use ropey::Rope;

/// A text that is read in chunks: a string for a file that is checked once, a rope for an open document.
pub trait Source {
    /// The length in bytes.
    fn len(&self) -> usize;

    /// Whether the text is empty.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether `at` is a character boundary.
    fn is_char_boundary(&self, at: usize) -> bool;

    /// The text of `range`, which must be inside the text and on character boundaries.
    fn slice(&self, range: Range<usize>) -> Cow<'_, str>;

    /// Returns the text from `at` on: at least `least` bytes, or up to the end.
    fn window(&self, at: usize, least: usize) -> Cow<'_, str>;
}

impl Source for str {
    fn len(&self) -> usize {
        str::len(self)
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        str::is_char_boundary(self, at)
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        Cow::Borrowed(&self[range])
    }

    fn window(&self, at: usize, _least: usize) -> Cow<'_, str> {
        Cow::Borrowed(&self[at..])
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        (**self).is_char_boundary(at)
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        (**self).slice(range)
    }

    fn window(&self, at: usize, least: usize) -> Cow<'_, str> {
        (**self).window(at, least)
    }
}

impl Source for Rope {
    fn len(&self) -> usize {
        self.len_bytes()
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        let (chunk, chunk_start, _, _) = self.chunk_at_byte(at);
        chunk.is_char_boundary(at - chunk_start)
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        // A slice of a rope would count the lines and characters before both ends.
        let (chunk, chunk_start, _, _) = self.chunk_at_byte(range.start);
        match chunk.get(range.start - chunk_start..range.end - chunk_start) {
            Some(text) => Cow::Borrowed(text),
            None => self.byte_slice(range).into(),
        }
    }

    fn window(&self, at: usize, least: usize) -> Cow<'_, str> {
        let (chunk, chunk_start, _, _) = self.chunk_at_byte(at);
        let rest = &chunk[at - chunk_start..];
        let total = self.len_bytes();
        if rest.len() >= least || at + rest.len() == total {
            return Cow::Borrowed(rest);
        }
        // An end inside a character is moved to the end of the character.
        let mut end = (at + least).min(total);
        let character = self.byte_to_char(end);
        if self.char_to_byte(character) != end {
            end = self.char_to_byte(character + 1);
        }
        self.byte_slice(at..end).into()
    }
}
