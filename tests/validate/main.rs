//! The `validate` command from the outside, with scripted servers.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use tempfile::TempDir;

#[path = "../common/folder.rs"]
mod folder;
#[path = "../common/http.rs"]
mod http;
#[path = "../common/program.rs"]
mod program;
mod serve;
mod tls;

use folder::folder;
use http::{Reply, Server, answer, error};
use program::{output, program};

/// A token that is easy to find in any output.
const TOKEN: &str = "bp_pat_S3cretS3cretS3cret";

const VALID: &str = r#"{
  "name": "acme/tracker",
  "version": "1.0.0",
  "title": "Tracker",
  "secrets": { "API_KEY": "hunter2-hunter2" }
}
"#;

/// Runs `validate` with the API at `api_url`. Returns exit code, stdout and stderr, and asserts that they
/// do not contain the token.
fn run_with(
    folder: &Path,
    api_url: &str,
    args: &[&str],
    variables: &[(&str, &str)],
) -> (i32, String, String) {
    let mut command = program();
    command.current_dir(folder).arg("validate").args(args);
    for name in [
        "NO_COLOR",
        "NO_PROXY",
        "no_proxy",
        "ALL_PROXY",
        "all_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "SSL_CERT_DIR",
    ] {
        command.env_remove(name);
    }
    command.env("BP_TOKEN", TOKEN).env("BP_WORKSPACE_ID", "wkspace_1").env("BP_API_URL", api_url);
    // The most detailed log.
    command.env("INTEGRATION_MANIFEST_LOG", "trace").env("RUST_LOG", "trace");
    command.envs(variables.iter().copied());
    let output = output(&mut command, VALID);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stdout.contains(TOKEN) && !stderr.contains(TOKEN), "{stdout}{stderr}");
    (output.status.code().unwrap(), stdout, stderr)
}

fn run(folder: &Path, server: &Server, args: &[&str]) -> (i32, String, String) {
    run_with(folder, &server.url, args, &[])
}

fn valid_folder() -> TempDir {
    folder(&[("integration.json", VALID)])
}

#[test]
fn accepted_manifest_exits_0() {
    let (server, folder) = (Server::accepting(), valid_folder());
    let (code, stdout, stderr) = run(folder.path(), &server, &[]);
    assert_eq!((code, &*stdout, &*stderr), (0, "No problems found in 1 file.\n", ""));
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].text(), VALID);
    assert_eq!(requests[0].header("x-workspace-id"), Some("wkspace_1"));
}

#[test]
fn flags_override_environment() {
    let (server, other, folder) = (Server::accepting(), Server::accepting(), valid_folder());
    let args = ["-", "--workspace", "wkspace_2", "--api-url", &other.url];
    let (code, ..) = run(folder.path(), &server, &args);
    assert_eq!((code, server.requests().len()), (0, 0));
    assert_eq!(other.requests()[0].header("x-workspace-id"), Some("wkspace_2"));
}

#[test]
fn rejections_appear_in_every_format() {
    let folder = valid_folder();
    let server = Server::start(|_, _| {
        let message = "body/title must NOT have more than 3 characters, \
                       body/secrets/API_KEY must not be hunter2-hunter2, body must be nicer";
        error(400, &[], "InvalidPayload", message)
    });
    let (code, human, stderr) = run(folder.path(), &server, &[]);
    assert_eq!((code, &*stderr), (1, ""));
    insta::assert_snapshot!("human", human);
    let (code, json, _) = run(folder.path(), &server, &["--format", "json"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    insta::assert_snapshot!("json", format!("{report:#}"));
    let (code, github, _) = run(folder.path(), &server, &["--format", "github"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("github", github);
    let (code, sarif, _) = run(folder.path(), &server, &["--format", "sarif"]);
    assert_eq!(code, 1);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let run = &sarif["runs"][0];
    let index = run["results"][0]["ruleIndex"].as_u64().unwrap() as usize;
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "refused-by-endpoint");
    for output in [human, json, github, sarif.to_string()] {
        assert!(!output.contains("hunter2"), "{output}");
    }
}

#[test]
fn manifests_with_errors_need_force() {
    let folder = folder(&[
        ("a.integration.json", "{ \"name\": \"acme/tracker\" }"),
        ("b.integration.json", VALID),
        ("c.integration.json", "{ // no"),
    ]);
    let server = Server::accepting();
    let (code, stdout, stderr) = run(folder.path(), &server, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(code, 1);
    let diagnostics = report["files"][0]["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().any(|found| found["rule"] == "missing-field"), "{stdout}");
    assert_eq!(
        stderr,
        "integration-manifest-ls: a.integration.json: not sent because it has errors; use \
         `--force` to send it anyway\n\
         integration-manifest-ls: c.integration.json: not sent because it has errors; use \
         `--force` to send it anyway\n"
    );
    assert_eq!(server.requests().len(), 1);

    let (code, stdout, stderr) = run(folder.path(), &server, &["--force", "--jobs", "1"]);
    assert_eq!((code, &*stdout, &*stderr), (0, "No problems found in 3 files.\n", ""));
    assert_eq!(server.requests()[1].text(), "{ \"name\": \"acme/tracker\" }");
    assert_eq!(server.requests()[3].text(), "{ // no");
}

/// Errors that the baseline accepts, and those of rules that are off, do not keep a manifest from being sent. What
/// the API rejects is reported anyway.
#[test]
fn options_of_check_apply() {
    let accepted = r#"{ "rule": "missing-field", "pointer": "", "member": "version" }"#;
    let baseline =
        format!(r#"{{ "version": 1, "files": {{ "integration.json": [{accepted}] }} }}"#);
    let folder = folder(&[
        ("integration.json", r#"{ "name": "acme/tracker", "public": true }"#),
        ("integration-manifest.toml", "[check]\nmax-warnings = 0\n"),
        ("integration-manifest.baseline.json", &baseline),
    ]);
    let (server, folder) = (Server::accepting(), folder.path());
    for (args, code, requests) in [
        (&[][..], 0, 1),
        (&["--no-baseline"], 1, 1),
        (&["--no-baseline", "--ignore", "missing-field"], 0, 2),
        (&["--no-baseline", "--select", "syntax"], 0, 3),
        (&["--no-baseline", "--fail-on", "never"], 0, 3),
        (&["--rule", "deprecated-public=error"], 1, 3),
        (&["--rule", "deprecated-public=error", "--quiet", "--fail-on", "never"], 0, 3),
    ] {
        let (found, stdout, stderr) = run(folder, &server, args);
        assert_eq!((found, server.requests().len()), (code, requests), "{args:?} {stdout}{stderr}");
    }
    let rejecting = Server::start(|_, _| error(400, &[], "InvalidPayload", "body must be nicer"));
    let report = folder.join("out/report.json");
    let args = ["--format", "gitlab", "--report", "gitlab=out/report.json"];
    let (code, stdout, _) = run(folder, &rejecting, &args);
    assert_eq!(code, 1);
    assert!(stdout.contains("refused-by-endpoint"), "{stdout}");
    assert_eq!(fs::read_to_string(report).unwrap(), stdout);
    assert_eq!(run(folder, &rejecting, &["--fail-on", "never"]).0, 0);
}

#[test]
fn jsonc_is_sent_as_json() {
    let text = "{ // the name\n  \"name\": \"acme/tracker\", /* é */ \"version\": \"1.0.0\",\n}\n";
    let folder = folder(&[("integration.jsonc", text)]);
    let server = Server::start(|_, _| error(400, &[], "InvalidPayload", "/version: is not nice"));
    let (code, stdout, _) = run(folder.path(), &server, &["--format", "json"]);
    assert_eq!(code, 1);
    let sent: serde_json::Value = serde_json::from_str(server.requests()[0].text()).unwrap();
    assert_eq!(sent, serde_json::json!({"name": "acme/tracker", "version": "1.0.0"}));
    let report: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let found = &report["files"][0]["diagnostics"][0];
    let (start, end) = (found["start"].as_u64().unwrap(), found["end"].as_u64().unwrap());
    assert_eq!(&text[start as usize..end as usize], "\"1.0.0\"");
}

#[test]
fn parallel_requests_are_limited() {
    const JOBS: usize = 3;
    let files: Vec<String> = (0..9).map(|index| format!("{index}.integration.json")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|name| (name.as_str(), VALID)).collect();
    let folder = folder(&files);
    let (barrier, active, max_active) =
        (Barrier::new(JOBS), AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let server = Server::start({
        let max_active = max_active.clone();
        move |_, _| {
            max_active.fetch_max(active.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            barrier.wait();
            active.fetch_sub(1, Ordering::SeqCst);
            answer(200, &[], "{}")
        }
    });
    let (code, stdout, _) = run(folder.path(), &server, &["--jobs", "3"]);
    assert_eq!((code, &*stdout), (0, "No problems found in 9 files.\n"));
    assert_eq!(max_active.load(Ordering::SeqCst), JOBS);
}

#[test]
fn rejected_token_aborts_run() {
    let files: Vec<String> = (0..20).map(|index| format!("{index}.integration.json")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|name| (name.as_str(), VALID)).collect();
    let folder = folder(&files);
    for status in [401, 403] {
        let server =
            Server::start(move |_, _| error(status, &[], "Refused", &format!("no {TOKEN}")));
        let (code, _, stderr) = run(folder.path(), &server, &["--jobs", "1"]);
        assert_eq!((code, server.requests().len()), (2, 1));
        assert!(stderr.contains("BP_TOKEN") && stderr.contains("[token]"), "{stderr}");
        assert!(stderr.ends_with("20 files were not validated\n"), "{stderr}");
    }
}

#[test]
fn one_failed_request_does_not_block_others() {
    let folder = folder(&[("a.integration.json", VALID), ("b.integration.json", VALID)]);
    let server = Server::start(|index, _| match index {
        0 => error(500, &[], "Internal", "Oops"),
        _ => answer(200, &[], "{}"),
    });
    let (code, stdout, stderr) = run(folder.path(), &server, &["--jobs", "1", "--retries", "0"]);
    assert_eq!((code, &*stdout), (2, "No problems found in 1 file.\n"));
    assert!(stderr.starts_with("integration-manifest-ls: a.integration.json: 127.0.0.1:"));
    assert!(stderr.ends_with(" is unavailable (500, Internal: Oops).\n"), "{stderr}");
}

#[test]
fn http_429_is_retried() {
    let folder = valid_folder();
    let server = Server::start(|index, _| match index {
        0 => error(429, &[("retry-after", "0")], "RateLimited", "Slowly"),
        _ => answer(200, &[], "{}"),
    });
    let (code, stdout, stderr) = run(folder.path(), &server, &[]);
    assert_eq!((code, &*stdout, &*stderr), (0, "No problems found in 1 file.\n", ""));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn unresponsive_api_times_out() {
    let folder = valid_folder();
    let server = Server::start(|_, _| Reply::Silence);
    let (code, _, stderr) = run(folder.path(), &server, &["--timeout", "1"]);
    assert_eq!(code, 2);
    assert!(stderr.ends_with(" failed: timeout while waiting for the response.\n"), "{stderr}");
}

#[test]
fn missing_credentials_fail_before_reading_files() {
    let folder = valid_folder();
    let server = Server::accepting();
    for (name, value, expected) in [
        ("BP_TOKEN", "", "BP_TOKEN is not set"),
        ("BP_WORKSPACE_ID", "", "BP_WORKSPACE_ID is not set"),
        ("BP_API_URL", "http://api.example", "plain HTTP is only allowed for this machine"),
        ("BP_API_URL", "nowhere", "BP_API_URL is not a URL"),
    ] {
        let (code, stdout, stderr) = run_with(folder.path(), &server.url, &[], &[(name, value)]);
        assert_eq!((code, &*stdout), (2, ""), "{name}={value}");
        assert!(stderr.contains(expected), "{stderr}");
    }
    assert_eq!(server.requests().len(), 0);
    let (code, _, stderr) = run(folder.path(), &server, &["--token", "x"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--token"), "{stderr}");
}

#[test]
fn loopback_requests_bypass_proxy() {
    let (server, proxy, folder) = (Server::accepting(), Server::accepting(), valid_folder());
    let variables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"];
    let variables = variables.map(|name| (name, proxy.url.as_str()));
    let (code, ..) = run_with(folder.path(), &server.url, &[], &variables);
    assert_eq!((code, server.requests().len(), proxy.requests().len()), (0, 1, 0));
}
