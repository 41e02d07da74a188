//! The printed JSON Schema matches the rules.
//!
//! A manifest is changed at random. The errors of the `jsonschema` crate with the schema of the `schema`
//! command must be the findings of the group `endpoint`: the same pointers, with the same reasons.

use std::collections::BTreeSet;

use integration_manifest_ls::manifest::schema;
use integration_manifest_ls::rules::{self, Group, Settings};
use integration_manifest_ls::syntax::Dialect;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Returns a manifest with every type of field.
fn sample() -> Value {
    json!({
        "name": "acme/desk", "version": "2.0.1", "title": "Desk", "description": "Tickets",
        "visibility": "unlisted", "public": false, "dev": true, "url": "https://example.com",
        "sdkVersion": "4.0.0", "code": "", "icon": "", "readme": "", "layers": ["one"],
        "secrets": { "KEY": null, "TOKEN": "x" },
        "attributes": { "category": "Other" },
        "identifier": { "extractScript": ".body.id", "fallbackHandlerScript": "" },
        "extraOperations": { "ping": { "enabled": true } },
        "configuration": {
            "title": "Default", "description": "One key", "schema": { "type": "object" },
            "identifier": { "required": false, "linkTemplateScript": "\"a\"" },
        },
        "configurations": { "oauth": { "title": "OAuth", "schema": {} } },
        "states": { "session": { "type": "conversation", "schema": {} } },
        "events": { "opened": { "title": "Opened", "schema": {}, "attributes": { "a": "b" } } },
        "entities": { "ticket": { "title": "Ticket", "schema": {} } },
        "actions": {
            "close": {
                "title": "Close", "billable": false, "cacheable": true,
                "input": { "schema": {} }, "output": { "schema": {} },
            },
        },
        "channels": {
            "desk": {
                "title": "Desk", "description": "Replies",
                "messages": { "text": { "schema": {} } },
                "message": { "tags": { "id": { "title": "Id" } } },
                "conversation": {
                    "tags": { "id": { "description": "Id" } },
                    "creation": { "enabled": true, "requiredTags": ["id"] },
                },
            },
        },
        "user": { "tags": { "id": {} }, "creation": { "enabled": false, "requiredTags": [] } },
        "interfaces": {
            "hitl<ticket>": {
                "id": "ifver_0123456789ABCDEFGHJKMNPQRS",
                "entities": { "hitlSession": { "name": "ticket" } },
                "actions": { "stopHitl": { "name": "close" } },
                "events": { "hitlStopped": { "name": "opened" } },
                "channels": { "hitl": { "name": "desk" } },
            },
        },
    })
}

/// Collects the pointers to all values inside `value`.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    let step = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                out.push(step(key));
                pointers(value, &step(key), out);
            }
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                out.push(step(&index.to_string()));
                pointers(value, &step(&index.to_string()), out);
            }
        }
        _ => {}
    }
}

/// A change of a value, which is selected by a number.
#[derive(Debug, Clone)]
enum Mutation {
    Replace(usize, Value),
    Lengthen(usize, usize),
    Remove(usize),
    Add(usize, String, Value),
}

fn mutations() -> impl Strategy<Value = Mutation> {
    let any = 0..10_000usize;
    let values = proptest::sample::select(vec![
        json!(null),
        json!(1),
        json!(true),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!([1]),
        json!("Public"),
        json!("user"),
    ]);
    let names = proptest::sample::select(vec!["titel", "a/b", "~", "", "é", "name", "schema", "x"]);
    let length = proptest::sample::select(vec![28usize, 36, 37, 64, 65, 200, 201, 256, 257, 2001]);
    prop_oneof![
        4 => (any.clone(), values.clone()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        2 => (any.clone(), length).prop_map(|(at, length)| Mutation::Lengthen(at, length)),
        3 => any.clone().prop_map(Mutation::Remove),
        3 => (any, names, values).prop_map(|(at, name, value)| Mutation::Add(at, name.to_owned(), value)),
    ]
}

fn mutate(manifest: &mut Value, mutation: Mutation) {
    let mut all = Vec::new();
    pointers(manifest, "", &mut all);
    let select = |at: usize| all[at % all.len()].clone();
    match mutation {
        Mutation::Replace(at, value) => *manifest.pointer_mut(&select(at)).unwrap() = value,
        Mutation::Lengthen(at, length) => {
            let value = manifest.pointer_mut(&select(at)).unwrap();
            if value.is_string() {
                *value = Value::from("😀".repeat(length));
            }
        }
        Mutation::Remove(at) => {
            let pointer = select(at);
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let key = key.replace("~1", "/").replace("~0", "~");
            match manifest.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(&key)),
                Value::Array(elements) => drop(elements.remove(key.parse().unwrap())),
                _ => {}
            }
        }
        Mutation::Add(at, name, value) => {
            let target =
                if at % 7 == 0 { Some(manifest) } else { manifest.pointer_mut(&select(at)) };
            if let Some(Value::Object(members)) = target {
                members.insert(name, value);
            }
        }
    }
}

fn schema_errors(validator: &Validator, manifest: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for error in validator.iter_errors(manifest) {
        let at = error.instance_path().to_string();
        let rule = match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for name in unexpected {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    out.insert(format!("unknown-field {at}/{name}"));
                }
                continue;
            }
            ValidationErrorKind::Required { .. } => "missing-field",
            ValidationErrorKind::Type { .. } => "wrong-type",
            ValidationErrorKind::MaxLength { .. } => "too-long",
            ValidationErrorKind::MinLength { .. } => "too-short",
            ValidationErrorKind::Enum { .. } => "unknown-value",
            other => panic!("no rule for this keyword of the schema: {other:?}"),
        };
        out.insert(format!("{rule} {at}"));
    }
    out
}

fn rule_findings(manifest: &Value) -> BTreeSet<String> {
    let text = serde_json::to_string_pretty(manifest).unwrap();
    rules::check(&text, Dialect::Json, &Settings::default())
        .iter()
        .filter(|finding| finding.rule.group == Group::Endpoint)
        .map(|finding| format!("{} {}", finding.rule.id, finding.pointer))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn schema_and_rules_agree(mutations in proptest::collection::vec(mutations(), 0..6)) {
        let validator = jsonschema::validator_for(&schema::json_schema()).unwrap();
        let mut manifest = sample();
        for mutation in mutations {
            mutate(&mut manifest, mutation);
        }
        prop_assert_eq!(rule_findings(&manifest), schema_errors(&validator, &manifest));
    }
}

#[test]
fn sample_has_no_findings() {
    assert_eq!(rule_findings(&sample()), BTreeSet::new());
}
