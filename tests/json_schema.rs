//! The rule `invalid-schema` agrees with the meta-schema of draft-07.
//!
//! Valid and invalid schemas are generated. The errors of the `jsonschema` crate with the meta-schema must be
//! the findings of the rule: for the same schemas, with the same pointers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use integration_manifest_ls::manifest::fields::SCHEMA;
use integration_manifest_ls::rules::{self, Settings, Severity};
use integration_manifest_ls::syntax::{Dialect, Node, Tree, pointer};
use jsonschema::{Draft, Validator};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Values that are valid for some keywords and invalid for others.
fn values() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(2.0),
        json!(0.5),
        json!(-0.0),
        json!(1e3),
        json!(1.5e300),
        json!("string"),
        json!("integer"),
        json!("strng"),
        json!("a"),
        json!(""),
        json!([]),
        json!({}),
        json!([1]),
        json!(["a"]),
        json!(["a", "a"]),
        json!(["a", "b", "a"]),
        json!(["string", "null"]),
        json!(["string", "string"]),
        json!(["string", "no"]),
        json!([true]),
        json!([{}]),
        json!([{ "type": 1 }]),
        json!({ "type": "string" }),
        json!({ "type": "no" }),
        json!({ "a": {} }),
        json!({ "a": true }),
        json!({ "a": null }),
        json!({ "a": ["b"] }),
        json!({ "a": ["b", "b"] }),
        json!({ "a": [1] }),
        json!({ "minLength": -1 }),
        json!([{ "minLength": 1 }, { "maxLength": "1" }]),
    ])
}

/// Generates a valid value of the keyword, which contains `inner` if it contains schemas.
fn fitting(keyword: &'static str, inner: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let names = select(vec!["a", "b", "type", "required", "$ref", "x-zui", "a/b", "~", ""]);
    let map = |value: BoxedStrategy<Value>| {
        proptest::collection::btree_map(names.clone().prop_map(str::to_owned), value, 0..3)
            .prop_map(|map| json!(map))
    };
    let list = |least| proptest::collection::vec(inner.clone(), least..3).prop_map(Value::Array);
    let required = proptest::collection::btree_set(names.clone(), 0..3).prop_map(|set| json!(set));
    let numbers = select(vec![json!(0), json!(3), json!(2.0), json!(1e2), json!(-0.0)]);
    match keyword {
        "type" => {
            select(vec![json!("object"), json!("integer"), json!(["string", "null"])]).boxed()
        }
        "properties" | "definitions" | "patternProperties" => map(inner).boxed(),
        "dependencies" => map(prop_oneof![inner, required].boxed()).boxed(),
        "required" => required.boxed(),
        "enum" | "examples" => {
            proptest::collection::vec(values(), 0..3).prop_map(Value::Array).boxed()
        }
        "default" | "const" | "x-zui" => values().boxed(),
        "items" => prop_oneof![inner.clone(), list(1)].boxed(),
        "allOf" | "anyOf" | "oneOf" => list(1).boxed(),
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "propertyNames"
        | "not"
        | "if"
        | "then"
        | "else" => inner,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            select(vec![json!(-1), json!(0.5), json!(1e3)]).boxed()
        }
        "multipleOf" => select(vec![json!(1), json!(0.01)]).boxed(),
        "uniqueItems" | "readOnly" | "writeOnly" => any::<bool>().prop_map(Value::Bool).boxed(),
        "title" | "description" | "format" | "pattern" | "$id" | "$schema" | "$ref"
        | "$comment" | "contentMediaType" | "contentEncoding" => {
            select(vec![json!("a"), json!("")]).boxed()
        }
        _ => numbers.boxed(),
    }
}

/// Generates a schema in which about one of ten keywords has the value of another one.
fn schemas() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![any::<bool>().prop_map(Value::Bool), Just(json!({}))].boxed();
    let mut schemas = leaf;
    for _ in 0..3 {
        let inner = schemas;
        let keyword = select(SCHEMA.fields.iter().map(|field| field.name).collect::<Vec<_>>());
        let other = select(vec!["$defs", "nullable", "propertys", "example", "x-other"]);
        let member = prop_oneof![
            18 => keyword.clone().prop_flat_map({
                let inner = inner.clone();
                move |keyword| fitting(keyword, inner.clone()).prop_map(move |value| (keyword, value))
            }),
            2 => (keyword, values()),
            1 => (other, values()),
        ];
        schemas = proptest::collection::vec(member, 0..6)
            .prop_map(|members| {
                let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(members.collect::<Map<_, _>>())
            })
            .boxed();
        schemas = prop_oneof![5 => schemas, 1 => inner].boxed();
    }
    schemas.prop_filter("the outermost schema is an object", Value::is_object).boxed()
}

/// Returns the meta-schema without formats of strings, which other rules check.
static META_SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = json!({ "$ref": "http://json-schema.org/draft-07/schema#" });
    let options = jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(false);
    options.build(&schema).expect("the crate brings the meta-schema along")
});

fn by_the_meta_schema(schema: &Value) -> BTreeSet<String> {
    META_SCHEMA.iter_errors(schema).map(|error| error.instance_path().to_string()).collect()
}

/// The errors of the rule, with the other places of each. Its warnings are about valid schemas.
fn by_the_rule(schema: &Value) -> BTreeSet<String> {
    let manifest = json!({ "entities": { "it": { "schema": schema } } }).to_string();
    let tree = Tree::parse(manifest.as_str(), Dialect::Json);
    rules::check(&manifest, Dialect::Json, &Settings::default())
        .iter()
        .filter(|finding| finding.rule.id == "invalid-schema")
        .filter(|finding| finding.severity == Severity::Error)
        .flat_map(|finding| {
            let others = finding.related.iter().filter(|it| it.message == "the same mistake");
            let others = others.map(|other| pointer_at(tree.root().unwrap(), other.range.start));
            others.chain([finding.pointer.clone()])
        })
        .map(|pointer| {
            let pointer = pointer.strip_prefix("/entities/it/schema");
            pointer.expect("the finding is in the schema").to_owned()
        })
        .collect()
}

/// The pointer of the innermost member or element of `node` at the byte `at`.
fn pointer_at(node: Node<'_>, at: usize) -> String {
    let mut pointer = String::new();
    let mut node = node;
    while let Some(entry) = node.entries().find(|entry| entry.range().contains(&at)) {
        pointer::push(&mut pointer, entry.key().unwrap_or(&entry.index.to_string()));
        node = entry.value();
    }
    pointer
}

/// Whether `path` is at or below `above`.
fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn meta_schema_and_rule_agree(schema in schemas()) {
        let (theirs, ours) = (by_the_meta_schema(&schema), by_the_rule(&schema));
        prop_assert_eq!(ours.is_empty(), theirs.is_empty(), "{}\n{:?}\n{:?}", schema, ours, theirs);
        // `items`, `type` and dependencies are alternatives in the meta-schema, so it reports an error
        // inside of them at their start.
        for place in &theirs {
            prop_assert!(ours.iter().any(|ours| is_below(ours, place)), "{} at {}", schema, place);
        }
        for place in &ours {
            prop_assert!(theirs.iter().any(|above| is_below(place, above)), "{} at {}", schema, place);
        }
    }
}

/// The test above is meaningful only if both results are common.
#[test]
fn generated_manifests_cover_valid_and_invalid() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = schemas();
    let mut sound = 0;
    for _ in 0..500 {
        let schema = strategy.new_tree(&mut runner).unwrap().current();
        sound += usize::from(by_the_meta_schema(&schema).is_empty());
    }
    assert!((100..400).contains(&sound), "{sound} of 500 are valid");
}

/// Common schemas, including those of other drafts and dialects.
#[test]
fn meta_schema_and_rule_agree_on_known_spellings() {
    for schema in [
        json!({ "exclusiveMinimum": true, "minimum": 1 }),
        json!({ "nullable": true, "type": "string" }),
        json!({ "required": true }),
        json!({ "required": [] }),
        json!({ "enum": [] }),
        json!({ "enum": [1, 1] }),
        json!({ "type": [] }),
        json!({ "type": null }),
        json!({ "items": [] }),
        json!({ "dependencies": { "a": [] } }),
        json!({ "minLength": 1.0 }),
        json!({ "minLength": "1" }),
        json!({ "multipleOf": 0 }),
        json!({ "multipleOf": 0.0 }),
        json!({ "minimum": 2, "maximum": 1 }),
        json!({ "$defs": { "a": 1 } }),
        json!({ "id": 1 }),
        json!({ "prefixItems": 1 }),
        json!({ "divisibleBy": 0 }),
        json!({ "x-zui": 1 }),
        json!({ "properties": { "type": { "type": 1 } } }),
        json!({ "properties": { "type": 1 } }),
        json!({ "default": { "type": 1 }, "const": { "type": 1 }, "enum": [{ "type": 1 }] }),
        json!({ "$ref": "#", "type": 1 }),
    ] {
        let (theirs, ours) = (by_the_meta_schema(&schema), by_the_rule(&schema));
        assert_eq!(ours.is_empty(), theirs.is_empty(), "{schema}: {ours:?} {theirs:?}");
    }
}

/// Schemas that could make the checker slow or crash it.
#[test]
fn hostile_schemas_are_checked_in_bounded_time() {
    let deep = |open: &str, inner: &str, close: &str, depth: usize| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let pattern = deep("(", "a", ")", 250);
    let names: Vec<String> = (0..4_000).map(|index| format!("\"n{index}\"")).collect();
    let names = names.join(",");
    let schemas = [
        deep(r#"{"items":"#, &format!(r#"{{"pattern":"{pattern}"}}"#), "}", 240),
        deep(r#"{"items":"#, "{}", "}", 10_000),
        deep(r#"{"properties":{"a":"#, "1", "}}", 10_000),
        deep(r#"{"anyOf":["#, "", "", 10_000),
        format!(r#"{{"properties":{{}},"required":[{names}]}}"#),
        format!(r#"{{"required":[{names},{names}],"type":[{names}]}}"#),
        format!(r#"{{"properties":{{{}}}}}"#, names.replace(',', r#":{"required":true},"#) + ":1"),
        format!(r#"{{{}}}"#, names.replace(',', ":1,").replace("\"n", "\"propertie") + ":1"),
        format!(r##"{{"$ref":"#{}"}}"##, "/items".repeat(100_000)),
        format!(
            r#"{{"required":["{}"],"properties":{{"{}":1}}}}"#,
            "a".repeat(99_999),
            "b".repeat(99_999)
        ),
        format!(r#"{{"{}":1,"type":"{}"}}"#, "properties".repeat(10_000), "string".repeat(10_000)),
    ];
    for schema in schemas {
        let manifest = format!(r#"{{"entities":{{"it":{{"schema":{schema}}}}}}}"#);
        rules::check(&manifest, Dialect::Json, &Settings::default());
    }
}
