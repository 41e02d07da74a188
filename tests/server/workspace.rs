//! Diagnostics of all manifests in the workspace, and what becomes of files.

use std::fs;

use serde_json::{Value, json};
use url::Url;

use crate::SOUND;
use crate::common::Client;

/// Without `name` and `version`.
const BROKEN: &str = "{}";

/// A client that asks for diagnostics, watches files and has these folders open.
fn with_folders(names: &[&str]) -> Client {
    with_capabilities(names, json!({}))
}

fn with_capabilities(names: &[&str], window: Value) -> Client {
    let mut client = Client::start();
    for name in names {
        fs::create_dir_all(client.folder.path().join(name)).unwrap();
    }
    let folders: Vec<_> =
        names.iter().map(|name| json!({"uri": client.uri(name), "name": name})).collect();
    let params = json!({
        "capabilities": {
            "textDocument": {"diagnostic": {}},
            "workspace": {
                "didChangeWatchedFiles": {"dynamicRegistration": true},
                "diagnostics": {"refreshSupport": true},
            },
            "window": window,
        },
        "workspaceFolders": folders,
        "initializationOptions": {"rules": {"publish": "off"}},
    });
    let result = client.request("initialize", params);
    assert_eq!(result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.notify("initialized", json!({}));
    client.asked("client/registerCapability", Value::Null);
    client
}

fn ask(client: &mut Client, known: &Value) -> Value {
    client.send("workspace/diagnostic", json!({"previousResultIds": known}))
}

/// The reports of an answer: what of the folder each is about, what it says, and of which version.
fn told(client: &Client, answer: &Value) -> Vec<(String, String, Option<i64>)> {
    let folder = client.uri("").to_string();
    let reports = answer["items"].as_array().unwrap().iter().map(|report| {
        let name = report["uri"].as_str().unwrap().trim_start_matches(&folder);
        let says = match report["items"].as_array() {
            Some(items) => format!("{} found", items.len()),
            None => report["kind"].as_str().unwrap().to_owned(),
        };
        (name.trim_start_matches('/').to_owned(), says, report["version"].as_i64())
    });
    reports.collect()
}

/// What a client knows after an answer.
fn known(answer: &Value) -> Value {
    let reports = answer["items"].as_array().unwrap().iter();
    let named = reports.filter(|report| report["resultId"].is_string());
    named.map(|report| json!({"uri": report["uri"], "value": report["resultId"]})).collect()
}

fn report(name: &str, says: &str) -> (String, String, Option<i64>) {
    (name.to_owned(), says.to_owned(), None)
}

fn watched(client: &mut Client, changes: &[(&str, u8)]) {
    let changes: Vec<_> =
        changes.iter().map(|(name, kind)| json!({"uri": client.uri(name), "type": kind})).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
}

#[test]
fn workspace_diagnostics_stream_changes() {
    let mut client = with_folders(&["w"]);
    client.write("w/.gitignore", "out\n");
    client.write("w/a.integration.json", BROKEN);
    client.write("w/b.integration.json", SOUND);
    client.write("w/out/integration.json", BROKEN);
    client.write("elsewhere/integration.json", BROKEN);
    let id = ask(&mut client, &json!([]));
    let first = client.answer_to(&id).unwrap();
    assert_eq!(
        told(&client, &first),
        [report("w/a.integration.json", "2 found"), report("w/b.integration.json", "0 found")]
    );

    // Nothing is new, so this is answered when something is.
    let id = ask(&mut client, &known(&first));
    client.write("new", BROKEN);
    fs::rename(client.folder.path().join("new"), client.folder.path().join("w/b.integration.json"))
        .unwrap();
    watched(&mut client, &[("w/b.integration.json", 2)]);
    let second = client.answer_to(&id).unwrap();
    assert_eq!(
        told(&client, &second),
        [report("w/b.integration.json", "2 found"), report("w/a.integration.json", "unchanged")]
    );

    client.write("w/c/integration.json", BROKEN);
    let id = ask(&mut client, &known(&second));
    let third = client.answer_to(&id).unwrap();
    // The other one may have been looked at before it was said that it was written.
    assert!(told(&client, &third).contains(&report("w/c/integration.json", "2 found")));

    // What is gone is cleared, and has no result that could be asked for again.
    let id = ask(&mut client, &known(&third));
    fs::remove_dir_all(client.folder.path().join("w/c")).unwrap();
    let gone = client.uri("w/c");
    client.notify("workspace/didDeleteFiles", json!({"files": [{"uri": gone}]}));
    let fourth = client.answer_to(&id).unwrap();
    assert_eq!(told(&client, &fourth)[0], report("w/c/integration.json", "0 found"));
    assert_eq!(fourth["items"][0]["resultId"], Value::Null);
    assert_eq!(known(&fourth).as_array().unwrap().len(), 2);
    // A folder may have held settings, so all are to ask again.
    client.asked("workspace/diagnostic/refresh", Value::Null);

    let (old, new) = (client.uri("w/a.integration.json"), client.uri("w/d.integration.json"));
    fs::rename(old.to_file_path().unwrap(), new.to_file_path().unwrap()).unwrap();
    let renamed = json!({"files": [{"oldUri": old, "newUri": new}]});
    client.notify("workspace/didRenameFiles", renamed);
    client.asked("workspace/diagnostic/refresh", Value::Null);
    let id = ask(&mut client, &known(&fourth));
    let fifth = client.answer_to(&id).unwrap();
    assert_eq!(
        told(&client, &fifth),
        [
            report("w/a.integration.json", "0 found"),
            report("w/d.integration.json", "2 found"),
            report("w/b.integration.json", "unchanged"),
        ]
    );
    // Whoever knows something else gets all of it.
    let id = ask(&mut client, &json!([{"uri": new, "value": "something"}]));
    let all = client.answer_to(&id).unwrap();
    assert_eq!(told(&client, &all).len(), 2);
    client.end();
}

#[test]
fn workspace_diagnostics_use_open_documents() {
    let mut client = with_folders(&["w"]);
    client.write("w/integration.json", BROKEN);
    let open = client.uri("w/integration.json");
    client.open(&open, "integration-manifest", 7, SOUND);
    let outside = client.uri("integration.json");
    client.open_manifest(&outside, BROKEN);
    let id = ask(&mut client, &json!([]));
    let first = client.answer_to(&id).unwrap();
    let expected = |name: &str, says: &str, version| (name.to_owned(), says.to_owned(), version);
    assert_eq!(
        told(&client, &first),
        [
            expected("integration.json", "2 found", Some(1)),
            expected("w/integration.json", "0 found", Some(7)),
        ]
    );
    // Both kinds of requests call one result by one name.
    let id_of_one = &first["items"][1]["resultId"];
    assert_eq!(client.pull(&open, Some(id_of_one))["kind"], "unchanged");

    let id = ask(&mut client, &known(&first));
    client.change(&open, 8, &[(None, BROKEN)]);
    let second = client.answer_to(&id).unwrap();
    assert_eq!(
        told(&client, &second),
        [
            expected("w/integration.json", "2 found", Some(8)),
            expected("integration.json", "unchanged", Some(1)),
        ]
    );
    // Closed, the one is a file again, and the other is not of the workspace.
    client.write("w/integration.json", SOUND);
    client.close(&open);
    client.close(&outside);
    let id = ask(&mut client, &known(&second));
    let third = client.answer_to(&id).unwrap();
    assert_eq!(
        told(&client, &third),
        [report("integration.json", "0 found"), report("w/integration.json", "0 found")]
    );
    client.end();
}

#[test]
fn results_come_one_by_one_where_the_client_takes_them() {
    let mut client = with_folders(&["w"]);
    for name in ["a", "b", "c"] {
        client.write(&format!("w/{name}/integration.json"), BROKEN);
    }
    client.write("w/d/integration.json", SOUND);
    let params = json!({
        "previousResultIds": [],
        "partialResultToken": "part",
        "workDoneToken": 5,
    });
    let id = client.send("workspace/diagnostic", params);
    let mut found = Vec::new();
    let mut steps = Vec::new();
    while found.len() < 4 || steps.last() != Some(&json!("end")) {
        let progress = client.notified("$/progress");
        if progress["token"] == 5 {
            steps.push(progress["value"]["kind"].clone());
            continue;
        }
        assert_eq!(progress["token"], "part");
        let reports = told(&client, &progress["value"]);
        assert_eq!(reports.len(), 1);
        found.extend(reports);
    }
    // Everything came before the answer, which is empty.
    assert_eq!(client.answer_to(&id).unwrap(), json!({"items": []}));
    assert_eq!((&steps[0], &steps[1], steps.len()), (&json!("begin"), &json!("report"), 6));
    assert_eq!(found.pop().unwrap(), report("w/d/integration.json", "0 found"));
    found.sort();
    let names =
        ["a", "b", "c"].map(|name| report(&format!("w/{name}/integration.json"), "2 found"));
    assert_eq!(found, names);
    client.end();
}

#[test]
fn long_checks_report_progress() {
    let mut client = with_capabilities(&["w"], json!({"workDoneProgress": true}));
    for number in 0..60 {
        client.write(&format!("w/{number}/integration.json"), SOUND);
    }
    let id = ask(&mut client, &json!([]));
    let token = client.asked("window/workDoneProgress/create", Value::Null)["token"].clone();
    let begin = client.notified("$/progress");
    assert_eq!(begin["token"], token);
    assert_eq!(
        (&begin["value"]["kind"], &begin["value"]["percentage"]),
        (&json!("begin"), &json!(0))
    );
    let mut last = Value::Null;
    loop {
        let value = client.notified("$/progress")["value"].clone();
        if value["kind"] == "end" {
            break;
        }
        assert!(last["percentage"].as_u64() < value["percentage"].as_u64(), "{last} {value}");
        last = value;
    }
    assert_eq!((&last["percentage"], &last["message"]), (&json!(100), &json!("60/60")));
    assert_eq!(client.answer_to(&id).unwrap()["items"].as_array().unwrap().len(), 60);
    client.end();
}

#[test]
fn a_request_that_waits_can_be_cancelled() {
    let mut client = with_folders(&["w"]);
    let id = ask(&mut client, &json!([]));
    let other = ask(&mut client, &json!([]));
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer_to(&id).unwrap_err().code, -32800);
    // The other one waits on, until the end.
    client.request("shutdown", Value::Null);
    assert_eq!(client.answer_to(&other).unwrap(), json!({"items": []}));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn folders_come_and_go() {
    let mut client = with_folders(&["a"]);
    client.write("a/integration.json", BROKEN);
    client.write("b/integration.json", BROKEN);
    let id = ask(&mut client, &json!([]));
    let first = client.answer_to(&id).unwrap();
    assert_eq!(told(&client, &first), [report("a/integration.json", "2 found")]);
    let id = ask(&mut client, &known(&first));
    let folder = |name: &str| json!({"uri": client.uri(name), "name": name});
    let event = json!({"added": [folder("b")], "removed": [folder("a")]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    let second = client.answer_to(&id).unwrap();
    assert_eq!(
        told(&client, &second),
        [report("a/integration.json", "0 found"), report("b/integration.json", "2 found")]
    );
    client.end();
}

#[test]
fn non_streaming_client_gets_refresh() {
    let mut client = with_folders(&["w"]);
    client.write("w/integration.json", SOUND);
    // Nobody has asked for the workspace yet, so nobody misses anything.
    watched(&mut client, &[("w/integration.json", 2)]);
    let id = ask(&mut client, &json!([]));
    let first = client.answer_to(&id).unwrap();
    watched(&mut client, &[("w/integration.json", 2)]);
    client.asked("workspace/diagnostic/refresh", Value::Null);
    // The file was written, be it with what it held before.
    let id = ask(&mut client, &known(&first));
    let second = client.answer_to(&id).unwrap();
    assert_eq!(told(&client, &second), [report("w/integration.json", "0 found")]);

    let id = ask(&mut client, &known(&second));
    client.write("w/integration-manifest.toml", "[rules]\nendpoint = 'hint'\nnope = 'off'\n");
    let settings = client.uri("w/integration-manifest.toml");
    client.notify("workspace/didCreateFiles", json!({"files": [{"uri": settings}]}));
    let third = client.answer_to(&id).unwrap();
    assert_eq!(told(&client, &third), [report("w/integration.json", "0 found")]);
    client.asked("workspace/diagnostic/refresh", Value::Null);
    // Slips in settings files are told wherever they count.
    assert_eq!(client.published().uri, settings);
    client.end();
}

#[test]
fn invalid_uris_are_ignored() {
    let mut client = with_folders(&["w", "w/in w"]);
    client.write("w/in w/ä.integration.json", BROKEN);
    let bytes = client.folder.path().join("w/bytes.integration.json");
    fs::write(&bytes, b"{\xff}").unwrap();
    fs::create_dir_all(client.folder.path().join("w/integration.json")).unwrap();
    let strange = Url::parse("untitled:integration.json").unwrap();
    let bytes = Url::from_file_path(bytes).unwrap();
    let unescaped = format!("{}/in w/ä.integration.json", client.uri("w"));
    let known = json!([
        {"uri": strange, "value": "1"},
        {"uri": bytes, "value": "nothing"},
        {"uri": unescaped, "value": "nothing"},
    ]);
    let id = ask(&mut client, &known);
    let answer = client.answer_to(&id).unwrap();
    let mut found = told(&client, &answer);
    found.sort();
    assert_eq!(
        found,
        [
            report("untitled:integration.json", "0 found"),
            report("w/bytes.integration.json", "0 found"),
            report("w/in%20w/%C3%A4.integration.json", "2 found"),
        ]
    );
    client.end();
}

#[test]
fn closed_documents_are_not_published() {
    let mut client = Client::start();
    client.write("w/integration.json", BROKEN);
    let folders = json!([{"uri": client.uri("w"), "name": "w"}]);
    client.request("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
    client.notify("initialized", json!({}));
    watched(&mut client, &[("w/integration.json", 1)]);
    let open = client.uri("w/open.integration.json");
    client.open_manifest(&open, SOUND);
    assert_eq!(client.published().uri, open);
    client.end();
}
