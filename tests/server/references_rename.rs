//! Names: who defines them, who names them.

use serde_json::json;

use crate::common::Client;

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

/// A client that has opened [`NAMES`] and can do these things.
fn with_names(capabilities: serde_json::Value) -> (Client, url::Url) {
    let mut client = Client::with_capabilities(capabilities);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, NAMES);
    client.published();
    (client, uri)
}

/// A range in one line.
fn span(line: u32, start: u32, end: u32) -> serde_json::Value {
    let position = |character| json!({"line": line, "character": character});
    json!({"start": position(start), "end": position(end)})
}

#[test]
fn definitions_are_links_for_those_who_take_them() {
    let (mut client, uri) =
        with_names(json!({"textDocument": {"definition": {"linkSupport": true}}}));
    let links = client.at("textDocument/definition", &uri, 3, 54);
    assert_eq!(
        links,
        json!([{
            "originSelectionRange": span(3, 53, 56),
            "targetUri": uri,
            "targetRange": span(2, 15, 26),
            "targetSelectionRange": span(2, 16, 19),
        }])
    );
    client.end();
    let (mut client, uri) = with_names(json!({}));
    let location = client.at("textDocument/definition", &uri, 3, 54);
    assert_eq!(location, json!({"uri": uri, "range": span(2, 16, 19)}));
    assert_eq!(client.at("textDocument/definition", &uri, 1, 5), json!(null));
    client.end();
}

#[test]
fn references_and_highlights_are_found() {
    let (mut client, uri) = with_names(json!({}));
    let mut ask = |declaration: bool| {
        let params = json!({
            "textDocument": {"uri": uri},
            "position": {"line": 2, "character": 17},
            "context": {"includeDeclaration": declaration},
        });
        client.request("textDocument/references", params)
    };
    let script = json!({"uri": uri, "range": span(3, 53, 56)});
    let code = json!({"uri": uri, "range": span(4, 30, 33)});
    let definition = json!({"uri": uri, "range": span(2, 16, 19)});
    assert_eq!(ask(false), json!([script, code]));
    assert_eq!(ask(true), json!([definition, script, code]));
    let highlights = client.at("textDocument/documentHighlight", &uri, 5, 18);
    let expected =
        json!([{"range": span(5, 16, 21), "kind": 3}, {"range": span(7, 39, 44), "kind": 2}]);
    assert_eq!(highlights, expected);
    client.end();
}

#[test]
fn a_rename_changes_everything_or_says_why_not() {
    let (mut client, uri) = with_names(json!({
        "textDocument": {"rename": {"prepareSupport": true}},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    }));
    let prepared = client.at("textDocument/prepareRename", &uri, 3, 54);
    assert_eq!(prepared, json!({"range": span(3, 53, 56), "placeholder": "KEY"}));
    let position = json!({"line": 1, "character": 5});
    let params = json!({"textDocument": {"uri": uri}, "position": position});
    let refusal = client.ask("textDocument/prepareRename", params).unwrap_err();
    assert_eq!(refusal.code, -32803);
    assert!(refusal.message.starts_with("There is no name here"), "{}", refusal.message);

    let rename = |new: &str| {
        json!({
            "textDocument": {"uri": uri},
            "position": {"line": 2, "character": 17},
            "newName": new,
        })
    };
    let refusal = client.ask("textDocument/rename", rename("key")).unwrap_err();
    assert_eq!(refusal.message, "The secret name `key` has to be in SCREAMING_SNAKE_CASE: `KEY`.");
    let edit = client.request("textDocument/rename", rename("TOKEN"));
    let edits = json!([
        {"range": span(2, 15, 20), "newText": "\"TOKEN\""},
        {"range": span(3, 53, 56), "newText": "TOKEN"},
    ]);
    let document = json!({"uri": uri, "version": 1});
    let expected = json!({"documentChanges": [{"textDocument": document, "edits": edits}]});
    assert_eq!(edit, expected);
    let message = client.notified("window/showMessage");
    assert!(message["message"].as_str().unwrap().contains("`SECRET_KEY`"), "{message}");
    client.end();
}

#[test]
fn linked_editing_ranges_of_tag() {
    let (mut client, uri) = with_names(json!({}));
    let linked = client.at("textDocument/linkedEditingRange", &uri, 9, 24);
    assert_eq!(linked["ranges"], json!([span(9, 23, 25), span(9, 84, 86)]));
    // Nothing can be typed in the code.
    assert_eq!(client.at("textDocument/linkedEditingRange", &uri, 2, 17), json!(null));
    client.end();
}

#[test]
fn code_lenses_count_and_show() {
    let command = "integrationManifest.showReferences";
    let (mut client, uri) =
        with_names(json!({"experimental": {"commands": {"commands": [command]}}}));
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
            [{"uri": uri, "range": span(7, 39, 44)}],
        ],
    });
    assert_eq!(lenses[1], json!({"range": span(5, 15, 22), "command": shown}));
    client.end();

    let (mut client, uri) = with_names(json!({}));
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    assert_eq!(lenses[1]["command"], json!({"title": "1 reference", "command": ""}));
    client.end();
}

#[test]
fn addresses_are_links() {
    let (mut client, uri) = with_names(json!({}));
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}}));
    let expected = json!([{"range": span(1, 48, 69), "target": "https://example.com/%C3%A9"}]);
    assert_eq!(links, expected);
    client.end();
}

#[test]
fn files_that_strings_are_made_of_are_links() {
    let mut client = Client::plain();
    client
        .write("integration-manifest.toml", "embed = { icon = 'art/icon.svg', readme = 'hub.md' }");
    std::fs::create_dir_all(client.folder.path().join("art")).unwrap();
    client.write("art/icon.svg", "<svg/>");
    client.write("index.js", "");
    let uri = client.uri("integration.json");
    let text = r#"{"icon": "PHN2Zy8+", "readme": "IyBIaQ==", "code": "index.js"}"#;
    client.open_manifest(&uri, text);
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}}));
    // `hub.md` is not there.
    let expected = json!([
        {"range": span(0, 2, 6), "target": client.uri("art/icon.svg")},
        {"range": span(0, 52, 60), "target": client.uri("index.js")},
    ]);
    assert_eq!(links, expected);
    client.published();
    client.end();
}
