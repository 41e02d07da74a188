//! `textDocument/linkedEditingRange`

use serde_json::json;

use crate::names_manifest::{open, range};

#[test]
fn linked_editing_ranges_cover_tag_occurrences() {
    let (mut client, uri) = open(json!({}));
    let linked = client.request_at("textDocument/linkedEditingRange", &uri, 9, 24);
    assert_eq!(linked["ranges"], json!([range(9, 23, 25), range(9, 84, 86)]));
    // A reference in the code cannot be edited.
    assert_eq!(client.request_at("textDocument/linkedEditingRange", &uri, 2, 17), json!(null));
    client.shut_down();
}
