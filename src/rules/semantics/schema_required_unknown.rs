//! Required properties that are not defined.

use std::borrow::Cow;

use crate::manifest::field_names;
use crate::manifest::mistakes::{Repair, Step, path};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::rules::schema_parts::Schema;
use crate::syntax::{Entry, Key, Node, Value, quoted};
use crate::util::suggest::closest;

rule! {
    /// Required property is not defined.
    ///
    /// ## What it finds
    /// Names in the `required` of a schema that are not in its `properties`. Nothing is reported
    /// if the property may be defined elsewhere: by `additionalProperties`, `patternProperties`, a
    /// `$ref`, or a schema that applies together with this one.
    ///
    /// ## Why it matters
    /// A value must contain a property that no schema defines and no form displays. Usually the
    /// property was renamed only in `properties`. With `"additionalProperties": false`, no value
    /// is valid.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "configuration": {
    ///     "schema": {
    ///       "type": "object",
    ///       "properties": { "apiKey": { "type": "string" } },
    ///       "required": ["apikey"]
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Use the name in `properties`, or define the property there.
    SCHEMA_REQUIRED_UNKNOWN = "schema-required-unknown", Semantics, Some(Warning);
}

/// Checks that the required properties of `schema` are defined.
pub fn check(context: &mut CheckContext, schema: &Schema<'_>) {
    let Some(required) = schema.required.map(|member| member.value()) else { return };
    let Some(properties) = schema.properties else { return };
    let closed = match schema.additional.map(|member| member.value().value()) {
        Some(Value::Bool(false)) => true,
        None => false,
        Some(_) => return,
    };
    if !closed && (schema.open || schema.scope.shared) {
        return;
    }
    // With `false`, only the properties and patterns are allowed; and a reference replaces the
    // other keywords.
    if schema.reference.is_some() || schema.node.get(field_names::PATTERN_PROPERTIES).is_some() {
        return;
    }
    let value = properties.value();
    let (Some(container), true, true) = (value.container(), value.is_object(), required.is_array())
    else {
        return;
    };
    let list = context.source().slice(required.range());
    let named = |entry: &Entry, hash: u32, name: &str| {
        entry.key.as_ref().is_some_and(|key| key.is(name, hash))
    };
    let entries = &container.entries();
    // Tools list the required properties in the order of the properties.
    let mut next = 0;
    for element in required.entries() {
        let Some(text) = element.value().text_in(&list, required.start()) else { continue };
        let hash = Key::hash_of(&text);
        let (before, after) = entries.split_at(next);
        let found = after.iter().position(|entry| named(entry, hash, &text)).map(|at| next + at);
        let found = found.or_else(|| before.iter().position(|entry| named(entry, hash, &text)));
        if let Some(at) = found {
            next = (at + 1) % entries.len();
            continue;
        }
        report(context, schema, (required, value), element.value(), element.index, text);
    }
}

fn report(
    context: &mut CheckContext,
    schema: &Schema<'_>,
    (required, properties): (Node<'_>, Node<'_>),
    element: Node<'_>,
    index: usize,
    text: Cow<'_, str>,
) {
    /// Maximum size of lists and names in which similar names are searched.
    const MANY: usize = 200;
    let source = context.source();
    let candidates = properties.members().map(|(name, _)| name).take(MANY);
    let few = required.container().is_some_and(|list| list.entries().len() <= MANY);
    let near = (few && text.len() <= MANY)
        .then(|| closest(&text, candidates.filter(|name| name.len() <= MANY)))
        .flatten()
        // A name that is already in the list is not meant.
        .filter(|near| {
            let mut listed = required.entries().take(MANY);
            !listed.any(|other| other.value().text(source).as_deref() == Some(near))
        });
    let shown: String = text.chars().take(MANY).collect();
    let message = match near {
        Some(near) => format!("Unknown property `{shown}`; did you mean `{near}`?"),
        None => format!("Unknown property `{shown}`. Define it in `properties`."),
    };
    let near = near.map(|near| FixAction::ReplaceValue(quoted(near)));
    let member = (text.clone().into_owned(), "{ \"type\": \"string\" }".to_owned());
    let steps = vec![Step::Add(path(&[field_names::PROPERTIES]), vec![member])];
    let title = format!("Define `{shown}` in `{}`", field_names::PROPERTIES);
    let defined = FixAction::Reshape(Box::new(Repair::new(title, 2, steps)));
    let fixes = near.into_iter().chain([defined]);
    let finding = context
        .report(&SCHEMA_REQUIRED_UNKNOWN, element.range(), message)
        .at_path(&[field_names::REQUIRED, &index.to_string()])
        .fixes(fixes, Applicability::Unsafe);
    if let Some(properties) = schema.properties {
        finding.related(properties.key_range(), "properties are defined here");
    }
}
