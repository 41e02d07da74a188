//! Lines and columns as reports show them: counted from 1, columns in Unicode code points.

use std::ops::Range;

use crate::text::{self, Buffer, PositionEncoding};

/// A line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The start and the end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// The lines of a text. LF, CRLF and a lone CR end a line, as in the language server.
pub(super) struct LineIndex(Buffer);

impl LineIndex {
    pub(super) fn new(text: &str) -> LineIndex {
        LineIndex(Buffer::new(text))
    }

    /// Returns the position of a byte offset. An offset beyond the text is clamped to its end, one in a
    /// CRLF to the end of the line.
    pub(super) fn position(&self, offset: usize) -> Position {
        let position = self.0.position(offset, PositionEncoding::Utf32);
        Position { line: position.line as usize + 1, column: position.character as usize + 1 }
    }

    /// Returns the positions of a byte range.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let end = range.end.max(range.start);
        Span { start: self.position(range.start), end: self.position(end) }
    }

    /// Returns the index, from 0, of the line that contains a byte offset.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.position(offset).line - 1
    }

    /// Returns the byte range of the line at an index, without its line break.
    pub(super) fn range(&self, line: usize) -> Range<usize> {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let offset =
            |character| self.0.offset(text::Position { line, character }, PositionEncoding::Utf32);
        offset(0)..offset(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line: usize, column: usize) {
        assert_eq!(
            LineIndex::new(text).position(offset),
            Position { line, column },
            "{text:?} {offset}"
        );
    }

    #[test]
    fn every_line_ending_counts_once() {
        for ending in ["\n", "\r", "\r\n"] {
            let text = format!("ab{ending}c{ending}{ending}d");
            let at = |needle: char| text.find(needle).unwrap();
            check(&text, at('b'), 1, 2);
            check(&text, at('c'), 2, 1);
            check(&text, at('d'), 4, 1);
            check(&text, text.len(), 4, 2);
            let lines = LineIndex::new(&text);
            let of = |line: usize| &text[lines.range(line)];
            assert_eq!((of(0), of(1), of(2), of(3), of(4)), ("ab", "c", "", "d", ""));
        }
    }

    #[test]
    fn columns_count_code_points() {
        check("é漢😀x", "é漢😀".len(), 1, 4);
        check("\n😀x", 5, 2, 2);
        check("\u{feff}x", 3, 1, 2);
    }

    #[test]
    fn offsets_beyond_the_text_are_clamped() {
        check("", 0, 1, 1);
        check("", 9, 1, 1);
        check("a\n", 2, 2, 1);
        check("a\r\n", 2, 1, 2);
        let span = LineIndex::new("ab").span(&Range { start: 1, end: 0 });
        assert_eq!((span.start, span.end), (span.start, span.start));
    }
}
