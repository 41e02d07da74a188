//! How characters are counted.

use serde_json::{Value, json};

use crate::SOUND;
use crate::common::Client;

/// What `client` is told when it offers `offered`, and where it then sees the unknown field that
/// begins behind "é" and "😀" after the first, and behind two of each after an edit there.
fn negotiate(offered: Value) -> (Value, [u32; 2]) {
    let mut client = Client::start();
    let general = json!({"general": {"positionEncodings": offered}});
    let result = client.initialize(if offered.is_null() { json!({}) } else { general });
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{\"title\": \"é😀\", \"x\": 1}");
    let place = |client: &mut Client| {
        let published = client.published();
        let mut found = published.diagnostics.iter().filter(|d| d.code == "unknown-field");
        found.next().unwrap().range.start.character
    };
    let before = place(&mut client);
    // Between the last character and the quote behind it.
    let end = before - 4;
    client.change(&uri, 2, &[(Some([0, end, 0, end]), "é😀")]);
    let after = place(&mut client);
    client.end();
    (result["capabilities"]["positionEncoding"].clone(), [before, after])
}

#[test]
fn the_encoding_is_negotiated() {
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
fn positions_outside_the_text_are_the_nearest_inside() {
    let mut client = Client::plain();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, SOUND);
    client.published();
    for (line, character) in [(0, 9999), (9999, 0), (u32::MAX, u32::MAX)] {
        client.at("textDocument/hover", &uri, line, character);
        client.at("textDocument/completion", &uri, line, character);
    }
    client.change(&uri, 2, &[(Some([7, 0, 9, 9]), "\n")]);
    client.change(&uri, 3, &[(Some([0, 0, 9, 9]), SOUND)]);
    assert_eq!(client.published_version(3).rules(), [""; 0]);
    client.end();
}
