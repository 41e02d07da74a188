//! Parsing of SVGs with bounded time and memory.

use std::ops::Range;

use roxmltree::{Document, Error, ParsingOptions};

/// The namespace of SVG.
pub(crate) const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Maximum number of nodes.
const MAX_NODES: u32 = 400_000;

/// Reason why a text could not be parsed.
pub enum Unparsed {
    /// It is not well-formed.
    Broken(Error),
    /// Parsing would take too long.
    TooMuch,
    /// The entities at this range could expand to a very large size.
    Unfolds(Range<usize>),
}

/// Parses `text`. Input that could take excessive time or memory is rejected first.
pub fn parse(text: &str) -> Result<Document<'_>, Unparsed> {
    if let Some(range) = unfolding(text) {
        return Err(Unparsed::Unfolds(range));
    }
    // The parser searches every namespace in the enclosing ones, and every attribute among its
    // siblings.
    let bytes = text.as_bytes();
    if memchr::memmem::find_iter(bytes, "xmlns").nth(MAX_NAMESPACES).is_some() {
        return Err(Unparsed::TooMuch);
    }
    let crowded = |tag: &[u8]| memchr::memchr_iter(b'=', tag).nth(MAX_ATTRIBUTES).is_some();
    // Most documents have fewer attributes in all.
    if crowded(bytes) && bytes.split(|byte| *byte == b'<').any(crowded) {
        return Err(Unparsed::TooMuch);
    }
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => Unparsed::TooMuch,
        error => Unparsed::Broken(error),
    })
}

/// Maximum number of `xmlns` in a document.
const MAX_NAMESPACES: usize = 250;

/// Maximum number of `=` between two `<`.
const MAX_ATTRIBUTES: usize = 1000;

/// Returns the first entity definition in `text`, if the entities could expand to an unreasonable
/// size. This is an upper bound: every reference counts as the longest entity, with as many nested
/// references as the parser follows.
fn unfolding(text: &str) -> Option<Range<usize>> {
    const DEFINITION: &str = "<!ENTITY";
    const FOLLOWED: usize = 256;
    const MAX_UNFOLDED: usize = 16 << 20;
    const MAX_LONGEST: usize = 1 << 14;
    let bytes = text.as_bytes();
    let mut first = None;
    let mut longest = 0;
    for (count, at) in memchr::memmem::find_iter(bytes, DEFINITION).enumerate() {
        let range = first.get_or_insert(at..at + DEFINITION.len());
        let rest = &bytes[at..];
        let value = memchr::memchr2(b'"', b'\'', &rest[..rest.len().min(MAX_LONGEST)]);
        let len = value.and_then(|open| {
            let inside = &rest[open + 1..];
            memchr::memchr(rest[open], &inside[..inside.len().min(MAX_LONGEST)])
        });
        match len {
            Some(len) if count < FOLLOWED => longest = longest.max(len),
            _ => return Some(range.clone()),
        }
    }
    let references = memchr::memchr_iter(b'&', bytes).count();
    first.filter(|_| references.saturating_mul(FOLLOWED).saturating_mul(longest) > MAX_UNFOLDED)
}
