//! Paths out of the roots, and huge or malformed messages.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::MANIFEST;
use crate::client::Client;
use crate::folder::folder;

/// Tools with a path, each with the arguments that it needs besides.
fn calls(path: &str) -> Vec<(&'static str, serde_json::Value)> {
    vec![
        ("check", json!({ "path": path })),
        ("explain", json!({ "path": path, "pointer": "/name" })),
        ("fix", json!({ "path": path, "dry_run": false })),
        ("describe", json!({ "path": path })),
        ("sample", json!({ "path": path, "pointer": "/actions/open" })),
        ("diff", json!({ "path": path, "old_text": "{}" })),
        ("edit", json!({ "path": path, "pointer": "/name", "value": "x", "dry_run": false })),
        ("format", json!({ "path": path, "dry_run": false })),
    ]
}

#[test]
fn paths_out_of_the_roots_are_refused() {
    let folder = folder(&[("in/integration.json", MANIFEST), ("out/integration.json", MANIFEST)]);
    let root = folder.path().join("in");
    let outside = folder.path().join("out/integration.json");
    let mut paths = vec!["../out/integration.json".to_owned(), outside.display().to_string()];
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("../out/integration.json", root.join("link.integration.json")).unwrap();
        symlink("../out", root.join("folder")).unwrap();
        symlink("/proc/self/environ", root.join("environ.json")).unwrap();
        paths.extend(
            ["link.integration.json", "folder/integration.json", "environ.json"].map(str::to_owned),
        );
        paths.push("/proc/self/environ".to_owned());
    }
    let mut client = Client::start(&root, &[]);
    for path in &paths {
        for (tool, arguments) in calls(path) {
            let failure = client.failure(tool, arguments);
            assert!(failure.contains("outside of the roots"), "{tool} {path}: {failure}");
        }
        // The name of a text is not looked up.
        if path.contains("..") || path.starts_with('/') {
            let arguments = json!({ "text": "{}", "filename": path });
            assert!(client.failure("check", arguments).contains("outside of the roots"));
        }
    }
    assert_eq!(fs::read_to_string(&outside).unwrap(), MANIFEST);
    // Another root makes them accessible.
    let outside_folder = folder.path().join("out");
    let mut client =
        Client::start(&root, &["--root", ".", "--root", outside_folder.to_str().unwrap()]);
    client.answer("check", json!({ "path": paths[1] }));
    client.answer("check", json!({ "path": "integration.json" }));
}

#[test]
fn changes_meanwhile_are_kept() {
    // The writer compares the file with the text that was read, which is tested in `util::fs`. Here, a
    // file that cannot be written stays as it is.
    let folder = folder(&[("integration.json", MANIFEST)]);
    let path = folder.path().join("integration.json");
    fs::hard_link(&path, folder.path().join("other")).unwrap();
    let mut client = Client::start(folder.path(), &[]);
    let failure = client.failure("fix", json!({ "path": "integration.json", "dry_run": false }));
    assert!(failure.contains("hard link"), "{failure}");
    assert_eq!(fs::read_to_string(&path).unwrap(), MANIFEST);
}

#[test]
fn huge_messages_are_refused_in_bounded_memory() {
    let mut client = Client::start(Path::new("."), &[]);
    let id = client.id();
    let text = "x".repeat(20 << 20);
    for number in 0..4 {
        let params = json!({ "name": "check", "arguments": { "text": text } });
        client.send(
            &json!({ "jsonrpc": "2.0", "method": "tools/call", "params": params, "id": number }),
        );
        let response = client.receive();
        assert_eq!((&response["id"], &response["error"]["code"]), (&json!(number), &json!(-32602)));
    }
    assert!(client.answer("check", json!({ "text": "{}" })).data["ok"].is_boolean());
    if cfg!(target_os = "linux") {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kilobytes < 200 << 10, "{kilobytes} kB");
    }
}

#[test]
fn hostile_arguments_have_answers() {
    let mut client = Client::start(Path::new("."), &[]);
    let deep = "[".repeat(20_000);
    let nested =
        format!("{{\"a\": {}{} }}", "{\"a\":".repeat(500), "1".to_owned() + &"}".repeat(500));
    let pointer = "/a".repeat(100_000);
    for text in [deep.as_str(), nested.as_str(), "\u{0}\u{202e}\u{feff}", "{\"\u{1b}[31m\": 1}"] {
        for (tool, arguments) in [
            ("check", json!({ "text": text, "limit": 65_535, "min_severity": "hint" })),
            ("fix", json!({ "text": text })),
            ("fix", json!({ "text": text, "fixes": vec!["x".repeat(1_000); 100] })),
            ("describe", json!({ "text": text, "depth": 255 })),
            ("describe", json!({ "text": text, "pointer": pointer })),
            ("sample", json!({ "text": text, "pointer": "/a" })),
            ("edit", json!({ "text": text, "pointer": pointer, "value": 1 })),
            ("edit", json!({ "text": text, "pointer": "/a", "rename_to": "\u{0}\"" })),
            ("format", json!({ "text": text })),
            ("explain", json!({ "pointer": pointer })),
            ("schema", json!({ "pointer": pointer })),
        ] {
            let response = client.call(tool, arguments);
            // The text of the caller is returned as it is.
            if matches!(tool, "check" | "describe") {
                let text = response["result"]["content"][0]["text"].as_str().unwrap_or_default();
                assert!(!text.contains(['\u{1b}', '\u{202e}']), "{tool}: {text}");
            }
        }
    }
}

#[test]
fn malformed_messages_affect_only_themselves() {
    let mut client = Client::start(Path::new("."), &[]);
    client.send_line(b"{");
    assert_eq!(client.receive()["error"]["code"], -32700);
    client.send_line(b"\xff\xfe");
    assert_eq!(client.receive()["error"]["code"], -32700);
    client.send_line(br#"{"jsonrpc":"2.0","id":5,"method":7}"#);
    let response = client.receive();
    assert_eq!((&response["id"], &response["error"]["code"]), (&json!(5), &json!(-32600)));
    client.send_line(b"");
    client.send_line(b"  \r");
    assert_eq!(client.request("nothing/at-all", json!({}))["error"]["code"], -32601);
    assert!(client.request("ping", json!({}))["result"].is_object());
}
