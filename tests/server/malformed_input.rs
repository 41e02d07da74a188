//! Invalid and hostile clients: each affects only its own messages.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, server_binary};
use crate::{PULL_CAPABILITIES, VALID, capabilities};

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Asserts that the server still responds to valid messages.
#[track_caller]
fn assert_responsive(client: &mut Client) {
    let uri = client.uri("still.integration.json");
    client.open_manifest(&uri, VALID);
    assert_eq!(client.published().rules(), [""; 0]);
    assert!(client.request_at("textDocument/hover", &uri, 0, 3).is_object());
    client.close(&uri);
    client.published();
}

#[test]
fn wrong_content_length_recovers() {
    let mut client = Client::start_session();
    let hover = |id: &str| json!({"jsonrpc": "2.0", "id": id, "method": "no/such"}).to_string();
    let send = |client: &mut Client, head: &str, body: &str| {
        client.send_bytes(format!("{head}\r\n{body}").as_bytes());
    };
    // Too short: the body is truncated, and the rest is not a header.
    let body = hover("short");
    send(&mut client, &format!("Content-Length: {}\r\n", body.len() - 7), &body);
    assert_eq!(client.response(&Value::Null).unwrap_err().code, PARSE_ERROR);
    // The rest ends at the next header.
    let body = hover("after");
    send(&mut client, &format!("Content-Length: {}\r\n", body.len()), &body);
    assert_eq!(client.response(&json!("after")).unwrap_err().code, -32601);
    // Too long: the body includes the beginning of the next message, which is lost.
    let body = hover("long");
    send(&mut client, &format!("Content-Length: {}\r\n", body.len() + 9), &body);
    send(&mut client, &format!("Content-Length: {}\r\n", body.len()), &body);
    assert_eq!(client.response(&Value::Null).unwrap_err().code, PARSE_ERROR);
    // Missing, not a number, negative, too large.
    for head in [
        "",
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n",
        "Content-Length: many\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 99999999999999999999999999\r\n",
        "Content-Length:\r\n",
    ] {
        send(&mut client, head, &hover("ignored"));
    }
    // Duplicate: the last header applies. An empty body is invalid JSON.
    let body = hover("twice");
    send(&mut client, &format!("Content-Length: 3\r\nContent-Length: {}\r\n", body.len()), &body);
    assert_eq!(client.response(&json!("twice")).unwrap_err().code, -32601);
    send(&mut client, "Content-Length: 0\r\n", "");
    assert_eq!(client.response(&Value::Null).unwrap_err().code, PARSE_ERROR);
    assert_responsive(&mut client);
    client.shut_down();
}

#[test]
fn oversized_content_length_exits() {
    let mut client = Client::start_session();
    client.send_bytes(b"Content-Length: 99999999999\r\n\r\n{}");
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn truncated_message_ends_session_at_eof() {
    let message = framed(&json!({"jsonrpc": "2.0", "id": 9, "method": "shutdown"}));
    for len in [1, 15, 20, 22, message.len() - 1] {
        let mut client = Client::start_session();
        client.send_bytes(&message[..len]);
        client.close_stdin();
        assert_eq!(client.exit_code(), Some(1), "{len} bytes");
    }
}

#[test]
fn invalid_bodies_are_rejected_individually() {
    let mut client = Client::start_session();
    let mut assert_rejected = |body: &[u8], code: i64| {
        client.send_bytes(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        client.send_bytes(body);
        let text = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!(client.response(&Value::Null).unwrap_err().code, code, "{text}");
    };
    // Invalid UTF-8 in a string and in a key: truncated, or a surrogate.
    for bytes in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"] {
        let parts = [&b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""[..], bytes, b"\"}"];
        assert_rejected(&parts.concat(), PARSE_ERROR);
        assert_rejected(&[&b"{\""[..], bytes, b"\":1}"].concat(), PARSE_ERROR);
    }
    assert_rejected(b"\x00", PARSE_ERROR);
    assert_rejected(&[0; 4096], PARSE_ERROR);
    assert_rejected(b"{}{}", PARSE_ERROR);
    assert_rejected("[".repeat(100_000).as_bytes(), PARSE_ERROR);
    assert_rejected("{\"a\":".repeat(100_000).as_bytes(), PARSE_ERROR);
    // Valid JSON, but not a message. The protocol has no batches.
    for body in ["[]", "1", "null", "\"shutdown\"", "{}", "{\"id\":1}", "[[]]"] {
        assert_rejected(body.as_bytes(), INVALID_REQUEST);
    }
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"},
    ]);
    assert_rejected(batch.to_string().as_bytes(), INVALID_REQUEST);
    assert_rejected(br#"{"jsonrpc":"2.0","id":{},"method":"shutdown"}"#, INVALID_REQUEST);
    assert_rejected(br#"{"jsonrpc":"2.0","id":1,"method":7}"#, INVALID_REQUEST);
    assert_rejected(br#"{"jsonrpc":"1.0","id":1,"method":"shutdown"}"#, INVALID_REQUEST);
    // Responses to unknown requests are ignored.
    client.send_message(&json!({"jsonrpc": "2.0", "id": 4711, "result": null}));
    client.send_message(&json!({"jsonrpc": "2.0", "id": "x", "error": {"code": 1, "message": ""}}));
    assert_responsive(&mut client);
    client.shut_down();
}

#[test]
fn duplicate_request_id_is_rejected_while_in_flight() {
    let mut client = Client::with_capabilities(capabilities(PULL_CAPABILITIES));
    // The first request waits, because there are no diagnostics to report.
    let params = json!({"previousResultIds": []});
    let request =
        json!({"jsonrpc": "2.0", "id": 7, "method": "workspace/diagnostic", "params": params});
    client.send_message(&request);
    client.send_message(&request);
    assert_eq!(client.response(&json!(7)).unwrap_err().code, INVALID_REQUEST);
    client.notify("$/cancelRequest", json!({"id": 7}));
    assert_eq!(client.response(&json!(7)).unwrap_err().code, -32800);
    let again = json!({"jsonrpc": "2.0", "id": 7, "method": "no/such"});
    for _ in 0..2 {
        client.send_message(&again);
        assert_eq!(client.response(&json!(7)).unwrap_err().code, -32601);
    }
    client.shut_down();
}

#[test]
fn impossible_request_positions_are_clamped_or_rejected() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\n  \"name\": \"a\",\n  \"version\": \"1.0.0\"\n}\n");
    client.published();
    let far = u32::MAX;
    let methods = [
        "hover",
        "completion",
        "definition",
        "references",
        "documentHighlight",
        "prepareRename",
        "linkedEditingRange",
        "codeAction",
        "rangeFormatting",
        "onTypeFormatting",
        "inlayHint",
        "semanticTokens/range",
        "selectionRange",
        "rename",
    ];
    let params = |start: Value, end: Value| {
        json!({
            "textDocument": {"uri": uri}, "position": start, "positions": [start, end],
            "range": {"start": start, "end": end}, "context": {
                "diagnostics": [], "includeDeclaration": true, "triggerKind": 1,
            },
            "options": {"tabSize": far, "insertSpaces": false}, "ch": "}", "newName": "b",
        })
    };
    let at = |line: u32, character: u32| json!({"line": line, "character": character});
    for (start, end) in [
        (at(far, far), at(far, far)),
        (at(0, far), at(far, 0)),
        // Start after end.
        (at(3, 1), at(0, 0)),
        (at(far, 0), at(0, far)),
    ] {
        for method in methods {
            // Some positions cannot be renamed, which is a valid error.
            let response = client
                .try_request(&format!("textDocument/{method}"), params(start.clone(), end.clone()));
            if let Err(error) = response {
                assert_eq!(error.code, -32803, "{method}: {error:?}");
            }
        }
    }
    for (line, character) in [
        (json!(-1), json!(0)),
        (json!(0), json!(-1)),
        (json!(1e300), json!(0)),
        (json!(1.5), json!(0)),
        (json!("0"), json!(0)),
        (Value::Null, json!(0)),
    ] {
        let place = json!({"line": line, "character": character});
        for method in methods {
            let response = client.try_request(
                &format!("textDocument/{method}"),
                params(place.clone(), place.clone()),
            );
            assert_eq!(response.unwrap_err().code, -32602, "{method} at {place}");
        }
    }
    // Invalid changes are ignored, and valid ones are clamped.
    let change = |line: i64| {
        json!({
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{"range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 9}}, "text": "x"}],
        })
    };
    client.notify("textDocument/didChange", change(-1));
    client.change(&uri, 3, &[(Some([far, far, 0, 0]), " "), (Some([far, 0, far, far]), "\n")]);
    assert_eq!(client.published_version(3).rules(), [""; 0]);
    client.shut_down();
}

/// Queries, lists and tab sizes are as long as the client wants, and most documents are not open.
#[cfg(target_os = "linux")]
#[test]
fn excessive_requests_take_bounded_memory() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    let nested = format!(", \"x\": {}{}}}", "[".repeat(200), "]".repeat(200));
    client.open_manifest(&uri, &VALID.replace('}', &nested));
    client.published();
    let base = peak_memory(client.process());
    for query in ["a".repeat(1 << 20), "\u{1f980}".repeat(1 << 18), "[(*+?".repeat(1 << 18)] {
        assert_eq!(client.request("workspace/symbol", json!({"query": query})), json!([]));
    }
    let places = vec![json!({"line": 0, "character": 240}); 25_000];
    let ranges = json!({"textDocument": {"uri": uri}, "positions": places});
    let selected = client.try_request("textDocument/selectionRange", ranges);
    assert!(selected.is_ok_and(|it| it.as_array().is_some_and(|it| it.len() <= 25_000)));
    let name = "n".repeat(1 << 20);
    let renamed = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}, "newName": name});
    let _ = client.try_request("textDocument/rename", renamed);
    let kinds = vec![json!("quickfix"); 25_000];
    let actions = json!({
        "textDocument": {"uri": uri}, "range": {"start": places[0], "end": places[0]},
        "context": {"diagnostics": [], "only": kinds},
    });
    assert!(client.request("textDocument/codeAction", actions).is_array());
    for method in ["hover", "completion", "documentSymbol", "formatting", "diagnostic", "codeLens"]
    {
        for unknown in ["file:///absent.integration.json", "untitled:x", "x-a:?#", "no URI"] {
            let params = json!({
                "textDocument": {"uri": unknown}, "position": places[0],
                "options": {"tabSize": u32::MAX, "insertSpaces": true},
            });
            let _ = client.try_request(&format!("textDocument/{method}"), params);
        }
    }
    let own = peak_memory(client.process()) - base;
    assert!(own < 500, "{own} MiB");
    assert_responsive(&mut client);
    client.shut_down();
}

/// Versions that repeat or decrease, changes of documents that are not open, and documents that stay open.
#[cfg(target_os = "linux")]
#[test]
fn changes_with_wrong_versions_and_many_documents_are_accepted() {
    let mut client = Client::with_capabilities(capabilities(PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    let invalid =
        json!({"textDocument": {"uri": uri, "version": 9}, "contentChanges": [{"text": "{"}]});
    client.notify("textDocument/didChange", invalid);
    client.open_manifest(&uri, VALID);
    for version in 0..3_000 {
        let wrong = [i32::MIN, -1, 0, 1, 1, i32::MAX][version % 6];
        client.change(&uri, wrong, &[(Some([0, 0, 0, 0]), " ")]);
    }
    client.change(&uri, 7, &[(None, "{")]);
    assert!(!client.pull(&uri, None)["items"].as_array().unwrap().is_empty());
    client.change(&uri, 2, &[(None, VALID)]);
    assert_eq!(client.pull(&uri, None)["items"], json!([]));
    let base = peak_memory(client.process());
    let many: Vec<_> =
        (0..3_000).map(|at| client.uri(&format!("d{at}.integration.json"))).collect();
    for uri in &many {
        client.open_manifest(uri, VALID);
    }
    // Opened twice.
    client.open_manifest(&many[0], "{");
    for uri in many.iter().step_by(500).skip(1) {
        assert_eq!(client.pull(uri, None)["items"], json!([]));
    }
    let own = peak_memory(client.process()) - base;
    assert!(own < 300, "{own} MiB");
    for uri in &many {
        client.close(uri);
        client.close(uri);
    }
    assert_eq!(client.pull(&uri, None)["items"], json!([]));
    client.shut_down();
}

#[test]
fn invalid_params_are_rejected_or_ignored() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    let kinds = [
        json!({}),
        json!([]),
        json!(1),
        json!("x"),
        json!(true),
        json!({"textDocument": null}),
        json!({"textDocument": {"uri": 5}}),
        json!({"textDocument": {"uri": "not a uri"}}),
        json!({"textDocument": {"uri": uri}, "contentChanges": 1}),
        json!({"textDocument": {"uri": uri, "version": "x"}, "contentChanges": []}),
        json!({"settings": []}),
        json!({"changes": [{"uri": "%", "type": 9}]}),
        json!({"event": {"added": [{"uri": "file:///%ff", "name": ""}], "removed": []}}),
        json!({"files": [{"uri": "http://["}]}),
        json!({"token": {}}),
        json!({"id": []}),
        json!({"value": "verbose"}),
    ];
    for params in kinds {
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "textDocument/didSave",
            "textDocument/willSave",
            "workspace/didChangeConfiguration",
            "workspace/didChangeWatchedFiles",
            "workspace/didChangeWorkspaceFolders",
            "workspace/didCreateFiles",
            "workspace/didRenameFiles",
            "workspace/didDeleteFiles",
            "window/workDoneProgress/cancel",
            "$/cancelRequest",
            "$/setTrace",
            "$/progress",
            "initialized",
            "no/such/notification",
        ] {
            client.notify(method, params.clone());
        }
        for method in [
            "textDocument/hover",
            "textDocument/completion",
            "textDocument/codeAction",
            "textDocument/diagnostic",
            "textDocument/formatting",
            "workspace/executeCommand",
            "workspace/diagnostic",
            "codeAction/resolve",
            "completionItem/resolve",
            "initialize",
        ] {
            let response = client.try_request(method, params.clone());
            let is_valid = params["textDocument"]["uri"] == json!(uri);
            assert!(is_valid || response.is_err(), "{method} {params}");
        }
    }
    // A request without an id, and a notification with an id.
    client.notify("textDocument/hover", json!({"textDocument": {"uri": uri}}));
    client.try_request("textDocument/didClose", json!({"textDocument": {"uri": uri}})).unwrap_err();
    assert_responsive(&mut client);
    client.shut_down();
}

#[test]
fn unusual_texts_are_checked() {
    let mut client = Client::start_session();
    let code = format!("{{\"code\": \"{}\"}}", "a\\n".repeat(2_700_000));
    for (index, text) in [
        &"[".repeat(100_000),
        &"{\"a\":".repeat(100_000),
        &"\0".repeat(1000),
        &code,
        "",
        "\u{feff}",
        "\u{feff}{\"name\": \"a\", \"version\": \"1.0.0\"}",
        "{\r\n\"name\": 1,\r\"version\": 2}\r\n",
        "\u{2028}\u{85}\u{b}",
        &"\"".repeat(10_001),
        &"\\".repeat(10_001),
        &",".repeat(10_000),
    ]
    .into_iter()
    .enumerate()
    {
        let uri = client.uri(&format!("{index}.integration.json"));
        client.open_manifest(&uri, text);
        assert_eq!(client.published().uri, uri);
        client.close(&uri);
        client.published();
    }
    client.shut_down();
}

/// Tests one string only, because 64 MB of structure take too long.
#[test]
fn accepts_64_mb_message() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    let text =
        format!("{{\"name\": \"a\", \"version\": 1, \"code\": \"{}\"}}", "x".repeat(63 << 20));
    client.open_manifest(&uri, &text);
    assert!(client.published().rules().contains(&"wrong-type"));
    client.change(&uri, 2, &[(Some([0, 25, 0, 26]), "\"1.0.0\"")]);
    assert!(!client.published_version(2).rules().contains(&"wrong-type"));
    client.shut_down();
}

#[test]
fn requests_before_initialize_and_after_shutdown_are_rejected() {
    let mut client = Client::start();
    let uri = client.uri("integration.json");
    for method in ["textDocument/hover", "workspace/symbol", "shutdown"] {
        assert_eq!(client.try_request(method, json!({})).unwrap_err().code, -32002, "{method}");
    }
    client.notify("initialized", json!({}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {}}));
    client.initialize(json!({}));
    assert_responsive(&mut client);
    client.request("shutdown", Value::Null);
    for method in ["textDocument/hover", "shutdown", "initialize"] {
        assert_eq!(
            client.try_request(method, json!({})).unwrap_err().code,
            INVALID_REQUEST,
            "{method}"
        );
    }
    client.open_manifest(&uri, "{");
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

/// A server whose output is not read. Killed when dropped.
struct UnreadServer(std::process::Child);

impl Drop for UnreadServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the peak resident memory of a process, in MiB.
#[cfg(target_os = "linux")]
fn peak_memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() >> 10
}

/// The server stops reading from a client that does not read its responses, so that neither
/// requests nor responses accumulate.
#[cfg(target_os = "linux")]
#[test]
fn backpressure_stops_reading() {
    for (method, publishes) in [("diagnostic", false), ("hover", true)] {
        let mut server = UnreadServer(
            Command::new(server_binary())
                .env_remove("INTEGRATION_MANIFEST_LOG")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let mut input = server.0.stdin.take().unwrap();
        let mut members = String::new();
        for index in 0..2_000 {
            writeln!(members, "\"unknown{index}\": 1,").unwrap();
        }
        let document = json!({
            "uri": "file:///w/integration.json", "languageId": "integration-manifest", "version": 1,
            "text": format!("{{{members} \"name\": \"a\", \"version\": \"1.0.0\"}}"),
        });
        let capabilities = if publishes { json!({}) } else { capabilities(PULL_CAPABILITIES) };
        for message in [
            json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": capabilities}}),
            json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
            json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
        ] {
            input.write_all(&framed(&message)).unwrap();
        }
        let full_name = format!("textDocument/{method}");
        let (sent, receiver) = mpsc::channel();
        thread::spawn(move || flood(input, &full_name, &sent));
        let mut count = 0;
        loop {
            match receiver.recv_timeout(Duration::from_secs(3)) {
                Ok(()) => count += 1,
                // The server has stopped reading.
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended"),
            }
            // The output pipe holds 1 MiB, and the response to a rejected request has over 100 bytes.
            assert!(count < 20_000, "{method}: the server still reads");
        }
        assert!(peak_memory(server.0.id()) < 400, "{method}: {} MiB", peak_memory(server.0.id()));
    }
}

#[cfg(target_os = "linux")]
fn flood(mut input: ChildStdin, method: &str, sent: &mpsc::Sender<()>) {
    for id in 1.. {
        let message = json!({
            "jsonrpc": "2.0", "id": id, "method": method, "params": {
                "textDocument": {"uri": "file:///w/integration.json"},
                "position": {"line": 1, "character": 3},
            },
        });
        if input.write_all(&framed(&message)).is_err() || sent.send(()).is_err() {
            return;
        }
    }
}

/// A killed client leaves no server process behind, even if it has not sent its process id.
#[cfg(unix)]
#[test]
fn server_exits_when_client_dies() {
    // The shell is the client: only it holds the write end of the server's stdin.
    let script = "\"$0\" <pipe & exec 3>pipe 1>&-; printf %s \"$1\" >&3; wait";
    let begin =
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}});
    let folder = tempfile::tempdir().unwrap();
    Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    let mut client = Command::new("sh")
        .args(["-c", script, server_binary().to_str().unwrap()])
        .arg(String::from_utf8(framed(&begin)).unwrap())
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = client.stdout.take().unwrap();
    let mut first = [0; 1];
    output.read_exact(&mut first).unwrap();
    client.kill().unwrap();
    client.wait().unwrap();
    // The stream ends when the server, its last writer, exits.
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
}
