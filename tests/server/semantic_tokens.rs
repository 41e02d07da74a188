//! `textDocument/semanticTokens`

use serde_json::{Value, json};

use crate::client::Client;

#[test]
fn semantic_tokens_support_full_range_and_delta() {
    let mut client = Client::start();
    let capabilities = client.initialize(json!({}))["capabilities"].clone();
    let legend = &capabilities["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenTypes"][1], "function");
    assert_eq!(legend["tokenModifiers"], json!(["definition", "deprecated"]));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{ \"public\": true,\n \"actions\": { \"😀\": {} } }");
    client.published();
    let document = json!({"uri": uri});
    let params = json!({"textDocument": document});
    let full = client.request("textDocument/semanticTokens/full", params);
    assert_eq!(full["data"], json!([0, 2, 8, 0, 2, 1, 1, 9, 0, 0, 0, 13, 4, 1, 1]));
    let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}});
    let part = client.request(
        "textDocument/semanticTokens/range",
        json!({"textDocument": document, "range": range}),
    );
    assert_eq!(part["data"], json!([1, 1, 9, 0, 0]));
    client.change(&uri, 2, &[(Some([1, 14, 1, 18]), "\"b\": {}, \"😀\"")]);
    client.published();
    let mut delta = |previous: &Value| {
        let params = json!({"textDocument": document, "previousResultId": previous});
        client.request("textDocument/semanticTokens/full/delta", params)
    };
    let changed = delta(&full["resultId"]);
    let data = json!([0, 13, 3, 1, 1, 0, 9, 4, 1, 1]);
    assert_eq!(changed["edits"], json!([{"start": 10, "deleteCount": 5, "data": data}]));
    assert_eq!(delta(&changed["resultId"])["edits"], json!([]));
    // An unknown previous result gets all tokens.
    assert_eq!(delta(&json!("unknown"))["data"].as_array().unwrap().len(), 20);
    client.shut_down();
}
