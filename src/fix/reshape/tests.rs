//! Tests of the repairs of mistaken shapes.

use proptest::prelude::*;
use proptest::{collection, sample};
use serde_json::{Value, json};

use crate::fix::{combine, compute_fix};
use crate::manifest::mistakes::MISTAKES;
use crate::rules::{self, Applicability, Finding, Group, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::apply;

fn findings(text: &str) -> Vec<Finding> {
    let findings = rules::check(text, Dialect::Jsonc, &Settings::default());
    findings.into_iter().filter(|finding| finding.rule.group != Group::Publish).collect()
}

/// Applies the first fix of every finding outside of the publish group that is not manual, in rounds.
fn repaired(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..10 {
        let tree = Tree::parse(text.as_str(), Dialect::Jsonc);
        let all = findings(&text);
        let fixes = all.iter().filter_map(|finding| compute_fix(&text.as_str(), &tree, finding));
        let fixes = fixes.filter(|fix| fix.applicability < Applicability::Manual);
        let edits = combine(fixes.collect::<Vec<_>>());
        if edits.is_empty() {
            break;
        }
        text = apply(&text, &edits);
    }
    text
}

fn manifest(members: &str) -> String {
    format!("{{ \"name\": \"tracker\", \"version\": \"1.0.0\", {members} }}")
}

#[test]
fn each_mistake_is_one_finding_and_becomes_its_right_form() {
    for mistake in MISTAKES {
        let wrong = manifest(mistake.wrong);
        let found = findings(&wrong);
        assert!(!found.is_empty(), "{}: no finding", mistake.id);
        if mistake.wrong == mistake.right {
            continue;
        }
        let first = found.iter().find(|finding| finding.fix.is_some());
        assert!(first.is_some(), "{}: no fix", mistake.id);
        let values = [repaired(&wrong), manifest(mistake.right)]
            .map(|text| serde_json::from_str::<Value>(&text).unwrap());
        assert_eq!(values[0], values[1], "{}", mistake.id);
    }
}

/// The wrapper removes findings that were reported before those of the second mistake.
#[test]
fn mistake_beside_a_wrapper_is_found() {
    let inner = "{ \"name\": \"tracker\", \"version\": \"1.0.0\" }";
    let text = format!("{{ \"integration\": {inner}, \"desc\": \"x\", \"public\": false }}");
    let rules: Vec<&str> = findings(&text).iter().map(|it| it.rule.id).collect();
    assert!(rules.contains(&"missing-field") && rules.contains(&"unknown-field"), "{rules:?}");
}

#[test]
fn two_mistakes_in_one_manifest_are_found_and_repaired() {
    for (index, first) in MISTAKES.iter().enumerate() {
        for second in &MISTAKES[index + 1..] {
            let wrong = manifest(&format!("{}, {}", first.wrong, second.wrong));
            let before = findings(&wrong).len();
            let after = findings(&repaired(&wrong)).len();
            assert!(
                before > 0 && after <= before,
                "{} and {}: {before}, {after}",
                first.id,
                second.id
            );
        }
    }
}

/// Definitions of every kind.
fn valid() -> Value {
    let schema = json!({
        "type": "object",
        "properties": { "id": { "type": "string", "x-zui": { "title": "ID" } } },
        "required": ["id"]
    });
    json!({
        "name": "tracker",
        "version": "1.0.0",
        "configuration": { "schema": schema },
        "user": { "tags": { "id": { "title": "ID" }, "email": { "title": "Email" } } },
        "channels": {
            "chat": {
                "messages": { "text": { "schema": schema }, "image": { "schema": schema } },
                "conversation": { "tags": { "thread": { "title": "Thread" } } }
            }
        },
        "actions": {
            "getOrder": { "input": { "schema": schema }, "output": { "schema": schema } },
            "listOrders": { "input": { "schema": schema }, "output": { "schema": schema } }
        },
        "events": { "shipped": { "title": "Shipped", "schema": schema } },
        "states": { "session": { "type": "user", "schema": schema } }
    })
}

/// Replaces the value at `pointer`.
fn changed(pointer: &str, change: impl FnOnce(Value) -> Value) -> Value {
    let mut manifest = valid();
    let value = manifest.pointer_mut(pointer).unwrap();
    *value = change(value.take());
    manifest
}

fn is_restored(broken: &Value) {
    for text in [broken.to_string(), serde_json::to_string_pretty(broken).unwrap()] {
        let result: Value = serde_json::from_str(&repaired(&text)).unwrap();
        assert_eq!(result, valid(), "{text}");
    }
}

#[test]
fn unwrapped_schemas_are_wrapped_again() {
    for pointer in [
        "/configuration",
        "/actions/getOrder/input",
        "/actions/listOrders/output",
        "/channels/chat/messages/text",
    ] {
        is_restored(&changed(pointer, |mut value| value["schema"].take()));
    }
    is_restored(&changed("/events/shipped", |mut value| {
        let mut schema = value["schema"].take();
        schema["title"] = value["title"].take();
        schema
    }));
}

#[test]
fn arrays_become_maps_again() {
    for pointer in
        ["/actions", "/events", "/states", "/channels", "/user/tags", "/channels/chat/messages"]
    {
        for key in ["name", "id", "key"] {
            is_restored(&changed(pointer, |value| {
                let named = value.as_object().unwrap().iter().map(|(name, value)| {
                    let mut value = value.clone();
                    value[key] = json!(name);
                    value
                });
                named.collect()
            }));
        }
        is_restored(&changed(pointer, |value| {
            value.as_object().unwrap().iter().map(|(name, value)| json!({ name: value })).collect()
        }));
    }
}

#[test]
fn wrapped_values_are_unwrapped_again() {
    for name in ["integration", "definition", "body"] {
        is_restored(&json!({ name: valid() }));
    }
    for pointer in ["/states/session", "/events/shipped", "/actions/getOrder/input"] {
        is_restored(&changed(pointer, |value| json!({ "definition": value })));
    }
    is_restored(&changed("/configuration/schema", |value| json!({ "schema": value })));
    is_restored(&changed("/configuration/schema", |mut value| {
        let id = value["properties"]["id"].take();
        value["properties"] =
            json!({ "id": { "type": "string", "x-zui.title": id["x-zui"]["title"] } });
        value
    }));
}

#[test]
fn renamed_members_get_their_names_again() {
    for (pointer, from, to) in [
        ("", "actions", "Actions"),
        ("", "events", "event"),
        ("/channels/chat", "conversation", "conversations"),
        ("/events/shipped", "schema", "payload"),
    ] {
        is_restored(&changed(pointer, |mut value| {
            let object = value.as_object_mut().unwrap();
            let member = object.remove(from).unwrap();
            object.insert(to.to_owned(), member);
            value
        }));
    }
    is_restored(&changed(
        "/actions/getOrder",
        |value| json!({ "inputSchema": value["input"]["schema"], "outputSchema": value["output"]["schema"] }),
    ));
}

/// The layouts of a text, made from its pretty form.
fn layouts(value: &Value) -> [String; 4] {
    let pretty = serde_json::to_string_pretty(value).unwrap();
    [
        value.to_string(),
        pretty.replace("  ", "\t"),
        pretty.replace('\n', "\r\n"),
        pretty.replace("  ", "    "),
    ]
}

#[test]
fn each_mistake_becomes_its_right_form_in_every_layout() {
    for mistake in MISTAKES {
        let [wrong, right] = [mistake.wrong, mistake.right]
            .map(|members| serde_json::from_str::<Value>(&manifest(members)).unwrap());
        for text in layouts(&wrong) {
            let result: Value = serde_json::from_str(&repaired(&text)).unwrap();
            assert_eq!(result, right, "{}: {text}", mistake.id);
        }
    }
}

/// A mistake in a valid manifest: where, and how the value there becomes wrong.
type Break = (&'static str, fn(Value) -> Value);

/// The inverses of the repairs that lose nothing.
const BREAKS: &[Break] = &[
    ("", |value| json!({ "data": { "integration": value } })),
    ("/actions", |value| json!({ "all": value })),
    ("/events", pairs),
    ("/actions", |value| json!({ "orders": value })),
    ("/states", |value| json!({ "user": { "session": { "schema": value["session"]["schema"] } } })),
    ("/channels/chat", |mut value| {
        let messages = value["messages"].take();
        let mut channel = json!({ "text": messages["text"], "image": messages["image"] });
        channel["conversation"] = value["conversation"].take();
        channel
    }),
    ("/channels/chat", |mut value| {
        value["tags"] = json!({ "conversations": value["conversation"]["tags"] });
        value.as_object_mut().unwrap().remove("conversation");
        value
    }),
    ("/user/tags", pairs),
    ("/user", |mut value| value["tags"].take()),
    ("/configuration/schema", |value| json!({ "jsonSchema": { "schema": value } })),
    ("/configuration/schema/properties", pairs),
    ("/configuration/schema/required", |_| json!({ "id": true })),
    ("/configuration/schema/required", |_| json!("id")),
    ("/configuration/schema/properties/id/x-zui", |mut value| value["title"].take()),
    ("/configuration/schema/properties/id/x-zui", |value| json!([value])),
    ("/configuration/schema/properties/id/x-zui", |value| json!(value.to_string())),
    ("/actions/getOrder/input", |value| json!(value.to_string())),
    ("/actions/getOrder/output", |value| json!([value])),
];

/// A valid manifest with these names of definitions and properties.
fn generated(names: &[String]) -> Value {
    let schema = |count: usize| {
        let properties: Value =
            names.iter().take(count).map(|it| (it.clone(), json!({ "type": "string" }))).collect();
        json!({ "type": "object", "properties": properties, "required": [names[0]] })
    };
    let map = |count: usize, definition: &dyn Fn(usize) -> Value| -> Value {
        let named = names.iter().take(count).enumerate();
        named.map(|(index, name)| (name.clone(), definition(index + 1))).collect()
    };
    let messages = map(2, &|count| json!({ "schema": schema(count) }));
    let tags = map(names.len(), &|_| json!({ "title": "Tag" }));
    json!({
        "name": "tracker",
        "version": "1.0.0",
        "configuration": { "schema": schema(names.len()) },
        "user": { "tags": tags },
        "channels": map(1, &|_| json!({ "messages": messages, "conversation": { "tags": tags } })),
        "actions": map(names.len(), &|count| {
            json!({ "input": { "schema": schema(count) }, "output": { "schema": schema(1) } })
        }),
        "events": map(names.len().min(2), &|count| json!({ "schema": schema(count) })),
        "states": map(1, &|count| json!({ "type": "user", "schema": schema(count) })),
    })
}

/// Changes a valid value to one that a repair restores.
type Inverse = fn(Value) -> Option<Value>;

/// The inverses of repairs: the last names of the paths where they apply, with `*` for any name, and
/// the change.
const INVERSES: &[(&[&str], Inverse)] = &[
    // Unwrap.
    (&["configuration", "input", "output", "messages/*"], |mut value| Some(value["schema"].take())),
    (&["user"], |mut value| Some(value["tags"].take())),
    // Wrap.
    (&["events/*", "states/*", "input", "output"], |value| Some(json!({ "definition": value }))),
    (&["schema"], |value| Some(json!({ "schema": value }))),
    (&["actions", "events"], |value| Some(json!({ "all": value }))),
    (&[""], |value| Some(json!({ "integration": value }))),
    // From a map to an array, and to the only definition.
    (&["actions", "events", "states", "channels", "messages", "tags", "properties"], |value| {
        let named = value.as_object()?.iter().map(|(name, value)| {
            let mut value = value.clone();
            value["name"] = json!(name);
            value
        });
        Some(named.collect())
    }),
    (&["events", "states", "channels"], |value| {
        let [(name, definition)] = &value.as_object()?.iter().collect::<Vec<_>>()[..] else {
            return None;
        };
        let mut single = (*definition).clone();
        single["name"] = json!(name);
        Some(single)
    }),
    // Move.
    (&["channels/*"], |mut value| {
        value["tags"] = json!({ "conversation": value["conversation"]["tags"].take() });
        value.as_object_mut()?.remove("conversation");
        Some(value)
    }),
    (&["events/*", "input", "output"], |mut value| {
        let required = value["schema"].as_object_mut()?.remove("required")?;
        value["required"] = required;
        Some(value)
    }),
];

/// The pointers of all objects in `value`.
fn objects(value: &Value, pointer: &str, all: &mut Vec<String>) {
    let Some(object) = value.as_object() else { return };
    all.push(pointer.to_owned());
    for (name, value) in object {
        objects(value, &format!("{pointer}/{name}"), all);
    }
}

/// Whether the last names of `pointer` are `path`.
fn ends_with(pointer: &str, path: &str) -> bool {
    let (mut names, mut wanted) = (pointer.rsplit('/'), path.rsplit('/'));
    if path.is_empty() {
        return pointer.is_empty();
    }
    wanted.all(|wanted| names.next().is_some_and(|name| wanted == "*" || wanted == name))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Repairs restore a valid manifest that the inverses of some repairs broke.
    #[test]
    fn inverses_of_repairs_are_repaired(
        words in collection::btree_set("[bcdfg][aeou][klmr][aeou]", 1..4),
        breaks in collection::vec((0..INVERSES.len(), any::<sample::Index>()), 1..4),
        layout in 0..4_usize,
    ) {
        let names: Vec<String> = words.into_iter().collect();
        let manifest = generated(&names);
        let mut pointers = Vec::new();
        objects(&manifest, "", &mut pointers);
        let mut broken = manifest.clone();
        let mut done: Vec<&str> = Vec::new();
        for (index, at) in breaks {
            let (paths, change) = INVERSES[index];
            let fits = |pointer: &&String| paths.iter().any(|path| ends_with(pointer, path));
            let places: Vec<&String> = pointers.iter().filter(fits).collect();
            let pointer = at.get(&places).as_str();
            let overlaps = |other: &&str| pointer.starts_with(other) || other.starts_with(pointer);
            let value = broken.pointer(pointer).cloned();
            if done.iter().any(overlaps) {
                continue;
            }
            if let Some(changed) = value.and_then(change) {
                *broken.pointer_mut(pointer).unwrap() = changed;
                done.push(pointer);
            }
        }
        let text = &layouts(&broken)[layout];
        let result: Value = serde_json::from_str(&repaired(text)).unwrap();
        prop_assert_eq!(result, manifest, "{}", broken);
    }
}

fn pairs(value: Value) -> Value {
    value.as_object().unwrap().iter().map(|(name, value)| json!([name, value])).collect()
}

#[test]
fn two_broken_values_are_restored_together() {
    for (index, (first, break_first)) in BREAKS.iter().enumerate() {
        is_restored(&changed(first, break_first));
        for (second, break_second) in &BREAKS[index + 1..] {
            if first.starts_with(second) || second.starts_with(first) {
                continue;
            }
            let mut manifest = changed(first, break_first);
            let value = manifest.pointer_mut(second).unwrap();
            *value = break_second(value.take());
            is_restored(&manifest);
        }
    }
}

#[test]
fn parts_of_a_channel_move_into_the_only_channel() {
    for part in ["messages", "conversation"] {
        let mut manifest = valid();
        let value = manifest["channels"]["chat"].as_object_mut().unwrap().remove(part).unwrap();
        manifest[part] = value;
        is_restored(&manifest);
    }
}

#[test]
fn repair_applies_behind_long_text_of_wide_characters() {
    for shift in 0..3 {
        let title = format!("{}{}", "a".repeat(shift), "—".repeat(2000));
        let text = manifest(&format!(
            r#""title": "{title}", "user": {{ "tags": {{ "id": "Customer" }} }}"#
        ));
        assert!(repaired(&text).contains(r#""id": { "title": "Customer" }"#));
    }
}

#[test]
fn text_of_the_author_survives_without_a_place_for_it() {
    let two = manifest(
        r#""channels": { "a": { "messages": {} }, "b": { "messages": {} } }, "messages": { "text": { "schema": {} } }"#,
    );
    let notes = manifest(r#""notes": { "todo": "Write more" }, "owner": "Team A""#);
    let secret = manifest(r#""secrets": [{ "name": "KEY", "description": "Key of the client" }]"#);
    let urls = manifest(r#""url": ["https://a.example.com", "https://b.example.com"]"#);
    let grouped = manifest(r#""secrets": { "required": { "KEY": { "description": "Key" } } }"#);
    for text in [&two, &notes, &urls, &grouped] {
        assert_eq!(repaired(text), *text);
    }
    assert!(repaired(&secret).contains("Key of the client"));
}

#[test]
fn replaced_value_keeps_its_comments() {
    insta::assert_snapshot!(repaired(
        r#"{
  "name": "tracker",
  "version": "1.0.0",
  "description": [
    "Looks up", // first
    "orders"
    // last
  ]
}
"#
    ));
}

#[test]
fn emptied_object_keeps_its_comments() {
    insta::assert_snapshot!(repaired(
        r#"{
  "name": "tracker",
  "version": "1.0.0",
  "channels": {
    "chat": {
      "messages": {},
      "tags": { // of the thread
        "conversation": { "room": { "title": "Room" } }
      }
    }
  }
}
"#
    ));
}

/// A section in another spelling, with one definition, is not the manifest in a wrapper.
#[test]
fn section_with_one_definition_is_renamed() {
    let found = |section: &str| {
        let titles = r#""title": "Get order", "description": "Looks up an order""#;
        let text = manifest(&format!(
            r#""{section}": {{ "getOrder": {{ {titles}, "input": {{ "schema": {{}} }}, "output": {{ "schema": {{}} }} }} }}"#
        ));
        (text.replace(section, "actions"), repaired(&text))
    };
    for section in ["Actions", "action", "tools"] {
        let (right, repaired) = found(section);
        assert_eq!(repaired, right);
    }
}

#[test]
fn repair_keeps_comments_and_layout() {
    let before = r#"{
  "name": "tracker",
  "version": "1.0.0",
  "actions": [
    // first
    {
      "name": "getOrder", // the name
      "input": {
        "type": "object", // always
        // the parameters
        "properties": {}
      },
      "outputSchema": { "type": "object" } // result
    }
  ]
}
"#;
    insta::assert_snapshot!(repaired(before));
}

#[test]
fn conversion_keeps_comments_of_the_names() {
    let before = r#"{
  "name": "tracker",
  "version": "1.0.0",
  "actions": [
    {
      // above
      "name": "getOrder", /* after */
      "input": { "schema": {} },
      "output": { "schema": {} }
    },
    {
      "input": { "schema": {} },
      "output": { "schema": {} }, // output
      // own line
      "name": "listOrders"
    },
    { "input": { "schema": {} }, "output": { "schema": {} }, "name": "last" /* last */ }
  ]
}
"#;
    let after = repaired(before);
    assert!(findings(&after).is_empty(), "{after}");
    insta::assert_snapshot!(after);
}

/// Applies the only fix of the finding of `rule` in `text`.
fn fixed(text: &str, rule: &str) -> String {
    let tree = Tree::parse(text, Dialect::Jsonc);
    let all = findings(text);
    let finding = all.iter().find(|finding| finding.rule.id == rule).unwrap();
    let fix = compute_fix(&text, &tree, finding).unwrap();
    format!("{}:\n{}", fix.title, apply(text, &fix.edits))
}

#[test]
fn reference_is_replaced_by_its_target() {
    insta::assert_snapshot!(fixed(
        r##"{
  "name": "tracker",
  "version": "1.0.0",
  "configuration": {
    "schema": {
      "properties": {
        "to": {
          "$ref": "#/definitions/address"
        }
      },
      "definitions": {
        "address": {
          "type": "object", // all of it
          "properties": {}
        }
      }
    }
  }
}
"##,
        "schema-ref"
    ));
}

#[test]
fn reference_of_the_whole_schema_becomes_the_schema() {
    insta::assert_snapshot!(fixed(
        r##"{
  "name": "tracker",
  "version": "1.0.0",
  "configuration": {
    "schema": {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$ref": "#/definitions/Settings",
      "definitions": {
        "Settings": {
          "type": "object",
          // none
          "properties": {}
        }
      }
    }
  }
}
"##,
        "schema-ref"
    ));
}

#[test]
fn recursive_reference_is_not_replaced() {
    let text = r##"{ "name": "tracker", "version": "1.0.0", "configuration": { "schema": {
  "properties": { "tree": { "$ref": "#/definitions/node" } },
  "definitions": { "node": { "properties": { "next": { "$ref": "#/definitions/node" } } } }
} } }"##;
    let tree = Tree::parse(text, Dialect::Json);
    assert!(findings(text).iter().all(|it| compute_fix(&text, &tree, it).is_none()));
}
