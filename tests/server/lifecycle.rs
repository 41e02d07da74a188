//! Beginning and ending, and what is no request at all.

use std::process::Command;

use serde_json::{Value, json};

use crate::common::Client;
use crate::{PULLS, SOUND, capabilities};

#[test]
fn capabilities_are_announced() {
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
    // This client does not ask for diagnostics, so it is not told that it could.
    assert_eq!(capabilities["diagnosticProvider"], Value::Null);
    client.end();
}

#[test]
fn shutdown_then_exit_returns_0() {
    Client::plain().end();
}

#[test]
fn exit_without_shutdown_returns_1() {
    let mut client = Client::plain();
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
    let mut client = Client::plain();
    client.close_stdin();
    assert_eq!(client.exit_code(), Some(1));

    let mut client = Client::plain();
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
    let early = client.ask("textDocument/hover", params.clone()).unwrap_err();
    assert_eq!(early.code, -32002);
    client.open_manifest(&uri, "{}");
    client.change(&uri, 2, &[(Some([0, 0, 0, 1]), "x")]);
    client.close(&uri);
    client.initialize(json!({}));
    // What was opened before the session is not open in it.
    assert_eq!(client.request("textDocument/hover", params.clone()), Value::Null);
    assert_eq!(client.ask("initialize", json!({"capabilities": {}})).unwrap_err().code, -32600);
    client.request("shutdown", Value::Null);
    client.open_manifest(&uri, "{}");
    assert_eq!(client.ask("textDocument/hover", params).unwrap_err().code, -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn malformed_messages_cost_only_themselves() {
    let mut client = Client::plain();
    client.send_bytes(b"Content-Length: 5\r\n\r\n{\"a\":");
    assert_eq!(client.answer_to(&Value::Null).unwrap_err().code, -32700);
    client.send_bytes(b"Content-Length: 2\r\n\r\n[]");
    assert_eq!(client.answer_to(&Value::Null).unwrap_err().code, -32600);
    client.send_bytes(b"no header at all\r\n\r\n");
    let unknown = client.ask("textDocument/noSuchThing", json!({})).unwrap_err();
    assert_eq!(unknown.code, -32601);
    let shapeless = client.ask("textDocument/hover", json!({"textDocument": 1})).unwrap_err();
    assert_eq!(shapeless.code, -32602);
    // Nobody answers notifications, whatever they hold.
    client.notify("textDocument/didOpen", json!({"textDocument": []}));
    client.notify("textDocument/didChange", json!({}));
    client.notify("$/noSuchThing", json!({}));
    client.notify("$/cancelRequest", json!({"id": 77}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    assert_eq!(client.published().rules(), [""; 0]);
    client.end();
}

#[test]
fn unknown_documents_have_no_answers() {
    let mut client = Client::with_capabilities(capabilities(PULLS));
    let uri = client.uri("integration.json");
    assert_eq!(client.at("textDocument/hover", &uri, 0, 0), Value::Null);
    assert_eq!(client.at("textDocument/completion", &uri, 0, 0), Value::Null);
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
        let answer = client.request(&format!("textDocument/{method}"), params.clone());
        assert_eq!(answer, Value::Null, "{method}");
    }
    let report = client.pull(&uri, None);
    assert_eq!((&report["kind"], &report["items"]), (&json!("full"), &json!([])));
    client.change(&uri, 2, &[(None, "{")]);
    client.close(&uri);
    client.end();
}

/// Some clients, eglot among them, send `null` where a method has no parameters.
#[test]
fn null_is_no_parameters() {
    let mut client = Client::plain();
    client.send_message(
        &json!({"jsonrpc": "2.0", "id": "last", "method": "shutdown", "params": null}),
    );
    assert_eq!(client.answer_to(&json!("last")), Ok(Value::Null));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}
