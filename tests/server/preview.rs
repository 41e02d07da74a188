//! `integrationManifest/preview`

use serde_json::{Value, json};
use url::Url;

use crate::client::Client;

const MANIFEST: &str = r#"{
  "name": "acme/desk",
  "version": "1.0.0",
  "title": "Desk <b>",
  "actions": {
    "close": {
      "title": "Close é",
      "input": { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } },
      "output": { "schema": { "type": "object", "properties": {} } }
    }
  }
}
"#;

fn preview(client: &mut Client, uri: &Url) -> Value {
    client.request("integrationManifest/preview", json!({"uri": uri}))
}

fn html(preview: &Value) -> &str {
    preview["html"].as_str().unwrap()
}

#[test]
fn preview_has_page_and_places_of_its_elements() {
    let mut client = Client::with_capabilities(crate::capabilities(crate::PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, MANIFEST);
    let preview = preview(&mut client, &uri);
    assert_eq!(preview["version"], 1);
    assert!(html(&preview).contains("<h1>Desk &lt;b&gt;</h1>"));
    assert!(html(&preview).contains("default-src 'none'"));
    let anchors = preview["anchors"].as_array().unwrap();
    for anchor in anchors {
        let id = format!("id=\"{}\"", anchor["id"].as_str().unwrap());
        assert!(html(&preview).contains(&id), "{id}");
    }
    let close = anchors.iter().find(|anchor| anchor["pointer"] == "/actions/close").unwrap();
    let (start, end) = (json!({"line": 5, "character": 4}), json!({"line": 5, "character": 11}));
    assert_eq!(close["range"], json!({"start": start, "end": end}));
    client.shut_down();
}

#[test]
fn preview_of_a_closed_manifest_is_an_error() {
    let mut client = Client::with_capabilities(crate::capabilities(crate::PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    let error = client.try_request("integrationManifest/preview", json!({"uri": uri})).unwrap_err();
    assert_eq!(error.message, "The manifest is not open.");
    client.shut_down();
}

#[test]
fn preview_notifies_once_after_each_response_and_keeps_broken_definitions() {
    let mut client = Client::with_capabilities(crate::capabilities(crate::PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, MANIFEST);
    preview(&mut client, &uri);
    let broken = MANIFEST.replace(r#""title": "Close é","#, r#""title": "Close,"#);
    client.change(&uri, 2, &[(None, &broken)]);
    let changed = client.notification("integrationManifest/previewChanged");
    assert_eq!(changed, json!({"uri": uri, "version": 2}));
    // Without a request in between, the client does not show the page.
    client.change(&uri, 3, &[(None, &broken)]);
    let preview = preview(&mut client, &uri);
    assert_eq!(preview["version"], 3);
    assert!(html(&preview).contains("Close é <code>close</code>"));
    assert!(html(&preview).contains("contains a syntax error"));
    client.shut_down();
}
