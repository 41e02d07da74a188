//! What strings hold: base64, images, prose, scripts, code; and where a place in it stands in the
//! document.
//!
//! Knows the contents alone. What to say about them is the business of `rules` and `ide`.

pub(crate) mod code;
pub(crate) mod content;
pub(crate) mod script;
pub(crate) mod slot;

use std::ops::Range;

use crate::syntax::{Node, unescape_one};
use crate::text::Source;

/// Where `range` of the decoded text of the string `node` stands in the document.
pub(crate) fn in_document(
    source: &dyn Source,
    node: Node<'_>,
    range: Range<usize>,
) -> Option<Range<usize>> {
    in_raw(source, node.string_range()?, range)
}

/// Where `range` of the decoded text stands in the document, where that text is written, escapes
/// and all, in `raw`.
pub(crate) fn in_raw(
    source: &dyn Source,
    raw: Range<usize>,
    range: Range<usize>,
) -> Option<Range<usize>> {
    let text = source.slice(raw.clone());
    let mut walk = Walk::new(&text);
    let start = walk.to(range.start)?;
    let end = walk.to(range.end)?;
    Some(raw.start + start..raw.start + end)
}

/// A walk through a text with escapes, from place to place of what it stands for.
pub(crate) struct Walk<'a> {
    raw: &'a str,
    decoded: usize,
    at: usize,
}

impl<'a> Walk<'a> {
    /// A walk from the start of `raw`.
    pub fn new(raw: &'a str) -> Walk<'a> {
        Walk { raw, decoded: 0, at: 0 }
    }

    /// Where the byte `wanted` of the decoded text is written. The walk goes forward only: `wanted`
    /// is never less than it was before.
    pub fn to(&mut self, wanted: usize) -> Option<usize> {
        let raw = self.raw;
        while self.decoded < wanted {
            let rest = &raw[self.at..];
            let plain = memchr::memchr(b'\\', rest.as_bytes());
            let plain = plain.unwrap_or(rest.len()).min(wanted - self.decoded);
            self.decoded += plain;
            self.at += plain;
            if self.decoded < wanted {
                if self.at == raw.len() {
                    return None;
                }
                let (c, len) = unescape_one(&raw[self.at..]);
                self.decoded += c.len_utf8();
                self.at += len;
            }
        }
        Some(self.at)
    }
}

/// Whether `c` may stand in a name in a script or in code.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Dialect, Tree};

    #[test]
    fn decoded_offsets_are_found_in_the_document() {
        let text = r#"  "a\n\"\u00e9\ud83d\ude00b""#;
        let tree = Tree::parse(text, Dialect::Json);
        let root = tree.root().unwrap();
        let decoded = root.text(text).unwrap();
        assert_eq!(decoded, "a\n\"é😀b");
        let place = |part: &str| {
            let start = decoded.find(part).unwrap();
            in_document(&text, root, start..start + part.len()).map(|range| &text[range])
        };
        assert_eq!(place("a"), Some("a"));
        assert_eq!(place("\n"), Some(r"\n"));
        assert_eq!(place("é😀"), Some(r"\u00e9\ud83d\ude00"));
        assert_eq!(place("b"), Some("b"));
        assert_eq!(in_document(&text, root, 0..99), None);
    }
}
