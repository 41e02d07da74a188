//! Diagnostics for clients that do not ask.

use std::fs;

use serde_json::{Value, json};

use crate::SOUND;
use crate::common::Client;

#[test]
fn diagnostics_have_code_source_and_tags() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(
        &uri,
        "{\n  \"name\": \"a\", \"version\": \"1.0.0\",\n  \"public\": true\n}",
    );
    let published = client.published();
    assert_eq!((published.uri, published.version), (uri, Some(1)));
    let [diagnostic] = &published.diagnostics[..] else { panic!("{:?}", published.diagnostics) };
    assert_eq!(diagnostic.source, "integration-manifest");
    assert_eq!(diagnostic.code, "deprecated-public");
    assert_eq!(diagnostic.severity, 2);
    assert_eq!(diagnostic.range.start.line, 2);
    assert_eq!(diagnostic.rest["tags"], json!([2]));
    assert_eq!(diagnostic.rest["data"]["pointer"], "/public");
    let page = diagnostic.rest["codeDescription"]["href"].as_str().unwrap();
    let page = url::Url::parse(page).unwrap().to_file_path().unwrap();
    assert!(fs::read_to_string(page).unwrap().starts_with("# deprecated-public\n"));
    client.end();
}

#[test]
fn versions_are_for_clients_that_take_them() {
    let mut client = Client::with_capabilities(json!({}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    assert_eq!(client.published().version, None);
    client.end();
}

#[test]
fn the_last_version_of_a_burst_is_judged_last() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    let typed =
        "\n  \"titel\": \"Ferries\", \"visibility\": \"publik\", \"actions\": {\"a\": [1, {}]},";
    client.open_manifest(&uri, "{}");
    let (mut version, mut line, mut character) = (1, 0, 1);
    for letter in typed.chars() {
        version += 1;
        let range = [line, character, line, character];
        client.change(&uri, version, &[(Some(range), &letter.to_string())]);
        (line, character) = if letter == '\n' { (line + 1, 0) } else { (line, character + 1) };
    }
    // The comma goes again, in one message with something that comes to nothing.
    version += 1;
    let end = [line, character, line, character];
    let comma = [line, character - 1, line, character];
    client.change(
        &uri,
        version,
        &[(Some(end), "é"), (Some([line, character, line, character + 1]), ""), (Some(comma), "")],
    );
    let typed_out = client.published_version(version);
    assert!(typed_out.rules().contains(&"unknown-value"), "{:?}", typed_out.rules());

    client.close(&uri);
    assert_eq!(client.published().diagnostics, []);
    let text = format!("{{{}}}", &typed[..typed.len() - 1]);
    client.open(&uri, "integration-manifest", version, &text);
    assert_eq!(client.published(), typed_out);
    client.end();
}

#[test]
fn closing_clears() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(client.published().rules(), ["missing-field", "missing-field"]);
    client.close(&uri);
    let published = client.published();
    assert_eq!(
        (published.uri, published.version, published.diagnostics),
        (uri.clone(), None, vec![])
    );
    assert_eq!(client.at("textDocument/hover", &uri, 0, 0), Value::Null);
    client.end();
}

#[test]
fn only_manifests_are_judged() {
    let mut client = Client::plain();
    // They come first in the order of names, in which documents are judged.
    let other = client.uri("a.json");
    client.open(&other, "json", 1, "{");
    client.change(&other, 2, &[(None, "[")]);
    assert_eq!(client.at("textDocument/completion", &other, 0, 1), Value::Null);
    client.close(&other);
    let untitled = url::Url::parse("untitled:Untitled-1").unwrap();
    client.open_manifest(&untitled, "{}");
    assert_eq!(client.published().uri, untitled);
    let named = client.uri("b.integration.json");
    client.open(&named, "json", 1, "{}");
    assert_eq!(client.published().uri, named);
    client.end();
}

#[test]
fn comments_are_for_jsonc() {
    let mut client = Client::plain();
    let text = format!("// said\n{SOUND}");
    for (name, rules) in [("integration.json", &["syntax-error"][..]), ("integration.jsonc", &[])] {
        let uri = client.uri(name);
        client.open_manifest(&uri, &text);
        assert_eq!(client.published().rules(), rules, "{name}");
    }
    client.end();
}
