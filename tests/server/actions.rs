//! Code actions besides repairs: refactors, and rules told to say less.

use serde_json::{Value, json};
use url::Url;

use crate::common::Client;
use crate::features::edited;

const TEXT: &str = r#"{"version": "1.0.0", "name": "acme/a", "actions": {"get": {"output": {"schema": {}}, "input": {"schema": {}}}}, "titel": "A"}"#;

/// A client that can do everything with files, in a workspace that is its folder; `resolves` says
/// whether it asks for edits later.
fn client(resolves: bool) -> Client {
    let mut client = Client::start();
    let operations = json!(["create", "rename", "delete"]);
    let edit = json!({"documentChanges": true, "resourceOperations": operations});
    let later = json!({"dataSupport": true, "resolveSupport": {"properties": ["edit"]}});
    let action = if resolves { later } else { json!({}) };
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

fn ask(client: &mut Client, uri: &Url, at: usize, only: Value) -> Vec<Value> {
    let place = json!({"line": 0, "character": at});
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "only": only},
    });
    serde_json::from_value(client.request("textDocument/codeAction", params)).unwrap()
}

fn take(actions: Vec<Value>, title: &str) -> Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("{title}: {actions:#?}")).clone()
}

/// The edit of an action, asked for where it did not come along.
fn edit(client: &mut Client, action: Value) -> Value {
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
            let actions = ask(&mut client, &uri, TEXT.find(at).unwrap(), only);
            let action = take(actions, title);
            assert_eq!(action["edit"].is_null(), resolves, "{action}");
            let edit = edit(&mut client, action);
            let change = &edit["documentChanges"][0];
            assert_eq!(change["textDocument"], json!({"uri": uri, "version": 1}));
            edited(TEXT, &change["edits"])
        };
        let inner = r#"{"input": {"schema": {}}, "output": {"schema": {}}}"#;
        let old = r#"{"output": {"schema": {}}, "input": {"schema": {}}}"#;
        assert_eq!(after("output", Value::Null, "Sort these"), TEXT.replace(old, inner));
        let all = format!(
            r#"{{"name": "acme/a", "version": "1.0.0", "actions": {{"get": {inner}}}, "titel": "A"}}"#
        );
        assert_eq!(after("name", json!(["source.sortMembers"]), "Sort all"), all);
        let filled = r#""input": {"schema": {}}, "title": "", "description": ""}}"#;
        let titles =
            after("output", json!(["refactor"]), "Add the titles and descriptions that `get`");
        assert_eq!(titles, TEXT.replace(r#""input": {"schema": {}}}}"#, filled));
        client.end();
    }
}

/// What is large is written when somebody wants it, also where actions cannot be resolved.
#[test]
fn edits_of_the_whole_document_are_made_by_a_command() {
    let mut client = Client::with_capabilities(json!({
        "workspace": {"applyEdit": true},
        "textDocument": {"diagnostic": {}},
    }));
    let uri = client.uri("integration.json");
    let text = r#"{"name": "acme/a", "actions": {"get": {"input": {"schema": {}}}}}"#;
    client.open_manifest(&uri, text);
    let title = "Add all required";
    let action = take(ask(&mut client, &uri, 1, Value::Null), title);
    assert_eq!(action["edit"], Value::Null);
    let command = json!({
        "command": action["command"]["command"],
        "arguments": action["command"]["arguments"],
    });
    let made = |client: &mut Client, applied: bool| {
        let id = client.send("workspace/executeCommand", command.clone());
        let asked = client.asked("workspace/applyEdit", json!({"applied": applied}));
        (asked["edit"]["changes"][uri.as_str()].clone(), client.answer_to(&id))
    };
    let (edits, answer) = made(&mut client, true);
    assert_eq!(answer.unwrap(), Value::Null);
    let filled = edited(text, &edits);
    assert!(filled.contains("\"version\"") && filled.contains("\"output\""), "{filled}");
    let (_, answer) = made(&mut client, false);
    assert_eq!(answer.unwrap_err().message, "The editor did not make the change.");
    client.change(&uri, 2, &[(None, "{}")]);
    let late = client.ask("workspace/executeCommand", command);
    assert_eq!(late.unwrap_err().code, -32801);
    client.end();

    // Where it can be made in no other way, it is made where it is asked for.
    let mut client = Client::with_capabilities(json!({"textDocument": {"diagnostic": {}}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, text);
    let offers = |actions: Vec<Value>| {
        actions.iter().any(|action| action["title"].as_str().unwrap().starts_with(title))
    };
    assert!(!offers(ask(&mut client, &uri, 1, Value::Null)));
    assert!(offers(ask(&mut client, &uri, 1, json!(["refactor"]))));
    client.end();
}

#[test]
fn an_edit_of_another_version_is_refused() {
    let mut client = client(true);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, TEXT);
    let action = take(ask(&mut client, &uri, 5, Value::Null), "Sort these");
    client.change(&uri, 2, &[(None, "{}")]);
    assert_eq!(client.ask("codeAction/resolve", action.clone()).unwrap_err().code, -32801);
    let mut strange = action;
    strange["data"] = json!({"uri": "x"});
    assert_eq!(client.ask("codeAction/resolve", strange).unwrap_err().code, -32602);
    client.end();
}

#[test]
fn comments_and_the_name_of_their_file_go() {
    let mut client = client(true);
    let uri = client.uri("integration.jsonc");
    let text = r#"{"name": "acme/a", /* x */ "version": "1.0.0",}"#;
    client.open(&uri, "jsonc", 1, text);
    let action = take(ask(&mut client, &uri, 1, Value::Null), "Convert to `integration.json`");
    let edit = edit(&mut client, action);
    let steps = &edit["documentChanges"];
    let plain = r#"{"name": "acme/a", "version": "1.0.0"}"#;
    assert_eq!(edited(text, &steps[0]["edits"]), plain);
    assert_eq!(steps[1]["kind"], "rename");
    assert_eq!(steps[1]["newUri"], json!(client.uri("integration.json")));
    client.write("integration.json", "mine");
    let actions = ask(&mut client, &uri, 1, Value::Null);
    take(actions, "Remove all comments and trailing commas");
    client.end();
}

#[test]
fn lower_severity_action() {
    let mut client = client(true);
    let uri = client.uri("a/integration.json");
    client.open_manifest(&uri, TEXT);
    let at = TEXT.find("titel").unwrap();
    let action =
        take(ask(&mut client, &uri, at, json!(["quickfix"])), "Disable `unknown-field` for");
    assert_eq!(action["diagnostics"][0]["code"], "unknown-field");
    let new = edit(&mut client, action);
    let settings = client.uri("integration-manifest.toml");
    assert_eq!(new["documentChanges"][0]["kind"], "create");
    assert_eq!(new["documentChanges"][0]["uri"], json!(settings));
    let text = new["documentChanges"][1]["edits"][0]["newText"].as_str().unwrap().to_owned();
    assert!(text.contains("a/integration.json"), "{text}");

    client.write("integration-manifest.toml", "[rules]\n# ours\npublish = 'off'\n");
    let action = take(ask(&mut client, &uri, at, Value::Null), "Disable `unknown-field` (");
    let new = edit(&mut client, action);
    let change = &new["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": settings, "version": null}));
    assert_eq!(
        edited("[rules]\n# ours\npublish = 'off'\n", &change["edits"]),
        "[rules]\n# ours\npublish = 'off'\nunknown-field = \"off\"\n"
    );

    // A file above the workspace is none of its business.
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
    other.open_manifest(&uri, TEXT);
    let offered = ask(&mut other, &uri, at, Value::Null);
    assert!(
        !offered.iter().any(|it| it["title"].as_str().unwrap().starts_with("Turn")),
        "{offered:#?}"
    );
    other.end();
    client.end();
}

#[test]
fn several_may_be_meant() {
    let mut client = client(false);
    let uri = client.uri("integration.json");
    let text = r#"{"configuratons": {}}"#;
    client.open_manifest(&uri, text);
    let actions = ask(&mut client, &uri, 3, json!(["quickfix"]));
    let renames: Vec<_> = actions
        .iter()
        .filter(|action| action["title"].as_str().unwrap().starts_with("Rename"))
        .map(|action| (action["title"].as_str().unwrap(), action["isPreferred"] == true))
        .collect();
    assert_eq!(
        renames,
        [("Rename to `configurations`", true), ("Rename to `configuration`", false)]
    );
    client.end();
}
