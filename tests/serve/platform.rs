//! The requests of the official CLI, and captured manifests.

use std::fmt::Write;
use std::fs;

use crate::VALID;
use crate::client::{Request, Server, TOKEN, program};

#[test]
fn every_request_of_the_cli_has_a_response() {
    let server = Server::spawn(program(&[]).env("BP_TOKEN", TOKEN));
    let mut report = String::new();
    for (method, path, body) in [
        ("GET", "/v1/admin/workspaces", ""),
        ("GET", "/v1/admin/workspaces/wkspace_1", ""),
        ("PUT", "/v1/admin/workspaces/wkspace_1", r#"{"handle":"acme"}"#),
        ("PUT", "/v1/admin/workspaces/wkspace_1", "{"),
        ("PUT", "/v1/admin/workspaces/handle-availability", r#"{"handle":"acme"}"#),
        ("GET", "/v1/admin/bots", ""),
        ("GET", "/v1/admin/integrations?name=acme%2Fkite", ""),
        ("GET", "/v1/admin/integrations/intver_1", ""),
        ("GET", "/v1/admin/integrations/acme%2Fkite/%3C1.0.0", ""),
        ("GET", "/v1/admin/hub/integrations", ""),
        ("GET", "/v1/admin/hub/integrations/acme%2Fkite/1.0.0", ""),
        ("GET", "/v1/admin/interfaces/typing-indicator/0.0.3", ""),
        ("GET", "/v1/admin/hub/interfaces/typing-indicator/0.0.3", ""),
        ("GET", "/v1/admin/hub/interfaces/ifver_1", ""),
        ("DELETE", "/v1/admin/integrations/intver_1", ""),
        ("POST", "/v1/admin/integrations", VALID),
        ("POST", "/v1/admin/integrations", r#"{"name":"acme/a"}"#),
    ] {
        let request = Request::post(body).to(method, path);
        let response = server.request(&request);
        assert_eq!(response.header("content-type"), Some("application/json"), "{path}");
        _ = writeln!(report, "## {method} {path}: {}", response.status);
        if response.status == 200 {
            _ = writeln!(report, "{}\n", response.body);
        } else {
            let (kind, message) = response.error();
            _ = writeln!(report, "{kind}\n{message}\n");
        }
        let response = server.request(&request.without("authorization"));
        assert!([401, 405].contains(&response.status), "{path}: {}", response.status);
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("platform", report);
    });
}

#[test]
fn manifests_are_captured_accepted_or_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let captured = folder.path().join("captured");
    let server = Server::start(&["--capture", captured.to_str().unwrap()]);
    server.post(VALID).assert_accepted();
    let rejected = r#"{"name":"acme/b","version":"1.0.0","title":"","secrets":{"A":"hush"}}"#;
    assert_eq!(server.post(rejected).status, 400);
    assert_eq!(server.post(r#"{"name":"../../up","version":2}"#).status, 400);
    assert_eq!(server.post("{").status, 400);
    let mut names: Vec<String> = fs::read_dir(&captured)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "+..+up.integration.json",
        "acme+a@1.0.0.integration.json",
        "acme+b@1.0.0.integration.json",
    ];
    assert_eq!(names, expected);
    let text = fs::read_to_string(captured.join(expected[2])).unwrap();
    assert!(text.contains("\"A\": null") && !text.contains("hush"), "{text}");
    let text = fs::read_to_string(captured.join(expected[1])).unwrap();
    assert_eq!(text, "{\n  \"name\": \"acme/a\",\n  \"version\": \"1.0.0\"\n}\n");
}
