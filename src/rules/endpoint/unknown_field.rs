//! Members that are not fields of their object.

use crate::manifest::types::{Object, Shape};
use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, Node, Value};
use crate::text::Source;
use crate::util::suggest::{closest, nearest};

rule! {
    /// Unknown field.
    ///
    /// ## What it finds
    /// Members that are not fields of their object: misspelled fields, fields in the wrong place,
    /// and fields of API responses or of update requests.
    ///
    /// If the content belongs elsewhere, the fix renames or moves it:
    ///
    /// - a field under another name or in another spelling, such as `Actions`, `event` or `users`
    /// - tags outside of `user`, `conversation` or `message`
    /// - keywords of a JSON Schema beside `schema`, or at the top level of the manifest
    ///
    /// ## Why it matters
    /// The Botpress API ignores unknown fields. A manifest with a misspelled `descripton` is
    /// accepted, but has no description.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0", "titel": "Tracker" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0", "title": "Tracker" }
    /// ```
    UNKNOWN_FIELD = "unknown-field", Endpoint, Some(Warning);
}

/// Reports that `object` has no field called `name`.
pub fn check(context: &mut CheckContext, object: &'static Object, name: &str, member: Member<'_>) {
    let free = object.fields.iter().map(|field| field.name);
    let near = nearest(name, free);
    let mut applicability = Applicability::Unsafe;
    let (message, fixes) = if let Some(first) = near.first() {
        let message = format!("Unknown field `{name}` in {}; did you mean `{first}`?", object.noun);
        if clearly_means(context.source(), object, first, member) {
            applicability = Applicability::Safe;
        }
        let renamed = near.iter().map(|near| FixAction::RenameMember((*near).to_owned()));
        (message, renamed.collect())
    } else {
        let message =
            format!("Unknown field `{name}` in {}; the Botpress API ignores it.", object.noun);
        (message, vec![FixAction::Remove])
    };
    context
        .report(&UNKNOWN_FIELD, member.key_range(), message)
        .at_member(name)
        .tag(DiagnosticTag::Unnecessary)
        .fixes(fixes, applicability);
}

/// Whether the unknown `member` can only be the field called `name`: no other name of `object` is
/// similar, and the API accepts the value.
fn clearly_means(source: &dyn Source, object: &Object, name: &str, member: Member<'_>) -> bool {
    let Some(field) = object.field(name) else { return false };
    let others = object.fields.iter().map(|field| field.name).filter(|other| *other != name);
    closest(member.key().unwrap_or_default(), others).is_none()
        && is_accepted_scalar(source, &field.shape, member.value())
}

/// Whether `node` is a scalar that the API accepts as `shape`.
fn is_accepted_scalar(source: &dyn Source, shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Text(text), Value::String(string)) => {
            let word = node.text(source).unwrap_or_default();
            string.chars >= text.min
                && text.max.is_none_or(|max| string.chars <= max)
                && (text.values.is_empty() || text.has_value(&word))
        }
        (Shape::Text(text), Value::Null) => text.nullable,
        (Shape::Flag(_), Value::Bool(_)) => true,
        _ => false,
    }
}
