//! `textDocument/references` and `documentHighlight`

use serde_json::json;

use crate::names_manifest::{open, range};

#[test]
fn references_and_highlights_cover_all_occurrences() {
    let (mut client, uri) = open(json!({}));
    let mut references = |declaration: bool| {
        let params = json!({
            "textDocument": {"uri": uri},
            "position": {"line": 2, "character": 17},
            "context": {"includeDeclaration": declaration},
        });
        client.request("textDocument/references", params)
    };
    let script = json!({"uri": uri, "range": range(3, 53, 56)});
    let code = json!({"uri": uri, "range": range(4, 30, 33)});
    let definition = json!({"uri": uri, "range": range(2, 16, 19)});
    assert_eq!(references(false), json!([script, code]));
    assert_eq!(references(true), json!([definition, script, code]));
    let highlights = client.request_at("textDocument/documentHighlight", &uri, 5, 18);
    let expected =
        json!([{"range": range(5, 16, 21), "kind": 3}, {"range": range(7, 39, 44), "kind": 2}]);
    assert_eq!(highlights, expected);
    client.shut_down();
}
