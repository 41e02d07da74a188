//! The configurations for continuous integration, run as their runners run them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

#[path = "common/folder.rs"]
mod folder;

const PROGRAM: &str = env!("CARGO_BIN_EXE_integration-manifest-ls");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Runs a shell in `folder`, with the program on the PATH.
fn shell(folder: &Path, script: &str) -> Output {
    let programs = Path::new(PROGRAM).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(programs).chain(std::env::split_paths(&path));
    Command::new("sh")
        .args(["-e", "-c", script])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GITHUB_WORKSPACE")
        .output()
        .unwrap()
}

/// A git repository with a good and a broken manifest, both staged.
fn repository() -> TempDir {
    let folder = folder::folder(&[
        ("a b/integration.json", include_str!("../examples/broken/integration.json")),
        ("-x.integration.json", include_str!("../examples/good/integration.json")),
        ("other.json", "{"),
    ]);
    let output = shell(folder.path(), "git init -q . && git add -A");
    assert!(output.status.success(), "{output:?}");
    folder
}

fn names(output: &Output) -> Vec<&str> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    let mut names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("--> ")?.split(':').next())
        .collect();
    names.dedup();
    names
}

/// Returns the fenced block after `marker` in the page about continuous integration.
fn block_after(marker: &str) -> String {
    let page = read("docs/ci.md");
    let (_, rest) = page.split_once(marker).expect("the marker");
    let (_, rest) = rest.split_once("```").expect("a block");
    let (_, rest) = rest.split_once('\n').expect("the fence");
    rest.split_once("```").expect("the end of the block").0.to_owned()
}

/// Returns the value of a key in YAML on one line.
fn value<'y>(yaml: &'y str, key: &str) -> &'y str {
    let line =
        yaml.lines().find_map(|line| line.trim_start().strip_prefix(key)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("{key} in {yaml}"))
}

#[test]
fn pre_commit_hooks_check_named_files() {
    let hooks = read(".pre-commit-hooks.yaml");
    let check = hooks.split("- id: ").find(|hook| hook.starts_with("integration-manifest-check"));
    let entry = value(check.unwrap(), "entry");
    let folder = repository();
    // pre-commit splits the entry, and appends the names.
    let output =
        shell(folder.path(), &format!("{entry} 'a b/integration.json' -x.integration.json"));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(names(&output), ["a b/integration.json"]);
    let output = shell(folder.path(), &format!("{entry} -x.integration.json"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let format = hooks.split("- id: ").find(|hook| hook.starts_with("integration-manifest-fmt"));
    let entry = value(format.unwrap(), "entry");
    let output = shell(folder.path(), &format!("{entry} -x.integration.json"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn lefthook_command_checks_staged_files() {
    let yaml = block_after("in `lefthook.yml`:");
    let run = value(&yaml, "run");
    let folder = repository();
    // lefthook quotes the names.
    let staged = |names: &str| run.replace("{staged_files}", names);
    let output = shell(folder.path(), &staged("'a b/integration.json' '-x.integration.json'"));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(names(&output), ["a b/integration.json"]);
    let output = shell(folder.path(), &staged("'-x.integration.json'"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // The glob matches the names of manifests.
    let glob = value(&yaml, "glob").trim_matches('"');
    let glob = globset::Glob::new(glob).unwrap().compile_matcher();
    for name in [
        "integration.json",
        "a b/c/integration.json",
        "a.integration.jsonc",
        "a/b.integration.json",
    ] {
        assert!(glob.is_match(name), "{name}");
    }
    for name in ["other.json", "a/my-integration.json"] {
        assert!(!glob.is_match(name), "{name}");
    }
}

#[test]
fn husky_hook_checks_staged_files() {
    let script = block_after("in `.husky/pre-commit`:");
    let folder = repository();
    let output = shell(folder.path(), &script);
    // `xargs` exits with 123 if the command fails.
    assert_eq!(output.status.code(), Some(123), "{output:?}");
    assert_eq!(names(&output), ["a b/integration.json"]);
    shell(folder.path(), "git rm -rq --cached 'a b'");
    let output = shell(folder.path(), &script);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    shell(folder.path(), "git rm -q --cached -- -x.integration.json");
    let output = shell(folder.path(), &script);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{output:?}");
}

#[test]
fn gitlab_component_writes_both_reports() {
    let text = read("templates/check.yml");
    let (spec, job) = text.split_once("\n---\n").unwrap();
    let (_, script) = job.split_once("    - >-\n").unwrap();
    let (script, artifacts) = script.split_once("  artifacts:\n").unwrap();
    // `>-` joins the lines. GitLab replaces the inputs before the shell sees the script.
    let script = script.split_whitespace().collect::<Vec<_>>().join(" ");
    let script = script
        .replace("$[[ inputs.program ]]", "integration-manifest-ls")
        .replace("$[[ inputs.options ]]", "--fail-on never")
        .replace("$[[ inputs.paths ]]", ".");
    assert!(!script.contains("$[["), "{script}");
    for input in job.split("$[[ inputs.").skip(1) {
        let name = input.split(' ').next().unwrap();
        assert!(spec.contains(&format!("\n    {name}:\n")), "{name}");
    }
    let folder = repository();
    let output = shell(folder.path(), &script);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let file = |key| fs::read_to_string(folder.path().join(value(artifacts, key))).unwrap();
    let issues: Value = serde_json::from_str(&file("codequality")).unwrap();
    assert_eq!(issues[0]["location"]["path"], "a b/integration.json");
    let report = file("junit");
    let report = roxmltree::Document::parse(&report).unwrap();
    assert_eq!(report.descendants().filter(|node| node.has_tag_name("testsuite")).count(), 2);
}
