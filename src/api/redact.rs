//! Removes secrets from text of a response.
//!
//! A response can contain a secret in another form than the manifest: with JSON escapes, with other white
//! space, or cut off. The search therefore compares texts without white space and escapes, and finds each
//! part of a secret that is long enough to be recognized.

use std::collections::HashSet;
use std::ops::Range;

use crate::manifest::field_names;
use crate::syntax::Node;
use crate::text::Source;

/// Minimum length, in characters, of a secret: shorter values also occur in words.
const MIN_CHARS: usize = 4;

/// Length, in characters, of the parts of a longer secret that are removed.
const PART_CHARS: usize = 12;

/// Minimum length, in characters, of a secret that is found across white space.
const MIN_SPACED_CHARS: usize = 8;

/// A set of secrets to remove from texts. Its debug output contains none of them.
#[derive(Default)]
pub(super) struct Redactor {
    secrets: Vec<Secret>,
}

struct Secret {
    raw: String,
    skeleton: Vec<char>,
    has_white_space: bool,
    label: &'static str,
}

impl Redactor {
    /// Adds a secret, which `label` replaces.
    pub(super) fn add(&mut self, secret: &str, label: &'static str) {
        if secret.trim().chars().count() < MIN_CHARS {
            return;
        }
        self.secrets.push(Secret {
            raw: secret.to_owned(),
            skeleton: skeleton(secret).into_iter().map(|(c, _)| c).collect(),
            has_white_space: secret.contains(is_blank),
            label,
        });
    }

    /// Adds all strings in the secrets of a manifest.
    pub(super) fn add_manifest(&mut self, source: &dyn Source, root: Option<Node<'_>>) {
        let members = root.into_iter().flat_map(Node::members);
        let mut pending: Vec<Node<'_>> = members
            .filter(|(key, _)| *key == field_names::SECRETS)
            .map(|(_, member)| member.value())
            .collect();
        while let Some(node) = pending.pop() {
            if let Some(text) = node.text(&source) {
                self.add(&text, "[secret]");
            }
            pending.extend(node.entries().map(|entry| entry.value()));
        }
    }

    /// Returns `text` without the secrets.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
        if !self.secrets.is_empty() {
            self.find_raw(text, &mut found);
            self.find_parts(text, &mut found);
        }
        found.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, label) in found {
            if range.end <= at {
                continue;
            }
            // Overlapping parts have one label.
            if range.start >= at && (range.start > at || at == 0 || !out.ends_with(label)) {
                out.push_str(&text[at..range.start]);
                out.push_str(label);
            }
            at = range.end;
        }
        out.push_str(&text[at..]);
        out
    }

    fn find_raw(&self, text: &str, found: &mut Vec<(Range<usize>, &'static str)>) {
        for secret in &self.secrets {
            let matches = text.match_indices(&secret.raw);
            found.extend(matches.map(|(at, raw)| (at..at + raw.len(), secret.label)));
        }
    }

    /// Finds the parts of the secrets in the skeleton of `text`.
    fn find_parts(&self, text: &str, found: &mut Vec<(Range<usize>, &'static str)>) {
        let skeleton = skeleton(text);
        let chars: Vec<char> = skeleton.iter().map(|(c, _)| *c).collect();
        let range =
            |start: usize, len: usize| skeleton[start].1.start..skeleton[start + len - 1].1.end;
        for label in ["[token]", "[secret]"] {
            let secrets = || self.secrets.iter().filter(move |secret| secret.label == label);
            for len in MIN_CHARS..=PART_CHARS {
                let parts: HashSet<&[char]> = secrets()
                    .filter(|secret| secret.skeleton.len().min(PART_CHARS) == len)
                    .flat_map(|secret| secret.skeleton.windows(len))
                    .collect();
                // A secret without white space that is short is also part of a sequence of words.
                let spaced: HashSet<&[char]> = secrets()
                    .filter(|secret| secret.has_white_space && secret.skeleton.len() == len)
                    .map(|secret| &secret.skeleton[..])
                    .collect();
                if parts.is_empty() {
                    continue;
                }
                for (start, part) in chars.windows(len).enumerate() {
                    let found_range = range(start, len);
                    if parts.contains(part)
                        && (len >= MIN_SPACED_CHARS
                            || spaced.contains(part)
                            || !text[found_range.clone()].contains(is_blank))
                    {
                        found.push((found_range, label));
                    }
                }
            }
            // The start of a secret where the text is cut off.
            let end = chars.iter().rposition(|c| !matches!(c, '…' | '.' | '"' | '\'' | '`'));
            let end = end.map_or(0, |last| last + 1);
            for len in (MIN_CHARS..PART_CHARS).rev() {
                let Some(start) = end.checked_sub(len) else { continue };
                if secrets().any(|secret| secret.skeleton.starts_with(&chars[start..end])) {
                    found.push((range(start, len), label));
                    break;
                }
            }
        }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Returns the characters of `text` without white space and JSON escapes at any level, each with its
/// byte range.
fn skeleton(text: &str) -> Vec<(char, Range<usize>)> {
    let mut out: Vec<(char, Range<usize>)> = Vec::new();
    let mut at = 0;
    let mut high = None;
    while let Some(first) = text[at..].chars().next() {
        let start = at;
        let (mut c, mut is_escape) = (first, false);
        if first == '\\' {
            at += text[at..].len() - text[at..].trim_start_matches('\\').len();
            let Some(next) = text[at..].chars().next() else { break };
            (c, is_escape) = (next, true);
        }
        at += c.len_utf8();
        if is_escape {
            match c {
                'n' | 'r' | 't' | 'b' | 'f' => continue,
                'u' => {
                    let code =
                        text.get(at..at + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                    if let Some(code) = code {
                        at += 4;
                        match (code, high.take()) {
                            (0xd800..=0xdbff, _) => {
                                high = Some((code, start));
                                continue;
                            }
                            (0xdc00..=0xdfff, Some((high, start))) => {
                                let code = 0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00);
                                out.extend(char::from_u32(code).map(|c| (c, start..at)));
                                continue;
                            }
                            _ => c = char::from_u32(code).unwrap_or('\u{fffd}'),
                        }
                    }
                }
                _ => {}
            }
        }
        high = None;
        if !is_blank(c) {
            out.push((c, start..at));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n\
                       BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n";

    fn redact(secret: &str, text: &str) -> String {
        let mut redactor = Redactor::default();
        redactor.add(secret, "[secret]");
        redactor.redact(text)
    }

    #[test]
    fn redact_removes_secret_in_each_form() {
        let json = serde_json::Value::from(KEY).to_string();
        let twice = serde_json::Value::from(json.as_str()).to_string();
        let words = KEY.split_whitespace().collect::<Vec<_>>().join(" ");
        for form in [KEY, &json, &twice, &words, &KEY.replace('\n', "\r\n"), &KEY[10..60]] {
            let shown = redact(KEY, &format!("bad value {form} at /secrets"));
            assert!(shown.contains("[secret]"), "{shown}");
            assert!(!shown.contains("MIIE") && !shown.contains("BKcw"), "{shown}");
            assert!(shown.starts_with("bad value ") && shown.ends_with(" at /secrets"), "{shown}");
        }
        assert_eq!(redact("caf\u{e9} \u{1f600}", r"is caf\u00e9 \ud83d\ude00!"), "is [secret]!");
        assert_eq!(redact("itis", "it is itis"), "it is [secret]");
        assert_eq!(
            redact("0123456789abcdef", "starts with \"01234…\""),
            "starts with \"[secret]…\""
        );
        assert_eq!(redact("abc", "abc"), "abc");
    }

    proptest! {
        #[test]
        fn redact_leaves_no_part_of_a_secret(
            secret in "[A-Za-z0-9+/=_\n \"\\\\\u{e9}-]{20,80}",
            before in "[a-z ]{0,20}",
            cut in 0_usize..80,
            level in 0_usize..3,
        ) {
            prop_assume!(skeleton(&secret).len() >= PART_CHARS);
            let mut form = secret.clone();
            for _ in 0..level {
                form = serde_json::Value::from(form).to_string();
            }
            let whole = redact(&secret, &format!("{before} {form} end"));
            let cut = form.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(form.len());
            let head = redact(&secret, &format!("{before} {}", &form[..cut]));
            let parts: HashSet<Vec<char>> = skeleton(&secret)
                .windows(PART_CHARS)
                .map(|part| part.iter().map(|(c, _)| *c).collect())
                .collect();
            for shown in [whole, head] {
                let chars: Vec<char> = skeleton(&shown).into_iter().map(|(c, _)| c).collect();
                for part in chars.windows(PART_CHARS) {
                    prop_assert!(!parts.contains(part), "{shown}");
                }
            }
        }
    }
}
