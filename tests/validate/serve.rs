//! The `validate` command with the server of the `serve` command.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{TOKEN, folder, run_with};

/// A running server. It is killed when this is dropped.
struct LocalApi {
    process: Child,
    url: String,
}

impl LocalApi {
    fn start() -> LocalApi {
        let mut process = Command::new(env!("CARGO_BIN_EXE_integration-manifest-ls"))
            .arg("serve")
            .env("BP_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        LocalApi { process, url }
    }
}

impl Drop for LocalApi {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns pointer, line and message of the errors in a report.
fn errors(report: &str, groups: &[&str]) -> Vec<(String, Value, Value)> {
    let report: Value = serde_json::from_str(report).unwrap();
    let found = report["files"][0]["diagnostics"].as_array().unwrap().clone();
    let mut errors: Vec<_> = found
        .iter()
        .filter(|found| found["severity"] == "error")
        .filter(|found| groups.contains(&found["group"].as_str().unwrap()))
        .map(|found| {
            let pointer = found["pointer"].as_str().unwrap().to_owned();
            let message = found["message"].as_str().unwrap().to_owned();
            let message = message.trim_start_matches("The Botpress API rejected this: ").to_owned();
            (pointer, found["line"].clone(), Value::from(message))
        })
        .collect();
    errors.sort_by_key(|(pointer, line, message)| format!("{pointer} {line} {message}"));
    errors
}

fn check(folder: &std::path::Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_integration-manifest-ls"))
        .args(["check", "--format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn rejections_of_serve_match_check() {
    let api = LocalApi::start();
    for text in [
        "{ \"title\": \"\",\n \"visibility\": \"publik\",\n \"channels\": { \"a/b\": { \"messages\": 1 } } }",
        "{ \"version\": 1, \"states\": { \"s: t\": {}, \"x.y\": { \"type\": \"no\" } },\n\"secrets\": {\"A\": 1} }",
        "{ \"name\": \"a\", \"version\": \"1.0.0\",\n \"events\": { \"e\": { \"title\": 1, \"schema\": 2 } } }",
    ] {
        let folder = folder(&[("integration.json", text)]);
        let found = errors(&check(folder.path()), &["syntax", "endpoint"]);
        let args = ["--force", "--format", "json"];
        let (code, report, stderr) = run_with(folder.path(), &api.url, &args, &[]);
        assert_eq!((code, &*stderr), (1, ""));
        assert!(!found.is_empty());
        assert_eq!(errors(&report, &["endpoint"]), found, "{text}");
    }
}

#[test]
fn invalid_json_is_reported_at_its_position() {
    let api = LocalApi::start();
    let folder = folder(&[("integration.json", "{\n  \"name\": \"é\" \"version\": 1,\n  }")]);
    let args = ["--force", "--format", "github"];
    let (code, report, _) = run_with(folder.path(), &api.url, &args, &[]);
    assert_eq!(code, 1);
    let locations: Vec<&str> =
        report.lines().map(|line| line.split(",endLine").next().unwrap()).collect();
    assert_eq!(locations, ["::error file=integration.json,line=2,col=13"]);
}

#[test]
fn wrong_token_is_rejected() {
    let api = LocalApi::start();
    let folder = super::valid_folder();
    let variables = [("BP_TOKEN", "another")];
    let (code, _, stderr) = run_with(folder.path(), &api.url, &[], &variables);
    assert_eq!(code, 2);
    assert!(stderr.contains("rejected the token in BP_TOKEN"), "{stderr}");
}
