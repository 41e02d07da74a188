//! The VS Code extension matches the program: version, settings and grammar.

use std::collections::BTreeSet;
use std::path::Path;

use integration_manifest_ls::manifest::INTEGRATION;
use integration_manifest_ls::manifest::types::{Object, Shape, StringFormat};
use integration_manifest_ls::rules::{self, Group, Limits, Severity};
use serde_json::{Map, Value, json};

fn read(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn setting(name: &str) -> Value {
    read("package.json")["contributes"]["configuration"]["properties"][name].clone()
}

#[test]
fn extension_version_matches_crate() {
    assert_eq!(read("package.json")["version"], env!("CARGO_PKG_VERSION"));
}

/// `npm run settings` in `editors/vscode` updates them.
#[test]
fn vscode_settings_list_every_rule_and_severity() {
    let groups = Group::ALL.map(|group| {
        let name = group.name();
        (name, format!("All rules of the group `{name}`."))
    });
    let rules = rules::all().iter().map(|rule| {
        let severity = rule.severity.map_or("off", Severity::name);
        (rule.id, format!("{} Default: `{severity}`.", rule.summary()))
    });
    let severities = [Severity::Hint, Severity::Info, Severity::Warning, Severity::Error];
    let severities: Vec<&str> =
        std::iter::once("off").chain(severities.iter().map(|severity| severity.name())).collect();
    let property = |(name, description): (&str, String)| {
        let value =
            json!({"type": "string", "enum": severities, "markdownDescription": description});
        (name.to_owned(), value)
    };
    let expected: Map<String, Value> = groups.into_iter().chain(rules).map(property).collect();
    assert_eq!(setting("integrationManifest.rules")["properties"], Value::Object(expected));
}

#[test]
fn vscode_settings_list_every_limit() {
    // Destructured, so that a new limit of the rules does not compile until it is added here.
    let Limits { channels, messages, events, states, tags, secrets, schema_bytes, code_bytes } =
        Limits::default();
    let expected = json!({
        "channels": channels,
        "messages": messages,
        "events": events,
        "states": states,
        "tags": tags,
        "secrets": secrets,
        "schema-bytes": schema_bytes,
        "code-bytes": code_bytes,
    });
    let limits = setting("integrationManifest.limits")["properties"].clone();
    let defaults: Map<String, Value> = limits
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, limit)| (name.clone(), limit["default"].clone()))
        .collect();
    assert_eq!(Value::Object(defaults), expected);
}

#[test]
fn vscode_grammar_lists_every_script_field() {
    let mut scripts = BTreeSet::new();
    let mut seen = Vec::new();
    collect(&INTEGRATION, &mut seen, &mut scripts);
    let names: Vec<&str> = scripts.into_iter().collect();
    let grammar = read("syntaxes/integration-manifest.tmLanguage.json");
    let begin = grammar["repository"]["script"]["begin"].as_str().unwrap();
    assert!(begin.contains(&format!("(?:{})", names.join("|"))), "{names:?}: {begin}");
}

fn collect(
    object: &'static Object,
    seen: &mut Vec<*const Object>,
    scripts: &mut BTreeSet<&'static str>,
) {
    if seen.contains(&std::ptr::from_ref(object)) {
        return;
    }
    seen.push(object);
    for field in object.fields {
        let mut shape = &field.shape;
        while let Shape::Map(map) = shape {
            shape = &map.value;
        }
        match shape {
            Shape::Text(text) if matches!(text.holds, StringFormat::Script(_)) => {
                scripts.insert(field.name);
            }
            Shape::Object(object) => collect(object, seen, scripts),
            _ => {}
        }
    }
}
