//! `textDocument/codeAction` and `codeAction/resolve`

use serde_json::{Value, json};
use url::Url;

use crate::apply_edits;
use crate::client::Client;

#[test]
fn quick_fix_renames_unknown_field() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"name\": \"a\", \"version\": \"1.0.0\", \"titel\": \"A\"}");
    let published = client.notification("textDocument/publishDiagnostics");
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
    client.shut_down();
}

#[test]
fn fix_all_applies_safe_fixes_when_requested() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    let text = "{\"name\": \"a\" \"version\": \"1.0.0\", \"layers\": \"true\", \"titel\": \"A\"}";
    client.open_manifest(&uri, text);
    client.published();
    let mut request = |only: Value| {
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
        let context = json!({"diagnostics": [], "only": only});
        let document = json!({"uri": uri});
        let params = json!({"textDocument": document, "range": range, "context": context});
        client.request("textDocument/codeAction", params)
    };
    for only in [
        json!(["source.fixAll"]),
        json!(["source.fixAll.integrationManifest"]),
        json!(["refactor", "source"]),
    ] {
        let actions = request(only);
        assert_eq!(actions.as_array().unwrap().len(), 1);
        assert_eq!(actions[0]["kind"], "source.fixAll.integrationManifest");
        let edits = &actions[0]["edit"]["changes"][uri.as_str()];
        assert_eq!(
            apply_edits(text, edits),
            "{\"name\": \"a\", \"version\": \"1.0.0\", \"layers\": [\"true\"], \"titel\": \"A\"}"
        );
    }
    let kinds = |actions: Value| -> Vec<Value> {
        actions.as_array().unwrap().iter().map(|action| action["kind"].clone()).collect()
    };
    let all = kinds(request(Value::Null));
    assert!(all.len() > 1 && all.iter().all(|kind| kind == "quickfix"), "{all:?}");
    assert_eq!(
        kinds(request(json!(["sourc", "source.fixAll.other", "refactor"]))),
        Vec::<Value>::new()
    );
    client.shut_down();
}

const TEXT: &str = r#"{"version": "1.0.0", "name": "acme/a", "actions": {"get": {"output": {"schema": {}}, "input": {"schema": {}}}}, "titel": "A"}"#;

/// Starts a client that supports all file operations, with its folder as the workspace. `resolves`
/// is its support for `codeAction/resolve`.
pub fn client(resolves: bool) -> Client {
    let mut client = Client::start();
    let operations = json!(["create", "rename", "delete"]);
    let edit = json!({"documentChanges": true, "resourceOperations": operations});
    let resolve_support = json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}});
    let action = if resolves { resolve_support } else { json!({}) };
    let text = json!({"diagnostic": {}, "codeAction": action});
    let folder = json!([{"uri": client.uri("."), "name": "all"}]);
    let params = json!({
        "processId": null,
        "rootUri": null,
        "workspaceFolders": folder,
        "capabilities": {"workspace": {"workspaceEdit": edit}, "textDocument": text},
    });
    let result = client.request("initialize", params);
    let provider = &result["capabilities"]["codeActionProvider"];
    let resolve = if resolves { json!(true) } else { Value::Null };
    assert_eq!(provider["resolveProvider"], resolve);
    client.notify("initialized", json!({}));
    client
}

pub fn code_actions(client: &mut Client, uri: &Url, at: usize, only: Value) -> Vec<Value> {
    let place = json!({"line": 0, "character": at});
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": only},
    });
    serde_json::from_value(client.request("textDocument/codeAction", params)).unwrap()
}

pub fn find(actions: Vec<Value>, title: &str) -> Value {
    let action = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(title));
    action.unwrap_or_else(|| panic!("{title}: {actions:#?}")).clone()
}

/// Returns the edit of an action, and resolves it if necessary.
pub fn edit(client: &mut Client, action: Value) -> Value {
    if action["edit"].is_null() {
        assert!(action["data"].is_object(), "{action}");
        return client.request("codeAction/resolve", action)["edit"].clone();
    }
    action["edit"].clone()
}

#[test]
fn code_action_resolve_computes_edit() {
    for resolves in [true, false] {
        let mut client = client(resolves);
        let uri = client.uri("integration.json");
        client.open_manifest(&uri, TEXT);
        let mut after = |at: &str, only: Value, title: &str| {
            let actions = code_actions(&mut client, &uri, TEXT.find(at).unwrap(), only);
            let action = find(actions, title);
            assert_eq!(action["edit"].is_null(), resolves, "{action}");
            let edit = edit(&mut client, action);
            let change = &edit["documentChanges"][0];
            assert_eq!(change["textDocument"], json!({"uri": uri, "version": 1}));
            apply_edits(TEXT, &change["edits"])
        };
        let inner = r#"{"input": {"schema": {}}, "output": {"schema": {}}}"#;
        let old = r#"{"output": {"schema": {}}, "input": {"schema": {}}}"#;
        assert_eq!(
            after("output", json!(["refactor"]), "Sort the members"),
            TEXT.replace(old, inner)
        );
        let all = format!(
            r#"{{"name": "acme/a", "version": "1.0.0", "actions": {{"get": {inner}}}, "titel": "A"}}"#
        );
        assert_eq!(after("name", json!(["source.sortMembers"]), "Sort all"), all);
        let filled = r#"{"output": {"schema": {}}, "title": "", "description": "", "input": {"schema": {}}}"#;
        let titles =
            after("output", json!(["refactor"]), "Add missing titles and descriptions to `get`");
        assert_eq!(titles, TEXT.replace(old, filled));
        let titles =
            after("get\"", json!(["refactor"]), "Add missing titles and descriptions to `get`");
        assert_eq!(titles, TEXT.replace(old, filled));
        client.shut_down();
    }
}

/// Expensive edits are computed on demand, even without `codeAction/resolve`.
#[test]
fn apply_command_sends_edit_without_resolve_support() {
    let mut client = Client::with_capabilities(json!({
        "workspace": {"applyEdit": true},
        "textDocument": {"diagnostic": {}},
    }));
    let uri = client.uri("integration.json");
    let text = r#"{"name": "acme/a", "actions": {"get": {"input": {"schema": {}}}}}"#;
    client.open_manifest(&uri, text);
    let title = "Add all missing required fields";
    let action = find(code_actions(&mut client, &uri, 1, Value::Null), title);
    assert_eq!(action["edit"], Value::Null);
    let command = json!({
        "command": action["command"]["command"],
        "arguments": action["command"]["arguments"],
    });
    let apply = |client: &mut Client, applied: bool| {
        let id = client.send("workspace/executeCommand", command.clone());
        let request = client.server_request("workspace/applyEdit", json!({"applied": applied}));
        (request["edit"]["changes"][uri.as_str()].clone(), client.response(&id))
    };
    let (edits, response) = apply(&mut client, true);
    assert_eq!(response.unwrap(), Value::Null);
    let filled = apply_edits(text, &edits);
    assert!(filled.contains("\"version\"") && filled.contains("\"output\""), "{filled}");
    let (_, response) = apply(&mut client, false);
    assert_eq!(response.unwrap_err().message, "The editor did not apply the edit.");
    client.change(&uri, 2, &[(None, "{}")]);
    let result = client.try_request("workspace/executeCommand", command);
    assert_eq!(result.unwrap_err().code, -32801);
    client.shut_down();

    // Without resolve and `applyEdit`, the edit is computed if the kind is requested.
    let mut client = Client::with_capabilities(json!({"textDocument": {"diagnostic": {}}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, text);
    let is_offered = |actions: Vec<Value>| {
        actions.iter().any(|action| action["title"].as_str().unwrap().starts_with(title))
    };
    assert!(!is_offered(code_actions(&mut client, &uri, 1, Value::Null)));
    assert!(is_offered(code_actions(&mut client, &uri, 1, json!(["refactor"]))));
    client.shut_down();
}

#[test]
fn code_action_resolve_fails_after_document_change() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, TEXT);
    let action = find(code_actions(&mut client, &uri, 5, json!(["refactor"])), "Sort the members");
    client.change(&uri, 2, &[(None, "{}")]);
    assert_eq!(client.try_request("codeAction/resolve", action.clone()).unwrap_err().code, -32801);
    let mut invalid = action;
    invalid["data"] = json!({"uri": "x"});
    assert_eq!(client.try_request("codeAction/resolve", invalid).unwrap_err().code, -32602);
    client.shut_down();
}

#[test]
fn convert_to_json_removes_comments_and_renames_file() {
    let mut client = client(true);
    let uri = client.uri("integration.jsonc");
    let text = r#"{"name": "acme/a", /* x */ "version": "1.0.0",}"#;
    client.open(&uri, "jsonc", 1, text);
    let action = find(
        code_actions(&mut client, &uri, 1, json!(["refactor"])),
        "Convert to `integration.json`",
    );
    let edit = edit(&mut client, action);
    let steps = &edit["documentChanges"];
    let plain = r#"{"name": "acme/a", "version": "1.0.0"}"#;
    assert_eq!(apply_edits(text, &steps[0]["edits"]), plain);
    assert_eq!(steps[1]["kind"], "rename");
    assert_eq!(steps[1]["newUri"], json!(client.uri("integration.json")));
    client.write("integration.json", "mine");
    let actions = code_actions(&mut client, &uri, 1, json!(["refactor"]));
    find(actions, "Remove all comments and trailing commas");
    client.shut_down();
}

#[test]
fn severity_action_edits_settings_file() {
    let mut client = client(true);
    let uri = client.uri("a/integration.json");
    let manifest = r#"{"name": "acme/a", "version": "1.0.0", "public": true}"#;
    client.open_manifest(&uri, manifest);
    let at = manifest.find("public").unwrap();
    let action = find(
        code_actions(&mut client, &uri, at, json!(["quickfix"])),
        "Disable `deprecated-public` for",
    );
    assert_eq!(action["diagnostics"][0]["code"], "deprecated-public");
    let new = edit(&mut client, action);
    let settings = client.uri("integration-manifest.toml");
    assert_eq!(new["documentChanges"][0]["kind"], "create");
    assert_eq!(new["documentChanges"][0]["uri"], json!(settings));
    let text = new["documentChanges"][1]["edits"][0]["newText"].as_str().unwrap().to_owned();
    assert!(text.contains("a/integration.json"), "{text}");

    client.write("integration-manifest.toml", "[rules]\n# ours\npublish = 'off'\n");
    let action =
        find(code_actions(&mut client, &uri, at, Value::Null), "Disable `deprecated-public` (");
    let new = edit(&mut client, action);
    let change = &new["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": settings, "version": null}));
    assert_eq!(
        apply_edits("[rules]\n# ours\npublish = 'off'\n", &change["edits"]),
        "[rules]\n# ours\npublish = 'off'\ndeprecated-public = \"off\"\n"
    );

    // A settings file outside of the workspace is not edited.
    let mut other = Client::start();
    other.write("integration-manifest.toml", "");
    other.write("in/integration.json", TEXT);
    let folder = json!([{"uri": other.uri("in"), "name": "in"}]);
    let edit = json!({"documentChanges": true, "resourceOperations": ["create"]});
    let params = json!({
        "processId": null, "rootUri": null, "workspaceFolders": folder,
        "capabilities": {"workspace": {"workspaceEdit": edit}, "textDocument": {"diagnostic": {}}},
    });
    other.request("initialize", params);
    other.notify("initialized", json!({}));
    let uri = other.uri("in/integration.json");
    other.open_manifest(&uri, manifest);
    let actions = code_actions(&mut other, &uri, at, Value::Null);
    assert!(
        !actions.iter().any(|it| it["title"].as_str().unwrap().starts_with("Disable")),
        "{actions:#?}"
    );
    other.shut_down();
    client.shut_down();
}

/// A rule about what the Botpress API rejects can only be disabled in the settings file itself.
#[test]
fn severity_action_is_last_and_not_offered_for_rejected_manifests() {
    let mut client = client(false);
    let uri = client.uri("integration.json");
    let text = r#"{"name": "acme/a" "version": 1, "public": true, "titel": "A"}"#;
    client.open_manifest(&uri, text);
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}});
    let context = json!({"diagnostics": [], "triggerKind": 1});
    let document = json!({"uri": uri});
    let params = json!({"textDocument": document, "range": all, "context": context});
    let actions = client.request("textDocument/codeAction", params);
    let titles = actions.as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap());
    insta::assert_snapshot!(titles.collect::<Vec<_>>().join("\n"));
    client.shut_down();
}

/// A client requests the actions after each movement of the cursor, and shows a light bulb.
#[test]
fn refactoring_is_offered_only_on_request_in_flawless_manifest() {
    let mut client = client(true);
    let uri = client.uri("integration.jsonc");
    let text = r#"{"version": "1.0.0", "name": "acme/a" /* x */, "code": "f()", "title": "A", "description": "B"}"#;
    client.open(&uri, "jsonc", 1, text);
    let mut kinds = |context: Value| -> Vec<String> {
        let place = json!({"line": 0, "character": 52});
        let range = json!({"start": place, "end": place});
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let actions = client.request("textDocument/codeAction", params);
        let kinds = actions.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap());
        kinds.map(str::to_owned).collect()
    };
    let on_request = ["refactor.extract", "refactor.rewrite", "refactor.rewrite"];
    assert_eq!(kinds(json!({"diagnostics": [], "triggerKind": 2})), [""; 0]);
    assert_eq!(kinds(json!({"diagnostics": []})), [""; 0]);
    assert_eq!(kinds(json!({"diagnostics": [], "triggerKind": 1})), on_request);
    assert_eq!(kinds(json!({"diagnostics": [], "triggerKind": 1, "only": []})), on_request);
    assert_eq!(
        kinds(json!({"diagnostics": [], "triggerKind": 2, "only": ["refactor"]})),
        on_request
    );
    client.shut_down();
}

/// "Add all missing required fields" is about the entire document, and the client shows a light bulb at the cursor.
#[test]
fn actions_for_whole_document_are_not_offered_after_cursor_movement() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    let text = r#"{"name": "acme/a", "version": "1.0.0", "actions": {"get": {}}}"#;
    client.open_manifest(&uri, text);
    let mut titles = |context: Value| -> String {
        let place = json!({"line": 0, "character": text.find("version").unwrap()});
        let range = json!({"start": place, "end": place});
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        client.request("textDocument/codeAction", params).to_string()
    };
    let title = "Add all missing required fields";
    assert_eq!(titles(json!({"diagnostics": [], "triggerKind": 2})), "[]");
    assert!(titles(json!({"diagnostics": [], "triggerKind": 1})).contains(title));
    assert!(titles(json!({"diagnostics": []})).contains(title));
    let only = json!({"diagnostics": [], "triggerKind": 2, "only": ["refactor"]});
    assert!(titles(only).contains(title));
    client.shut_down();
}

/// Without comments and trailing commas, nothing can be removed.
#[test]
fn remove_comments_is_not_offered_in_plain_json() {
    let mut client = client(false);
    let uri = client.uri("integration.jsonc");
    client.open(&uri, "jsonc", 1, r#"{"name": "acme/a", "version": "1.0.0"}"#);
    client.write("integration.json", "mine");
    let actions = code_actions(&mut client, &uri, 1, json!(["refactor"]));
    let removes = |it: &Value| it["title"].as_str().unwrap().starts_with("Remove");
    assert!(!actions.iter().any(removes), "{actions:#?}");
    client.shut_down();
}

#[test]
fn quick_fix_prefers_first_of_several_renames() {
    let mut client = client(false);
    let uri = client.uri("integration.json");
    let text = r#"{"configuratons": {}}"#;
    client.open_manifest(&uri, text);
    let actions = code_actions(&mut client, &uri, 3, json!(["quickfix"]));
    let renames: Vec<_> = actions
        .iter()
        .filter(|action| action["title"].as_str().unwrap().starts_with("Rename"))
        .map(|action| (action["title"].as_str().unwrap(), action["isPreferred"] == true))
        .collect();
    assert_eq!(
        renames,
        [("Rename to `configurations`", true), ("Rename to `configuration`", false)]
    );
    client.shut_down();
}

#[test]
fn quick_fix_that_adds_a_member_has_a_snippet_for_clients_that_support_it() {
    let edits = |experimental: Value| -> Vec<Value> {
        let edit = json!({"documentChanges": true});
        let mut client = Client::with_capabilities(
            json!({"workspace": {"workspaceEdit": edit}, "experimental": experimental}),
        );
        let uri = client.uri("integration.json");
        let text =
            r#"{"name": "a/b", "version": "1.0.0", "actions": {"a": {"output": {"schema": {}}}}}"#;
        client.open_manifest(&uri, text);
        client.published();
        let at = text.find("\"a\": {").unwrap() + 1;
        let action = find(code_actions(&mut client, &uri, at, json!(["quickfix"])), "Add `input`");
        client.shut_down();
        action["edit"]["documentChanges"][0]["edits"].as_array().unwrap().clone()
    };
    let plain = edits(json!({}));
    assert!(plain.iter().all(|edit| edit.get("insertTextFormat").is_none()), "{plain:?}");
    let snippets = edits(json!({"snippetTextEdit": true}));
    assert_eq!(snippets.len(), plain.len());
    assert_eq!(snippets[0]["insertTextFormat"], 2);
    let text = snippets[0]["newText"].as_str().unwrap();
    assert_eq!(text.matches("$0").count(), 1, "{text}");
    assert_eq!(text.replace("$0", ""), plain[0]["newText"].as_str().unwrap());
}

#[test]
fn added_members_place_the_cursor_when_the_action_is_resolved() {
    let edits = |experimental: Value| {
        let mut client = Client::start();
        let resolve = json!({"properties": ["edit"]});
        let document = json!({"codeAction": {"dataSupport": true, "resolveSupport": resolve}});
        client.request(
            "initialize",
            json!({
                "capabilities": {
                    "workspace": {"workspaceEdit": {"documentChanges": true}},
                    "textDocument": document,
                    "experimental": experimental,
                },
            }),
        );
        client.notify("initialized", json!({}));
        let uri = client.uri("integration.json");
        let text = r#"{"name": "a/b", "version": "1.0.0", "actions": {"a": {}, "b": {}}}"#;
        client.open_manifest(&uri, text);
        client.published();
        let all = ["Add all missing required fields", "Add all missing titles and descriptions"];
        let at = text.find("\"a\": {").unwrap() + 1;
        let edits = all.map(|title| {
            let actions = code_actions(&mut client, &uri, at, json!(["refactor.rewrite"]));
            let action = client.request("codeAction/resolve", find(actions, title));
            action["edit"]["documentChanges"][0]["edits"].as_array().unwrap().clone()
        });
        client.shut_down();
        edits
    };
    let is_snippet = |edit: &Value| edit.get("insertTextFormat") == Some(&json!(2));
    for (plain, snippets) in edits(json!({})).iter().zip(edits(json!({"snippetTextEdit": true}))) {
        assert!(!plain.iter().any(is_snippet), "{plain:?}");
        assert_eq!(snippets.iter().filter(|edit| is_snippet(edit)).count(), 1, "{snippets:?}");
        for (plain, snippet) in plain.iter().zip(&snippets) {
            let text = snippet["newText"].as_str().unwrap();
            assert_eq!(text.replace("$0", ""), plain["newText"].as_str().unwrap());
            assert_eq!(text.contains("$0"), is_snippet(snippet), "{text}");
        }
    }
}

#[test]
fn extracted_file_is_offered_for_the_settings_file() {
    let mut client = Client::start();
    let edit = json!({"documentChanges": true, "resourceOperations": ["create"]});
    let commands = json!({"commands": ["integrationManifest.fileExtracted"]});
    client.request(
        "initialize",
        json!({
            "workspaceFolders": [{"uri": client.uri("."), "name": "all"}],
            "capabilities": {
                "workspace": {"workspaceEdit": edit, "applyEdit": true},
                "experimental": {"commands": commands},
            },
        }),
    );
    client.notify("initialized", json!({}));
    let uri = client.uri("sub/integration.json");
    let text = r#"{"name": "a/b", "version": "1.0.0", "readme": "IyBIaQ=="}"#;
    client.write("sub/integration.json", text);
    client.open_manifest(&uri, text);
    client.published();
    let at = text.find("IyBI").unwrap();
    let mut extract = || {
        find(code_actions(&mut client, &uri, at, json!(["refactor.extract"])), "Extract `readme`")
    };
    let command = extract()["command"].clone();
    assert_eq!(command["command"], "integrationManifest.fileExtracted");
    assert!(command["arguments"][0].as_str().unwrap().ends_with("/sub/README.md"), "{command}");
    let apply =
        json!({"command": "integrationManifest.apply", "arguments": [command["arguments"][1]]});
    let id = client.send("workspace/executeCommand", apply);
    let applied = client.server_request("workspace/applyEdit", json!({"applied": true}));
    client.response(&id).unwrap();
    let changes = applied["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["kind"], "create");
    assert_eq!(
        changes[1]["edits"][0]["newText"],
        "[[overrides]]\nfiles = [\"sub/integration.json\"]\n\n[overrides.embed]\nreadme = \"sub/README.md\"\n"
    );
    client.shut_down();
}

#[test]
fn outdated_reference_is_reported_for_saved_text_and_updated() {
    let mut client = client(true);
    client.write(
        "integration-manifest.toml",
        "[docs]\ninject = \"README.md\"\nsections = [\"events\"]\n",
    );
    let begin = "# Mine\n<!-- BEGIN integration-manifest docs -->\n";
    let end = "<!-- END integration-manifest docs -->\n";
    client.write("README.md", &format!("{begin}{end}"));
    let uri = client.uri("integration.json");
    let text = r#"{"name": "a/b", "version": "1.0.0", "actions": {}, "events": {"closed": {"title": "Closed", "schema": {}}}}"#;
    client.open_manifest(&uri, text);
    let is_outdated = |client: &mut Client| {
        let report = client.pull(&uri, None);
        let items = report["items"].as_array().unwrap();
        items.iter().any(|item| item["code"] == "docs-outdated")
    };
    assert!(is_outdated(&mut client));

    let title = "Update the reference in `README.md`";
    let action = find(code_actions(&mut client, &uri, 0, json!(["quickfix"])), title);
    let edit = edit(&mut client, action);
    let change = &edit["documentChanges"][0];
    assert!(change["textDocument"]["uri"].as_str().unwrap().ends_with("/README.md"), "{edit}");
    let updated = apply_edits(&format!("{begin}{end}"), &change["edits"]);
    assert!(updated.starts_with(begin) && updated.ends_with(end), "{updated}");
    assert!(updated.contains("Closed") && !updated.contains("Actions"), "{updated}");

    // An open file can be unsaved, and the edit is of its text.
    let readme = client.uri("README.md");
    let unsaved = format!("Unsaved.\n\n{begin}{end}");
    client.open(&readme, "markdown", 1, &format!("{begin}{end}"));
    client.change(&readme, 2, &[(Some([0, 0, 0, 0]), "Unsaved.\n\n")]);
    let action = find(code_actions(&mut client, &uri, 0, json!(["quickfix"])), title);
    let change = self::edit(&mut client, action)["documentChanges"][0].clone();
    assert_eq!(change["textDocument"], json!({"uri": readme, "version": 2}));
    assert_eq!(apply_edits(&unsaved, &change["edits"]), format!("Unsaved.\n\n{updated}"));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": readme}}));

    // The reference is not compared with text that is not saved.
    client.change(&uri, 2, &[(Some([0, 1, 0, 1]), " ")]);
    assert!(!is_outdated(&mut client));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    assert!(is_outdated(&mut client));
    client.shut_down();
}
