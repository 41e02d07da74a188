//! Values outside of a fixed set.

use crate::manifest::mistakes;
use crate::manifest::types::Text;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Node, Value};
use crate::util::suggest::nearest;

rule! {
    /// Unknown enum value.
    ///
    /// ## What it finds
    /// A `visibility` other than `public`, `private` or `unlisted`; a state `type` other than
    /// `conversation`, `user` or `integration`. Values are case-sensitive, and spaces are
    /// significant. If one value is probable, the fix replaces it. Otherwise each value is offered, and none
    /// is applied by `check --fix`. The same mistake in three states or more is one finding.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload.
    ///
    /// ## Example
    /// ```json
    /// { "visibility": "Public" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "visibility": "public" }
    /// ```
    UNKNOWN_VALUE = "unknown-value", Endpoint, Some(Error), shared;
}

/// Reports `node` if it is not one of the values of `text`.
pub fn check(context: &mut CheckContext, text: &Text, node: Node<'_>) {
    if text.values.is_empty() {
        return;
    }
    let source = context.source();
    let word = node.text(source);
    let known = word.as_deref().is_some_and(|word| text.has_value(word));
    let null = text.nullable && matches!(node.value(), Value::Null);
    if known || null {
        return;
    }
    let name = context.node_name();
    let choices = || text.values.iter().map(|choice| choice.value);
    let list = choices().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let near = word.as_deref().map(|word| nearest(word.trim(), choices()));
    let mut near = near.unwrap_or_default();
    if near.is_empty() {
        near.extend(word.as_deref().and_then(|word| mistakes::intended_value(text, word)));
    }
    let message = match near.first() {
        Some(near) => format!("`{name}` must be one of {list}; did you mean `{near}`?"),
        None => format!("`{name}` must be one of {list}."),
    };
    let range =
        if node.container().is_some() { node.start()..node.start() + 1 } else { node.range() };
    // The API rejects the value as it is, and the other one differs in case or spaces only.
    let is_same = near.first().is_some_and(|near| {
        word.as_deref().is_some_and(|word| word.trim().to_lowercase() == near.to_lowercase())
    });
    let applicability = if is_same { Applicability::Safe } else { Applicability::Unsafe };
    // Without a similar one, each value is offered, and none is applied.
    let applicability = if near.is_empty() { Applicability::Manual } else { applicability };
    let offered: Vec<&str> = if near.is_empty() { choices().collect() } else { near };
    let fixes = offered.iter().map(|value| FixAction::ReplaceValue(format!("\"{value}\"")));
    context.report(&UNKNOWN_VALUE, range, message).fixes(fixes, applicability);
}
