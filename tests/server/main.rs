//! The language server from the outside: the real program, spoken to over its streams.

mod actions;
#[path = "../common/mod.rs"]
mod common;
mod contents;
mod features;
mod layers;
mod names;
mod positions;
mod pulled;
mod pushed;
mod session;
mod settings;

use std::fs;
use std::path::Path;

use common::{Client, Diagnostic};
use serde::Deserialize;
use serde_json::{Value, json};

/// A manifest in which nothing is wrong.
const SOUND: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\"}";

const PULLS: &str = r#"{"textDocument": {"diagnostic": {}}}"#;

fn capabilities(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn severities(diagnostics: &[Diagnostic]) -> Vec<u8> {
    diagnostics.iter().map(|diagnostic| diagnostic.severity).collect()
}

/// Server and command line say the same of the same file, settings files included.
#[test]
fn the_command_line_agrees() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken");
    let mut client = Client::start();
    client.initialize(json!({"general": {"positionEncodings": ["utf-32"]}}));
    client
        .write("integration-manifest.toml", "[rules]\nunknown-field = 'error'\npublish = 'hint'\n");
    for name in ["integration.json", "unready.integration.json"] {
        let text = fs::read_to_string(examples.join(name)).unwrap();
        client.write(name, &text);
        let uri = client.uri(name);
        client.open_manifest(&uri, &text);
        let published = client.published();
        let server = published.diagnostics.iter().map(|diagnostic| {
            let (start, end) = (diagnostic.range.start, diagnostic.range.end);
            let severity = ["error", "warning", "info", "hint"][diagnostic.severity as usize - 1];
            json!({
                "rule": diagnostic.code, "severity": severity, "message": diagnostic.message,
                "pointer": diagnostic.rest["data"]["pointer"],
                "line": start.line + 1, "column": start.character + 1,
                "endLine": end.line + 1, "endColumn": end.character + 1,
            })
        });
        let mut report = client.check(Path::new(name));
        let command_line = Vec::<Value>::deserialize(&report["files"][0]["diagnostics"].take());
        let mut command_line = command_line.unwrap();
        assert!(!command_line.is_empty());
        for diagnostic in &mut command_line {
            let object = diagnostic.as_object_mut().unwrap();
            for offset in ["start", "end", "group"] {
                object.remove(offset).unwrap();
            }
        }
        assert_eq!(server.collect::<Vec<_>>(), command_line, "{name}");
    }
    client.end();
}
