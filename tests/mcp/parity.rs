//! The tools answer what the commands answer.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Client;
use crate::fixtures::fixtures;
use crate::program::{output, program};

fn run(folder: &Path, args: &[&str]) -> Value {
    let output = output(program().current_dir(folder).args(args), "");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn tools_answer_what_the_commands_answer() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 300);
    let folder = folder_of(&fixtures);
    let report = run(folder.path(), &["check", "--format", "json", "--show-fixes"]);
    let mut client = Client::start(folder.path(), &[]);
    for file in report["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let arguments = json!({ "path": path, "min_severity": "hint", "limit": 1_000 });
        let answer = client.answer("check", arguments);
        if answer.data["omitted"] == 0 {
            assert_eq!(check_rows(&answer.data), check_rows(file), "{path}");
        }
    }
    let [fixed, formatted] = [&["check", "--fix"][..], &["fmt"]].map(|args| {
        let folder = folder_of(&fixtures);
        output(program().current_dir(folder.path()).args(args), "");
        folder
    });
    for (name, text) in &fixtures {
        for (tool, folder) in [("fix", &fixed), ("format", &formatted)] {
            let answer = client.answer(tool, json!({ "text": text, "filename": name }));
            // The text of an answer is omitted if it contains a value of a secret.
            if let Some(answer) = answer.data["text"].as_str() {
                let file = fs::read_to_string(folder.path().join(name)).unwrap();
                assert_eq!(answer, file, "{tool}: {name}");
            }
        }
    }
}

/// A temporary folder with a file for each of `fixtures`.
fn folder_of(fixtures: &[(String, String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in fixtures {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The diagnostics of a file or an answer as sorted rows.
fn check_rows(file: &Value) -> Vec<String> {
    let rows = file["diagnostics"].as_array().unwrap().iter().map(|it| {
        let fixes: Vec<Value> = it["fixes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fix| json!([fix["id"], fix["title"], fix["applicability"]]))
            .collect();
        let word = |name: &str| it[name].clone();
        json!([
            word("rule"),
            word("severity"),
            word("message"),
            word("line"),
            word("column"),
            fixes
        ])
        .to_string()
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    rows
}

#[test]
fn diff_answers_what_the_command_answers() {
    let old = crate::MANIFEST.replace("},\n}", "}\n}");
    let new = old.replace("\"type\": \"object\"", "\"type\": \"string\"").replace("Open", "Begin");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old_text"), &old).unwrap();
    fs::write(folder.path().join("integration.json"), &new).unwrap();
    let report = run(folder.path(), &["diff", "--format", "json", "old_text", "integration.json"]);
    let mut client = Client::start(folder.path(), &[]);
    let answer = client.answer("diff", json!({ "path": "integration.json", "old_text": old }));
    let comparison = &report["comparisons"][0];
    assert!(!comparison["findings"].as_array().unwrap().is_empty());
    assert_eq!(&answer.data["comparison"], comparison);
    assert_eq!(answer.data["required"], comparison["required"]);
    assert_eq!(answer.data["next_version"], comparison["nextVersion"]);
}
