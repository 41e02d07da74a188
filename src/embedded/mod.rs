//! What strings hold: base64, images, prose, scripts, code; and where a place in it stands in the
//! document.
//!
//! Knows the contents alone. What to say about them is the business of `rules` and `ide`.

pub(crate) mod code;
pub(crate) mod script;

use std::ops::Range;

use crate::syntax::{Node, unescape_one};
use crate::text::Source;

/// Where `range` of the decoded text of the string `node` stands in the document.
pub(crate) fn in_document(
    source: &dyn Source,
    node: Node<'_>,
    range: Range<usize>,
) -> Option<Range<usize>> {
    let raw_range = node.string_range()?;
    let raw = source.slice(raw_range.clone());
    let place = |wanted: usize| {
        let (mut decoded, mut at) = (0, 0);
        while decoded < wanted {
            let plain = raw[at..].find('\\').unwrap_or(raw.len() - at).min(wanted - decoded);
            decoded += plain;
            at += plain;
            if decoded < wanted {
                if at == raw.len() {
                    return None;
                }
                let (c, len) = unescape_one(&raw[at..]);
                decoded += c.len_utf8();
                at += len;
            }
        }
        Some(raw_range.start + at)
    };
    Some(place(range.start)?..place(range.end)?)
}

/// Which byte of the decoded text of the string `node` the byte `offset` of the document is. `None`
/// outside of the string and in the middle of an escape.
pub(crate) fn in_decoded(source: &dyn Source, node: Node<'_>, offset: usize) -> Option<usize> {
    let raw_range = node.string_range()?;
    if !(raw_range.start..=raw_range.end).contains(&offset) {
        return None;
    }
    let raw = source.slice(raw_range.clone());
    let wanted = offset - raw_range.start;
    let (mut decoded, mut at) = (0, 0);
    while at < wanted {
        let plain = raw[at..].find('\\').unwrap_or(raw.len() - at).min(wanted - at);
        decoded += plain;
        at += plain;
        if at < wanted {
            let (c, len) = unescape_one(&raw[at..]);
            at += len;
            decoded += c.len_utf8();
        }
    }
    (at == wanted).then_some(decoded)
}

/// Whether `c` can be part of a name in JavaScript or VRL, as far as ASCII goes.
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

    #[test]
    fn places_in_the_document_are_found_in_the_decoded_text() {
        let text = r#"  "a\n\"\u00e9\ud83d\ude00b""#;
        let tree = Tree::parse(text, Dialect::Json);
        let root = tree.root().unwrap();
        let decoded = root.text(text).unwrap();
        for (at, _) in decoded.char_indices().chain([(decoded.len(), ' ')]) {
            let range = in_document(&text, root, at..at).unwrap();
            assert_eq!(in_decoded(&text, root, range.start), Some(at));
        }
        // In the middle of an escape.
        assert_eq!(in_decoded(&text, root, 5), None);
        assert_eq!(in_decoded(&text, root, 2), None);
        assert_eq!(in_decoded(&text, root, text.len()), None);
    }
}
