use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::api::response::HttpResponse;
use crate::syntax::Dialect;

const MANIFEST: &str = r#"{
  "name": "acme/tracker", "version": "1.0.0", "title": "Tracker",
  "secrets": { "API_KEY": "hunter2-hunter2" },
  "user": { "tags": { "a/b": {}, "with space": { "title": 1 } }, "creation": { "requiredTags": ["x", "y"] } },
  "actions": {
    "get": { "input": { "schema": {} }, "output": { "schema": { "type": "objekt" } } },
    "get.all": { "input": {} },
    "description": { "input": { "schema": {} } }
  },
  "channels": { "chat": { "messages": { "text": { "schema": { "type": "object" } } } } }
}"#;

fn findings_of(kind: &str, message: &str) -> Vec<Finding> {
    let rejection =
        Rejection { kind: kind.to_owned(), message: message.to_owned(), violations: Vec::new() };
    let tree = Tree::parse(MANIFEST, Dialect::Json);
    findings(&MANIFEST, &tree, &Settings::default(), &rejection)
}

/// Returns the pointer and the marked text of each finding of a message.
fn locations(message: &str) -> String {
    let mut out = String::new();
    for finding in findings_of("InvalidPayload", message) {
        let marked = MANIFEST[finding.range].lines().next().unwrap_or_default();
        let _ = writeln!(out, "{:?} {marked}", finding.pointer);
    }
    out
}

#[test]
fn paths_in_messages_are_located() {
    for (message, expected) in [
        // JSON Pointers, alone, quoted, in a sentence.
        ("/title must NOT have more than 64 characters", "\"/title\" \"Tracker\"\n"),
        (
            "The value at `/user/creation/requiredTags/1` is unknown.",
            "\"/user/creation/requiredTags/1\" \"y\"\n",
        ),
        ("#/title: too long", "\"/title\" \"Tracker\"\n"),
        ("/user/tags/a~1b needs more", "\"/user/tags/a~1b\" \"a/b\"\n"),
        ("/user/tags/with space/title must be string", "\"/user/tags/with space/title\" 1\n"),
        // In the form of ajv.
        ("body/title must NOT have more than 64 characters", "\"/title\" \"Tracker\"\n"),
        (
            "Invalid payload: data/actions/get/output/schema/type must be equal to one of the allowed values",
            "\"/actions/get/output/schema/type\" \"objekt\"\n",
        ),
        ("body must have required property 'title'", "\"\" {\n"),
        ("body/actions/get must have required property 'title'", "\"/actions/get\" \"get\"\n"),
        // The deepest existing member.
        ("/user/creation/enabled must be boolean", "\"/user/creation\" \"creation\"\n"),
        ("/nothing/of/this exists", "\"\" {\n"),
        // Dots and brackets.
        (
            "body.channels.chat.messages.text is wrong",
            "\"/channels/chat/messages/text\" \"text\"\n",
        ),
        (
            "Invalid: request.user.creation.requiredTags[0] is unknown",
            "\"/user/creation/requiredTags/0\" \"x\"\n",
        ),
        ("body.actions.get.all.input.schema is required", "\"/actions/get.all/input\" \"input\"\n"),
        ("body.actions[\"get.all\"]['input'] is wrong", "\"/actions/get.all/input\" \"input\"\n"),
        // The entire manifest.
        ("(manifest): needs `input`, which is missing", "\"\" {\n"),
        ("body: needs `input`, which is missing", "\"\" {\n"),
        // Positions of invalid JSON.
        (
            "The body is not JSON. It has 1 error:\nline 2, column 11: A comma is missing",
            "\"\" \"\n",
        ),
        ("Unexpected token in JSON at position 4", "\"\" \"\n"),
        ("expected value at line 1 column 1", "\"\" {\n"),
        ("expected value at line 999 column 1 or line x", "\"\" {\n"),
        ("Unexpected end of JSON input at position 99999999", "\"\" \n"),
        // Names without a path.
        ("The name of the user is taken", "\"\" {\n"),
        ("A 'schema' is wrong", "\"\" {\n"),
        ("Integration acme/tracker already exists", "\"\" {\n"),
        ("", "\"\" {\n"),
    ] {
        assert_eq!(locations(message), expected, "{message}");
    }
}

#[test]
fn message_is_split_into_violations() {
    let both = "\"/version\" \"1.0.0\"\n\"/title\" \"Tracker\"\n";
    for message in [
        "body/title must be string, body/version must be a, b, or c",
        "/version: is wrong; /title: is, too",
        "The manifest has 2 problems:\n- /version: is wrong\n- /title: is too long, by far; shorten it",
        "body.title: too long\nbody.version: wrong",
        "The manifest has 3 errors:\n/version: is, it seems, wrong\n/title: too long\n… and 1 more",
        "[\n  {\"path\": [\"title\"], \"message\": \"a\"}, {\"path\": [\"version\"], \"message\": \"b\"}\n]",
    ] {
        let error = serde_json::json!({"code": 400, "type": "InvalidPayload", "message": message});
        let config = crate::api::tests::config("http://127.0.0.1:1");
        let redactor = config.token.redactor();
        let body = error.to_string();
        let response =
            HttpResponse { path: "", status: 400, location: None, body: body.as_bytes() };
        let outcome = crate::api::response::interpret(&config, &redactor, &response);
        let crate::api::response::Outcome::Done(Some(rejection)) = outcome else {
            panic!("{outcome:?}")
        };
        let tree = Tree::parse(MANIFEST, Dialect::Json);
        let found = findings(&MANIFEST, &tree, &Settings::default(), &rejection);
        let locations: String = found
            .iter()
            .map(|it| format!("{:?} {}\n", it.pointer, &MANIFEST[it.range.clone()]))
            .collect();
        assert_eq!(locations, both, "{message}: {found:#?}");
    }
}

#[test]
fn messages_are_sentences_without_secrets() {
    let message_of = |kind, message| findings_of(kind, message).remove(0).message;
    assert_eq!(
        message_of("InvalidPayload", "no\n good."),
        "The Botpress API rejected this: no good."
    );
    assert_eq!(
        message_of("AlreadyExists", "Version 1.0.0 exists"),
        "The Botpress API rejected this (AlreadyExists): Version 1.0.0 exists."
    );
    assert_eq!(message_of("", " "), "The Botpress API rejected this without a reason.");
    let message = message_of("InvalidPayload", "/secrets/API_KEY is 'hunter2-hunter2'");
    assert_eq!(message, "The Botpress API rejected this: /secrets/API_KEY is '[secret]'.");
    assert_eq!(message_of("", "/title: too long"), "The Botpress API rejected this: too long.");
    assert_eq!(message_of("", "/titel: odd"), "The Botpress API rejected this: /titel: odd.");
}

#[test]
fn only_setting_of_rule_turns_findings_off() {
    let rejection = Rejection { message: "no".to_owned(), ..Rejection::default() };
    let tree = Tree::parse("{}", Dialect::Json);
    let mut settings = Settings::default();
    settings.severities.insert("endpoint".to_owned(), None);
    assert_eq!(findings(&"{}", &tree, &settings, &rejection).len(), 1);
    settings.severities.insert("refused-by-endpoint".to_owned(), None);
    assert_eq!(findings(&"{}", &tree, &settings, &rejection).len(), 0);
}

proptest! {
    /// The location of any message is inside the text, at the member of the pointer.
    #[test]
    fn every_api_message_gets_a_location(
        text in "([{}\\[\\],:\"a ]|\"a\":|\"é\"){0,24}",
        message in "(body|/|a|\\.|\\[|\\]|'|\"|é|, |; |\n| |0|~1){0,24}",
    ) {
        let tree = Tree::parse(text.as_str(), Dialect::Json);
        let rejection = Rejection { message, ..Rejection::default() };
        for finding in findings(&text.as_str(), &tree, &Settings::default(), &rejection) {
            prop_assert!(text.get(finding.range.clone()).is_some());
            let Some(root) = tree.root() else { continue };
            let path: Vec<String> = pointer::tokens(&finding.pointer).collect();
            prop_assert_eq!(resolve_path(root, &path).range, finding.range);
        }
    }
}
