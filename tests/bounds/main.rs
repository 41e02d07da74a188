//! Tests of the budget: generated documents that used to take a multiple of their size in memory or output.
//!
//! Every command runs in a child process with a limit on its memory, so a document that exceeds the budget
//! fails the test instead of slowing the machine down.

mod child;
mod floods;
#[path = "../common/folder.rs"]
mod folder;

use std::hash::BuildHasher;

use serde_json::{Value, json};

use child::{MANIFEST, SMALL, run, run_with};

/// The formats of `check` and `diff`.
const FORMATS: [&str; 9] =
    ["human", "json", "sarif", "github", "junit", "gitlab", "concise", "checkstyle", "markdown"];

/// One document of each kind that is expensive in its own way.
fn all_floods() -> Vec<(&'static str, String)> {
    vec![
        ("NULs", "[  ".to_owned() + &"\0".repeat(200_000)),
        ("commas", "[".to_owned() + &",".repeat(200_000)),
        ("arrays", "[".to_owned() + &"[],".repeat(100_000) + "1]"),
        ("a long name", floods::long_name(6_000, 2_000)),
        ("a longer name", floods::long_name(60_000, 4_000)),
        ("duplicates", floods::duplicates(12_000)),
        ("secrets", floods::secrets(2_000)),
        ("required tags", floods::required_tags(5_000)),
        ("undocumented actions", floods::undocumented_actions(3_000)),
        ("missing commas", floods::missing_commas(5_000)),
        ("required properties", floods::required_properties(300)),
        ("colliding names", floods::colliding(1_000)),
    ]
}

/// Asserts the budget of commands for every flood.
fn assert_commands(commands: &[&[&str]]) {
    let mut violations = Vec::new();
    for (name, text) in all_floods() {
        for args in commands {
            let violation = run(args, &text).violation(args, text.len());
            violations.extend(violation.map(|it| format!("{name}: {it}")));
        }
    }
    assert!(violations.is_empty(), "{violations:#?}");
}

/// The report of `check` in the format `json`.
fn check(text: &str) -> Value {
    let args = ["check", "--format", "json", MANIFEST];
    let output = run(&args, text);
    output.assert_within_budget(&args, text.len());
    assert_eq!(output.code, Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
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
    for (args, code) in [
        (&["check", "--fix", MANIFEST][..], 1),
        (&["fmt", "--check", MANIFEST], 2),
        (&["convert", MANIFEST], 2),
        (&["diff", "small.json", MANIFEST], 2),
        (&["docs", MANIFEST], 2),
        (&["sample", "/events/e", MANIFEST], 2),
        (&["embed", "readme", "page.md", MANIFEST], 2),
        (&["extract", "readme", MANIFEST], 2),
    ] {
        let output = run(args, &text);
        output.assert_within_budget(args, text.len());
        let outputs = [output.stdout, output.stderr].concat();
        let report = String::from_utf8(outputs).unwrap();
        assert_eq!(output.code, Some(code), "{args:?}: {report}");
        assert!(report.contains("more than 1,000,000 values"), "{args:?}: {report}");
        assert!(report.len() < 10_000, "{args:?}");
    }
}

/// One token can contain as many errors as it has bytes.
#[test]
fn errors_in_tokens_take_linear_memory() {
    for (start, unit) in [("{\"a\":\"", "\\q"), ("[", "//\n"), ("[", "\"a\n"), ("", "[{\"a\":")] {
        let text = start.to_owned() + &unit.repeat((4 << 20) / unit.len());
        for args in [&["check", "--format", "json", MANIFEST][..], &["check", "--fix", MANIFEST]] {
            run(args, &text).assert_within_budget(args, text.len());
        }
    }
}

#[test]
fn syntax_errors_are_counted_beyond_the_budget() {
    let report = check(&format!("[{}1]", "01,".repeat(15_000)));
    let errors = report["summary"]["errors"].as_u64().unwrap();
    assert!(errors >= 15_000, "{errors}");
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
    for format in FORMATS {
        let args = ["check", "--format", format, MANIFEST];
        let output = run(&args, &text);
        output.assert_within_budget(&args, text.len());
        assert_eq!(output.code, Some(1), "{format}");
    }
}

/// The errors of the manifest of [`floods::duplicates`] besides its duplicates: required members.
fn errors_without_duplicates() -> usize {
    let report = check(&floods::duplicates(1));
    report["summary"]["errors"].as_u64().unwrap() as usize
}

#[test]
fn secrets_and_required_tags_are_counted() {
    for text in [floods::secrets(80_000), floods::required_tags(10_000)] {
        let report = check(&text);
        assert!(diagnostics(&report).len() <= 1_001);
    }
}

#[test]
fn fix_all_fixes_more_findings_than_are_listed() {
    let text = floods::missing_commas(3_000);
    let output = run(&["check", "--fix", "--format", "json", MANIFEST], &text);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = diagnostics(&report);
    assert!(all.iter().all(|finding| finding["rule"] != "syntax-error"), "{:?}", all.first());
}

#[test]
fn check_is_within_budget_in_every_format() {
    let mut violations = Vec::new();
    for (name, text) in all_floods() {
        let codes = FORMATS.map(|format| {
            let args = ["check", "--format", format, MANIFEST];
            let output = run(&args, &text);
            violations
                .extend(output.violation(&args, text.len()).map(|it| format!("{name}: {it}")));
            output.code
        });
        assert!(codes.iter().all(|code| *code == codes[0]), "{name}: {codes:?}");
    }
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn check_is_within_budget_with_other_outputs() {
    assert_commands(&[
        &["check", "--format", "json", "--show-fixes", MANIFEST],
        &["check", "--statistics", MANIFEST],
        &["check", "--against", "small.json", MANIFEST],
        &["check", "--against", MANIFEST, MANIFEST],
        &["check", "--write-baseline", "."],
        &["check", "--report", "sarif=a.sarif", "--report", "markdown=a.md", MANIFEST],
    ]);
}

#[test]
fn fixes_are_within_budget() {
    assert_commands(&[
        &["check", "--fix", "--format", "json", MANIFEST],
        &["check", "--diff", "--unsafe-fixes", MANIFEST],
        &["fix", "--id", "0123456789ab", MANIFEST],
    ]);
}

#[test]
fn diff_is_within_budget_in_every_format() {
    for format in FORMATS {
        assert_commands(&[&[
            "diff",
            "--format",
            format,
            "--min-level",
            "note",
            MANIFEST,
            "small.json",
        ]]);
    }
}

#[test]
fn diff_is_within_budget_in_both_directions() {
    assert_commands(&[
        &["diff", "--format", "json", "--min-level", "note", "small.json", MANIFEST],
        &["diff", "--format", "json", MANIFEST, MANIFEST],
        &["diff", "--write-accepted", "a reason", MANIFEST, "small.json"],
        &["diff", "--set-version", "small.json", MANIFEST],
    ]);
}

#[test]
fn diff_counts_changes_beyond_its_limits() {
    let text = floods::undocumented_actions(12_000);
    let args = ["diff", "--format", "json", "--fail-on", "breaking", MANIFEST, "small.json"];
    let output = run(&args, &text);
    output.assert_within_budget(&args, text.len());
    assert_eq!(output.code, Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["comparisons"][0]["truncated"], true);
    assert_eq!(report["summary"]["breaking"], 12_000);
}

#[test]
fn reference_and_samples_are_within_budget() {
    assert_commands(&[
        &["docs", "--all", MANIFEST],
        &["docs", "--all", "--format", "html", MANIFEST],
        &["docs", "--all", "--format", "json", MANIFEST],
        &["docs", "--inject", "page.md", MANIFEST],
        &["docs", "--inject", MANIFEST, "small.json"],
        &["sample", "/actions/a/input", MANIFEST],
        &["sample", "--all-fields", "/events/e", MANIFEST],
    ]);
}

#[test]
fn format_and_conversions_are_within_budget() {
    assert_commands(&[
        &["fmt", MANIFEST],
        &["fmt", "--check", MANIFEST],
        &["convert", MANIFEST],
        &["embed", "readme", "page.md", MANIFEST],
        &["embed", "code", MANIFEST, "small.json"],
        &["extract", "code", MANIFEST],
        &["extract", "readme", MANIFEST],
    ]);
}

#[test]
fn mcp_is_within_budget_for_every_tool() {
    let tools = [
        ("check", json!({})),
        ("fix", json!({})),
        ("describe", json!({ "depth": 9 })),
        ("sample", json!({ "pointer": "/actions/a/input" })),
        ("diff", json!({ "old_text": SMALL })),
        ("edit", json!({ "pointer": "/title", "value": "A" })),
        ("format", json!({})),
        ("explain", json!({ "pointer": "/name" })),
    ];
    let start = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" }
        } }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
    ];
    let mut violations = Vec::new();
    for (name, text) in all_floods() {
        for (tool, arguments) in &tools {
            let mut arguments = arguments.clone();
            arguments["path"] = MANIFEST.into();
            let params = json!({ "name": tool, "arguments": arguments });
            let call =
                json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params });
            let lines: Vec<String> = start.iter().chain([&call]).map(Value::to_string).collect();
            let output = run_with(&["mcp"], &text, &(lines.join("\n") + "\n"));
            let violation = output.violation(&["mcp", tool], text.len());
            violations.extend(violation.map(|it| format!("{name}: {it}")));
            let answers = String::from_utf8(output.stdout).unwrap();
            assert!(answers.contains("\"id\":2"), "{name}: {tool}: {answers}");
        }
    }
    assert!(violations.is_empty(), "{violations:#?}");
}

/// The names are of no use against a hash whose key is random.
#[test]
fn colliding_names_have_one_hash_without_a_random_key() {
    let names = floods::colliding_names(1_000);
    let hash = |name: &String| rustc_hash::FxBuildHasher.hash_one(name);
    assert!(names.iter().all(|name| hash(name) == hash(&names[0])));
}

/// With a table that they fill, the names would need more than [the limit of CPU time](child).
#[test]
fn colliding_names_take_linear_time() {
    let text = floods::colliding(30_000);
    for args in [
        &["check", "--format", "json", MANIFEST][..],
        &["diff", "--format", "json", MANIFEST, MANIFEST],
        &["fmt", MANIFEST],
    ] {
        run(args, &text).assert_within_budget(args, text.len());
    }
}
