//! Manifest with definitions and references of several kinds

use serde_json::json;

use crate::client::Client;

const NAMES: &str = r#"{
  "name": "acme/a", "version": "1.0.0", "url": "https://example.com/é",
  "secrets": { "KEY": null },
  "identifier": { "extractScript": "\"é\" + .secrets.KEY" },
  "code": "process.env.SECRET_KEY",
  "actions": { "begin": { "input": { "schema": {} }, "output": { "schema": {} } } },
  "interfaces": { "typing-indicator": { "id": "ifver_01H0000000000000000000TYPE", "actions": {
    "startTypingIndicator": { "name": "begin" }
  } } },
  "user": { "tags": { "id": {} }, "creation": { "enabled": false, "requiredTags": ["id"] } }
}"#;

/// Starts a client with these capabilities that has opened [`NAMES`].
pub fn open(capabilities: serde_json::Value) -> (Client, url::Url) {
    let mut client = Client::with_capabilities(capabilities);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, NAMES);
    client.published();
    (client, uri)
}

/// Returns a range in one line.
pub fn range(line: u32, start: u32, end: u32) -> serde_json::Value {
    let position = |character| json!({"line": line, "character": character});
    json!({"start": position(start), "end": position(end)})
}
