//! The program from the outside: arguments, exit codes, streams.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

#[path = "common/folder.rs"]
mod folder;

fn program(folder: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("integration-manifest-ls"));
    command.current_dir(folder).env_remove("NO_COLOR");
    command
}

/// Exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, "")
}

fn run_with(folder: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let output = program(folder).args(args).write_stdin(stdin).output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// Silences every rule: these tests are about everything around them.
const ALL_OFF: &str =
    "[rules]\nsyntax = 'off'\nendpoint = 'off'\nsemantics = 'off'\npublish = 'off'\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let settings = ("integration-manifest.toml", ALL_OFF);
    folder::folder(&[&[settings], files].concat())
}

/// The paths in a JSON report.
fn paths(stdout: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    assert_eq!(report["summary"]["files"], files.len());
    files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn help_names_the_commands() {
    let folder = folder(&[]);
    let (code, stdout, stderr) = run(folder.path(), &["--help"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    for command in [
        "check",
        "fmt",
        "validate",
        "embed",
        "extract",
        "rules",
        "explain",
        "schema",
        "serve",
        "completions",
    ] {
        assert!(stdout.contains(&format!("\n  {command} ")), "{stdout}");
    }
    let (code, stdout, _) = run(folder.path(), &["check", "--help"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("Exit codes"), "{stdout}");
}

#[test]
fn the_version_is_the_packages() {
    let folder = folder(&[]);
    let (code, stdout, _) = run(folder.path(), &["--version"]);
    let expected = format!("integration-manifest-ls {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!((code, stdout), (0, expected));
}

#[test]
fn invalid_arguments_exit_2() {
    let folder = folder(&[]);
    for args in [
        &["chekc"][..],
        &["check", "--format", "xml"],
        &["check", "--stdin-filename", "a.json"],
        &["explain"],
        &["--stdio", "check"],
        &["check", "--fix", "-", "a.json"],
        &["check", "--watch", "-"],
        &["fmt", "-", "a.json"],
        &["fmt", "--stdin-filename", "a.json"],
        &["fmt", "--indent", "0"],
    ] {
        let (code, stdout, stderr) = run(folder.path(), args);
        assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}");
        assert!(!stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn missing_path_does_not_stop_check() {
    let folder = folder(&[("integration.json", "{}")]);
    let args = ["check", "--format", "json", "missing.json", "integration.json"];
    let (code, stdout, stderr) = run(folder.path(), &args);
    assert_eq!(code, 2);
    assert_eq!(stderr, "integration-manifest-ls: missing.json: no such file or folder\n");
    assert_eq!(paths(&stdout), ["integration.json"]);
}

#[test]
fn bytes_that_are_no_text_are_located() {
    let folder = folder(&[]);
    fs::write(folder.path().join("integration.json"), b"{\"a\": \"\xe9\"}").unwrap();
    let (code, stdout, stderr) = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(code, 2);
    assert_eq!(
        stderr,
        "integration-manifest-ls: integration.json: not UTF-8: byte 0xe9 at offset 7\n"
    );
    assert_eq!(paths(&stdout), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_folder_named_like_a_manifest_is_a_folder() {
    let folder = folder(&[("integration.json/a.integration.json", "{}")]);
    let (code, stdout, _) = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(paths(&stdout), ["integration.json/a.integration.json"]);
}

#[test]
fn folders_are_searched_as_git_would() {
    let folder = folder(&[
        ("integration.json", "{}"),
        ("b/x.integration.jsonc", "{}"),
        ("b/package.json", "{}"),
        ("dist/integration.json", "{}"),
        (".cache/integration.json", "{}"),
        (".gitignore", "/dist\n"),
    ]);
    let (code, stdout, stderr) = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(paths(&stdout), ["b/x.integration.jsonc", "integration.json"]);

    let args = ["check", "--format", "json", "dist/integration.json", "./b", "b/package.json"];
    let (_, stdout, _) = run(folder.path(), &args);
    assert_eq!(
        paths(&stdout),
        ["./b/x.integration.jsonc", "b/package.json", "dist/integration.json"]
    );
}

#[test]
fn folder_without_manifests_warns() {
    let folder = folder(&[("package.json", "{}")]);
    let (code, stdout, stderr) = run(folder.path(), &["check"]);
    assert_eq!((code, stdout.as_str()), (0, "no problems in 0 files\n"));
    assert_eq!(stderr, "integration-manifest-ls: .: no manifest found in here\n");
}

#[test]
fn stdin_is_checked_under_its_name() {
    let folder = folder(&[]);
    let (code, stdout, _) = run_with(folder.path(), &["check", "--format", "json", "-"], "{}");
    assert_eq!(code, 0);
    assert_eq!(paths(&stdout), ["<stdin>"]);
    let args = ["check", "--format", "json", "-", "--stdin-filename", "a/integration.json"];
    let (code, stdout, _) = run_with(folder.path(), &args, "{}");
    assert_eq!(code, 0);
    assert_eq!(paths(&stdout), ["a/integration.json"]);
}

#[test]
fn config_problems_are_reported_once() {
    let settings = format!("{ALL_OFF}sintax-error = 'off'\n");
    let folder = folder(&[
        ("a/integration.json", "{}"),
        ("b/integration.json", "{}"),
        ("integration-manifest.toml", &settings),
    ]);
    let (code, _, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 0);
    assert_eq!(
        stderr,
        "integration-manifest.toml:6:1: no rule or group is called `sintax-error`; did you mean `syntax-error`?\n"
    );
}

#[test]
fn every_format_is_well_formed_with_nothing_found() {
    let folder = folder(&[("integration.json", "{}")]);
    let (_, stdout, _) = run(folder.path(), &["check", "--format", "sarif"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["version"], "2.1.0");
    assert_eq!(report["runs"][0]["tool"]["driver"]["rules"][0]["id"], "syntax-error");
    let (code, stdout, _) = run(folder.path(), &["check", "--format", "github"]);
    assert_eq!((code, stdout.as_str()), (0, ""));
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = folder(&[]);
    let (code, stdout, _) = run(folder.path(), &["rules"]);
    assert_eq!(code, 0);
    assert!(stdout.starts_with("syntax-error"), "{stdout}");
    let (_, stdout, _) = run(folder.path(), &["rules", "--format", "json"]);
    let rules: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(rules[0]["id"], "syntax-error");
    let (code, stdout, _) = run(folder.path(), &["explain", "syntax-error"]);
    assert_eq!(code, 0);
    assert!(stdout.starts_with("# syntax-error\n"), "{stdout}");
}

#[test]
fn an_unknown_rule_is_answered_with_the_nearest() {
    let folder = folder(&[]);
    let (code, _, stderr) = run(folder.path(), &["explain", "sintax-error"]);
    assert_eq!(code, 2);
    assert_eq!(stderr, "error: no rule is called `sintax-error`; did you mean `syntax-error`?\n");
    let (code, _, stderr) = run(folder.path(), &["explain", "elephant"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("integration-manifest-ls rules"), "{stderr}");
}

#[test]
fn completions_know_commands_and_rules() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, stdout, _) = run(folder.path(), &["completions", shell]);
        assert_eq!(code, 0);
        assert!(stdout.contains("explain"), "{shell}");
    }
    let (_, stdout, _) = run(folder.path(), &["completions", "bash"]);
    assert!(stdout.contains("syntax-error"));
}

const FIXABLE: &str = "{\"name\": \"a/b\" \"version\": 1, \"dev\": \"true\", \"x\": 1}";
const FIXED: &str = "{\"name\": \"a/b\", \"version\": \"1\", \"dev\": true, \"x\": 1}";

#[test]
fn fix_applies_safe_fixes_and_reports_the_rest() {
    let folder = folder(&[
        ("integration-manifest.toml", "rules.publish = 'off'"),
        ("a.integration.json", FIXABLE),
        ("b.integration.json", "{\"name\": \"a/b\", \"version\": \"1.0.0\"}"),
    ]);
    let args = ["check", "--fix", "--format", "json"];
    let (code, stdout, stderr) = run(folder.path(), &args);
    assert_eq!((code, stderr.as_str()), (1, "fixed 3 problems in 1 file\n"));
    let content = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(content("a.integration.json"), FIXED);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let left = report["files"][0]["diagnostics"].as_array().unwrap();
    let left: Vec<_> = left.iter().map(|found| found["rule"].as_str().unwrap()).collect();
    assert_eq!(left, ["version-format", "dev-without-url", "unknown-field"]);
    let again = run(folder.path(), &args);
    assert_eq!(again, (1, stdout, String::new()));
}

#[test]
fn stdin_is_fixed_to_stdout() {
    let folder = folder(&[("integration-manifest.toml", "rules.publish = 'off'")]);
    let args = ["check", "--fix", "-", "--format", "github"];
    let (code, stdout, stderr) = run_with(folder.path(), &args, FIXABLE);
    assert_eq!((code, stdout.as_str()), (1, FIXED));
    assert!(stderr.contains("title=version-format"), "{stderr}");
    assert!(stderr.ends_with("fixed 3 problems in 1 file\n"), "{stderr}");
    let (code, stdout, stderr) = run_with(folder.path(), &args[..3], "\u{feff}{}\n");
    assert_eq!((code, stdout.as_str()), (1, "\u{feff}{}\n"));
    assert!(stderr.contains("missing-field"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn fix_on_read_only_file_exits_2() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[
        ("integration-manifest.toml", "rules.publish = 'off'"),
        ("integration.json", FIXABLE),
    ]);
    let path = folder.path().join("integration.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    for args in [&["check", "--fix"][..], &["fmt"]] {
        let (code, _, stderr) = run(folder.path(), args);
        assert_eq!(code, 2, "{args:?}");
        assert!(stderr.contains("integration.json: it is read-only\n"), "{stderr}");
        assert_eq!(fs::read_to_string(&path).unwrap(), FIXABLE);
    }
}

/// Waits for what the program says instead of for some time to pass.
#[test]
fn changes_are_checked_again_while_watching() {
    use std::process::{Command, Stdio};
    let folder = folder(&[
        ("integration-manifest.toml", "rules.publish = 'off'"),
        ("a.integration.json", "{\"name\": \"a/b\", \"version\": \"1.0.0\"}"),
    ]);
    let path = |name: &str| folder.path().join(name);
    // As editors do it: beside the file, and then in its place. A file that is cut off before it is
    // written again may be seen empty, where the machine is slow.
    let write = |name: &str, content: &str| {
        fs::write(path("written.tmp"), content).unwrap();
        fs::rename(path("written.tmp"), path(name)).unwrap();
    };
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("integration-manifest-ls"))
        .args(["check", "--watch", "--fix", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let reports = child.stdout.take().unwrap();
    let mut reports =
        serde_json::Deserializer::from_reader(reports).into_iter::<serde_json::Value>();
    let mut next = || {
        let report = reports.next().unwrap().unwrap();
        let summary = &report["summary"];
        (summary["files"].as_u64().unwrap(), summary["errors"].as_u64().unwrap())
    };
    assert_eq!(next(), (1, 0));
    write("a.integration.json", "{\"name\": \"a/b\", \"version\": \"1\"}");
    assert_eq!(next(), (1, 1));
    write("b.integration.json", "{}");
    assert_eq!(next(), (2, 3));
    write("integration-manifest.toml", "rules = { publish = 'off', endpoint = 'off' }");
    assert_eq!(next(), (2, 1));
    fs::remove_file(path("b.integration.json")).unwrap();
    assert_eq!(next(), (1, 1));
    // What is repaired is not checked once more for having been written.
    write("a.integration.json", FIXABLE);
    assert_eq!(next(), (1, 0));
    assert_eq!(
        fs::read_to_string(path("a.integration.json")).unwrap(),
        FIXABLE.replace("b\" ", "b\", ")
    );
    fs::remove_file(path("a.integration.json")).unwrap();
    assert_eq!(next(), (0, 0));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn fmt_lists_changed_files() {
    let laid_out = "{\n  \"a\": [1, 2]\n}\n";
    let folder = folder(&[
        ("a.integration.json", "{\"a\":[1,2]}"),
        ("b.integration.json", laid_out),
        ("c.integration.jsonc", "{ // c\n}"),
        ("d.integration.json", "{\"a\":"),
    ]);
    let content = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    let listed = "a.integration.json\nc.integration.jsonc\n";
    let (code, stdout, stderr) = run(folder.path(), &["fmt", "--check"]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (1, listed, ""));
    assert_eq!(content("a.integration.json"), "{\"a\":[1,2]}");

    let (code, stdout, stderr) = run(folder.path(), &["fmt"]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, listed, ""));
    assert_eq!(content("a.integration.json"), laid_out);
    assert_eq!(content("c.integration.jsonc"), "{ // c\n}\n");
    assert_eq!(content("d.integration.json"), "{\"a\":");

    for args in [&["fmt", "--check"][..], &["fmt"]] {
        let (code, stdout, _) = run(folder.path(), args);
        assert_eq!((code, stdout.as_str()), (0, ""));
    }
    let (code, _, _) = run(folder.path(), &["fmt", "--check", "--indent", "tab"]);
    assert_eq!(code, 1);
    let (code, _, stderr) = run(folder.path(), &["fmt", "missing.json"]);
    assert_eq!(code, 2);
    assert_eq!(stderr, "integration-manifest-ls: missing.json: no such file or folder\n");
}

#[test]
fn stdin_is_laid_out_to_stdout() {
    let folder = folder(&[]);
    let (code, stdout, _) = run_with(folder.path(), &["fmt", "-", "--indent", "tab"], "{\"a\":1}");
    assert_eq!((code, stdout.as_str()), (0, "{\n\t\"a\": 1\n}\n"));
    let (code, stdout, _) = run_with(folder.path(), &["fmt", "--check", "-"], "{\"a\":1}");
    assert_eq!((code, stdout.as_str()), (1, "<stdin>\n"));
    let (code, stdout, _) = run_with(folder.path(), &["fmt", "--check", "-"], "{}\n");
    assert_eq!((code, stdout.as_str()), (0, ""));
}

#[cfg(unix)]
#[test]
fn broken_pipe_exits_quietly() {
    use std::process::{Command, Stdio};
    let folder = folder(&[("integration.json", "{}")]);
    for args in [&["check", "--format", "sarif"][..], &["completions", "bash"]] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("integration-manifest-ls"))
            .args(args)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}
