//! The fast path of the schema walk, for scalars without findings.

use crate::manifest::types::{Number, Shape, StringFormat, Text};
use crate::syntax::{Node, Value};
use crate::text::Source;

/// Whether `node` is a scalar that certainly matches `shape`.
#[inline]
pub fn is_right(source: &dyn Source, shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Text(text), Value::String(string)) => {
            accepts_any(text) || !string.escaped && is_choice(source, text, node)
        }
        (Shape::Flag(_) | Shape::Subschema, Value::Bool(_)) => true,
        (Shape::Number(number), Value::Number(_)) => *number == Number::Any,
        // The `type` of a schema, which most schemas have.
        (Shape::Either([Shape::Text(text), ..]), Value::String(string)) => {
            !string.escaped && is_choice(source, text, node)
        }
        _ => false,
    }
}

/// Whether any string is valid.
fn accepts_any(text: &Text) -> bool {
    text.values.is_empty() && text.holds != StringFormat::Pattern
}

/// Whether `node`, a string without escapes, is one of the values of `text`.
fn is_choice(source: &dyn Source, text: &Text, node: Node<'_>) -> bool {
    node.string_range().is_some_and(|range| text.has_value(&source.slice(range)))
}
