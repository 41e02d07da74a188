//! `textDocument/documentLink`

use serde_json::json;

use crate::client::Client;
use crate::names_manifest::{open, range};

#[test]
fn document_links_cover_urls() {
    let (mut client, uri) = open(json!({}));
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}}));
    let expected = json!([{"range": range(1, 48, 69), "target": "https://example.com/%C3%A9"}]);
    assert_eq!(links, expected);
    client.shut_down();
}

#[test]
fn document_links_open_existing_files() {
    let mut client = Client::start_session();
    client
        .write("integration-manifest.toml", "embed = { icon = 'art/icon.svg', readme = 'hub.md' }");
    std::fs::create_dir_all(client.folder.path().join("art")).unwrap();
    client.write("art/icon.svg", "<svg/>");
    client.write("index.js", "");
    let uri = client.uri("integration.json");
    let text = r#"{"icon": "PHN2Zy8+", "readme": "IyBIaQ==", "code": "index.js"}"#;
    client.open_manifest(&uri, text);
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": uri}}));
    // `hub.md` does not exist.
    let expected = json!([
        {"range": range(0, 2, 6), "target": client.uri("art/icon.svg")},
        {"range": range(0, 52, 60), "target": client.uri("index.js")},
    ]);
    assert_eq!(links, expected);
    client.published();
    client.shut_down();
}
