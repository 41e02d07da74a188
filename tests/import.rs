//! The `import` command from the outside, with a program in place of Node. `.ci/project.mjs` tests it with the
//! official CLI.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use program::{output, program};

/// Sends a manifest as the CLI does: `MANIFEST` is its text.
const DEPLOY: &str = r#"
address=${BP_API_URL#http://}
exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
printf 'POST /v1/admin/integrations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n' "$BP_TOKEN" >&3
printf 'x-workspace-id: %s\r\nContent-Type: application/json\r\n' "$BP_WORKSPACE_ID" >&3
printf 'Content-Length: %s\r\nConnection: close\r\n\r\n%s' "${#MANIFEST}" "$MANIFEST" >&3
cat <&3 >response
"#;

/// Creates a project whose CLI is this script.
fn project(script: &str) -> TempDir {
    let package = r#"{ "version": "0.8.59", "bin": { "bp": "./bin.js" } }"#;
    let folder = folder::folder(&[
        ("integration.definition.ts", ""),
        ("node_modules/@botpress/cli/package.json", package),
        ("bin/node", &format!("#!/usr/bin/env bash\n{script}")),
    ]);
    let node = folder.path().join("bin/node");
    fs::set_permissions(node, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let path = std::env::var("PATH").unwrap();
    let mut command = program();
    command.current_dir(folder).arg("import").args(args);
    command.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    command
}

/// Runs the command. Returns exit code, stdout and stderr.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = output(&mut command(folder, args), "");
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn manifest_is_written_as_sent() {
    let manifest = r#"{"name":"acme/kite","version":"1.0.0","title":1,"secrets":{}}"#;
    let folder = project(&format!("MANIFEST='{manifest}'\n{DEPLOY}"));
    let (code, stdout, stderr) = run(folder.path(), &[]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let expected = "{\n  \"name\": \"acme/kite\",\n  \"version\": \"1.0.0\",\n  \"title\": 1,\n  \
                    \"secrets\": {}\n}\n";
    assert_eq!(stdout, expected);

    let (code, stdout, stderr) = run(folder.path(), &["integration.definition.ts", "-o", "a.json"]);
    assert_eq!((code, stdout.as_str()), (0, ""));
    assert_eq!(stderr, "wrote a.json, as @botpress/cli 0.8.59 deploys it\n");
    assert_eq!(fs::read_to_string(folder.path().join("a.json")).unwrap(), expected);
}

#[test]
fn secrets_are_declared_without_values() {
    // The first run fails as the CLI does for a required secret, and has generated the names of all.
    let manifest = r#"{"name":"acme/kite","version":"1.0.0","secrets":{"KEY":"placeholder"}}"#;
    let folder = project(&format!(
        "mkdir -p .botpress/secrets\n\
         echo 'process.env.SECRET_KEY process.env.SECRET_OTHER' >.botpress/secrets/index.ts\n\
         case \"$*\" in *--secrets=KEY=placeholder*) ;; *) echo 'Secret \"KEY\" is required' >&2; exit 1;; esac\n\
         MANIFEST='{manifest}'\n{DEPLOY}"
    ));
    let (code, stdout, stderr) = run(folder.path(), &[]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let value: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(value["secrets"], serde_json::json!({ "KEY": null, "OTHER": null }));
}

#[test]
fn login_and_proxy_of_the_user_are_not_passed_on() {
    let folder =
        project("printf '%s\\n' \"$@\" >arguments; env >variables; cat \"$BP_BOTPRESS_HOME\"/*");
    let mut command = command(folder.path(), &[]);
    command.env("BP_TOKEN", "hush").env("BP_PROFILE", "hush").env("BP_VISIBILITY", "hush");
    command.env("HTTPS_PROXY", "http://hush").env("http_proxy", "http://hush");
    assert_eq!(output(&mut command, "").status.code(), Some(2));
    for file in ["arguments", "variables"] {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("http://127.0.0.1:"), "{text}");
    }
}

#[test]
fn failures_exit_2_and_keep_the_output_file() {
    let folder = project("printf 'no \\033[31mdefinition\\n' >&2; exit 1");
    let path = folder.path().join("a.json");
    fs::write(&path, "old").unwrap();
    let (code, stdout, stderr) = run(folder.path(), &["--output", "a.json"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    let expected = "bp: no ␛[31mdefinition\n\
                    integration-manifest-ls: `bp deploy` failed (exit status: 1)\n";
    assert_eq!(stderr, expected);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");

    let silent = project("exit 0");
    let (code, _, stderr) = run(silent.path(), &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("ended without sending a manifest"), "{stderr}");
}

#[test]
fn deadline_stops_the_cli_and_its_children() {
    let folder = project("sleep 600 & wait");
    let (code, _, stderr) = run(folder.path(), &["--timeout", "1"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("did not end within `--timeout`"), "{stderr}");
}

#[test]
fn folder_without_project_or_cli_is_rejected() {
    let empty = folder::folder(&[]);
    let (code, _, stderr) = run(empty.path(), &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("no integration.definition.ts in this folder"), "{stderr}");

    let bare = folder::folder(&[("integration.definition.ts", "")]);
    let (code, _, stderr) = run(bare.path(), &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("the Botpress CLI is not installed"), "{stderr}");
}
