//! Lines and columns as reports show them: counted from 1, columns in Unicode code points.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter, memrchr2_iter};

use crate::util::display::floor_char_boundary;

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

/// Length, in bytes, of the blocks of a text in which line breaks are counted.
const BLOCK: usize = 4096;

/// The lines of a text. LF, CRLF and a lone CR end a line, as in the language server.
pub(crate) struct LineIndex<'t> {
    text: &'t str,
    /// Number of the line breaks before each block, if it was needed. A list of all lines would take longer
    /// than a report with few findings, and much memory for a text with empty lines.
    before: OnceCell<Vec<usize>>,
    /// The last lookup. Counting continues there, because findings are sorted and all of them may be on one
    /// line.
    last: Cell<Lookup>,
    /// The number of bytes that may still be counted from the last lookup beyond its block: once the text.
    far: Cell<usize>,
}

/// An offset with its line and column, counted from 0.
#[derive(Clone, Copy, Default)]
struct Lookup {
    offset: usize,
    line: usize,
    column: usize,
}

impl<'t> LineIndex<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let far = Cell::new(text.len());
        LineIndex { text, before: OnceCell::new(), last: Cell::default(), far }
    }

    fn before(&self) -> &[usize] {
        self.before.get_or_init(|| {
            let text = self.text;
            let mut count = 0;
            let before = (0..=text.len() / BLOCK).map(|block| {
                let start = block * BLOCK;
                let before = count;
                count += breaks(text, start..text.len().min(start + BLOCK));
                before
            });
            before.collect()
        })
    }

    /// Returns the position of a byte offset. An offset beyond the text is clamped to its end, one in a
    /// CRLF to the end of the line.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let bytes = self.text.as_bytes();
        let mut offset = offset.min(bytes.len());
        if bytes[offset..].starts_with(b"\n") && bytes[..offset].ends_with(b"\r") {
            offset -= 1;
        }
        offset = floor_char_boundary(self.text, offset);
        let last = self.last.get();
        let line = match self.counts_from(last.offset, offset) {
            true if offset < last.offset => last.line - breaks(self.text, offset..last.offset),
            true => last.line + breaks(self.text, last.offset..offset),
            false => self.line_of(offset),
        };
        let near = offset.saturating_sub(BLOCK);
        let start = match last_break(self.text, near..offset) {
            Some(at) => at + 1,
            None if near == 0 => 0,
            None => self.start(line),
        };
        let (from, before) = match (start..=offset).contains(&last.offset) {
            true => (last.offset, last.column),
            false => (start, 0),
        };
        let column = before + self.text[from..offset].chars().count();
        self.last.set(Lookup { offset, line, column });
        // Editors do not count a byte order mark.
        let has_mark = line == 0 && offset > 0 && self.text.starts_with('\u{feff}');
        let column = column - usize::from(has_mark);
        Position { line: line + 1, column: column + 1 }
    }

    /// Returns whether the lines between the last lookup at `last` and `offset` are counted one by one.
    fn counts_from(&self, last: usize, offset: usize) -> bool {
        if last.abs_diff(offset) <= BLOCK {
            return true;
        }
        let left = offset.checked_sub(last).and_then(|bytes| self.far.get().checked_sub(bytes));
        left.inspect(|left| self.far.set(*left)).is_some()
    }

    /// Returns the positions of a byte range.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let end = range.end.max(range.start);
        Span { start: self.position(range.start), end: self.position(end) }
    }

    /// Returns the index, from 0, of the line that contains a byte offset.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let block = offset / BLOCK;
        self.before()[block] + breaks(self.text, block * BLOCK..offset)
    }

    /// Returns the byte range of the line at an index, without its line break.
    pub(crate) fn range(&self, line: usize) -> Range<usize> {
        let (start, next) = (self.start(line), self.start(line + 1));
        start..start + self.text[start..next].trim_end_matches(['\r', '\n']).len()
    }

    /// Returns the byte offset of the start of the line at an index; the end of the text if there are fewer
    /// lines.
    fn start(&self, line: usize) -> usize {
        let before = self.before();
        let block = before.partition_point(|before| *before < line);
        let Some(block) = block.checked_sub(1) else { return 0 };
        let start = block * BLOCK;
        let end = self.text.len().min(start + BLOCK);
        let mut ends = memchr2_iter(b'\n', b'\r', &self.text.as_bytes()[start..end])
            .map(|at| start + at)
            .filter(|at| is_break(self.text, *at));
        ends.nth(line - before[block] - 1).map_or(self.text.len(), |at| at + 1)
    }
}

/// Whether the line feed or carriage return at the byte `at` ends a line: all but the CR of a CRLF.
fn is_break(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')
}

/// The number of line breaks in a byte range.
fn breaks(text: &str, range: Range<usize>) -> usize {
    let bytes = &text.as_bytes()[range.clone()];
    let returns = memchr_iter(b'\r', bytes).filter(|at| is_break(text, range.start + at));
    memchr_iter(b'\n', bytes).count() + returns.count()
}

/// The byte offset of the last line break in a byte range.
fn last_break(text: &str, range: Range<usize>) -> Option<usize> {
    let bytes = &text.as_bytes()[range.clone()];
    memrchr2_iter(b'\n', b'\r', bytes).map(|at| range.start + at).find(|at| is_break(text, *at))
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
    fn distant_lookups_in_any_order_match_first_lookups() {
        let line =
            |number: usize| "é\"x".repeat(number * 7 % 90) + ["\n", "\r", "\r\n"][number % 3];
        let long = "y".repeat(3 * BLOCK);
        let text = (0..200).map(line).collect::<String>()
            + &long
            + &(0..200).map(line).collect::<String>();
        let lines = LineIndex::new(&text);
        let mut offset = 0;
        for step in 0..3000 {
            // Forward by up to a few blocks, and back by more.
            offset = (offset + step * 911) % (text.len() + 2);
            let expected = LineIndex::new(&text).position(offset);
            assert_eq!(lines.position(offset), expected, "{offset}");
        }
    }

    #[test]
    fn positions_match_those_of_the_language_server() {
        let short = "\u{feff}{\r\n\t\"é\": 1,\r\"b\": \"漢😀\"\n\n}\r\n";
        positions_match(short, 0);
        // A line break at and around the end of a block, and blocks without one.
        for ending in ["\n", "\r", "\r\n"] {
            for len in BLOCK - 3..=BLOCK {
                let text = "x".repeat(len) + ending + &"é".repeat(BLOCK) + ending + ending + "y";
                positions_match(&text, BLOCK - 5);
                positions_match(&text, 3 * BLOCK - 6);
            }
        }
    }

    /// Compares 20 offsets from `first` on, and those at the end.
    #[track_caller]
    fn positions_match(text: &str, first: usize) {
        let (lines, buffer) = (LineIndex::new(text), Buffer::new(text));
        let last = text.len() + 1;
        for offset in (first..last.min(first + 20)).chain(last.saturating_sub(9)..=last) {
            let expected = buffer.position(offset, PositionEncoding::Utf32);
            let (line, column) = (expected.line as usize + 1, expected.character as usize + 1);
            // Editors do not show a byte order mark.
            let has_mark = text.starts_with('\u{feff}') && line == 1 && offset >= 3;
            let column = column - usize::from(has_mark);
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
