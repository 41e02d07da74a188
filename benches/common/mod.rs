//! Generated manifests for the benchmarks.

use serde_json::{Value, json};

/// Returns a manifest of at least `bytes` bytes with realistic actions, formatted as by a
/// pretty-printer.
pub fn manifest(bytes: usize) -> String {
    let action = |index: usize| (format!("openTicket{index}"), action());
    let one = manifest_of((0..1).map(action)).len();
    let each = manifest_of((0..2).map(action)).len() - one;
    let count = 1 + bytes.saturating_sub(one).div_ceil(each);
    manifest_of((0..count).map(action))
}

fn manifest_of(actions: impl Iterator<Item = (String, Value)>) -> String {
    let manifest = json!({
        "name": "acme/desk",
        "version": "1.0.0",
        "visibility": "public",
        "title": "Desk",
        "description": "Tickets",
        "actions": actions.collect::<serde_json::Map<_, _>>(),
    });
    format!("{manifest:#}\n")
}

fn action() -> Value {
    let property = |schema: Value, title: &str, description: &str| {
        let mut property = schema;
        property["description"] = description.into();
        property["x-zui"] = json!({"title": title});
        property
    };
    let text = || json!({"type": "string"});
    let part = json!({
        "schema": {
            "type": "object",
            "properties": {
                "subject": property(text(), "Subject", "What it is about"),
                "tags": property(
                    json!({"type": "array", "items": text()}), "Tags", "Words to find it by",
                ),
            },
            "required": ["subject"],
            "additionalProperties": false,
        },
    });
    json!({
        "title": "Open a ticket",
        "description": "Opens a ticket for somebody who asks for help",
        "input": part,
        "output": part,
    })
}
