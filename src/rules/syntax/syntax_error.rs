//! Text that is not well-formed JSON.

use std::cell::LazyCell;

use super::message::message;
use crate::manifest::{field_names, secret_sections};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::path::Path;
use crate::rules::rule::rule;
use crate::syntax::{FoundError, MemberIndex, SyntaxErrorKind, Tree, Value};
use crate::text::TextEdit;

rule! {
    /// The text is not well-formed JSON.
    ///
    /// ## What it finds
    /// Missing or extra commas, unclosed brackets or strings, keys without quotes, invalid
    /// numbers, comments: anything that a JSON parser rejects. All errors are reported, not only
    /// the first. A text in YAML is one error.
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
}

/// Reports every syntax error.
pub fn check(context: &mut CheckContext, tree: &Tree) {
    let mut errors = Vec::new();
    tree.errors(&mut |found| errors.push(found));
    report_all(context, tree, errors);
}

/// Reports the first `most` syntax errors, and returns the number of all.
pub fn check_first(context: &mut CheckContext, tree: &Tree, most: usize) -> usize {
    let mut errors = Vec::new();
    tree.errors(&mut |found| errors.push(found));
    let all = errors.len();
    errors.sort_by_key(|found| (found.range.start, found.range.end));
    errors.truncate(most);
    report_all(context, tree, errors);
    all
}

fn report_all(context: &mut CheckContext, tree: &Tree, errors: Vec<FoundError>) {
    // Nothing is certain about a text with two versions of some of its lines.
    let may_be_safe = errors.iter().all(|found| found.error.kind != SyntaxErrorKind::Conflict);
    let index = MemberIndex::new(tree);
    let secrets = LazyCell::new(|| secret_sections(tree));
    for found in errors {
        // A name without a value in a damaged section may be a value.
        let in_secrets = || secrets.iter().any(|section| section.contains(&found.range.start));
        let is_hidden = found.error.kind != SyntaxErrorKind::ForeignLiteral
            && found.range.len() > MAX_SHOWN_OF_SECRET
            && in_secrets();
        // The text of a secret is not known from its context.
        let may_be_safe = may_be_safe && !(is_in_text(found.error.kind) && in_secrets());
        report(context, &index, found, may_be_safe, is_hidden);
    }
}

/// Reports `found`. If `is_hidden`, no text of the document is part of the finding.
fn report(
    context: &mut CheckContext,
    index: &MemberIndex<'_>,
    found: FoundError,
    may_be_safe: bool,
    is_hidden: bool,
) {
    let (fix, applicability) = match found.repair(context.source()) {
        Some((edits, is_clear))
            if may_be_safe
                && (is_clear
                    || is_between_properties(context, index, &found)
                    || is_plain_backslash(context, index, &found)) =>
        {
            (Some(FixAction::Repair(edits)), Applicability::Safe)
        }
        Some((edits, _)) => (Some(FixAction::Repair(edits)), Applicability::Unsafe),
        None => match found.error.kind {
            // The name alone has no meaning.
            SyntaxErrorKind::MissingValue | SyntaxErrorKind::MissingColon if !is_hidden => {
                (Some(FixAction::Remove), Applicability::Unsafe)
            }
            SyntaxErrorKind::SecondValue => {
                let repair = second_copy(context, index.tree(), found.range.start);
                (repair, Applicability::Unsafe)
            }
            _ => (None, Applicability::Manual),
        },
    };
    let path = match context.has_room() {
        true => enclosing(index, found.range.start, is_hidden),
        false => Path::default(),
    };
    let source = context.source();
    let opener = found.opener.as_ref().map(|range| source.slice(range.clone()).into_owned());
    let text = source.slice(found.range.clone());
    let text = if is_hidden { "…" } else { &text };
    let message = message(found.error, text, opener.as_deref());
    let finding = context.report(&SYNTAX_ERROR, found.range.clone(), message);
    let finding = finding.at(path).fix(fix, applicability);
    if let Some(opener) = found.opener.filter(|opener| *opener != found.range) {
        finding.related(opener, "opened here");
    }
}

/// Whether the repair of an error of `kind` changes the text of a string.
fn is_in_text(kind: SyntaxErrorKind) -> bool {
    use SyntaxErrorKind::*;
    matches!(kind, BadEscape | UnescapedQuote | LineBreakInString | Concatenation)
}

/// Maximum length in bytes of a text among the secrets that a message shows, such as a bracket.
const MAX_SHOWN_OF_SECRET: usize = 4;

/// The repair that removes the text from the byte `start` on, if it is the same as the value before.
fn second_copy(context: &CheckContext, tree: &Tree, start: usize) -> Option<FixAction> {
    let source = context.source();
    let root = tree.root().filter(|root| root.container().is_some())?;
    let rest = source.slice(start..source.len());
    let second = rest.trim_end();
    if second.len() != root.range().len() || second != source.slice(root.range()) {
        return None;
    }
    Some(FixAction::Repair(vec![TextEdit::delete(root.end()..start + second.len())]))
}

/// Whether the error is a missing comma between two names in the `required` of a schema that are
/// properties of the schema. In other arrays, the first of two strings may be half typed.
fn is_between_properties(
    context: &CheckContext,
    index: &MemberIndex<'_>,
    found: &FoundError,
) -> bool {
    if found.error.kind != SyntaxErrorKind::MissingComma {
        return false;
    }
    let (mut node, mut schema, mut name) = (index.tree().root(), None, None);
    while let Some(container) = node.filter(|node| node.container().is_some()) {
        let Some(member) = index.members(container).at(found.range.start) else { break };
        if member.value().container().is_none() {
            break;
        }
        (schema, name) = (node, member.key());
        node = Some(member.value());
    }
    let (Some(list), Some(schema), Some(field_names::REQUIRED)) = (node, schema, name) else {
        return false;
    };
    let Some(properties) = index.members(schema).named(field_names::PROPERTIES) else {
        return false;
    };
    let (elements, properties) = (index.members(list), index.members(properties.value()));
    [found.range.start, found.range.end].into_iter().all(|at| {
        let name = elements.at(at).and_then(|element| element.value().text(context.source()));
        name.is_some_and(|name| properties.named(&name).is_some())
    })
}

/// Maximum length in bytes of a string whose escapes are compared.
const MAX_COMPARED: usize = 1_000;

/// Whether the error is an invalid escape in a string in which no backslash means another character, as
/// in a regular expression or a path, so that the backslash belongs to the text.
fn is_plain_backslash(context: &CheckContext, index: &MemberIndex<'_>, found: &FoundError) -> bool {
    if found.error.kind != SyntaxErrorKind::BadEscape {
        return false;
    }
    let mut node = index.tree().root();
    while let Some(container) = node.filter(|node| node.container().is_some()) {
        node = index.members(container).at(found.range.start).map(|member| member.value());
    }
    let Some(range) = node.map(|node| node.range()) else { return false };
    if !range.contains(&found.range.start) || range.len() > MAX_COMPARED {
        return false;
    }
    let text = context.source().slice(range);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        // In JavaScript, `\v`, `\x41` and `\0` are other characters too.
        let is_escape = |it: u8| b"bfnrtuvx'`$\n\r".contains(&it) || it.is_ascii_digit();
        if byte == b'\\' && bytes.next().is_none_or(is_escape) {
            return false;
        }
    }
    true
}

/// The path of the innermost value around the byte `at`. If `is_hidden`, it has no name of a member without
/// a value.
fn enclosing(index: &MemberIndex<'_>, at: usize, is_hidden: bool) -> Path {
    let mut out = Path::default();
    let Some(mut node) = index.tree().root() else { return out };
    while node.range().contains(&at) {
        let Some(member) = index.members(node).at(at) else { break };
        let value = member.value();
        let reach = match value.value() {
            Value::Missing if is_hidden => break,
            Value::Missing => member.range(),
            _ => value.range(),
        };
        if !reach.contains(&at) {
            break;
        }
        out = out.enter(member);
        node = value;
    }
    out
}
