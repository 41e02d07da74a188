//! Minimal JSON that satisfies a shape, for inserting a missing field.

use super::types::{Number, Object, Shape, StringFormat};

/// Returns a value of `shape` with its required fields, on one line.
pub fn value(shape: &Shape) -> String {
    match shape {
        Shape::Text(text) => match text.values.first() {
            Some(choice) => format!("\"{}\"", choice.value),
            None if text.holds == StringFormat::Version => "\"0.1.0\"".to_owned(),
            None if text.nullable => "null".to_owned(),
            None => "\"\"".to_owned(),
        },
        Shape::Flag(_) => "false".to_owned(),
        Shape::Object(shape) => object(shape),
        Shape::Map(_) | Shape::Schema | Shape::Subschema => "{}".to_owned(),
        Shape::Number(Number::Positive) => "1".to_owned(),
        Shape::Number(_) => "0".to_owned(),
        Shape::Either(shapes) => shapes.first().map_or_else(|| "null".to_owned(), value),
        Shape::Any => "null".to_owned(),
        Shape::List(_) => "[]".to_owned(),
    }
}

fn object(object: &Object) -> String {
    let members: Vec<String> = object
        .required()
        .map(|field| format!("\"{}\": {}", field.name, value(&field.shape)))
        .collect();
    if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) }
}
