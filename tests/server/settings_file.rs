//! An open settings file: diagnostics of unsaved text, completion, hover and quick fixes.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{apply_edits, severities};

const SETTINGS: &str = "integration-manifest.toml";

/// Quick fixes in a range of lines.
fn code_actions(client: &mut Client, uri: &url::Url, lines: [u32; 2]) -> Vec<Value> {
    let range = json!({
        "start": {"line": lines[0], "character": 0}, "end": {"line": lines[1], "character": 0},
    });
    let params = json!({
        "textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []},
    });
    client.request("textDocument/codeAction", params).as_array().unwrap().clone()
}

#[test]
fn diagnostics_follow_unsaved_text() {
    let mut client = Client::start_session();
    client.write(SETTINGS, "[rules]\nunknown-feild = 'off'\n");
    let uri = client.uri(SETTINGS);
    client.open(&uri, "toml", 1, "[rules]\nunknown-feild = 'off'\n");
    let published = client.published();
    assert_eq!((&published.uri, severities(&published.diagnostics)), (&uri, vec![1]));
    assert!(published.diagnostics[0].message.contains("did you mean `unknown-field`?"));
    // The file on the disk does not change.
    client.change(&uri, 2, &[(Some([1, 9, 1, 11]), "ie")]);
    assert_eq!(client.published().diagnostics, []);
    client.change(&uri, 3, &[(Some([1, 0, 1, 0]), "publish = 'of'\n")]);
    let published = client.published();
    assert_eq!(published.diagnostics.len(), 1);
    assert_eq!(published.diagnostics[0].range.start.line, 1);
    // The file on the disk does not apply to a manifest, so that its problems are not published.
    client.close(&uri);
    assert_eq!(client.published().diagnostics, []);
    client.shut_down();
}

#[test]
fn diagnostics_are_pushed_to_a_client_that_pulls() {
    let mut client = Client::with_capabilities(json!({"textDocument": {"diagnostic": {}}}));
    let uri = client.uri(SETTINGS);
    client.open(&uri, "toml", 1, "limits.chanels = 1\n");
    assert_eq!(client.published().diagnostics.len(), 1);
    assert_eq!(client.pull(&uri, None)["items"], json!([]));
    client.shut_down();
}

#[test]
fn saving_applies_the_settings_without_a_file_watcher() {
    let mut client = Client::start_session();
    client.write(SETTINGS, "[rules]\npublish = 'off'\n");
    let manifest = client.uri("integration.json");
    client.open_manifest(&manifest, "{}");
    assert_eq!(severities(&client.published().diagnostics), [1, 1]);
    let uri = client.uri(SETTINGS);
    client.open(&uri, "toml", 1, "[rules]\npublish = 'off'\n");
    client.change(&uri, 2, &[(Some([1, 0, 1, 0]), "endpoint = 'hint'\n")]);
    client.write(SETTINGS, "[rules]\nendpoint = 'hint'\npublish = 'off'\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    let published = client.published();
    assert_eq!((published.uri, severities(&published.diagnostics)), (manifest, vec![4, 4]));
    client.shut_down();
}

#[test]
fn completion_and_hover_know_the_settings() {
    let mut client = Client::start_session();
    let uri = client.uri(SETTINGS);
    let text = "[rules]\nunknown-field = \"wa\"\n\n";
    client.open(&uri, "toml", 1, text);
    client.published();
    let list = client.request_at("textDocument/completion", &uri, 1, 19);
    let items = list["items"].as_array().unwrap();
    let labels: Vec<&str> = items.iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["off", "hint", "info", "warning", "error"]);
    let warning = &items[3];
    assert_eq!(warning["filterText"], "\"warning\"");
    let edit = json!([warning["textEdit"]]);
    assert_eq!(apply_edits(text, &edit), "[rules]\nunknown-field = \"warning\"\n\n");

    let list = client.request_at("textDocument/completion", &uri, 2, 0);
    let items = list["items"].as_array().unwrap();
    let find = |label: &str| items.iter().find(|item| item["label"] == label);
    assert!(find("publish").is_some() && find("unknown-field").is_none());
    assert!(find("[[overrides]]").is_some() && find("[rules]").is_none());

    let hover = client.request_at("textDocument/hover", &uri, 1, 3);
    let value = hover["contents"]["value"].as_str().unwrap();
    assert!(value.contains("unknown-field") && value.contains("Group"), "{value}");
    assert_eq!(hover["range"]["end"], json!({"line": 1, "character": 13}));
    // Requests about manifests have no result.
    let params = json!({"textDocument": {"uri": uri}});
    assert_eq!(client.request("textDocument/documentSymbol", params), Value::Null);
    client.shut_down();
}

#[test]
fn quick_fix_replaces_a_misspelled_name() {
    let mut client = Client::start_session();
    let uri = client.uri(SETTINGS);
    let text = "[rules]\nunknown-feild = \"off\"\nextends = 1\n";
    client.open(&uri, "toml", 1, text);
    let published = client.published();
    let actions = code_actions(&mut client, &uri, [1, 1]);
    assert_eq!(actions.len(), 1, "{actions:#?}");
    assert_eq!(actions[0]["title"], "Replace with `unknown-field`");
    assert_eq!(actions[0]["diagnostics"][0]["message"], published.diagnostics[0].message);
    let edits = &actions[0]["edit"]["changes"][uri.as_str()];
    assert_eq!(apply_edits(text, edits), text.replace("feild", "field"));
    client.shut_down();
}

#[test]
fn severity_action_edits_the_unsaved_text() {
    let edit = json!({"documentChanges": true, "resourceOperations": ["create"]});
    let mut client = Client::start();
    let folder = json!([{"uri": client.uri(""), "name": "all"}]);
    let params = json!({
        "processId": null, "rootUri": null, "workspaceFolders": folder,
        "capabilities": {"workspace": {"workspaceEdit": edit}, "textDocument": {"diagnostic": {}}},
    });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client.write(SETTINGS, "[rules]\n");
    let settings = client.uri(SETTINGS);
    let text = "# not saved\n[rules]\nsyntax = 'error' # first\n";
    client.open(&settings, "toml", 7, text);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, r#"{"name": "acme/a", "version": "1.0.0", "public": true}"#);
    let actions = code_actions(&mut client, &uri, [0, 1]);
    let action = actions.iter().find(|action| {
        action["title"].as_str().unwrap().starts_with("Disable `deprecated-public` (")
    });
    let change = &action.expect("an action")["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": settings, "version": 7}));
    assert_eq!(
        apply_edits(text, &change["edits"]),
        "# not saved\n[rules]\nsyntax = 'error' # first\ndeprecated-public = \"off\"\n"
    );
    client.shut_down();
}

#[test]
fn excluded_manifest_has_no_diagnostics() {
    let mut client = Client::with_capabilities(json!({"textDocument": {"diagnostic": {}}}));
    client.write(SETTINGS, "exclude = ['vendor']\n");
    let [excluded, checked] =
        ["vendor/integration.json", "integration.json"].map(|name| client.uri(name));
    client.write("vendor/integration.json", "{");
    for (uri, has_diagnostics) in [(&excluded, false), (&checked, true)] {
        client.open_manifest(uri, "{");
        let items = client.pull(uri, None)["items"].clone();
        assert_eq!(!items.as_array().unwrap().is_empty(), has_diagnostics, "{uri}");
    }
    client.shut_down();
}

#[test]
fn formatting_uses_the_format_table() {
    let mut client = Client::start_session();
    client.write(SETTINGS, "[rules]\nendpoint = 'off'\npublish = 'off'\n[format]\nindent = 3\n");
    let uri = client.uri("integration.json");
    let text = "{\"name\": \"acme/a\"}";
    client.open_manifest(&uri, text);
    client.published();
    let options = json!({"tabSize": 8, "insertSpaces": false});
    let params = json!({"textDocument": {"uri": uri}, "options": options});
    let edits = client.request("textDocument/formatting", params);
    assert_eq!(apply_edits(text, &edits), "{\n   \"name\": \"acme/a\"\n}\n");
    client.shut_down();
}
