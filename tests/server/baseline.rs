//! The baseline file: code actions, accepted findings that are shown, and renames.

use serde_json::{Value, json};
use url::Url;

use crate::apply_edits;
use crate::client::Client;
use crate::code_action::{client, code_actions, edit, find};

const FILE: &str = "integration-manifest.baseline.json";

/// Writes the text of the baseline, and notifies the server.
fn write_baseline(client: &mut Client, text: &str) {
    client.write(FILE, text);
    let changes = json!({"changes": [{"uri": client.uri(FILE), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
}

/// The diagnostics of a document, each as its rule, severity and message.
fn diagnostics(client: &mut Client, uri: &Url) -> Vec<(String, u64, String)> {
    let response = client.pull(uri, None);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = response["items"].as_array().unwrap().iter();
    items
        .map(|it| (text(&it["code"]), it["severity"].as_u64().unwrap(), text(&it["message"])))
        .collect()
}

/// The entry that the action writes is that of `check --write-baseline`, and hides the diagnostic.
#[test]
fn accept_action_adds_entry_to_baseline() {
    let mut client = client(true);
    let uri = client.uri("a/integration.json");
    let manifest = r#"{"name": "Acme/a", "public": true}"#;
    client.write("a/integration.json", manifest);
    client.open_manifest(&uri, manifest);
    let file = "integration-manifest.baseline.json";
    let baseline = client.uri(file);
    let mut text = String::new();
    let codes = |client: &mut Client| -> Vec<String> {
        let response = client.pull(&uri, None);
        let items = response["items"].as_array().unwrap();
        items.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
    };
    for rule in ["deprecated-public", "name-style", "missing-field"] {
        let before = codes(&mut client);
        let at = match rule {
            "missing-field" => 0,
            "name-style" => manifest.find("Acme").unwrap(),
            _ => manifest.find("public").unwrap(),
        };
        let actions = code_actions(&mut client, &uri, at, json!(["quickfix"]));
        let title = format!("Accept this finding (`{rule}`)");
        assert!(
            actions.last().unwrap()["title"].as_str().unwrap().starts_with("Accept this finding"),
            "{actions:#?}"
        );
        let new = edit(&mut client, find(actions, &title));
        let steps = new["documentChanges"].as_array().unwrap();
        if text.is_empty() {
            assert_eq!(steps[0]["kind"], "create");
            assert_eq!(steps[0]["uri"], json!(baseline));
        }
        let change = steps.last().unwrap();
        assert_eq!(change["textDocument"], json!({"uri": baseline, "version": null}));
        text = apply_edits(&text, &change["edits"]);
        client.write(file, &text);
        let changes = json!({"changes": [{"uri": baseline, "type": 2}]});
        client.notify("workspace/didChangeWatchedFiles", changes);
        let after = codes(&mut client);
        assert_eq!(after.len() + 1, before.len(), "{after:?}");
        assert!(!after.iter().any(|code| code == rule), "{after:?}");
    }
    insta::assert_snapshot!(text, @r#"
    {
      "version": 1,
      "files": {
        "a/integration.json": [
          { "rule": "missing-field", "pointer": "", "member": "version" },
          { "rule": "name-style", "pointer": "/name", "value": "Acme/a" },
          { "rule": "deprecated-public", "pointer": "/public" }
        ]
      }
    }
    "#);
    let output = String::from_utf8(client.run(&["check", "--strict-baseline"])).unwrap();
    assert!(output.contains("\nFound 4 infos in 1 file. 3 accepted.\n"), "{output}");

    // An invalid file is not overwritten.
    client.write(file, "<<<<<<< HEAD\n");
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": baseline, "type": 2}]}),
    );
    let at = manifest.find("public").unwrap();
    let actions = code_actions(&mut client, &uri, at, json!(["quickfix"]));
    let action = find(actions, "Accept this finding (`deprecated-public`)");
    let error = client.try_request("codeAction/resolve", action).unwrap_err();
    assert!(error.message.contains("integration-manifest.baseline.json is invalid"), "{error:?}");
    client.shut_down();
}

#[test]
fn accept_action_stores_reason_that_client_adds() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    let manifest = r#"{"name": "a/b", "titel": 1, "titel2": 2}"#;
    client.write("integration.json", manifest);
    client.open_manifest(&uri, manifest);
    let actions =
        code_actions(&mut client, &uri, manifest.find("titel").unwrap(), json!(["quickfix"]));
    let mut action = find(actions, "Accept this finding (`unknown-field`)").clone();
    action["data"]["kind"]["acceptFindings"]["reason"] = "an \"old\" client\nreads it".into();
    let change = edit(&mut client, action);
    let text = change["documentChanges"][1]["edits"][0]["newText"].as_str().unwrap();
    let entry = r#""pointer": "/titel", "places": 2, "reason": "an \"old\" client\nreads it" }"#;
    assert!(text.contains(entry), "{text}");
    client.shut_down();
}

#[test]
fn accept_all_action_adds_entries_for_one_rule() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    let manifest = r#"{"name": "Acme/a", "version": "1.0.0", "titel": 1, "colour": 2}"#;
    client.open_manifest(&uri, manifest);
    let at = manifest.find("titel").unwrap();
    let actions = code_actions(&mut client, &uri, at, json!(["quickfix"]));
    let action = find(actions, "Accept all 2 findings of `unknown-field` in this file");
    let change = edit(&mut client, action)["documentChanges"][1].clone();
    insta::assert_snapshot!(apply_edits("", &change["edits"]), @r#"
    {
      "version": 1,
      "files": {
        "integration.json": [
          { "rule": "unknown-field", "pointer": "/colour" },
          { "rule": "unknown-field", "pointer": "/titel" }
        ]
      }
    }
    "#);
    // An open baseline can be unsaved: the next edit keeps the entries in it.
    let unsaved = apply_edits("", &change["edits"]);
    let baseline = client.uri(FILE);
    client.open(&baseline, "json", 4, &unsaved);
    let actions =
        code_actions(&mut client, &uri, manifest.find("Acme").unwrap(), json!(["quickfix"]));
    let action = find(actions, "Accept this finding (`name-style`)");
    let steps = edit(&mut client, action)["documentChanges"].clone();
    let change = steps.as_array().unwrap().last().unwrap();
    assert_eq!(change["textDocument"], json!({"uri": baseline, "version": 4}));
    let text = apply_edits(&unsaved, &change["edits"]);
    assert!(text.contains("name-style") && text.contains("/titel"), "{text}");

    // The action is about several findings.
    let at = manifest.find("Acme").unwrap();
    let actions = code_actions(&mut client, &uri, at, json!(["quickfix"]));
    assert!(!json!(actions).to_string().contains("Accept all"), "{actions:#?}");
    client.shut_down();
}

#[test]
fn accepted_findings_are_hints_with_show() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    let manifest = r#"{"name": "acme/a", "version": "1.0.0", "public": true, "titel": 1}"#;
    client.write("integration.json", manifest);
    client
        .write("integration-manifest.toml", "[rules]\npublish = 'off'\n[baseline]\nshow = true\n");
    client.run(&["check", "--write-baseline"]);
    let path = client.uri(FILE).to_file_path().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let reason = r#""pointer": "/titel", "reason": "an old client reads it" }"#;
    write_baseline(&mut client, &text.replace(r#""pointer": "/titel" }"#, reason));
    client.open_manifest(&uri, manifest);
    let shown = diagnostics(&mut client, &uri);
    insta::assert_debug_snapshot!(shown, @r#"
    [
        (
            "deprecated-public",
            4,
            "`public` is deprecated; use `\"visibility\": \"public\"` instead. (accepted)",
        ),
        (
            "unknown-field",
            4,
            "Unknown field `titel` in an integration manifest; did you mean `title`? (accepted: an old client reads it)",
        ),
    ]
    "#);
    // It is accepted already, and `source.fixAll` does not fix it.
    let at = manifest.find("titel").unwrap();
    let actions = json!(code_actions(&mut client, &uri, at, Value::Null)).to_string();
    assert!(actions.contains("Rename to `title`") && !actions.contains("Accept"), "{actions}");
    let actions = code_actions(&mut client, &uri, at, json!(["source.fixAll"]));
    assert_eq!(actions, [Value::Null; 0]);
    client.shut_down();
}

#[test]
fn rename_moves_entries_of_definition() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    let manifest = r#"{"name": "acme/a", "version": "1.0.0", "actions": {"get/it": {"titel": 1}, "put": {"titel": 1}}}"#;
    client.write("integration.json", manifest);
    client.run(&["check", "--write-baseline", "."]);
    let path = client.uri(FILE).to_file_path().unwrap();
    client.open_manifest(&uri, manifest);
    assert_eq!(diagnostics(&mut client, &uri), []);
    let offset = manifest.find("get/it").unwrap() as u64;
    let new = client.request(
        "textDocument/rename",
        json!({
            "textDocument": {"uri": uri},
            "position": {"line": 0, "character": offset + 1},
            "newName": "fetchIt",
        }),
    );
    let steps = new["documentChanges"].as_array().unwrap();
    assert_eq!(steps.len(), 2, "{new}");
    let renamed = apply_edits(manifest, &steps[0]["edits"]);
    let before = std::fs::read_to_string(&path).unwrap();
    let text = apply_edits(&before, &steps[1]["edits"]);
    assert_eq!(text.matches("/fetchIt").count(), before.matches("/get~1it").count());
    assert!(text.matches("/fetchIt").count() > 1 && !text.contains("/get~1it"), "{text}");
    client.change(&uri, 2, &[(None, &renamed)]);
    write_baseline(&mut client, &text);
    let left = diagnostics(&mut client, &uri);
    assert_eq!(left, []);
    client.write("integration.json", &renamed);
    let output = String::from_utf8(client.run(&["check", "--strict-baseline"])).unwrap();
    assert!(output.starts_with("No problems found in 1 file. "), "{output}");
    client.shut_down();
}

#[test]
fn renamed_files_and_folders_keep_their_entries() {
    let mut client = client(true);
    for name in ["a/integration.json", "a/b/x.integration.json", "ab/integration.json"] {
        client.write(name, "{}");
    }
    write_baseline(&mut client, r#"{"version": 1, "files": {}}"#);
    client.run(&["check", "--write-baseline", "."]);
    let path = client.uri(FILE).to_file_path().unwrap();
    let before = std::fs::read_to_string(&path).unwrap();
    let mut rename = |old: &str, new: &str| {
        let files = json!({"files": [{"oldUri": client.uri(old), "newUri": client.uri(new)}]});
        client.request("workspace/willRenameFiles", files)
    };
    let names = |edit: &Value| -> Vec<String> {
        let text = apply_edits(&before, &edit["documentChanges"][0]["edits"]);
        let baseline: Value = serde_json::from_str(&text).unwrap();
        baseline["files"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        names(&rename("a/integration.json", "a/old é.integration.json")),
        ["a/b/x.integration.json", "a/old é.integration.json", "ab/integration.json"]
    );
    assert_eq!(
        names(&rename("a", "c/d")),
        ["ab/integration.json", "c/d/b/x.integration.json", "c/d/integration.json"]
    );
    assert_eq!(rename("z", "y"), Value::Null);
    assert_eq!(rename("../outside", "y"), Value::Null);
    client.shut_down();
}
