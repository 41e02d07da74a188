//! What a person asks at a place.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::Client;

const BROKEN: &str =
    "{\n  \"name\": \"acme/a\",\n  \"visibility\": \"publ\n  \"descripton\": \"A\"\n}";

#[test]
fn hovers_work_in_broken_text() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let hover = client.at("textDocument/hover", &uri, 2, 5);
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("unlisted"), "{text}");
    assert_eq!(hover["range"]["start"], json!({"line": 2, "character": 2}));
    client.end();
}

#[test]
fn completions_work_in_broken_text() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let list = client.at("textDocument/completion", &uri, 2, 21);
    let items = list["items"].as_array().unwrap();
    let public = items.iter().find(|item| item["label"] == "public").expect("public");
    // This client takes no snippets.
    assert_eq!(public["insertTextFormat"], 1);
    let edit = &public["textEdit"];
    let range = &edit["range"];
    assert_eq!(range["start"], json!({"line": 2, "character": 16}));
    assert_eq!(range["end"], json!({"line": 2, "character": 21}));
    assert!(edit["newText"].as_str().unwrap().starts_with("\"public\""), "{edit}");
    client.end();
}

#[test]
fn a_code_action_repairs() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"name\": \"a\", \"version\": \"1.0.0\", \"titel\": \"A\"}");
    let published = client.notified("textDocument/publishDiagnostics");
    let diagnostics = &published["diagnostics"];
    let params = json!({
        "textDocument": {"uri": uri},
        "range": diagnostics[0]["range"],
        "context": {"diagnostics": diagnostics},
    });
    let actions = client.request("textDocument/codeAction", params);
    let action = &actions[0];
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"][0]["code"], "unknown-field");
    assert!(action["edit"].to_string().contains("\\\"title\\\""), "{action}");
    client.end();
}

#[test]
fn everything_safe_is_repaired_at_once() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let text = "{\"name\": \"a\" \"version\": \"1.0.0\", \"dev\": \"true\", \"titel\": \"A\"}";
    client.open_manifest(&uri, text);
    client.published();
    let mut ask = |only: Value| {
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}});
        let context = json!({"diagnostics": [], "only": only});
        let document = json!({"uri": uri});
        let params = json!({"textDocument": document, "range": range, "context": context});
        client.request("textDocument/codeAction", params)
    };
    for only in [json!(["source.fixAll"]), json!(["refactor", "source"])] {
        let actions = ask(only);
        assert_eq!(actions.as_array().unwrap().len(), 1);
        assert_eq!(actions[0]["kind"], "source.fixAll");
        let edits = &actions[0]["edit"]["documentChanges"][0]["edits"];
        assert_eq!(
            edited(text, edits),
            "{\"name\": \"a\", \"version\": \"1.0.0\", \"dev\": true, \"title\": \"A\"}"
        );
    }
    let kinds = |actions: Value| -> Vec<Value> {
        actions.as_array().unwrap().iter().map(|action| action["kind"].clone()).collect()
    };
    let all = kinds(ask(Value::Null));
    assert!(all.len() > 1 && all.iter().all(|kind| kind == "quickfix"), "{all:?}");
    assert_eq!(kinds(ask(json!(["sourc", "source.fix", "refactor"]))), Vec::<Value>::new());
    client.end();
}

/// `text` after edits of lines and characters in ASCII.
fn edited(text: &str, edits: &Value) -> String {
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

#[test]
fn documents_are_laid_out() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let text = "{\"name\":\"acme/a\",\n\"version\":\"1.0.0\"}\n\n";
    client.open_manifest(&uri, text);
    client.published();
    let document = json!({"uri": uri});
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let edits = client
        .request("textDocument/formatting", json!({"textDocument": document, "options": options}));
    let laid_out = "{\n    \"name\": \"acme/a\",\n    \"version\": \"1.0.0\"\n}\n";
    assert_eq!(edited(text, &edits), laid_out);
    let range = json!({"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 4}});
    let edits = client.request(
        "textDocument/rangeFormatting",
        json!({"textDocument": document, "range": range, "options": options}),
    );
    assert_eq!(edited(text, &edits), "{\"name\":\"acme/a\",\n    \"version\": \"1.0.0\"\n}\n");
    let tabs = json!({"tabSize": 4, "insertSpaces": false});
    let position = json!({"line": 1, "character": 18});
    let edits = client.request(
        "textDocument/onTypeFormatting",
        json!({"textDocument": document, "position": position, "ch": "}", "options": tabs}),
    );
    assert_eq!(edited(text, &edits), "{\n\t\"name\": \"acme/a\",\n\t\"version\": \"1.0.0\"\n}\n\n");
    client.end();
}

/// Server and command line lay out alike, the broken examples too.
#[test]
fn the_command_line_lays_out_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut client = Client::plain();
    let mut files = Vec::new();
    for folder in ["examples/good", "examples/broken", "tests/rules/syntax"] {
        files.extend(fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    let mut changed = 0;
    for (index, path) in files.iter().enumerate() {
        let text = fs::read_to_string(path).unwrap();
        if !text.is_ascii() {
            continue;
        }
        let name = format!("{index}.integration.json");
        client.write(&name, &text);
        let uri = client.uri(&name);
        client.open_manifest(&uri, &text);
        client.published();
        let options = json!({"tabSize": 2, "insertSpaces": true});
        let params = json!({"textDocument": {"uri": uri}, "options": options});
        let edits = client.request("textDocument/formatting", params);
        client.run(&["fmt", &name]);
        let written = fs::read_to_string(client.folder.path().join(&name)).unwrap();
        assert_eq!(edited(&text, &edits), written, "{}", path.display());
        changed += usize::from(written != text);
    }
    assert!(changed > 1, "{changed}");
    client.end();
}
