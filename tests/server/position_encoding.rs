//! Position encodings

use serde_json::{Value, json};

use crate::VALID;
use crate::client::Client;

/// Returns the encoding that the server chooses from `offered`, and the column of a finding: after
/// "é😀", and after another "é😀" is inserted before it.
fn negotiate(offered: Value) -> (Value, [u32; 2]) {
    let mut client = Client::start();
    let general = json!({"general": {"positionEncodings": offered}});
    let result = client.initialize(if offered.is_null() { json!({}) } else { general });
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"title\": \"é😀\", \"x\": 1}");
    let column = |client: &mut Client| {
        let published = client.published();
        let mut found = published.diagnostics.iter().filter(|d| d.code == "unknown-field");
        found.next().unwrap().range.start.character
    };
    let before = column(&mut client);
    // Between the last character and the closing quote.
    let end = before - 4;
    client.change(&uri, 2, &[(Some([0, end, 0, end]), "é😀")]);
    let after = column(&mut client);
    client.shut_down();
    (result["capabilities"]["positionEncoding"].clone(), [before, after])
}

#[test]
fn position_encoding_is_negotiated() {
    let utf8 = (json!("utf-8"), [20, 26]);
    let utf16 = (json!("utf-16"), [17, 20]);
    let utf32 = (json!("utf-32"), [16, 18]);
    assert_eq!(negotiate(Value::Null), utf16);
    assert_eq!(negotiate(json!([])), utf16);
    assert_eq!(negotiate(json!(["utf-16"])), utf16);
    assert_eq!(negotiate(json!(["utf-32"])), utf32);
    assert_eq!(negotiate(json!(["utf-32", "utf-16", "utf-8"])), utf8);
    assert_eq!(negotiate(json!(["utf-7"])), utf16);
}

#[test]
fn positions_outside_text_are_clamped() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    for (line, character) in [(0, 9999), (9999, 0), (u32::MAX, u32::MAX)] {
        client.request_at("textDocument/hover", &uri, line, character);
        client.request_at("textDocument/completion", &uri, line, character);
    }
    client.change(&uri, 2, &[(Some([7, 0, 9, 9]), "\n")]);
    client.change(&uri, 3, &[(Some([0, 0, 9, 9]), VALID)]);
    assert_eq!(client.published_version(3).rules(), [""; 0]);
    client.shut_down();
}
