//! Finds the members of a manifest that an API error is about.
//!
//! An error has a list of violations with paths, or a message with one path per violation. A path in a
//! message starts at the body of the request: `/channels/chat`, `body/title`, `body.channels["chat"]`.
//! It is resolved along the tree, name by name, because a name may contain any character.

use std::ops::Range;

use super::breaking_changes;
use super::error::truncate;
use super::redact::Redactor;
use super::response::{Rejection, Violation};
use crate::rules::{Finding, REFUSED_BY_ENDPOINT, Settings};
use crate::syntax::{Node, Tree, pointer};
use crate::text::Source;

/// Names of the request body at the start of a path.
const BODY: [&str; 8] =
    ["body", "data", "payload", "requestBody", "request", "req", "root", "instance"];

/// Names of the entire manifest, instead of a path.
const ROOT: [&str; 2] = ["(manifest)", "(root)"];

/// Maximum number of words of a message that are searched for a path.
const MAX_WORDS: usize = 60;

/// Maximum number of characters of a violation in a finding.
const MAX_MESSAGE_CHARS: usize = 600;

/// Maximum number of characters of the error type in a finding.
const MAX_KIND_CHARS: usize = 40;

/// Maximum number of violations in a message.
const MAX_VIOLATIONS: usize = 1000;

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Returns the findings for a rejected manifest, ordered like those of a check.
pub(crate) fn findings(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
    rejection: &Rejection,
) -> Vec<Finding> {
    let rule = &REFUSED_BY_ENDPOINT;
    // The severity of the group does not apply, because the user has requested the validation.
    let level = settings.severities.get(rule.id).copied().unwrap_or(rule.severity);
    let Some(severity) = level else { return Vec::new() };
    let root = tree.root();
    let mut redactor = Redactor::default();
    redactor.add_manifest(source, root);
    let rejection = rejection.clone().redacted(&redactor);
    let kind = match truncate(&rejection.kind, MAX_KIND_CHARS) {
        kind if kind.is_empty() || kind == "InvalidPayload" => String::new(),
        kind => format!(" ({kind})"),
    };
    let mut violations = match root {
        Some(root) if rejection.kind == breaking_changes::KIND => {
            breaking_changes::violations(root, &rejection.message)
        }
        _ => Vec::new(),
    };
    if violations.is_empty() {
        violations = match &rejection.violations[..] {
            [] => split_message(&rejection.message),
            violations => violations.to_vec(),
        };
    }
    let mut found: Vec<Finding> = Vec::new();
    for violation in violations {
        let Location { pointer, range } = locate(source, root, &violation);
        let message = match root {
            Some(root) => strip_path(root, &violation.message),
            None => &violation.message,
        };
        let text = truncate(message, MAX_MESSAGE_CHARS);
        let message = match text.trim_end_matches(['.', ' ']) {
            "" => format!("The Botpress API rejected this{kind} without a reason."),
            text if text.ends_with(['!', '?', '…']) => {
                format!("The Botpress API rejected this{kind}: {text}")
            }
            text => format!("The Botpress API rejected this{kind}: {text}."),
        };
        let is_same = |other: &Finding| other.pointer == pointer && other.message == message;
        if !found.iter().any(is_same) {
            found.push(Finding::new(rule, severity, range, pointer, message));
        }
    }
    found.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.message).cmp(&(b.range.start, b.range.end, &b.message))
    });
    found
}

/// Finds the location of a violation.
fn locate(source: &dyn Source, root: Option<Node<'_>>, violation: &Violation) -> Location {
    let Some(root) = root else { return Location { pointer: String::new(), range: 0..0 } };
    match &violation.path {
        Some(path) => resolve_path(root, path),
        None => match parse_position(source, &violation.message) {
            Some(range) => Location { pointer: String::new(), range },
            None => find_path(root, &violation.message),
        },
    }
}

/// A member, or the entire document.
struct Location {
    pointer: String,
    range: Range<usize>,
}

/// A path from the root to a node.
struct Path<'t> {
    node: Node<'t>,
    /// Range of the last name; empty at the root and at an array element.
    key: Range<usize>,
    pointer: String,
    depth: usize,
}

impl<'t> Path<'t> {
    fn new(root: Node<'t>) -> Path<'t> {
        Path { node: root, key: root.start()..root.start(), pointer: String::new(), depth: 0 }
    }

    /// Moves to a member. Returns whether it exists.
    fn enter_member(&mut self, name: &str) -> bool {
        let Some(member) = self.node.member(name) else { return false };
        pointer::push(&mut self.pointer, name);
        self.key = member.key_range();
        self.node = member.value();
        self.depth += 1;
        true
    }

    /// Moves to an array element. Returns whether it exists.
    fn enter_element(&mut self, index: usize) -> bool {
        if !self.node.is_array() {
            return false;
        }
        let Some(element) = self.node.entries().nth(index) else { return false };
        pointer::push_index(&mut self.pointer, index);
        self.node = element.value();
        self.key = self.node.start()..self.node.start();
        self.depth += 1;
        true
    }

    /// Moves to a member or an array element. Returns whether it exists.
    fn enter(&mut self, name: &str) -> bool {
        if self.node.is_array() {
            return name.parse().is_ok_and(|index| self.enter_element(index));
        }
        self.enter_member(name)
    }

    /// Returns the location to report: the value, or for an object or array its name or first
    /// character.
    fn location(self) -> Location {
        let range = match self.node.container() {
            None => self.node.range(),
            Some(_) if self.key.is_empty() => self.node.start()..self.node.start() + 1,
            Some(_) => self.key,
        };
        Location { pointer: self.pointer, range }
    }
}

/// Returns the location of the deepest existing member of `path`.
fn resolve_path(root: Node<'_>, path: &[String]) -> Location {
    let mut resolved = Path::new(root);
    let mut steps = path;
    if let [first, rest @ ..] = path
        && BODY.contains(&&**first)
        && root.member(first).is_none()
    {
        steps = rest;
    }
    let _ = steps.iter().all(|step| resolved.enter(step));
    resolved.location()
}

/// Splits a message into violations. A violation starts on a line of a list after a heading, and where
/// a path follows a line break, a semicolon or a comma.
fn split_message(message: &str) -> Vec<Violation> {
    let mut parts = Vec::new();
    let mut start = 0;
    let has_heading =
        message.split_once('\n').is_some_and(|(line, _)| line.trim_end().ends_with(':'));
    // Indented lines, and the last line with the number of omitted errors, continue an item.
    let is_item = |line: &str| !line.is_empty() && !line.starts_with([' ', '\t', '…', '.']);
    for (at, c) in message.char_indices() {
        let is_line = c == '\n';
        if at < start || (!is_line && !matches!(c, ';' | ',')) {
            continue;
        }
        let after = &message[at + 1..];
        let next = after.trim_start_matches([' ', '\t', '\r', '\n', '-', '*', '•']);
        let is_start = match is_line && has_heading {
            true => is_item(after),
            false => {
                let path = next.trim_start_matches(QUOTES);
                (is_line || after.starts_with(' ')) && strip_root(path).is_some()
            }
        };
        if is_start {
            parts.push(&message[start..at]);
            start = message.len() - next.len();
            if parts.len() == MAX_VIOLATIONS {
                break;
            }
        }
    }
    parts.push(&message[start..]);
    // The heading of a list is not a violation.
    if parts.len() > 1
        && parts[0].trim_end().ends_with([':', '.'])
        && strip_root(parts[0]).is_none()
    {
        parts.remove(0);
    }
    let violation = |part: &str| Violation { path: None, message: part.trim().to_owned() };
    parts.into_iter().map(violation).collect()
}

/// Strips the root of a path, such as `body` or `#`, and returns the rest with its separator. Returns
/// `None` if `text` does not start with a path.
fn strip_root(text: &str) -> Option<&str> {
    let is_step = |rest: &str| {
        rest.starts_with(['/', '.', '[', ':']) || rest.starts_with(char::is_whitespace)
    };
    if let Some(rest) = ROOT.iter().find_map(|root| text.strip_prefix(root)) {
        return Some(rest);
    }
    let body = BODY.iter().find_map(|body| text.strip_prefix(body)).filter(|rest| is_step(rest));
    if body.is_some() {
        return body;
    }
    let text = text.strip_prefix('#').unwrap_or(text);
    let rest = text.strip_prefix('/')?;
    rest.starts_with(|c: char| c.is_alphanumeric() || "_$~".contains(c)).then_some(text)
}

/// Returns the location of the deepest path in `message`, or the root.
fn find_path(root: Node<'_>, message: &str) -> Location {
    let mut deepest = Path::new(root);
    for (index, word) in words(message).take(MAX_WORDS).enumerate() {
        let unquoted = word.trim_start_matches(['(', '[', '"', '\'', '`', '<']);
        let Some(rest) = strip_root(word).or_else(|| strip_root(unquoted)) else { continue };
        // `body` alone is a path only at the start of a message.
        if index > 0 && !rest.starts_with(['/', '.', '[']) {
            continue;
        }
        let mut path = Path::new(root);
        walk(&mut path, rest);
        if path.depth > deepest.depth {
            deepest = path;
        }
    }
    deepest.location()
}

/// Strips the path at the start of `message`, because the finding shows the location.
fn strip_path<'m>(root: Node<'_>, message: &'m str) -> &'m str {
    let Some(rest) = strip_root(message) else { return message };
    let rest = walk(&mut Path::new(root), rest);
    match rest.strip_prefix(": ") {
        Some(text) if !text.trim().is_empty() => text,
        _ => message,
    }
}

/// Returns the character at the position that a JSON parser reports in `message`: the first line and
/// column, or an offset in UTF-16 code units, as JavaScript counts.
fn parse_position(source: &dyn Source, message: &str) -> Option<Range<usize>> {
    let number = |prefix: &str| {
        let at = message.find(prefix)? + prefix.len();
        let digits = message[at..].bytes().take_while(u8::is_ascii_digit).count();
        message[at..at + digits].parse::<usize>().ok()
    };
    let line_and_column = number("line ").zip(number("column ").or_else(|| number("col ")));
    if line_and_column.is_none() && !message.contains("JSON") {
        return None;
    }
    let text = source.slice(0..source.len());
    let at = match line_and_column {
        Some((line, column)) => {
            let start = match line.checked_sub(2) {
                None => 0,
                Some(before) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(before)? + 1,
            };
            let before = text[start..].chars().take(column.saturating_sub(1));
            start + before.map(char::len_utf8).sum::<usize>()
        }
        None => {
            let mut units = number("at position ")?;
            let mut at = 0;
            for c in text.chars() {
                if units < c.len_utf16() {
                    break;
                }
                units -= c.len_utf16();
                at += c.len_utf8();
            }
            at
        }
    };
    let len = text.get(at..)?.chars().next().map_or(0, char::len_utf8);
    Some(at..at + len)
}

/// Returns the rest of `message` from each word on.
fn words(message: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    message.char_indices().filter_map(move |(at, c)| {
        let is_start = !c.is_whitespace() && (before.is_whitespace() || "(=:,".contains(before));
        before = c;
        is_start.then(|| &message[at..])
    })
}

/// Follows the steps at the start of `text` as far as they exist. Returns the rest.
fn walk<'m>(path: &mut Path<'_>, mut text: &'m str) -> &'m str {
    loop {
        let before = text;
        if let Some(rest) = text.strip_prefix(['/', '.']) {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if path.node.is_array() && digits > 0 {
                if rest[..digits].parse().is_ok_and(|index| path.enter_element(index)) {
                    text = &rest[digits..];
                }
            } else if let Some((name, len)) = longest_member(path.node, rest)
                && path.enter_member(&name)
            {
                text = &rest[len..];
            }
        } else if let Some(rest) = text.strip_prefix('[')
            && let Some((inner, rest)) = rest.split_once(']')
            && path.enter(inner.trim_matches(QUOTES))
        {
            text = rest;
        }
        if text.len() == before.len() {
            return text;
        }
    }
}

/// Returns the longest member name of `node` at the start of `text`, plain or escaped as in a JSON
/// Pointer, and its length in `text`.
fn longest_member(node: Node<'_>, text: &str) -> Option<(String, usize)> {
    let mut longest: Option<(&str, usize)> = None;
    for (name, _) in node.members() {
        let mut escaped = String::new();
        if name.contains(['~', '/']) {
            pointer::push(&mut escaped, name);
        }
        for written in [name, escaped.trim_start_matches('/')] {
            if !written.is_empty()
                && text.strip_prefix(written).is_some_and(is_name_end)
                && longest.is_none_or(|(_, len)| written.len() > len)
            {
                longest = Some((name, written.len()));
            }
        }
    }
    longest.map(|(name, len)| (name.to_owned(), len))
}

/// Whether a name cannot continue with `rest`.
fn is_name_end(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$')))
}

#[cfg(test)]
mod tests;
