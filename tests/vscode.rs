//! What the extension for VS Code says of this program by itself, in files that cannot ask it, is what
//! this program says.

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
fn the_extension_has_this_version() {
    assert_eq!(read("package.json")["version"], env!("CARGO_PKG_VERSION"));
}

/// `npm run settings` in `editors/vscode` writes them anew.
#[test]
fn vscode_settings_list_every_rule_and_severity() {
    let groups = Group::ALL.map(|group| {
        let name = group.name();
        (name, format!("All rules of the group `{name}`."))
    });
    let rules = rules::all().iter().map(|rule| {
        let level = rule.severity.map_or("off", Severity::name);
        (rule.id, format!("{} By default `{level}`.", rule.summary()))
    });
    let (names, meanings): (Vec<_>, Vec<_>) = groups.into_iter().chain(rules).unzip();
    let expected = json!({ "enum": names, "markdownEnumDescriptions": meanings });
    assert_eq!(setting("integrationManifest.rules")["propertyNames"], expected);

    let severities = [Severity::Hint, Severity::Info, Severity::Warning, Severity::Error];
    let levels: Vec<&str> =
        std::iter::once("off").chain(severities.iter().map(|severity| severity.name())).collect();
    let values = &setting("integrationManifest.rules")["additionalProperties"]["enum"];
    assert_eq!(*values, json!(levels));
}

#[test]
fn limits_are_those_of_the_settings() {
    // Taken apart so that a limit added to the rules cannot be forgotten here.
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
fn members_that_hold_scripts_are_those_of_the_grammar() {
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
