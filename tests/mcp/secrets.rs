//! No answer contains the value of a secret.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::client::Client;

/// The value of the secret in every manifest, in several spellings.
const SECRET: &str = "k9vQ2xT7pLw4";

/// Texts of a value with the secret in it.
fn values() -> impl Strategy<Value = String> {
    select(vec![
        format!("\"{SECRET}\""),
        format!("\"{SECRET} and more\""),
        // Answers cut long values.
        format!("\"{SECRET}{}\"", "z".repeat(400)),
        format!("\"a\\n{SECRET}\""),
        format!("'{SECRET}'"),
        format!("\"{SECRET}"),
        format!("[\"{SECRET}\"]"),
        format!("{{ \"description\": \"{SECRET}\" }}"),
        format!("{{ \"optional\": true, \"value\": \"{SECRET}\", }}"),
        format!("\"{SECRET}\" // comment"),
    ])
}

fn manifests() -> impl Strategy<Value = String> {
    let head = select(vec![
        "",
        "\"name\": \"acme/a\",\n  \"version\": \"1.0.0\",",
        "\"titel\": 1,,",
        "name: 'a',",
        "\"version\": 1.0",
    ]);
    let name = select(vec!["API_KEY", "apiKey", "a b", "", "X"]);
    let tail =
        select(vec!["", ",", ",\n  \"actions\": []", ",\n  \"descripton\": \"a\"", "\"x\": 1"]);
    let holder = select(vec![
        "\"secrets\": { \"KEY\": V }",
        "\"secrets\": { KEY: V, }",
        "\"secrets\":\n  { \"A\": \"\", \"KEY\": V",
        "\"secret\": { \"KEY\": V }",
        "\"integration\": { \"Secrets\": { \"KEY\": V } }",
        "\"env\": { \"KEY\": V }",
    ]);
    (head, name, holder, values(), tail).prop_map(|(head, name, holder, value, tail)| {
        let holder = holder.replace("KEY", name).replace('V', &value);
        format!("{{\n  {head}\n  {holder}{tail}\n}}\n")
    })
}

#[test]
fn no_answer_contains_a_secret_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("integration.json");
    let client = std::cell::RefCell::new(Client::start(folder.path(), &[]));
    let mut runner =
        TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let result = runner.run(&(manifests(), manifests()), |(text, old)| {
        std::fs::write(&path, &text).unwrap();
        let mut client = client.borrow_mut();
        let mut ids: Vec<Value> = Vec::new();
        let check = client.call("check", json!({ "text": text, "min_severity": "hint" }));
        if let Some(found) = check["result"]["structuredContent"]["diagnostics"].as_array() {
            let fixes = found.iter().flat_map(|it| it["fixes"].as_array().unwrap());
            ids.extend(fixes.map(|fix| fix["id"].clone()));
        }
        let mut calls = vec![
            ("check", json!({ "path": "integration.json", "min_severity": "hint" })),
            ("fix", json!({ "text": text })),
            ("fix", json!({ "path": "integration.json" })),
            ("describe", json!({ "text": text, "depth": 9 })),
            ("describe", json!({ "text": text, "pointer": "/secrets", "depth": 9 })),
            ("sample", json!({ "text": text, "pointer": "/secrets" })),
            ("explain", json!({ "path": "integration.json", "pointer": "/secrets/API_KEY" })),
            ("diff", json!({ "path": "integration.json", "old_text": old })),
            ("edit", json!({ "text": text, "pointer": "/title", "value": "A" })),
            ("edit", json!({ "text": text, "pointer": "/secrets", "delete": true })),
            ("edit", json!({ "text": text, "pointer": "/secrets/API_KEY", "rename_to": "B" })),
            ("edit", json!({ "text": text, "pointer": "/secrets/API_KEY", "value": null })),
            ("format", json!({ "text": text })),
            ("format", json!({ "path": "integration.json" })),
        ];
        calls.extend(ids.iter().map(|id| ("fix", json!({ "text": text, "fixes": [id] }))));
        for (tool, arguments) in calls {
            let response = client.call(tool, arguments).to_string();
            prop_assert!(!response.contains(SECRET), "{tool}: {response}\n{text}");
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
