//! Responses: statuses, headers and error types.

use std::collections::HashSet;
use std::fmt::Write;

use crate::VALID;
use crate::client::{PATH, Request, Server, TOKEN, program};

/// Each request differs from a valid one in one aspect.
#[test]
fn every_error_has_type_and_status() {
    let server = Server::spawn(program(&["--max-body", "1K"]).env("BP_TOKEN", TOKEN));
    let valid = || Request::post(VALID);
    let requests = [
        ("valid", valid()),
        ("x-multiple-integrations", valid().with("x-multiple-integrations", "true")),
        ("lowercase scheme", valid().with("authorization", &format!("bearer {TOKEN}"))),
        ("charset", valid().with("content-type", "application/json; charset=utf-8")),
        ("no token", valid().without("authorization")),
        ("empty token", valid().with("authorization", "Bearer ")),
        ("wrong token", valid().with("authorization", "Bearer tok-4712")),
        ("prefix of the token", valid().with("authorization", "Bearer tok-471")),
        ("another scheme", valid().with("authorization", &format!("Basic {TOKEN}"))),
        ("no workspace", valid().without("x-workspace-id")),
        ("no content type", valid().without("content-type")),
        ("plain text", valid().with("content-type", "text/plain")),
        ("Latin 1", valid().with("content-type", "application/json; charset=iso-8859-1")),
        ("unknown content encoding", valid().with("content-encoding", "zstd")),
        ("GET", valid().to("GET", PATH)),
        ("PUT", valid().to("PUT", PATH)),
        ("another path", valid().to("POST", "/v1/admin/nothing?token=x")),
        ("trailing slash", valid().to("POST", &format!("{PATH}/"))),
        ("health", valid().without("authorization").to("GET", "/healthz")),
        ("POST to health", valid().to("POST", "/healthz")),
        ("too large", Request::post(format!("{VALID}{}", " ".repeat(1024)))),
        ("not JSON", Request::post("{\n  \"name\" 1,\n  \"émile\": tru\n}")),
        ("empty body", Request::post("")),
        ("not an object", Request::post("[]")),
        ("invalid manifest", Request::post(INVALID)),
        ("strict only", Request::post(NEEDS_STRICT)),
    ];
    let mut report = String::new();
    for (name, request) in &requests {
        let response = server.request(request);
        _ = writeln!(report, "## {name}: {}", response.status);
        assert_eq!(response.header("content-type"), Some("application/json"), "{name}");
        for header in ["allow", "www-authenticate", "accept-encoding", "retry-after", "connection"]
        {
            if let Some(value) = response.header(header) {
                _ = writeln!(report, "{header}: {value}");
            }
        }
        if response.status == 200 {
            _ = writeln!(report, "{}\n", response.body);
        } else {
            let (kind, message) = response.error();
            _ = writeln!(report, "{kind}\n{message}\n");
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("responses", report);
    });
    assert_eq!(server.shut_down().0, Some(0));
}

const INVALID: &str = r#"{
  "version": 1, "title": "", "visibility": "publik", "titel": "ignored",
  "actions": { "a/b": { "input": { "schema": {} } } }, "title": "valid: the last one applies"
}"#;

/// A manifest that the API accepts, but that fails later.
const NEEDS_STRICT: &str = r#"{
  "name": "acme/a", "version": "1.0.0", "identifier": { "extractScript": ".secrets.KEY" },
  "user": { "tags": {}, "creation": { "enabled": true, "requiredTags": ["phone"] } }
}"#;

#[test]
fn strict_rejects_semantic_errors() {
    Server::start(&[]).post(NEEDS_STRICT).assert_accepted();
    let server = Server::start(&["--strict"]);
    server.post(VALID).assert_accepted();
    let (kind, message) = server.post(NEEDS_STRICT).error();
    assert_eq!(kind, "InvalidPayload");
    assert!(message.contains("\n/user/creation/requiredTags/0: "), "{message}");
}

#[test]
fn any_token_is_accepted_without_configuration() {
    let server = Server::start(&[]);
    server
        .request(&Request::post(VALID).with("authorization", "Bearer whatever"))
        .assert_accepted();
    let response = server.request(&Request::post(VALID).without("authorization"));
    assert_eq!(response.error().0, "Unauthorized");
}

#[test]
fn rate_limit_sets_retry_after() {
    let server = Server::start(&["--rate", "2/h"]);
    // An unauthorized request does not count.
    for _ in 0..3 {
        assert_eq!(server.request(&Request::post(VALID).without("authorization")).status, 401);
    }
    server.post(VALID).assert_accepted();
    assert_eq!(server.post("[]").status, 400);
    let response = server.post(VALID);
    assert_eq!((response.status, response.error().0.as_str()), (429, "RateLimited"));
    let seconds: u32 = response.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=1800).contains(&seconds), "{seconds}");
    assert_eq!(server.request(&Request::post("").to("GET", "/healthz")).status, 200);
}

#[test]
fn error_ids_are_unique() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    let ids: HashSet<String> =
        (0..500).map(|_| client.request(&Request::post("[]")).id()).collect();
    assert_eq!(ids.len(), 500);
}

#[test]
fn message_size_is_limited() {
    let server = Server::start(&[]);
    let members: Vec<String> = (0..20_000).map(|n| format!("\"A{n}\": {n}")).collect();
    let response = server.post(format!(
        "{{\"name\": \"acme/a\", \"version\": \"1.0.0\", \"secrets\": {{{}}}}}",
        members.join(",")
    ));
    let (_, message) = response.error();
    assert!(message.starts_with("The manifest has 20000 errors:\n/secrets/A0: "), "{message:.99}");
    assert!(message.ends_with(" more") && message.len() < 70_000, "{}", message.len());

    let long = "x".repeat(100_000);
    let (_, message) =
        server.post(format!("{{\"name\": {{\"{long}\": 1}}, \"{long}\": 1}}")).error();
    assert!(message.len() < 3_000, "{}", message.len());
    let (_, message) = server.post(format!("[{}1]", "01,".repeat(15_000))).error();
    assert!(message.contains("\n… and ") && message.len() < 70_000, "{}", message.len());
}

#[test]
fn log_contains_requests_without_their_content() {
    let server = Server::spawn(program(&[]).env("BP_TOKEN", TOKEN));
    let body = r#"{"name": "acme/a", "version": "1.0.0", "secrets": {"KEY": "hush-hush"}}"#;
    server.post(body).assert_accepted();
    let rejected =
        server.request(&Request::post("[]").to("POST", &format!("{PATH}?key=hush-hush")));
    server.request(&Request::post("").with("authorization", "Bearer hush-hush"));
    server.request(&Request::post("").to("GET", "/a\u{1b}[31m"));
    let (code, log) = server.shut_down();
    assert_eq!(code, Some(0));
    let lines: Vec<&str> = log.lines().collect();
    let size = format!(" {} bytes", body.len());
    assert!(
        lines[0].starts_with(&format!("POST {PATH} 200 ")) && lines[0].ends_with(&size),
        "{log}"
    );
    assert!(lines[1].starts_with(&format!("POST {PATH} 400 ")), "{log}");
    assert!(lines[1].ends_with(&format!(" 2 bytes {}", rejected.id())), "{log}");
    assert!(lines[2].starts_with(&format!("POST {PATH} 401 ")), "{log}");
    for secret in ["hush", TOKEN, "wkspace", "\u{1b}"] {
        assert!(!log.contains(secret), "{log}");
    }
}
