//! Required fields that are missing.

use std::ops::Range;

use crate::manifest::skeleton;
use crate::manifest::types::{Object, Shape, StringFormat, Text};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Node;

rule! {
    /// Missing required field.
    ///
    /// ## What it finds
    /// Objects without one of their required fields: a manifest without `name` or `version`, an
    /// action without `input` or `output`, a state without `type`, and so on.
    ///
    /// If the content is there in another shape, the finding names the shape, and its fix wraps, moves
    /// or renames the content:
    ///
    /// - a JSON Schema, or its properties, where an object with the field `schema` belongs
    /// - everything inside more objects, such as `integration`, `definition` or `data.integration`
    /// - definitions in groups, such as states by their type
    /// - message types directly in a channel
    /// - a field under another name, such as `inputSchema` or `parameters`
    ///
    /// If most definitions of a section have such a shape, one finding names it, and its fix repairs all.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload, and nothing is created.
    ///
    /// ## Example
    /// ```json
    /// "states": { "session": { "schema": {} } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// "states": { "session": { "type": "conversation", "schema": {} } }
    /// ```
    MISSING_FIELD = "missing-field", Endpoint, Some(Error), shared;
}

fn is_version(text: &Text) -> bool {
    text.holds == StringFormat::Version
}

/// Reports the required fields that the object `node`, named at `key`, does not have.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    key: &Range<usize>,
) {
    for field in object.required() {
        if node.get(field.name).is_some() {
            continue;
        }
        let range = if key.is_empty() { node.start()..node.start() + 1 } else { key.clone() };
        let what = match context.node_name() {
            "" => object.noun.to_owned(),
            name => format!("`{name}`"),
        };
        let mut message = format!("Missing required field `{}` in {what}.", field.name);
        if matches!(field.shape, Shape::Text(text) if text.holds == StringFormat::InterfaceId) {
            message.push_str(" Use the id of the published version of the interface: `ifver_…`.");
        }
        let skeleton = skeleton::value(&field.shape);
        // An empty object and a first version are valid, an empty text is only a place to type.
        let applicability = match field.shape {
            Shape::Text(text) if text.values.is_empty() && !is_version(&text) => {
                Applicability::Manual
            }
            _ => Applicability::Unsafe,
        };
        context
            .report(&MISSING_FIELD, range, message)
            .fix(FixAction::AddMembers(vec![(field.name.to_owned(), skeleton)]), applicability);
    }
}
