//! Text that is not well-formed JSON.

use std::ops::Range;

use super::message::message;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::path::Path;
use crate::rules::rule::rule;
use crate::syntax::{SyntaxErrorKind, Tree, Value};

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
}

/// Reports every syntax error.
pub fn check(context: &mut CheckContext, tree: &Tree) {
    tree.issues(&mut |range, kind| report(context, tree, range, kind));
}

/// Reports the first `most` syntax errors, and returns the number of all.
pub fn check_first(context: &mut CheckContext, tree: &Tree, most: usize) -> usize {
    let mut issues = Vec::new();
    tree.issues(&mut |range, kind| issues.push((range, kind)));
    let all = issues.len();
    issues.sort_by_key(|(range, _)| (range.start, range.end));
    issues.truncate(most);
    issues.into_iter().for_each(|(range, kind)| report(context, tree, range, kind));
    all
}

fn report(context: &mut CheckContext, tree: &Tree, range: Range<usize>, kind: SyntaxErrorKind) {
    let fix = match kind {
        SyntaxErrorKind::MissingComma => Some(FixAction::Insert(",".to_owned())),
        SyntaxErrorKind::ExtraComma
        | SyntaxErrorKind::TrailingComma
        | SyntaxErrorKind::StrayColon => Some(FixAction::Delete),
        _ => None,
    };
    let path = if context.has_room() { enclosing(tree, range.start) } else { Path::default() };
    // A message shows only the start of the text.
    let start = &context.source().slice(range.clone());
    let message = message(kind, start);
    context.report(&SYNTAX_ERROR, range, message).at(path).fix(fix, Applicability::Safe);
}

/// The path of the innermost value around the byte `at`.
fn enclosing(tree: &Tree, at: usize) -> Path {
    let mut out = Path::default();
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
        out = out.enter(member);
        node = member.value();
    }
    out
}
