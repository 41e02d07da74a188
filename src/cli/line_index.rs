//! Lines and columns of a text, for people: both from 1 on, columns in Unicode code points.

use std::cell::RefCell;
use std::ops::Range;

/// A place for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Where the lines of a text begin. CRLF, a lone CR and LF end a line.
///
/// Lines are counted as far as somebody has asked: what is wrong is often at the beginning. They are
/// listed only for those who go back, or who want the lines themselves.
pub(super) struct LineIndex<'a> {
    text: &'a [u8],
    known: RefCell<Known>,
    /// The last place asked for: each further question costs only the way from here.
    last: Place,
}

/// An offset, the index of its line, and the characters of that line before it.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    offset: usize,
    line: usize,
    chars: usize,
}

impl Place {
    /// The place at `offset`, which is no earlier.
    fn forward(self, text: &[u8], offset: usize) -> Place {
        let way = &text[self.offset..offset];
        let (lines, start) = if memchr::memchr(b'\r', way).is_none() {
            // To count line ends is much quicker than to look at each.
            let last = memchr::memrchr(b'\n', way);
            (last.map_or(0, |last| memchr::memchr_iter(b'\n', &way[..last]).count() + 1), last)
        } else {
            let ends = |at: &usize| ends_line(text, self.offset + at);
            let mut lines = (0..way.len()).filter(ends);
            let last = lines.next_back();
            (last.map_or(0, |_| lines.count() + 1), last)
        };
        let is_start_of_char = |byte: &&u8| **byte & 0xc0 != 0x80;
        let before = if start.is_some() { 0 } else { self.chars };
        let rest = &way[start.map_or(0, |start| start + 1)..];
        let chars = before + rest.iter().filter(is_start_of_char).count();
        Place { offset, line: self.line + lines, chars }
    }
}

/// Whether a line ends with the byte at `at`.
fn ends_line(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'\n' => true,
        // The first half of CRLF does not.
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

/// What is known of a text's lines.
struct Known {
    /// Where those begin that begin at or before `seen`.
    starts: Vec<usize>,
    seen: usize,
}

impl Known {
    /// Finds the lines that begin at or before `offset`.
    fn look(&mut self, text: &[u8], offset: usize) {
        let end = offset.min(text.len());
        if end <= self.seen {
            return;
        }
        for at in memchr::memchr2_iter(b'\n', b'\r', &text[self.seen..end]) {
            let at = self.seen + at;
            if ends_line(text, at) {
                self.starts.push(at + 1);
            }
        }
        self.seen = end;
    }

    /// Finds where the line of this index begins, if there is one.
    fn start(&mut self, text: &[u8], line: usize) -> Option<usize> {
        while self.starts.len() <= line && self.seen < text.len() {
            let rest = &text[self.seen..];
            let next = memchr::memchr2(b'\n', b'\r', rest).map_or(rest.len(), |at| at + 1);
            self.look(text, self.seen + next);
        }
        self.starts.get(line).copied()
    }
}

impl<'a> LineIndex<'a> {
    pub(super) fn new(text: &'a str) -> LineIndex<'a> {
        let known = RefCell::new(Known { starts: vec![0], seen: 0 });
        LineIndex { text: text.as_bytes(), known, last: Place::default() }
    }

    /// Line and column of a byte offset; one beyond the end counts as the end.
    pub(super) fn position(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        if offset < self.last.offset {
            let line = self.line_of(offset);
            self.last = Place { offset: self.range(line).start, line, chars: 0 };
        }
        self.last = self.last.forward(self.text, offset);
        self.shown(self.last)
    }

    /// Lines and columns of both ends of a range. Ranges in the order of their starts cost no more
    /// than one way through the text and each range's own length.
    pub(super) fn span(&mut self, range: &Range<usize>) -> (Position, Position) {
        let start = self.position(range.start);
        let end = range.end.clamp(self.last.offset, self.text.len());
        (start, self.shown(self.last.forward(self.text, end)))
    }

    fn shown(&self, place: Place) -> Position {
        Position { line: place.line + 1, column: place.chars + 1 }
    }

    /// The index of the line, from 0 on, that holds a byte offset.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        let mut known = self.known.borrow_mut();
        known.look(self.text, offset);
        known.starts.partition_point(|start| *start <= offset).max(1) - 1
    }

    /// The bytes of a line by its index, without what ends it.
    pub(super) fn range(&self, line: usize) -> Range<usize> {
        let mut known = self.known.borrow_mut();
        let len = self.text.len();
        let start = known.start(self.text, line).unwrap_or(len);
        let Some(next) = known.start(self.text, line + 1) else { return start..len };
        let mut end = next - 1;
        if end > start && self.text[end] == b'\n' && self.text[end - 1] == b'\r' {
            end -= 1;
        }
        start..end
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
    }

    #[test]
    fn the_end_and_beyond() {
        check("", 0, 1, 1);
        check("", 9, 1, 1);
        check("a\n", 2, 2, 1);
        check("a\r\n", 2, 1, 3);
    }

    #[test]
    fn questions_in_any_order_have_the_same_answers() {
        for text in ["aé\nb漢c\r\nd\n", "aé\nb漢c\n\nd\n", "aé\rb漢c\r\rd\r"] {
            let offsets = [0, 3, 4, 5, 8, 9, 11, 12, 5, 0, 12, 4];
            let mut lines = LineIndex::new(text);
            for offset in offsets {
                assert_eq!(
                    lines.position(offset),
                    LineIndex::new(text).position(offset),
                    "{offset}"
                );
                let (start, end) = lines.span(&(offset..offset + 4));
                assert_eq!(start, LineIndex::new(text).position(offset), "{offset}");
                assert_eq!(end, LineIndex::new(text).position(offset + 4), "{offset}");
            }
        }
    }
}
