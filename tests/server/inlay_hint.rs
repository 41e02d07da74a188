//! `textDocument/inlayHint`

use serde_json::json;

use crate::client::Client;

#[test]
fn inlay_hints_show_content_type_and_secret_name() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{ \"icon\": \"PHN2Zy8+\",\n \"secrets\": { \"KEY\": null } }");
    client.published();
    let mut hints_in_line = |line: u32| {
        let range = json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 99}});
        let params = json!({"textDocument": {"uri": uri}, "range": range});
        client.request("textDocument/inlayHint", params)
    };
    let icon = hints_in_line(0);
    assert_eq!(icon.as_array().unwrap().len(), 1);
    assert_eq!(icon[0]["label"], "SVG, 6 B");
    assert_eq!(icon[0]["position"], json!({"line": 0, "character": 20}));
    assert_eq!(hints_in_line(1)[0]["label"], "SECRET_KEY");
    client.shut_down();
}
