//! Embedded files: code actions, commands and watchers

use serde_json::{Value, json};
use url::Url;

use crate::client::Client;

/// Starts a client that supports file creation, with these workspace folders; `None` is no
/// workspace.
fn client(folders: Option<&[&str]>) -> Client {
    let mut client = Client::start();
    let folders: Option<Vec<Value>> = folders.map(|folders| {
        let folder = |name: &&str| json!({"uri": client.uri(name), "name": name});
        folders.iter().map(folder).collect()
    });
    let edit = json!({"documentChanges": true, "resourceOperations": ["create"]});
    let params = json!({
        "processId": null,
        "rootUri": null,
        "workspaceFolders": folders,
        "capabilities": {"workspace": {"workspaceEdit": edit}, "textDocument": {"diagnostic": {}}},
        "initializationOptions": {"rules": {"publish": "off"}},
    });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client
}

/// Returns the code actions at the first occurrence of `at`.
fn actions(client: &mut Client, uri: &Url, text: &str, at: &str) -> Vec<Value> {
    let place = json!({"line": 0, "character": text.find(at).unwrap()});
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "triggerKind": 1},
    });
    let actions = client.request("textDocument/codeAction", params);
    serde_json::from_value(actions).unwrap()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

#[test]
fn embed_action_inserts_sibling_file() {
    let mut client = client(None);
    client.write("icon.svg", "<svg/>");
    let uri = client.uri("integration.json");
    let text = r#"{"name": "acme/a", "version": "1.0.0", "icon": "icon.svg"}"#;
    client.open_manifest(&uri, text);
    let actions = actions(&mut client, &uri, text, "icon.svg");
    let embed = actions.iter().find(|action| action["title"] == "Embed `icon.svg`").unwrap();
    assert_eq!(embed["kind"], "quickfix");
    let edit = &embed["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({"uri": uri, "version": 1}));
    assert_eq!(edit["edits"][0]["newText"], "\"PHN2Zy8+\"");
    client.shut_down();
}

#[test]
fn embed_action_reads_only_inside_workspace() {
    let mut client = client(Some(&["in"]));
    client.write("outside.md", "private");
    client.write("in/a/inside.md", "public");
    client.write("out/integration.json", "");
    client.write("out/inside.md", "private");
    let outside = client.folder.path().join("outside.md");
    let mut paths = vec!["../../outside.md".to_owned(), outside.to_str().unwrap().to_owned()];
    #[cfg(unix)]
    {
        let folder = client.folder.path().join("in/a");
        std::os::unix::fs::symlink("../../outside.md", folder.join("link.md")).unwrap();
        std::os::unix::fs::symlink("../..", folder.join("up")).unwrap();
        paths.extend(["link.md".to_owned(), "up/outside.md".to_owned()]);
    }
    let can_embed = |client: &mut Client, manifest: &str, path: &str| {
        let uri = client.uri(manifest);
        let text = json!({"readme": path}).to_string();
        client.open_manifest(&uri, &text);
        let actions = actions(client, &uri, &text, "readme");
        client.close(&uri);
        actions.iter().any(|action| action["title"].as_str().unwrap().starts_with("Embed"))
    };
    assert!(can_embed(&mut client, "in/a/integration.json", "inside.md"));
    for path in &paths {
        assert!(!can_embed(&mut client, "in/a/integration.json", path), "{path}");
    }
    assert!(
        !can_embed(&mut client, "out/integration.json", "inside.md"),
        "a manifest outside of the workspace"
    );

    let added = json!([{"uri": client.uri("out"), "name": "out"}]);
    let event = json!({"event": {"added": added, "removed": []}});
    client.notify("workspace/didChangeWorkspaceFolders", event);
    assert!(can_embed(&mut client, "out/integration.json", "inside.md"), "an added folder");
    client.shut_down();
}

#[test]
fn extract_action_creates_new_file() {
    let mut client = client(Some(&["."]));
    let uri = client.uri("integration.json");
    let text = r#"{"name": "acme/a", "version": "1.0.0", "readme": "IyBIaQ=="}"#;
    client.open_manifest(&uri, text);
    let found = actions(&mut client, &uri, text, "readme");
    assert_eq!(titles(&found), ["Extract `readme` to `README.md`"]);
    assert_eq!(found[0]["kind"], "refactor.extract");
    let readme = client.uri("README.md");
    let zero = json!({"line": 0, "character": 0});
    assert_eq!(
        found[0]["edit"]["documentChanges"],
        json!([
            {
                "kind": "create",
                "uri": readme,
                "options": {"overwrite": false, "ignoreIfExists": false},
            },
            {
                "textDocument": {"uri": readme, "version": null},
                "edits": [{"range": {"start": zero, "end": zero}, "newText": "# Hi"}],
            },
        ])
    );
    client.write("README.md", "mine");
    let found = actions(&mut client, &uri, text, "readme");
    assert_eq!(titles(&found), ["Extract `readme` to `README-2.md`"]);
    client.shut_down();

    let mut plain = Client::start_session();
    let uri = plain.uri("integration.json");
    plain.open_manifest(&uri, text);
    plain.published();
    assert_eq!(actions(&mut plain, &uri, text, "readme"), Vec::<Value>::new());
    plain.shut_down();
}

#[test]
fn embedded_commands_list_read_and_write_strings() {
    let mut client = client(None);
    let uri = client.uri("integration.json");
    let text = r#"{"readme": "IyBIaQ==", "identifier": {"extractScript": ".a\n"}, "secrets": {"A": "hunter2"}}"#;
    client.open_manifest(&uri, text);
    let command = |name: &str, argument: Value| json!({"command": format!("integrationManifest.embedded.{name}"), "arguments": [argument]});
    let execute = "workspace/executeCommand";
    let list = client.request(execute, command("list", json!({"uri": uri})));
    let place = |start, end| json!({"start": {"line": 0, "character": start}, "end": {"line": 0, "character": end}});
    assert_eq!(
        list,
        json!([
            {
                "pointer": "/readme", "title": "readme", "kind": "markdown", "file": "README.md",
                "range": place(1, 9),
            },
            {
                "pointer": "/identifier/extractScript", "title": "extractScript", "kind": "vrl",
                "file": "extractScript.vrl", "range": place(38, 53),
            },
        ])
    );
    let all = client.request(execute, command("list", json!({"uri": uri, "missing": true})));
    let all = all.as_array().unwrap();
    assert_eq!(all[..2], *list.as_array().unwrap());
    let icon = json!({"pointer": "/icon", "title": "icon", "kind": "svg", "file": "icon.svg"});
    assert!(all[2..].contains(&icon), "{all:?}");
    assert!(all[2..].iter().all(|place| place.get("range").is_none()), "{all:?}");
    let read = client.request(execute, command("read", json!({"uri": uri, "pointer": "/readme"})));
    assert_eq!(read, json!({"text": "# Hi", "version": 1}));

    // The commands see preceding changes.
    client.change(&uri, 2, &[(None, &text.replace("IyBIaQ==", "IyBIbw=="))]);
    let write = json!({"uri": uri, "pointer": "/readme", "text": "# Hé", "previous": "# Hi"});
    let error = client.try_request(execute, command("write", write)).unwrap_err();
    assert_eq!(error.code, -32803);
    assert_eq!(error.message, "`/readme` was changed in the manifest in the meantime.");
    let write = json!({"uri": uri, "pointer": "/readme", "text": "# Hé", "previous": "# Ho"});
    let edit = client.request(execute, command("write", write));
    assert_eq!(
        edit["documentChanges"],
        json!([{
            "textDocument": {"uri": uri, "version": 2},
            // Only the changed part is replaced.
            "edits": [{"range": place(16, 19), "newText": "w6k"}],
        }])
    );
    for argument in [
        json!({"uri": uri, "pointer": "/secrets/A"}),
        json!({"uri": uri, "pointer": "/icon"}),
        json!({"uri": uri}),
        json!({"uri": client.uri("other.integration.json"), "pointer": "/readme"}),
    ] {
        let error = client.try_request(execute, command("read", argument)).unwrap_err();
        assert_eq!(error.code, -32803);
        assert!(!error.message.contains("hunter2"));
    }
    for params in [
        command("burn", json!({"uri": uri})),
        command("read", json!({"uri": "no uri"})),
        command("read", json!({"uri": uri, "pointer": 1})),
        command("read", json!("x")),
        json!({"command": "integrationManifest.embedded.read", "arguments": []}),
    ] {
        assert_eq!(client.try_request(execute, params).unwrap_err().code, -32602);
    }
    client.shut_down();
}

#[test]
fn embedded_file_is_watched_and_compared() {
    let mut client = Client::with_capabilities(json!({
        "workspace": {"didChangeWatchedFiles": {
            "dynamicRegistration": true, "relativePatternSupport": true,
        }},
    }));
    client.server_request("client/registerCapability", Value::Null);
    client.write("a/integration-manifest.toml", "[embed]\nreadme = 'docs/hub.md'\n");
    client.write("a/docs/hub.md", "# Hi\n");
    let uri = client.uri("a/integration.json");
    client.open_manifest(&uri, r#"{"name": "acme/a", "version": "1.0.0", "readme": "IyBIaQ=="}"#);
    assert_eq!(client.published().rules(), [""; 0]);
    let request = client.server_request("client/registerCapability", Value::Null);
    let folder = Url::from_directory_path(client.folder.path().join("a/docs")).unwrap();
    assert_eq!(
        request["registrations"][0]["registerOptions"]["watchers"],
        json!([{"globPattern": {"baseUri": folder, "pattern": "hub.md"}}])
    );

    client.write("a/docs/hub.md", "# Ho\n");
    let changes = json!({"changes": [{"uri": client.uri("a/docs/hub.md"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    let published = client.published();
    assert_eq!(published.rules(), ["embedded-copy-differs"]);
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": {"line": 0, "character": 45}, "end": {"line": 0, "character": 45}},
        "context": {"diagnostics": []},
    });
    let fix = client.request("textDocument/codeAction", params);
    assert_eq!(fix[0]["title"], "Embed `docs/hub.md`");
    assert!(fix[0]["edit"].to_string().contains("IyBIbwo="), "{fix}");

    // Without embedded files, nothing is watched.
    client.write("a/integration-manifest.toml", "");
    let changes =
        json!({"changes": [{"uri": client.uri("a/integration-manifest.toml"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(client.published().rules(), [""; 0]);
    let request = client.server_request("client/unregisterCapability", Value::Null);
    assert_eq!(request["unregisterations"][0]["id"], "embedded-files-1");
    client.shut_down();
}

/// The text of the editor is not saved in the manifest yet.
#[test]
fn script_commands_use_positions_of_the_script() {
    let mut client = Client::start();
    client.initialize(json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let uri = client.uri("integration.json");
    let text = r#"{"name": "a", "version": "1.0.0", "identifier": {"extractScript": "old"}}"#;
    client.open_manifest(&uri, text);
    client.published();
    let script = "x = \"é\\n\"\nto_string!(.bo)";
    let mut command = |name: &str, pointer: &str, character: u32| {
        let argument = json!({
            "uri": uri, "pointer": pointer, "text": script,
            "position": {"line": 1, "character": character},
        });
        let name = format!("integrationManifest.embedded.{name}");
        let params = json!({"command": name, "arguments": [argument]});
        client.try_request("workspace/executeCommand", params)
    };
    let pointer = "/identifier/extractScript";
    let items = command("completion", pointer, 14).unwrap();
    let body = items.as_array().unwrap().iter().find(|item| item["label"] == ".body").unwrap();
    let range = json!({
        "start": {"line": 1, "character": 11}, "end": {"line": 1, "character": 14},
    });
    assert_eq!(body["textEdit"], json!({"range": range, "newText": ".body"}));
    let hover = command("hover", pointer, 3).unwrap();
    assert_eq!(hover["range"]["end"], json!({"line": 1, "character": 9}));
    let found = command("diagnostics", pointer, 0).unwrap();
    assert_eq!(found[0]["code"], "script-unknown-path", "{found}");
    assert_eq!(found[0]["range"], range);
    let error = command("diagnostics", "/name", 0).unwrap_err();
    assert_eq!(error.message, "`/name` is not a script.");
    client.shut_down();
}
