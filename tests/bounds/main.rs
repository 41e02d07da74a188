//! Tests of the budget: generated documents that used to take a multiple of their size in memory or output.
//!
//! Every command runs in a child process with a limit on its memory, so a document that exceeds the budget
//! fails the test instead of slowing the machine down.

mod floods;
#[path = "../common/folder.rs"]
mod folder;

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use folder::folder;

/// Address space, in KiB, of a command: the program itself, its threads and what the budget allows.
const MAX_MEMORY: usize = 2 << 20;

/// Runs the program with `args` on a file with `text`.
fn run(args: &[&str], text: &str) -> Output {
    let folder = folder(&[("x.integration.json", text)]);
    let script = format!("ulimit -v {MAX_MEMORY}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_integration-manifest-ls")]);
    command.args(args).arg("x.integration.json").current_dir(folder.path());
    // One thread, because each one has a large stack.
    command.env("RAYON_NUM_THREADS", "1").stdin(Stdio::null());
    command.output().unwrap()
}

/// The report of `check` in the format `json`.
fn check(text: &str) -> Value {
    let output = run(&["check", "--format", "json"], text);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_size(&output, text);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Asserts that a report is at most 10 times as large as the text, plus 1 MB.
fn assert_size(output: &Output, text: &str) {
    let max = 10 * text.len() + 1_000_000;
    assert!(output.stdout.len() <= max, "{} of {max} bytes", output.stdout.len());
}

fn diagnostics(report: &Value) -> &[Value] {
    report["files"][0]["diagnostics"].as_array().unwrap()
}

/// Asserts that a report lists some findings, and that the summary and the finding about the others count
/// `errors` and `warnings`.
fn assert_limited(report: &Value, errors: usize, warnings: usize) {
    let all = diagnostics(report);
    assert_eq!(all[0]["rule"], "too-many-findings", "{}", all[0]);
    let omitted = |severity| {
        let count = all[1..].iter().filter(|it| it["severity"] == severity).count();
        report["summary"][format!("{severity}s")].as_u64().unwrap() as usize - count
    };
    assert!(omitted("error") + omitted("warning") > 0);
    assert_eq!(report["summary"]["errors"], errors);
    assert_eq!(report["summary"]["warnings"], warnings);
}

#[test]
fn document_over_budget_has_one_finding_for_every_flood() {
    for unit in ["\0", ",", "[],", "0 ", "{\"a\":1},", "\u{feff}:", "\"\" "] {
        let text = "[  ".to_owned() + &unit.repeat(1_100_000);
        let report = check(&text);
        let all = diagnostics(&report);
        assert_eq!(all.len(), 1, "{unit:?}");
        assert!(all[0]["message"].as_str().unwrap().contains("1,000,000"), "{unit:?}: {}", all[0]);
    }
}

#[test]
fn document_over_budget_is_neither_formatted_nor_fixed() {
    let text = format!("[{}", ",".repeat(1_100_000));
    for args in [&["fmt", "--check"][..], &["check", "--fix"]] {
        let output = run(args, &text);
        assert!(output.stdout.len() < 10_000, "{args:?}");
    }
}

#[test]
fn syntax_errors_are_counted_beyond_the_budget() {
    let report = check(&format!("[{}1]", "01,".repeat(30_000)));
    let errors = report["summary"]["errors"].as_u64().unwrap();
    assert!(errors >= 30_000, "{errors}");
    assert!(diagnostics(&report).len() <= 1_001);
}

#[test]
fn long_names_are_cut_and_limit_the_number_of_findings() {
    let report = check(&floods::long_name(6_000, 8_000));
    let base = check(&floods::long_name(6_000, 0));
    let warnings = base["summary"]["warnings"].as_u64().unwrap() as usize;
    let errors = base["summary"]["errors"].as_u64().unwrap() as usize;
    assert_limited(&report, errors, warnings + 8_000);
    let pointer = |finding: &Value| finding["pointer"].as_str().unwrap().len();
    assert!(diagnostics(&report).iter().all(|finding| pointer(finding) < 1_100));
}

/// The group `publish` is the last one.
#[test]
fn publish_errors_are_counted_beyond_the_limit() {
    let report = check(&floods::undocumented_actions(1_500));
    let errors = report["summary"]["errors"].as_u64().unwrap();
    assert!(errors >= 1_500, "{errors}");
    assert!(diagnostics(&report).len() <= 1_001);
}

#[test]
fn duplicates_are_limited_in_every_format() {
    let text = floods::duplicates(12_000);
    assert_limited(&check(&text), errors_without_duplicates(), 11_999);
    for format in ["human", "json", "sarif", "github"] {
        let output = run(&["check", "--format", format], &text);
        assert_size(&output, &text);
        assert_eq!(output.status.code(), Some(1), "{format}");
    }
}

/// The errors of the manifest of [`floods::duplicates`] besides its duplicates: required members.
fn errors_without_duplicates() -> usize {
    let report = check(&floods::duplicates(1));
    report["summary"]["errors"].as_u64().unwrap() as usize
}

#[test]
fn secrets_and_required_tags_are_counted() {
    for text in [floods::secrets(10_000), floods::required_tags(10_000)] {
        let report = check(&text);
        assert!(diagnostics(&report).len() <= 1_001);
    }
}

#[test]
fn fix_all_fixes_more_findings_than_are_listed() {
    let text = format!("{{ \"secrets\": {{}}, \"x\": [{}1] }}", "1 ".repeat(3_000));
    let output = run(&["check", "--fix", "--format", "json"], &text);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = diagnostics(&report);
    assert!(all.iter().all(|finding| finding["rule"] != "syntax-error"), "{:?}", all.first());
}
