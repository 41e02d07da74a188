//! Trivia: the whitespace, comments, commas and colons between two tokens.

use std::ops::Range;

/// An element of trivia, or the end of the text, with the whitespace before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trivia {
    /// Whitespace before it, in bytes of the scanned text.
    pub space: Range<usize>,
    /// Number of line breaks in the whitespace.
    pub breaks: usize,
    /// Range of the element itself, in bytes of the scanned text.
    pub range: Range<usize>,
    /// Kind of the element.
    pub kind: TriviaKind,
}

/// Kind of an element of trivia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriviaKind {
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `// …`, without the line break.
    LineComment,
    /// `/* … */`
    BlockComment {
        /// Whether the comment contains a line break.
        multiline: bool,
        /// Whether the comment has its `*/`.
        closed: bool,
    },
    /// A character that is not valid in trivia, such as whitespace that JSON does not allow.
    Unknown,
    /// End of the text.
    End,
}

impl TriviaKind {
    /// Whether this is a line comment or a block comment.
    pub fn is_comment(self) -> bool {
        matches!(self, TriviaKind::LineComment | TriviaKind::BlockComment { .. })
    }

    /// Whether this is allowed between two tokens of JSONC.
    fn is_valid(self) -> bool {
        !matches!(self, TriviaKind::Unknown | TriviaKind::BlockComment { closed: false, .. })
    }
}

/// Iterator over the trivia of a text. The last item is [`TriviaKind::End`].
struct Scanner<'s> {
    text: &'s str,
    offset: usize,
    done: bool,
}

impl Iterator for Scanner<'_> {
    type Item = Trivia;

    fn next(&mut self) -> Option<Trivia> {
        if self.done {
            return None;
        }
        let (bytes, start) = (self.text.as_bytes(), self.offset);
        let (mut end, mut breaks) = (start, 0);
        while let Some(byte) = bytes.get(end) {
            match byte {
                b' ' | b'\t' => {}
                b'\n' => breaks += usize::from(end == start || bytes[end - 1] != b'\r'),
                b'\r' => breaks += 1,
                _ => break,
            }
            end += 1;
        }
        let rest = &self.text[end..];
        let (kind, len) = match rest.as_bytes() {
            [] => (TriviaKind::End, 0),
            [b',', ..] => (TriviaKind::Comma, 1),
            [b':', ..] => (TriviaKind::Colon, 1),
            [b'/', b'/', ..] => {
                let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes());
                (TriviaKind::LineComment, len.unwrap_or(rest.len()))
            }
            [b'/', b'*', ..] => {
                let close = rest[2..].find("*/");
                let len = close.map_or(rest.len(), |close| close + 4);
                let multiline = memchr::memchr2(b'\n', b'\r', &rest.as_bytes()[..len]).is_some();
                (TriviaKind::BlockComment { multiline, closed: close.is_some() }, len)
            }
            _ => (TriviaKind::Unknown, rest.chars().next().map_or(0, char::len_utf8)),
        };
        self.done = kind == TriviaKind::End;
        self.offset = end + len;
        Some(Trivia { space: start..end, breaks, range: end..end + len, kind })
    }
}

/// Splits `text` into trivia, also if it contains anything else.
pub fn scan(text: &str) -> impl Iterator<Item = Trivia> {
    Scanner { text, offset: 0, done: false }
}

/// Splits `text` into trivia; `None` if it contains anything else. At the start of a document
/// (`at_start`), a byte order mark is allowed.
pub fn scan_valid(text: &str, at_start: bool) -> Option<Vec<Trivia>> {
    const BYTE_ORDER_MARK: char = '\u{feff}';
    let marked = at_start && text.starts_with(BYTE_ORDER_MARK);
    let offset = if marked { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let trivia = Scanner { text, offset, done: false };
    trivia.map(|trivia| trivia.kind.is_valid().then_some(trivia)).collect()
}

#[cfg(test)]
mod tests {
    use super::TriviaKind::{BlockComment, Colon, Comma, End, LineComment, Unknown};
    use super::*;

    fn kinds(trivia: &[Trivia]) -> Vec<(usize, TriviaKind)> {
        trivia.iter().map(|trivia| (trivia.breaks, trivia.kind)).collect()
    }

    fn valid(text: &str) -> Option<Vec<(usize, TriviaKind)>> {
        scan_valid(text, true).map(|trivia| kinds(&trivia))
    }

    #[test]
    fn trivia_is_split() {
        assert_eq!(valid(""), Some(vec![(0, End)]));
        let block = BlockComment { multiline: true, closed: true };
        assert_eq!(
            valid(" ,\r\n// a,\n\r/* b\n */ "),
            Some(vec![(0, Comma), (1, LineComment), (2, block), (0, End)])
        );
        assert_eq!(valid("\u{feff} "), Some(vec![(0, End)]));
        assert_eq!(valid("// a"), Some(vec![(0, LineComment), (0, End)]));
    }

    #[test]
    fn trivia_scanner_rejects_unknown_bytes() {
        for text in ["\u{a0}", " \u{feff}", "/", "/* a", "/*/", "}", "\u{c}"] {
            assert_eq!(valid(text), None, "{text:?}");
        }
        assert_eq!(scan_valid("\u{feff}", false), None);
    }

    #[test]
    fn trivia_scanner_continues_after_unknown_bytes() {
        let text = "\u{a0},é/\n:/* a";
        let open = BlockComment { multiline: false, closed: false };
        let expected =
            [(0, Unknown), (0, Comma), (0, Unknown), (0, Unknown), (1, Colon), (0, open), (0, End)];
        assert_eq!(kinds(&scan(text).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn trivia_ranges_cover_text() {
        for text in ["", " ", "\u{a0} ,é/\n:/* a", " // a\r\n/**/ , /*\n*/\t"] {
            let mut end = 0;
            for trivia in scan(text) {
                assert_eq!((trivia.space.start, trivia.space.end), (end, trivia.range.start));
                end = trivia.range.end;
            }
            assert_eq!(end, text.len(), "{text:?}");
        }
    }
}
