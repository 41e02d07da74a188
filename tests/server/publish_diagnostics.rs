//! Diagnostics for clients that do not pull them

use std::fs;

use serde_json::{Value, json};

use crate::VALID;
use crate::client::Client;

#[test]
fn diagnostics_have_code_source_and_tags() {
    let mut client = Client::start_session();
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
    client.shut_down();
}

#[test]
fn published_version_requires_client_support() {
    let mut client = Client::with_capabilities(json!({}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    assert_eq!(client.published().version, None);
    client.shut_down();
}

#[test]
fn published_diagnostics_end_with_last_version_of_burst() {
    let mut client = Client::start_session();
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
    // Removes the comma again, together with two edits without effect.
    version += 1;
    let end = [line, character, line, character];
    let comma = [line, character - 1, line, character];
    client.change(
        &uri,
        version,
        &[(Some(end), "é"), (Some([line, character, line, character + 1]), ""), (Some(comma), "")],
    );
    let last = client.published_version(version);
    assert!(last.rules().contains(&"unknown-value"), "{:?}", last.rules());

    client.close(&uri);
    assert_eq!(client.published().diagnostics, []);
    let text = format!("{{{}}}", &typed[..typed.len() - 1]);
    client.open(&uri, "integration-manifest", version, &text);
    assert_eq!(client.published(), last);
    client.shut_down();
}

#[test]
fn closing_document_clears_diagnostics() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(client.published().rules(), ["missing-field", "missing-field"]);
    client.close(&uri);
    let published = client.published();
    assert_eq!(
        (published.uri, published.version, published.diagnostics),
        (uri.clone(), None, vec![])
    );
    assert_eq!(client.request_at("textDocument/hover", &uri, 0, 0), Value::Null);
    client.shut_down();
}

#[test]
fn diagnostics_are_published_only_for_manifests() {
    let mut client = Client::start_session();
    // Documents are checked in the order of their names, so these come first.
    let other = client.uri("a.json");
    client.open(&other, "json", 1, "{");
    client.change(&other, 2, &[(None, "[")]);
    assert_eq!(client.request_at("textDocument/completion", &other, 0, 1), Value::Null);
    client.close(&other);
    let untitled = url::Url::parse("untitled:Untitled-1").unwrap();
    client.open_manifest(&untitled, "{}");
    assert_eq!(client.published().uri, untitled);
    let named = client.uri("b.integration.json");
    client.open(&named, "json", 1, "{}");
    assert_eq!(client.published().uri, named);
    client.shut_down();
}

#[test]
fn comments_are_allowed_only_in_jsonc() {
    let mut client = Client::start_session();
    let text = format!("// comment\n{VALID}");
    for (name, rules) in [("integration.json", &["syntax-error"][..]), ("integration.jsonc", &[])] {
        let uri = client.uri(name);
        client.open_manifest(&uri, &text);
        assert_eq!(client.published().rules(), rules, "{name}");
    }
    client.shut_down();
}
