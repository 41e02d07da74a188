//! The syntax group: what is not JSON, or is JSON that says something twice.

use std::collections::HashMap;
use std::ops::Range;

use super::checker::CheckContext;
use super::{DiagnosticTag, Finding, FixIntent, Rule, Severity, rule};
use crate::syntax::{Node, SyntaxErrorKind, Tree, Value, pointer};
use crate::text::Source;

rule! {
    /// The text is not well-formed JSON.
    ///
    /// ## What it finds
    /// A missing or superfluous comma, an unclosed bracket or string, a name without quotes, a
    /// number that JSON does not know, a comment: anything for which a JSON parser refuses the text.
    /// All such places are reported, not only the first.
    ///
    /// ## Why it matters
    /// The endpoint takes JSON. It refuses anything else as a whole, before it looks at a single
    /// field. In files called `….jsonc`, comments and trailing commas are fine, because whoever
    /// keeps such a file converts it before sending it.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker" "version": "1.0.0", }
    /// ```
    /// A comma is missing after the name, and one is too many after the version.
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0" }
    /// ```
    SYNTAX_ERROR = "syntax-error", Syntax, Some(Error);

    /// A member's name is used twice in one object.
    ///
    /// ## What it finds
    /// Every member that a later one of the same name overrides.
    ///
    /// ## Why it matters
    /// JSON parsers keep the last of several members with one name and drop the others without a
    /// word. An action that was pasted twice and then changed in its first copy is not changed.
    ///
    /// ## Example
    /// ```json
    /// { "title": "Tracker", "title": "Tracker for teams" }
    /// ```
    ///
    /// ## Fix
    /// Remove the one you do not want, or give it a name of its own.
    DUPLICATE_KEY = "duplicate-key", Syntax, Some(Warning);
}

pub(super) static RULES: &[&Rule] = &[&SYNTAX_ERROR, &DUPLICATE_KEY];

/// Adds a finding for every issue of the tree.
pub(super) fn check(source: &dyn Source, tree: &Tree, found: &mut Vec<Finding>) {
    tree.issues(&mut |range, kind| found.push(finding(source, tree, range, kind)));
}

/// The first `most` places at which a document is not JSON, and how many there are: for whoever wants
/// an answer of limited length to a text of any.
pub fn not_json(source: &dyn Source, tree: &Tree, most: usize) -> (Vec<Finding>, usize) {
    let mut issues = Vec::new();
    tree.issues(&mut |range, kind| issues.push((range, kind)));
    let all = issues.len();
    issues.sort_by_key(|(range, _)| (range.start, range.end));
    issues.truncate(most);
    let findings = issues.into_iter().map(|(range, kind)| finding(source, tree, range, kind));
    (findings.collect(), all)
}

fn finding(
    source: &dyn Source,
    tree: &Tree,
    range: Range<usize>,
    kind: SyntaxErrorKind,
) -> Finding {
    let text = source.slice(range.clone());
    let remedy = match kind {
        SyntaxErrorKind::MissingComma => Some(FixIntent::Insert(",".to_owned())),
        SyntaxErrorKind::ExtraComma
        | SyntaxErrorKind::TrailingComma
        | SyntaxErrorKind::StrayColon => Some(FixIntent::Delete),
        _ => None,
    };
    Finding {
        rule: &SYNTAX_ERROR,
        severity: Severity::Error,
        pointer: enclosing(tree, range.start),
        message: message(kind, &text),
        range,
        related: Vec::new(),
        tag: None,
        remedy,
        alternatives: Vec::new(),
    }
}

fn message(kind: SyntaxErrorKind, text: &str) -> String {
    let shown = excerpt(text);
    match kind {
        SyntaxErrorKind::Empty => "There is no JSON here; a manifest is an object: `{ … }`.".into(),
        SyntaxErrorKind::Unclosed if text == "{" => {
            "This `{` is never closed; a `}` is missing.".into()
        }
        SyntaxErrorKind::Unclosed => "This `[` is never closed; a `]` is missing.".into(),
        SyntaxErrorKind::StrayClose => format!("This `{text}` closes nothing that is open."),
        SyntaxErrorKind::MissingComma => "A comma is missing before this.".into(),
        SyntaxErrorKind::ExtraComma => "There is nothing before this comma; remove it.".into(),
        SyntaxErrorKind::TrailingComma => {
            "JSON has no comma after the last entry; remove it, or call the file `….jsonc`.".into()
        }
        SyntaxErrorKind::StrayColon => "This colon does not belong here.".into(),
        SyntaxErrorKind::MissingColon => format!("A colon and a value are missing after {shown}."),
        SyntaxErrorKind::MissingValue => "A value is missing after this colon.".into(),
        SyntaxErrorKind::MissingKey => {
            "In an object, every value needs a name before it: `\"name\": …`.".into()
        }
        SyntaxErrorKind::UnquotedKey => {
            let name = text.trim_matches('\'');
            format!(
                "A member's name needs double quotes: `\"{}\"`.",
                excerpt(name).trim_matches('`')
            )
        }
        SyntaxErrorKind::NotAValue if text.starts_with('\'') => {
            "JSON strings need double quotes, not single ones.".into()
        }
        SyntaxErrorKind::NotAValue => {
            let near = ["true", "false", "null"]
                .into_iter()
                .find(|word| strsim::damerau_levenshtein(&text.to_lowercase(), word) <= 1);
            match near {
                Some(word) => format!("{shown} is not a JSON value; did you mean `{word}`?"),
                None => format!("{shown} is not a JSON value; a string needs double quotes."),
            }
        }
        SyntaxErrorKind::Garbage => format!("{shown} has no meaning in JSON."),
        SyntaxErrorKind::BadNumber => {
            format!("{shown} is not a number that JSON knows: {}.", number(text))
        }
        SyntaxErrorKind::UnclosedString => {
            "This string has no closing quote; a string cannot go on in the next line.".into()
        }
        SyntaxErrorKind::BadEscape if text == "\\" => {
            "A backslash cannot end a string; write `\\\\` for the character itself.".into()
        }
        SyntaxErrorKind::BadEscape if text.starts_with("\\u") => {
            "`\\u` needs four hexadecimal digits after it.".into()
        }
        SyntaxErrorKind::BadEscape => {
            format!("{shown} is not an escape that JSON knows; write `\\\\` for a backslash.")
        }
        SyntaxErrorKind::ControlCharacter => format!(
            "A control character in a string has to be escaped: `{}`.",
            escape(text.chars().next().unwrap_or_default())
        ),
        SyntaxErrorKind::Comment => {
            "JSON has no comments; remove it, or call the file `….jsonc`.".into()
        }
        SyntaxErrorKind::UnclosedComment => "This comment is never closed; `*/` is missing.".into(),
        SyntaxErrorKind::InvalidWhitespace => {
            let code = text.chars().next().unwrap_or_default() as u32;
            format!("U+{code:04X} is not white space in JSON; use a plain space.")
        }
        SyntaxErrorKind::SecondValue => {
            "A manifest is one JSON value; this is after its end.".into()
        }
        SyntaxErrorKind::TooDeep => format!(
            "Values are nested more than {} levels deep here; nothing below is checked.",
            crate::syntax::MAX_DEPTH
        ),
    }
}

fn number(text: &str) -> &'static str {
    let digits = text.trim_start_matches(['-', '+']);
    if text.starts_with('+') {
        "it takes no plus sign"
    } else if digits.starts_with("0x") || digits.starts_with("0X") {
        "numbers are decimal"
    } else if digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit()) {
        "no zero may come first"
    } else if digits.starts_with('.') || digits.ends_with('.') {
        "a decimal point needs digits on both sides"
    } else {
        "write it like `12`, `-0.5` or `1e6`"
    }
}

fn escape(c: char) -> String {
    match c {
        '\t' => "\\t".into(),
        '\u{8}' => "\\b".into(),
        '\u{c}' => "\\f".into(),
        c => format!("\\u{:04x}", c as u32),
    }
}

/// A piece of the document in back quotes, short and without anything a terminal would obey.
fn excerpt(text: &str) -> String {
    let mut out = String::from("`");
    for c in text.chars().take(24) {
        if c.is_control() { out.push('\u{fffd}') } else { out.push(c) }
    }
    if text.chars().nth(24).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}

/// The JSON Pointer of the innermost value that `at` lies in.
fn enclosing(tree: &Tree, at: usize) -> String {
    let mut out = String::new();
    let Some(mut node) = tree.root() else { return out };
    while node.range().contains(&at) {
        let inside = node.entries().find(|member| {
            let value = member.value();
            let reach = match value.value() {
                Value::Missing => member.range(),
                _ => value.range(),
            };
            reach.contains(&at)
        });
        let Some(member) = inside else { break };
        match member.key() {
            Some(key) => pointer::push(&mut out, key),
            None => pointer::push_index(&mut out, member.index),
        }
        node = member.value();
    }
    out
}

/// Reports the members of `node` that later ones override.
#[inline]
pub(super) fn duplicates<'t>(site: &mut CheckContext<'_, '_, 't>, node: Node<'t>) {
    if node.container().is_some_and(|container| container.duplicates) {
        repeated(site, node);
    }
}

#[cold]
fn repeated<'t>(site: &mut CheckContext<'_, '_, 't>, node: Node<'t>) {
    let mut last = HashMap::new();
    for (name, member) in node.members() {
        last.insert(name, member);
    }
    for (name, member) in node.members() {
        let winner = last[name];
        if winner.index == member.index {
            continue;
        }
        let message = format!(
            "`{name}` stands here twice; only the last one counts, so this one has no effect."
        );
        site.report(&DUPLICATE_KEY, member.key_range(), message)
            .at_member(name)
            .tag(DiagnosticTag::Unnecessary)
            .remedy(FixIntent::Remove);
        site.add_related(winner.key_range(), "this one counts");
    }
}
