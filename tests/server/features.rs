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

/// A readme and an icon.
const CONTENTS: &str = "{\n  \"readme\": \"IyBBY21lCgpbb3JkZXJzXSh4KQo=\",\n  \"icon\": \
                        \"PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=\"\n}";

/// What hovers over the readme and the icon say to a client with these capabilities.
fn contents(capabilities: serde_json::Value) -> [(String, String); 2] {
    let mut client = Client::with_capabilities(capabilities);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, CONTENTS);
    client.published();
    let said = [1, 2].map(|line| {
        let hover = client.at("textDocument/hover", &uri, line, 16);
        let part = |name: &str| hover["contents"][name].as_str().unwrap().to_owned();
        (part("kind"), part("value"))
    });
    client.end();
    said
}

#[test]
fn hovers_are_what_the_client_can_show() {
    let hover = |formats| json!({"hover": {"contentFormat": formats}});
    let rich = json!({"textDocument": hover(json!(["markdown"])), "general": {"markdown": {"parser": "marked"}}});
    let [(kind, readme), (_, icon)] = contents(rich);
    assert_eq!(kind, "markdown");
    assert!(readme.contains("### Acme\n\norders"), "{readme}");
    assert!(icon.starts_with("![icon](data:image/svg+xml;base64,PHN2Z"), "{icon}");
    // A terminal would show the letters of the picture.
    let [_, (kind, icon)] =
        contents(json!({"textDocument": hover(json!(["markdown", "plaintext"]))}));
    assert!(kind == "markdown" && icon.starts_with("**icon**"), "{icon}");
    let [(kind, readme), (_, icon)] =
        contents(json!({"textDocument": hover(json!(["plaintext"]))}));
    assert_eq!(kind, "plaintext");
    assert!(readme.contains("———\n\nAcme\n\norders"), "{readme}");
    assert!(icon.starts_with("icon · string") && !icon.contains("data:image"), "{icon}");
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
