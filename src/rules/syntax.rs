//! The syntax group: what is not JSON, or is JSON that says something twice.

use std::collections::HashMap;
use std::ops::Range;

use super::context::CheckContext;
use super::{Applicability, DiagnosticTag, FixAction, Rule, rule};
use crate::syntax::{Node, SyntaxErrorKind, Tree, Value, pointer};

rule! {
    /// The text is not well-formed JSON.
    ///
    /// ## What it finds
    /// Missing or extra commas, unclosed brackets or strings, keys without quotes, invalid
    /// numbers, comments: anything that a JSON parser rejects. All errors are reported, not only
    /// the first.
    ///
    /// ## Why it matters
    /// The Botpress API accepts only JSON. It rejects anything else before it looks at a single
    /// field. Files named `….jsonc` may contain comments and trailing commas, because such files
    /// are converted before they are sent.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker" "version": "1.0.0", }
    /// ```
    /// A comma is missing after the name, and the comma after the version is one too many.
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0" }
    /// ```
    SYNTAX_ERROR = "syntax-error", Syntax, Some(Error);

    /// Duplicate key in an object.
    ///
    /// ## What it finds
    /// Every member that a later member with the same key overrides.
    ///
    /// ## Why it matters
    /// JSON parsers keep the last of several members with the same key and drop the others
    /// silently. If an action was pasted twice and the first copy is edited, the edit has no
    /// effect.
    ///
    /// ## Example
    /// ```json
    /// { "title": "Tracker", "title": "Tracker for teams" }
    /// ```
    ///
    /// ## Fix
    /// Remove the member you do not need, or rename it.
    DUPLICATE_KEY = "duplicate-key", Syntax, Some(Warning);
}

pub(super) static RULES: &[&Rule] = &[&SYNTAX_ERROR, &DUPLICATE_KEY];

/// Reports every syntax error.
pub(super) fn check(site: &mut CheckContext, tree: &Tree) {
    tree.issues(&mut |range, kind| report(site, tree, range, kind));
}

/// Reports the first `most` syntax errors, and returns the number of all.
pub(super) fn check_first(site: &mut CheckContext, tree: &Tree, most: usize) -> usize {
    let mut issues = Vec::new();
    tree.issues(&mut |range, kind| issues.push((range, kind)));
    let all = issues.len();
    issues.sort_by_key(|(range, _)| (range.start, range.end));
    issues.truncate(most);
    issues.into_iter().for_each(|(range, kind)| report(site, tree, range, kind));
    all
}

fn report(site: &mut CheckContext, tree: &Tree, range: Range<usize>, kind: SyntaxErrorKind) {
    let fix = match kind {
        SyntaxErrorKind::MissingComma => Some(FixAction::Insert(",".to_owned())),
        SyntaxErrorKind::ExtraComma
        | SyntaxErrorKind::TrailingComma
        | SyntaxErrorKind::StrayColon => Some(FixAction::Delete),
        _ => None,
    };
    let pointer = enclosing(tree, range.start);
    let message = message(kind, &site.source().slice(range.clone()));
    site.report(&SYNTAX_ERROR, range, message).at_pointer(pointer).fix(fix, Applicability::Safe);
}

fn message(kind: SyntaxErrorKind, text: &str) -> String {
    let shown = excerpt(text);
    match kind {
        SyntaxErrorKind::Empty => "Empty document: expected an object, `{ … }`.".into(),
        SyntaxErrorKind::Unclosed if text == "{" => "Unclosed `{`: expected `}`.".into(),
        SyntaxErrorKind::Unclosed => "Unclosed `[`: expected `]`.".into(),
        SyntaxErrorKind::StrayClose => format!("Unexpected `{text}`: no matching opening bracket."),
        SyntaxErrorKind::MissingComma => "Missing comma before this.".into(),
        SyntaxErrorKind::ExtraComma => "Unexpected comma. Remove it.".into(),
        SyntaxErrorKind::TrailingComma => {
            "Trailing comma is not allowed in JSON. Remove it, or rename the file to `….jsonc`."
                .into()
        }
        SyntaxErrorKind::StrayColon => "Unexpected colon. Remove it.".into(),
        SyntaxErrorKind::MissingColon => format!("Missing colon and value after {shown}."),
        SyntaxErrorKind::MissingValue => "Missing value after this colon.".into(),
        SyntaxErrorKind::MissingKey => {
            "Missing key before this value: expected `\"key\": …`.".into()
        }
        SyntaxErrorKind::UnquotedKey => {
            let name = text.trim_matches('\'');
            format!("Unquoted key: use double quotes, `\"{}\"`.", excerpt(name).trim_matches('`'))
        }
        SyntaxErrorKind::NotAValue if text.starts_with('\'') => {
            "Single quotes are not allowed in JSON. Use double quotes.".into()
        }
        SyntaxErrorKind::NotAValue => {
            let near = ["true", "false", "null"]
                .into_iter()
                .find(|word| strsim::damerau_levenshtein(&text.to_lowercase(), word) <= 1);
            match near {
                Some(word) => format!("{shown} is not a JSON value; did you mean `{word}`?"),
                None => format!("{shown} is not a JSON value. Use double quotes for a string."),
            }
        }
        SyntaxErrorKind::Garbage => format!("Unexpected {shown}."),
        SyntaxErrorKind::BadNumber => {
            format!("Invalid number {shown}: {}.", number(text))
        }
        SyntaxErrorKind::UnclosedString => {
            "Unterminated string: expected `\"` before the end of the line.".into()
        }
        SyntaxErrorKind::BadEscape if text == "\\" => {
            "Incomplete escape at the end of the string. Use `\\\\` for a backslash.".into()
        }
        SyntaxErrorKind::BadEscape if text.starts_with("\\u") => {
            "Invalid escape: expected four hexadecimal digits after `\\u`.".into()
        }
        SyntaxErrorKind::BadEscape => {
            format!("Invalid escape {shown}. Use `\\\\` for a backslash.")
        }
        SyntaxErrorKind::ControlCharacter => format!(
            "Unescaped control character in a string. Use `{}`.",
            escape(text.chars().next().unwrap_or_default())
        ),
        SyntaxErrorKind::Comment => {
            "Comments are not allowed in JSON. Remove it, or rename the file to `….jsonc`.".into()
        }
        SyntaxErrorKind::UnclosedComment => "Unclosed comment: expected `*/`.".into(),
        SyntaxErrorKind::InvalidWhitespace => {
            let code = text.chars().next().unwrap_or_default() as u32;
            format!("Invalid whitespace U+{code:04X}. Use a plain space.")
        }
        SyntaxErrorKind::SecondValue => "Unexpected content after the end of the manifest.".into(),
        SyntaxErrorKind::TooDeep => format!(
            "Values are nested more than {} levels deep; deeper levels are not checked.",
            crate::syntax::MAX_DEPTH
        ),
    }
}

fn number(text: &str) -> &'static str {
    let digits = text.trim_start_matches(['-', '+']);
    if text.starts_with('+') {
        "a plus sign is not allowed"
    } else if digits.starts_with("0x") || digits.starts_with("0X") {
        "expected a decimal number"
    } else if digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit()) {
        "leading zeros are not allowed"
    } else if digits.starts_with('.') || digits.ends_with('.') {
        "a decimal point needs digits on both sides"
    } else {
        "expected a number such as `12`, `-0.5` or `1e6`"
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
pub(super) fn duplicates(site: &mut CheckContext, node: Node<'_>) {
    if node.container().is_some_and(|container| container.duplicates) {
        repeated(site, node);
    }
}

#[cold]
fn repeated(site: &mut CheckContext, node: Node<'_>) {
    let mut last = HashMap::new();
    for (name, member) in node.members() {
        last.insert(name, member);
    }
    for (name, member) in node.members() {
        let winner = last[name];
        if winner.index == member.index {
            continue;
        }
        let message = format!("Duplicate key `{name}`: this value is overridden by the last one.");
        site.report(&DUPLICATE_KEY, member.key_range(), message)
            .at_member(name)
            .tag(DiagnosticTag::Unnecessary)
            .fix(FixAction::Remove, Applicability::Unsafe)
            .related(winner.key_range(), "last value");
    }
}
