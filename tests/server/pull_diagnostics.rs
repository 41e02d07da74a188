//! Diagnostics for clients that pull them

use serde_json::json;

use crate::client::Client;
use crate::{PULL_CAPABILITIES, VALID, capabilities};

#[test]
fn pull_returns_unchanged_for_same_result_id() {
    let mut client = Client::start();
    let result = client.initialize(capabilities(PULL_CAPABILITIES));
    let provider = &result["capabilities"]["diagnosticProvider"];
    assert_eq!(provider["interFileDependencies"], false);
    // The problems of the settings file are published after those of documents, so the latter are
    // not published at all.
    client.write("integration-manifest.toml", "rulez = 1\n");
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    assert_eq!(client.published().uri, client.uri("integration-manifest.toml"));

    let first = client.pull(&uri, None);
    assert_eq!(first["kind"], "full");
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let again = client.pull(&uri, Some(&first["resultId"]));
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &first["resultId"]));
    client.change(&uri, 2, &[(None, VALID)]);
    let changed = client.pull(&uri, Some(&first["resultId"]));
    assert_eq!((&changed["kind"], &changed["items"]), (&json!("full"), &json!([])));
    assert_ne!(changed["resultId"], first["resultId"]);
    assert_eq!(client.pull(&uri, Some(&json!("0.0")))["kind"], "full");
    client.shut_down();
}

#[test]
fn pull_returns_full_report_after_settings_change() {
    let mut client = Client::with_capabilities(capabilities(PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    let first = client.pull(&uri, None);
    let settings = json!({"integrationManifest": {"rules": {"endpoint": "off", "publish": "off"}}});
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
    let second = client.pull(&uri, Some(&first["resultId"]));
    assert_eq!((&second["kind"], &second["items"]), (&json!("full"), &json!([])));
    client.shut_down();
}

#[test]
fn requests_see_preceding_changes() {
    let mut client = Client::with_capabilities(capabilities(PULL_CAPABILITIES));
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, "{}");
    for version in 2..60 {
        let is_valid = version % 2 == 0;
        client.change(&uri, version, &[(None, if is_valid { VALID } else { "{}" })]);
        let count = client.pull(&uri, None)["items"].as_array().unwrap().len();
        assert_eq!(count, if is_valid { 0 } else { 2 }, "version {version}");
    }
    client.shut_down();
}
