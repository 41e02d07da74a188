//! The command `diff` from the outside: operands, git revisions, formats, exit codes.

#[path = "common/http.rs"]
mod http;
#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::Path;
use std::process::Command;

use program::{output, program};
use tempfile::TempDir;

/// Exit code, stdout and stderr.
fn run_with(folder: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    run_with_api(folder, args, stdin, None)
}

/// Runs `diff` with the Botpress API at `api_url`.
fn run_with_api(
    folder: &Path,
    args: &[&str],
    stdin: &str,
    api_url: Option<&str>,
) -> (i32, String, String) {
    let mut command = program();
    for name in ["BP_TOKEN", "BP_WORKSPACE_ID", "BP_API_URL"] {
        command.env_remove(name);
    }
    if let Some(url) = api_url {
        command.env("BP_TOKEN", "t0ken").env("BP_WORKSPACE_ID", "wkspace_1").env("BP_API_URL", url);
    }
    command.current_dir(folder).env_remove("NO_COLOR").arg("diff").args(args);
    let output = output(&mut command, stdin);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, "")
}

fn manifest(name: &str, version: &str, actions: &str) -> String {
    format!(
        r#"{{
  "name": "{name}",
  "version": "{version}",
  "visibility": "public",
  "actions": {{{actions}}}
}}
"#
    )
}

const ACTION: &str = r#"
    "createTask": {
      "title": "Create task",
      "input": { "schema": { "type": "object", "properties": {} } },
      "output": { "schema": { "type": "object", "properties": {} } }
    }
  "#;

/// A folder with two versions: `old.json` has an action that `new.json` removes.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.json"), manifest("planner", "1.4.2", ACTION)).unwrap();
    fs::write(folder.path().join("new.json"), manifest("planner", "1.5.0", "")).unwrap();
    folder
}

fn git(folder: &Path, args: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

/// A repository whose first commit has a manifest with an action, and whose work tree has none.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("integration.json");
    git(folder.path(), &["init", "-q", "-b", "main"]);
    fs::write(&path, manifest("planner", "1.4.2", ACTION)).unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "first"]);
    fs::write(&path, manifest("planner", "1.5.0", "")).unwrap();
    folder
}

#[test]
fn report_shows_the_change_the_users_and_the_version() {
    let folder = folder();
    let (code, out, err) = run(folder.path(), &["old.json", "new.json"]);
    assert_eq!((code, err.as_str()), (1, ""));
    insta::assert_snapshot!(out);
}

#[test]
fn exit_code_depends_on_fail_on() {
    let folder = folder();
    for (fail_on, expected) in
        [("version", 1), ("breaking", 1), ("risky", 1), ("any", 1), ("never", 0)]
    {
        let args = ["--fail-on", fail_on, "old.json", "new.json"];
        assert_eq!(run(folder.path(), &args).0, expected, "{fail_on}");
    }
    let major = manifest("planner", "2.0.0", "");
    fs::write(folder.path().join("new.json"), major).unwrap();
    assert_eq!(run(folder.path(), &["old.json", "new.json"]).0, 0);
    assert_eq!(run(folder.path(), &["--fail-on", "breaking", "old.json", "new.json"]).0, 1);
}

#[test]
fn unusable_operands_exit_with_2() {
    let folder = folder();
    fs::write(folder.path().join("text.json"), "not json").unwrap();
    for args in [
        &["old.json"][..],
        &["old.json", "missing.json"],
        &["-", "-"],
        &["old.json", "text.json"],
        &["--against", "main", "old.json"],
        &["--against", "git:--help", "old.json"],
        &["HEAD:old.json", "new.json"],
        &["hub:", "new.json"],
    ] {
        let (code, out, err) = run(folder.path(), args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(!err.is_empty(), "{args:?}");
    }
}

/// A response of the API without the fields that it never returns.
fn published(version: &str) -> String {
    let mut integration: serde_json::Value =
        serde_json::from_str(&manifest("planner", version, ACTION)).unwrap();
    integration["iconUrl"] = "https://files.example/icon.svg".into();
    serde_json::json!({ "integration": integration }).to_string()
}

#[test]
fn hub_compares_with_the_published_version_before_the_new_one() {
    let folder = folder();
    let with_icon = manifest("planner", "1.5.0", "")
        .replace("\"actions\"", "\"icon\": \"PHN2Zy8+\", \"actions\"");
    fs::write(folder.path().join("integration.json"), with_icon).unwrap();
    let server = http::Server::start(|index, request| {
        assert_eq!(request.header("authorization"), Some("Bearer t0ken"));
        match index {
            0 => http::error(404, &[], "ResourceNotFound", "not found"),
            _ => http::answer(200, &[], &published("1.4.2")),
        }
    });
    for args in [&["hub:", "integration.json"][..], &["--against", "hub:", "integration.json"]] {
        let (code, out, err) = run_with_api(
            folder.path(),
            &[args, &["--format", "json"]].concat(),
            "",
            Some(&server.url),
        );
        assert_eq!((code, err.as_str()), (1, ""), "{out}");
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        let comparison = &report["comparisons"][0];
        assert_eq!(comparison["old"]["path"], "hub:planner@1.4.2");
        let ids: Vec<&str> = comparison["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["action-removed", "version-too-low"]);
    }
    let lines: Vec<String> =
        server.requests().into_iter().map(|request| request.line.trim().to_owned()).collect();
    assert_eq!(lines[0], "GET /v1/admin/hub/integrations/planner/%3C1.5.0 HTTP/1.1");
    assert_eq!(lines[1], "GET /v1/admin/integrations/planner/%3C1.5.0 HTTP/1.1");
}

#[test]
fn hub_names_the_version_that_does_not_exist() {
    let folder = folder();
    let server = http::Server::start(|_, _| http::error(404, &[], "ResourceNotFound", "not found"));
    let args = ["hub:other@9.9.9", "new.json"];
    let (code, _, err) = run_with_api(folder.path(), &args, "", Some(&server.url));
    assert_eq!(code, 2);
    assert!(err.contains("hub:other@9.9.9") && err.contains("no such version"), "{err}");
}

#[test]
fn write_accepted_adds_findings_with_their_reason_once() {
    let folder = folder();
    let args = ["--write-accepted", "agreed in review", "old.json", "new.json"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let path = folder.path().join("integration-manifest.toml");
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.contains("reason = \"agreed in review\""), "{written}");
    let (code, out, err) = run(folder.path(), &["old.json", "new.json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    run(folder.path(), &args);
    assert_eq!(fs::read_to_string(&path).unwrap(), written);
}

#[test]
fn bump_and_next_version_print_one_word() {
    let folder = folder();
    let args = ["old.json", "new.json"];
    assert_eq!(run(folder.path(), &[&["--bump"], &args[..]].concat()).1, "major\n");
    assert_eq!(run(folder.path(), &[&["--next-version"], &args[..]].concat()).1, "2.0.0\n");
    assert_eq!(run(folder.path(), &["--bump", "old.json", "old.json"]).1, "none\n");
}

#[test]
fn set_version_edits_only_the_version() {
    let folder = folder();
    let (code, _, err) = run(folder.path(), &["--set-version", "old.json", "new.json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let written = fs::read_to_string(folder.path().join("new.json")).unwrap();
    assert_eq!(written, manifest("planner", "2.0.0", ""));
    assert_eq!(run(folder.path(), &["old.json", "new.json"]).0, 0);
    run(folder.path(), &["--set-version", "old.json", "new.json"]);
    assert_eq!(fs::read_to_string(folder.path().join("new.json")).unwrap(), written);
}

#[test]
fn stdin_and_revisions_are_operands() {
    let folder = repository();
    let new = manifest("planner", "1.5.0", "");
    let (code, out, err) = run_with(folder.path(), &["HEAD:integration.json", "-"], &new);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("HEAD:integration.json:6:5"), "{out}");
    let (code, _, err) = run(folder.path(), &["nothing:integration.json", "integration.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("git does not know the revision `nothing`"), "{err}");
}

#[test]
fn against_compares_moved_new_and_gone_manifests() {
    let folder = repository();
    let at = |path: &str| folder.path().join(path);
    let bump = |args: &[&str]| run(folder.path(), &[&["--against", "git:HEAD"], args].concat());
    let (code, out, _) = bump(&[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("action-removed"), "{out}");

    fs::create_dir(at("moved")).unwrap();
    fs::rename(at("integration.json"), at("moved/integration.json")).unwrap();
    let (_, out, _) = bump(&["moved"]);
    assert!(out.contains("action-removed"), "{out}");

    fs::write(at("moved/integration.json"), manifest("other", "0.1.0", "")).unwrap();
    let (_, out, _) = bump(&["."]);
    assert!(out.contains("new manifest") && out.contains("integration-gone"), "{out}");
}

#[test]
fn against_a_merge_base_ignores_later_commits_of_the_other_branch() {
    let folder = repository();
    let path = folder.path().join("integration.json");
    git(folder.path(), &["stash", "-q"]);
    git(folder.path(), &["switch", "-q", "-c", "topic"]);
    git(folder.path(), &["switch", "-q", "main"]);
    fs::write(&path, manifest("planner", "3.0.0", "")).unwrap();
    git(folder.path(), &["commit", "-q", "-a", "-m", "second"]);
    git(folder.path(), &["switch", "-q", "topic"]);
    let (code, out, _) = run(folder.path(), &["--against", "git:main..."]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("no changes"), "{out}");
}

#[test]
fn folders_are_paired_by_path_and_then_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: String| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("old/a/integration.json", manifest("a", "1.0.0", ACTION));
    write("old/b/integration.json", manifest("b", "1.0.0", ACTION));
    write("new/a/integration.json", manifest("a", "1.0.0", ACTION));
    write("new/c/integration.json", manifest("b", "1.1.0", ""));
    let (code, out, _) = run(folder.path(), &["--format", "json", "old", "new"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let comparisons = report["comparisons"].as_array().unwrap();
    assert_eq!(comparisons.len(), 2);
    assert_eq!(comparisons[0]["findings"], serde_json::json!([]));
    assert_eq!(comparisons[1]["old"]["path"], "old/b/integration.json");
    assert_eq!(comparisons[1]["new"]["path"], "new/c/integration.json");
}

#[test]
fn settings_change_levels_and_accept_differences() {
    let folder = folder();
    let settings = |text: &str| {
        fs::write(folder.path().join("integration-manifest.toml"), text).unwrap();
    };
    settings("[diff.levels]\n\"action-removed\" = \"note\"\n");
    assert_eq!(run(folder.path(), &["old.json", "new.json"]).0, 0);
    settings(
        "[[diff.accept]]\nid = \"action-removed\"\npointer = \"/actions/*\"\nreason = \"unused\"\n",
    );
    let (code, out, _) = run(folder.path(), &["old.json", "new.json"]);
    assert_eq!(code, 0);
    assert!(out.contains("1 accepted"), "{out}");
    settings("[[diff.accept]]\nfinding = \"000000000000\"\nreason = \"gone\"\n");
    let (code, _, err) = run(folder.path(), &["old.json", "new.json"]);
    assert_eq!(code, 1);
    assert!(err.contains("no finding matches"), "{err}");
    settings("[diff.levels]\n\"no-such-check\" = \"note\"\n");
    assert_eq!(run(folder.path(), &["old.json", "new.json"]).0, 2);
}

#[test]
fn every_format_is_complete() {
    let folder = folder();
    let mut page = String::new();
    for format in ["json", "markdown", "sarif", "github", "junit", "gitlab"] {
        let (code, out, err) = run(folder.path(), &["--format", format, "old.json", "new.json"]);
        assert_eq!((code, err.as_str()), (1, ""), "{format}");
        page += &format!("# {format}\n{out}\n");
    }
    let page = page.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(page);
}

#[test]
fn git_diff_driver_takes_the_arguments_of_git() {
    let folder = folder();
    let hash = "0".repeat(40);
    let args = [
        "--git-diff-driver",
        "integration.json",
        "old.json",
        &hash,
        "100644",
        "new.json",
        &hash,
        "100644",
    ];
    let (code, out, _) = run(folder.path(), &args);
    assert_eq!(code, 0);
    assert!(out.contains("action-removed") && out.contains("a/integration.json"), "{out}");
    let mut missing = args;
    missing[2] = "missing.json";
    let (code, _, error) = run(folder.path(), &missing);
    assert_eq!(
        (code, &*error),
        (2, "integration-manifest-ls: integration.json: no such file or folder\n")
    );
}

#[test]
fn secrets_are_in_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let text = |version: &str, secret: &str| {
        format!(
            r#"{{"name":"n","version":"{version}","secrets":{{"TOKEN":"{secret}","{secret}2":null}},"title":"{version}"}}"#
        )
    };
    fs::write(folder.path().join("old.json"), text("1.0.0", "hush-a")).unwrap();
    fs::write(folder.path().join("new.json"), text("1.0.1", "hush-b").replace("hush-b2", "B"))
        .unwrap();
    for format in ["human", "json", "markdown", "sarif", "github", "junit", "gitlab"] {
        let args = ["--format", format, "--min-level", "note", "old.json", "new.json"];
        let (_, out, err) = run(folder.path(), &args);
        assert!(!out.contains("hush-b") && !err.contains("hush-b"), "{format}: {out}");
    }
}
