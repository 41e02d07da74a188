//! Members that need or exclude one another, and how much of everything there may be.

use std::ops::Range;

use url::Url;

use crate::embedded::javascript;
use crate::manifest::field_names;
use crate::manifest::fields::{CONFIGURATION_IDENTIFIER, INTEGRATION};
use crate::manifest::types::{Field, Map, Object, Shape, StringFormat};
use crate::rules::context::{CheckContext, Document};
use crate::rules::rule;
use crate::syntax::{Member, Node, Value};
use crate::util::display::group_digits;

rule! {
    /// Required identifier has no link script.
    ///
    /// ## What it finds
    /// A configuration whose `identifier` has `"required": true` and no `linkTemplateScript`, or
    /// an empty one.
    ///
    /// ## Why it matters
    /// An installation gets its identifier when the user follows the link. Without a link, users
    /// cannot complete the configuration.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "identifier": { "required": true } } }
    /// ```
    ///
    /// ## Fix
    /// Add the script, or make the identifier optional.
    /// ```json
    /// {
    ///   "configuration": {
    ///     "identifier": {
    ///       "required": true,
    ///       "linkTemplateScript": "to_string!(.webhookUrl) + \"/oauth?state=\" + to_string!(.webhookId)"
    ///     }
    ///   }
    /// }
    /// ```
    IDENTIFIER_WITHOUT_SCRIPT = "identifier-without-script", Semantics, Some(Warning);

    /// `dev` without `url`.
    ///
    /// ## What it finds
    /// `"dev": true` without a `url`.
    ///
    /// ## Why it matters
    /// A development integration runs on the machine of its developer. Without `url`, Botpress
    /// does not know where to send requests.
    ///
    /// ## Example
    /// ```json
    /// { "dev": true }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "dev": true, "url": "https://tunnel.example.com" }
    /// ```
    DEV_WITHOUT_URL = "dev-without-url", Semantics, Some(Warning);

    /// `url` is not an absolute URL.
    ///
    /// ## What it finds
    /// A `url` that is not an absolute `http` or `https` URL with a host.
    ///
    /// ## Why it matters
    /// Botpress sends requests to this URL and cannot resolve a relative one.
    ///
    /// ## Example
    /// ```json
    /// { "url": "localhost:8080" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "url": "http://localhost:8080" }
    /// ```
    INVALID_URL = "invalid-url", Semantics, Some(Warning);

    /// Platform limit exceeded.
    ///
    /// ## What it finds
    /// More than 10 channels, 20 message types in a channel, 20 events, 20 states, 50 tags in one
    /// map or 25 secrets, which are the documented limits of the platform; a JSON Schema of more
    /// than 102,400 bytes, not counting whitespace; code of more than 52,428,800 bytes.
    ///
    /// ## Why it matters
    /// The platform rejects a manifest that exceeds a limit. Limits change over time, so the
    /// finding is only a warning, and the limits can be set in the configuration file:
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

/// Members that need one another.
pub(super) fn object(
    site: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if std::ptr::eq(object, &raw const CONFIGURATION_IDENTIFIER) {
        identifier(site, node);
    } else if std::ptr::eq(object, &raw const INTEGRATION)
        && let Some(dev) = node.member(field_names::DEV)
        && matches!(dev.value().value(), Value::Bool(true))
        && node.get(field_names::URL).is_none()
    {
        let message = "`dev` requires `url`, which is missing.";
        site.report(&DEV_WITHOUT_URL, dev.range(), message).at_member(field_names::DEV);
    }
}

fn identifier(site: &mut CheckContext, node: Node<'_>) {
    let Some(required) = node.member(field_names::REQUIRED) else { return };
    if !matches!(required.value().value(), Value::Bool(true)) {
        return;
    }
    let script = node.member(field_names::LINK_TEMPLATE_SCRIPT);
    let message = match script {
        None => "A required identifier needs a `linkTemplateScript`, which is missing.",
        Some(script) if script.value().string().is_some_and(|string| string.chars == 0) => {
            "A required identifier needs a `linkTemplateScript`, which is empty."
        }
        Some(_) => return,
    };
    let finding = site
        .report(&IDENTIFIER_WITHOUT_SCRIPT, required.range(), message)
        .at_member(field_names::REQUIRED);
    if let Some(script) = script {
        finding.related(script.range(), "empty script");
    }
}

/// What single fields hold.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(text) = field.shape else { return };
    if text.holds != StringFormat::Url {
        return;
    }
    let value = member.value();
    let Some(url) = value.text(site.source()) else { return };
    if let Some(wrong) = wrong_url(&url) {
        let message = format!(
            "`{}` {wrong}; expected an absolute URL, for example `https://example.com`.",
            field.name
        );
        site.report(&INVALID_URL, value.range(), message).at_member(field.name);
    }
}

/// How long the code is.
pub(super) fn code(site: &mut CheckContext, document: &Document) {
    let limit = site.limits().code_bytes;
    let Some(member) = document.root.member(field_names::CODE) else { return };
    // What is written is at least as long as what it stands for.
    if member.value().string().is_none_or(|string| string.len as usize <= limit) {
        return;
    }
    if let Some(code) = javascript::facts(site.source(), member.value())
        && code.bytes > limit
    {
        let message = format!(
            "`{}` has {} bytes; the maximum is {} (configurable limit).",
            field_names::CODE,
            group_digits(code.bytes),
            group_digits(limit)
        );
        site.report(&OVER_LIMIT, member.key_range(), message).at_member(field_names::CODE);
    }
}

/// What is wrong with `text` as an absolute http(s) URL.
pub(crate) fn wrong_url(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("is empty");
    }
    if text.contains(char::is_whitespace) {
        return Some("contains whitespace");
    }
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Some("does not start with `http://` or `https://`")
        }
        // The parser forgives missing slashes; whoever sends the request may not.
        Ok(_) if !text.contains("://") => Some("does not start with `http://` or `https://`"),
        Ok(_) => None,
        Err(_) if !text.contains("://") => Some("does not start with `http://` or `https://`"),
        Err(_) => Some("is not a valid URL"),
    }
}

/// How many entries a map has.
pub(super) fn map(site: &mut CheckContext, map: &'static Map, node: Node<'_>, key: &Range<usize>) {
    let Some(limit) = site.limits().of(map.kind) else { return };
    // Two entries of one name count once, but there is no need to look while all are few enough.
    if node.container().is_none_or(|container| container.entries().len() <= limit) {
        return;
    }
    let count = node.effective_members().count();
    if count > limit {
        let (_, what) = map.kind.plural();
        let message =
            format!("There are {count} {what}; the maximum is {limit} (configurable limit).");
        site.report(&OVER_LIMIT, key.clone(), message);
    }
}

/// How long a JSON Schema is.
pub(super) fn schema(site: &mut CheckContext, node: Node<'_>, key: &Range<usize>) {
    let limit = site.limits().schema_bytes;
    if node.container().is_none_or(|container| container.len as usize <= limit) {
        return;
    }
    let bytes = compact_len(&site.source().slice(node.range()));
    if bytes > limit {
        let message = format!(
            "The JSON Schema has {} bytes; the maximum is {} (configurable limit).",
            group_digits(bytes),
            group_digits(limit)
        );
        site.report(&OVER_LIMIT, key.clone(), message);
    }
}

/// The length of a piece of JSON without white space and comments between its tokens.
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
    fn white_space_and_comments_between_tokens_do_not_count() {
        assert_eq!(compact_len(r#"{ "a b": [1, 2] }"#), r#"{"a b":[1,2]}"#.len());
        assert_eq!(compact_len("[1, // one\n/* two */ 2]"), "[1,2]".len());
        assert_eq!(compact_len(r#"["\" "]"#), r#"["\" "]"#.len());
    }

    #[test]
    fn complete_addresses() {
        for url in ["https://example.com", "http://localhost:8080/x?y=z", "http://127.0.0.1"] {
            assert_eq!(wrong_url(url), None, "{url}");
        }
        for url in ["", "example.com", "localhost:80", "/x", "ftp://a", "http://", "http:a", "h t"]
        {
            assert!(wrong_url(url).is_some(), "{url}");
        }
    }
}
