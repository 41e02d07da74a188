//! `serve` rejects a manifest for the errors of `check`, with the same messages.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::client::{Request, Server};

/// Returns the manifests of all rule fixtures and examples.
fn manifests() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for path in files(&root.join("tests/rules")).iter().filter(|path| is(path, "md")) {
        let text = fs::read_to_string(path).unwrap();
        // Every other part is a code block.
        for block in text.split("```").skip(1).step_by(2) {
            texts.push(block.split_once('\n').unwrap().1.to_owned());
        }
    }
    for path in files(&root.join("examples")).iter().filter(|path| is(path, "json")) {
        texts.push(fs::read_to_string(path).unwrap());
    }
    texts
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() { found.append(&mut files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|other| other == extension)
}

/// Returns the diagnostics of `check --format json` for each text.
fn check(texts: &[String]) -> Vec<Vec<Value>> {
    let folder = tempfile::tempdir().unwrap();
    for (index, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("m{index:04}.integration.json")), text).unwrap();
    }
    let mut program = crate::program::program();
    let output = program.current_dir(&folder).args(["check", "--format", "json"]).output().unwrap();
    let mut report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array_mut().unwrap();
    assert_eq!(files.len(), texts.len());
    let take = |file: &mut Value| match file["diagnostics"].take() {
        Value::Array(diagnostics) => diagnostics,
        other => panic!("{other}"),
    };
    files.iter_mut().map(take).collect()
}

#[test]
fn serve_matches_check() {
    let texts = manifests();
    let server = Server::start(&[]);
    let strict = Server::start(&["--strict"]);
    let mut seen = [0; 4];
    for (text, diagnostics) in texts.iter().zip(check(&texts)) {
        let errors = |groups: &[&str]| -> Vec<&Value> {
            let counts = |diagnostic: &&Value| {
                diagnostic["severity"] == "error"
                    && groups.iter().any(|g| diagnostic["group"] == *g)
            };
            diagnostics.iter().filter(counts).collect()
        };
        let syntax = errors(&["syntax"]);
        for (server, groups) in
            [(&server, &["endpoint"][..]), (&strict, &["endpoint", "semantics"])]
        {
            let response = server.request(&Request::post(text));
            let (expected, by_pointer) = match syntax.as_slice() {
                [] => (errors(groups), true),
                // Invalid JSON has only syntax errors.
                syntax => (syntax.to_vec(), false),
            };
            if expected.is_empty() {
                response.assert_accepted();
                seen[0] += 1;
                continue;
            }
            let expected: Vec<String> =
                expected.iter().map(|error| line(error, by_pointer)).collect();
            let (kind, message) = response.error();
            assert_eq!((response.status, kind.as_str()), (400, "InvalidPayload"), "{text}");
            // `check` reports it as a hint, because `bp read` writes it.
            let is_hint = |line: &&str| line.contains("`id` is empty");
            let lines: Vec<&str> = message.lines().skip(1).filter(|it| !is_hint(it)).collect();
            assert_eq!(lines, expected, "{text}");
            seen[1 + usize::from(by_pointer) + usize::from(by_pointer && groups.len() > 1)] += 1;
        }
    }
    // Accepted, invalid JSON, rejected, and rejected with `--strict`.
    assert!(seen.iter().all(|count| *count > 5), "{seen:?}");
}

/// Returns the line of a finding in a message.
fn line(error: &Value, by_pointer: bool) -> String {
    let message = error["message"].as_str().unwrap();
    match error["pointer"].as_str().unwrap() {
        _ if !by_pointer => {
            format!("line {}, column {}: {message}", error["line"], error["column"])
        }
        "" => format!("(manifest): {message}"),
        pointer => format!("{pointer}: {message}"),
    }
}
