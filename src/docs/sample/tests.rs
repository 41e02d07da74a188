use super::*;
use crate::syntax::{Dialect, Tree};

fn sampled(schema: &str, fields: Fields) -> Option<String> {
    let tree = Tree::parse(schema, Dialect::Json);
    Some(sample(&schema, tree.root().unwrap(), fields)?.compact())
}

/// Asserts that `payload` is valid by a second validator, unless that rejects the schema itself.
fn assert_valid(schema: &str, payload: &str) {
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let payload = serde_json::from_str(payload).unwrap();
    let validator =
        jsonschema::options().with_draft(jsonschema::Draft::Draft7).should_validate_formats(true);
    let Ok(validator) = validator.build(&schema) else { return };
    let errors: Vec<_> = validator.iter_errors(&payload).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{schema}\n{payload}\n{errors:?}");
}

#[test]
fn sample_is_the_first_value_that_is_valid() {
    for (schema, expected) in [
        (r#"{ "type": "string" }"#, r#""…""#),
        (r#"{ "type": "string", "minLength": 5 }"#, r#""xxxxx""#),
        (r#"{ "type": "string", "default": "high", "enum": ["low", "high"] }"#, r#""high""#),
        (r#"{ "type": "string", "default": "none", "enum": ["low", "high"] }"#, r#""low""#),
        (r#"{ "type": "string", "examples": ["A-1"], "pattern": "^[A-Z]-\\d$" }"#, r#""A-1""#),
        (r#"{ "type": "string", "pattern": "^[A-Z]-\\d$" }"#, r#""A-1""#),
        (r#"{ "type": "string", "pattern": "^[a-z0-9-]+$", "minLength": 3 }"#, r#""aaa""#),
        (r#"{ "type": "string", "format": "email" }"#, r#""jane@example.com""#),
        (
            r#"{ "type": "string", "format": "email", "pattern": "^(?!\\.)(?!.*\\.\\.)([a-zA-Z0-9_+-\\.]*)[a-zA-Z0-9_+-]@([a-zA-Z0-9][a-zA-Z0-9\\-]*\\.)+[a-zA-Z]{2,}$" }"#,
            r#""jane@example.com""#,
        ),
        (r#"{ "type": "string", "default": "", "format": "uri" }"#, r#""https://example.com""#),
        (r#"{ "type": "string", "default": "s3cret", "x-zui": { "secret": true } }"#, r#""…""#),
        (r#"{ "type": "integer", "minimum": 3, "multipleOf": 5 }"#, "5"),
        (r#"{ "type": "integer", "exclusiveMinimum": 3 }"#, "4"),
        (r#"{ "type": "number", "minimum": 0.1, "multipleOf": 0.1 }"#, "0.1"),
        (r#"{ "type": "number", "maximum": -2 }"#, "-2"),
        (r#"{ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 }"#, "0.5"),
        (r#"{ "type": ["null", "string"] }"#, r#""…""#),
        (r#"{ "anyOf": [{ "type": "null" }, { "type": "boolean" }] }"#, "true"),
        (r#"{ "const": { "b": 1, "a": 2 } }"#, r#"{"b": 1, "a": 2}"#),
        (r#"{ "type": "array", "items": { "type": "integer" } }"#, "[0]"),
        (r#"{ "type": "array", "maxItems": 0 }"#, "[]"),
        (
            r#"{ "type": "array", "items": { "enum": ["a", "b"] }, "minItems": 2, "uniqueItems": true }"#,
            r#"["a", "b"]"#,
        ),
        (
            r#"{ "type": "array", "items": [{ "type": "string" }, { "type": "integer" }] }"#,
            r#"["…", 0]"#,
        ),
        (r#"{ "type": "object", "additionalProperties": { "type": "integer" } }"#, r#"{"key": 0}"#),
        (r#"{ "type": "object", "patternProperties": { "^x-": {} } }"#, r#"{"x-": {}}"#),
        (
            r#"{ "allOf": [{ "properties": { "a": { "type": "integer" } }, "required": ["a"] }, { "properties": { "a": { "minimum": 2 } } }] }"#,
            r#"{"a": 2}"#,
        ),
        (
            r##"{ "type": "object", "properties": { "next": { "$ref": "#" }, "a": { "const": 1 } } }"##,
            r#"{"next": {"next": {"next": {}, "a": 1}, "a": 1}, "a": 1}"#,
        ),
        (
            r#"{ "oneOf": [{ "type": "object", "properties": { "kind": { "const": "a" } }, "required": ["kind"] }, { "type": "object", "properties": { "kind": { "const": "b" } }, "required": ["kind"] }] }"#,
            r#"{"kind": "a"}"#,
        ),
        (
            r#"{ "type": "object", "properties": { "id": { "type": "string" }, "item": { "anyOf": [{ "type": "object", "properties": { "n": { "type": "number" } } }, { "type": "null" }] } }, "required": ["id"] }"#,
            r#"{"id": "…", "item": {"n": 0}}"#,
        ),
    ] {
        let sample = sampled(schema, Fields::Usual);
        assert_eq!(sample.as_deref(), Some(expected), "{schema}");
        assert_valid(schema, expected);
    }
}

#[test]
fn sample_has_the_selected_fields() {
    let level = |inner: &str| {
        format!(
            r#"{{ "type": "object", "properties": {{ "a": {{ "type": "string" }}, "b": {inner} }}, "required": ["a"] }}"#
        )
    };
    let schema = level(&level(&level(&level(r#"{ "type": "object", "properties": {} }"#))));
    let of = |fields| sampled(&schema, fields).unwrap();
    assert_eq!(of(Fields::Required), r#"{"a": "…"}"#);
    assert_eq!(
        of(Fields::Usual),
        r#"{"a": "…", "b": {"a": "…", "b": {"a": "…", "b": {"a": "…"}}}}"#
    );
    assert_eq!(
        of(Fields::All),
        r#"{"a": "…", "b": {"a": "…", "b": {"a": "…", "b": {"a": "…", "b": {}}}}}"#
    );
}

#[test]
fn sample_is_absent_for_a_schema_without_a_known_valid_value() {
    for schema in [
        "false",
        r#"{ "type": "string", "minLength": 2, "maxLength": 1 }"#,
        r#"{ "type": "string", "minLength": 1000000000 }"#,
        r#"{ "type": "string", "pattern": "(?<=never)x" }"#,
        r#"{ "type": "string", "not": {} }"#,
        r#"{ "type": "array", "minItems": 1000000 }"#,
        r##"{ "$ref": "#" }"##,
        r#"{ "$ref": "https://example.com/schema.json" }"#,
        r##"{ "type": "object", "properties": { "a": { "$ref": "#" } }, "required": ["a"] }"##,
        r#"{ "type": "object", "required": ["a"], "additionalProperties": false }"#,
        r#"{ "type": "string"#,
        r#"{ "type": "number", "minimum": 1e999 }"#,
    ] {
        assert_eq!(sampled(schema, Fields::All), None, "{schema}");
    }
}

#[test]
fn sample_of_hostile_schemas_is_bounded() {
    let wide: Vec<String> =
        (0..5000).map(|index| format!(r#""p{index}": {{ "type": "string" }}"#)).collect();
    let wide = format!(r#"{{ "type": "object", "properties": {{ {} }} }}"#, wide.join(","));
    let branches = |inner: &str| format!(r#"{{ "anyOf": [{}] }}"#, vec![inner; 20].join(","));
    let never = r#"{ "type": "string", "not": { "type": "string" } }"#;
    let deep = branches(&branches(&branches(never)));
    let schemas = [
        wide,
        deep,
        r##"{ "anyOf": [{ "$ref": "#" }, { "$ref": "#" }, { "$ref": "#" }], "not": {} }"##.to_owned(),
        r##"{ "allOf": [{ "$ref": "#" }, { "$ref": "#" }] }"##.to_owned(),
        r##"{ "properties": { "a": { "$ref": "#" }, "b": { "$ref": "#" }, "c": { "$ref": "#" } } }"##.to_owned(),
        r#"{ "type": "string", "pattern": "^(((a{1,500}){1,500}){1,500})+$", "minLength": 400 }"#.to_owned(),
    ];
    for schema in schemas {
        let payload = sampled(&schema, Fields::All);
        if let Some(payload) = payload {
            assert_valid(&schema, &payload);
        }
    }
}

#[test]
fn samples_of_the_examples_are_valid() {
    let mut count = 0;
    for text in [
        include_str!("../../../examples/good/integration.json"),
        include_str!("../../../examples/broken/unready.integration.json"),
    ] {
        let tree = Tree::parse(text, Dialect::Jsonc);
        let mut pending: Vec<Node<'_>> = tree.root().into_iter().collect();
        while let Some(node) = pending.pop() {
            for (name, member) in node.members() {
                if name != names::SCHEMA || !member.value().is_object() {
                    pending.push(member.value());
                    continue;
                }
                let schema = &text[member.value().range()];
                count += 1;
                for fields in [Fields::Required, Fields::Usual, Fields::All] {
                    let payload = sample(&text, member.value(), fields).expect(schema);
                    assert_valid(schema, &payload.pretty());
                }
            }
        }
    }
    assert!(count > 10, "{count}");
}
