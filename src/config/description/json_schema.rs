//! JSON Schema of the settings file, for editors and validators of TOML without this server.
//!
//! It is draft-07, with the extensions of VS Code: `markdownDescription` and `markdownEnumDescriptions`.

use serde_json::{Map as Members, Value, json};

use super::keys::{PRESETS, SETTINGS};
use super::names::Names;
use super::types::{Choice, Format, Key, Requirement, Shape, Table};
use crate::rules::Limits;

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// Returns the JSON Schema of the settings file.
pub fn json_schema() -> Value {
    let mut schema = of_table(&SETTINGS);
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!("Settings of integration-manifest-ls");
    schema
}

fn of_table(table: &Table) -> Value {
    let properties: Members<String, Value> =
        table.keys.iter().map(|key| (key.name.to_owned(), of_key(key))).collect();
    let mut schema =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let required = |Requirement { any_of, .. }: &Requirement| {
        let any_of: Vec<Value> = any_of.iter().map(|keys| json!({ "required": keys })).collect();
        json!({ "anyOf": any_of })
    };
    let required: Vec<Value> = table.requirements.iter().map(required).collect();
    if !required.is_empty() {
        schema["allOf"] = Value::Array(required);
    }
    schema
}

fn of_key(key: &Key) -> Value {
    let mut schema = of_shape(&key.shape);
    schema["description"] = json!(key.doc);
    schema["markdownDescription"] = json!(key.doc);
    let default = match key.shape {
        Shape::Limit(limit) => Some(json!(limit(&mut Limits::default()))),
        // The defaults in TOML are JSON too.
        _ => serde_json::from_str(key.default).ok(),
    };
    if let Some(default) = default {
        schema["default"] = default;
    }
    schema
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Table(table) => of_table(table),
        Shape::Map(names, value) => json!({
            "type": "object",
            "propertyNames": of_names(*names),
            "additionalProperties": of_shape(value),
        }),
        Shape::Tables(table) => json!({ "type": "array", "items": of_table(table) }),
        Shape::Globs { empty } => json!({
            "type": "array",
            "items": { "type": "string", "minLength": 1, "not": { "pattern": "^!" } },
            "minItems": usize::from(empty.is_some()),
        }),
        Shape::Extends => json!({
            "type": "array",
            "items": { "anyOf": [of_choices(PRESETS), { "type": "string", "pattern": "^[^/\\\\].*\\.toml$" }] },
        }),
        Shape::Choice(choices) => of_choices(choices),
        Shape::Choices(choices) => json!({ "type": "array", "items": of_choices(choices) }),
        Shape::Integer { min, max } => {
            let (min, max) = (i64::try_from(*min).ok(), i64::try_from(*max).ok());
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Shape::Limit(_) => json!({ "type": "integer", "minimum": 0 }),
        Shape::Indent { min, max } => {
            let spaces = of_shape(&Shape::Integer { min: *min, max: *max });
            json!({ "anyOf": [spaces, { "const": "tab" }] })
        }
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Text(format) => match format {
            Format::Any => json!({ "type": "string" }),
            Format::Visible => json!({ "type": "string", "pattern": "\\S" }),
            Format::EmbeddedFile | Format::BaselineFile => {
                json!({ "type": "string", "pattern": "^[^/\\\\]" })
            }
            Format::Version => {
                json!({ "type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+([-+].+)?$" })
            }
            Format::Check => {
                let ids: Vec<_> = crate::diff::checks::all().map(|check| check.id).collect();
                json!({ "enum": ids })
            }
        },
    }
}

fn of_choices(choices: &[Choice]) -> Value {
    let names: Vec<_> = choices.iter().map(|choice| choice.name).collect();
    let docs: Vec<_> = choices.iter().map(|choice| choice.doc).collect();
    json!({ "enum": names, "markdownEnumDescriptions": docs })
}

fn of_names(names: Names) -> Value {
    let all: Vec<String> = names.all().into_iter().map(|name| name.name).collect();
    match names {
        Names::Rules => json!({ "enum": all }),
        // A JSON Pointer, or a check in a part.
        Names::ContentFields => json!({ "anyOf": [{ "enum": all }, { "pattern": "^/" }] }),
        Names::DiffLevels => json!({ "anyOf": [{ "enum": all }, { "pattern": "^[^/]+/[^/]+$" }] }),
    }
}
