use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::manifest::types::{EntryKind, List, Map};

/// Known constraints of the API: one line per value, indented below its object. `!` marks a
/// required field, `*` the entries of a map or the items of an array; limits are `min..max` code
/// points.
const FACTS: &str = r#"
object
  actions object
    * object
      attributes object
        * string 0..200
      billable boolean
      cacheable boolean
      description string 0..256
      input! object
        schema! object of anything
      output! object
        schema! object of anything
      title string 0..64
  attributes object
    * string 0..200
  channels object
    * object
      conversation object
        creation object
          enabled! boolean
          requiredTags! array
            * string 0..
        tags object
          * object
            description string 0..256
            title string 0..64
      description string 0..256
      message object
        tags object
          * object
            description string 0..256
            title string 0..64
      messages! object
        * object
          schema! object of anything
      title string 0..64
  code string 0..
  configuration object
    description string 0..256
    identifier object
      linkTemplateScript string 0..2000
      required boolean
    schema object of anything
    title string 0..64
  configurations object
    * object
      description string 0..256
      identifier object
        linkTemplateScript string 0..2000
        required boolean
      schema object of anything
      title string 0..64
  description string 0..256
  dev boolean
  entities object
    * object
      description string 0..256
      schema! object of anything
      title string 0..64
  events object
    * object
      attributes object
        * string 0..200
      description string 0..256
      schema! object of anything
      title string 0..64
  extraOperations object
    * object
      enabled! boolean
  icon string 0..
  identifier object
    extractScript string 0..2000
    fallbackHandlerScript string 0..2000
  interfaces object
    * object
      actions object
        * object
          name! string 0..200
      channels object
        * object
          name! string 0..200
      entities object
        * object
          name! string 0..200
      events object
        * object
          name! string 0..200
      id! string 28..36
  layers array
    * string 0..
  name! string 0..200
  public boolean deprecated
  readme string 0..
  sdkVersion string 0..200
  secrets object
    * string or null 0..20000
  states object
    * object
      schema! object of anything
      type! string 0.. conversation|integration|user
  title string 1..64
  url string 0..
  user object
    creation object
      enabled! boolean
      requiredTags! array
        * string 0..
    tags object
      * object
        description string 0..256
        title string 0..64
  version! string 0..200
  visibility string 0.. private|public|unlisted
"#;

/// The generated schema in the form of [`FACTS`].
fn facts(schema: &Value) -> String {
    let mut out = String::from("\n");
    write_facts(schema, "", 0, &mut out);
    out
}

fn write_facts(schema: &Value, label: &str, depth: usize, out: &mut String) {
    let mut line = format!("{}{label}", "  ".repeat(depth));
    if !label.is_empty() {
        line.push(' ');
    }
    match &schema["type"] {
        Value::Array(types) => {
            let types: Vec<_> = types.iter().filter_map(Value::as_str).collect();
            line += &types.join(" or ");
        }
        single => line += single.as_str().expect("a type"),
    }
    if line.contains(" string") {
        line += &format!(" {}..", schema["minLength"].as_u64().unwrap_or(0));
        if let Some(most) = schema["maxLength"].as_u64() {
            line += &most.to_string();
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let mut values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
        values.sort_unstable();
        line += &format!(" {}", values.join("|"));
    }
    if schema["deprecated"] == json!(true) {
        line += " deprecated";
    }
    let rest = &schema["additionalProperties"];
    if rest == &json!(true) {
        line += " of anything";
    }
    out.push_str(&line);
    out.push('\n');

    if let Some(properties) = schema["properties"].as_object() {
        assert_eq!(rest, &json!(false), "{label} is closed");
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut names: Vec<_> = properties.keys().collect();
        names.sort();
        for name in names {
            let mark = if required.contains(&json!(name)) { "!" } else { "" };
            write_facts(&properties[name], &format!("{name}{mark}"), depth + 1, out);
        }
    }
    for below in [rest, &schema["items"]] {
        if below.is_object() {
            write_facts(below, "*", depth + 1, out);
        }
    }
}

#[test]
fn schema_matches_api_facts() {
    let mut schema = json_schema();
    // Editors use it, and the API ignores it.
    schema["properties"].as_object_mut().unwrap().remove(field_names::DIALECT);
    let found = facts(&schema);
    for (number, (found, wanted)) in found.lines().zip(FACTS.lines()).enumerate() {
        assert_eq!(found, wanted, "line {number} of the facts");
    }
    assert_eq!(found.lines().count(), FACTS.lines().count());
}

#[test]
fn generated_schema_is_valid() {
    let schema = json_schema();
    assert_eq!(schema["$schema"], DRAFT);
    if let Err(error) = jsonschema::meta::validate(&schema) {
        panic!("{error} at {}", error.instance_path());
    }
}

fn each_object(shape: &Shape, visit: &mut dyn FnMut(&'static Object)) {
    if let Some(object) = innermost_object(shape) {
        visit(object);
        for field in object.fields {
            each_object(&field.shape, visit);
        }
    }
}

/// An invalid example would be misleading.
#[test]
fn examples_satisfy_their_fields() {
    each_object(&Shape::Object(&INTEGRATION), &mut |object| {
        for field in object.fields {
            let example: Value = serde_json::from_str(field.example)
                .unwrap_or_else(|error| panic!("{} of {}: {error}", field.name, object.noun));
            let validator = jsonschema::draft7::new(&of_field(field)).expect("a valid schema");
            if let Err(error) = validator.validate(&example) {
                panic!("{} of {}: {error}", field.name, object.noun);
            }
        }
    });
}

/// The schemas in examples are valid, too.
#[test]
fn schema_examples_are_valid_schemas() {
    each_object(&Shape::Object(&INTEGRATION), &mut |object| {
        for field in object.fields.iter().filter(|field| matches!(field.shape, Shape::Schema)) {
            let example: Value = serde_json::from_str(field.example).expect("JSON");
            assert!(jsonschema::draft7::meta::is_valid(&example), "schema of {}", object.noun);
        }
    });
}

/// Combined, the examples of the fields of an object are an example of the object.
#[test]
fn examples_form_valid_manifest() {
    let examples: Members<String, Value> = INTEGRATION
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), parse(field.example).expect("JSON")))
        .collect();
    let validator = jsonschema::draft7::new(&json_schema()).expect("a valid schema");
    assert!(validator.is_valid(&Value::Object(examples)));
}

#[test]
fn schema_has_markdown_descriptions() {
    fn check(schema: &Value, path: &str) {
        assert!(schema["description"].is_string(), "{path}");
        assert_eq!(schema["description"], schema["markdownDescription"], "{path}");
        if let Some(values) = schema["enum"].as_array() {
            let docs = schema["markdownEnumDescriptions"].as_array().expect(path);
            assert_eq!(values.len(), docs.len(), "{path}");
        }
        for (name, below) in schema["properties"].as_object().into_iter().flatten() {
            check(below, &format!("{path}/{name}"));
        }
        for below in [&schema["additionalProperties"], &schema["items"]] {
            if below.is_object() {
                check(below, &format!("{path}/*"));
            }
        }
    }
    let schema = json_schema();
    check(&schema, "");
    assert_eq!(schema["properties"]["visibility"]["default"], "private");
    assert!(schema["properties"]["public"]["deprecationMessage"].is_string());
}

#[test]
fn hover_describes_default_in_one_sentence() {
    assert_eq!(lower_first("The integration is private."), "the integration is private.");
    assert_eq!(lower_first("`visibility` decides."), "`visibility` decides.");
    assert_eq!(lower_first("URLs are not rewritten."), "URLs are not rewritten.");
}

static TREE: Object = Object {
    noun: "a bent tree",
    fields: &[
        Field::new("branches", Shape::List(&BRANCHES)).doc("Its branches."),
        Field::new("owner", Shape::Map(&OWNERS)).doc("Its owners."),
    ],
};
static BRANCHES: List =
    List { item: Shape::Object(&TREE), min: 0, distinct: false, doc: "A branch." };
static OWNERS: Map =
    Map { kind: EntryKind::Attribute, value: Shape::Object(&OWNER), text: "An owner.", known: &[] };
static OWNER: Object = Object {
    noun: "an owner",
    fields: &[Field::new("plants", Shape::Object(&TREE)).doc("A tree planted.")],
};

#[test]
fn recursive_shape_becomes_reference() {
    let schema = of_shape(&Shape::Object(&TREE));
    let item = &schema["definitions"]["bentTree"]["properties"]["branches"]["items"];
    assert_eq!(item["allOf"][0]["$ref"], "#/definitions/bentTree");
    assert_eq!(item["description"], "A branch.");
    let validator = jsonschema::draft7::new(&schema).expect("a valid schema");
    assert!(validator.is_valid(&json!({ "branches": [{ "branches": [{}] }] })));
    assert!(validator.is_valid(&json!({ "owner": { "me": { "plants": { "branches": [] } } } })));
    assert!(!validator.is_valid(&json!({ "branches": [{ "branches": [1] }] })));
    assert!(!validator.is_valid(&json!({ "owner": { "me": { "plants": { "leaves": 3 } } } })));
}

#[test]
fn definition_names_are_unique() {
    let mut objects: Vec<&'static Object> = Vec::new();
    each_object(&Shape::Object(&INTEGRATION), &mut |object| {
        if !objects.iter().any(|known| ptr::eq(*known, object)) {
            objects.push(object);
        }
    });
    let mut names: Vec<_> = objects.iter().map(|object| definition_name(object)).collect();
    names.sort();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

proptest! {
    /// Lengths count code points, in the schema as in the description.
    #[test]
    fn schema_limits_count_code_points(text in "[a\u{e9}\u{1f600}]{0,80}", min in 0u32..40, more in 0u32..40) {
        let limits = Text::between(min, min + more);
        let length = text.chars().count();
        let fits = length >= min as usize && length <= (min + more) as usize;
        prop_assert_eq!(jsonschema::is_valid(&of_text(&limits), &json!(text)), fits);
    }
}
