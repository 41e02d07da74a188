//! The tool `schema`: the JSON Schema of a part of manifests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::tool::{Context, Tool, arguments, check_pointer, input, output};
use crate::manifest::lookup;
use crate::manifest::schema::{json_schema, of_field, of_shape};
use crate::manifest::types::{Field, Shape};
use crate::mcp::answer::{Answer, ToolError};
use crate::syntax::pointer;
use crate::util::display::truncate;

pub(super) const TOOL: Tool = Tool {
    name: "schema",
    title: "JSON Schema of manifests",
    description: "JSON Schema of the value at a `pointer` of a manifest, such as \
        `/actions/anyName/input`.",
    writes: false,
    input: input::<Arguments>,
    output: output::<Data<'static>>,
    call,
};

/// The keywords with documentation.
const DOCS: [&str; 5] =
    ["description", "markdownDescription", "markdownEnumDescriptions", "examples", "default"];

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(default)]
    pointer: String,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data<'a> {
    schema: &'a Value,
    /// Whether the schemas of inner values are omitted: a longer pointer shows them.
    omitted: bool,
}

fn call(_: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { pointer } = arguments(value)?;
    check_pointer(&pointer)?;
    let schema = schema_at(&pointer).ok_or_else(|| {
        ToolError::Failed(format!(
            "a manifest has no field `{}`; `schema` without `pointer` lists the fields",
            truncate(&pointer, 200)
        ))
    })?;
    Ok(pruned(&schema))
}

/// The JSON Schema of the value at `pointer`.
pub(in crate::mcp) fn schema_at(pointer: &str) -> Option<Value> {
    let names: Vec<String> = pointer::tokens(pointer).collect();
    let path: Vec<&str> = names.iter().map(String::as_str).collect();
    let Some((name, parents)) = path.split_last() else { return Some(json_schema()) };
    let (shape, _) = lookup(&path)?;
    let field = lookup(parents).and_then(|(parent, _)| field_of(&parent, name));
    Some(field.map_or_else(|| of_shape(&shape), of_field))
}

fn field_of(shape: &Shape, name: &str) -> Option<&'static Field> {
    match shape {
        Shape::Object(object) => object.field(name),
        _ => None,
    }
}

/// The answer with as many levels of the schema as fit. The text is a short summary, because it would
/// otherwise be the schema again.
fn pruned(schema: &Value) -> Answer {
    let build =
        |schema: &Value, omitted| Answer::new(schema.to_string(), &Data { schema, omitted });
    let whole = build(schema, false);
    if whole.fits() {
        return whole;
    }
    for levels in (0..8).rev() {
        let mut part = schema.clone();
        prune(&mut part, levels);
        let answer = build(&part, true);
        if answer.fits() {
            return answer;
        }
    }
    build(&Value::Bool(true), true)
}

/// Removes the documentation of inner schemas, and the schemas below `levels`.
pub(in crate::mcp) fn prune(schema: &mut Value, levels: usize) {
    let Value::Object(members) = schema else { return };
    for name in ["markdownDescription", "markdownEnumDescriptions", "examples"] {
        members.remove(name);
    }
    shorten_description(members);
    members.remove("definitions");
    for name in ["properties", "additionalProperties", "items", "anyOf"] {
        let Some(inner) = members.get_mut(name) else { continue };
        if levels == 0 && (inner.is_object() || inner.is_array()) {
            members.remove(name);
            continue;
        }
        match inner {
            Value::Array(schemas) => schemas.iter_mut().for_each(|it| prune(it, levels - 1)),
            Value::Object(schemas) if name == "properties" => {
                schemas.values_mut().for_each(|it| prune(it, levels - 1));
            }
            Value::Object(_) => prune(inner, levels - 1),
            _ => {}
        }
    }
    if levels == 0 {
        members.retain(|name, _| name == "description" || !DOCS.contains(&name.as_str()));
    }
}

/// Keeps the first sentence of the description.
fn shorten_description(members: &mut Map<String, Value>) {
    let Some(Value::String(text)) = members.get_mut("description") else { return };
    if let Some(end) = text.find(". ").or_else(|| text.find(".\n")) {
        text.truncate(end + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schema_of_a_pointer_is_that_of_its_field() {
        let schema = schema_at("/actions/open/title").unwrap();
        assert_eq!(schema["type"], "string");
        assert!(schema_at("/actions/open/input").unwrap()["properties"]["schema"].is_object());
        assert!(schema_at("/actions/open/nothing").is_none());
    }

    #[test]
    fn schema_of_a_manifest_is_pruned() {
        let answer = pruned(&json_schema());
        assert!(answer.fits());
        assert_eq!(answer.data["omitted"], true);
        let properties = answer.data["schema"]["properties"].as_object().unwrap();
        assert!(properties.contains_key("actions") && properties.len() > 15);
        assert!(answer.len() > 4_000, "{}", answer.len());
    }
}
