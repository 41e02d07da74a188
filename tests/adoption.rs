//! Gradual adoption from the outside: comparison with an older version, comments that
//! suppress findings, budgets, and reports in files.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

#[path = "common/checking.rs"]
mod checking;
#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use checking::{BROKEN, UNREADY, accepted, check_json, rules, run};
use folder::folder;
use program::{output, program};

/// Runs git.
fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"])
        .args(args)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn sarif_contains_accepted_findings_with_suppression() {
    let folder = accepted();
    let (code, stdout, _) = run(folder.path(), &["check", "--format", "sarif"]);
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert_eq!(result["suppressions"], json!([{"kind": "external"}]));
    }
}

#[test]
fn against_reports_only_new_findings() {
    let folder =
        folder(&[("shop/integration.json", BROKEN.as_str()), ("b.integration.json", "{}")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "a"]);
    let (code, stdout, stderr) = run(folder.path(), &["check", "--against", "git:HEAD"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.contains("older findings not shown"), "{stdout}");
    // A change in one line causes findings in others.
    let path = folder.path().join("shop/integration.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("\n{}", text.replacen('{', "{ \"nwe\": 1,", 1))).unwrap();
    let report = check_json(folder.path(), &["--against", "git:HEAD"]);
    assert_eq!(rules(&report), ["unknown-field"]);
    // A new manifest is new in all its findings.
    fs::write(folder.path().join("c.integration.json"), "{}").unwrap();
    let (code, _, _) =
        run(folder.path(), &["check", "--against", "git:HEAD...", "c.integration.json"]);
    assert_eq!(code, 1);
    // A file as the older version.
    fs::write(folder.path().join("old.json"), text).unwrap();
    let report = check_json(folder.path(), &["--against", "old.json", "shop/integration.json"]);
    assert_eq!(rules(&report), ["unknown-field"]);
    // Nothing is fixed in a run that fails.
    let before = fs::read_to_string(&path).unwrap();
    let (code, _, stderr) = run(folder.path(), &["check", "--fix", "--against", "git:nowhere"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("nowhere"), "{stderr}");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

/// The older version of a file in a submodule is that of the commit that the revision records.
#[test]
fn against_follows_submodules() {
    let inner =
        folder(&[("integration.json", r#"{ "name": "a/inner", "version": "1.0.0", "old": 1 }"#)]);
    let outer =
        folder(&[("integration.json", r#"{ "name": "a/outer", "version": "1.0.0", "old": 1 }"#)]);
    for folder in [&inner, &outer] {
        git(folder.path(), &["init", "-q", "-b", "main"]);
    }
    let commit = |folder: &Path| {
        git(folder, &["add", "."]);
        git(folder, &["commit", "-q", "-m", "a"]);
    };
    commit(inner.path());
    let url = inner.path().to_str().unwrap();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url];
    git(outer.path(), &[&add[..], &["sub/inner"]].concat());
    commit(outer.path());
    let all = || check_json(outer.path(), &["--against", "git:main", "--select", "unknown-field"]);
    assert_eq!(rules(&all()), [""; 0]);

    // A commit of the submodule that the outer repository does not record yet.
    let (top, sub) = (outer.path(), outer.path().join("sub/inner"));
    let edit = |folder: &Path, name: &str| {
        let text =
            format!(r#"{{ "name": "a/{name}", "version": "1.0.0", "old": 1, "{name}": 1 }}"#);
        fs::write(folder.join("integration.json"), text).unwrap();
    };
    edit(&sub, "inner");
    commit(&sub);
    edit(top, "outer");
    let messages = |report: &Value| -> Vec<String> {
        let files = report["files"].as_array().unwrap().iter();
        let all = files.flat_map(|file| file["diagnostics"].as_array().unwrap());
        all.map(|it| it["pointer"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(messages(&all()), ["/outer", "/inner"]);
    for paths in [["sub/inner", "."], [".", "sub/inner/integration.json"]] {
        let args = ["--against", "git:main", "--select", "unknown-field", "--changed"];
        let mut found = messages(&check_json(top, &[&args[..], &paths].concat()));
        found.sort();
        assert_eq!(found, ["/inner", "/outer"], "{paths:?}");
    }
    // In the submodule, the revision is its own.
    let here = check_json(&sub, &["--against", "git:HEAD", "--select", "unknown-field"]);
    assert_eq!(rules(&here), [""; 0]);

    // A submodule that the revision does not have is new, and so is one whose commit is not recorded.
    git(top, &["branch", "-q", "recorded"]);
    commit(top);
    git(top, &["checkout", "-q", "--orphan", "empty"]);
    git(top, &["rm", "-q", "-r", "--cached", "."]);
    git(top, &["commit", "-q", "--allow-empty", "-m", "empty"]);
    git(top, &["add", "."]);
    let new = check_json(top, &["--against", "git:empty", "--select", "unknown-field"]);
    assert_eq!(rules(&new).len(), 4);

    // The diff has the same old versions.
    let (_, stdout, stderr) =
        run(top, &["diff", "--against", "git:recorded", "--format", "json", "."]);
    assert!(stdout.contains("recorded:sub/inner/integration.json"), "{stdout} {stderr}");
}

/// Findings in a renamed definition are not new, apart from one about the new name.
#[test]
fn against_follows_renamed_definitions() {
    let old = r#"{ "name": "acme/a", "version": "1.0.0", "actions": { "getShip": {
        "titel": 1, "input": { "schema": { "properties": { "port": { "type": "string" } } } },
        "output": { "schema": {} } } } }"#;
    let new = old.replace("getShip", "fetch/ship");
    let folder = folder(&[("old.json", old), ("integration.json", &new)]);
    assert!(rules(&check_json(folder.path(), &[])).contains(&"unknown-field"));
    let report = check_json(folder.path(), &["--against", "old.json", "integration.json"]);
    assert_eq!(rules(&report), ["definition-name-case"]);
}

/// Only manifests that differ from the revision are checked, also if they are new.
#[test]
fn changed_checks_only_manifests_that_differ() {
    let folder = folder(&[("a.integration.json", "{}"), ("b c.integration.json", "{}")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "a"]);
    let args = ["--against", "git:HEAD", "--changed"];
    let files = |report: &Value| -> Vec<String> {
        let files = report["files"].as_array().unwrap().iter();
        files.map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(run(folder.path(), &[&["check"], &args[..]].concat()).0, 0);
    assert_eq!(files(&check_json(folder.path(), &args)), [""; 0]);
    fs::write(folder.path().join("b c.integration.json"), "{ }").unwrap();
    fs::write(folder.path().join("ü.integration.json"), "{}").unwrap();
    let report = check_json(folder.path(), &args);
    assert_eq!(files(&report), ["b c.integration.json", "ü.integration.json"]);
    assert_eq!(report["summary"]["errors"], 2);
    assert_eq!(run(folder.path(), &["check", "--changed"]).0, 2);
    let (code, _, stderr) =
        run(folder.path(), &["check", "--changed", "--against", "a.integration.json"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("`--changed` requires `--against git:REV`"), "{stderr}");
}

#[test]
fn against_compares_stdin_by_its_name() {
    let folder = folder(&[("a.integration.json", "{}")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "a"]);
    let check = |args: &[&str]| {
        let mut command = program();
        command.current_dir(folder.path()).args(["check", "-", "--format", "concise"]).args(args);
        let output = output(&mut command, "{ \"titel\": 1 }");
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    for args in [
        &["--against", "git:HEAD", "--stdin-filename", "a.integration.json"][..],
        &["--against", "a.integration.json"],
    ] {
        let (code, text) = check(args);
        assert_eq!(code, 0, "{text}");
        assert!(text.starts_with("<stdin>:1:3: ") || text.starts_with("a.integration.json:1:3: "));
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    let (code, text) = check(&["--against", "git:HEAD"]);
    assert_eq!(code, 2);
    assert!(text.contains("add `--stdin-filename PATH`"), "{text}");
    let (code, text) = check(&["--against", "HEAD"]);
    assert_eq!(code, 2);
    assert!(text.contains("expected `git:REV`"), "{text}");
}

#[test]
fn reports_overwrite_neither_manifests_nor_each_other() {
    let folder = folder(&[("integration.json", "{}")]);
    for (args, message) in [
        (&["--report=json=integration.json"][..], "would overwrite a checked manifest"),
        (&["--report=json=a", "--report=junit=./x/../a"], "the same file"),
        (&["--report=json=-"], "`--format` selects the report on stdout"),
        (&["--report=srif=a"], "did you mean `sarif`?"),
    ] {
        let (code, _, stderr) = run(folder.path(), &[&["check"], args].concat());
        assert_eq!(code, 2, "{args:?}");
        assert!(stderr.contains(message), "{stderr}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("integration.json")).unwrap(), "{}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// One warning, and limits in the settings file.
#[test]
fn check_table_sets_exit_code_and_options_override_it() {
    let text = r#"{ "name": "acme/a", "version": "1.0.0", "public": true }"#;
    for (settings, args, expected) in [
        ("max-warnings = 0", &[][..], 1),
        ("max-warnings = 1", &[], 0),
        ("max-warnings = 0", &["--max-warnings", "1"], 0),
        ("fail-on = 'warning'", &[], 1),
        ("fail-on = 'warning'", &["--fail-on", "error"], 0),
        ("fail-on = 'never'\nmax-warnings = 0", &[], 0),
        ("fail-on = 'never'", &["--rule", "deprecated-public=error"], 0),
        ("fail-on = 'info'\npublish = false", &["--ignore", "deprecated-public"], 0),
        ("fail-on = 'info'", &["--ignore", "deprecated-public"], 1),
        ("fail-on = 'warn'", &[], 2),
    ] {
        let settings = format!("[check]\n{settings}\n");
        let folder =
            folder(&[("integration.json", text), ("integration-manifest.toml", &settings)]);
        let (code, stdout, stderr) = run(folder.path(), &[&["check"], args].concat());
        assert_eq!(code, expected, "{settings}{args:?}: {stdout}{stderr}");
    }
}

#[test]
fn comment_suppresses_finding_of_its_rule() {
    let text = "{\n  // integration-manifest-ignore name-style: published already\n  \"name\": \"Acme/Shop\",\n  \
        \"version\": \"1\", // integration-manifest-ignore version-format\n  \"titel\": 1 // integration-manifest-ignore version-format\n}\n";
    let folder = folder(&[
        ("integration.jsonc", text),
        ("integration-manifest.toml", "[rules]\npublish = 'off'\n"),
    ]);
    let report = check_json(folder.path(), &[]);
    assert_eq!(rules(&report), ["unknown-field", "unused-ignore-comment"]);
    assert_eq!(report["summary"]["accepted"], 2);
    let (_, stdout, _) = run(folder.path(), &["check", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&stdout).unwrap();
    let suppressed: Vec<&Value> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["suppressions"])
        .collect();
    assert!(
        suppressed.contains(&&json!([{"kind": "inSource", "justification": "published already"}]))
    );
}

#[test]
fn fail_on_and_max_warnings_set_exit_code() {
    // One warning, and two hints or less.
    let text = r#"{ "name": "acme/a", "version": "1.0.0", "public": true }"#;
    let folder = folder(&[("integration.json", text)]);
    let report = check_json(folder.path(), &["--no-publish-advice"]);
    assert_eq!(
        (report["summary"]["errors"].clone(), report["summary"]["warnings"].clone()),
        (json!(0), json!(1)),
        "{report}"
    );
    for (args, expected) in [
        (&[][..], 0),
        (&["--max-warnings", "1"], 0),
        (&["--max-warnings", "0"], 1),
        (&["--fail-on", "warning"], 1),
        (&["--fail-on", "never", "--max-warnings", "0"], 0),
        (&["--rule", "deprecated-public=error"], 1),
        (&["--rule", "deprecated-public=error", "--fail-on", "never"], 0),
        (&["--ignore", "deprecated-public", "--max-warnings", "0"], 0),
        (&["--select", "endpoint", "--max-warnings", "0"], 0),
        (&["--rule", "deprecated-publik=error"], 2),
        (&["--rule", "deprecated-public"], 2),
        (&["--select", "x"], 2),
    ] {
        let (code, stdout, stderr) = run(folder.path(), &[&["check"], args].concat());
        assert_eq!(code, expected, "{args:?}: {stdout}{stderr}");
    }
    let (_, _, stderr) = run(folder.path(), &["check", "--rule", "deprecated-publik=error"]);
    assert!(stderr.contains("did you mean `deprecated-public`?"), "{stderr}");
}

#[test]
fn quiet_lists_errors_and_counts_the_rest() {
    let folder = folder(&[("integration.json", &BROKEN)]);
    let all = check_json(folder.path(), &[]);
    let quiet = check_json(folder.path(), &["--quiet"]);
    assert_eq!(all["summary"], quiet["summary"]);
    let listed = quiet["files"][0]["diagnostics"].as_array().unwrap();
    assert!(!listed.is_empty() && listed.iter().all(|it| it["severity"] == "error"));
}

#[test]
fn config_replaces_settings_files() {
    let folder = folder(&[
        ("a/integration.json", "{}"),
        ("a/integration-manifest.toml", "[rules]\nendpoint = 'error'\n"),
        (
            "ci.toml",
            "[rules]\nendpoint = 'off'\n[[overrides]]\nfiles = ['a/**']\nrules = { publish = 'off' }\n",
        ),
    ]);
    assert_eq!(run(folder.path(), &["check"]).0, 1);
    let report = check_json(folder.path(), &["--config", "ci.toml"]);
    assert_eq!(rules(&report), [""; 0], "{report}");
    let (code, _, stderr) = run(folder.path(), &["check", "--config", "missing.toml"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("missing.toml: no such file or folder"), "{stderr}");
}

#[test]
fn statistics_count_rules() {
    let folder = folder(&[("integration.json", "{ \"titel\": 1, \"tags\": 2 }")]);
    let (code, stdout, _) = run(folder.path(), &["check", "--statistics", "--select", "endpoint"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(stdout, @r"
    rule           findings  safe fixes
    missing-field         2           0
    unknown-field         2           0
    Found 2 errors and 2 warnings in 1 file.
    ");
    let args = ["check", "--statistics", "--format", "json", "--select", "missing-field"];
    let (_, stdout, _) = run(folder.path(), &args);
    let rows: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(rows, json!([{"rule": "missing-field", "count": 2, "fixable": 0}]));
    assert_eq!(run(folder.path(), &["check", "--statistics", "--format", "sarif"]).0, 2);
}

const FORMATS: [&str; 9] =
    ["human", "json", "sarif", "github", "junit", "gitlab", "concise", "checkstyle", "markdown"];

#[test]
fn report_files_equal_separate_runs() {
    let folder = folder(&[
        ("a b/integration.json", BROKEN.as_str()),
        ("::x.integration.json", UNREADY),
        ("ok.integration.json", include_str!("../examples/good/integration.json")),
    ]);
    let paths = ["a b", "::x.integration.json", "ok.integration.json"];
    let reports: Vec<String> =
        FORMATS.iter().map(|format| format!("--report={format}=out/new/{format}")).collect();
    let mut args = vec!["check"];
    args.extend(reports.iter().map(String::as_str));
    args.extend(paths);
    let (code, human, _) = run(folder.path(), &args);
    assert_eq!(code, 1);
    for format in FORMATS {
        let (_, stdout, _) =
            run(folder.path(), &[&["check", "--format", format][..], &paths].concat());
        let file = fs::read_to_string(folder.path().join("out/new").join(format)).unwrap();
        assert!(file == stdout, "{format}");
        if format == "human" {
            assert_eq!(file, human);
        }
    }
    let (code, _, stderr) =
        run(folder.path(), &["check", "--report", "sarif=out", "ok.integration.json"]);
    assert_eq!(code, 2, "{stderr}");
    for invalid in ["xml=a", "sarif", "sarif="] {
        assert_eq!(run(folder.path(), &["check", "--report", invalid]).0, 2, "{invalid}");
    }
}

#[test]
fn code_host_paths_are_relative_to_work_tree() {
    let folder = folder(&[("app/shop/integration.json", BROKEN.as_str())]);
    fs::create_dir(folder.path().join(".git")).unwrap();
    let app = folder.path().join("app");
    for format in FORMATS {
        let (_, stdout, _) = run(&app, &["check", "--format", format, "./shop"]);
        let is_as_named = matches!(format, "human" | "json" | "concise");
        let named =
            if is_as_named { "./shop/integration.json" } else { "app/shop/integration.json" };
        assert!(stdout.contains(named), "{format}: {stdout}");
        // A text on stdin has the path of its name.
        let mut command = program();
        command.current_dir(&app).args(["check", "--format", format, "-"]);
        command.args(["--stdin-filename", "./shop/integration.json"]);
        let stdout = output(command.env_remove("GITHUB_WORKSPACE"), BROKEN.as_str()).stdout;
        let stdout = String::from_utf8(stdout).unwrap();
        assert!(stdout.contains(named), "{format}: {stdout}");
    }
    // The workspace of a GitHub job can contain several work trees.
    let mut command = program();
    command.current_dir(&app).args(["check", "--format", "github"]);
    command.env("GITHUB_WORKSPACE", folder.path().parent().unwrap());
    let stdout = String::from_utf8(output(&mut command, "").stdout).unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    assert!(stdout.contains(&format!("file={name}/app/shop/integration.json,")), "{stdout}");
}

#[test]
fn xml_reports_are_read_by_another_parser() {
    let hostile = "{ \"a\\u0000<&\\\"'>\u{fffe}\u{7}\": 1, \"\u{202e}]]>\": 2 }";
    let folder =
        folder(&[("a&b's.integration.json", hostile), ("b.integration.json", BROKEN.as_str())]);
    let findings = rules(&check_json(folder.path(), &[])).len();
    let parse = |text: &str, name: &str| {
        let document = roxmltree::Document::parse(text).unwrap();
        assert!(
            document
                .descendants()
                .any(|node| node.attribute("name") == Some("a&b's.integration.json"))
        );
        document.descendants().filter(|node| node.has_tag_name(name)).count()
    };
    let (_, stdout, _) = run(folder.path(), &["check", "--format", "checkstyle"]);
    assert_eq!(parse(&stdout, "error"), findings);
    let (_, stdout, _) = run(folder.path(), &["check", "--format", "junit", "--fail-on", "hint"]);
    assert_eq!(parse(&stdout, "failure"), findings);
    let (_, stdout, _) = run(folder.path(), &["check", "--format", "junit"]);
    let errors = check_json(folder.path(), &[])["summary"]["errors"].as_u64().unwrap();
    assert_eq!(parse(&stdout, "failure") as u64, errors);
}

/// The format of GitLab's Code Quality reports.
fn gitlab_schema() -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^[^./]"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    })
}

#[test]
fn gitlab_reports_match_schema_and_fingerprints_are_unique() {
    let folder = folder(&[
        ("integration.json", BROKEN.as_str()),
        ("b.integration.json", UNREADY),
        ("old.json", "{}"),
    ]);
    let schema = jsonschema::validator_for(&gitlab_schema()).unwrap();
    for args in [
        &["check", "--format", "gitlab", "./"][..],
        &["check", "--format", "gitlab", "--select", "syntax"],
        &["diff", "--format", "gitlab", "old.json", "integration.json"],
    ] {
        let (_, stdout, _) = run(folder.path(), args);
        let report: Value = serde_json::from_str(&stdout).unwrap();
        assert!(schema.is_valid(&report), "{args:?}: {stdout}");
        let fingerprints: Vec<&str> = report
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["fingerprint"].as_str().unwrap())
            .collect();
        let mut unique = fingerprints.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), fingerprints.len(), "{args:?}");
    }
}

#[test]
fn diff_writes_report_files() {
    let folder =
        folder(&[("old.json", BROKEN.as_str()), ("new/integration.json", "{ \"name\": \"a\" }")]);
    fs::create_dir(folder.path().join(".git")).unwrap();
    let args = ["diff", "../old.json", "integration.json"];
    let formats =
        ["concise", "checkstyle", "markdown", "json", "sarif", "github", "junit", "gitlab"];
    let reports: Vec<String> = formats.iter().map(|it| format!("--report={it}=out/{it}")).collect();
    let all: Vec<&str> = args.into_iter().chain(reports.iter().map(String::as_str)).collect();
    let here = folder.path().join("new");
    run(&here, &all);
    for format in formats {
        let (_, stdout, _) = run(&here, &[&args[..], &["--format", format]].concat());
        let file = fs::read_to_string(here.join("out").join(format)).unwrap();
        assert_eq!(file, stdout, "{format}");
        if matches!(format, "sarif" | "github" | "junit" | "gitlab" | "checkstyle") {
            assert!(stdout.contains("new/integration.json"), "{format}: {stdout}");
        }
    }
}

#[test]
fn publish_advice_comes_last_and_can_be_left_out() {
    let text = r#"{ "name": "acme/a", "version": "1", "titel": "x" }"#;
    let folder = folder(&[("integration.json", text)]);
    let (_, stdout, _) = run(folder.path(), &["check", "--color", "never"]);
    let heads: Vec<&str> = stdout
        .lines()
        .filter(|line| line.contains("]: ") && !line.starts_with(' '))
        .map(|line| line.split('[').next().unwrap())
        .collect();
    let first_info = heads.iter().position(|it| *it == "info").unwrap();
    assert!(heads[..first_info].contains(&"error"), "{stdout}");
    assert!(!heads[first_info..].contains(&"error"), "{stdout}");
    let report = check_json(folder.path(), &[]);
    let starts: Vec<u64> = report["files"][0]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["start"].as_u64().unwrap())
        .collect();
    assert!(starts.is_sorted());
    let report = check_json(folder.path(), &["--no-publish-advice"]);
    let groups = report["files"][0]["diagnostics"].as_array().unwrap();
    assert!(groups.iter().all(|it| it["group"] != "publish"), "{report}");
    // A public integration needs what publishing needs.
    fs::write(
        folder.path().join("integration.json"),
        text.replacen('{', "{ \"visibility\": \"public\",", 1),
    )
    .unwrap();
    let report = check_json(folder.path(), &["--no-publish-advice"]);
    let groups = report["files"][0]["diagnostics"].as_array().unwrap();
    assert!(groups.iter().any(|it| it["group"] == "publish"), "{report}");
}

#[test]
fn nothing_to_check_is_explained() {
    let folder = folder(&[
        (".gitignore", "dist/\n"),
        ("dist/integration.json", "{}"),
        ("manifest.json", "{}"),
    ]);
    let (code, stdout, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert_eq!(stdout, "Checked 0 files.\n");
    assert!(stderr.contains("looked for integration.json"), "{stderr}");
    assert!(stderr.contains("git ignores `dist/integration.json`"), "{stderr}");
    assert_eq!(run(folder.path(), &["check", "--allow-empty"]).0, 0);
    assert_eq!(run(folder.path(), &["check", "--allow-empty", "missing"]).0, 2);
}
