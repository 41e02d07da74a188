//! `textDocument/selectionRange`

use serde_json::json;

use crate::client::Client;

#[test]
fn selection_ranges_grow_to_document() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{ \"é\": \"ab\" }");
    client.published();
    let positions = json!([{"line": 0, "character": 8}, {"line": 7, "character": 0}]);
    let params = json!({"textDocument": {"uri": uri}, "positions": positions});
    let ranges = client.request("textDocument/selectionRange", params);
    let mut range = &ranges[0];
    let mut grown = Vec::new();
    while range.is_object() {
        let character = |end: &str| range["range"][end]["character"].as_u64().unwrap();
        grown.push((character("start"), character("end")));
        range = &range["parent"];
    }
    assert_eq!(grown, [(8, 10), (7, 11), (2, 11), (0, 13)]);
    assert_eq!(ranges.as_array().unwrap().len(), 2);
    client.shut_down();
}
