//! The commands `init` and `convert` from the outside.

use std::fs;
use std::path::Path;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use program::{output, program};

/// Runs the program. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let output = output(program().current_dir(folder).args(args), stdin);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn new_manifest_has_no_findings_and_embeds_its_files() {
    let folder = folder::folder(&[]);
    let args = ["init", "kite", "--name", "acme/kite-desk", "--description", "Says \"hi\"."];
    let (code, stdout, _) = run(folder.path(), &args, "");
    let files =
        "kite/integration.json\nkite/icon.svg\nkite/hub.md\nkite/integration-manifest.toml\n";
    assert_eq!((code, stdout.as_str()), (0, files));
    for args in [
        &["check", "--visibility", "public", "--format", "json", "kite"][..],
        &["fmt", "--check", "kite"],
        &["embed", "--all", "kite"],
    ] {
        let (code, stdout, stderr) = run(folder.path(), args, "");
        assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}: {stdout}");
        assert!(!stdout.contains("\"rule\"") && !stdout.contains("embedded"), "{stdout}");
    }
}

#[test]
fn existing_files_are_kept() {
    let folder = folder::folder(&[("hub.md", "mine")]);
    let (code, stdout, stderr) = run(folder.path(), &["init"], "");
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("hub.md: the file exists already; nothing was written"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("hub.md")).unwrap(), "mine");
}

#[test]
fn invalid_name_writes_nothing() {
    let folder = folder::folder(&[]);
    let (code, _, stderr) = run(folder.path(), &["init", "a", "--name", "Bad Name!"], "");
    assert_eq!(code, 2);
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn project_gets_settings_script_and_workflow() {
    let package = "{\n  \"name\": \"kite\",\n  \"scripts\": { \"build\": \"bp build\" }\n}\n";
    let folder = folder::folder(&[("integration.definition.ts", ""), ("package.json", package)]);
    let (code, stdout, _) = run(folder.path(), &["init", "--from", "bp"], "");
    assert_eq!(code, 0);
    assert_eq!(stdout.lines().count(), 3, "{stdout}");
    let changed = fs::read_to_string(folder.path().join("package.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&changed).unwrap();
    assert_eq!(value["scripts"]["build"], "bp build");
    assert!(value["scripts"]["check:manifest"].is_string());
    let workflow = fs::read_to_string(folder.path().join(".github/workflows/manifest.yml"));
    assert!(workflow.unwrap().contains("npm run check:manifest"));
    // The settings are valid: a check reports no problem of them.
    fs::write(folder.path().join("integration.json"), "{\"name\": \"a\", \"version\": \"1.0.0\"}")
        .unwrap();
    let (code, _, stderr) = run(folder.path(), &["check"], "");
    assert_eq!((code, stderr.as_str()), (0, ""));
    let (code, _, stderr) = run(folder.path(), &["init", "--from", "bp"], "");
    assert_eq!(code, 2);
    assert!(stderr.contains("exists already"), "{stderr}");
}

#[test]
fn jsonc_becomes_json() {
    let folder = folder::folder(&[("a.jsonc", "{\n  // name\n  \"name\": \"a\",\n}\n")]);
    let json = "{\n  \"name\": \"a\"\n}\n";
    let (code, stdout, stderr) = run(folder.path(), &["convert", "a.jsonc"], "");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, json, ""));
    assert_eq!(run(folder.path(), &["convert", "a.jsonc", "-o", "a.json"], "").0, 0);
    assert_eq!(fs::read_to_string(folder.path().join("a.json")).unwrap(), json);
    let (code, stdout, stderr) = run(folder.path(), &["convert", "-"], "{ \"a\" 1 }");
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.starts_with("integration-manifest-ls: -: 1:"), "{stderr}");
}
