//! References in schemas.

use crate::manifest::field_names;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::rules::schema_parts::Schema;
use crate::syntax::{Node, Value};

rule! {
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

/// Checks the reference of `schema`.
pub fn check(context: &mut CheckContext, schema: &Schema<'_>) {
    let Some(value) = schema.reference.map(|member| member.value()) else { return };
    let Some(target) = value.text(context.source()) else { return };
    let shown: String = target.chars().take(100).collect();
    let (rule, message) = match target.strip_prefix('#') {
        None => (
            &SCHEMA_EXTERNAL_REF,
            format!("External reference `{shown}` is not resolved. Inline the schema."),
        ),
        Some(path) if is_unresolved(schema.scope.root, path) => {
            (&SCHEMA_REF, format!("Unresolved reference `{shown}`."))
        }
        Some(_) => (
            &SCHEMA_REF,
            format!("Internal reference `{shown}` is not supported. Inline its target."),
        ),
    };
    context.report(rule, value.range(), message).at_member(field_names::REF);
}

/// Whether the JSON Pointer `path` is certainly unresolved.
fn is_unresolved(root: Node<'_>, path: &str) -> bool {
    // Names that an `$id` defines, and percent encoding, are rare and not supported.
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
            // The content of a value that is nested too deeply is unknown.
            None => return !matches!(node.value(), Value::Deep(_) | Value::Missing),
        }
    }
    false
}
