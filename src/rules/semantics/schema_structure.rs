//! JSON Schemas as wholes: what their members say together.

use std::borrow::Cow;

use crate::manifest::field_names;
use crate::manifest::fields::json_schema::{OBJECT, TYPE};
use crate::rules::checker::{CheckContext, Schema};
use crate::rules::fix::quoted;
use crate::rules::{FixIntent, rule};
use crate::syntax::{Entry, Key, Node, Value};
use crate::util::suggest::closest;

rule! {
    /// A required property is not among the properties.
    ///
    /// ## What it finds
    /// Names in the `required` of a schema that are not in its `properties`. It is silent where the
    /// member may be described elsewhere: by `additionalProperties`, `patternProperties`, a `$ref`,
    /// or a schema that applies along with this one.
    ///
    /// ## Why it matters
    /// No value is taken without a member that nothing describes and no form offers. Mostly a
    /// property was renamed, and here it was not; with `"additionalProperties": false` no value is
    /// taken at all.
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
    /// Write the name as it stands in `properties`, or describe the property there.
    SCHEMA_REQUIRED_UNKNOWN = "schema-required-unknown", Semantics, Some(Warning);

    /// A whole schema describes no object.
    ///
    /// ## What it finds
    /// A `schema` whose outermost `type` is something else than an object, so neither an object
    /// with properties nor a record.
    ///
    /// ## Why it matters
    /// Configurations, inputs, outputs, events, states, entities and messages are objects: their
    /// parts are called by name. Botpress has no use for a bare string or list in their place.
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

    /// A schema refers to another part of itself.
    ///
    /// ## What it finds
    /// `$ref` with a reference that begins with `#`; where nothing is at that place, it says so.
    ///
    /// ## Why it matters
    /// The official command line resolves all references before it sends a schema, so Botpress
    /// never gets to see one from there. A form or a check that does not follow it sees nothing.
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
    /// Write out in place of the reference what it refers to.
    SCHEMA_REF = "schema-ref", Semantics, Some(Warning);

    /// A schema refers to something outside of itself.
    ///
    /// ## What it finds
    /// `$ref` with a reference to another document.
    ///
    /// ## Why it matters
    /// A manifest is sent as it stands, and nothing is fetched for it. Whatever the reference is
    /// to say is not said.
    ///
    /// ## Example
    /// ```json
    /// { "entities": { "order": { "schema": { "$ref": "https://example.com/order.json" } } } }
    /// ```
    ///
    /// ## Fix
    /// Write the other schema in place of the reference.
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
        let message = "The schema of the whole has to describe an object, whose members have \
                       names; put this into one of its `properties`.";
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
        Some(near) => format!("No property is called `{shown}`; did you mean `{near}`?"),
        None => format!("No property is called `{shown}`; describe it in `properties`."),
    };
    let finding = site.report(&SCHEMA_REQUIRED_UNKNOWN, element.range(), message);
    finding.at_member(field_names::REQUIRED).at_member(&index.to_string());
    finding.remedy = near.map(|near| FixIntent::ReplaceValue(quoted(near)));
    if let Some(properties) = schema.properties {
        site.add_related(properties.key_range(), "the properties are described here");
    }
}

fn reference(site: &mut CheckContext, schema: &Schema<'_>, value: Node<'_>) {
    let Some(target) = value.text(site.source()) else { return };
    let shown: String = target.chars().take(100).collect();
    let (rule, message) = match target.strip_prefix('#') {
        None => (
            &SCHEMA_EXTERNAL_REF,
            format!(
                "Nothing is fetched for a manifest, so `{shown}` stays unknown; write the schema \
                 itself here."
            ),
        ),
        Some(path) if leads_nowhere(schema.scope.root, path) => {
            (&SCHEMA_REF, format!("There is nothing at `{shown}` in this schema."))
        }
        Some(_) => (
            &SCHEMA_REF,
            format!(
                "The official tools send schemas without references; write out here what \
                 `{shown}` refers to."
            ),
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
