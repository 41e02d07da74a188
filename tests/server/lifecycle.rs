//! Start and end of the session, and invalid messages

use std::process::Command;

use serde_json::{Value, json};

use crate::client::Client;
use crate::{PULL_CAPABILITIES, VALID, capabilities};

#[test]
fn initialize_announces_capabilities() {
    let mut client = Client::start();
    let result = client.initialize(json!({}));
    assert_eq!(result["serverInfo"]["name"], "integration-manifest-ls");
    let capabilities = &result["capabilities"];
    assert_eq!(capabilities["textDocumentSync"]["openClose"], true);
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(capabilities["hoverProvider"], true);
    assert!(capabilities["completionProvider"].is_object());
    for provider in [
        "documentFormatting",
        "documentRangeFormatting",
        "documentSymbol",
        "workspaceSymbol",
        "foldingRange",
        "selectionRange",
        "inlayHint",
    ] {
        assert_eq!(capabilities[format!("{provider}Provider")], true, "{provider}");
    }
    let on_type = &capabilities["documentOnTypeFormattingProvider"];
    assert_eq!(on_type["firstTriggerCharacter"], "}");
    assert_eq!(on_type["moreTriggerCharacter"], json!(["]", "\n"]));
    // This client does not pull diagnostics.
    assert_eq!(capabilities["diagnosticProvider"], Value::Null);
    client.shut_down();
}

#[test]
fn shutdown_then_exit_returns_0() {
    Client::start_session().shut_down();
}

#[test]
fn exit_without_shutdown_returns_1() {
    let mut client = Client::start_session();
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn exit_before_initialize_returns_1() {
    let mut client = Client::start();
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn exits_on_stdin_eof() {
    let mut client = Client::start_session();
    client.close_stdin();
    assert_eq!(client.exit_code(), Some(1));

    let mut client = Client::start_session();
    client.request("shutdown", Value::Null);
    client.close_stdin();
    assert_eq!(client.exit_code(), Some(0));
}

#[cfg(unix)]
#[test]
fn exits_when_parent_exits() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_integration-manifest-ls"))
        .arg("--version")
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let process = child.id();
    child.wait().unwrap();
    let mut client = Client::start();
    client.request("initialize", json!({"processId": process, "capabilities": {}}));
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn requests_outside_session_are_rejected() {
    let mut client = Client::start();
    let uri = client.uri("integration.json");
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
    let early = client.try_request("textDocument/hover", params.clone()).unwrap_err();
    assert_eq!(early.code, -32002);
    client.open_manifest(&uri, "{}");
    client.change(&uri, 2, &[(Some([0, 0, 0, 1]), "x")]);
    client.close(&uri);
    client.initialize(json!({}));
    // A document that was opened before the session is not open.
    assert_eq!(client.request("textDocument/hover", params.clone()), Value::Null);
    assert_eq!(
        client.try_request("initialize", json!({"capabilities": {}})).unwrap_err().code,
        -32600
    );
    client.request("shutdown", Value::Null);
    client.open_manifest(&uri, "{}");
    assert_eq!(client.try_request("textDocument/hover", params).unwrap_err().code, -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn malformed_message_affects_only_itself() {
    let mut client = Client::start_session();
    client.send_bytes(b"Content-Length: 5\r\n\r\n{\"a\":");
    assert_eq!(client.response(&Value::Null).unwrap_err().code, -32700);
    client.send_bytes(b"Content-Length: 2\r\n\r\n[]");
    assert_eq!(client.response(&Value::Null).unwrap_err().code, -32600);
    client.send_bytes(b"no header at all\r\n\r\n");
    let unknown = client.try_request("textDocument/noSuchThing", json!({})).unwrap_err();
    assert_eq!(unknown.code, -32601);
    let shapeless =
        client.try_request("textDocument/hover", json!({"textDocument": 1})).unwrap_err();
    assert_eq!(shapeless.code, -32602);
    // Notifications have no response.
    client.notify("textDocument/didOpen", json!({"textDocument": []}));
    client.notify("textDocument/didChange", json!({}));
    client.notify("$/noSuchThing", json!({}));
    client.notify("$/cancelRequest", json!({"id": 77}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    assert_eq!(client.published().rules(), [""; 0]);
    client.shut_down();
}

#[test]
fn requests_for_unopened_documents_return_null() {
    let mut client = Client::with_capabilities(capabilities(PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    assert_eq!(client.request_at("textDocument/hover", &uri, 0, 0), Value::Null);
    assert_eq!(client.request_at("textDocument/completion", &uri, 0, 0), Value::Null);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let params = json!({
        "textDocument": {"uri": uri}, "range": range, "options": options, "positions": [],
        "position": range["start"], "ch": "}", "previousResultId": "1",
    });
    for method in [
        "formatting",
        "rangeFormatting",
        "onTypeFormatting",
        "documentSymbol",
        "foldingRange",
        "selectionRange",
        "semanticTokens/full",
        "semanticTokens/full/delta",
        "semanticTokens/range",
        "inlayHint",
    ] {
        let response = client.request(&format!("textDocument/{method}"), params.clone());
        assert_eq!(response, Value::Null, "{method}");
    }
    let report = client.pull(&uri, None);
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    client.change(&uri, 2, &[(None, "{")]);
    client.close(&uri);
    client.shut_down();
}

/// Some clients, such as eglot, send `null` for a method without parameters.
#[test]
fn null_params_are_accepted() {
    let mut client = Client::start_session();
    client.send_message(
        &json!({"jsonrpc": "2.0", "id": "last", "method": "shutdown", "params": null}),
    );
    assert_eq!(client.response(&json!("last")), Ok(Value::Null));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}
