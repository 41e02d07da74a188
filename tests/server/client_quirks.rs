//! Messages of real clients that differ from the protocol

use serde_json::{Value, json};
use url::Url;

use crate::client::Client;
use crate::{VALID, capabilities};

/// Capabilities that the test of `initialize` garbles.
const CAPABILITIES: &str = r#"{
  "textDocument": {
    "publishDiagnostics": {"versionSupport": true},
    "hover": {"contentFormat": ["markdown"]},
    "foldingRange": {"foldingRangeKind": {"valueSet": ["comment", "region"]}},
    "codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}},
    "completion": {"completionItem": {"insertTextModeSupport": {"valueSet": [1, 2]}}}
  },
  "workspace": {"workspaceEdit": {"resourceOperations": ["create"], "failureHandling": "undo"}},
  "window": {"workDoneProgress": true},
  "general": {"positionEncodings": ["utf-16"], "markdown": {"parser": "marked", "version": "1"}}
}"#;

/// Returns the JSON Pointers of all values in `value`.
fn pointers(value: &Value, pointer: String) -> Vec<String> {
    let children: Vec<_> = match value {
        Value::Object(members) => members.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(i, it)| (i.to_string(), it)).collect()
        }
        _ => Vec::new(),
    };
    let below = children.into_iter().flat_map(|(key, it)| pointers(it, format!("{pointer}/{key}")));
    below.chain([pointer.clone()]).collect()
}

fn initialize_params(client: &Client) -> Value {
    json!({
        "processId": null,
        "clientInfo": {"name": "test"},
        "locale": "en",
        "rootPath": null,
        "rootUri": client.uri(""),
        "trace": "off",
        "capabilities": capabilities(CAPABILITIES),
        "workspaceFolders": [{"uri": client.uri(""), "name": "all"}],
        "initializationOptions": {"rules": {"publish": "off"}},
    })
}

#[test]
fn initialize_succeeds_with_any_unknown_value() {
    let client = Client::start();
    let params = initialize_params(&client);
    let mut client = Some(client);
    let garbage = [json!("compact"), json!([]), json!(-1.5), Value::Null];
    for (index, pointer) in pointers(&params, String::new()).into_iter().enumerate() {
        let mut garbled = params.clone();
        *garbled.pointer_mut(&pointer).unwrap() = garbage[index % garbage.len()].clone();
        if pointer.is_empty() {
            // The parameters of a request are an object or an array.
            garbled = json!({});
        }
        let mut client = client.take().unwrap_or_else(Client::start);
        let result = client.request("initialize", garbled.clone());
        assert!(result["capabilities"].is_object(), "{pointer} {garbled}");
        client.request("shutdown", Value::Null);
        client.notify("exit", Value::Null);
        client.exit_code();
    }
}

#[test]
fn root_is_accepted_as_path() {
    let mut client = Client::start();
    client.write("integration.json", r#"{"actions": {"createIssue": {}}}"#);
    let path = client.folder.path().to_str().unwrap().to_owned();
    client.request("initialize", json!({"rootUri": path, "trace": "compact", "capabilities": []}));
    client.notify("initialized", json!({}));
    let symbols = client.request("workspace/symbol", json!({"query": "issue"}));
    assert_eq!(symbols[0]["name"], "createIssue");
    client.shut_down();
}

/// Lua serializes an empty table as an empty array.
#[test]
fn empty_arrays_in_settings_are_empty_tables() {
    let mut client = Client::start_session();
    let settings = json!({"integrationManifest": {"rules": [], "limits": []}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    // An unread `window/showMessage` would fail the test.
    client.shut_down();
}

#[test]
fn unknown_requests_get_method_not_found() {
    let mut client = Client::start_session();
    for method in ["$/unknown", "$/setTrace", "unknown", "textDocument/unknown"] {
        let error = client.try_request(method, json!({})).unwrap_err();
        assert_eq!(error.code, -32601, "{method}");
    }
    client.shut_down();
}

#[test]
fn change_without_version_is_applied() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(client.published().diagnostics.len(), 2);
    for document in [json!({"uri": uri, "version": null}), json!({"uri": uri})] {
        let text = if document.get("version").is_some() { VALID } else { "{}" };
        let changes = json!([{"text": text, "rangeLength": null}]);
        let params = json!({"textDocument": document, "contentChanges": changes});
        client.notify("textDocument/didChange", params);
        assert_eq!(client.published().diagnostics.len(), if text == VALID { 0 } else { 2 });
    }
    client.shut_down();
}

#[test]
fn unknown_formatting_options_are_ignored() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    let options = json!({
        "tabSize": 2, "insertSpaces": true, "insertFinalNewline": null, "style": null,
        "rules": ["a"], "ratio": 0.5,
    });
    let params = json!({"textDocument": {"uri": uri}, "options": options});
    assert!(client.request("textDocument/formatting", params).is_array());
    client.shut_down();
}

/// Clients compare URIs as strings.
#[test]
fn messages_spell_uris_like_the_client() {
    let mut client = Client::start();
    client.initialize(json!({
        "workspace": {"workspaceEdit": {"documentChanges": true}},
        "textDocument": {"documentSymbol": {}},
    }));
    let folder = client.uri("").to_string();
    let path = folder.strip_prefix("file://").unwrap().to_owned();
    for start in [folder, format!("file://localhost{path}"), format!("FILE://{path}")] {
        let spelling = format!("{start}/my é/[a].integration.json");
        let text = r#"{"name": "acme/a", "version": "1.0.0", "name": "acme/b", "titel": ""}"#;
        let document = json!({"uri": spelling, "languageId": "json", "version": 1, "text": text});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        let published = client.notification("textDocument/publishDiagnostics");
        assert_eq!(published["uri"], json!(spelling));
        let related = &published["diagnostics"][0]["relatedInformation"][0];
        assert_eq!(related["location"]["uri"], json!(spelling), "{published}");
        let document = json!({"uri": spelling});
        let symbols =
            client.request("textDocument/documentSymbol", json!({"textDocument": document}));
        assert_eq!(symbols[0]["location"]["uri"], json!(spelling));
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}});
        let context = json!({"diagnostics": [], "only": ["quickfix"]});
        let params = json!({"textDocument": document, "range": range, "context": context});
        let actions = client.request("textDocument/codeAction", params);
        let edit = &actions[0]["edit"]["documentChanges"][0];
        assert_eq!(edit["textDocument"]["uri"], json!(spelling), "{actions}");
        client.notify("textDocument/didClose", json!({"textDocument": document}));
        let closed = client.notification("textDocument/publishDiagnostics");
        assert_eq!((&closed["uri"], &closed["diagnostics"]), (&json!(spelling), &json!([])));
        assert!(Url::parse(&spelling).unwrap().as_str() != spelling);
    }
    client.shut_down();
}
