//! The life of a session: versions, lists, cancellation, the end of stdin.

use std::path::Path;

use serde_json::{Value, json};

use crate::client::Client;

fn names(response: &Value, list: &str, key: &str) -> Vec<String> {
    let items = response["result"][list].as_array().unwrap();
    items.iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn versions_are_negotiated() {
    for (requested, agreed) in [
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2099-01-01", "2025-11-25"),
    ] {
        let mut client = Client::spawn(Path::new("."), &[]);
        let response = client.initialize(requested);
        assert_eq!(response["result"]["protocolVersion"], agreed, "{response:#}");
        assert_eq!(response["result"]["serverInfo"]["name"], "integration-manifest-ls");
        assert!(client.close().success());
    }
}

#[test]
fn lists_contain_tools_resources_and_prompts() {
    let mut client = Client::start(Path::new("."), &[]);
    let tools = client.request("tools/list", json!({}));
    assert_eq!(
        names(&tools, "tools", "name"),
        ["check", "explain", "fix", "describe", "schema", "sample", "diff", "edit", "format"]
    );
    for tool in tools["result"]["tools"].as_array().unwrap() {
        let hints = &tool["annotations"];
        assert_eq!(
            (&hints["destructiveHint"], &hints["openWorldHint"]),
            (&json!(false), &json!(false))
        );
    }
    let resources = client.request("resources/list", json!({}));
    assert_eq!(names(&resources, "resources", "name"), ["rules", "fields", "schema"]);
    let templates = client.request("resources/templates/list", json!({}));
    assert_eq!(
        names(&templates, "resourceTemplates", "uriTemplate"),
        ["integration-manifest://rules/{id}", "integration-manifest://fields/{section}"]
    );
    let prompts = client.request("prompts/list", json!({}));
    assert_eq!(names(&prompts, "prompts", "name"), ["new-integration", "prepare-release"]);
}

#[test]
fn read_only_hides_the_tools_that_write() {
    let mut client = Client::start(Path::new("."), &["--read-only"]);
    let tools = client.request("tools/list", json!({}));
    assert_eq!(
        names(&tools, "tools", "name"),
        ["check", "explain", "describe", "schema", "sample", "diff"]
    );
    for tool in ["fix", "edit", "format"] {
        let failure = client.failure(tool, json!({ "text": "{}" }));
        assert_eq!(failure, format!("-32602 there is no tool `{tool}`"));
    }
}

#[test]
fn resources_and_prompts_are_read() {
    let mut client = Client::start(Path::new("."), &[]);
    let mut read = |uri: &str| {
        let response = client.request("resources/read", json!({ "uri": uri }));
        response["result"]["contents"][0]["text"].as_str().map(str::to_owned).ok_or(response)
    };
    assert!(read("integration-manifest://rules").unwrap().contains("`unknown-field`"));
    assert!(
        read("integration-manifest://rules/unknown-field").unwrap().starts_with("# unknown-field")
    );
    assert!(read("integration-manifest://fields").unwrap().contains("An action"));
    assert!(read("integration-manifest://fields/an-action").unwrap().contains("`title`"));
    let schema = read("integration-manifest://schema").unwrap();
    assert!(serde_json::from_str::<Value>(&schema).unwrap()["properties"]["actions"].is_object());
    assert!(read("file:///etc/passwd").is_err());

    let arguments = json!({ "path": "integration.json", "against": "git:v1" });
    let params = json!({ "name": "prepare-release", "arguments": arguments });
    let prompt = client.request("prompts/get", params);
    let text = prompt["result"]["messages"][0]["content"]["text"].as_str().unwrap();
    assert!(text.contains("`git:v1`"));
    let missing = client.request("prompts/get", json!({ "name": "new-integration" }));
    assert_eq!(missing["error"]["code"], -32602);
}

#[test]
fn cancelled_requests_do_not_affect_others() {
    let mut client = Client::start(Path::new("."), &[]);
    for id in 1_000..1_100 {
        let params = json!({ "name": "check", "arguments": { "text": "{}" } });
        client
            .send(&json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params }));
        let params = json!({ "requestId": id });
        client.send(
            &json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }),
        );
        // Without responses, the permits of cancelled requests have to be returned.
    }
    client.send(&json!({ "jsonrpc": "2.0", "id": "last", "method": "ping" }));
    while client.receive()["id"] != "last" {}
}

#[test]
fn program_ends_with_stdin() {
    let client = Client::start(Path::new("."), &[]);
    assert!(client.close().success());
    assert!(Client::spawn(Path::new("."), &[]).close().success());
    let mut client = Client::start(Path::new("."), &[]);
    client.send_line(br#"{"jsonrpc":"2.0","id":1,"method":"tools/call""#);
    assert!(client.close().success());
}

/// A script can write its requests at once and close the pipe.
#[test]
fn requests_are_answered_after_stdin_ends() {
    let mut client = Client::start(Path::new("."), &[]);
    let manifest = format!("{{\"layers\": [{}1]}}", "1, ".repeat(20_000));
    for id in 100..110 {
        let params = json!({ "name": "check", "arguments": { "text": manifest } });
        let request =
            json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params });
        client.send(&request);
    }
    client.end();
    let mut answered: Vec<u64> =
        (0..10).map(|_| client.receive()["id"].as_u64().unwrap()).collect();
    answered.sort_unstable();
    assert_eq!(answered, (100..110).collect::<Vec<u64>>());
    assert!(client.close().success());
}

#[test]
fn missing_root_is_an_error() {
    let client = Client::spawn(Path::new("."), &["--root", "no-such-folder"]);
    assert_eq!(client.close().code(), Some(2));
}
