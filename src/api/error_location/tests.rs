use std::fmt::Write;

use proptest::prelude::*;

use super::*;
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

fn find(kind: &str, message: &str) -> Vec<Finding> {
    let refusal =
        Rejection { kind: kind.to_owned(), message: message.to_owned(), violations: Vec::new() };
    let tree = Tree::parse(MANIFEST, Dialect::Json);
    findings(&MANIFEST, &tree, &Settings::default(), &refusal)
}

/// Where the findings of a message are, and what they mark.
fn placed(message: &str) -> String {
    let mut out = String::new();
    for finding in find("InvalidPayload", message) {
        let marked = MANIFEST[finding.range].lines().next().unwrap_or_default();
        let _ = writeln!(out, "{:?} {marked}", finding.pointer);
    }
    out
}

#[test]
fn places_are_read_however_they_are_written() {
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
        // As ajv writes them.
        ("body/title must NOT have more than 64 characters", "\"/title\" \"Tracker\"\n"),
        (
            "Invalid payload: data/actions/get/output/schema/type must be equal to one of the allowed values",
            "\"/actions/get/output/schema/type\" \"objekt\"\n",
        ),
        ("body must have required property 'title'", "\"\" {\n"),
        ("body/actions/get must have required property 'title'", "\"/actions/get\" \"get\"\n"),
        // The deepest member that is there.
        ("/user/creation/enabled must be boolean", "\"/user/creation\" \"creation\"\n"),
        ("/nothing/of/this exists", "\"\" {\n"),
        // Dots and brackets.
        ("channels.chat.messages.text is wrong", "\"/channels/chat/messages/text\" \"text\"\n"),
        (
            "request.body said: user.creation.requiredTags[0] is unknown",
            "\"/user/creation/requiredTags/0\" \"x\"\n",
        ),
        ("actions.get.all.input.schema is required", "\"/actions/get.all/input\" \"input\"\n"),
        ("actions[\"get.all\"]['input'] is wrong", "\"/actions/get.all/input\" \"input\"\n"),
        // Names in quotes.
        ("\"title\" must be shorter", "\"/title\" \"Tracker\"\n"),
        ("Channel `chat` cannot be created", "\"/channels/chat\" \"chat\"\n"),
        ("title: String must contain at most 64 character(s)", "\"/title\" \"Tracker\"\n"),
        // About the whole, though it names what is elsewhere, too.
        ("(manifest): needs `input`, which is missing", "\"\" {\n"),
        ("body: needs `input`, which is missing", "\"\" {\n"),
        // What is no JSON.
        (
            "The body is not JSON. It has 1 mistake:\nline 2, column 11: A comma is missing",
            "\"\" \"\n",
        ),
        ("Unexpected token in JSON at position 4", "\"\" \"\n"),
        ("expected value at line 1 column 1", "\"\" {\n"),
        ("expected value at line 999 column 1 or line x", "\"\" {\n"),
        ("Unexpected end of JSON input at position 99999999", "\"\" \n"),
        // Words of English that are names, too; names that several members have.
        ("The name of the user is taken", "\"\" {\n"),
        ("A 'schema' is wrong", "\"\" {\n"),
        ("Integration acme/tracker already exists", "\"\" {\n"),
        ("", "\"\" {\n"),
    ] {
        assert_eq!(placed(message), expected, "{message}");
    }
}

#[test]
fn one_message_may_say_several_things() {
    let both = "\"/version\" \"1.0.0\"\n\"/title\" \"Tracker\"\n";
    for message in [
        "body/title must be string, body/version must be a, b, or c",
        "/version: is wrong; /title: is, too",
        "The manifest has 2 problems:\n- /version: is wrong\n- /title: is too long, by far; shorten it",
        "title: too long\nversion: wrong",
        "The manifest has 3 mistakes:\n/version: is, it seems, wrong\n/title: too long\n… and 1 more",
        "[\n  {\"path\": [\"title\"], \"message\": \"a\"}, {\"path\": [\"version\"], \"message\": \"b\"}\n]",
    ] {
        let refusal =
            serde_json::json!({"code": 400, "type": "InvalidPayload", "message": message});
        let (body, access) = (refusal.to_string(), crate::api::tests::access("http://127.0.0.1:1"));
        let meaning = crate::api::response::interpret(&access, 400, None, body.as_bytes());
        let crate::api::response::Outcome::Refused(refusal) = meaning else {
            panic!("{meaning:?}")
        };
        let tree = Tree::parse(MANIFEST, Dialect::Json);
        let found = findings(&MANIFEST, &tree, &Settings::default(), &refusal);
        let places: String = found
            .iter()
            .map(|it| format!("{:?} {}\n", it.pointer, &MANIFEST[it.range.clone()]))
            .collect();
        assert_eq!(places, both, "{message}: {found:#?}");
    }
}

#[test]
fn messages_are_sentences_and_keep_secrets() {
    let said = |kind, message| find(kind, message).remove(0).message;
    assert_eq!(said("InvalidPayload", "no\n good."), "The endpoint refuses this: no good.");
    assert_eq!(
        said("AlreadyExists", "Version 1.0.0 exists"),
        "The endpoint refuses this (AlreadyExists): Version 1.0.0 exists."
    );
    assert_eq!(said("", " "), "The endpoint refuses this, and does not say why.");
    let said = said("InvalidPayload", "/secrets/API_KEY is 'hunter2-hunter2'");
    assert_eq!(said, "The endpoint refuses this: /secrets/API_KEY is '[secret]'.");
    assert_eq!(find("", "/title: too long")[0].message, "The endpoint refuses this: too long.");
    assert_eq!(find("", "/titel: odd")[0].message, "The endpoint refuses this: /titel: odd.");
}

#[test]
fn only_its_own_name_silences_it() {
    let refusal = Rejection { message: "no".to_owned(), ..Rejection::default() };
    let tree = Tree::parse("{}", Dialect::Json);
    let mut settings = Settings::default();
    settings.levels.insert("endpoint".to_owned(), None);
    assert_eq!(findings(&"{}", &tree, &settings, &refusal).len(), 1);
    settings.levels.insert("refused-by-endpoint".to_owned(), None);
    assert_eq!(findings(&"{}", &tree, &settings, &refusal).len(), 0);
}

proptest! {
    /// Whatever is said about whatever, it is placed inside the text, at the pointer's member.
    #[test]
    fn every_api_message_gets_a_location(
        text in "([{}\\[\\],:\"a ]|\"a\":|\"é\"){0,24}",
        message in "(body|/|a|\\.|\\[|\\]|'|\"|é|, |; |\n| |0|~1){0,24}",
    ) {
        let tree = Tree::parse(text.as_str(), Dialect::Json);
        let refusal = Rejection { message, ..Rejection::default() };
        for finding in findings(&text.as_str(), &tree, &Settings::default(), &refusal) {
            prop_assert!(text.get(finding.range.clone()).is_some());
            let Some(root) = tree.root() else { continue };
            let path: Vec<String> = pointer::tokens(&finding.pointer).collect();
            prop_assert_eq!(resolve_path(root, &path).range, finding.range);
        }
    }
}
