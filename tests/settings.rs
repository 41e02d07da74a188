//! The settings file from the outside: mistakes, `extends`, `exclude`, `[format]` and its JSON Schema.

use std::fs;
use std::path::Path;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use folder::folder;
use program::{output, program};

const SETTINGS: &str = "integration-manifest.toml";

/// A manifest without findings, which is not formatted.
const VALID: &str = "{\"name\": \"acme/a\",\n\"version\": \"1.0.0\"}";

/// Runs the program. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, "")
}

fn run_with(folder: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let output = output(program().current_dir(folder).args(args), stdin);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn mistake_is_shown_with_its_line_and_makes_the_exit_code_2() {
    let settings = "[rules]\npublish = 'off'\nunknown-feild = \"of\" # ours\n\n[[overrides]]\nfiles = [\"!drafts/**\"]\n";
    let folder = folder(&[("integration.json", VALID), (SETTINGS, settings)]);
    let (code, stdout, stderr) = run(folder.path(), &["check"]);
    assert_eq!((code, stdout.as_str()), (2, "No problems found in 1 file.\n"));
    insta::assert_snapshot!(stderr);
    for args in [&["fmt", "--check"][..], &["check", "--diff"], &["embed", "--all"]] {
        let (code, _, stderr) = run(folder.path(), args);
        assert_eq!(code, 2, "{args:?}");
        assert!(stderr.contains("integration-manifest.toml:3:1: unknown rule"), "{stderr}");
    }
}

/// The settings may turn off the rule of a fix, or set another indentation.
#[test]
fn manifest_is_not_changed_by_fix_and_fmt_if_its_settings_have_a_mistake() {
    const BROKEN: &str = "{\"name\": \"acme/a\",\n\"version\": \"1.0.0\",}";
    let files = [("a/integration.json", BROKEN), ("b/integration.json", BROKEN), ("a/x.toml", "[")];
    for settings in ["[rules", "[rules]\nsyntax-eror = 'off'\n", "extends = 'x.toml'\n"] {
        let folder = folder(&files);
        fs::write(folder.path().join("a").join(SETTINGS), settings).unwrap();
        let (code, _, stderr) = run(folder.path(), &["check", "--fix"]);
        assert_eq!(code, 2);
        assert!(stderr.contains("Fixed 1 problem in 1 file."), "{stderr}");
        assert!(stderr.contains("whose settings have a problem are not fixed"), "{stderr}");
        let (code, _, stderr) = run(folder.path(), &["fmt"]);
        assert_eq!(code, 2);
        assert!(stderr.contains("not formatted, because its settings have"), "{stderr}");
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(text("a/integration.json"), BROKEN);
        assert_ne!(text("b/integration.json"), BROKEN);
        // An editor replaces its text by stdout.
        let args = ["check", "--fix", "-", "--stdin-filename", "a/integration.json"];
        let (code, stdout, _) = run_with(folder.path(), &args, BROKEN);
        assert_eq!((code, stdout.as_str()), (2, BROKEN));
    }
}

#[test]
fn every_glob_without_effect_is_a_mistake() {
    for glob in [
        "\"!x/**\"",
        "'a\\b\\**'",
        "'vendor\\**'",
        "'C:/a/**'",
        "'../a/**'",
        "' a/**'",
        "'.'",
        "''",
        "1",
    ] {
        for list in [format!("[{glob}]"), format!("[\"**\", {glob}]")] {
            let settings = format!("[[overrides]]\nfiles = {list}\nrules = {{ syntax = 'off' }}\n");
            let folder = folder(&[("integration.json", "{"), (SETTINGS, &settings)]);
            let (code, _, stderr) = run(folder.path(), &["check"]);
            assert_eq!(code, 2, "{glob}");
            assert!(stderr.contains("integration-manifest.toml:2:"), "{glob}: {stderr}");
        }
    }
    let settings = "[[overrides]]\nfiles = []\n";
    let folder = folder(&[("integration.json", VALID), (SETTINGS, settings)]);
    let (code, _, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("no effect because `files` is empty"), "{stderr}");
}

#[test]
fn exclude_applies_to_the_search_and_not_to_named_files() {
    let folder = folder(&[
        ("a/integration.json", "{"),
        ("vendor/x/integration.json", "{"),
        ("old.integration.json", "{"),
        (SETTINGS, "extends = ['shared/base.toml']\nexclude = ['old.*']\n"),
        ("shared/base.toml", "exclude = ['vendor/**']\n"),
    ]);
    let checked = |args: &[&str]| {
        let (_, stdout, _) = run(folder.path(), &[&["check", "--format", "json"], args].concat());
        let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        let files = report["files"].as_array().unwrap().iter();
        files.map(|file| file["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(checked(&[]), ["a/integration.json"]);
    assert_eq!(checked(&["vendor/x/integration.json"]), ["vendor/x/integration.json"]);
    let (code, _, stderr) = run(folder.path(), &["check", "vendor"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("vendor: all manifests are excluded by `exclude`"), "{stderr}");
    fs::write(folder.path().join("a/integration.json"), VALID).unwrap();
    fs::write(folder.path().join("old.integration.json"), VALID).unwrap();
    let (code, stdout, _) = run(folder.path(), &["fmt", "--check"]);
    assert_eq!((code, stdout.as_str()), (1, "a/integration.json\n"));
}

#[test]
fn presets_set_severities() {
    let manifest =
        r#"{"name": "acme/a", "version": "1.0.0", "actions": {"a": {"input": {"schema": {}}}}}"#;
    let count = |settings: &str| {
        let folder = folder(&[("integration.json", manifest), (SETTINGS, settings)]);
        let (code, stdout, stderr) = run(folder.path(), &["check", "--format", "json"]);
        assert!(code < 2, "{stderr}");
        let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        let found = report["files"][0]["diagnostics"].as_array().unwrap();
        let groups = found.iter().map(|it| it["group"].as_str().unwrap());
        groups.filter(|group| *group == "publish").count()
    };
    let default = count("");
    assert!(default > 0);
    assert_eq!(count("extends = ['minimal']"), 0);
    assert_eq!(count("extends = ['minimal', 'recommended']"), default);
    assert_eq!(count("extends = ['strict']"), default);
    assert_eq!(count("extends = ['strict']\nrules.publish = 'off'"), 0);
}

#[test]
fn extended_file_with_a_mistake_is_named() {
    let folder = folder(&[
        ("app/integration.json", VALID),
        ("app/integration-manifest.toml", "extends = ['minimal', '../base.toml', 'near.toml']\n"),
        ("base.toml", "password = \"hunter2\"\n"),
        ("app/near.toml", "[limits]\nchanels = 1\n"),
    ]);
    let (code, _, stderr) = run(&folder.path().join("app"), &["check"]);
    assert_eq!(code, 2);
    let base = fs::canonicalize(folder.path()).unwrap_or_default();
    let stderr = stderr.replace(&*base.to_string_lossy(), "…");
    let stderr = stderr.replace(&*folder.path().to_string_lossy(), "…");
    // The text of a file outside of the folder is not printed.
    insta::assert_snapshot!(stderr);
}

#[test]
fn format_table_applies_to_fmt_and_an_option_overrides_it() {
    let text = r#"{"name":"acme/a","version":"1.0.0","secrets":{},"tags":[1,2,3]}"#;
    let folder = folder(&[
        ("integration.json", text),
        (SETTINGS, "[format]\nindent = \"tab\"\nexpand = \"always\"\n"),
    ]);
    let read = || fs::read_to_string(folder.path().join("integration.json")).unwrap();
    assert_eq!(run(folder.path(), &["fmt"]).0, 0);
    assert_eq!(
        read(),
        "{\n\t\"name\": \"acme/a\",\n\t\"version\": \"1.0.0\",\n\t\"secrets\": {},\n\t\"tags\": [\n\t\t1,\n\t\t2,\n\t\t3\n\t]\n}\n"
    );
    assert_eq!(run(folder.path(), &["fmt", "--check"]).0, 0);
    assert_eq!(run(folder.path(), &["fmt", "--indent", "4"]).0, 0);
    assert!(read().contains("\n    \"tags\": [\n        1,"), "{}", read());
    fs::write(folder.path().join(SETTINGS), "[format]\nline-width = 20\n").unwrap();
    fs::write(folder.path().join("integration.json"), "{\"a\":[1,2],\"b\":[111,222,333,444]}")
        .unwrap();
    assert_eq!(run(folder.path(), &["fmt"]).0, 0);
    assert_eq!(
        read(),
        "{\n  \"a\": [1, 2],\n  \"b\": [\n    111,\n    222,\n    333,\n    444\n  ]\n}\n"
    );
    fs::write(folder.path().join(SETTINGS), "[format]\nexpand = 'never'\nline-width = 20\n")
        .unwrap();
    assert_eq!(run(folder.path(), &["fmt"]).0, 0);
    assert!(read().contains("\"b\": [111, 222, 333, 444]"), "{}", read());
}

#[test]
fn schema_of_settings_accepts_the_examples_of_the_documentation() {
    let folder = folder(&[]);
    let (code, stdout, _) = run(folder.path(), &["schema", "--settings"]);
    assert_eq!(code, 0);
    let schema: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let page = fs::read_to_string("docs/configuration.md").unwrap();
    let mut examples = 0;
    for block in page.split("```toml\n").skip(1) {
        let (text, _) = block.split_once("```").unwrap();
        let table: toml::Table = text.parse().unwrap();
        let json = serde_json::to_value(table).unwrap();
        assert!(validator.is_valid(&json), "{text}");
        examples += 1;
    }
    assert!(examples > 3);
    assert!(!validator.is_valid(&serde_json::json!({ "rules": { "sintax-error": "off" } })));
}
