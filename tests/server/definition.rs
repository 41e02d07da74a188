//! `textDocument/definition`

use serde_json::json;

use crate::names_manifest::{open, range};

#[test]
fn definition_is_link_with_client_support() {
    let (mut client, uri) = open(json!({"textDocument": {"definition": {"linkSupport": true}}}));
    let links = client.request_at("textDocument/definition", &uri, 3, 54);
    assert_eq!(
        links,
        json!([{
            "originSelectionRange": range(3, 53, 56),
            "targetUri": uri,
            "targetRange": range(2, 15, 26),
            "targetSelectionRange": range(2, 16, 19),
        }])
    );
    client.shut_down();
    let (mut client, uri) = open(json!({}));
    let location = client.request_at("textDocument/definition", &uri, 3, 54);
    assert_eq!(location, json!({"uri": uri, "range": range(2, 16, 19)}));
    assert_eq!(client.request_at("textDocument/definition", &uri, 1, 5), json!(null));
    client.shut_down();
}
