//! `workspace/diagnostic`, and file events

use std::fs;

use serde_json::{Value, json};
use url::Url;

use crate::VALID;
use crate::client::Client;

/// Manifest without the required fields `name` and `version`.
const BROKEN: &str = "{}";

/// Starts a client that pulls diagnostics and watches files, with these workspace folders.
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
    let registered = client.server_request("client/registerCapability", Value::Null);
    // Folders are watched too, because some clients report a moved folder with one event.
    let registrations = registered["registrations"].as_array().unwrap();
    let folders = registrations.iter().find(|it| it["id"] == "folders").unwrap();
    let watcher = json!({"globPattern": "**/*", "kind": 5});
    assert_eq!(folders["registerOptions"]["watchers"], json!([watcher]));
    client
}

fn send_request(client: &mut Client, previous: &Value) -> Value {
    client.send("workspace/diagnostic", json!({"previousResultIds": previous}))
}

/// Returns path, content and version of each report in a response.
fn summary(client: &Client, response: &Value) -> Vec<(String, String, Option<i64>)> {
    let folder = client.uri("").to_string();
    let reports = response["items"].as_array().unwrap().iter().map(|report| {
        let name = report["uri"].as_str().unwrap().trim_start_matches(&folder);
        let content = match report["items"].as_array() {
            Some(items) => format!("{} items", items.len()),
            None => report["kind"].as_str().unwrap().to_owned(),
        };
        (name.trim_start_matches('/').to_owned(), content, report["version"].as_i64())
    });
    reports.collect()
}

/// Returns the result ids that a client has after a response.
fn result_ids(response: &Value) -> Value {
    let reports = response["items"].as_array().unwrap().iter();
    let named = reports.filter(|report| report["resultId"].is_string());
    named.map(|report| json!({"uri": report["uri"], "value": report["resultId"]})).collect()
}

fn report(name: &str, content: &str) -> (String, String, Option<i64>) {
    (name.to_owned(), content.to_owned(), None)
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
    client.write("w/b.integration.json", VALID);
    client.write("w/out/integration.json", BROKEN);
    client.write("elsewhere/integration.json", BROKEN);
    let id = send_request(&mut client, &json!([]));
    let first = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &first),
        [report("w/a.integration.json", "2 items"), report("w/b.integration.json", "0 items")]
    );

    // Without news, the request waits for a change.
    let id = send_request(&mut client, &result_ids(&first));
    client.write("new", BROKEN);
    fs::rename(client.folder.path().join("new"), client.folder.path().join("w/b.integration.json"))
        .unwrap();
    watched(&mut client, &[("w/b.integration.json", 2)]);
    let second = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &second),
        [report("w/b.integration.json", "2 items"), report("w/a.integration.json", "unchanged")]
    );

    client.write("w/c/integration.json", BROKEN);
    let id = send_request(&mut client, &result_ids(&second));
    let third = client.response(&id).unwrap();
    // The other file can have been read before its change was reported.
    assert!(summary(&client, &third).contains(&report("w/c/integration.json", "2 items")));

    // Diagnostics of a removed file are cleared, without a result id.
    let id = send_request(&mut client, &result_ids(&third));
    fs::remove_dir_all(client.folder.path().join("w/c")).unwrap();
    let gone = client.uri("w/c");
    client.notify("workspace/didDeleteFiles", json!({"files": [{"uri": gone}]}));
    let fourth = client.response(&id).unwrap();
    assert_eq!(summary(&client, &fourth)[0], report("w/c/integration.json", "0 items"));
    assert_eq!(fourth["items"][0]["resultId"], Value::Null);
    assert_eq!(result_ids(&fourth).as_array().unwrap().len(), 2);

    let (old, new) = (client.uri("w/a.integration.json"), client.uri("w/d.integration.json"));
    fs::rename(old.to_file_path().unwrap(), new.to_file_path().unwrap()).unwrap();
    let renamed = json!({"files": [{"oldUri": old, "newUri": new}]});
    client.notify("workspace/didRenameFiles", renamed);
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    let id = send_request(&mut client, &result_ids(&fourth));
    let fifth = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &fifth),
        [
            report("w/a.integration.json", "0 items"),
            report("w/d.integration.json", "2 items"),
            report("w/b.integration.json", "unchanged"),
        ]
    );
    // Two requests may have seen a change on disk before its notification, which then needs a refresh.
    client.allow_unread("workspace/diagnostic/refresh");
    client.allow_unread("workspace/diagnostic/refresh");
    // Unknown result ids get full reports.
    let id = send_request(&mut client, &json!([{"uri": new, "value": "something"}]));
    let all = client.response(&id).unwrap();
    assert_eq!(summary(&client, &all).len(), 2);
    client.shut_down();
}

#[test]
fn workspace_diagnostics_use_open_documents() {
    let mut client = with_folders(&["w"]);
    client.write("w/integration.json", BROKEN);
    let open = client.uri("w/integration.json");
    client.open(&open, "integration-manifest", 7, VALID);
    let outside = client.uri("integration.json");
    client.open_manifest(&outside, BROKEN);
    let id = send_request(&mut client, &json!([]));
    let first = client.response(&id).unwrap();
    let expected =
        |name: &str, content: &str, version| (name.to_owned(), content.to_owned(), version);
    assert_eq!(
        summary(&client, &first),
        [
            expected("integration.json", "2 items", Some(1)),
            expected("w/integration.json", "0 items", Some(7)),
        ]
    );
    // Both kinds of requests use the same result ids.
    let id_of_one = &first["items"][1]["resultId"];
    assert_eq!(client.pull(&open, Some(id_of_one))["kind"], "unchanged");

    let id = send_request(&mut client, &result_ids(&first));
    client.change(&open, 8, &[(None, BROKEN)]);
    let second = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &second),
        [
            expected("w/integration.json", "2 items", Some(8)),
            expected("integration.json", "unchanged", Some(1)),
        ]
    );
    // A closed document is a file again, or is not in the workspace.
    client.write("w/integration.json", VALID);
    client.close(&open);
    client.close(&outside);
    let id = send_request(&mut client, &result_ids(&second));
    let third = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &third),
        [report("integration.json", "0 items"), report("w/integration.json", "0 items")]
    );
    client.shut_down();
}

#[test]
fn partial_results_stream_reports() {
    let mut client = with_folders(&["w"]);
    for name in ["a", "b", "c"] {
        client.write(&format!("w/{name}/integration.json"), BROKEN);
    }
    client.write("w/d/integration.json", VALID);
    let params = json!({
        "previousResultIds": [],
        "partialResultToken": "part",
        "workDoneToken": 5,
    });
    let id = client.send("workspace/diagnostic", params);
    let mut found = Vec::new();
    let mut steps = Vec::new();
    while found.len() < 4 || steps.last() != Some(&json!("end")) {
        let progress = client.notification("$/progress");
        if progress["token"] == 5 {
            steps.push(progress["value"]["kind"].clone());
            continue;
        }
        assert_eq!(progress["token"], "part");
        let reports = summary(&client, &progress["value"]);
        assert_eq!(reports.len(), 1);
        found.extend(reports);
    }
    // All reports precede the response, which is empty.
    assert_eq!(client.response(&id).unwrap(), json!({"items": []}));
    assert_eq!((&steps[0], &steps[1], steps.len()), (&json!("begin"), &json!("report"), 6));
    assert_eq!(found.pop().unwrap(), report("w/d/integration.json", "0 items"));
    found.sort();
    let names =
        ["a", "b", "c"].map(|name| report(&format!("w/{name}/integration.json"), "2 items"));
    assert_eq!(found, names);
    client.shut_down();
}

#[test]
fn long_checks_report_progress() {
    let mut client = with_capabilities(&["w"], json!({"workDoneProgress": true}));
    for number in 0..60 {
        client.write(&format!("w/{number}/integration.json"), VALID);
    }
    let id = send_request(&mut client, &json!([]));
    let token =
        client.server_request("window/workDoneProgress/create", Value::Null)["token"].clone();
    let begin = client.notification("$/progress");
    assert_eq!(begin["token"], token);
    assert_eq!(
        (&begin["value"]["kind"], &begin["value"]["percentage"]),
        (&json!("begin"), &json!(0))
    );
    let mut last = Value::Null;
    loop {
        let value = client.notification("$/progress")["value"].clone();
        if value["kind"] == "end" {
            break;
        }
        assert!(last["percentage"].as_u64() < value["percentage"].as_u64(), "{last} {value}");
        last = value;
    }
    assert_eq!((&last["percentage"], &last["message"]), (&json!(100), &json!("60/60")));
    assert_eq!(client.response(&id).unwrap()["items"].as_array().unwrap().len(), 60);
    client.shut_down();
}

#[test]
fn waiting_request_can_be_cancelled() {
    let mut client = with_folders(&["w"]);
    let id = send_request(&mut client, &json!([]));
    let other = send_request(&mut client, &json!([]));
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.response(&id).unwrap_err().code, -32800);
    // The other request waits until shutdown.
    client.request("shutdown", Value::Null);
    assert_eq!(client.response(&other).unwrap(), json!({"items": []}));
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn workspace_diagnostics_follow_folder_changes() {
    let mut client = with_folders(&["a"]);
    client.write("a/integration.json", BROKEN);
    client.write("b/integration.json", BROKEN);
    let id = send_request(&mut client, &json!([]));
    let first = client.response(&id).unwrap();
    assert_eq!(summary(&client, &first), [report("a/integration.json", "2 items")]);
    let id = send_request(&mut client, &result_ids(&first));
    let folder = |name: &str| json!({"uri": client.uri(name), "name": name});
    let event = json!({"added": [folder("b")], "removed": [folder("a")]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({"event": event}));
    let second = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &second),
        [report("a/integration.json", "0 items"), report("b/integration.json", "2 items")]
    );
    client.shut_down();
}

#[test]
fn non_streaming_client_gets_refresh() {
    let mut client = with_folders(&["w"]);
    client.write("w/integration.json", VALID);
    // The client has not requested the workspace yet, so it gets no refresh request.
    watched(&mut client, &[("w/integration.json", 2)]);
    let id = send_request(&mut client, &json!([]));
    let first = client.response(&id).unwrap();
    watched(&mut client, &[("w/integration.json", 2)]);
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    // The file was written, even if its content is the same.
    let id = send_request(&mut client, &result_ids(&first));
    let second = client.response(&id).unwrap();
    assert_eq!(summary(&client, &second), [report("w/integration.json", "0 items")]);

    let id = send_request(&mut client, &result_ids(&second));
    client.write("w/integration-manifest.toml", "[rules]\nendpoint = 'hint'\nnope = 'off'\n");
    let settings = client.uri("w/integration-manifest.toml");
    client.notify("workspace/didCreateFiles", json!({"files": [{"uri": settings}]}));
    let third = client.response(&id).unwrap();
    assert_eq!(summary(&client, &third), [report("w/integration.json", "0 items")]);
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    // Problems in settings files are published wherever they apply.
    assert_eq!(client.published().uri, settings);
    client.shut_down();
}

#[test]
fn invalid_uris_are_ignored() {
    let mut client = with_folders(&["w", "w/in w"]);
    client.write("w/in w/ä.integration.json", BROKEN);
    let bytes = client.folder.path().join("w/bytes.integration.json");
    fs::write(&bytes, b"{\xff}").unwrap();
    fs::create_dir_all(client.folder.path().join("w/integration.json")).unwrap();
    let untitled = Url::parse("untitled:integration.json").unwrap();
    let bytes = Url::from_file_path(bytes).unwrap();
    let unescaped = format!("{}/in w/ä.integration.json", client.uri("w"));
    let known = json!([
        {"uri": untitled, "value": "1"},
        {"uri": bytes, "value": "nothing"},
        {"uri": unescaped, "value": "nothing"},
    ]);
    let id = send_request(&mut client, &known);
    let response = client.response(&id).unwrap();
    let mut reports = summary(&client, &response);
    reports.sort();
    assert_eq!(
        reports,
        [
            report("untitled:integration.json", "0 items"),
            report("w/bytes.integration.json", "0 items"),
            report("w/in%20w/%C3%A4.integration.json", "2 items"),
        ]
    );
    client.shut_down();
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
    client.open_manifest(&open, VALID);
    assert_eq!(client.published().uri, open);
    client.shut_down();
}

/// A client sends the result ids of both requests, in both.
#[test]
fn document_and_workspace_diagnostics_share_result_ids() {
    let mut client = with_folders(&["w"]);
    client.write("w/integration.json", BROKEN);
    let uri = client.uri("w/integration.json");
    client.open_manifest(&uri, BROKEN);
    let pulled = client.pull(&uri, None);
    let has = json!([{"uri": uri, "value": pulled["resultId"]}]);
    let waiting = send_request(&mut client, &has);

    // The workspace request has no news until the document changes.
    client.change(&uri, 2, &[(None, "\n{}")]);
    let response = client.response(&waiting).unwrap();
    assert_eq!(
        summary(&client, &response),
        [("w/integration.json".to_owned(), "2 items".to_owned(), Some(2))]
    );
    let again = client.pull(&uri, Some(&response["items"][0]["resultId"]));
    assert_eq!(again["kind"], "unchanged");

    // A change without an effect on diagnostics is no news either.
    let waiting = send_request(&mut client, &result_ids(&response));
    client.change(&uri, 3, &[(None, "\n{}\n")]);
    let same = client.pull(&uri, Some(&again["resultId"]));
    client.change(&uri, 4, &[(None, VALID)]);
    let response = client.response(&waiting).unwrap();
    assert_eq!(
        summary(&client, &response),
        [("w/integration.json".to_owned(), "0 items".to_owned(), Some(4))]
    );
    assert_ne!(response["items"][0]["resultId"], same["resultId"]);
    client.shut_down();
}

#[test]
fn folder_events_find_and_remove_manifests() {
    let mut client = with_folders(&["w"]);
    client.write("w/a/b/integration.json", BROKEN);
    let id = send_request(&mut client, &json!([]));
    let first = client.response(&id).unwrap();
    assert_eq!(summary(&client, &first), [report("w/a/b/integration.json", "2 items")]);

    let waiting = send_request(&mut client, &result_ids(&first));
    // Other files are no news.
    client.write("w/a/readme.md", "");
    watched(&mut client, &[("w/a/readme.md", 1), ("w/gone.txt", 3)]);
    let [old, new] = ["w/a", "w/c"].map(|name| client.folder.path().join(name));
    fs::rename(old, new).unwrap();
    watched(&mut client, &[("w/a", 3), ("w/c", 1)]);
    let second = client.response(&waiting).unwrap();
    let mut reports = summary(&client, &second);
    if reports.len() == 1 {
        // The request has read the folders before the rename, and the files after it.
        let id = send_request(&mut client, &result_ids(&second));
        let rest = client.response(&id).unwrap();
        reports.extend(summary(&client, &rest));
    }
    assert_eq!(
        reports,
        [report("w/a/b/integration.json", "0 items"), report("w/c/b/integration.json", "2 items")]
    );

    // The request may have seen the rename before its notification, which then needs a refresh.
    client.allow_unread("workspace/diagnostic/refresh");
    // A folder with settings affects open documents too.
    client.write("w/d/integration-manifest.toml", "rules.endpoint = 'off'\n");
    watched(&mut client, &[("w/d", 1)]);
    client.server_request("workspace/diagnostic/refresh", Value::Null);
    client.shut_down();
}

#[cfg(unix)]
#[test]
fn workspace_behind_symbolic_link_lists_documents_once() {
    let mut client = Client::start();
    client.write("real/integration.json", BROKEN);
    let [real, link] = ["real", "link"].map(|name| client.folder.path().join(name));
    std::os::unix::fs::symlink(real, link).unwrap();
    let folders = json!([{"uri": client.uri("link"), "name": "link"}]);
    let capabilities = json!({"textDocument": {"diagnostic": {}}});
    client.request(
        "initialize",
        json!({
            "capabilities": capabilities, "workspaceFolders": folders,
            "initializationOptions": {"rules": {"publish": "off"}},
        }),
    );
    client.notify("initialized", json!({}));
    let uri = client.uri("real/integration.json");
    client.open_manifest(&uri, BROKEN);
    let id = send_request(&mut client, &json!([]));
    let response = client.response(&id).unwrap();
    assert_eq!(
        summary(&client, &response),
        [("real/integration.json".to_owned(), "2 items".to_owned(), Some(1))]
    );
    client.shut_down();
}
