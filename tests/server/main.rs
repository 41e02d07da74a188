//! The language server from the outside: the real program, spoken to over its streams.

mod actions;
#[path = "../common/mod.rs"]
mod common;
mod contents;
mod features;
#[path = "../common/http.rs"]
mod http;
mod lifecycle;
mod malformed_input;
mod positions;
mod publish_diagnostics;
mod pull_diagnostics;
mod references_rename;
mod settings;
mod soak;
mod validation;
mod workspace;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Client, Diagnostic};
use serde::Deserialize;
use serde_json::{Value, json};

/// A manifest in which nothing is wrong.
const SOUND: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\"}";

const PULLS: &str = r#"{"textDocument": {"diagnostic": {}}}"#;

fn capabilities(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn severities(diagnostics: &[Diagnostic]) -> Vec<u8> {
    diagnostics.iter().map(|diagnostic| diagnostic.severity).collect()
}

/// Server and command line say the same of the same file, settings files included: where it is open
/// and pushed, and where it is not and the whole workspace is asked for.
#[test]
fn the_command_line_agrees() {
    let mut client = Client::start();
    // What the command line says, by URI.
    let mut expected = BTreeMap::new();
    client
        .write("integration-manifest.toml", "[rules]\nunknown-field = 'error'\npublish = 'hint'\n");
    let broken = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/broken");
    for (index, (path, text)) in manifests().into_iter().enumerate() {
        let name = match path.parent() == Some(&broken) {
            true => path.file_name().unwrap().to_str().unwrap().to_owned(),
            false => format!("{index}.integration.{}", path.extension().unwrap().display()),
        };
        client.write(&name, &text);
        expected.insert(client.uri(&name).to_string(), (text, Vec::new()));
    }
    let mut report = client.check(Path::new("."));
    for file in report["files"].as_array_mut().unwrap() {
        let mut said = Vec::<Value>::deserialize(&file["diagnostics"].take()).unwrap();
        for diagnostic in &mut said {
            let object = diagnostic.as_object_mut().unwrap();
            for offset in ["start", "end", "group"] {
                object.remove(offset).unwrap();
            }
        }
        let uri = client.uri(file["path"].as_str().unwrap()).to_string();
        expected.get_mut(&uri).expect("a file of the workspace").1 = said;
    }
    let found = expected.values().filter(|(_, said)| !said.is_empty()).count();
    assert!(expected.len() > 3 && found > 3, "{found} of {}", expected.len());

    client.request(
        "initialize",
        json!({
            "capabilities": {
                "general": {"positionEncodings": ["utf-32"]},
                "textDocument": {"diagnostic": {}},
            },
            "workspaceFolders": [{"uri": client.uri(""), "name": "all"}],
        }),
    );
    client.notify("initialized", json!({}));
    let answer = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let reports = answer["items"].as_array().unwrap();
    assert_eq!(reports.len(), expected.len());
    for report in reports {
        let uri = report["uri"].as_str().unwrap();
        let diagnostics = Vec::<Diagnostic>::deserialize(&report["items"]).unwrap();
        assert_eq!(as_reported(&diagnostics), expected[uri].1, "{uri}");
    }
    // Opened, they are judged alike.
    for (uri, (text, said)) in &expected {
        let uri = uri.parse().unwrap();
        client.open_manifest(&uri, text);
        let answer = client.pull(&uri, None);
        let diagnostics = Vec::<Diagnostic>::deserialize(&answer["items"]).unwrap();
        assert_eq!(as_reported(&diagnostics), *said, "{uri}");
    }
    client.end();
}

/// Diagnostics in the form and the order of the command line's report.
fn as_reported(diagnostics: &[Diagnostic]) -> Vec<Value> {
    let one = |diagnostic: &Diagnostic| {
        let (start, end) = (diagnostic.range.start, diagnostic.range.end);
        let severity = ["error", "warning", "info", "hint"][diagnostic.severity as usize - 1];
        json!({
            "rule": diagnostic.code, "severity": severity, "message": diagnostic.message,
            "pointer": diagnostic.rest["data"]["pointer"],
            "line": start.line + 1, "column": start.character + 1,
            "endLine": end.line + 1, "endColumn": end.character + 1,
        })
    };
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    let code = |diagnostic: &Diagnostic| diagnostic.code.clone();
    sorted.sort_by_key(|it| {
        (
            it.range.start.line,
            it.range.start.character,
            code(it),
            it.range.end.line,
            it.range.end.character,
        )
    });
    sorted.into_iter().map(one).collect()
}

/// The examples, and the manifests in the fixtures of rules.
fn manifests() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("examples"), root.join("tests/rules")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("json" | "jsonc") => {
                    let text = fs::read_to_string(&path).unwrap();
                    found.push((path, text));
                }
                Some("md") => {
                    let text = fs::read_to_string(&path).unwrap();
                    found.extend(
                        fenced(&text).map(|(kind, text)| (path.with_extension(kind), text)),
                    );
                }
                _ => {}
            }
        }
    }
    found
}

/// The manifests in Markdown.
fn fenced(markdown: &str) -> impl Iterator<Item = (&str, String)> {
    markdown.split("\n```json").skip(1).filter_map(|block| {
        let (kind, text) = match block.strip_prefix('c') {
            Some(block) => ("jsonc", block),
            None => ("json", block),
        };
        let (_, text) = text.split_once('\n')?;
        Some((kind, text.split("\n```").next()?.to_owned()))
    })
}
