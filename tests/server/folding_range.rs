//! `textDocument/foldingRange`

use serde_json::{Value, json};

use crate::client::Client;

#[test]
fn folding_ranges_cover_lines_with_line_folding_only() {
    let nested = "[[\n1]]";
    for (lines_only, expected) in [(true, json!([])), (false, json!([[0, 1, 1, 2], [0, 2, 1, 1]]))]
    {
        assert_eq!(folds(nested, lines_only), expected);
    }
    assert_eq!(folds("[[\n1,\n2]]", true), json!([[0, null, 1, null]]));
    let text = "{\n  \"actions\": {\n    \"a\": { },\n    \"b\": {\n    \"c\": 1 }\n  }\n}";
    for (lines_only, expected) in [
        (true, json!([[0, null, 5, null], [1, null, 4, null]])),
        (false, json!([[0, 1, 6, 0], [1, 14, 5, 2], [3, 10, 4, 11]])),
    ] {
        assert_eq!(folds(text, lines_only), expected);
    }
}

/// Returns the lines and characters of all folding ranges in `text`.
fn folds(text: &str, lines_only: bool) -> Value {
    let folding = json!({"lineFoldingOnly": lines_only});
    let mut client = Client::with_capabilities(json!({"textDocument": {"foldingRange": folding}}));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, text);
    client.published();
    let folds = client.request("textDocument/foldingRange", json!({"textDocument": {"uri": uri}}));
    let ranges = folds.as_array().unwrap().iter().map(|fold| {
        let part = |name: &str| fold[name].clone();
        assert_eq!(fold["kind"], Value::Null);
        ["startLine", "startCharacter", "endLine", "endCharacter"].map(part)
    });
    let ranges = json!(ranges.collect::<Vec<_>>());
    client.shut_down();
    ranges
}
