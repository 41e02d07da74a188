//! `textDocument/codeLens`

use serde_json::json;

use crate::names_manifest::{open, range};

#[test]
fn code_lenses_count_references_and_run_client_command() {
    let command = "integrationManifest.showReferences";
    let (mut client, uri) = open(json!({"experimental": {"commands": {"commands": [command]}}}));
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    let titles: Vec<_> =
        lenses.as_array().unwrap().iter().map(|lens| &lens["command"]["title"]).collect();
    let expected =
        ["2 references", "1 reference", "implements typing-indicator 1/2", "1 reference"];
    assert_eq!(titles, expected);
    let shown = json!({
        "title": "1 reference",
        "command": command,
        "arguments": [
            uri,
            {"line": 5, "character": 15},
            [{"uri": uri, "range": range(7, 39, 44)}],
        ],
    });
    assert_eq!(lenses[1], json!({"range": range(5, 15, 22), "command": shown}));
    client.shut_down();

    let (mut client, uri) = open(json!({}));
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    assert_eq!(lenses[1]["command"], json!({"title": "1 reference", "command": ""}));
    client.shut_down();
}
