//! `textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::apply_edits;
use crate::client::Client;

#[test]
fn formatting_supports_document_range_and_on_type() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    let text = "{\"name\":\"acme/a\",\n\"version\":\"1.0.0\"}\n\n";
    client.open_manifest(&uri, text);
    client.published();
    let document = json!({"uri": uri});
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let edits = client
        .request("textDocument/formatting", json!({"textDocument": document, "options": options}));
    let formatted = "{\n    \"name\": \"acme/a\",\n    \"version\": \"1.0.0\"\n}\n";
    assert_eq!(apply_edits(text, &edits), formatted);
    let range = json!({"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 4}});
    let edits = client.request(
        "textDocument/rangeFormatting",
        json!({"textDocument": document, "range": range, "options": options}),
    );
    assert_eq!(apply_edits(text, &edits), "{\"name\":\"acme/a\",\n    \"version\": \"1.0.0\"\n}\n");
    let tabs = json!({"tabSize": 4, "insertSpaces": false});
    let position = json!({"line": 1, "character": 18});
    let edits = client.request(
        "textDocument/onTypeFormatting",
        json!({"textDocument": document, "position": position, "ch": "}", "options": tabs}),
    );
    assert_eq!(
        apply_edits(text, &edits),
        "{\n\t\"name\": \"acme/a\",\n\t\"version\": \"1.0.0\"\n}\n\n"
    );
    client.shut_down();
}

/// A cancelled request has one response, whether or not it was complete.
#[test]
fn formatting_responds_after_cancellation() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    let element = "{ \"title\" :\"b\"},\n".repeat(20_000);
    client.open_manifest(&uri, &format!("{{\"x\":[{element}1]}}"));
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let params = json!({"textDocument": {"uri": uri}, "options": options});
    let id = client.send("textDocument/formatting", params.clone());
    client.notify("$/cancelRequest", json!({"id": id}));
    match client.response(&id) {
        Ok(edits) => assert!(edits.is_array()),
        Err(error) => assert_eq!(error.code, -32800),
    }
    // The next request is not affected.
    let edits = client.request("textDocument/formatting", params);
    assert!(edits.as_array().unwrap().len() > 20_000);
    client.close(&uri);
    while !client.published().diagnostics.is_empty() {}
    client.shut_down();
}

/// Includes the broken examples.
#[test]
fn formatting_matches_command_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut client = Client::start_session();
    let mut files = Vec::new();
    for folder in ["examples/good", "examples/broken", "tests/rules/syntax"] {
        files.extend(fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    let mut changed = 0;
    for (index, path) in files.iter().enumerate() {
        let text = fs::read_to_string(path).unwrap();
        if !text.is_ascii() {
            continue;
        }
        let name = format!("{index}.integration.json");
        client.write(&name, &text);
        let uri = client.uri(&name);
        client.open_manifest(&uri, &text);
        client.published();
        let options = json!({"tabSize": 2, "insertSpaces": true});
        let params = json!({"textDocument": {"uri": uri}, "options": options});
        let edits = client.request("textDocument/formatting", params);
        client.run(&["fmt", &name]);
        let written = fs::read_to_string(client.folder.path().join(&name)).unwrap();
        assert_eq!(apply_edits(&text, &edits), written, "{}", path.display());
        changed += usize::from(written != text);
    }
    assert!(changed > 0);
    client.shut_down();
}
