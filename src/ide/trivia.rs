//! Trivia between two tokens: whitespace, comments and commas.

use std::ops::Range;

/// Something in a gap, or the token behind it, and the white space before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ide) struct Piece {
    /// The white space, in bytes of the gap.
    pub space: Range<usize>,
    /// How many line breaks are in it.
    pub breaks: usize,
    pub kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ide) enum PieceKind {
    Comma,
    Colon,
    /// `// …`, which ends before its line does.
    LineComment,
    /// `/* … */`
    BlockComment {
        /// Whether it goes over several lines.
        breaks: bool,
    },
    /// The token behind the gap, or the end of the text.
    Next,
}

impl PieceKind {
    pub fn is_comment(self) -> bool {
        matches!(self, PieceKind::LineComment | PieceKind::BlockComment { .. })
    }
}

/// Splits the trivia `text` into pieces; `None` if it contains other text, such as whitespace that
/// is not valid in JSON. `at_start` is true at the start of the document, where a byte order mark is
/// allowed.
pub(in crate::ide) fn read(text: &str, at_start: bool) -> Option<Vec<Piece>> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut at = if at_start && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    loop {
        let start = at;
        let mut breaks = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' => {}
                b'\n' => breaks += usize::from(at == start || bytes[at - 1] != b'\r'),
                b'\r' => breaks += 1,
                _ => break,
            }
            at += 1;
        }
        let space = start..at;
        let (kind, len) = match bytes[at..] {
            [] => (PieceKind::Next, 0),
            [b',', ..] => (PieceKind::Comma, 1),
            [b':', ..] => (PieceKind::Colon, 1),
            [b'/', b'/', ..] => {
                let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]);
                (PieceKind::LineComment, end.unwrap_or(bytes.len() - at))
            }
            [b'/', b'*', ..] => {
                let len = text[at + 2..].find("*/")? + 4;
                let breaks = memchr::memchr2(b'\n', b'\r', &bytes[at..at + len]).is_some();
                (PieceKind::BlockComment { breaks }, len)
            }
            _ => return None,
        };
        pieces.push(Piece { space, breaks, kind });
        if kind == PieceKind::Next {
            return Some(pieces);
        }
        at += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Option<Vec<(usize, PieceKind)>> {
        let pieces = read(text, true)?;
        Some(pieces.into_iter().map(|piece| (piece.breaks, piece.kind)).collect())
    }

    #[test]
    fn trivia_is_split() {
        use PieceKind::*;
        assert_eq!(kinds(""), Some(vec![(0, Next)]));
        assert_eq!(
            kinds(" ,\r\n// a,\n\r/* b\n */ "),
            Some(vec![(0, Comma), (1, LineComment), (2, BlockComment { breaks: true }), (0, Next)])
        );
        assert_eq!(kinds("\u{feff} "), Some(vec![(0, Next)]));
        assert_eq!(kinds("// a"), Some(vec![(0, LineComment), (0, Next)]));
    }

    #[test]
    fn trivia_scanner_rejects_unknown_bytes() {
        for text in ["\u{a0}", " \u{feff}", "/", "/* a", "}", "\u{c}"] {
            assert_eq!(kinds(text), None, "{text:?}");
        }
    }
}
