//! Clients that do what none should: each costs itself something, and nobody else.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{Client, program};
use crate::{PULLS, SOUND, capabilities};

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The server answers what makes sense.
#[track_caller]
fn lives(client: &mut Client) {
    let uri = client.uri("still.integration.json");
    client.open_manifest(&uri, SOUND);
    assert_eq!(client.published().rules(), [""; 0]);
    assert!(client.at("textDocument/hover", &uri, 0, 3).is_object());
    client.close(&uri);
    client.published();
}

#[test]
fn wrong_content_length_recovers() {
    let mut client = Client::plain();
    let hover = |id: &str| json!({"jsonrpc": "2.0", "id": id, "method": "no/such"}).to_string();
    let send = |client: &mut Client, head: &str, body: &str| {
        client.send_bytes(format!("{head}\r\n{body}").as_bytes());
    };
    // Too short: what was cut off is no JSON, and the rest is no header.
    let body = hover("short");
    send(&mut client, &format!("Content-Length: {}\r\n", body.len() - 7), &body);
    assert_eq!(client.answer_to(&Value::Null).unwrap_err().code, PARSE_ERROR);
    // The rest ends where the next header begins.
    let body = hover("after");
    send(&mut client, &format!("Content-Length: {}\r\n", body.len()), &body);
    assert_eq!(client.answer_to(&json!("after")).unwrap_err().code, -32601);
    // Too long: it takes in the beginning of the next message, of which nothing is left.
    let body = hover("long");
    send(&mut client, &format!("Content-Length: {}\r\n", body.len() + 9), &body);
    send(&mut client, &format!("Content-Length: {}\r\n", body.len()), &body);
    assert_eq!(client.answer_to(&Value::Null).unwrap_err().code, PARSE_ERROR);
    // None at all, none that is a number, a negative one, one beyond all numbers.
    for head in [
        "",
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n",
        "Content-Length: many\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 99999999999999999999999999\r\n",
        "Content-Length:\r\n",
    ] {
        send(&mut client, head, &hover("never"));
    }
    // Twice: the last counts. Nothing at all is no JSON.
    let body = hover("twice");
    send(&mut client, &format!("Content-Length: 3\r\nContent-Length: {}\r\n", body.len()), &body);
    assert_eq!(client.answer_to(&json!("twice")).unwrap_err().code, -32601);
    send(&mut client, "Content-Length: 0\r\n", "");
    assert_eq!(client.answer_to(&Value::Null).unwrap_err().code, PARSE_ERROR);
    lives(&mut client);
    client.end();
}

#[test]
fn oversized_content_length_exits() {
    let mut client = Client::plain();
    client.send_bytes(b"Content-Length: 99999999999\r\n\r\n{}");
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn half_a_message_and_the_end_is_the_end() {
    let whole = framed(&json!({"jsonrpc": "2.0", "id": 9, "method": "shutdown"}));
    for len in [1, 15, 20, 22, whole.len() - 1] {
        let mut client = Client::plain();
        client.send_bytes(&whole[..len]);
        client.close_stdin();
        assert_eq!(client.exit_code(), Some(1), "{len} bytes");
    }
}

#[test]
fn bodies_that_are_no_messages_are_refused_one_by_one() {
    let mut client = Client::plain();
    let mut refused = |body: &[u8], code: i64| {
        client.send_bytes(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        client.send_bytes(body);
        let text = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!(client.answer_to(&Value::Null).unwrap_err().code, code, "{text}");
    };
    // No UTF-8, in a string, in a name, cut off, and as a surrogate.
    for bytes in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"] {
        let parts = [&b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""[..], bytes, b"\"}"];
        refused(&parts.concat(), PARSE_ERROR);
        refused(&[&b"{\""[..], bytes, b"\":1}"].concat(), PARSE_ERROR);
    }
    refused(b"\x00", PARSE_ERROR);
    refused(&[0; 4096], PARSE_ERROR);
    refused(b"{}{}", PARSE_ERROR);
    refused("[".repeat(100_000).as_bytes(), PARSE_ERROR);
    refused("{\"a\":".repeat(100_000).as_bytes(), PARSE_ERROR);
    // JSON, but no message: the protocol has no batches.
    for body in ["[]", "1", "null", "\"shutdown\"", "{}", "{\"id\":1}", "[[]]"] {
        refused(body.as_bytes(), INVALID_REQUEST);
    }
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"},
    ]);
    refused(batch.to_string().as_bytes(), INVALID_REQUEST);
    refused(br#"{"jsonrpc":"2.0","id":{},"method":"shutdown"}"#, INVALID_REQUEST);
    refused(br#"{"jsonrpc":"2.0","id":1,"method":7}"#, INVALID_REQUEST);
    refused(br#"{"jsonrpc":"1.0","id":1,"method":"shutdown"}"#, INVALID_REQUEST);
    // Answers to questions that nobody asked are answers to nobody.
    client.send_message(&json!({"jsonrpc": "2.0", "id": 4711, "result": null}));
    client.send_message(&json!({"jsonrpc": "2.0", "id": "x", "error": {"code": 1, "message": ""}}));
    lives(&mut client);
    client.end();
}

#[test]
fn an_id_that_is_taken_is_refused_until_it_is_free() {
    let mut client = Client::with_capabilities(capabilities(PULLS));
    // Nothing is there to be told, so the first one waits.
    let params = json!({"previousResultIds": []});
    let ask =
        json!({"jsonrpc": "2.0", "id": 7, "method": "workspace/diagnostic", "params": params});
    client.send_message(&ask);
    client.send_message(&ask);
    assert_eq!(client.answer_to(&json!(7)).unwrap_err().code, INVALID_REQUEST);
    client.notify("$/cancelRequest", json!({"id": 7}));
    assert_eq!(client.answer_to(&json!(7)).unwrap_err().code, -32800);
    let again = json!({"jsonrpc": "2.0", "id": 7, "method": "no/such"});
    for _ in 0..2 {
        client.send_message(&again);
        assert_eq!(client.answer_to(&json!(7)).unwrap_err().code, -32601);
    }
    client.end();
}

#[test]
fn places_that_cannot_be_are_the_nearest_or_refused() {
    let mut client = Client::plain();
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
        // Upside down.
        (at(3, 1), at(0, 0)),
        (at(far, 0), at(0, far)),
    ] {
        for method in methods {
            // Whether there is something to rename is a question of its own; an answer there is.
            let answer =
                client.ask(&format!("textDocument/{method}"), params(start.clone(), end.clone()));
            if let Err(refusal) = answer {
                assert_eq!(refusal.code, -32803, "{method}: {refusal:?}");
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
            let answer =
                client.ask(&format!("textDocument/{method}"), params(place.clone(), place.clone()));
            assert_eq!(answer.unwrap_err().code, -32602, "{method} at {place}");
        }
    }
    // Of changes, those that make no sense are dropped, and those that do are clamped.
    let change = |line: i64| {
        json!({
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{"range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 9}}, "text": "x"}],
        })
    };
    client.notify("textDocument/didChange", change(-1));
    client.change(&uri, 3, &[(Some([far, far, 0, 0]), " "), (Some([far, 0, far, far]), "\n")]);
    assert_eq!(client.published_version(3).rules(), [""; 0]);
    client.end();
}

#[test]
fn parameters_of_any_kind_are_refused_or_passed_over() {
    let mut client = Client::plain();
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
            let answer = client.ask(method, params.clone());
            let makes_sense = params["textDocument"]["uri"] == json!(uri);
            assert!(makes_sense || answer.is_err(), "{method} {params}");
        }
    }
    // A request without an id, and a notification with one.
    client.notify("textDocument/hover", json!({"textDocument": {"uri": uri}}));
    client.ask("textDocument/didClose", json!({"textDocument": {"uri": uri}})).unwrap_err();
    lives(&mut client);
    client.end();
}

#[test]
fn texts_of_every_kind_are_judged() {
    let mut client = Client::plain();
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
    client.end();
}

/// 64 MB in one string, and 64 MB of structure are too much for a test; one is enough to see that a
/// message of that size is a message.
#[test]
fn accepts_64_mb_message() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let text =
        format!("{{\"name\": \"a\", \"version\": 1, \"code\": \"{}\"}}", "x".repeat(64 << 20));
    client.open_manifest(&uri, &text);
    assert!(client.published().rules().contains(&"wrong-type"));
    client.change(&uri, 2, &[(Some([0, 25, 0, 26]), "\"1.0.0\"")]);
    assert!(!client.published_version(2).rules().contains(&"wrong-type"));
    client.end();
}

#[test]
fn requests_before_initialize_and_after_shutdown_are_rejected() {
    let mut client = Client::start();
    let uri = client.uri("integration.json");
    for method in ["textDocument/hover", "workspace/symbol", "shutdown"] {
        assert_eq!(client.ask(method, json!({})).unwrap_err().code, -32002, "{method}");
    }
    client.notify("initialized", json!({}));
    client.notify("workspace/didChangeConfiguration", json!({"settings": {}}));
    client.ask("initialize", json!({"capabilities": 1})).unwrap_err();
    client.initialize(json!({}));
    lives(&mut client);
    client.request("shutdown", Value::Null);
    for method in ["textDocument/hover", "shutdown", "initialize"] {
        assert_eq!(client.ask(method, json!({})).unwrap_err().code, INVALID_REQUEST, "{method}");
    }
    client.open_manifest(&uri, "{");
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

/// A server whose output nobody reads. It ends with this.
struct Unread(std::process::Child);

impl Drop for Unread {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The most memory that a process had, in MiB.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() >> 10
}

/// Whoever asks without reading the answers is not listened to after a while, so that neither
/// questions nor answers pile up.
#[cfg(target_os = "linux")]
#[test]
fn backpressure_stops_reading() {
    for (asked, pushes) in [("diagnostic", false), ("hover", true)] {
        let mut server = Unread(
            Command::new(program())
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
        let can = if pushes { json!({}) } else { capabilities(PULLS) };
        for message in [
            json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": can}}),
            json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}),
            json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
        ] {
            input.write_all(&framed(&message)).unwrap();
        }
        let method = format!("textDocument/{asked}");
        let (taken, told) = mpsc::channel();
        thread::spawn(move || ask_for_ever(input, &method, &taken));
        let mut count = 0;
        loop {
            match told.recv_timeout(Duration::from_secs(3)) {
                Ok(()) => count += 1,
                // Nothing more is taken.
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => panic!("the server ended"),
            }
            assert!(count < 10_000, "{asked}: the server reads on");
        }
        assert!(peak(server.0.id()) < 400, "{asked}: {} MiB", peak(server.0.id()));
    }
}

#[cfg(target_os = "linux")]
fn ask_for_ever(mut input: ChildStdin, method: &str, taken: &mpsc::Sender<()>) {
    for id in 1.. {
        let message = json!({
            "jsonrpc": "2.0", "id": id, "method": method, "params": {
                "textDocument": {"uri": "file:///w/integration.json"},
                "position": {"line": 1, "character": 3},
            },
        });
        if input.write_all(&framed(&message)).is_err() || taken.send(()).is_err() {
            return;
        }
    }
}

/// A client that is killed leaves no server behind, whether or not it has told its process.
#[cfg(unix)]
#[test]
fn server_exits_when_client_dies() {
    // The shell is the client: it alone holds the end of the pipe that the server reads from.
    let script = "\"$0\" <pipe & exec 3>pipe 1>&-; printf %s \"$1\" >&3; wait";
    let begin =
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}});
    let folder = tempfile::tempdir().unwrap();
    Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    let mut client = Command::new("sh")
        .args(["-c", script, program().to_str().unwrap()])
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
    // The server was the last to have the other end of this.
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
}
