//! What a person asks at a place.

use serde_json::json;

use crate::common::Client;

const BROKEN: &str =
    "{\n  \"name\": \"acme/a\",\n  \"visibility\": \"publ\n  \"descripton\": \"A\"\n}";

#[test]
fn hovers_work_in_broken_text() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let hover = client.at("textDocument/hover", &uri, 2, 5);
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("unlisted"), "{text}");
    assert_eq!(hover["range"]["start"], json!({"line": 2, "character": 2}));
    client.end();
}

#[test]
fn completions_work_in_broken_text() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let list = client.at("textDocument/completion", &uri, 2, 21);
    let items = list["items"].as_array().unwrap();
    let public = items.iter().find(|item| item["label"] == "public").expect("public");
    // This client takes no snippets.
    assert_eq!(public["insertTextFormat"], 1);
    let edit = &public["textEdit"];
    let range = &edit["range"];
    assert_eq!(range["start"], json!({"line": 2, "character": 16}));
    assert_eq!(range["end"], json!({"line": 2, "character": 21}));
    assert!(edit["newText"].as_str().unwrap().starts_with("\"public\""), "{edit}");
    client.end();
}

#[test]
fn a_code_action_repairs() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"name\": \"a\", \"version\": \"1.0.0\", \"titel\": \"A\"}");
    let published = client.notified("textDocument/publishDiagnostics");
    let diagnostics = &published["diagnostics"];
    let params = json!({
        "textDocument": {"uri": uri},
        "range": diagnostics[0]["range"],
        "context": {"diagnostics": diagnostics},
    });
    let actions = client.request("textDocument/codeAction", params);
    let action = &actions[0];
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"][0]["code"], "unknown-field");
    assert!(action["edit"].to_string().contains("\\\"title\\\""), "{action}");
    client.end();
}

#[test]
fn scripts_are_completed_inside_their_string() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"identifier\": {\"extractScript\": \"\\\"é\\\"\\n.bo\"}}");
    client.published();
    let list = client.at("textDocument/completion", &uri, 0, 44);
    let items = list.get("items").unwrap_or(&list).as_array().unwrap();
    let body = items.iter().find(|item| item["label"] == ".body").expect("the input");
    let edit = &body["textEdit"];
    assert_eq!(edit["range"]["start"], json!({"line": 0, "character": 41}));
    assert_eq!(edit["range"]["end"], json!({"line": 0, "character": 44}));
    assert_eq!(edit["newText"], ".body");
    client.end();
}
