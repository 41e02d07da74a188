//! Validation with the Botpress API

use std::sync::Mutex;
use std::sync::mpsc;

use serde_json::{Value, json};
use url::Url;

use crate::client::{Client, ResponseError};
use crate::http::{Reply, Server, answer, error};
use crate::{VALID, capabilities};

/// A value that does not occur elsewhere in the log.
const TOKEN: &str = "bp_pat_S3cretS3cretS3cret";

const COMMAND: &str = "integrationManifest.validate";

const SOURCE: &str = "integration-manifest (Botpress)";

/// Starts a session with a server that is configured for `api`.
fn client(api: &Server, client_capabilities: &str) -> Client {
    let variables = [
        ("BP_TOKEN", TOKEN),
        ("BP_WORKSPACE_ID", "wkspace_1"),
        ("BP_API_URL", api.url.as_str()),
        ("INTEGRATION_MANIFEST_LOG", "trace"),
    ];
    let mut client = Client::start_with_env(&variables);
    client.initialize(capabilities(client_capabilities));
    client
}

/// Ends the session, and asserts that the log does not contain the token.
fn end(client: Client) {
    let path = client.folder.path().join("log");
    let log = std::fs::read_to_string(path).unwrap();
    client.shut_down();
    assert!(!log.contains(TOKEN), "{log}");
}

fn rejecting_api() -> Server {
    Server::start(|_, _| {
        error(400, &[], "InvalidPayload", &format!("body/version is taken by {TOKEN}"))
    })
}

fn validate(client: &mut Client, uri: &Url) -> Result<Value, ResponseError> {
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}]});
    client.try_request("workspace/executeCommand", params)
}

/// Returns type and text of the next message to the user.
fn next_message(client: &mut Client) -> (i64, String) {
    let message = client.notification("window/showMessage");
    (message["type"].as_i64().unwrap(), message["message"].as_str().unwrap().to_owned())
}

#[test]
fn remote_findings_are_published_until_edit() {
    let api = rejecting_api();
    let mut client = client(&api, "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(client.published().rules(), ["missing-field", "missing-field"]);
    // The unsaved text is sent.
    client.change(&uri, 2, &[(None, VALID)]);
    assert_eq!(client.published().rules(), [""; 0]);
    let result = validate(&mut client, &uri).unwrap();
    let message = result["problems"][0]["message"].as_str().unwrap();
    assert!(message.ends_with(": body/version is taken by [token]."), "{message}");
    let problem = json!({"message": message, "pointer": "/version", "severity": "error"});
    assert_eq!(result, json!({"accepted": false, "problems": [problem]}));
    assert_eq!(api.requests()[0].text(), VALID);
    let published = client.published();
    let [diagnostic] = &published.diagnostics[..] else { panic!("{published:?}") };
    assert_eq!((&*diagnostic.source, &*diagnostic.code), (SOURCE, "refused-by-endpoint"));
    assert_eq!(diagnostic.message, message);
    assert_eq!(diagnostic.range.start.character, VALID.find("\"1.0.0\"").unwrap() as u32);
    let (kind, message) = next_message(&mut client);
    assert!(kind == 2 && message.contains("rejected this manifest"), "{message}");
    client.change(&uri, 3, &[(Some([0, 0, 0, 0]), " ")]);
    assert_eq!(client.published().rules(), [""; 0]);
    end(client);
}

#[test]
fn remote_findings_send_diagnostic_refresh() {
    let api = rejecting_api();
    let client_capabilities = r#"{"textDocument": {"diagnostic": {}},
                   "workspace": {"diagnostics": {"refreshSupport": true}}}"#;
    let mut client = client(&api, client_capabilities);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    let before = client.pull(&uri, None);
    validate(&mut client, &uri).unwrap();
    next_message(&mut client);
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    let after = client.pull(&uri, Some(&before["resultId"]));
    assert_eq!((&after["kind"], &after["items"][0]["source"]), (&json!("full"), &json!(SOURCE)));
    // A settings change keeps the remote findings.
    let settings = json!({"rules": {"syntax": "hint", "publish": "off"}});
    let settings = json!({"settings": {"integrationManifest": settings}});
    client.notify("workspace/didChangeConfiguration", settings);
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    assert_eq!(client.pull(&uri, None)["items"][0]["source"], SOURCE);
    client.change(&uri, 2, &[(Some([0, 0, 0, 0]), " ")]);
    assert_eq!(client.pull(&uri, Some(&after["resultId"]))["items"], json!([]));
    end(client);
}

#[test]
fn client_without_refresh_gets_message() {
    let api = rejecting_api();
    let mut client = client(&api, r#"{"textDocument": {"diagnostic": {}}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    validate(&mut client, &uri).unwrap();
    assert!(next_message(&mut client).1.contains("body/version is taken"));
    end(client);
}

#[test]
fn accepted_manifest_is_reported() {
    let api = Server::start(|index, _| match index {
        0 => error(400, &[], "AlreadyExists", "no"),
        _ => answer(200, &[], "{}"),
    });
    let mut client = client(&api, "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    validate(&mut client, &uri).unwrap();
    next_message(&mut client);
    assert_eq!(client.published().diagnostics.len(), 1);
    let result = validate(&mut client, &uri).unwrap();
    assert_eq!(result, json!({"accepted": true, "problems": []}));
    assert_eq!(client.published().diagnostics, []);
    let (kind, message) = next_message(&mut client);
    assert!(kind == 3 && message.ends_with("accepted this manifest."), "{message}");
    end(client);
}

#[test]
fn documents_with_errors_need_force() {
    let api = Server::accepting();
    let mut client = client(&api, "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    client.published();
    let error = validate(&mut client, &uri).unwrap_err();
    assert_eq!(error.code, -32803);
    assert!(error.message.contains("fix the 2 errors"), "{}", error.message);
    assert_eq!(api.requests().len(), 0);
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri, "force": true}]});
    let result = client.request("workspace/executeCommand", params);
    assert_eq!((&result["accepted"], api.requests().len()), (&json!(true), 1));
    next_message(&mut client);
    client.published();
    end(client);
}

#[test]
fn missing_token_is_reported() {
    let api = Server::accepting();
    let mut client = Client::start_with_env(&[("BP_API_URL", &api.url)]);
    client.initialize(json!({}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    let error = validate(&mut client, &uri).unwrap_err();
    assert_eq!(error.code, -32803);
    assert!(error.message.starts_with("BP_TOKEN and BP_WORKSPACE_ID are not set"));
    assert_eq!(api.requests().len(), 0);
    client.shut_down();
}

#[test]
fn invalid_arguments_are_rejected() {
    let api = Server::start(|_, _| error(401, &[], "Unauthorized", "no"));
    let mut client = client(&api, "{}");
    for (arguments, code) in [
        (json!([]), -32602),
        (json!([1]), -32602),
        (json!([{"uri": "?"}]), -32602),
        (json!([{"uri": "file:///not/open.json"}]), -32803),
    ] {
        let params = json!({"command": COMMAND, "arguments": arguments});
        let error = client.try_request("workspace/executeCommand", params).unwrap_err();
        assert_eq!(error.code, code, "{arguments}");
    }
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    let params = json!({"command": COMMAND, "arguments": [uri]});
    let error = client.try_request("workspace/executeCommand", params).unwrap_err();
    assert!(error.message.contains("rejected the token in BP_TOKEN"));
    assert_eq!(api.requests().len(), 1);
    end(client);
}

/// Starts a validation by a client that supports progress. Returns the client, the id of the
/// request, the progress token and the URI of the document.
fn start_validation(api: &Server) -> (Client, Value, Value, Url) {
    let mut client = client(api, r#"{"window": {"workDoneProgress": true}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}]});
    let id = client.send("workspace/executeCommand", params);
    let token =
        client.server_request("window/workDoneProgress/create", Value::Null)["token"].take();
    let begin = client.notification("$/progress");
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    assert_eq!(begin["value"]["cancellable"], true);
    (client, id, token, uri)
}

fn progress_ends(client: &mut Client, token: &Value) {
    let end = client.notification("$/progress");
    assert_eq!((&end["token"], &end["value"]["kind"]), (token, &json!("end")));
}

#[test]
fn remote_validation_reports_progress() {
    let (mut client, id, token, _) = start_validation(&Server::accepting());
    assert_eq!(client.response(&id).unwrap()["accepted"], true);
    progress_ends(&mut client, &token);
    next_message(&mut client);
    client.published();
    end(client);
}

#[test]
fn remote_validation_uses_client_progress_token() {
    let api = Server::accepting();
    let mut client = client(&api, r#"{"window": {"workDoneProgress": true}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}], "workDoneToken": 7});
    client.request("workspace/executeCommand", params);
    assert_eq!(client.notification("$/progress")["token"], 7);
    progress_ends(&mut client, &json!(7));
    next_message(&mut client);
    client.published();
    end(client);
}

#[test]
fn remote_validation_can_be_cancelled() {
    let api = Server::start(|_, _| Reply::Silence);
    let (mut client, id, token, uri) = start_validation(&api);
    client.notify("window/workDoneProgress/cancel", json!({"token": "another"}));
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    assert_eq!(client.response(&id).unwrap_err().code, -32800);
    progress_ends(&mut client, &token);

    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}]});
    let id = client.send("workspace/executeCommand", params);
    let token =
        client.server_request("window/workDoneProgress/create", Value::Null)["token"].take();
    client.notification("$/progress");
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.response(&id).unwrap_err().code, -32800);
    progress_ends(&mut client, &token);
    end(client);
}

#[test]
fn stale_remote_findings_are_dropped() {
    let (started, is_started) = mpsc::channel();
    let (resume, may_continue) = mpsc::channel::<()>();
    let (started, may_continue) = (Mutex::new(started), Mutex::new(may_continue));
    let api = Server::start(move |_, _| {
        started.lock().unwrap().send(()).unwrap();
        may_continue.lock().unwrap().recv().unwrap();
        error(400, &[], "InvalidPayload", "/version is taken")
    });
    let (mut client, id, token, uri) = start_validation(&api);
    is_started.recv().unwrap();
    client.change(&uri, 2, &[(Some([0, 0, 0, 0]), " ")]);
    assert_eq!(client.published().diagnostics, []);
    resume.send(()).unwrap();
    let error = client.response(&id).unwrap_err();
    assert!(error.message.contains("was changed during validation"));
    progress_ends(&mut client, &token);
    end(client);
}

/// Returns the number of code lenses and code actions that offer the command.
fn count_offers(client: &mut Client, uri: &Url, line: u32, only: Option<&str>) -> (usize, usize) {
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": uri}}));
    let at = json!({"line": line, "character": 0});
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": [], "only": only.map(|kind| [kind])},
    });
    let actions = client.request("textDocument/codeAction", params);
    let count = |list: Value| {
        let list = list.as_array().unwrap().clone();
        let commands = list.iter().filter(|it| it["command"]["command"] == COMMAND);
        for offer in commands.clone() {
            assert_eq!(offer["command"]["arguments"], json!([{"uri": uri}]));
        }
        commands.count()
    };
    (count(lenses), count(actions))
}

#[test]
fn validate_action_requires_setting() {
    let client_capabilities = r#"{"workspace": {"codeLens": {"refreshSupport": true}}}"#;
    let mut client = Client::with_capabilities(capabilities(client_capabilities));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, &VALID.replace(", ", ",\n"));
    client.published();
    assert_eq!(count_offers(&mut client, &uri, 0, None), (0, 0));
    assert_eq!(count_offers(&mut client, &uri, 0, Some("source")), (0, 0));
    let mut settings = |section: Value| {
        let params = json!({"settings": {"integrationManifest": section}});
        client.notify("workspace/didChangeConfiguration", params);
        client.server_request("workspace/codeLens/refresh", Value::Null);
        client.published();
    };
    settings(json!({"validate": {"enable": true}, "rules": {"publish": "off"}}));
    assert_eq!(count_offers(&mut client, &uri, 0, None), (1, 1));
    assert_eq!(count_offers(&mut client, &uri, 1, None), (1, 0));
    assert_eq!(count_offers(&mut client, &uri, 1, Some("source.validate")), (1, 1));
    assert_eq!(count_offers(&mut client, &uri, 0, Some("quickfix")), (1, 0));
    let params = json!({"settings": {"integrationManifest": {"validate": {"enable": "yes"}}}});
    client.notify("workspace/didChangeConfiguration", params);
    assert!(next_message(&mut client).1.contains("/validate/enable: must be true or false"));
    client.server_request("workspace/codeLens/refresh", Value::Null);
    client.published();
    assert_eq!(count_offers(&mut client, &uri, 0, None), (0, 0));
    client.shut_down();
}
