//! The command that adds a definition

use serde_json::json;

use crate::VALID;
use crate::client::Client;

#[test]
fn add_definition_returns_edit_and_then_snippet() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, VALID);
    client.published();
    let command = |client: &mut Client, kind: &str| {
        let argument = json!({"uri": uri, "kind": kind});
        let name = "integrationManifest.addDefinition";
        let params = json!({"command": name, "arguments": [argument]});
        client.try_request("workspace/executeCommand", params)
    };
    let step = command(&mut client, "action").unwrap();
    let edits = &step["edit"]["changes"][uri.as_str()];
    let text = crate::apply_edits(VALID, edits);
    assert!(text.contains(r#""actions": {}"#), "{text}");
    client.change(&uri, 2, &[(None, &text)]);
    client.published();
    let step = command(&mut client, "action").unwrap();
    assert!(step["snippet"].as_str().unwrap().contains("${1:actionName}"), "{step}");
    assert_eq!(step["range"]["start"], step["range"]["end"]);
    let error = command(&mut client, "thing").unwrap_err();
    assert_eq!(error.message, "`thing` is not a definition.");
    client.shut_down();
}
