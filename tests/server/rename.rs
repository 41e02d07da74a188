//! `textDocument/rename` and `prepareRename`

use serde_json::json;

use crate::names_manifest::{open, range};

#[test]
fn rename_edits_all_references_or_fails_with_reason() {
    let (mut client, uri) = open(json!({
        "textDocument": {"rename": {"prepareSupport": true}},
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    }));
    let prepared = client.request_at("textDocument/prepareRename", &uri, 3, 54);
    assert_eq!(prepared, json!({"range": range(3, 53, 56), "placeholder": "KEY"}));
    let position = json!({"line": 1, "character": 5});
    let params = json!({"textDocument": {"uri": uri}, "position": position});
    let error = client.try_request("textDocument/prepareRename", params).unwrap_err();
    assert_eq!(error.code, -32803);
    assert!(error.message.starts_with("Cannot rename this."), "{}", error.message);

    let rename = |new: &str| {
        json!({
            "textDocument": {"uri": uri},
            "position": {"line": 2, "character": 17},
            "newName": new,
        })
    };
    let error = client.try_request("textDocument/rename", rename("key")).unwrap_err();
    assert_eq!(error.message, "Secret name `key` must be SCREAMING_SNAKE_CASE. Use `KEY`.");
    let edit = client.request("textDocument/rename", rename("TOKEN"));
    let edits = json!([
        {"range": range(2, 15, 20), "newText": "\"TOKEN\""},
        {"range": range(3, 53, 56), "newText": "TOKEN"},
    ]);
    let document = json!({"uri": uri, "version": 1});
    let expected = json!({"documentChanges": [{"textDocument": document, "edits": edits}]});
    assert_eq!(edit, expected);
    let message = client.notification("window/showMessage");
    assert!(message["message"].as_str().unwrap().contains("`SECRET_KEY`"), "{message}");
    client.shut_down();
}
