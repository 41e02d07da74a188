//! End-to-end tests of the language server: the real program, over its standard streams.

mod add_definition;
mod baseline;
#[path = "../common/client.rs"]
mod client;
mod client_quirks;
mod code_action;
mod code_lens;
mod compatibility;
mod completion;
mod configuration;
mod definition;
mod document_link;
mod document_symbol;
mod embedded_documents;
mod folding_range;
mod formatting;
mod hover;
#[path = "../common/http.rs"]
mod http;
mod inlay_hint;
mod lifecycle;
mod linked_editing_range;
mod malformed_input;
mod names_manifest;
mod parity;
mod position_encoding;
mod preview;
mod publish_diagnostics;
mod pull_diagnostics;
mod references;
mod remote_validation;
mod rename;
mod selection_range;
mod semantic_tokens;
mod settings_file;
mod soak;
mod workspace_diagnostics;

use std::fs;
use std::path::{Path, PathBuf};

use client::Diagnostic;
use serde_json::{Value, json};

/// Manifest without findings.
const VALID: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\"}";

const PULL_CAPABILITIES: &str = r#"{"textDocument": {"diagnostic": {}}}"#;

const BROKEN: &str =
    "{\n  \"name\": \"acme/a\",\n  \"visibility\": \"publ\n  \"descripton\": \"A\"\n}";

fn capabilities(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn severities(diagnostics: &[Diagnostic]) -> Vec<u8> {
    diagnostics.iter().map(|diagnostic| diagnostic.severity).collect()
}

/// Converts diagnostics to the form and order of the command line's report.
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

/// Returns the examples, and the manifests in the fixtures of rules.
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

/// Returns the manifests in the code blocks of a Markdown text.
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

/// Applies edits to a text in ASCII.
pub fn apply_edits(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + position["character"].as_u64().unwrap() as usize
    };
    let mut out = text.to_owned();
    for edit in edits.as_array().unwrap().iter().rev() {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        out.replace_range(range, edit["newText"].as_str().unwrap());
    }
    out
}
