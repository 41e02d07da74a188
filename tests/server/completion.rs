//! `textDocument/completion` and `completionItem/resolve`

use serde_json::{Value, json};

use crate::BROKEN;
use crate::client::Client;

#[test]
fn completion_lists_values_in_broken_text() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let list = client.request_at("textDocument/completion", &uri, 2, 21);
    let items = list["items"].as_array().unwrap();
    let public = items.iter().find(|item| item["label"] == "public").expect("public");
    // This client does not support snippets.
    assert_eq!(public["insertTextFormat"], 1);
    let edit = &public["textEdit"];
    let range = &edit["range"];
    assert_eq!(range["start"], json!({"line": 2, "character": 16}));
    assert_eq!(range["end"], json!({"line": 2, "character": 21}));
    assert!(edit["newText"].as_str().unwrap().starts_with("\"public\""), "{edit}");
    client.shut_down();
}

#[test]
fn completion_replaces_script_path_inside_string() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"identifier\": {\"extractScript\": \"\\\"é\\\"\\n.bo\"}}");
    client.published();
    let list = client.request_at("textDocument/completion", &uri, 0, 44);
    let items = list.get("items").unwrap_or(&list).as_array().unwrap();
    let body = items.iter().find(|item| item["label"] == ".body").expect("the input");
    let edit = &body["textEdit"];
    assert_eq!(edit["range"]["start"], json!({"line": 0, "character": 41}));
    assert_eq!(edit["range"]["end"], json!({"line": 0, "character": 44}));
    assert_eq!(edit["newText"], ".body");
    client.shut_down();
}

#[test]
fn completion_embeds_files_beside_manifest() {
    let mut client = Client::start_session();
    client.write("icon.svg", "<svg/>");
    client.write("art/Icon-2.svg", "<svg></svg>");
    client.write("art/deep/icon-3.svg", "<svg/>");
    client.write("node_modules/icon-4.svg", "<svg/>");
    client.write("icon-5.svg", "a photo");
    client.write("icon-6.svg", &format!("<svg>{}</svg>", " ".repeat(300_000)));
    client.write("readme.md", "# Hi");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\n  \"icon\": \"\",\n  \"title\": \"\"\n}");
    client.published();
    let mut embedded = |line, character| -> Vec<(String, String)> {
        let list = client.request_at("textDocument/completion", &uri, line, character);
        let items = list["items"].as_array().unwrap().iter().filter(|item| item["kind"] == 17);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        items.map(|item| (text(&item["label"]), text(&item["textEdit"]["newText"]))).collect()
    };
    let expected =
        [("Embed icon.svg", "\"PHN2Zy8+\""), ("Embed art/Icon-2.svg", "\"PHN2Zz48L3N2Zz4=\"")];
    assert_eq!(embedded(1, 11), expected.map(|(label, text)| (label.to_owned(), text.to_owned())));
    assert_eq!(embedded(2, 12), []);
    client.shut_down();
}

/// Returns the completions at the root of an empty manifest, for a client with these capabilities.
fn root_completion(item: Value) -> (Client, Vec<Value>) {
    let completion = json!({"completionItem": item});
    let mut client = Client::with_capabilities(json!({"textDocument": {"completion": completion}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\n  \n}");
    client.published();
    let list = client.request_at("textDocument/completion", &uri, 1, 2);
    (client, list["items"].as_array().unwrap().clone())
}

#[test]
fn completion_resolve_adds_documentation() {
    let (client, complete) = root_completion(json!({}));
    client.shut_down();
    let resolve = json!({"resolveSupport": {"properties": ["detail", "documentation"]}});
    let (mut client, items) = root_completion(resolve);
    assert!(items.iter().all(|item| item.get("documentation").is_none()));
    let size = |items: &[Value]| json!(items).to_string().len();
    assert!(size(&items) * 3 < size(&complete) * 2, "{} of {}", size(&items), size(&complete));
    for (item, complete) in items.iter().zip(&complete) {
        let mut resolved = client.request("completionItem/resolve", item.clone());
        assert!(resolved["documentation"]["value"].is_string());
        resolved.as_object_mut().unwrap().remove("data");
        assert_eq!(resolved, *complete);
    }
    // Items of earlier lists and invalid data have no documentation.
    let uri = client.uri("integration.json");
    client.request_at("textDocument/completion", &uri, 1, 2);
    for data in [items[0]["data"].clone(), json!([2, 999]), json!("nonsense"), Value::Null] {
        let mut item = items[0].clone();
        item["data"] = data;
        let resolved = client.request("completionItem/resolve", item);
        assert_eq!(resolved.get("documentation"), None);
        assert_eq!(resolved["label"], items[0]["label"]);
    }
    client.shut_down();
}

#[test]
fn completion_ranks_required_first_and_deprecated_last() {
    let (client, items) = root_completion(json!({}));
    client.shut_down();
    // Editors sort by `sortText`.
    assert!(items.is_sorted_by_key(|item| item["sortText"].as_str().unwrap().to_owned()));
    let is = |item: &Value, what: &str| match what {
        "required" => item["detail"].as_str().unwrap().starts_with("required"),
        _ => !item["tags"].is_null(),
    };
    let rank = |item: &Value| (is(item, "deprecated"), !is(item, "required"));
    assert!(items.is_sorted_by_key(rank));
    assert!(is(&items[0], "required") && is(items.last().unwrap(), "deprecated"));
}

#[test]
fn completion_uses_snippets_with_client_support() {
    for (supports_snippets, format) in [(true, 2), (false, 1)] {
        let (client, items) = root_completion(json!({"snippetSupport": supports_snippets}));
        client.shut_down();
        let actions = items.iter().find(|item| item["label"] == "actions").unwrap();
        assert_eq!(actions["insertTextFormat"], format);
        let text = actions["textEdit"]["newText"].as_str().unwrap();
        assert_eq!(text.contains('$'), supports_snippets, "{text}");
    }
}
