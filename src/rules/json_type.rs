//! The JSON types of values, compared with those of shapes.

use crate::manifest::types::Shape;
use crate::syntax::{Node, Value};

/// Whether `node` is valid JSON, apart from its entries. If not, the syntax group reports it.
pub fn is_json(node: Node<'_>) -> bool {
    !matches!(node.value(), Value::Missing | Value::Invalid(_) | Value::Deep(_))
}

/// Whether `node` has the JSON type of `shape`.
#[inline]
pub fn is_of_type(shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Any, _) => true,
        (Shape::Text(_), Value::String(_)) => true,
        (Shape::Text(text), Value::Null) => text.nullable,
        (Shape::Flag(_) | Shape::Subschema, Value::Bool(_)) => true,
        (Shape::Number(_), Value::Number(_)) => true,
        (
            Shape::Object(_) | Shape::Map(_) | Shape::Schema | Shape::Subschema,
            Value::Container(_),
        ) => node.is_object(),
        (Shape::List(_), Value::Container(_)) => node.is_array(),
        (Shape::Either(shapes), _) => is_of_one_type(shapes, node),
        _ => false,
    }
}

// A separate function, because a recursive one is not inlined.
fn is_of_one_type(shapes: &[Shape], node: Node<'_>) -> bool {
    shapes.iter().any(|shape| is_of_type(shape, node))
}
