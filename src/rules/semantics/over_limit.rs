//! Violations of the platform's limits.

use std::ops::Range;

use crate::embedded::javascript;
use crate::manifest::field_names;
use crate::manifest::types::Map;
use crate::rules::context::{CheckContext, Document};
use crate::rules::rule::rule;
use crate::syntax::Node;
use crate::util::display::group_digits;

rule! {
    /// Platform limit exceeded.
    ///
    /// ## What it finds
    /// More than 10 channels, 20 message types in a channel, 20 events, 20 states, 50 tags in one
    /// map or 25 secrets, which are the documented limits of the platform; a JSON Schema of more
    /// than 102,400 bytes, not counting whitespace; code of more than 52,428,800 bytes.
    ///
    /// ## Why it matters
    /// The platform rejects a manifest that exceeds a limit. Limits change over time, so the
    /// finding is only a warning, and the limits can be set in the settings file:
    /// ```toml
    /// [limits]
    /// events = 40
    /// ```
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "channels": {
    ///     "a1": { "messages": {} }, "a2": { "messages": {} }, "a3": { "messages": {} },
    ///     "a4": { "messages": {} }, "a5": { "messages": {} }, "a6": { "messages": {} },
    ///     "a7": { "messages": {} }, "a8": { "messages": {} }, "a9": { "messages": {} },
    ///     "b1": { "messages": {} }, "b2": { "messages": {} }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Combine related definitions, or set your own limits in the configuration file.
    OVER_LIMIT = "over-limit", Semantics, Some(Warning);
}

/// Checks the number of entries of a map.
pub fn check_map(
    context: &mut CheckContext,
    map: &'static Map,
    node: Node<'_>,
    key: &Range<usize>,
) {
    let Some(limit) = context.limits().of(map.kind) else { return };
    // Duplicates count once, which does not matter below the limit.
    if node.container().is_none_or(|container| container.entries().len() <= limit) {
        return;
    }
    let count = node.effective_members().count();
    if count > limit {
        let (_, what) = map.kind.plural();
        let message =
            format!("{count} {what} exceed the limit of {limit}, which `[limits]` can change.");
        context.report(&OVER_LIMIT, key.clone(), message);
    }
}

/// Checks the size of a JSON Schema.
pub fn check_schema(context: &mut CheckContext, node: Node<'_>, key: &Range<usize>) {
    let limit = context.limits().schema_bytes;
    if node.container().is_none_or(|container| container.len as usize <= limit) {
        return;
    }
    let bytes = compact_len(&context.source().slice(node.range()));
    if bytes > limit {
        let message = format!(
            "The JSON Schema has {} bytes. The limit is {}, which `[limits]` can change.",
            group_digits(bytes),
            group_digits(limit)
        );
        context.report(&OVER_LIMIT, key.clone(), message);
    }
}

/// Checks the size of the code.
pub fn check_code(context: &mut CheckContext, document: &Document) {
    let limit = context.limits().code_bytes;
    let Some(member) = document.root.member(field_names::CODE) else { return };
    // The string as written is at least as long as its value.
    if member.value().string().is_none_or(|string| string.len as usize <= limit) {
        return;
    }
    if let Some(code) = javascript::facts(context.source(), member.value())
        && code.bytes > limit
    {
        let message = format!(
            "`{}` has {} bytes. The limit is {}, which `[limits]` can change.",
            field_names::CODE,
            group_digits(code.bytes),
            group_digits(limit)
        );
        context.report(&OVER_LIMIT, member.key_range(), message).at_member(field_names::CODE);
    }
}

/// The length of JSON without white space and comments between tokens.
fn compact_len(json: &str) -> usize {
    let bytes = json.as_bytes();
    let (mut at, mut len) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b' ' | b'\t' | b'\n' | b'\r', _) => at += 1,
            (b'/', Some(b'/')) => {
                at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
            }
            (b'/', Some(b'*')) => {
                at = json[at + 2..].find("*/").map_or(bytes.len(), |end| at + 2 + end + 2);
            }
            (b'"', _) => {
                let start = at;
                at += 1;
                while let Some(&byte) = bytes.get(at) {
                    at += if byte == b'\\' { 2 } else { 1 };
                    if byte == b'"' {
                        break;
                    }
                }
                len += at - start;
            }
            _ => {
                at += 1;
                len += 1;
            }
        }
    }
    len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_len_skips_white_space_and_comments_between_tokens() {
        assert_eq!(compact_len(r#"{ "a b": [1, 2] }"#), r#"{"a b":[1,2]}"#.len());
        assert_eq!(compact_len("[1, // one\n/* two */ 2]"), "[1,2]".len());
        assert_eq!(compact_len(r#"["\" "]"#), r#"["\" "]"#.len());
    }
}
