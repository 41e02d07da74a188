//! JSON Schemas that are generated from types, without the annotations that only generators need.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::comparison::DiffReport;
use super::diagnostic::CheckReport;

/// Returns the JSON Schema of the reports of `check`, `validate` and `diff` in the format `json`.
pub(crate) fn reports() -> Value {
    let mut generator = settings().with_transform(Concise).into_generator();
    let any = [
        generator.subschema_for::<CheckReport>(),
        generator.subschema_for::<DiffReport<'static>>(),
    ];
    let definitions = generator.take_definitions(true);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reports of integration-manifest-ls in the format `json`",
        "description": "A report of `check` or `validate`, or one of `diff`. New members may be added \
            to version 1.",
        "anyOf": any,
        "$defs": definitions,
    })
}

/// Settings for the schemas of values that the program writes.
fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_serialize()
}

/// Returns the JSON Schema of a value that the program reads, with all definitions inlined.
pub(crate) fn input<T: JsonSchema>() -> Value {
    inlined::<T>(SchemaSettings::draft2020_12().with_transform(NotNull))
}

/// Returns the JSON Schema of a value that the program writes, with all definitions inlined.
pub(crate) fn output<T: JsonSchema>() -> Value {
    inlined::<T>(settings())
}

fn inlined<T: JsonSchema>(settings: SchemaSettings) -> Value {
    let settings = settings.with_transform(Concise).with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("description");
    schema.to_value()
}

/// Removes `null` from types: an optional member is omitted instead.
#[derive(Debug, Clone)]
struct NotNull;

impl Transform for NotNull {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = &types[..] {
                let only = only.clone();
                schema.insert("type".to_owned(), only);
            }
        }
        transform_subschemas(self, schema);
    }
}

/// Removes titles and the formats of numbers, and writes `{}` instead of `true`.
#[derive(Debug, Clone)]
struct Concise;

impl Transform for Concise {
    fn transform(&mut self, schema: &mut Schema) {
        if schema.as_bool() == Some(true) {
            // The official client of MCP accepts only objects as schemas of members.
            *schema = Schema::from(serde_json::Map::new());
        }
        schema.remove("title");
        schema.remove("format");
        if schema.get("default").is_some_and(Value::is_null) {
            schema.remove("default");
        }
        transform_subschemas(self, schema);
    }
}
