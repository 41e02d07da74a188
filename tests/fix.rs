//! Chosen fixes on the command line: `check --show-fixes`, `fix --id`, and the JSON Schema of the reports.

#[path = "common/fixtures.rs"]
mod fixtures;
#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use fixtures::fixtures;
use folder::folder;
use program::{output, program};

const MANIFEST: &str = r#"{
  "name": "acme/tracker",
  "version": "1.0.0",
  "titel": "Tracker",
  "descripton": "Tracks.",
}
"#;

fn run(folder: &Path, args: &[&str], stdin: &str) -> Output {
    output(program().current_dir(folder).args(args), stdin)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn check(folder: &Path, path: &str) -> Value {
    let output = run(folder, &["check", "--format", "json", "--show-fixes", path], "");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// The ID of the first fix of the first finding with this pointer.
fn id(report: &Value, pointer: &str) -> String {
    let diagnostics = report["files"][0]["diagnostics"].as_array().unwrap();
    let finding = diagnostics.iter().find(|it| it["pointer"] == pointer).unwrap();
    finding["fixes"][0]["id"].as_str().unwrap().to_owned()
}

static REPORTS: LazyLock<Validator> = LazyLock::new(|| {
    let output = run(Path::new("."), &["schema", "--report"], "");
    jsonschema::validator_for(&serde_json::from_slice(&output.stdout).unwrap()).unwrap()
});

/// Checks a report against the schema, in which no member is allowed that it does not describe.
#[track_caller]
fn assert_described(report: &Value) {
    let errors: Vec<String> = REPORTS.iter_errors(report).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{report:#}");
}

#[test]
fn show_fixes_lists_help_page_and_edits_of_each_finding() {
    let folder = folder(&[("integration.json", MANIFEST)]);
    let report = check(folder.path(), "integration.json");
    let diagnostics = report["files"][0]["diagnostics"].as_array().unwrap();
    let titel = diagnostics.iter().find(|it| it["pointer"] == "/titel").unwrap();
    assert_eq!(titel["help"], "Rename to `title`");
    assert_eq!(titel["page"], "integration-manifest://rules/unknown-field");
    let fix = &titel["fixes"][0];
    assert_eq!((&fix["title"], &fix["applicability"]), (&titel["help"], &json!("unsafe")));
    let edit = &fix["edits"][0];
    let at = |name: &str| edit[name].as_u64().unwrap() as usize;
    assert_eq!(&MANIFEST[at("start")..at("end")], "\"titel\"");
    assert_eq!((at("line"), at("column"), at("endLine"), at("endColumn")), (4, 3, 4, 10));
    assert_eq!(edit["text"], "\"title\"");
    assert_described(&report);
}

#[test]
fn show_fixes_requires_the_format_json() {
    let output = run(Path::new("."), &["check", "--show-fixes"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("requires `--format json`"));
}

#[test]
fn fix_applies_exactly_the_chosen_fixes() {
    let folder = folder(&[("integration.json", MANIFEST)]);
    let report = check(folder.path(), "integration.json");
    let (titel, descripton) = (id(&report, "/titel"), id(&report, "/descripton"));
    let path = folder.path().join("integration.json");

    let output = run(folder.path(), &["fix", "integration.json", "--id", &titel, "--diff"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("-  \"titel\": \"Tracker\",\n+  \"title\": \"Tracker\",\n"));
    assert_eq!(fs::read_to_string(&path).unwrap(), MANIFEST);

    let output = run(folder.path(), &["fix", "integration.json", "--id", &titel], "");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stderr(&output),
        "integration.json:4:3: fixed: Rename to `title` [unknown-field]\nApplied 1 fix.\n"
    );
    let fixed = fs::read_to_string(&path).unwrap();
    assert_eq!(fixed, MANIFEST.replace("titel", "title"));

    // The first ID is stale, so that the second is not applied either.
    let args = ["fix", "integration.json", "--id", &descripton, "--id", &titel];
    let output = run(folder.path(), &args, "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no fix has the ID"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&path).unwrap(), fixed);

    // An ID does not depend on changes elsewhere.
    let output = run(folder.path(), &["fix", "-", "--id", &descripton], &fixed);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), fixed.replace("descripton", "description"));
}

#[test]
fn edits_with_the_value_of_a_secret_are_not_listed() {
    let manifest = "{ \"name\": \"acme/a\", \"version\": \"1.0.0\",\n  \"secrets\": { \"KEY\": 815304711 } }\n";
    let folder = folder(&[("integration.json", manifest)]);
    let output = run(folder.path(), &["check", "--format", "json", "--show-fixes"], "");
    assert!(!stdout(&output).contains("815304711"), "{}", stdout(&output));
    assert_described(&serde_json::from_slice(&output.stdout).unwrap());
}

#[test]
fn report_schema_describes_every_report() {
    let files = fixtures();
    assert!(files.len() > 300, "{}", files.len());
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in &files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let plain = run(folder.path(), &["check", "--format", "json"], "");
    assert_described(&serde_json::from_slice(&plain.stdout).unwrap());
    let report = check(folder.path(), ".");
    assert_described(&report);
    let listed = report["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len());
    let with_fixes = listed.iter().flat_map(|file| file["diagnostics"].as_array().unwrap());
    assert!(with_fixes.filter(|it| !it["fixes"].as_array().unwrap().is_empty()).count() > 200);
    // A file that is not sent has the report of `check`.
    let output = output(
        program()
            .current_dir(folder.path())
            .args([
                "validate",
                "--format",
                "json",
                "--show-fixes",
                "unknown-value-1.integration.json",
            ])
            .args(["--workspace", "w", "--api-url", "http://127.0.0.1:9"])
            .env("BP_TOKEN", "token"),
        "",
    );
    assert_described(&serde_json::from_slice(&output.stdout).unwrap());
}

#[test]
fn report_schema_describes_the_reports_of_diff() {
    let folder = folder(&[
        (
            "old/integration.json",
            r#"{ "name": "acme/a", "version": "1.0.0", "actions": { "a": { "title": "A", "input": { "schema": { "type": "object" } }, "output": { "schema": { "type": "object" } } } } }"#,
        ),
        (
            "new/integration.json",
            r#"{ "name": "acme/a", "version": "1.0.1", "actions": { "a": { "title": "B", "input": { "schema": { "type": "object", "properties": { "x": { "type": "string" } }, "required": ["x"] } }, "output": { "schema": { "type": "object" } } } } }"#,
        ),
        ("new/b.integration.json", r#"{ "name": "acme/b" }"#),
    ]);
    let output = run(folder.path(), &["diff", "--format", "json", "old", "new"], "");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["comparisons"].as_array().unwrap().len(), 2);
    assert_described(&report);
    // A report with a wrong value does not match.
    let mut wrong = report;
    wrong["comparisons"][0]["required"] = json!("huge");
    assert!(!REPORTS.is_valid(&wrong));
}
