//! Redaction of secrets.

use std::borrow::Cow;
use std::ops::Range;

use super::{INTEGRATION, field_names};
use crate::syntax::{Dialect, Node, Tree, Value};

/// The ranges of the values of secrets in the document `tree` of `text`, without quotes; also inside of
/// objects and arrays that a secret cannot be. In a damaged entry, the name may be the value.
pub fn secret_values(text: &str, tree: &Tree) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = sections(tree);
    while let Some(node) = rest.pop() {
        if let Some(range) = node.string_range() {
            found.extend(unless_name(text, range));
        }
        let is_array = node.is_array();
        for entry in node.entries() {
            let value = entry.value();
            match value.value() {
                Value::Container(_) => rest.push(value),
                Value::Null | Value::Bool(_) => {}
                Value::Missing if entry.key().is_some() => {
                    found.extend(unless_name(text, unquoted(text, entry.key_range())));
                }
                Value::String(_) if is_array => {
                    found.extend(unless_name(text, unquoted(text, value.range())));
                }
                _ => found.push(unquoted(text, value.range())),
            }
        }
    }
    found.retain(|range| !range.is_empty());
    found
}

/// The ranges of the sections of `tree` that contain values of secrets.
pub fn secret_sections(tree: &Tree) -> Vec<Range<usize>> {
    sections(tree).into_iter().map(|node| node.range()).collect()
}

/// Names of sections that are not part of a manifest and usually contain secrets, in lowercase.
const UNKNOWN_SECTIONS: [&str; 3] = ["credentials", "env", "environment"];

/// The ends of names of secrets, in lowercase without separators.
const SECRET_NAMES: [&str; 6] =
    ["accesskey", "apikey", "password", "privatekey", "secret", "token"];

/// The ends of the names above without their first letters, which may be uppercase, in two cases. They are
/// searched at the end of a word, because most manifests contain them elsewhere.
const NAME_ENDS: [&str; 12] = [
    "redentials",
    "REDENTIALS",
    "nv",
    "NV",
    "nvironment",
    "NVIRONMENT",
    "word",
    "WORD",
    "oken",
    "OKEN",
    "ey",
    "EY",
];

/// Whether `text` may contain values of secrets. Most manifests have none, and need not be parsed for them.
fn may_contain_secrets(text: &str) -> bool {
    let ends_name = |end: &str| {
        let mut found = text.match_indices(end);
        found.any(|(at, _)| !text[at + end.len()..].starts_with(char::is_alphanumeric))
    };
    ["ecret", "ECRET"].iter().any(|part| text.contains(part))
        || NAME_ENDS.into_iter().any(ends_name)
}

/// The values of `secrets`, also under a similar name, and in objects and arrays around the manifest. No other
/// field of a manifest contains secrets. Members that are not fields contain them if their name says so.
fn sections(tree: &Tree) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut around: Vec<Node<'_>> = tree.root().into_iter().collect();
    while let Some(node) = around.pop() {
        for entry in node.entries() {
            let value = entry.value();
            match entry.key() {
                Some(key) if is_secrets(key) => found.push(value),
                Some(key) if INTEGRATION.field(key).is_some() => {}
                Some(key) if value.string().is_some() && is_name_of_secret(key) => {
                    found.push(value)
                }
                _ => around.extend(value.container().map(|_| value)),
            }
        }
    }
    found
}

/// Whether `key` is `secrets`, its singular, or the name of an unknown section with secrets, in any case.
fn is_secrets(key: &str) -> bool {
    let singular = &field_names::SECRETS[..field_names::SECRETS.len() - 1];
    let names = [field_names::SECRETS, singular].into_iter().chain(UNKNOWN_SECTIONS);
    names.into_iter().any(|name| key.eq_ignore_ascii_case(name))
}

fn is_name_of_secret(key: &str) -> bool {
    let letters = key.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ' '));
    let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|name| letters.ends_with(name))
}

/// Returns `range` unless its text looks like the name of a secret.
fn unless_name(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (!text[range.clone()].chars().all(is_name)).then_some(range)
}

/// The range without the quotes around it, of which one may be missing.
fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let written = &text[range.clone()];
    let inner = written.trim_start_matches(['"', '\'']);
    let start = range.end - inner.len();
    start..start + inner.trim_end_matches(['"', '\'']).len()
}

/// Replaces each character of the values of secrets in `text` by one of the same length, so that offsets in
/// excerpts stay the same.
pub fn redacted(text: &str) -> Cow<'_, str> {
    if !may_contain_secrets(text) {
        return Cow::Borrowed(text);
    }
    let tree = Tree::parse(text, Dialect::Jsonc);
    let mut values = secret_values(text, &tree);
    values.sort_by_key(|range| range.start);
    let mut out = String::new();
    let mut at = 0;
    for range in values {
        // A damaged entry can repeat the range of its value.
        let Some(between) = text.get(at..range.start) else { continue };
        out.push_str(between);
        out.extend(text[range.clone()].chars().map(black));
        at = range.end;
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Returns a character with as many bytes as `c` that reveals nothing.
fn black(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '\u{1f784}',
    }
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn only_secret_values_are_redacted() {
        let text = "{\"name\": \"hunter2\", \"secrets\": {\"A\": \"h\u{fc}\\n€😀2\", \"B\": null, // c\n \"C\": \"";
        let shown = redacted(text);
        let black = "{\"name\": \"hunter2\", \"secrets\": {\"A\": \"*·**•\u{1f784}*\", \"B\": null, // c\n \"C\": \"";
        assert_eq!(shown, black);
        assert_eq!(redacted("{\"secrets\": {}}"), "{\"secrets\": {}}");
    }

    #[test]
    fn values_of_mistaken_shapes_are_redacted() {
        for (secrets, shown) in [
            (r#"{"A": {"value": "hunter2"}}"#, r#"{"A": {"value": "*******"}}"#),
            (r#"[{"name": "A", "value": "hunter2"}]"#, r#"[{"name": "*", "value": "*******"}]"#),
            (r#"["TOKEN", "hunter2"]"#, r#"["TOKEN", "*******"]"#),
            (r#""hunter2""#, r#""*******""#),
            ("{\"A\": hunter2}", "{\"A\": *******}"),
            ("{'A': 'hunter2'}", "{'A': '*******'}"),
            ("{\"A\": 123456}", "{\"A\": ******}"),
        ] {
            let text = format!("{{\"secrets\": {secrets}}}");
            assert_eq!(redacted(&text), format!("{{\"secrets\": {shown}}}"));
        }
    }

    #[test]
    fn values_in_mistaken_places_are_redacted() {
        for (text, shown) in [
            (r#"{"secret": {"A": "hunter2"}}"#, r#"{"secret": {"A": "*******"}}"#),
            (r#"{"SECRETS": {"A": "hunter2"}}"#, r#"{"SECRETS": {"A": "*******"}}"#),
            (
                r#"{"data": [{"integration": {"Secrets": {"A": "hunter2"}}}]}"#,
                r#"{"data": [{"integration": {"Secrets": {"A": "*******"}}}]}"#,
            ),
        ] {
            assert_eq!(redacted(text), shown);
        }
        // Not a part of a manifest.
        let text = r#"{"env": {"A": "hunter2"}, "x": [{"access-Token": "hunter2"}], "apiKey": {"type": "string"}}"#;
        let shown = r#"{"env": {"A": "*******"}, "x": [{"access-Token": "*******"}], "apiKey": {"type": "string"}}"#;
        assert_eq!(redacted(text), shown);
        // Names in other quotes and cases.
        for name in ["env", "'env'", "\"Env\"", "\"ENV\" ", "`env`"] {
            let text = format!("{{{name}: {{\"A\": \"hunter2\"}}}}");
            assert_eq!(redacted(&text), text.replace("hunter2", "*******"));
        }
        for name in ["apiKey", "'api_key'", "\"Token\"", "\"pass_word\""] {
            let text = format!("{{{name}: \"hunter2\"}}");
            assert_eq!(redacted(&text), text.replace("hunter2", "*******"));
        }
        // A property can have any name.
        let schema = r#"{"events": {"a": {"schema": {"properties": {"secrets": {"type": "string"}, "env": {}}}}}}"#;
        assert_eq!(redacted(schema), schema);
    }
}
