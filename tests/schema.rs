//! The printed JSON Schema and the own validator judge alike.
//!
//! Random damage is done to a manifest, and what the `jsonschema` crate says of the result by the
//! schema that `schema` prints is held against the endpoint group's findings: same places, same
//! reasons.

use std::collections::BTreeSet;

use integration_manifest_ls::manifest::schema;
use integration_manifest_ls::rules::{self, Group, Settings};
use integration_manifest_ls::syntax::Dialect;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A manifest that has every kind of member.
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

/// Every pointer into `value`, the value's own left out.
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

/// Which value is hit, and what is done to it.
#[derive(Debug, Clone)]
enum Damage {
    Replace(usize, Value),
    Lengthen(usize, usize),
    Remove(usize),
    Add(usize, String, Value),
}

fn damages() -> impl Strategy<Value = Damage> {
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
        4 => (any.clone(), values.clone()).prop_map(|(at, value)| Damage::Replace(at, value)),
        2 => (any.clone(), length).prop_map(|(at, length)| Damage::Lengthen(at, length)),
        3 => any.clone().prop_map(Damage::Remove),
        3 => (any, names, values).prop_map(|(at, name, value)| Damage::Add(at, name.to_owned(), value)),
    ]
}

fn inflict(manifest: &mut Value, damage: Damage) {
    let mut all = Vec::new();
    pointers(manifest, "", &mut all);
    let pick = |at: usize| all[at % all.len()].clone();
    match damage {
        Damage::Replace(at, value) => *manifest.pointer_mut(&pick(at)).unwrap() = value,
        Damage::Lengthen(at, length) => {
            let value = manifest.pointer_mut(&pick(at)).unwrap();
            if value.is_string() {
                *value = Value::from("😀".repeat(length));
            }
        }
        Damage::Remove(at) => {
            let pointer = pick(at);
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let key = key.replace("~1", "/").replace("~0", "~");
            match manifest.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(&key)),
                Value::Array(elements) => drop(elements.remove(key.parse().unwrap())),
                _ => {}
            }
        }
        Damage::Add(at, name, value) => {
            let target = if at % 7 == 0 { Some(manifest) } else { manifest.pointer_mut(&pick(at)) };
            if let Some(Value::Object(members)) = target {
                members.insert(name, value);
            }
        }
    }
}

fn by_the_schema(validator: &Validator, manifest: &Value) -> BTreeSet<String> {
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
            other => panic!("the schema uses a keyword that no rule stands for: {other:?}"),
        };
        out.insert(format!("{rule} {at}"));
    }
    out
}

fn by_the_rules(manifest: &Value) -> BTreeSet<String> {
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
    fn schema_and_rules_find_the_same(damages in proptest::collection::vec(damages(), 0..6)) {
        let validator = jsonschema::validator_for(&schema::json_schema()).unwrap();
        let mut manifest = sample();
        for damage in damages {
            inflict(&mut manifest, damage);
        }
        prop_assert_eq!(by_the_rules(&manifest), by_the_schema(&validator, &manifest));
    }
}

#[test]
fn the_sample_is_good() {
    assert_eq!(by_the_rules(&sample()), BTreeSet::new());
}
