//! Asking the endpoint from within the editor.

use std::sync::Mutex;
use std::sync::mpsc;

use serde_json::{Value, json};
use url::Url;

use crate::common::{Client, Refusal};
use crate::http::{Reply, Server, answer, error};
use crate::{SOUND, capabilities};

/// Long enough and odd enough to be found wherever it is said.
const TOKEN: &str = "bp_pat_S3cretS3cretS3cret";

const COMMAND: &str = "integrationManifest.validate";

const SOURCE: &str = "integration-manifest (Botpress)";

/// A client whose server knows whom to ask. The session has begun.
fn client(endpoint: &Server, said: &str) -> Client {
    let variables = [
        ("BP_TOKEN", TOKEN),
        ("BP_WORKSPACE_ID", "wkspace_1"),
        ("BP_API_URL", endpoint.url.as_str()),
        ("INTEGRATION_MANIFEST_LOG", "trace"),
    ];
    let mut client = Client::start_with(&variables);
    client.initialize(capabilities(said));
    client
}

/// Ends the session, in which the token must not have been written down.
fn end(client: Client) {
    let path = client.folder.path().join("log");
    let log = std::fs::read_to_string(path).unwrap();
    client.end();
    assert!(!log.contains(TOKEN), "{log}");
}

fn refusing() -> Server {
    Server::start(|_, _| {
        error(400, &[], "InvalidPayload", &format!("body/version is taken by {TOKEN}"))
    })
}

fn validate(client: &mut Client, uri: &Url) -> Result<Value, Refusal> {
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}]});
    client.ask("workspace/executeCommand", params)
}

/// What a person is shown.
fn shown(client: &mut Client) -> (i64, String) {
    let message = client.notified("window/showMessage");
    (message["type"].as_i64().unwrap(), message["message"].as_str().unwrap().to_owned())
}

#[test]
fn remote_findings_are_published_until_edit() {
    let endpoint = refusing();
    let mut client = client(&endpoint, "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(client.published().rules(), ["missing-field", "missing-field"]);
    // What was typed and not saved is what is sent.
    client.change(&uri, 2, &[(None, SOUND)]);
    assert_eq!(client.published().rules(), [""; 0]);
    let verdict = validate(&mut client, &uri).unwrap();
    let message = "The endpoint refuses this: body/version is taken by [token].";
    let problem = json!({"message": message, "pointer": "/version", "severity": "error"});
    assert_eq!(verdict, json!({"accepted": false, "problems": [problem]}));
    assert_eq!(endpoint.requests()[0].text(), SOUND);
    let published = client.published();
    let [diagnostic] = &published.diagnostics[..] else { panic!("{published:?}") };
    assert_eq!((&*diagnostic.source, &*diagnostic.code), (SOURCE, "refused-by-endpoint"));
    assert_eq!(diagnostic.message, message);
    assert_eq!(diagnostic.range.start.character, SOUND.find("\"1.0.0\"").unwrap() as u32);
    let (kind, message) = shown(&mut client);
    assert!(kind == 2 && message.contains("refuses this manifest"), "{message}");
    client.change(&uri, 3, &[(Some([0, 0, 0, 0]), " ")]);
    assert_eq!(client.published().rules(), [""; 0]);
    end(client);
}

#[test]
fn settings_change_sends_diagnostic_refresh() {
    let endpoint = refusing();
    let said = r#"{"textDocument": {"diagnostic": {}},
                   "workspace": {"diagnostics": {"refreshSupport": true}}}"#;
    let mut client = client(&endpoint, said);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    let before = client.pull(&uri, None);
    validate(&mut client, &uri).unwrap();
    shown(&mut client);
    client.asked("workspace/diagnostic/refresh", Value::Null);
    let after = client.pull(&uri, Some(&before["resultId"]));
    assert_eq!((&after["kind"], &after["items"][0]["source"]), (&json!("full"), &json!(SOURCE)));
    // Other settings are no other text.
    let settings = json!({"rules": {"syntax": "hint", "publish": "off"}});
    let settings = json!({"settings": {"integrationManifest": settings}});
    client.notify("workspace/didChangeConfiguration", settings);
    client.asked("workspace/diagnostic/refresh", Value::Null);
    assert_eq!(client.pull(&uri, None)["items"][0]["source"], SOURCE);
    client.change(&uri, 2, &[(Some([0, 0, 0, 0]), " ")]);
    assert_eq!(client.pull(&uri, Some(&after["resultId"]))["items"], json!([]));
    end(client);
}

#[test]
fn client_without_refresh_gets_message() {
    let endpoint = refusing();
    let mut client = client(&endpoint, r#"{"textDocument": {"diagnostic": {}}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    validate(&mut client, &uri).unwrap();
    assert!(shown(&mut client).1.contains("body/version is taken"));
    end(client);
}

#[test]
fn what_is_taken_is_said() {
    let endpoint = Server::start(|index, _| match index {
        0 => error(400, &[], "AlreadyExists", "no"),
        _ => answer(200, &[], "{}"),
    });
    let mut client = client(&endpoint, "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    client.published();
    validate(&mut client, &uri).unwrap();
    shown(&mut client);
    assert_eq!(client.published().diagnostics.len(), 1);
    let verdict = validate(&mut client, &uri).unwrap();
    assert_eq!(verdict, json!({"accepted": true, "problems": []}));
    assert_eq!(client.published().diagnostics, []);
    let (kind, message) = shown(&mut client);
    assert!(kind == 3 && message.ends_with("takes this manifest."), "{message}");
    end(client);
}

#[test]
fn documents_with_errors_need_force() {
    let endpoint = Server::accepting();
    let mut client = client(&endpoint, "{}");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    client.published();
    let refusal = validate(&mut client, &uri).unwrap_err();
    assert_eq!(refusal.code, -32803);
    assert!(refusal.message.contains("there are 2 errors in it"), "{}", refusal.message);
    assert_eq!(endpoint.requests().len(), 0);
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri, "force": true}]});
    let verdict = client.request("workspace/executeCommand", params);
    assert_eq!((&verdict["accepted"], endpoint.requests().len()), (&json!(true), 1));
    shown(&mut client);
    client.published();
    end(client);
}

#[test]
fn missing_token_is_reported() {
    let endpoint = Server::accepting();
    let mut client = Client::start_with(&[("BP_API_URL", &endpoint.url)]);
    client.initialize(json!({}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    client.published();
    let refusal = validate(&mut client, &uri).unwrap_err();
    assert_eq!(refusal.code, -32803);
    assert!(refusal.message.starts_with("BP_TOKEN and BP_WORKSPACE_ID are not set"));
    assert_eq!(endpoint.requests().len(), 0);
    client.end();
}

#[test]
fn invalid_arguments_are_rejected() {
    let endpoint = Server::start(|_, _| error(401, &[], "Unauthorized", "no"));
    let mut client = client(&endpoint, "{}");
    for (arguments, code) in [
        (json!([]), -32602),
        (json!([1]), -32602),
        (json!([{"uri": "?"}]), -32602),
        (json!([{"uri": "file:///not/open.json"}]), -32803),
    ] {
        let params = json!({"command": COMMAND, "arguments": arguments});
        let refusal = client.ask("workspace/executeCommand", params).unwrap_err();
        assert_eq!(refusal.code, code, "{arguments}");
    }
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    client.published();
    let params = json!({"command": COMMAND, "arguments": [uri]});
    let refusal = client.ask("workspace/executeCommand", params).unwrap_err();
    assert!(refusal.message.contains("does not accept the token in BP_TOKEN"));
    assert_eq!(endpoint.requests().len(), 1);
    end(client);
}

/// A client that shows progress, and what it is shown of one validation that has just begun.
fn begun(endpoint: &Server) -> (Client, Value, Value, Url) {
    let mut client = client(endpoint, r#"{"window": {"workDoneProgress": true}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    client.published();
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}]});
    let id = client.send("workspace/executeCommand", params);
    let token = client.asked("window/workDoneProgress/create", Value::Null)["token"].take();
    let begin = client.notified("$/progress");
    assert_eq!((&begin["token"], &begin["value"]["kind"]), (&token, &json!("begin")));
    assert_eq!(begin["value"]["cancellable"], true);
    (client, id, token, uri)
}

fn progress_ends(client: &mut Client, token: &Value) {
    let end = client.notified("$/progress");
    assert_eq!((&end["token"], &end["value"]["kind"]), (token, &json!("end")));
}

#[test]
fn progress_is_shown() {
    let (mut client, id, token, _) = begun(&Server::accepting());
    assert_eq!(client.answer_to(&id).unwrap()["accepted"], true);
    progress_ends(&mut client, &token);
    shown(&mut client);
    client.published();
    end(client);
}

#[test]
fn the_clients_own_progress_is_used() {
    let endpoint = Server::accepting();
    let mut client = client(&endpoint, r#"{"window": {"workDoneProgress": true}}"#);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    client.published();
    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}], "workDoneToken": 7});
    client.request("workspace/executeCommand", params);
    assert_eq!(client.notified("$/progress")["token"], 7);
    progress_ends(&mut client, &json!(7));
    shown(&mut client);
    client.published();
    end(client);
}

#[test]
fn remote_validation_can_be_cancelled() {
    let endpoint = Server::start(|_, _| Reply::Silence);
    let (mut client, id, token, uri) = begun(&endpoint);
    client.notify("window/workDoneProgress/cancel", json!({"token": "another"}));
    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    assert_eq!(client.answer_to(&id).unwrap_err().code, -32800);
    progress_ends(&mut client, &token);

    let params = json!({"command": COMMAND, "arguments": [{"uri": uri}]});
    let id = client.send("workspace/executeCommand", params);
    let token = client.asked("window/workDoneProgress/create", Value::Null)["token"].take();
    client.notified("$/progress");
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer_to(&id).unwrap_err().code, -32800);
    progress_ends(&mut client, &token);
    end(client);
}

#[test]
fn stale_remote_findings_are_dropped() {
    let (asked, was_asked) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let (asked, may_go_on) = (Mutex::new(asked), Mutex::new(may_go_on));
    let endpoint = Server::start(move |_, _| {
        asked.lock().unwrap().send(()).unwrap();
        may_go_on.lock().unwrap().recv().unwrap();
        error(400, &[], "InvalidPayload", "/version is taken")
    });
    let (mut client, id, token, uri) = begun(&endpoint);
    was_asked.recv().unwrap();
    client.change(&uri, 2, &[(Some([0, 0, 0, 0]), " ")]);
    assert_eq!(client.published().diagnostics, []);
    go_on.send(()).unwrap();
    let refusal = client.answer_to(&id).unwrap_err();
    assert!(refusal.message.contains("was changed while it was validated"));
    progress_ends(&mut client, &token);
    end(client);
}

/// What offers the command in the text.
fn offers(client: &mut Client, uri: &Url, line: u32, only: Option<&str>) -> (usize, usize) {
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
fn validate_action_requires_client_support() {
    let said = r#"{"workspace": {"codeLens": {"refreshSupport": true}}}"#;
    let mut client = Client::with_capabilities(capabilities(said));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, &SOUND.replace(", ", ",\n"));
    client.published();
    assert_eq!(offers(&mut client, &uri, 0, None), (0, 0));
    assert_eq!(offers(&mut client, &uri, 0, Some("source")), (0, 0));
    let mut settings = |section: Value| {
        let params = json!({"settings": {"integrationManifest": section}});
        client.notify("workspace/didChangeConfiguration", params);
        client.asked("workspace/codeLens/refresh", Value::Null);
        client.published();
    };
    settings(json!({"validate": {"enable": true}, "rules": {"publish": "off"}}));
    assert_eq!(offers(&mut client, &uri, 0, None), (1, 1));
    assert_eq!(offers(&mut client, &uri, 1, None), (1, 0));
    assert_eq!(offers(&mut client, &uri, 1, Some("source.validate")), (1, 1));
    assert_eq!(offers(&mut client, &uri, 0, Some("quickfix")), (1, 0));
    let params = json!({"settings": {"integrationManifest": {"validate": {"enable": "yes"}}}});
    client.notify("workspace/didChangeConfiguration", params);
    assert!(shown(&mut client).1.contains("/validate/enable: must be true or false"));
    client.asked("workspace/codeLens/refresh", Value::Null);
    client.published();
    assert_eq!(offers(&mut client, &uri, 0, None), (0, 0));
    client.end();
}
