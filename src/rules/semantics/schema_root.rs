//! Schemas that do not describe an object.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::json_schema::{OBJECT, TYPE};
use crate::manifest::mistakes;
use crate::rules::context::CheckContext;
use crate::rules::endpoint::mistaken_shape;
use crate::rules::rule::rule;
use crate::syntax::{Node, Value};

rule! {
    /// Root schema is not an object.
    ///
    /// ## What it finds
    /// A `schema` whose root `type` is not an object (an object with properties, or a record), that
    /// lists properties without `properties`, that contains the schema one level too deep, or that
    /// contains internal data of a Zod schema.
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
}

/// Checks the type of an entire schema.
pub fn check(context: &mut CheckContext, schema: Node<'_>, key: &Range<usize>) {
    if let Some(found) = mistakes::in_schema(schema, context.source()) {
        let at = found.covers.first().and_then(|name| schema.member(name));
        let range = at.map_or_else(|| key.clone(), |member| member.key_range());
        mistaken_shape::report(context, &SCHEMA_ROOT, range, found, 0);
        return;
    }
    let Some(value) = schema.get(field_names::TYPE) else { return };
    let source = context.source();
    let is_object = |node: Node<'_>| node.text(source).as_deref() == Some(OBJECT);
    let known = |node: Node<'_>| node.text(source).is_some_and(|text| TYPE.has_value(&text));
    // An unknown type is another finding.
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
        context.report(&SCHEMA_ROOT, value.range(), message).at_member(field_names::TYPE);
    }
}
