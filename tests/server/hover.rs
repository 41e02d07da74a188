//! `textDocument/hover`

use serde_json::json;

use crate::BROKEN;
use crate::client::Client;

#[test]
fn hover_describes_member_in_broken_text() {
    let mut client = Client::start_session();
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, BROKEN);
    client.published();
    let hover = client.request_at("textDocument/hover", &uri, 2, 5);
    assert_eq!(hover["contents"]["kind"], "markdown");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("unlisted"), "{text}");
    assert_eq!(hover["range"]["start"], json!({"line": 2, "character": 2}));
    client.shut_down();
}

/// Manifest with a readme and an icon.
const CONTENTS: &str = "{\n  \"readme\": \"IyBBY21lCgpbb3JkZXJzXSh4KQo=\",\n  \"icon\": \
                        \"PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=\"\n}";

/// Returns kind and text of the hovers for readme and icon, for a client with these capabilities.
fn hover_contents(capabilities: serde_json::Value) -> [(String, String); 2] {
    let mut client = Client::with_capabilities(capabilities);
    let uri = client.uri("integration.json");
    client.open_manifest(&uri, CONTENTS);
    client.published();
    let contents = [1, 2].map(|line| {
        let hover = client.request_at("textDocument/hover", &uri, line, 16);
        let part = |name: &str| hover["contents"][name].as_str().unwrap().to_owned();
        (part("kind"), part("value"))
    });
    client.shut_down();
    contents
}

#[test]
fn hover_format_follows_client_capabilities() {
    let hover = |formats| json!({"hover": {"contentFormat": formats}});
    let rich = json!({"textDocument": hover(json!(["markdown"])), "general": {"markdown": {"parser": "marked"}}});
    let [(kind, readme), (_, icon)] = hover_contents(rich);
    assert_eq!(kind, "markdown");
    assert!(readme.contains("### Acme\n\norders"), "{readme}");
    assert!(icon.starts_with("![icon](data:image/svg+xml;base64,PHN2Z"), "{icon}");
    // A terminal would show the source of the image.
    let [_, (kind, icon)] =
        hover_contents(json!({"textDocument": hover(json!(["markdown", "plaintext"]))}));
    assert!(kind == "markdown" && icon.starts_with("**icon**"), "{icon}");
    let [(kind, readme), (_, icon)] =
        hover_contents(json!({"textDocument": hover(json!(["plaintext"]))}));
    assert_eq!(kind, "plaintext");
    assert!(readme.contains("———\n\nAcme\n\norders"), "{readme}");
    assert!(icon.starts_with("icon · string") && !icon.contains("data:image"), "{icon}");
}

#[test]
fn hover_links_rules_without_code_description_support() {
    let text =
        "{\n  \"name\": \"a\", \"version\": \"1.0.0\",\n  \"public\": true,\n  \"titel\": 1\n}";
    for (links, renders) in [(false, "markdown"), (false, "plaintext"), (true, "markdown")] {
        let mut client = Client::with_capabilities(json!({"textDocument": {
            "publishDiagnostics": {"codeDescriptionSupport": links},
            "hover": {"contentFormat": [renders]},
        }}));
        let uri = client.uri("integration.json");
        client.open_manifest(&uri, text);
        client.published();
        let mut hover = |line: u32, character: u32| {
            let hover = client.request_at("textDocument/hover", &uri, line, character);
            hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
        };
        let (deprecated, unknown, valid) = (hover(2, 4), hover(3, 4), hover(1, 4));
        assert!(deprecated.contains("visibility"), "{deprecated}");
        assert!(!valid.contains("Rule"), "{valid}");
        let page = match (links, renders) {
            (true, _) => "",
            (false, "markdown") => "*Rule:* [`deprecated-public`](file:///",
            (false, _) => "Rule: deprecated-public",
        };
        assert!(deprecated.contains(page), "{deprecated}");
        assert_eq!(deprecated.contains("deprecated-public"), !links, "{deprecated}");
        assert_eq!(unknown.contains("unknown-field"), !links, "{unknown}");
        client.shut_down();
    }
}
