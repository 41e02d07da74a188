//! Mapping of offsets between a string as written, with escapes, and the decoded text.

use std::ops::Range;

use crate::syntax::{Node, unescape_one};
use crate::text::Source;

/// Converts `range` of the decoded text of the string `node` to a document range.
pub(crate) fn to_document_range(
    source: &dyn Source,
    node: Node<'_>,
    range: Range<usize>,
) -> Option<Range<usize>> {
    in_raw(source, node.string_range()?, range)
}

/// Converts the document offset `offset` to an offset in the decoded text of the string `node`.
/// `None` outside of the string and inside an escape.
pub(crate) fn to_decoded_offset(
    source: &dyn Source,
    node: Node<'_>,
    offset: usize,
) -> Option<usize> {
    let raw = node.string_range()?;
    OffsetMapper::new(&source.slice(raw.clone())).decoded(offset.checked_sub(raw.start)?)
}

/// Converts `range` of the decoded text to a document range. `raw` is the range of the string as
/// written.
pub(crate) fn in_raw(
    source: &dyn Source,
    raw: Range<usize>,
    range: Range<usize>,
) -> Option<Range<usize>> {
    let range = in_text(&source.slice(raw.clone()), range)?;
    Some(raw.start + range.start..raw.start + range.end)
}

/// Converts `range` of the decoded text to a range of `raw`, the text as written.
pub(super) fn in_text(raw: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut walk = OffsetMapper::new(raw);
    let start = walk.to(range.start)?;
    Some(start..walk.to(range.end)?)
}

/// Converter of ascending offsets between a text with escapes and the decoded text.
pub(crate) struct OffsetMapper<'a> {
    raw: &'a str,
    decoded: usize,
    at: usize,
}

impl<'a> OffsetMapper<'a> {
    /// Starts at the beginning of `raw`.
    pub fn new(raw: &'a str) -> OffsetMapper<'a> {
        OffsetMapper { raw, decoded: 0, at: 0 }
    }

    /// Returns the raw offset of the decoded offset `wanted`; `None` after the end.
    pub fn to(&mut self, wanted: usize) -> Option<usize> {
        while self.decoded < wanted {
            self.step(wanted - self.decoded)?;
        }
        Some(self.at)
    }

    /// Returns the decoded offset of the raw offset `wanted`; `None` after the end and inside an
    /// escape.
    pub fn decoded(&mut self, wanted: usize) -> Option<usize> {
        while self.at < wanted {
            self.step(wanted - self.at)?;
        }
        (self.at == wanted).then_some(self.decoded)
    }

    /// Advances by up to `most` unescaped bytes or, if an escape is next, by the escape.
    fn step(&mut self, most: usize) -> Option<()> {
        let rest = &self.raw.as_bytes()[self.at..];
        let plain = memchr::memchr(b'\\', &rest[..rest.len().min(most)]);
        let plain = plain.unwrap_or(rest.len().min(most));
        if plain > 0 {
            self.decoded += plain;
            self.at += plain;
        } else {
            let (c, len) = unescape_one(self.raw.get(self.at..).filter(|rest| !rest.is_empty())?);
            self.decoded += c.len_utf8();
            self.at += len;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Dialect, Tree};

    #[test]
    fn decoded_offsets_map_to_document() {
        let text = r#"  "a\n\"\u00e9\ud83d\ude00b""#;
        let tree = Tree::parse(text, Dialect::Json);
        let root = tree.root().unwrap();
        let decoded = root.text(text).unwrap();
        assert_eq!(decoded, "a\n\"é😀b");
        let place = |part: &str| {
            let start = decoded.find(part).unwrap();
            to_document_range(&text, root, start..start + part.len()).map(|range| &text[range])
        };
        assert_eq!(place("a"), Some("a"));
        assert_eq!(place("\n"), Some(r"\n"));
        assert_eq!(place("é😀"), Some(r"\u00e9\ud83d\ude00"));
        assert_eq!(place("b"), Some("b"));
        assert_eq!(to_document_range(&text, root, 0..99), None);
    }

    #[test]
    fn document_offsets_map_to_decoded_text() {
        let text = r#"  "a\n\"\u00e9\ud83d\ude00b""#;
        let tree = Tree::parse(text, Dialect::Json);
        let root = tree.root().unwrap();
        let decoded = root.text(text).unwrap();
        for (at, _) in decoded.char_indices().chain([(decoded.len(), ' ')]) {
            let range = to_document_range(&text, root, at..at).unwrap();
            assert_eq!(to_decoded_offset(&text, root, range.start), Some(at));
        }
        // Inside an escape.
        assert_eq!(to_decoded_offset(&text, root, 5), None);
        assert_eq!(to_decoded_offset(&text, root, 2), None);
        assert_eq!(to_decoded_offset(&text, root, text.len()), None);
    }
}
