//! The command line from the outside: arguments, exit codes, streams.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use program::{output, program};

fn command(folder: &Path) -> Command {
    let mut command = program();
    command.current_dir(folder).env_remove("NO_COLOR");
    command
}

/// Runs the program. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, "")
}

fn run_with(folder: &Path, args: &[&str], stdin: &str) -> (i32, String, String) {
    let output = output(command(folder).args(args), stdin);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// Turns all rules off: most of these tests are not about findings.
const ALL_OFF: &str =
    "[rules]\nsyntax = 'off'\nendpoint = 'off'\nsemantics = 'off'\npublish = 'off'\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let settings = ("integration-manifest.toml", ALL_OFF);
    folder::folder(&[&[settings], files].concat())
}

/// Returns the paths in a JSON report.
fn paths(stdout: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    assert_eq!(report["summary"]["files"], files.len());
    files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn help_lists_commands() {
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
        "import",
        "init",
        "convert",
        "completions",
    ] {
        assert!(stdout.contains(&format!("\n  {command} ")), "{stdout}");
    }
    let (code, stdout, _) = run(folder.path(), &["check", "--help"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("Exit status:"), "{stdout}");
}

#[test]
fn version_matches_package() {
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
fn check_continues_after_missing_path() {
    let folder = folder(&[("integration.json", "{}")]);
    let args = ["check", "--format", "json", "missing.json", "integration.json"];
    let (code, stdout, stderr) = run(folder.path(), &args);
    assert_eq!(code, 2);
    assert_eq!(stderr, "integration-manifest-ls: missing.json: no such file or folder\n");
    assert_eq!(paths(&stdout), ["integration.json"]);
}

#[test]
fn check_of_source_code_names_the_import() {
    let folder = folder(&[("a/integration.definition.ts", "export default {}")]);
    let (code, _, stderr) = run(folder.path(), &["check", "a/integration.definition.ts"]);
    assert_eq!(code, 2);
    assert_eq!(
        stderr,
        "integration-manifest-ls: a/integration.definition.ts: not a manifest but source code; run \
         `integration-manifest-ls import a --output integration.json`, and use that file\n"
    );
}

/// The output of an older version of the CLI, with the paths of files.
const DUMP: &str = r#"{
  "name": "acme/kite", "version": "1.0.0", "icon": "icon.svg", "readme": "hub.md",
  "interfaces": { "typing": { "id": "...", "name": "typing", "version": "1.0.0" } }
}"#;

#[test]
fn check_reads_the_files_of_a_bp_dump() {
    let icon = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8' width='8' height='8'/>";
    let folder =
        folder(&[("icon.svg", icon), ("integration-manifest.toml", "[rules]\npublish = 'off'")]);
    let (code, stdout, stderr) = run_with(folder.path(), &["check", "-"], DUMP);
    assert_eq!((code, stdout.as_str()), (0, "No problems found in 1 file.\n"));
    assert_eq!(
        stderr,
        "<stdin>: checked as the output of `bp read --json`, without `code`, `secrets` and \
         `visibility`; with the files `icon.svg`; not checked: `hub.md` (no such file or folder)\n"
    );
    fs::write(folder.path().join("icon.svg"), "<svg").unwrap();
    let (code, stdout, _) = run_with(folder.path(), &["check", "-"], DUMP);
    assert_eq!(code, 1);
    assert!(stdout.contains("error[invalid-svg]"), "{stdout}");
    assert!(stdout.contains("<stdin>:2:52"), "{stdout}");
}

#[test]
fn check_reports_offset_of_invalid_utf8() {
    let folder = folder(&[]);
    fs::write(folder.path().join("integration.json"), b"{\"a\": \"\xe9\"}").unwrap();
    let (code, stdout, stderr) = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(code, 2);
    assert_eq!(
        stderr,
        "integration-manifest-ls: integration.json: not UTF-8: byte 0xe9 at offset 7; \
         save it as UTF-8\n"
    );
    assert_eq!(paths(&stdout), [""; 0]);
}

#[test]
fn check_counts_unreadable_files() {
    let folder = folder(&[("a.integration.json", "{}")]);
    let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("b.integration.json"), utf16).unwrap();
    let (code, stdout, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert_eq!(stdout, "No problems found in 1 file. 1 file could not be read.\n");
    assert_eq!(
        stderr,
        "integration-manifest-ls: b.integration.json: not UTF-8 (looks like UTF-16); save it as \
         UTF-8\n"
    );
}

#[cfg(unix)]
#[test]
fn check_searches_folder_named_like_manifest() {
    let folder = folder(&[("integration.json/a.integration.json", "{}")]);
    let (code, stdout, _) = run(folder.path(), &["check", "--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(paths(&stdout), ["integration.json/a.integration.json"]);
}

#[test]
fn check_skips_hidden_and_ignored_files() {
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
fn check_fails_when_nothing_is_checked() {
    let folder = folder(&[("package.json", "{}")]);
    let (code, stdout, stderr) = run(folder.path(), &["check"]);
    assert_eq!((code, stdout.as_str()), (2, "Checked 0 files.\n"));
    let prefix = "integration-manifest-ls: .: no manifests found (looked for integration.json, ";
    assert!(stderr.starts_with(prefix), "{stderr}");
    assert_eq!(run(folder.path(), &["fmt", "."]).0, 2);
    assert_eq!(run(folder.path(), &["embed", "--all"]).0, 2);
    let folder = self::folder(&[("integration.json", "{}")]);
    let (code, _, stderr) = run(folder.path(), &["embed", "--all"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("nothing to embed: `[embed]`"), "{stderr}");
}

#[test]
fn check_reads_stdin_with_name() {
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
fn check_reports_config_problems_once() {
    let settings = format!("{ALL_OFF}sintax-error = 'off'\n");
    let folder = folder(&[
        ("a/integration.json", "{}"),
        ("b/integration.json", "{}"),
        ("integration-manifest.toml", &settings),
    ]);
    let (code, _, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert_eq!(
        stderr,
        "integration-manifest.toml:6:1: unknown rule or group `sintax-error`; did you mean `syntax-error`?\n\
         6 | sintax-error = 'off'\n  | ^^^^^^^^^^^^\n"
    );
}

#[test]
fn formats_are_valid_without_findings() {
    let folder = folder(&[("integration.json", "{}")]);
    let (_, stdout, _) = run(folder.path(), &["check", "--format", "sarif"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["version"], "2.1.0");
    assert_eq!(report["runs"][0]["tool"]["driver"]["rules"][0]["id"], "syntax-error");
    let (code, stdout, _) = run(folder.path(), &["check", "--format", "github"]);
    assert_eq!((code, stdout.as_str()), (0, ""));
}

#[test]
fn rules_lists_and_explain_describes_rules() {
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
fn explain_suggests_nearest_rule() {
    let folder = folder(&[]);
    let (code, _, stderr) = run(folder.path(), &["explain", "sintax-error"]);
    assert_eq!(code, 2);
    assert_eq!(stderr, "error: unknown rule `sintax-error`; did you mean `syntax-error`?\n");
    let (code, _, stderr) = run(folder.path(), &["explain", "elephant"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("integration-manifest-ls rules"), "{stderr}");
}

#[test]
fn completions_contain_commands_and_rules() {
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
const FIXED: &str = "{\"name\": \"a/b\", \"version\": 1, \"dev\": \"true\", \"x\": 1}";

#[test]
fn fix_applies_safe_fixes_and_reports_the_rest() {
    let folder = folder(&[
        ("integration-manifest.toml", "rules.publish = 'off'"),
        ("a.integration.json", FIXABLE),
        ("b.integration.json", "{\"name\": \"a/b\", \"version\": \"1.0.0\"}"),
    ]);
    let args = ["check", "--fix", "--format", "json"];
    let (code, stdout, stderr) = run(folder.path(), &args);
    insta::assert_snapshot!(stderr);
    assert_eq!(code, 1);
    let content = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(content("a.integration.json"), FIXED);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let left = report["files"][0]["diagnostics"].as_array().unwrap();
    let left: Vec<_> = left.iter().map(|found| found["rule"].as_str().unwrap()).collect();
    assert_eq!(left, ["wrong-type", "wrong-type", "unknown-field"]);
    let fixed = report["files"][0]["fixed"].clone();
    assert_eq!(
        fixed,
        serde_json::json!([{"rule": "syntax-error", "pointer": "/name", "title": "Add `,`"}])
    );
    let (code, again, stderr) = run(folder.path(), &args);
    assert_eq!((code, &*stderr), (1, ""));
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["files"][0]["diagnostics"], report["files"][0]["diagnostics"]);
    assert_eq!(again["files"][0]["fixed"], serde_json::json!([]));
}

#[test]
fn fix_writes_stdin_to_stdout() {
    let folder = folder(&[("integration-manifest.toml", "rules.publish = 'off'")]);
    let args = ["check", "--fix", "-", "--format", "github"];
    let (code, stdout, stderr) = run_with(folder.path(), &args, FIXABLE);
    assert_eq!((code, stdout.as_str()), (1, FIXED));
    assert!(stderr.contains("title=wrong-type"), "{stderr}");
    assert!(stderr.ends_with("Fixed 1 problem in 1 file.\n"), "{stderr}");
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
        assert!(stderr.contains("integration.json: the file is read-only\n"), "{stderr}");
        assert_eq!(fs::read_to_string(&path).unwrap(), FIXABLE);
    }
}

/// Waits for the reports of the program, not for a time.
#[test]
fn watch_checks_again_after_changes() {
    use std::process::Stdio;
    let folder = folder(&[
        ("integration-manifest.toml", "rules.publish = 'off'"),
        ("a.integration.json", "{\"name\": \"a/b\", \"version\": \"1.0.0\"}"),
    ]);
    let path = |name: &str| folder.path().join(name);
    // Replaces the file by a rename, as editors do. A file that is truncated and then written could be
    // seen empty.
    let write = |name: &str, content: &str| {
        fs::write(path("written.tmp"), content).unwrap();
        fs::rename(path("written.tmp"), path(name)).unwrap();
    };
    let mut child = program()
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
    // The write of a fix does not start another check.
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
    let formatted = "{\n  \"a\": [1, 2]\n}\n";
    let folder = folder(&[
        ("a.integration.json", "{\"a\":[1,2]}"),
        ("b.integration.json", formatted),
        ("c.integration.jsonc", "{ // c\n}"),
        ("d.integration.json", "{\"a\":"),
    ]);
    let content = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    let listed = "a.integration.json\nc.integration.jsonc\n";
    let (code, stdout, stderr) = run(folder.path(), &["fmt", "--check"]);
    let broken = "integration-manifest-ls: d.integration.json: 1 syntax error, 1:5; the text around it \
                  is not formatted\n";
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (2, listed, broken));
    assert_eq!(content("a.integration.json"), "{\"a\":[1,2]}");

    let (code, stdout, stderr) = run(folder.path(), &["fmt"]);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (2, listed, broken));
    assert_eq!(content("a.integration.json"), formatted);
    assert_eq!(content("c.integration.jsonc"), "{ // c\n}\n");
    assert_eq!(content("d.integration.json"), "{\"a\":");

    fs::remove_file(folder.path().join("d.integration.json")).unwrap();
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
fn fmt_writes_stdin_to_stdout() {
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
    use std::process::Stdio;
    let folder = folder(&[("integration.json", "{}")]);
    for args in [&["check", "--format", "sarif"][..], &["completions", "bash"]] {
        let mut child = program()
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

/// Command lines with an argument of a stranger in place of `@`.
const WITH_ARGUMENT: [&[&str]; 34] = [
    &["@"],
    &["--@"],
    &["help", "@"],
    &["check", "@"],
    &["check", "--rule", "@"],
    &["check", "--rule", "@=error"],
    &["check", "--rule", "name-format=@"],
    &["check", "--select", "@"],
    &["check", "--format", "@"],
    &["check", "--report", "@", "x.json"],
    &["check", "--report", "@=x", "x.json"],
    &["check", "--against", "git:@", "x.json"],
    &["check", "--max-warnings", "@"],
    &["check", "--stdin-filename", "@", "-"],
    &["fmt", "--indent", "@"],
    &["fmt", "--stdin-filename", "@", "-"],
    &["fix", "--id", "@", "x.json"],
    &["diff", "@", "x.json"],
    &["diff", "@:x", "x.json"],
    &["diff", "--against", "@"],
    &["diff", "--fail-on", "@", "x.json", "x.json"],
    &["docs", "@"],
    &["docs", "--output", "@/x", "x.json"],
    &["sample", "@", "x.json"],
    &["sample", "/@", "x.json"],
    &["embed", "@", "x.json", "x.json"],
    &["extract", "@", "x.json"],
    &["convert", "@"],
    &["explain", "@"],
    &["completions", "@"],
    &["schema", "@"],
    &["rules", "--format", "@"],
    &["init", "x", "--name", "@"],
    &["import", "@"],
];

/// A runner executes such lines of its log, and a terminal such characters.
#[test]
fn messages_about_arguments_contain_no_commands() {
    let folder = folder(&[("x.json", "{}")]);
    for argument in [
        "##[error]a",
        "##vso[task.setvariable variable=a]b",
        "::error::a",
        "a\n::error::b",
        "a\r::error::b",
        "a\u{1b}[31mb",
        "a\u{9b}31m\u{202e}\u{2028}b",
    ] {
        for args in WITH_ARGUMENT {
            let args: Vec<String> = args.iter().map(|it| it.replace('@', argument)).collect();
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let (code, stdout, stderr) = run_with(folder.path(), &args, "{");
            assert!((0..=2).contains(&code), "{args:?}");
            for line in stdout.lines().chain(stderr.lines()) {
                let is_command = line.trim_start().starts_with("::")
                    || line.contains("##[")
                    || line.contains("##vso[");
                let is_hidden = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{2028}');
                assert!(!is_command && !line.contains(is_hidden), "{args:?}: {line:?}");
            }
        }
    }
    let (_, _, stderr) = run(folder.path(), &["explain", &"a".repeat(10_000)]);
    assert!(stderr.len() < 1_000, "{stderr}");
}
