//! Lines and columns as reports show them: counted from 1, columns in Unicode code points.

use std::cell::Cell;
use std::ops::Range;

use memchr::memchr2_iter;

/// A line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// The start and the end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// The lines of a text. LF, CRLF and a lone CR end a line, as in the language server.
pub(crate) struct LineIndex<'t> {
    text: &'t str,
    /// Offset of the start of each line.
    starts: Vec<usize>,
    /// Offset and column of the last lookup. Counting continues there, because findings are sorted and
    /// all of them may be on one line.
    last: Cell<(usize, usize)>,
}

impl<'t> LineIndex<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(
            memchr2_iter(b'\n', b'\r', bytes)
                .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
                .map(|at| at + 1),
        );
        LineIndex { text, starts, last: Cell::new((0, 0)) }
    }

    /// Returns the position of a byte offset. An offset beyond the text is clamped to its end, one in a
    /// CRLF to the end of the line.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let line = self.line_of(offset);
        let range = self.range(line);
        let mut offset = offset.min(range.end);
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (last, counted) = self.last.get();
        let (from, before) = match (range.start..=offset).contains(&last) {
            true => (last, counted),
            false => (range.start, 0),
        };
        let column = before + self.text[from..offset].chars().count();
        self.last.set((offset, column));
        // Editors do not count a byte order mark.
        let has_mark = line == 0 && offset > 0 && self.text.starts_with('\u{feff}');
        let column = column - usize::from(has_mark);
        Position { line: line + 1, column: column + 1 }
    }

    /// Returns the positions of a byte range.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let end = range.end.max(range.start);
        Span { start: self.position(range.start), end: self.position(end) }
    }

    /// Returns the index, from 0, of the line that contains a byte offset.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// Returns the byte range of the line at an index, without its line break.
    pub(crate) fn range(&self, line: usize) -> Range<usize> {
        let end = self.text.len();
        let start = self.starts.get(line).copied().unwrap_or(end);
        let next = self.starts.get(line + 1).copied().unwrap_or(end);
        start..start + self.text[start..next].trim_end_matches(['\r', '\n']).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Buffer, PositionEncoding};

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
        check("\u{feff}x", 3, 1, 1);
    }

    #[test]
    fn columns_are_independent_of_earlier_lookups() {
        let text = "é漢😀x\r\n\ryz\né";
        let lines = LineIndex::new(text);
        for first in 0..=text.len() + 1 {
            for second in 0..=text.len() + 1 {
                lines.position(first);
                assert_eq!(lines.position(second), LineIndex::new(text).position(second));
            }
        }
    }

    #[test]
    fn positions_match_those_of_the_language_server() {
        let text = "\u{feff}{\r\n\t\"é\": 1,\r\"b\": \"漢😀\"\n\n}\r\n";
        let (lines, buffer) = (LineIndex::new(text), Buffer::new(text));
        for offset in 0..=text.len() + 1 {
            let expected = buffer.position(offset, PositionEncoding::Utf32);
            let (line, column) = (expected.line as usize + 1, expected.character as usize + 1);
            // Editors do not show a byte order mark.
            let hidden = usize::from(line == 1 && offset >= '\u{feff}'.len_utf8());
            let column = column - hidden;
            assert_eq!(lines.position(offset), Position { line, column }, "{offset}");
        }
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
