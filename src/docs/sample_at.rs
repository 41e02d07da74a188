//! A payload for the value at a JSON Pointer.

use super::json_value::Json;
use super::sample::{Fields, sample};
use crate::manifest::field_names as names;
use crate::syntax::{Node, Tree, Value, pointer};
use crate::text::Source;
use crate::util::display::quote;

/// Maximum length of a pointer in a message, in characters.
const MAX_POINTER: usize = 200;

/// Returns a payload that is valid against the schema at `pointer`: that of a definition, of its input, or the
/// value itself. The error is a clause.
pub(crate) fn sample_at(
    source: &dyn Source,
    tree: &Tree,
    pointer: &str,
    fields: Fields,
) -> Result<Json, String> {
    let node = tree.root().and_then(|root| find(root, pointer));
    let pointer = quote(pointer, MAX_POINTER);
    let node = node.ok_or_else(|| format!("{pointer} does not exist in the manifest"))?;
    let schema = schema_of(node);
    let payload = schema.and_then(|schema| sample(source, schema, fields));
    payload.ok_or_else(|| match schema {
        Some(_) => format!("no valid payload found for the schema of {pointer}"),
        None => format!("{pointer} is neither a schema nor a definition with one"),
    })
}

/// Returns the value at a JSON Pointer, whose first `/` can be omitted.
fn find<'t>(root: Node<'t>, pointer: &str) -> Option<Node<'t>> {
    let absolute = match pointer {
        "" => String::new(),
        pointer if pointer.starts_with('/') => pointer.to_owned(),
        pointer => format!("/{pointer}"),
    };
    pointer::tokens(&absolute).try_fold(root, |node, token| {
        if node.is_array() {
            let index: usize = token.parse().ok()?;
            return node.entries().nth(index).map(|entry| entry.value());
        }
        node.get(&token)
    })
}

/// Returns the schema of a definition: its own, or that of its input. A property called `schema` is inside a schema,
/// which has a type.
fn schema_of(node: Node<'_>) -> Option<Node<'_>> {
    let is_schema =
        [names::TYPE, names::PROPERTIES, names::REF, names::ANY_OF, names::ONE_OF, names::ALL_OF]
            .iter()
            .any(|name| node.get(name).is_some());
    // States have both a type and a schema.
    node.get(names::SCHEMA)
        .filter(|schema| schema.is_object() && node.get(names::PROPERTIES).is_none())
        .or_else(|| node.at(&[names::INPUT, names::SCHEMA]))
        .or_else(|| {
            (is_schema || node.container().is_none_or(|container| container.entries().is_empty()))
                .then_some(node)
        })
        .filter(|node| node.is_object() || matches!(node.value(), Value::Bool(_)))
}
