//! The baseline file from the outside.

use std::fs;

use serde_json::Value;

#[path = "common/checking.rs"]
mod checking;
#[path = "common/fixtures.rs"]
mod fixtures;
#[path = "common/folder.rs"]
mod folder;
#[path = "common/program.rs"]
mod program;

use checking::{accepted, check_json, rules, run};
use folder::folder;

const BASELINE: &str = "integration-manifest.baseline.json";

#[test]
fn baseline_accepts_all_findings_of_today() {
    let folder = accepted();
    let (code, stdout, stderr) = run(folder.path(), &["check", "--strict-baseline"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.starts_with("No problems found in 2 files. "), "{stdout}");
    assert!(stdout.ends_with(" accepted.\n"), "{stdout}");
    // The second time, nothing changes.
    let path = folder.path().join(BASELINE);
    let before = fs::read_to_string(&path).unwrap();
    let (code, stdout, _) = run(folder.path(), &["check", "--write-baseline"]);
    assert_eq!(
        (code, stdout.as_str()),
        (0, "integration-manifest.baseline.json: 0 added, 0 gone\n")
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    // Without it, everything is as before.
    let all = check_json(folder.path(), &["--no-baseline"]);
    let shown = check_json(folder.path(), &["--show-accepted"]);
    assert_eq!(rules(&all), rules(&shown));
    assert_eq!(shown["summary"]["accepted"], rules(&all).len());
    assert_eq!(shown["files"][0]["diagnostics"][0]["accepted"], true);
    assert_eq!(rules(&check_json(folder.path(), &[])), [""; 0]);
}

#[test]
fn baseline_does_not_cover_new_findings() {
    let folder = accepted();
    let path = folder.path().join("shop/integration.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replacen("\"latest\"", "\"newest\"", 1).replacen('{', "{ \"new\": 1,", 1),
    )
    .unwrap();
    // The value of the version is another one, and a field is unknown.
    let report = check_json(folder.path(), &[]);
    assert_eq!(rules(&report), ["unknown-field", "version-format"]);
    let (code, _, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("1 entry of the baseline is out of date"), "{stderr}");
    let (code, _, stderr) = run(folder.path(), &["check", "--strict-baseline"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("accepts `version-format` at `/version`"), "{stderr}");
    let (code, stdout, _) = run(folder.path(), &["check", "--prune-baseline"]);
    assert_eq!(
        (code, stdout.as_str()),
        (0, "integration-manifest.baseline.json: 0 added, 1 gone\n")
    );
    let (code, _, stderr) = run(folder.path(), &["check", "--quiet"]);
    assert_eq!((code, stderr.as_str()), (1, ""));
}

#[test]
fn writing_baseline_keeps_reasons_and_other_manifests() {
    let folder = accepted();
    let path = folder.path().join(BASELINE);
    let mut baseline: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let entries = baseline["files"]["shop/integration.json"].as_array_mut().unwrap();
    entries[0]["reason"] = "legacy".into();
    let kept = entries[0].clone();
    fs::write(&path, baseline.to_string()).unwrap();
    fs::write(folder.path().join("a b/unready.integration.json"), "{}").unwrap();
    // Only the entries of the checked file change.
    run(folder.path(), &["check", "--write-baseline", "shop"]);
    let after: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(after["files"], baseline["files"]);
    assert_eq!(after["files"]["shop/integration.json"][0], kept);
    // The entries of a deleted file go.
    fs::remove_file(folder.path().join("shop/integration.json")).unwrap();
    run(folder.path(), &["check", "--prune-baseline"]);
    let after: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(after["files"].get("shop/integration.json"), None);
}

#[test]
fn entries_move_with_their_reasons_when_manifest_is_renamed() {
    for option in ["--write-baseline", "--prune-baseline"] {
        let text = r#"{ "name": "NAME", "version": "1.0.0", "titel": "x" }"#;
        let (a, b) = (text.replace("NAME", "acme/a"), text.replace("NAME", "acme/b"));
        let folder = folder(&[("a/integration.json", &*a), ("b/integration.json", &*b)]);
        run(folder.path(), &["check", "--write-baseline"]);
        let path = folder.path().join(BASELINE);
        let read = || fs::read_to_string(&path).unwrap();
        // Both manifests have the same entries, so only reasons tell them apart.
        let mut baseline: Value = serde_json::from_str(&read()).unwrap();
        for name in ["a", "b"] {
            baseline["files"][format!("{name}/integration.json")][0]["reason"] = name.into();
        }
        fs::write(&path, baseline.to_string()).unwrap();
        for name in ["a", "b"] {
            fs::create_dir_all(folder.path().join("moved")).unwrap();
            fs::rename(folder.path().join(name), folder.path().join("moved").join(name)).unwrap();
        }
        let (code, stdout, _) = run(folder.path(), &["check", option]);
        let all: usize = baseline["files"]
            .as_object()
            .unwrap()
            .values()
            .map(|it| it.as_array().unwrap().len())
            .sum();
        let expected = format!("{BASELINE}: 0 added, 0 gone, {all} moved\n");
        assert_eq!((code, stdout.as_str()), (0, expected.as_str()), "{option}");
        let after: Value = serde_json::from_str(&read()).unwrap();
        for name in ["a", "b"] {
            let entries = format!("{name}/integration.json");
            assert_eq!(after["files"][format!("moved/{entries}")], baseline["files"][entries]);
        }
        assert_eq!(run(folder.path(), &["check", "--strict-baseline"]).0, 0);
    }
}

#[test]
fn entries_do_not_move_to_manifest_with_other_findings() {
    let folder = accepted();
    fs::rename(
        folder.path().join("shop/integration.json"),
        folder.path().join("shop/new.integration.json"),
    )
    .unwrap();
    fs::write(
        folder.path().join("shop/new.integration.json"),
        r#"{ "name": "acme/other", "version": "2.0.0", "titel": "x" }"#,
    )
    .unwrap();
    let (_, stdout, _) = run(folder.path(), &["check", "--prune-baseline"]);
    assert!(!stdout.contains("moved"), "{stdout}");
    let after = fs::read_to_string(folder.path().join(BASELINE)).unwrap();
    assert!(!after.contains("shop/"), "{after}");
}

#[test]
fn baseline_lies_beside_settings_or_at_root_of_work_tree() {
    let folder = folder(&[("a/b/integration.json", "{}"), ("c/integration.json", "{}")]);
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join("a/integration-manifest.toml"), "").unwrap();
    let (code, stdout, _) =
        run(&folder.path().join("a/b"), &["check", "--write-baseline", "../.."]);
    assert_eq!(code, 0, "{stdout}");
    for (path, name) in [
        (BASELINE, "c/integration.json"),
        ("a/integration-manifest.baseline.json", "b/integration.json"),
    ] {
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        let baseline: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(baseline["files"].as_object().unwrap().keys().collect::<Vec<_>>(), [name]);
    }
    assert_eq!(run(folder.path(), &["check"]).0, 0);
    // The settings name another file, or none.
    let settings = folder.path().join("a/integration-manifest.toml");
    fs::write(&settings, "[baseline]\nfile = \"other.json\"\n").unwrap();
    assert_eq!(run(folder.path(), &["check", "a"]).0, 1);
    fs::rename(
        folder.path().join("a/integration-manifest.baseline.json"),
        folder.path().join("a/other.json"),
    )
    .unwrap();
    assert_eq!(run(folder.path(), &["check", "a"]).0, 0);
    fs::write(&settings, "[baseline]\nfile = \"off\"\n").unwrap();
    assert_eq!(run(folder.path(), &["check", "a"]).0, 1);
}

#[test]
fn invalid_baseline_exits_2_and_is_not_written() {
    for text in ["{", r#"{"version": 9}"#, "<<<<<<< HEAD\n"] {
        let folder = folder(&[
            ("integration.json", "{}"),
            ("integration-manifest.toml", ""),
            (BASELINE, text),
        ]);
        for args in [&["check"][..], &["check", "--write-baseline"], &["check", "--prune-baseline"]]
        {
            let (code, _, stderr) = run(folder.path(), args);
            assert_eq!(code, 2, "{text}");
            assert!(stderr.contains(BASELINE), "{stderr}");
        }
        assert_eq!(fs::read_to_string(folder.path().join(BASELINE)).unwrap(), text);
    }
}

#[test]
fn baseline_cannot_accept_invalid_json() {
    let folder = folder(&[("integration.json", "{ \"name\": }")]);
    let (code, _, stderr) = run(folder.path(), &["check", "--write-baseline"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("1 error cannot be accepted"), "{stderr}");
    assert_eq!(run(folder.path(), &["check"]).0, 1);
}

#[test]
fn fix_leaves_accepted_findings() {
    let text = r#"{ "name": "acme/a", "version": "1.0.0", "public": true }"#;
    let folder = folder(&[("integration.json", text)]);
    run(folder.path(), &["check", "--write-baseline"]);
    run(folder.path(), &["check", "--fix"]);
    let read = || fs::read_to_string(folder.path().join("integration.json")).unwrap();
    assert_eq!(read(), text);
    run(folder.path(), &["check", "--fix", "--no-baseline"]);
    assert!(read().contains("\"visibility\": \"public\""), "{}", read());
}

/// The fixtures of all rules: what a baseline cannot accept is the same before and after.
#[test]
fn baseline_accepts_fixtures_of_all_rules() {
    let fixtures = fixtures::fixtures();
    let files: Vec<_> =
        fixtures.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert!(files.len() > 100, "{}", files.len());
    let folder = folder(&files);
    fs::write(folder.path().join("integration-manifest.toml"), "").unwrap();
    let before = check_json(folder.path(), &[]);
    run(folder.path(), &["check", "--write-baseline"]);
    let path = folder.path().join(BASELINE);
    let text = fs::read_to_string(&path).unwrap();
    let after = check_json(folder.path(), &["--strict-baseline"]);
    let is_never_accepted = |rule: &&str| ["syntax-error", "duplicate-key"].contains(rule);
    let expected: Vec<&str> = rules(&before).into_iter().filter(is_never_accepted).collect();
    assert_eq!(rules(&after), expected);
    let (_, _, stderr) = run(folder.path(), &["check", "--strict-baseline", "--quiet"]);
    assert!(!stderr.contains("the baseline accepts"), "{stderr}");
    // The second time, nothing changes, also with the entries in another order.
    for args in [&["check", "--write-baseline"][..], &["check", "--prune-baseline"]] {
        let (_, stdout, _) = run(folder.path(), args);
        assert_eq!(stdout, "integration-manifest.baseline.json: 0 added, 0 gone\n");
        assert!(fs::read_to_string(&path).unwrap() == text);
    }
}

/// A settings file can name a baseline in a folder that does not exist yet.
#[test]
fn baseline_in_another_folder_names_manifests_from_settings_file() {
    let folder = folder(&[
        ("a/integration.json", "{}"),
        ("integration-manifest.toml", "[baseline]\nfile = 'ci/accepted.json'\n"),
    ]);
    assert_eq!(run(folder.path(), &["check", "--write-baseline"]).0, 0);
    let text = fs::read_to_string(folder.path().join("ci/accepted.json")).unwrap();
    assert!(text.contains("\"a/integration.json\": ["), "{text}");
    let (code, _, stderr) = run(folder.path(), &["check", "--strict-baseline"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
}

#[test]
fn baseline_is_not_written_with_settings_that_do_not_apply() {
    for (settings, message) in [
        ("[baseline]\nfile = 'off'\n", "`baseline.file` is \"off\""),
        ("[baseline]\nfile = 'a\\b.json'\n", "folders are separated by `/`"),
        ("[rules]\nname-stile = 'off'\n", "did you mean `name-style`?"),
    ] {
        let folder = folder(&[("integration.json", "{}"), ("integration-manifest.toml", settings)]);
        let (code, _, stderr) = run(folder.path(), &["check", "--write-baseline"]);
        assert_eq!(code, 2, "{settings}");
        assert!(stderr.contains(message) && stderr.contains("no baseline was written"), "{stderr}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "{settings}");
    }
}

#[test]
fn entries_of_deleted_manifest_are_out_of_date() {
    let folder = accepted();
    fs::remove_file(folder.path().join("shop/integration.json")).unwrap();
    let (code, _, stderr) = run(folder.path(), &["check"]);
    assert_eq!(code, 0);
    assert!(stderr.contains("entries of the baseline are out of date"), "{stderr}");
    let (code, _, stderr) = run(folder.path(), &["check", "--strict-baseline"]);
    assert_eq!(code, 1);
    let message = "shop/integration.json: the baseline accepts `too-long` at `/title`, but the manifest does not exist";
    assert!(stderr.contains(message), "{stderr}");
    // They are not in the checked folder.
    assert_eq!(run(folder.path(), &["check", "--strict-baseline", "a b"]).0, 0);
}

/// The same mistake in several places is one finding.
#[test]
fn baseline_does_not_cover_further_places_of_a_mistake() {
    let manifest = |places: usize| {
        let names: Vec<String> = (0..places).map(|it| format!("\"p{it}\": \"string\"")).collect();
        format!(
            r#"{{ "name": "acme/a", "version": "1.0.0", "events": {{ "e": {{ "schema": {{
            "type": "object", "properties": {{ {} }} }} }} }} }}"#,
            names.join(", ")
        )
    };
    let folder = folder(&[("integration.json", &manifest(4)), ("integration-manifest.toml", "")]);
    let path = folder.path().join("integration.json");
    let found = |places: usize, args: &[&str]| {
        fs::write(&path, manifest(places)).unwrap();
        rules(&check_json(folder.path(), args)).len()
    };
    run(folder.path(), &["check", "--write-baseline"]);
    let text = fs::read_to_string(folder.path().join(BASELINE)).unwrap();
    assert!(text.contains("\"places\": 4"), "{text}");
    assert_eq!([3, 4, 5].map(|places| found(places, &[])), [0, 0, 1]);
    // With fewer places, the entry remains with their number.
    let (_, stdout, _) = run(folder.path(), &["check", "--write-baseline"]);
    assert!(stdout.contains("1 added, 0 gone"), "{stdout}");
    fs::write(&path, manifest(3)).unwrap();
    run(folder.path(), &["check", "--prune-baseline"]);
    assert_eq!([3, 4].map(|places| found(places, &[])), [0, 1]);
    fs::write(folder.path().join("old.json"), manifest(4)).unwrap();
    let against = ["--no-baseline", "--against", "old.json", "integration.json"];
    assert_eq!([3, 4, 5].map(|places| found(places, &against)), [0, 0, 1]);
}

/// Several unknown fields are one finding.
#[test]
fn against_reports_further_unknown_fields() {
    let manifest = |fields: &str| format!(r#"{{ "name": "acme/a"{fields} }}"#);
    let old = manifest(r#", "one": 1, "two": 2"#);
    let new = manifest(r#", "one": 1, "two": 2, "three": 3"#);
    let folder = folder(&[("old.json", &old), ("integration.json", &new)]);
    let against = ["--select", "unknown-field", "--against", "old.json", "integration.json"];
    assert_eq!(rules(&check_json(folder.path(), &against)), ["unknown-field"]);
    fs::write(folder.path().join("integration.json"), &old).unwrap();
    assert_eq!(rules(&check_json(folder.path(), &against)), [""; 0]);
}

#[test]
fn entry_with_unknown_rule_is_explained() {
    let entry = r#"{ "rule": "name-stile", "pointer": "" }"#;
    let baseline = format!(r#"{{ "version": 1, "files": {{ "integration.json": [{entry}] }} }}"#);
    let folder = folder(&[
        ("integration.json", "{}"),
        ("integration-manifest.toml", ""),
        (BASELINE, &baseline),
    ]);
    let (code, _, stderr) = run(folder.path(), &["check", "--strict-baseline"]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains("`name-stile` of the manifest, which is not the ID of a rule"),
        "{stderr}"
    );
}

#[test]
fn baseline_never_covers_syntax_findings() {
    let twice = r#"{ "name": "acme/a", "version": "1.0.0", "title": "a", "title": "a" }"#;
    let entry = r#"{ "rule": "duplicate-key", "pointer": "/title" }"#;
    let baseline = format!(r#"{{ "version": 1, "files": {{ "integration.json": [{entry}] }} }}"#);
    let folder = folder(&[
        ("integration.json", twice),
        ("integration-manifest.toml", ""),
        (BASELINE, &baseline),
    ]);
    let report = check_json(folder.path(), &["--select", "syntax"]);
    assert_eq!(rules(&report), ["duplicate-key"]);
    run(folder.path(), &["check", "--write-baseline"]);
    let text = fs::read_to_string(folder.path().join(BASELINE)).unwrap();
    assert!(!text.contains("duplicate-key"), "{text}");
}

/// `baseline.show` is about editors.
#[test]
fn accepted_findings_stay_hidden_on_command_line_with_show() {
    let folder = folder(&[
        ("integration.json", "{}"),
        ("integration-manifest.toml", "[baseline]\nshow = true\n"),
    ]);
    run(folder.path(), &["check", "--write-baseline"]);
    assert_eq!(rules(&check_json(folder.path(), &[])), [""; 0]);
}
