//! From what the endpoint says to the members it means.
//!
//! Validators write places in many ways: `/channels/chat`, `body/title`, `channels.chat.title`,
//! `requiredTags[0]`, `"title"`. So a place is read along the tree, name by name, as far as there
//! are such members: what leads nowhere in this manifest is no place in it, and names may hold any
//! character.

use std::ops::Range;

use super::error::truncate;
use super::response::{Rejection, Violation};
use crate::manifest::field_names;
use crate::rules::{Finding, REFUSED_BY_ENDPOINT, Settings};
use crate::syntax::{Node, Tree, pointer};
use crate::text::Source;

/// What validators call the body of a request.
const BODY: [&str; 8] =
    ["body", "data", "payload", "requestBody", "request", "req", "root", "instance"];

/// What the whole of it is called in place of a member.
const WHOLE: [&str; 2] = ["(manifest)", "(root)"];

/// How much of one violation is searched for a place, in words.
const WORDS: usize = 60;

/// How much of one violation is shown, in characters.
const SHOWN: usize = 600;

/// What a manifest's secrets have to be longer than to be taken out of a message: shorter ones
/// would take words apart.
const SHORT_SECRET: usize = 3;

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// What the endpoint refuses in the manifest `tree` of the text `source`, ordered like findings of
/// a check.
pub(crate) fn findings(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
    refusal: &Rejection,
) -> Vec<Finding> {
    let rule = &REFUSED_BY_ENDPOINT;
    // What was asked for is not silenced along with what is found unasked.
    let level = settings.levels.get(rule.id).copied().unwrap_or(rule.severity);
    let Some(severity) = level else { return Vec::new() };
    let root = tree.root();
    let secrets = secrets(source, root);
    let kind = match truncate(&refusal.kind, 40) {
        kind if kind.is_empty() || kind == "InvalidPayload" => String::new(),
        kind => format!(" ({kind})"),
    };
    let violations = match &refusal.violations[..] {
        [] => split(root, &refusal.message),
        violations => violations.to_vec(),
    };
    let mut found: Vec<Finding> = Vec::new();
    for violation in violations {
        let place = match (&violation.path, root) {
            (_, None) => Location::nowhere(),
            (Some(path), Some(root)) => resolve_path(root, path),
            (None, Some(root)) => match parse_position(source, &violation.message) {
                Some(range) => Location { pointer: String::new(), range },
                None => find_path(root, &violation.message),
            },
        };
        let message = match root {
            Some(root) => without_place(root, &violation.message),
            None => &violation.message,
        };
        let mut text = truncate(message, SHOWN);
        for secret in &secrets {
            text = text.replace(secret, "[secret]");
        }
        let message = match text.trim_end_matches(['.', ' ']) {
            "" => format!("The endpoint refuses this{kind}, and does not say why."),
            text if text.ends_with(['!', '?', '…']) => {
                format!("The endpoint refuses this{kind}: {text}")
            }
            text => format!("The endpoint refuses this{kind}: {text}."),
        };
        let known = |it: &Finding| it.pointer == place.pointer && it.message == message;
        if found.iter().any(known) {
            continue;
        }
        found.push(Finding::new(rule, severity, place.range, place.pointer, message));
    }
    found.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.message).cmp(&(b.range.start, b.range.end, &b.message))
    });
    found
}

/// The values of the manifest's secrets, the longest first.
fn secrets(source: &dyn Source, root: Option<Node<'_>>) -> Vec<String> {
    let secrets = root.and_then(|root| root.get(field_names::SECRETS));
    let values = secrets.into_iter().flat_map(Node::entries).map(|member| member.value());
    let mut secrets: Vec<String> = values
        .filter_map(|value| Some(value.text(&source)?.into_owned()))
        .filter(|secret| secret.chars().count() > SHORT_SECRET)
        .collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// A member, or the whole document.
struct Location {
    pointer: String,
    range: Range<usize>,
}

impl Location {
    fn nowhere() -> Location {
        Location { pointer: String::new(), range: 0..0 }
    }
}

/// On the way from the root down.
#[derive(Clone)]
struct Path<'t> {
    node: Node<'t>,
    /// The name of the last member; empty at the root.
    key: Range<usize>,
    pointer: String,
    depth: usize,
}

impl<'t> Path<'t> {
    fn new(root: Node<'t>) -> Path<'t> {
        Path { node: root, key: root.start()..root.start(), pointer: String::new(), depth: 0 }
    }

    /// Goes on to a member.
    fn member(&mut self, name: &str) -> bool {
        let Some(member) = self.node.member(name) else { return false };
        pointer::push(&mut self.pointer, name);
        self.key = member.key_range();
        self.node = member.value();
        self.depth += 1;
        true
    }

    /// Goes on to an element.
    fn element(&mut self, index: usize) -> bool {
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

    /// Goes on to whatever is called `name`.
    fn step(&mut self, name: &str) -> bool {
        if self.node.is_array() {
            return name.parse().is_ok_and(|index| self.element(index));
        }
        self.member(name)
    }

    /// A value is shown itself; of what holds others, the name, or where it begins.
    fn place(self) -> Location {
        let range = match self.node.container() {
            None => self.node.range(),
            Some(_) if self.key.is_empty() => self.node.start()..self.node.start() + 1,
            Some(_) => self.key,
        };
        Location { pointer: self.pointer, range }
    }
}

/// The deepest member that `path` leads to.
fn resolve_path(root: Node<'_>, path: &[String]) -> Location {
    let mut at = Path::new(root);
    let mut steps = path;
    // Some validators begin with the body of the request.
    if let [first, rest @ ..] = path
        && BODY.contains(&&**first)
        && root.member(first).is_none()
    {
        steps = rest;
    }
    let _ = steps.iter().all(|step| at.step(step));
    at.place()
}

/// The messages that one message is made of. A new one begins where a place follows a separator.
fn split(root: Option<Node<'_>>, message: &str) -> Vec<Violation> {
    const MOST: usize = 1000;
    let mut parts = Vec::new();
    let mut start = 0;
    // After a heading every line is one of a list, but for those that go on or say how it goes on.
    let heading = message.split_once('\n').is_some_and(|(line, _)| line.trim_end().ends_with(':'));
    let is_item = |line: &str| !line.is_empty() && !line.starts_with([' ', '\t', '…', '.']);
    for (at, c) in message.char_indices() {
        let is_line = c == '\n';
        if at < start || (!is_line && !matches!(c, ';' | ',')) {
            continue;
        }
        let after = &message[at + 1..];
        let next = after.trim_start_matches([' ', '\t', '\r', '\n', '-', '*', '•']);
        let begins = match is_line && heading {
            true => is_item(after),
            false => (is_line || after.starts_with(' ')) && begins_with_place(root, next, c != ','),
        };
        if begins {
            parts.push(&message[start..at]);
            start = message.len() - next.len();
            if parts.len() == MOST {
                break;
            }
        }
    }
    parts.push(&message[start..]);
    // What leads up to a list is not in it.
    if parts.len() > 1
        && parts[0].trim_end().ends_with([':', '.'])
        && strip_root(parts[0]).is_none()
    {
        parts.remove(0);
    }
    let part = |part: &str| Violation { path: None, message: part.trim().to_owned() };
    parts.into_iter().map(part).collect()
}

/// Whether `text` begins with a place: one that says it is one, or, if `bare` ones count, names of
/// this manifest and a colon.
fn begins_with_place(root: Option<Node<'_>>, text: &str, bare: bool) -> bool {
    let inner = text.trim_start_matches(QUOTES);
    if strip_root(inner).is_some() {
        return true;
    }
    let Some(root) = root.filter(|_| bare) else { return false };
    let mut path = Path::new(root);
    let rest = first_name(&mut path, inner).map(|rest| walk(&mut path, rest));
    rest.is_some_and(|rest| rest.trim_start_matches(QUOTES).starts_with(':'))
}

/// What follows the beginning of a place that says it is one: `/`, `#/`, or a word for the body
/// and more of the place, a colon or a blank.
fn strip_root(text: &str) -> Option<&str> {
    let is_step = |rest: &str| {
        rest.starts_with(['/', '.', '[', ':']) || rest.starts_with(char::is_whitespace)
    };
    if let Some(rest) = WHOLE.iter().find_map(|whole| text.strip_prefix(whole)) {
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

/// The place that `message` names: the deepest one of those that say they are one, or else of
/// those that lead somewhere.
fn find_path(root: Node<'_>, message: &str) -> Location {
    let mut anchored: Option<Path<'_>> = None;
    let mut bare: Option<Path<'_>> = None;
    for (index, word) in words(message).take(WORDS).enumerate() {
        let inner = match strip_root(word) {
            Some(_) => word,
            None => word.trim_start_matches(['(', '[', '"', '\'', '`', '<']),
        };
        let quoted = word.len() > inner.len() && word.starts_with(QUOTES);
        let mut path = Path::new(root);
        if let Some(rest) = strip_root(inner) {
            // A word for the body, and nothing more, is one only at the beginning.
            if rest.starts_with(['/', '.', '[']) || index == 0 {
                walk(&mut path, rest);
                if anchored.as_ref().is_none_or(|best| path.depth > best.depth) {
                    anchored = Some(path);
                }
                continue;
            }
        }
        let Some(rest) = first_name(&mut path, inner) else { continue };
        let rest = walk(&mut path, rest);
        // Many names of members are words of English, too.
        let certain = path.depth > 1
            || (quoted && rest.starts_with(QUOTES))
            || (index == 0
                && (rest.starts_with(':')
                    || rest.starts_with(" must ")
                    || rest.starts_with(" is ")));
        if certain && bare.as_ref().is_none_or(|best| path.depth > best.depth) {
            bare = Some(path);
        }
    }
    match (anchored, bare) {
        (Some(path), _) if path.depth > 0 => path.place(),
        (None, Some(path)) => path.place(),
        // It is about the whole: a single name besides is what the whole lacks, or has too many of.
        (Some(_), Some(path)) if path.depth > 1 => path.place(),
        (Some(path), _) => path.place(),
        (None, None) => unique_member(root, message).unwrap_or_else(|| Path::new(root).place()),
    }
}

/// What is said in `message` about the place with which it begins: the place itself is shown.
fn without_place<'m>(root: Node<'_>, message: &'m str) -> &'m str {
    let Some(rest) = strip_root(message) else { return message };
    let rest = walk(&mut Path::new(root), rest);
    match rest.strip_prefix(": ") {
        Some(said) if !said.trim().is_empty() => said,
        _ => message,
    }
}

/// The character that a parser of JSON says it stumbled over, by line and column or by how many
/// come before it. Only the first one of a message counts.
fn parse_position(source: &dyn Source, message: &str) -> Option<Range<usize>> {
    let number = |after: &str| {
        let at = message.find(after)? + after.len();
        let digits = message[at..].bytes().take_while(u8::is_ascii_digit).count();
        message[at..at + digits].parse::<usize>().ok()
    };
    let text = || source.slice(0..source.len());
    let line = number("line ").zip(number("column ").or_else(|| number("col ")));
    let at = match line {
        Some((line, column)) => {
            let text = text();
            let start = match line.checked_sub(2) {
                None => 0,
                Some(before) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(before)? + 1,
            };
            let before = text[start..].chars().take(column.saturating_sub(1));
            start + before.map(char::len_utf8).sum::<usize>()
        }
        // JavaScript counts in UTF-16.
        None if message.contains("JSON") => {
            let mut left = number("at position ")?;
            let mut at = 0;
            for c in text().chars() {
                if left < c.len_utf16() {
                    break;
                }
                left -= c.len_utf16();
                at += c.len_utf8();
            }
            at
        }
        None => return None,
    };
    let len = text().get(at..)?.chars().next().map_or(0, char::len_utf8);
    Some(at..at + len)
}

/// The rests of `message` from each word on.
fn words(message: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    message.char_indices().filter_map(move |(at, c)| {
        let begins = !c.is_whitespace() && (before.is_whitespace() || "(=:,".contains(before));
        before = c;
        begins.then(|| &message[at..])
    })
}

/// Goes on to the member at the beginning of `text`. Returns what follows it.
fn first_name<'m>(path: &mut Path<'_>, text: &'m str) -> Option<&'m str> {
    let (name, len) = longest(path.node, text)?;
    path.member(&name).then(|| &text[len..])
}

/// Follows the steps at the beginning of `text` as far as they lead. Returns what follows them.
fn walk<'m>(path: &mut Path<'_>, mut text: &'m str) -> &'m str {
    loop {
        let before = text;
        if let Some(rest) = text.strip_prefix(['/', '.']) {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if path.node.is_array() && digits > 0 {
                if rest[..digits].parse().is_ok_and(|index| path.element(index)) {
                    text = &rest[digits..];
                }
            } else if let Some(rest) = first_name(path, rest) {
                text = rest;
            }
        } else if let Some(rest) = text.strip_prefix('[')
            && let Some((inner, rest)) = rest.split_once(']')
        {
            let name = inner.trim_matches(QUOTES);
            if path.step(name) {
                text = rest;
            }
        }
        if text.len() == before.len() {
            return text;
        }
    }
}

/// The longest name of a member of `node` that stands at the beginning of `text`, as it is or
/// escaped as in a JSON Pointer, and how long it is there.
fn longest(node: Node<'_>, text: &str) -> Option<(String, usize)> {
    let mut best: Option<(&str, usize)> = None;
    for (name, _) in node.members() {
        let mut escaped = String::new();
        if name.contains(['~', '/']) {
            pointer::push(&mut escaped, name);
        }
        for written in [name, escaped.trim_start_matches('/')] {
            if !written.is_empty()
                && text.strip_prefix(written).is_some_and(ends_here)
                && best.is_none_or(|(_, len)| written.len() > len)
            {
                best = Some((name, written.len()));
            }
        }
    }
    best.map(|(name, len)| (name.to_owned(), len))
}

/// Whether a name is over before `rest`.
fn ends_here(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$')))
}

/// The member that a quoted word names, if there is only one of that name in the manifest.
fn unique_member(root: Node<'_>, message: &str) -> Option<Location> {
    const MOST: usize = 4;
    let mut rest = message;
    for _ in 0..MOST {
        let start = rest.find(QUOTES)?;
        let quote = rest[start..].chars().next()?;
        let inner = &rest[start + 1..];
        let end = inner.find(quote)?;
        let name = &inner[..end];
        rest = &inner[end + 1..];
        let mut paths = Vec::new();
        collect(&Path::new(root), name, &mut paths);
        // One directly below the root is meant before all others.
        if let Some(path) = paths.iter().find(|path| path.depth == 1) {
            return Some(path.clone().place());
        }
        if let [path] = &paths[..] {
            return Some(path.clone().place());
        }
    }
    None
}

/// The members called `name` at and below `path`: all that are needed to know that there are
/// several. The tree is not deeper than the parser lets it be.
fn collect<'t>(path: &Path<'t>, name: &str, out: &mut Vec<Path<'t>>) {
    for entry in path.node.entries() {
        if out.len() > 1 {
            return;
        }
        if entry.value().container().is_none() && entry.key() != Some(name) {
            continue;
        }
        let mut inner = path.clone();
        let led = match entry.key() {
            Some(key) => inner.member(key),
            None => inner.element(entry.index),
        };
        if !led {
            continue;
        }
        if entry.key() == Some(name) {
            out.push(inner.clone());
        }
        collect(&inner, name, out);
    }
}

#[cfg(test)]
mod tests;
