//! JSON Schema of a manifest, for editors and validators without this server.
//!
//! It is draft-07 and generated from the description, with the extensions of VS Code:
//! `markdownDescription`, `markdownEnumDescriptions` and `deprecationMessage`. Repeated schemas are
//! inlined, because in draft-07 a reference cannot have its own documentation. Only recursive
//! objects become definitions.

use std::ptr;

use serde_json::{Map as Members, Value, json};

use super::field_names;
use super::fields::INTEGRATION;
use super::types::{Field, Flag, Number, Object, Shape, Text};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// Returns the JSON Schema of a whole manifest.
///
/// It rejects unknown fields, although the API ignores them, so that editors report them.
pub fn json_schema() -> Value {
    let mut schema = of_shape(&Shape::Object(&INTEGRATION));
    schema["$schema"] = json!(DRAFT);
    // Not a field of a manifest, but how a file names its schema.
    let mut link = json!({ "type": "string" });
    document(&mut link, "The JSON Schema of this file, for editors. The Botpress API ignores it.");
    schema["properties"][field_names::DIALECT] = link;
    schema["title"] = json!("Botpress integration manifest");
    document(
        &mut schema,
        "Everything Botpress needs to know to create an integration: what it is called, how it is \
         configured, and what it offers to bots.",
    );
    schema
}

/// Returns the self-contained JSON Schema of the value of a field.
pub fn of_field(field: &Field) -> Value {
    let mut writer = Writer::default();
    let schema = writer.field(field);
    writer.finish(schema)
}

/// Returns the self-contained JSON Schema of `shape`.
pub fn of_shape(shape: &Shape) -> Value {
    let mut writer = Writer::default();
    let schema = writer.shape(shape);
    writer.finish(schema)
}

/// Generator of schemas, which collects their definitions.
#[derive(Default)]
struct Writer {
    definitions: Members<String, Value>,
}

impl Writer {
    fn finish(self, mut schema: Value) -> Value {
        if !self.definitions.is_empty() {
            schema["definitions"] = Value::Object(self.definitions);
        }
        schema
    }

    fn field(&mut self, field: &Field) -> Value {
        let mut schema = self.shape(&field.shape);
        let mut doc = field.doc.to_owned();
        if let Shape::Flag(Flag { on, off }) = field.shape {
            doc += &format!("\n\n- `true`: {on}\n- `false`: {off}");
        }
        if !field.absent.is_empty() {
            doc += &format!("\n\nIf absent: {}", lower_first(field.absent));
        }
        document(&mut schema, &doc);
        if let Some(instead) = field.deprecated {
            schema["deprecated"] = json!(true);
            schema["deprecationMessage"] = json!(instead);
        }
        if let Some(default) = field.default_value.and_then(parse) {
            schema["default"] = default;
        }
        if let Some(example) = parse(field.example) {
            schema["examples"] = json!([example]);
        }
        schema
    }

    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Text(text) => of_text(text),
            Shape::Flag(_) => json!({ "type": "boolean" }),
            Shape::Schema => json!({ "type": "object", "additionalProperties": true }),
            Shape::Subschema => json!({ "type": ["object", "boolean"] }),
            Shape::Number(Number::Any) => json!({ "type": "number" }),
            Shape::Number(Number::Positive) => json!({ "type": "number", "exclusiveMinimum": 0 }),
            Shape::Number(Number::Count) => json!({ "type": "integer", "minimum": 0 }),
            Shape::Any => json!({}),
            Shape::Either(shapes) => {
                let shapes: Vec<_> = shapes.iter().map(|shape| self.shape(shape)).collect();
                json!({ "anyOf": shapes })
            }
            Shape::Map(map) => {
                let mut value = self.shape(&map.value);
                document(&mut value, &map.doc());
                json!({ "type": "object", "additionalProperties": value })
            }
            Shape::List(list) => {
                let mut item = self.shape(&list.item);
                document(&mut item, list.doc);
                let mut schema = json!({ "type": "array", "items": item });
                if list.min > 0 {
                    schema["minItems"] = json!(list.min);
                }
                if list.distinct {
                    schema["uniqueItems"] = json!(true);
                }
                schema
            }
            Shape::Object(object) if contains_itself(object) => self.reference(object),
            Shape::Object(object) => self.object(object),
        }
    }

    fn object(&mut self, object: &Object) -> Value {
        let properties: Members<String, Value> =
            object.fields.iter().map(|field| (field.name.to_owned(), self.field(field))).collect();
        let mut schema = json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        let required: Vec<_> = object.required().map(|field| field.name).collect();
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema
    }

    /// Returns a reference to the definition of `object`, which is generated on first use.
    fn reference(&mut self, object: &Object) -> Value {
        let name = definition_name(object);
        if !self.definitions.contains_key(&name) {
            // The entry must exist before the object is generated, because the object refers to
            // itself.
            self.definitions.insert(name.clone(), Value::Null);
            let schema = self.object(object);
            self.definitions.insert(name.clone(), schema);
        }
        // Inside `allOf`, because draft-07 ignores all keywords next to `$ref`.
        json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] })
    }
}

fn of_text(text: &Text) -> Value {
    let mut schema = if text.nullable {
        json!({ "type": ["string", "null"] })
    } else {
        json!({ "type": "string" })
    };
    if text.min > 0 {
        schema["minLength"] = json!(text.min);
    }
    if let Some(max) = text.max {
        schema["maxLength"] = json!(max);
    }
    if !text.values.is_empty() {
        let mut values: Vec<_> = text.values.iter().map(|choice| json!(choice.value)).collect();
        let mut docs: Vec<_> = text.values.iter().map(|choice| json!(choice.doc)).collect();
        if text.nullable {
            values.push(Value::Null);
            docs.push(json!("No value."));
        }
        schema["enum"] = Value::Array(values);
        schema["markdownEnumDescriptions"] = Value::Array(docs);
    }
    schema
}

/// Sets the documentation, under the standard name and under the one that VS Code renders.
fn document(schema: &mut Value, markdown: &str) {
    schema["description"] = json!(markdown);
    schema["markdownDescription"] = json!(markdown);
}

/// Parses JSON text of the description; a test checks that all of it is valid.
fn parse(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok()
}

/// Lowercases the first letter for use after a colon, unless the sentence starts with a proper name
/// or with code.
fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if letters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// "a creation setting" → `creationSetting`.
fn definition_name(object: &Object) -> String {
    let words = object.noun.split(' ').skip(1);
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars().filter(|letter| letter.is_alphanumeric());
        if let Some(first) = letters.next() {
            if name.is_empty() {
                name.push(first);
            } else {
                name.extend(first.to_uppercase());
            }
            name.extend(letters);
        }
    }
    name
}

/// Whether the object is recursive.
fn contains_itself(object: &Object) -> bool {
    fn search(object: &Object, wanted: &Object, seen: &mut Vec<*const Object>) -> bool {
        object.fields.iter().any(|field| {
            innermost_object(&field.shape).is_some_and(|inner| {
                if ptr::eq(inner, wanted) {
                    return true;
                }
                if seen.contains(&ptr::from_ref(inner)) {
                    return false;
                }
                seen.push(inner);
                search(inner, wanted, seen)
            })
        })
    }
    search(object, object, &mut Vec::new())
}

/// Returns the object inside `shape`, through maps and lists.
fn innermost_object(shape: &Shape) -> Option<&'static Object> {
    match shape {
        Shape::Object(object) => Some(object),
        Shape::Map(map) => innermost_object(&map.value),
        Shape::List(list) => innermost_object(&list.item),
        Shape::Either(shapes) => shapes.iter().find_map(innermost_object),
        Shape::Text(_)
        | Shape::Flag(_)
        | Shape::Schema
        | Shape::Subschema
        | Shape::Number(_)
        | Shape::Any => None,
    }
}

#[cfg(test)]
mod tests;
