//! JSON Schemas as wholes: what their members say together.

use std::borrow::Cow;

use crate::manifest::field_names;
use crate::manifest::fields::json_schema::{OBJECT, TYPE};
use crate::rules::context::CheckContext;
use crate::rules::schema_parts::Schema;
use crate::rules::{Applicability, FixAction, rule};
use crate::syntax::quoted;
use crate::syntax::{Entry, Key, Node, Value};
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

    /// Root schema is not an object.
    ///
    /// ## What it finds
    /// A `schema` whose root `type` is not an object (an object with properties, or a record).
    ///
    /// ## Why it matters
    /// Configurations, inputs, outputs, events, states, entities and messages are objects with
    /// named properties. Botpress does not support a plain string or list in their place.
    ///
    /// ## Example
    /// ```json
    /// { "events": { "shipped": { "schema": { "type": "string" } } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// {
    ///   "events": {
    ///     "shipped": {
    ///       "schema": { "type": "object", "properties": { "parcel": { "type": "string" } } }
    ///     }
    ///   }
    /// }
    /// ```
    SCHEMA_ROOT = "schema-root", Semantics, Some(Warning);

    /// Internal `$ref` is not supported.
    ///
    /// ## What it finds
    /// `$ref` with a reference that starts with `#`. The message says if its target does not
    /// exist.
    ///
    /// ## Why it matters
    /// The official command line resolves all references before it sends a schema, so Botpress
    /// does not expect references. A form or a validator that does not resolve them ignores the
    /// target.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "entities": {
    ///     "order": {
    ///       "schema": {
    ///         "type": "object",
    ///         "properties": { "to": { "$ref": "#/definitions/address" } },
    ///         "definitions": { "address": { "type": "string" } }
    ///       }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Replace the reference with its target.
    SCHEMA_REF = "schema-ref", Semantics, Some(Warning);

    /// External `$ref` is not supported.
    ///
    /// ## What it finds
    /// `$ref` with a reference to another document.
    ///
    /// ## Why it matters
    /// A manifest is sent unchanged, and Botpress does not fetch other documents. The reference
    /// has no effect.
    ///
    /// ## Example
    /// ```json
    /// { "entities": { "order": { "schema": { "$ref": "https://example.com/order.json" } } } }
    /// ```
    ///
    /// ## Fix
    /// Replace the reference with the other schema.
    SCHEMA_EXTERNAL_REF = "schema-external-ref", Semantics, Some(Error);
}

/// What is wrong with the outermost schema.
pub(in crate::rules) fn root(site: &mut CheckContext, schema: Node<'_>) {
    let Some(value) = schema.get(field_names::TYPE) else { return };
    let source = site.source();
    let is_object = |node: Node<'_>| node.text(source).as_deref() == Some(OBJECT);
    let known = |node: Node<'_>| node.text(source).is_some_and(|text| TYPE.has_value(&text));
    // A type that does not exist has been reported.
    let other = match value.value() {
        Value::String(_) => known(value) && !is_object(value),
        Value::Container(_) if value.is_array() => {
            let mut elements = value.entries().map(|element| element.value()).peekable();
            elements.peek().is_some()
                && elements.all(|element| known(element) && !is_object(element))
        }
        _ => false,
    };
    if other {
        let message = "The root schema must be an object. Move this into one of its `properties`.";
        site.report(&SCHEMA_ROOT, value.range(), message).at_member(field_names::TYPE);
    }
}

/// What is wrong with a schema's members together.
pub(in crate::rules) fn members(site: &mut CheckContext, schema: &Schema<'_>) {
    if let Some(required) = schema.required {
        self::required(site, schema, required.value());
    }
    if let Some(reference) = schema.reference {
        self::reference(site, schema, reference.value());
    }
}

fn required(site: &mut CheckContext, schema: &Schema<'_>, required: Node<'_>) {
    let Some(properties) = schema.properties else { return };
    let closed = match schema.additional.map(|member| member.value().value()) {
        Some(Value::Bool(false)) => true,
        None => false,
        Some(_) => return,
    };
    if !closed && (schema.open || schema.scope.shared) {
        return;
    }
    // With `false` nothing but what is named here gets through, unless it matches a pattern; and
    // beside a reference nothing counts.
    if schema.reference.is_some() || schema.node.get(field_names::PATTERN_PROPERTIES).is_some() {
        return;
    }
    let value = properties.value();
    let (Some(container), true, true) = (value.container(), value.is_object(), required.is_array())
    else {
        return;
    };
    let list = site.source().slice(required.range());
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
        unknown_required(site, schema, (required, value), element.value(), element.index, text);
    }
}

fn unknown_required(
    site: &mut CheckContext,
    schema: &Schema<'_>,
    (required, properties): (Node<'_>, Node<'_>),
    element: Node<'_>,
    index: usize,
    text: Cow<'_, str>,
) {
    /// Nobody looks for a slip in longer lists or names.
    const MANY: usize = 200;
    let source = site.source();
    let candidates = properties.members().map(|(name, _)| name).take(MANY);
    let few = required.container().is_some_and(|list| list.entries().len() <= MANY);
    let near = (few && text.len() <= MANY)
        .then(|| closest(&text, candidates.filter(|name| name.len() <= MANY)))
        .flatten()
        // What is in the list already was not meant here.
        .filter(|near| {
            let mut listed = required.entries().take(MANY);
            !listed.any(|other| other.value().text(source).as_deref() == Some(near))
        });
    let shown: String = text.chars().take(MANY).collect();
    let message = match near {
        Some(near) => format!("Unknown property `{shown}`; did you mean `{near}`?"),
        None => format!("Unknown property `{shown}`. Define it in `properties`."),
    };
    let fix = near.map(|near| FixAction::ReplaceValue(quoted(near)));
    let finding = site
        .report(&SCHEMA_REQUIRED_UNKNOWN, element.range(), message)
        .at_path(&[field_names::REQUIRED, &index.to_string()])
        .fix(fix, Applicability::Unsafe);
    if let Some(properties) = schema.properties {
        finding.related(properties.key_range(), "properties are defined here");
    }
}

fn reference(site: &mut CheckContext, schema: &Schema<'_>, value: Node<'_>) {
    let Some(target) = value.text(site.source()) else { return };
    let shown: String = target.chars().take(100).collect();
    let (rule, message) = match target.strip_prefix('#') {
        None => (
            &SCHEMA_EXTERNAL_REF,
            format!("External reference `{shown}` is not resolved. Inline the schema."),
        ),
        Some(path) if leads_nowhere(schema.scope.root, path) => {
            (&SCHEMA_REF, format!("Unresolved reference `{shown}`."))
        }
        Some(_) => (
            &SCHEMA_REF,
            format!("Internal reference `{shown}` is not supported. Inline its target."),
        ),
    };
    site.report(rule, value.range(), message).at_member(field_names::REF);
}

/// Whether there is certainly nothing at `path`, a JSON Pointer.
fn leads_nowhere(root: Node<'_>, path: &str) -> bool {
    // A name without a slash is one that an `$id` gives, and `%` needs decoding: both are rare.
    if !path.starts_with('/') || path.contains('%') {
        return false;
    }
    let mut node = root;
    for step in path[1..].split('/') {
        let step = step.replace("~1", "/").replace("~0", "~");
        let next = if node.is_array() {
            let index = step.parse::<usize>().ok();
            index.and_then(|index| node.entries().nth(index)).map(|member| member.value())
        } else {
            node.get(&step)
        };
        match next {
            Some(next) => node = next,
            // What is nested too deeply is not looked into.
            None => return !matches!(node.value(), Value::Deep(_) | Value::Missing),
        }
    }
    false
}
