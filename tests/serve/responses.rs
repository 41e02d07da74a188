//! What is answered to whom: statuses, headers, types.

use std::collections::HashSet;
use std::fmt::Write;

use crate::SOUND;
use crate::client::{PATH, Request, Server, TOKEN, program};

/// Requests that are sound but for one thing, and what each is answered.
#[test]
fn every_api_error_has_type() {
    let server = Server::of(program(&["--max-body", "1K"]).env("BP_TOKEN", TOKEN));
    let sound = || Request::post(SOUND);
    let requests = [
        ("sound", sound()),
        ("several integrations", sound().with("x-multiple-integrations", "true")),
        ("lower case", sound().with("authorization", &format!("bearer {TOKEN}"))),
        ("charset", sound().with("content-type", "application/json; charset=utf-8")),
        ("no token", sound().without("authorization")),
        ("empty token", sound().with("authorization", "Bearer ")),
        ("wrong token", sound().with("authorization", "Bearer tok-4712")),
        ("part of the token", sound().with("authorization", "Bearer tok-471")),
        ("another scheme", sound().with("authorization", &format!("Basic {TOKEN}"))),
        ("no workspace", sound().without("x-workspace-id")),
        ("no type", sound().without("content-type")),
        ("text", sound().with("content-type", "text/plain")),
        ("Latin 1", sound().with("content-type", "application/json; charset=iso-8859-1")),
        ("unknown coding", sound().with("content-encoding", "zstd")),
        ("GET", sound().to("GET", PATH)),
        ("PUT", sound().to("PUT", PATH)),
        ("another path", sound().to("POST", "/v1/admin/integrations?token=x")),
        ("a slash too many", sound().to("POST", &format!("{PATH}/"))),
        ("health", sound().without("authorization").to("GET", "/healthz")),
        ("POST to health", sound().to("POST", "/healthz")),
        ("too large", Request::post(format!("{SOUND}{}", " ".repeat(1024)))),
        ("not JSON", Request::post("{\n  \"name\" 1,\n  \"émile\": tru\n}")),
        ("nothing", Request::post("")),
        ("another value", Request::post("[]")),
        ("mistakes", Request::post(MISTAKES)),
        ("strict only", Request::post(NEEDS_STRICT)),
    ];
    let mut shown = String::new();
    for (what, request) in &requests {
        let answer = server.ask(request);
        _ = writeln!(shown, "## {what}: {}", answer.status);
        assert_eq!(answer.header("content-type"), Some("application/json"), "{what}");
        for name in ["allow", "www-authenticate", "accept-encoding", "retry-after", "connection"] {
            if let Some(value) = answer.header(name) {
                _ = writeln!(shown, "{name}: {value}");
            }
        }
        if answer.status == 200 {
            _ = writeln!(shown, "{}\n", answer.body);
        } else {
            let (kind, message) = answer.error();
            _ = writeln!(shown, "{kind}\n{message}\n");
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("answers", shown);
    });
    assert_eq!(server.end().0, Some(0));
}

const MISTAKES: &str = r#"{
  "version": 1, "title": "", "visibility": "publik", "titel": "ignored by the endpoint",
  "actions": { "a/b": { "input": { "schema": {} } } }, "title": "the last one counts: fine"
}"#;

/// What the endpoint takes, and what nevertheless fails later.
const NEEDS_STRICT: &str = r#"{
  "name": "acme/a", "version": "1.0.0", "identifier": { "extractScript": ".secrets.KEY" },
  "user": { "tags": {}, "creation": { "enabled": true, "requiredTags": ["phone"] } }
}"#;

#[test]
fn strict_refuses_what_fails_later() {
    Server::start(&[]).post(NEEDS_STRICT).assert_accepted();
    let server = Server::start(&["--strict"]);
    server.post(SOUND).assert_accepted();
    let (kind, message) = server.post(NEEDS_STRICT).error();
    assert_eq!(kind, "InvalidPayload");
    assert!(message.contains("\n/user/creation/requiredTags/0: "), "{message}");
}

#[test]
fn without_a_token_of_its_own_it_takes_any() {
    let server = Server::start(&[]);
    server.ask(&Request::post(SOUND).with("authorization", "Bearer whatever")).assert_accepted();
    let answer = server.ask(&Request::post(SOUND).without("authorization"));
    assert_eq!(answer.error().0, "Unauthorized");
}

#[test]
fn rate_limit_sets_retry_after() {
    let server = Server::start(&["--rate", "2/h"]);
    // Who has no business here does not use up anybody's rate.
    for _ in 0..3 {
        assert_eq!(server.ask(&Request::post(SOUND).without("authorization")).status, 401);
    }
    server.post(SOUND).assert_accepted();
    assert_eq!(server.post("[]").status, 400);
    let answer = server.post(SOUND);
    assert_eq!((answer.status, answer.error().0.as_str()), (429, "RateLimited"));
    let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=1800).contains(&seconds), "{seconds}");
    assert_eq!(server.ask(&Request::post("").to("GET", "/healthz")).status, 200);
}

#[test]
fn no_two_errors_share_an_id() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    let ids: HashSet<String> = (0..500).map(|_| client.ask(&Request::post("[]")).id()).collect();
    assert_eq!(ids.len(), 500);
}

#[test]
fn a_message_has_an_end_however_much_is_wrong() {
    let server = Server::start(&[]);
    let wrong: Vec<String> = (0..20_000).map(|n| format!("\"A{n}\": {n}")).collect();
    let answer = server.post(format!(
        "{{\"name\": \"acme/a\", \"version\": \"1.0.0\", \"secrets\": {{{}}}}}",
        wrong.join(",")
    ));
    let (_, message) = answer.error();
    assert!(
        message.starts_with("The manifest has 20000 mistakes:\n/secrets/A0: "),
        "{message:.99}"
    );
    assert!(message.ends_with(" more") && message.len() < 70_000, "{}", message.len());

    let long = "x".repeat(100_000);
    let (_, message) =
        server.post(format!("{{\"name\": {{\"{long}\": 1}}, \"{long}\": 1}}")).error();
    assert!(message.len() < 3_000, "{}", message.len());
    let (_, message) = server.post(",".repeat(100_000)).error();
    assert!(message.contains("\n… and ") && message.len() < 70_000, "{}", message.len());
}

#[test]
fn the_log_says_who_asked_what_and_nothing_that_was_sent() {
    let server = Server::of(program(&[]).env("BP_TOKEN", TOKEN));
    let body = r#"{"name": "acme/a", "version": "1.0.0", "secrets": {"KEY": "hush-hush"}}"#;
    server.post(body).assert_accepted();
    let refused = server.ask(&Request::post("[]").to("POST", &format!("{PATH}?key=hush-hush")));
    server.ask(&Request::post("").with("authorization", "Bearer hush-hush"));
    server.ask(&Request::post("").to("GET", "/a\u{1b}[31m"));
    let (code, log) = server.end();
    assert_eq!(code, Some(0));
    let lines: Vec<&str> = log.lines().collect();
    let sent = format!(" {} bytes", body.len());
    assert!(
        lines[0].starts_with(&format!("POST {PATH} 200 ")) && lines[0].ends_with(&sent),
        "{log}"
    );
    assert!(lines[1].starts_with(&format!("POST {PATH} 400 ")), "{log}");
    assert!(lines[1].ends_with(&format!(" 2 bytes {}", refused.id())), "{log}");
    assert!(lines[2].starts_with(&format!("POST {PATH} 401 ")), "{log}");
    for secret in ["hush", TOKEN, "wkspace", "\u{1b}"] {
        assert!(!log.contains(secret), "{log}");
    }
}
