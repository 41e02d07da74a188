//! Content embedded in strings: base64, images, Markdown, scripts, code; and the mapping of its
//! offsets to the document.
//!
//! This module analyzes content. Messages about it are created in `rules` and `ide`.

pub(crate) mod base64;
pub(crate) mod codec;
pub(crate) mod content_field;
pub(crate) mod external_reference;
pub(crate) mod javascript;
mod offsets;
pub(crate) mod readme;
pub(crate) mod regex;
pub(crate) mod regex_repair;
pub(crate) mod sniff;
pub(crate) mod svg;
pub(crate) mod vrl;

use std::ops::Range;
use std::sync::Arc;

pub(crate) use offsets::{OffsetMapper, in_raw, to_decoded_offset, to_document_range};

use self::base64::EncodingError;
use self::external_reference::ExternalReference;
use self::readme::Readme;
use self::svg::Picture;
use crate::manifest::types::StringFormat;
use crate::syntax::Node;
use crate::text::Source;

/// Decoded content of a base64 string. Ranges are byte offsets relative to the start of the string,
/// so they stay valid when the string moves; see [`Contents::range`].
#[derive(Debug, PartialEq)]
pub(crate) struct Contents<T> {
    /// File path or URL, if the string contains one instead of content.
    pub pointer: Option<ExternalReference>,
    /// Base64 errors.
    pub errors: Vec<EncodingError>,
    /// Whether [`base64::repaired`] can fix them.
    pub repairable: bool,
    /// Number of decoded bytes.
    pub bytes: Option<usize>,
    /// Analyzed content.
    pub inside: Option<T>,
}

impl<T> Contents<T> {
    /// Converts a range of the content of the string `node` to a document range.
    pub fn range(node: Node<'_>, range: &Range<usize>) -> Range<usize> {
        let start = node.string_range().map_or(node.start(), |range| range.start);
        start + range.start..start + range.end
    }
}

/// Returns the content of the icon in the string `node`; `None` if it is not a valid string.
pub(crate) fn icon(source: &dyn Source, node: Node<'_>) -> Option<Arc<Contents<Picture>>> {
    contents(source, node, StringFormat::Icon, |bytes, place| {
        let mut picture = svg::picture(bytes);
        picture.relocate(place);
        picture
    })
}

/// Returns the content of the readme in the string `node`; `None` if it is not a valid string.
pub(crate) fn readme(source: &dyn Source, node: Node<'_>) -> Option<Arc<Contents<Readme>>> {
    contents(source, node, StringFormat::Readme, |bytes, place| {
        let mut readme = readme::readme(bytes);
        readme.relocate(place);
        readme
    })
}

/// Converts a range of decoded bytes to a range of the string as written.
type Locate<'a> = &'a dyn Fn(&Range<usize>) -> Range<usize>;

/// Returns the content of a base64 string. The content of a long string is cached until the string
/// changes, because the manifest is checked after every keystroke.
fn contents<T: Send + Sync + 'static>(
    source: &dyn Source,
    node: Node<'_>,
    holds: StringFormat,
    look: impl FnOnce(&[u8], Locate<'_>) -> T,
) -> Option<Arc<Contents<T>>> {
    let string = node.string()?;
    let memo = string.memo.as_deref();
    if let Some(known) = memo.and_then(|memo| memo.get::<Contents<T>>()) {
        return Some(known);
    }
    if string.has_errors || !string.closed {
        return None;
    }
    let raw = source.slice(node.string_range()?);
    let text = node.text(source)?;
    let pointer = external_reference::pointer(&text, holds);
    let decoded = if pointer.is_some() { base64::decode("") } else { base64::decode(&text) };
    let written = |range: Range<usize>| match string.escaped {
        true => offsets::in_text(&raw, range).unwrap_or(0..raw.len()),
        false => range,
    };
    let inside = decoded.bytes.as_ref().filter(|_| pointer.is_none() && decoded.is_mapped());
    let bytes = inside.map(Vec::len);
    let inside = inside.map(|bytes| {
        look(bytes, &|range: &Range<usize>| written(decoded.place(&text, range.clone())))
    });
    let repairable = !decoded.errors.is_empty() && base64::repaired(&text).is_some();
    let errors = decoded.errors.into_iter();
    let errors =
        errors.map(|error| EncodingError { range: written(error.range), ..error }).collect();
    let contents = Arc::new(Contents { pointer, errors, repairable, bytes, inside });
    if let Some(memo) = memo {
        memo.set(contents.clone());
    }
    Some(contents)
}

/// Returns the decoded bytes of the base64 string `node`, ignoring errors in its form.
pub(crate) fn bytes(source: &dyn Source, node: Node<'_>) -> Option<Vec<u8>> {
    base64::decode(&node.text(source)?).bytes
}

/// Whether `c` is an ASCII character of a JavaScript or VRL identifier.
pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Snapshot;
    use crate::manifest::field_names;
    use crate::syntax::{Dialect, Tree};
    use crate::text::{Change, PositionEncoding};

    /// Returns a manifest with `content` in base64 as the value of `field`, with some characters
    /// escaped, and the range of each character.
    fn escaped(field: &str, content: &[u8], escape: &[bool]) -> (String, Vec<Range<usize>>) {
        let mut text = format!(r#"{{ "{field}": ""#);
        let mut places = Vec::new();
        for (index, c) in base64::encode(content).chars().enumerate() {
            let start = text.len();
            match escape[index % escape.len()] {
                true if c == '/' => text.push_str(r"\/"),
                true => text.push_str(&format!("\\u{:04x}", c as u32)),
                false => text.push(c),
            }
            places.push(start..text.len());
        }
        text.push_str("\" }");
        (text, places)
    }

    proptest! {
        #[test]
        fn content_offsets_map_to_document(
            before in "[ -;=?-~é]{0,40}",
            escape in prop::collection::vec(any::<bool>(), 1..7),
        ) {
            let content = format!("<svg>{}&lost;</svg>", before.replace('&', ""));
            let Picture::Broken(alone) = svg::picture(content.as_bytes()) else { panic!() };
            let (text, places) = escaped(field_names::ICON, content.as_bytes(), &escape);
            let tree = Tree::parse(text.as_str(), Dialect::Json);
            let node = tree.root().unwrap().get(field_names::ICON).unwrap();
            let contents = icon(&text.as_str(), node).unwrap();
            let Some(Picture::Broken(found)) = &contents.inside else { panic!() };
            let first = alone.range.start * 8 / 6;
            let last = (alone.range.end * 8 - 1) / 6;
            let wanted = places[first].start..places[last].end;
            prop_assert_eq!(Contents::<Picture>::range(node, &found.range), wanted);
        }
    }

    #[test]
    fn content_analysis_is_cached_until_edited() {
        let svg = format!("<svg>{}</svg>", "<g/>".repeat(100));
        let (icon, readme) = (base64::encode(svg.as_bytes()), base64::encode(&[b'a'; 400]));
        let text = format!(r#"{{ "title": "x", "icon": "{icon}", "readme": "{readme}" }}"#);
        let mut snapshot = Snapshot::new(&text, Dialect::Json, Arc::default(), 1);
        let memo =
            |snapshot: &Snapshot, field| snapshot.tree.root()?.get(field)?.string()?.memo.clone();
        snapshot.check();
        let kept = |snapshot: &Snapshot| {
            let icon = memo(snapshot, field_names::ICON)?.get::<Contents<Picture>>()?;
            Some((icon, memo(snapshot, field_names::README)?.get::<Contents<Readme>>()?))
        };
        let before = kept(&snapshot).unwrap();
        let at = snapshot.buffer.position(12, PositionEncoding::Utf8);
        let change = Change { range: Some((at, at)), text: "y".to_owned() };
        snapshot.change(change, PositionEncoding::Utf8);
        let found = snapshot.check().findings;
        let after = kept(&snapshot).unwrap();
        assert!(Arc::ptr_eq(&before.0, &after.0) && Arc::ptr_eq(&before.1, &after.1));
        // The finding has moved with it.
        let found = found.iter().find(|found| found.rule.id == "svg-without-namespace").unwrap();
        assert_eq!(found.range.start, text.find(&icon).unwrap() + 1);
    }
}
