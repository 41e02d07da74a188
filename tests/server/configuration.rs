//! Settings: sent by the client, requested from it, or in a file

use serde_json::{Value, json};

use crate::client::Client;
use crate::severities;

#[test]
fn settings_apply_from_initialization_and_notification() {
    let mut client = Client::start();
    let options = json!({"rules": {"missing-field": "hint", "publish": "off"}});
    client.request("initialize", json!({"capabilities": {}, "initializationOptions": options}));
    client.notify("initialized", json!({}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(severities(&client.published().diagnostics), [4, 4]);
    let settings =
        json!({"integrationManifest": {"rules": {"endpoint": "info", "publish": "off"}}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    assert_eq!(severities(&client.published().diagnostics), [3, 3]);
    client.shut_down();
}

#[test]
fn settings_are_requested_from_client() {
    let mut client = Client::with_capabilities(json!({"workspace": {"configuration": true}}));
    let params = client.server_request(
        "workspace/configuration",
        json!([{"rules": {"endpoint": "off", "publish": "off"}}]),
    );
    assert_eq!(params, json!({"items": [{"section": "integrationManifest"}]}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    // Diagnostics can be published before the settings arrive.
    while !client.published().diagnostics.is_empty() {}
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    client.server_request("workspace/configuration", json!([{"rules": {"publish": "off"}}]));
    assert_eq!(severities(&client.published().diagnostics), [1, 1]);
    client.shut_down();
}

#[test]
fn first_pull_waits_for_requested_settings() {
    let mut client = Client::with_capabilities(json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"configuration": true},
    }));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    let params = json!({"textDocument": {"uri": uri}});
    let id = client.send("textDocument/diagnostic", params);
    client.server_request("workspace/configuration", json!([{"rules": {"publish": "off"}}]));
    let report = client.response(&id).unwrap();
    assert_eq!(report["items"].as_array().unwrap().len(), 2);
    client.shut_down();
}

#[test]
fn unknown_client_settings_are_reported() {
    let mut client = Client::start_session();
    let settings = json!({"integrationManifest": {"rules": {"too-lonk": "off"}}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    let notification = client.notification("window/showMessage");
    assert_eq!(notification["type"], 2);
    let message = notification["message"].as_str().unwrap();
    assert!(message.contains("too-lonk") && message.contains("too-long"), "{message}");
    client.shut_down();
}

#[test]
fn settings_file_applies_and_is_checked() {
    let mut client = Client::start_session();
    let file = client.uri("integration-manifest.toml");
    client.write("integration-manifest.toml", "[rules]\nendpoint = 'hint'\ntoo-lonk = 'off'\n");
    let uri = client.uri("deep/er/integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(severities(&client.published().diagnostics), [4, 4]);
    let problems = client.published();
    assert_eq!(problems.uri, file);
    let [problem] = &problems.diagnostics[..] else { panic!("{problems:?}") };
    assert_eq!(problem.source, "integration-manifest.toml");
    assert_eq!((problem.range.start.line, problem.range.end.character), (2, 8));
    assert!(problem.message.contains("`too-long`"), "{}", problem.message);

    client.write("integration-manifest.toml", "[rules]\nendpoint = 'off'\n");
    let changes = json!({"changes": [{"uri": file, "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let published = client.published();
    assert_eq!((published.uri, published.diagnostics), (uri, vec![]));
    let published = client.published();
    assert_eq!((published.uri, published.diagnostics), (file, vec![]));
    client.shut_down();
}

#[test]
fn settings_files_are_watched_with_client_support() {
    let watched = json!({"didChangeWatchedFiles": {"dynamicRegistration": true}});
    let mut client = Client::with_capabilities(json!({"workspace": watched}));
    let params = client.server_request("client/registerCapability", Value::Null);
    let registration = &params["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let glob = &registration["registerOptions"]["watchers"][0]["globPattern"];
    assert_eq!(glob, "**/integration-manifest.toml");
    client.shut_down();
}

#[test]
fn settings_change_sends_diagnostic_refresh() {
    let mut client = Client::with_capabilities(json!({
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": true}},
    }));
    let rules = json!({"endpoint": "off", "publish": "off"});
    let settings = json!({"integrationManifest": {"rules": rules}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    client.shut_down();
}

#[test]
fn settings_apply_per_folder() {
    let mut client = Client::start();
    let folder = |client: &Client, name: &str| json!({"uri": client.uri(name), "name": name});
    let folders = json!([folder(&client, "a"), folder(&client, "b")]);
    let workspace = json!({"configuration": true, "workspaceFolders": true});
    let params = json!({"capabilities": {"workspace": workspace}, "workspaceFolders": folders});
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    let section = |level: &str| json!({"rules": {"endpoint": level, "publish": "off"}});
    let request = client.server_request(
        "workspace/configuration",
        json!([section("error"), section("hint"), section("off")]),
    );
    let item = |name: &str| json!({"section": "integrationManifest", "scopeUri": client.uri(name)});
    let everywhere = json!({"section": "integrationManifest"});
    assert_eq!(request, json!({"items": [everywhere, item("a"), item("b")]}));
    // The request for the new folder is sent after the first response is applied.
    let change = json!({"added": [folder(&client, "c")], "removed": [folder(&client, "b")]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": change}));
    let request = client.server_request(
        "workspace/configuration",
        json!([section("warning"), section("hint"), null]),
    );
    assert_eq!(request["items"][2]["scopeUri"], json!(client.uri("c")));
    for (name, severity) in [("a", 4), ("b", 2), ("c", 2)] {
        let uri = client.uri(&format!("{name}/integration.json"));
        client.open_manifest(&uri, "{}");
        // Diagnostics can be published before the settings arrive.
        while severities(&client.published().diagnostics) != [severity, severity] {}
        client.close(&uri);
        client.published();
    }
    client.shut_down();
}

/// The client sends the text of files that code actions edit, without other requests for them.
#[test]
fn edited_files_are_registered_for_synchronization() {
    let mut client = Client::start();
    let capabilities = json!({"textDocument": {"synchronization": {"dynamicRegistration": true}}});
    client.request("initialize", json!({"capabilities": capabilities}));
    client.notify("initialized", json!({}));
    let request = client.server_request("client/registerCapability", Value::Null);
    let registrations = request["registrations"].as_array().unwrap();
    let methods: Vec<_> = registrations.iter().map(|it| it["method"].as_str().unwrap()).collect();
    let expected = ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"];
    assert_eq!(methods, expected);
    for registration in registrations {
        let selector = &registration["registerOptions"]["documentSelector"];
        let patterns: Vec<_> =
            selector.as_array().unwrap().iter().map(|it| &it["pattern"]).collect();
        assert_eq!(patterns, ["**/*.md", "**/integration-manifest.baseline.json"]);
    }
    client.shut_down();
}
