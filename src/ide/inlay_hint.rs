//! Inlay hints: usage of length limits, contents of encoded strings, and environment variables of
//! secrets.

use std::ops::Range;

use super::role::Role;
use super::visitor::visit;
use crate::embedded;
use crate::embedded::javascript::PREFIX;
use crate::embedded::readme::{Readme, What};
use crate::embedded::svg::{Other, Picture};
use crate::manifest::types::{EntryKind, Shape, StringFormat, Text};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Node};
use crate::util::display::group_digits;

/// An inlay hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Where it is shown, in bytes.
    pub offset: usize,
    /// The word.
    pub label: String,
    /// Tooltip: a sentence.
    pub tooltip: String,
}

/// The hints in `range` (bytes), in the order of the document.
pub fn hints(snapshot: &Snapshot, range: &Range<usize>) -> Vec<Hint> {
    let mut hints = Vec::new();
    visit(&snapshot.tree, range, &mut |member, role| {
        if let Role::Entry(map) = role
            && map.kind == EntryKind::Secret
        {
            hints.extend(variable(member));
        }
        hints.extend(match role.shape() {
            Some(Shape::Text(text)) => string(snapshot, &text, member.value()),
            Some(Shape::Map(map)) => count(snapshot, map.kind, member.value()),
            _ => None,
        });
    });
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints
}

/// Whether the usage is near enough to the limit for a hint.
fn is_near(used: usize, limit: usize) -> bool {
    used.saturating_mul(5) >= limit.saturating_mul(4)
}

/// The variable in which the code finds a secret.
fn variable(member: Member<'_>) -> Option<Hint> {
    let name = member.key().filter(|name| !name.is_empty())?;
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let label = name.chars().all(word).then(|| format!("{PREFIX}{name}"))?;
    let tooltip = "The code reads the secret from this environment variable.".to_owned();
    Some(Hint { offset: member.key_range().end, label, tooltip })
}

fn string(snapshot: &Snapshot, text: &Text, value: Node<'_>) -> Option<Hint> {
    let string = value.string().filter(|string| string.closed)?;
    let offset = value.end();
    match (text.holds, text.max) {
        (StringFormat::SecretValue, _) => None,
        (StringFormat::Icon | StringFormat::Readme, _) => {
            let (what, bytes) = decoded(snapshot, text.holds, value)?;
            let label = format!("{what}, {}", size(bytes));
            let bytes = group_digits(bytes);
            Some(Hint { offset, label, tooltip: format!("{what}, {bytes} bytes, base64-encoded.") })
        }
        (_, Some(max)) if is_near(string.chars as usize, max as usize) => {
            let (used, max) = (group_digits(string.chars as usize), group_digits(max as usize));
            let tooltip = format!("{used} of at most {max} characters.");
            Some(Hint { offset, label: format!("{used}/{max}"), tooltip })
        }
        _ => None,
    }
}

/// How many entries of a map there are, where there cannot be many more.
fn count(snapshot: &Snapshot, kind: EntryKind, value: Node<'_>) -> Option<Hint> {
    let limit = snapshot.settings.limits.of(kind)?;
    let used = value.container().filter(|_| value.is_object())?.entries().len();
    if !is_near(used, limit) {
        return None;
    }
    let (_, several) = kind.plural();
    let (used, limit) = (group_digits(used), group_digits(limit));
    let tooltip = format!("{used} of at most {limit} {several}.");
    Some(Hint { offset: value.start() + 1, label: format!("{used}/{limit}"), tooltip })
}

/// Describes the type and size of the content of a base64 string.
fn decoded(
    snapshot: &Snapshot,
    holds: StringFormat,
    value: Node<'_>,
) -> Option<(&'static str, usize)> {
    let source = snapshot.buffer.source();
    match holds {
        StringFormat::Icon => {
            let contents = embedded::icon(source, value)?;
            let what = match contents.inside.as_ref()? {
                Picture::Svg(_) | Picture::Broken(_) => "SVG",
                Picture::Other(Other::Binary(what)) => bare(what),
                Picture::Other(_) | Picture::Unread => return None,
            };
            Some((what, contents.bytes?))
        }
        _ => {
            let contents = embedded::readme(source, value)?;
            let what = match contents.inside.as_ref()? {
                Readme::Text(_) => "Markdown",
                Readme::Other(other) => match other.what {
                    What::Binary(what) => bare(what),
                    What::Wide(wide) => wide.name(),
                    What::Byte { .. } => return None,
                },
            };
            Some((what, contents.bytes?))
        }
    }
}

/// `noun` without its article.
fn bare(noun: &'static str) -> &'static str {
    noun.split_once(' ').map_or(noun, |(_, bare)| bare)
}

/// A number of bytes in a few characters.
fn size(bytes: usize) -> String {
    let unit = |unit: usize, name| {
        let tenths = (bytes * 10 + unit / 2) / unit;
        match tenths {
            0..100 => format!("{}.{} {name}", tenths / 10, tenths % 10),
            _ => format!("{} {name}", (bytes + unit / 2) / unit),
        }
    };
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..999_500 => unit(1000, "kB"),
        _ => unit(1_000_000, "MB"),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{MANIFEST, snapshot};
    use crate::syntax::Dialect;

    /// The text with its hints in `‹…›`.
    fn shown(text: &str, range: Range<usize>) -> String {
        let mut out = text.to_owned();
        for hint in hints(&snapshot(text, Dialect::Json), &range).into_iter().rev() {
            out.insert_str(hint.offset, &format!("‹{}›", hint.label));
        }
        out
    }

    fn check(text: &str) -> String {
        shown(text, 0..text.len())
    }

    #[test]
    fn inlay_hint_near_length_limit() {
        let title = |count| format!(r#"{{ "title": "{}" }}"#, "é".repeat(count));
        assert_eq!(check(&title(51)), title(51));
        assert!(check(&title(52)).ends_with("\"‹52/64› }"), "{}", check(&title(52)));
        assert!(check(&title(70)).ends_with("\"‹70/64› }"));
        let events: Vec<String> = (0..17).map(|index| format!("\"e{index}\": {{}}")).collect();
        let text = format!("{{ \"events\": {{ {} }} }}", events.join(", "));
        assert!(check(&text).starts_with("{ \"events\": {‹17/20› "), "{}", check(&text));
    }

    #[test]
    fn inlay_hint_describes_encoded_content() {
        let text =
            |name: &str, bytes: &[u8]| format!("{{ \"{name}\": \"{}\" }}", STANDARD.encode(bytes));
        let told = |name: &str, bytes: &[u8]| {
            let shown = check(&text(name, bytes));
            Some(shown.split_once('‹')?.1.split_once('›')?.0.to_owned())
        };
        let svg = format!("<?xml?><svg>{}</svg>", " ".repeat(2282));
        assert_eq!(told("icon", svg.as_bytes()).as_deref(), Some("SVG, 2.3 kB"));
        assert_eq!(told("icon", b"<svg/>").as_deref(), Some("SVG, 6 B"));
        assert_eq!(told("icon", b"\x89PNG\r\n\x1a\n").as_deref(), Some("PNG image, 8 B"));
        assert_eq!(told("icon", b"what"), None);
        assert_eq!(told("readme", &[b'a'; 123_456]).as_deref(), Some("Markdown, 123 kB"));
        // The decoded prefix may end inside a character.
        assert_eq!(told("readme", "€".repeat(5000).as_bytes()).as_deref(), Some("Markdown, 15 kB"));
        assert_eq!(told("readme", b"\xff\xfea\0").as_deref(), Some("UTF-16, 4 B"));
        for same in ["{ \"icon\": \"not base64!\" }", "{ \"icon\": \"\" }", "{ \"icon\": \"é\" }"]
        {
            assert_eq!(check(same), same);
        }
    }

    #[test]
    fn inlay_hint_shows_secret_variable() {
        let text = r#"{ "secrets": { "CLIENT_ID": null, "a b": null, "KEY": "horse" } }"#;
        assert_snapshot!(check(text), @r#"{ "secrets": { "CLIENT_ID"‹SECRET_CLIENT_ID›: null, "a b": null, "KEY"‹SECRET_KEY›: "horse" } }"#);
        let place = text.find("CLIENT").expect("a name");
        assert_eq!(check(text).matches('‹').count(), 2);
        assert_eq!(shown(text, place..place + 12).matches('‹').count(), 1);
    }

    #[test]
    fn sizes_have_two_significant_digits() {
        let sizes = [0, 999, 1000, 9949, 9950, 999_499, 999_500, 12_345_678];
        let short = ["0 B", "999 B", "1.0 kB", "9.9 kB", "10 kB", "999 kB", "1.0 MB", "12 MB"];
        assert_eq!(sizes.map(size), short);
    }

    #[test]
    fn inlay_hints_in_bounds_for_truncated_input() {
        for end in (0..=MANIFEST.len()).filter(|at| MANIFEST.is_char_boundary(*at)) {
            for hint in hints(&snapshot(&MANIFEST[..end], Dialect::Json), &(0..end)) {
                assert!(MANIFEST.is_char_boundary(hint.offset));
                assert!(!format!("{hint:?}").contains("horse"));
            }
        }
    }
}
