//! Comparison with the version that `[diff] against` names

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::capabilities;
use crate::client::Client;

const OLD: &str = r#"{
  "name": "planner",
  "version": "1.4.2",
  "visibility": "public",
  "actions": {
    "createTask": {
      "title": "Create task",
      "description": "Creates a task",
      "input": { "schema": { "type": "object", "properties": { "name": { "type": "string" } } } },
      "output": { "schema": { "type": "object", "properties": {} } }
    }
  }
}
"#;

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Starts a session in a repository with `OLD`, and the settings `settings`.
fn client(settings: &str, client_capabilities: &str) -> Client {
    let mut client = Client::start();
    let folder = client.folder.path();
    git(folder, &["init", "-q", "-b", "main"]);
    fs::write(folder.join("integration.json"), OLD).unwrap();
    git(folder, &["add", "integration.json"]);
    git(folder, &["commit", "-q", "-m", "first"]);
    fs::write(folder.join("integration-manifest.toml"), settings).unwrap();
    client.initialize(capabilities(client_capabilities));
    client
}

const SETTINGS: &str = "[rules]\npublish = \"off\"\n[diff]\nagainst = \"git:main\"\n";

#[test]
fn breaking_changes_are_published_and_put_back() {
    let mut client = client(SETTINGS, "{}");
    let uri = client.uri("integration.json");
    let start = OLD.find("\"createTask\"").unwrap();
    let end = OLD.rfind("  }\n}").unwrap();
    let new = format!("{}{}", &OLD[..start].trim_end(), &OLD[end..].trim_start());
    client.open_manifest(&uri, &new);
    let published = loop {
        let published = client.published();
        if !published.diagnostics.is_empty() {
            break published;
        }
    };
    let mut rules = published.rules();
    rules.sort_unstable();
    assert_eq!(rules, ["breaking-change", "version-too-low"]);
    let breaking =
        published.diagnostics.iter().find(|it| it.code == "breaking-change").unwrap().clone();
    assert!(breaking.message.contains("The action `createTask` is removed"), "{breaking:?}");
    assert_eq!(breaking.range.start.line, 4);

    let document = json!({ "uri": uri });
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": document }));
    assert_eq!(lenses[0]["command"]["title"], "2.0.0 needed: 1 breaking change since main");
    let position = json!({ "line": 4, "character": 4 });
    let params = json!({ "textDocument": document, "position": position });
    let hover = client.request("textDocument/hover", params);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("Since main:") && text.contains("Creates a task"), "{text}");

    let range = json!({ "start": position, "end": position });
    let params = json!({
        "textDocument": document, "range": range,
        "context": { "diagnostics": [], "only": ["quickfix"] },
    });
    let actions = client.request("textDocument/codeAction", params);
    let titles: Vec<&Value> = actions.as_array().unwrap().iter().map(|it| &it["title"]).collect();
    assert_eq!(titles[0], "Put `createTask` back", "{actions}");

    // The findings follow their members until the next comparison, and end with the change.
    client.change(&uri, 2, &[(None, &format!("\n\n{new}"))]);
    let moved = client.published();
    let breaking = moved.diagnostics.iter().find(|it| it.code == "breaking-change").unwrap();
    assert_eq!(breaking.range.start.line, 6);
    client.change(&uri, 3, &[(None, OLD)]);
    while !client.published().diagnostics.is_empty() {}
    client.shut_down();
}

#[test]
fn code_lenses_are_refreshed_after_the_comparison() {
    let mut client = client(SETTINGS, r#"{"workspace": {"codeLens": {"refreshSupport": true}}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, &OLD.replace("createTask", "makeTask"));
    while client.published().diagnostics.is_empty() {}
    client.server_request("workspace/codeLens/refresh", Value::Null);
    let params = json!({ "textDocument": { "uri": uri } });
    let lenses = client.request("textDocument/codeLens", params);
    assert_eq!(lenses[0]["command"]["title"], "2.0.0 needed: 1 breaking change since main");
    client.change(&uri, 2, &[(None, OLD)]);
    while !client.published().diagnostics.is_empty() {}
    client.server_request("workspace/codeLens/refresh", Value::Null);
    client.shut_down();
}

#[test]
fn comparison_is_off_without_settings() {
    let mut client = client("[rules]\npublish = \"off\"\n", "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, &OLD.replace("createTask", "makeTask"));
    assert_eq!(client.published().rules(), [""; 0]);
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    assert_eq!(lenses, json!([]));
    client.shut_down();
}
