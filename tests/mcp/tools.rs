//! Each tool, with its errors.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::MANIFEST;
use crate::client::Client;
use crate::folder::folder;

const PATH: &str = "integration.json";

/// The ID of the first fix of the first diagnostic with this pointer.
fn fix_id(check: &Value, pointer: &str) -> String {
    let found = check["diagnostics"].as_array().unwrap();
    let found = found.iter().find(|it| it["pointer"] == pointer).unwrap();
    found["fixes"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn check_lists_errors_first_with_fixes() {
    let folder = folder(&[(PATH, MANIFEST)]);
    let mut client = Client::start(folder.path(), &[]);
    let answer = client.answer("check", json!({ "path": PATH }));
    assert_eq!(answer.data["ok"], false);
    let severities: Vec<&Value> =
        answer.data["diagnostics"].as_array().unwrap().iter().map(|it| &it["severity"]).collect();
    assert_eq!(severities[0], "error");
    assert!(severities.contains(&&json!("warning")));
    assert!(answer.text.contains("Rename to `title`"), "{}", answer.text);
    let errors =
        client.answer("check", json!({ "path": PATH, "min_severity": "error", "limit": 1 }));
    assert_eq!(errors.data["diagnostics"].as_array().unwrap().len(), 1);
    let rules = json!(["unknown-field"]);
    let one = client.answer("check", json!({ "text": MANIFEST, "rules": rules }));
    assert_eq!(one.data["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(one.data["summary"], answer.data["summary"]);
    // A broken manifest is a normal answer.
    assert_eq!(client.answer("check", json!({ "text": "" })).data["ok"], false);
}

#[test]
fn check_says_that_output_of_bp_read_leaves_fields_out() {
    let mut client = Client::start(Path::new("."), &[]);
    let dump = r#"{ "name": "a/b", "version": "1.0.0", "identifier": {}, "interfaces": {} }"#;
    let answer = client.answer("check", json!({ "text": dump }));
    assert_eq!(answer.data["ok"], true, "{}", answer.text);
    let note = answer.data["note"].as_str().unwrap();
    assert!(note.starts_with("checked as the output of `bp read --json`, without"), "{note}");
    assert!(answer.text.contains(note), "{}", answer.text);
}

#[test]
fn long_answers_are_cut_and_counted() {
    let fields: Vec<String> = (0..900).map(|number| format!("\"unknown{number}\": 1")).collect();
    let text = format!("{{ {} }}", fields.join(", "));
    let mut client = Client::start(Path::new("."), &[]);
    let arguments = json!({ "text": text, "limit": 1_000, "min_severity": "hint" });
    let answer = client.answer("check", arguments);
    let listed = answer.data["diagnostics"].as_array().unwrap().len();
    assert!(listed > 20, "{listed}");
    assert!(answer.data["omitted"].as_u64().unwrap() > 500);
    assert!(answer.text.ends_with("more omitted"));
}

#[test]
fn explain_answers_about_rules_and_fields() {
    let folder = folder(&[(PATH, MANIFEST)]);
    let mut client = Client::start(folder.path(), &[]);
    let rule = client.answer("explain", json!({ "rule": "unknown-field" }));
    assert!(rule.text.starts_with("# unknown-field"));
    let field = client.answer("explain", json!({ "pointer": "/actions/open/input" }));
    assert!(field.text.contains("schema"), "{}", field.text);
    let here = client.answer("explain", json!({ "pointer": "/actions/open", "path": PATH }));
    assert!(here.text.contains("open"), "{}", here.text);
    assert!(
        client.failure("explain", json!({ "rule": "unknown-fields" })).contains("did you mean")
    );
    assert!(client.failure("explain", json!({ "pointer": "/x" })).contains("no field"));
    assert!(client.failure("explain", json!({})).starts_with("-32602"));
}

#[test]
fn fix_writes_only_when_requested() {
    let folder = folder(&[(PATH, MANIFEST)]);
    let path = folder.path().join(PATH);
    let mut client = Client::start(folder.path(), &[]);
    let check = client.answer("check", json!({ "path": PATH }));
    let id = fix_id(&check.data, "/titel");

    let dry = client.answer("fix", json!({ "path": PATH, "fixes": [id] }));
    assert!(dry.data["diff"].as_str().unwrap().contains("+  \"title\": \"Tracker\","));
    assert_eq!((&dry.data["changed"], &dry.data["written"]), (&json!(true), &json!(false)));
    assert_eq!(fs::read_to_string(&path).unwrap(), MANIFEST);

    let real = client.answer("fix", json!({ "path": PATH, "fixes": [id], "dry_run": false }));
    assert_eq!(real.data["written"], true);
    let fixed = fs::read_to_string(&path).unwrap();
    assert_eq!(fixed, MANIFEST.replace("titel", "title"));
    let stale = client.failure("fix", json!({ "path": PATH, "fixes": [id], "dry_run": false }));
    assert!(stale.contains("no fix has the ID"), "{stale}");
    assert_eq!(fs::read_to_string(&path).unwrap(), fixed);

    // All safe fixes.
    let all = client.answer("fix", json!({ "path": PATH, "dry_run": false }));
    assert_eq!(all.data["remaining"]["errors"], 0, "{}", all.text);
    assert_eq!(client.answer("check", json!({ "path": PATH })).data["ok"], true);

    let text = client.answer("fix", json!({ "text": MANIFEST }));
    assert!(text.data["text"].as_str().unwrap().contains("} } }\n}"), "{}", text.text);
    let refused = client.failure("fix", json!({ "text": MANIFEST, "dry_run": false }));
    assert_eq!(refused, "-32602 `dry_run: false` requires `path`");
}

#[test]
fn describe_outlines_a_manifest() {
    let mut client = Client::start(Path::new("."), &[]);
    let answer = client.answer("describe", json!({ "text": MANIFEST }));
    assert!(answer.text.contains("/actions/open: Open\n/actions/open/input/schema: object"));
    let part =
        client.answer("describe", json!({ "text": MANIFEST, "pointer": "/actions", "depth": 2 }));
    assert_eq!(part.text, "/actions/open: Open");
    assert!(
        client.failure("describe", json!({ "text": "{}", "pointer": "/a" })).contains("no value")
    );
}

#[test]
fn schema_answers_about_a_pointer() {
    let mut client = Client::start(Path::new("."), &[]);
    let title = client.answer("schema", json!({ "pointer": "/actions/any/title" }));
    assert_eq!(title.data["schema"]["type"], "string");
    let whole = client.answer("schema", json!({}));
    assert_eq!(whole.data["omitted"], true);
    assert!(client.failure("schema", json!({ "pointer": "/nothing" })).contains("no field"));
}

#[test]
fn sample_is_a_valid_payload() {
    let schema = r#"{ "type": "object", "properties": { "id": { "type": "integer", "minimum": 5 } }, "required": ["id"] }"#;
    let text = MANIFEST.replacen(r#"{ "type": "object" }"#, schema, 1);
    let mut client = Client::start(Path::new("."), &[]);
    let answer = client.answer("sample", json!({ "text": text, "pointer": "/actions/open" }));
    assert!(answer.data["payload"]["id"].as_u64().unwrap() >= 5, "{}", answer.text);
    let missing = client.failure("sample", json!({ "text": text, "pointer": "/actions/close" }));
    assert!(missing.contains("does not exist"), "{missing}");
    let other = client.failure("sample", json!({ "text": text, "pointer": "/name" }));
    assert!(other.contains("neither a schema nor"), "{other}");
}

#[test]
fn diff_reports_changes_and_the_version() {
    let folder = folder(&[(PATH, MANIFEST)]);
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(["-c", "user.name=a", "-c", "user.email=a@b"]);
        assert!(command.args(args).output().unwrap().status.success());
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "a"]);
    let new = MANIFEST.replace("\"open\"", "\"close\"");
    fs::write(folder.path().join(PATH), &new).unwrap();
    let mut client = Client::start(folder.path(), &[]);
    let answer = client.answer("diff", json!({ "path": PATH, "against": "git:HEAD" }));
    assert_eq!(answer.data["required"], "major");
    assert_eq!(answer.data["next_version"], "2.0.0");
    let text = client.answer("diff", json!({ "path": PATH, "old_text": MANIFEST }));
    assert_eq!(text.data["comparison"]["findings"], answer.data["comparison"]["findings"]);
    for (arguments, expected) in [
        (json!({ "path": PATH, "against": "git:nothing" }), "nothing"),
        (json!({ "path": PATH, "against": "hub:" }), "-32602 `against`: expected `git:REV`"),
        (json!({ "path": PATH, "old_text": "[]" }), "not a JSON object"),
        (json!({ "path": PATH }), "-32602 pass either `against` or `old_text`"),
    ] {
        let failure = client.failure("diff", arguments);
        assert!(failure.contains(expected), "{failure}");
    }
}

#[test]
fn edit_sets_removes_and_renames_members() {
    let folder = folder(&[(PATH, MANIFEST)]);
    let path = folder.path().join(PATH);
    let mut client = Client::start(folder.path(), &[]);
    let mut edit = |arguments: Value| {
        let mut all = json!({ "path": PATH, "dry_run": false });
        all.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
        client.answer("edit", all);
        fs::read_to_string(&path).unwrap()
    };
    let set = edit(json!({ "pointer": "/version", "value": "1.1.0" }));
    assert_eq!(set, MANIFEST.replace("1.0.0", "1.1.0"));
    let renamed = edit(json!({ "pointer": "/actions/open", "rename_to": "begin" }));
    assert_eq!(renamed, set.replace("\"open\"", "\"begin\""));
    let removed = edit(json!({ "pointer": "/titel", "delete": true }));
    assert_eq!(removed, renamed.replace("  \"titel\": \"Tracker\",\n", ""));
    for (arguments, expected) in [
        (json!({ "pointer": "/nothing", "delete": true }), "there is no such member"),
        (json!({ "pointer": "/name", "value": 1, "delete": true }), "-32602 pass one of"),
        (
            json!({ "pointer": "name", "value": 1 }),
            "-32602 `pointer`: a JSON Pointer is empty or starts with `/`",
        ),
        (json!({ "pointer": "/actions/begin", "rename_to": "no name" }), "no name"),
    ] {
        let mut all = json!({ "path": PATH, "dry_run": false });
        all.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
        let failure = client.failure("edit", all);
        assert!(failure.contains(expected), "{failure}");
    }
    // A value in a formatted manifest is formatted.
    let text = "{\n  \"name\": \"a\"\n}\n";
    let value = json!({ "pointer": "/user", "value": { "tags": { "id": { "title": "ID" } } }, "text": text });
    let answer = client.answer("edit", value);
    insta::assert_snapshot!(answer.data["text"].as_str().unwrap(), @r#"
    {
      "name": "a",
      "user": {
        "tags": {
          "id": {
            "title": "ID"
          }
        }
      }
    }
    "#);
}

#[test]
fn format_changes_white_space() {
    let folder = folder(&[(PATH, "{\"name\":\"a\"}")]);
    let mut client = Client::start(folder.path(), &[]);
    let answer = client.answer("format", json!({ "path": PATH, "dry_run": false }));
    assert_eq!(answer.data["written"], true);
    assert_eq!(fs::read_to_string(folder.path().join(PATH)).unwrap(), "{\n  \"name\": \"a\"\n}\n");
    let broken = client.answer("format", json!({ "text": "{\"a\":1,,}" }));
    assert!(broken.data["syntax_errors"].as_u64().unwrap() > 0);
}

#[test]
fn invalid_arguments_are_protocol_errors() {
    let folder = folder(&[(PATH, MANIFEST)]);
    let mut client = Client::start(folder.path(), &[]);
    for (tool, arguments, expected) in [
        ("check", json!({}), "pass either `path` or `text`"),
        ("check", json!({ "path": PATH, "text": "{}" }), "pass either `path` or `text`"),
        ("check", json!({ "path": 1 }), "invalid type"),
        ("check", json!({ "path": PATH, "paths": [] }), "unknown argument `paths`"),
        ("check", json!({ "path": PATH, "min_severity": "fatal" }), "unknown value `fatal`"),
        ("check", json!({ "path": PATH, "limit": -1 }), "invalid value"),
        ("check", json!({ "path": PATH, "rules": ["x"] }), "unknown value `x`"),
        ("edit", json!({ "path": PATH }), "missing field `pointer`"),
        ("nothing", json!({}), "there is no tool `nothing`"),
    ] {
        let failure = client.failure(tool, arguments);
        assert!(failure.starts_with("-32602") && failure.contains(expected), "{failure}");
    }
    for (path, expected) in [
        ("missing.json", "`missing.json`: no such file or folder"),
        (".", "it is a folder; manifests in it: integration.json"),
    ] {
        assert!(client.failure("check", json!({ "path": path })).contains(expected));
    }
}

#[test]
fn settings_of_the_folder_apply() {
    let settings = "[rules]\nunknown-field = 'off'\nnothing = 'off'\n";
    let folder = folder(&[(PATH, MANIFEST), ("integration-manifest.toml", settings)]);
    let mut client = Client::start(folder.path(), &[]);
    for arguments in [json!({ "path": PATH }), json!({ "text": MANIFEST })] {
        let answer = client.answer("check", arguments);
        assert!(!answer.text.contains("unknown-field"), "{}", answer.text);
        assert_eq!(answer.data["settings_problems"].as_array().unwrap().len(), 1);
    }
}
