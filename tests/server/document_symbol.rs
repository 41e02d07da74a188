//! `textDocument/documentSymbol` and `workspace/symbol`

use serde_json::{Value, json};
use url::Url;

use crate::client::Client;

const ACTION: &str = r#"{
  "name": "acme/a", "version": "1.0.0",
  "actions": {
    "createIssue": {
      "input": { "schema": { "properties": { "title": { "type": "string" } } } }
    }
  }
}"#;

#[test]
fn document_symbols_nest_with_client_support() {
    let hierarchical = json!({"hierarchicalDocumentSymbolSupport": true});
    let mut client =
        Client::with_capabilities(json!({"textDocument": {"documentSymbol": hierarchical}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, ACTION);
    client.published();
    let params = json!({"textDocument": {"uri": uri}});
    let symbols = client.request("textDocument/documentSymbol", params.clone());
    let mut symbol = &symbols[2];
    let mut names = vec![symbol["name"].as_str().unwrap()];
    while let Some(child) = symbol["children"].get(0) {
        symbol = child;
        names.push(symbol["name"].as_str().unwrap());
    }
    assert_eq!(names, ["actions", "createIssue", "input", "title"]);
    assert_eq!((&symbol["kind"], &symbol["detail"]), (&json!(15), &json!("string")));
    let start = json!({"line": 4, "character": 45});
    assert_eq!(symbol["selectionRange"]["start"], start);
    assert_eq!(symbol["range"], json!({"start": start, "end": {"line": 4, "character": 74}}));
    client.shut_down();

    let mut client = Client::start_session();
    client.open_manifest(&uri, ACTION);
    client.published();
    let symbols = client.request("textDocument/documentSymbol", params);
    assert_eq!(symbols[5]["name"], "title");
    assert_eq!(symbols[5]["containerName"], "actions › createIssue › input");
    assert_eq!(symbols[5]["location"]["uri"], json!(uri));
    client.shut_down();
}

#[test]
fn workspace_symbols_match_in_all_folders() {
    let mut client = Client::start();
    let folder = Url::from_directory_path(client.folder.path()).unwrap();
    client.write("b/integration.json", r#"{"events": {"issueCreated": {}, "é": 1}}"#);
    client.write("c/integration.json", r#"{"actions": {"createdOnDisk": {}}}"#);
    client.write("out/integration.json", r#"{"actions": {"created": {}}}"#);
    client.write(".gitignore", "out\n");
    let folders = json!([{"uri": folder.join("b").unwrap(), "name": "b"}]);
    let capabilities = json!({"workspace": {"workspaceFolders": true}});
    let params = json!({"capabilities": capabilities, "workspaceFolders": folders});
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    // An open document replaces its file.
    let open = client.uri("c/integration.json");
    client.open_manifest(&open, ACTION);
    client.published();
    let mut names = |query: &str| -> Vec<String> {
        let symbols = client.request("workspace/symbol", json!({"query": query}));
        let name = |symbol: &Value| symbol["name"].as_str().unwrap().to_owned();
        symbols.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(names("CRE"), ["createIssue", "issueCreated"]);
    assert_eq!(names("iscr"), ["issueCreated"]);
    assert_eq!(names("nope"), [""; 0]);
    let all = json!([{"uri": folder, "name": "all"}]);
    let event = json!({"added": all, "removed": folders});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    client.close(&open);
    client.published();
    let symbols = client.request("workspace/symbol", json!({"query": "created"}));
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|symbol| &symbol["name"]).collect();
    assert_eq!(names, ["createdOnDisk", "issueCreated"]);
    let place = json!({
        "uri": client.uri("b/integration.json"),
        "range": {"start": {"line": 0, "character": 12}, "end": {"line": 0, "character": 26}},
    });
    assert_eq!(symbols[1]["location"], place);
    client.shut_down();
}
