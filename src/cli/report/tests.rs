//! Each format, with hand-written findings.

use std::ops::Range;

use super::*;
use crate::cli::line_index::LineIndex;
use crate::cli::run_args::Format;
use crate::config::FailOn;
use crate::rules::{Applicability, Finding, FixAction, FixIntent, Related, Severity, rule};

rule! {
    /// String exceeds the maximum length.
    ///
    /// ## Why
    /// The Botpress API rejects it.
    TOO_LONG = "too-long", Endpoint, Some(Error);

    /// Duplicate name.
    DUPLICATE = "duplicate-name", Semantics, Some(Warning);
}

impl ReportOptions {
    fn plain() -> ReportOptions {
        ReportOptions { color: Color::Never, ..ReportOptions::default() }
    }
}

/// A text with its findings.
struct Case {
    text: String,
    findings: Vec<Finding>,
    work_tree: WorkTree,
}

impl Case {
    fn new(text: impl Into<String>) -> Case {
        Case { text: text.into(), findings: Vec::new(), work_tree: WorkTree::default() }
    }

    /// A finding at the first occurrence of `marked`.
    fn at(self, marked: &str, severity: Severity) -> Case {
        let start = self.text.find(marked).unwrap();
        self.over(start..start + marked.len(), severity)
    }

    fn over(mut self, range: Range<usize>, severity: Severity) -> Case {
        let message = "9 characters; the maximum is 8";
        self.findings.push(Finding::new(&TOO_LONG, severity, range, "/title", message));
        self
    }

    /// Changes the last finding.
    fn with(mut self, change: impl FnOnce(&mut Finding)) -> Case {
        change(self.findings.last_mut().unwrap());
        self
    }

    fn related(mut self, marked: &str, message: &str) -> Case {
        let start = self.text.rfind(marked).unwrap();
        let range = start..start + marked.len();
        let related = Related { range, message: message.to_owned() };
        self.findings.last_mut().unwrap().related.push(related);
        self
    }

    fn write(&self, format: Format) -> String {
        self.write_as(format, "a b/integration.json")
    }

    fn write_as(&self, format: Format, path: &str) -> String {
        let report = new(format, ReportOptions::plain());
        let mut out = Vec::new();
        report.begin(&mut out).unwrap();
        report.file(&self.checked(path), &mut out).unwrap();
        report.end(&Summary::new(&self.findings), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn checked<'a>(&'a self, path: &'a str) -> Checked<'a> {
        Checked {
            path,
            file: None,
            work_tree: &self.work_tree,
            text: &self.text,
            findings: &self.findings,
            accepted: &[],
            fail_on: FailOn::default(),
            fixed: None,
        }
    }

    /// Returns the human report without its summary.
    fn render(&self) -> String {
        let text = self.write(Format::Human);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.truncate(lines.len().saturating_sub(3));
        lines.join("\n")
    }
}

fn multi_byte() -> Case {
    Case::new("{\n  \"é漢😀\": \"title\",\r\n  \"b\": 1\r}\n").at("\"title\"", Severity::Error)
}

fn unsafe_fix(action: FixAction) -> FixIntent {
    FixIntent { action, applicability: Applicability::Unsafe }
}

#[test]
fn human_underlines_finding() {
    let case = multi_byte()
        .with(|finding| finding.fix = Some(unsafe_fix(FixAction::RenameMember("x".into()))));
    insta::assert_snapshot!(case.write(Format::Human), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:2:10
      |
    2 |   "é漢😀": "title",
      |            ^^^^^^^
      |
      = help: Rename to `x`

    Found 1 error in 1 file.
    Run `integration-manifest-ls explain too-long` for details.
    "#);
}

#[test]
fn human_summary_counts_findings() {
    let case = Case::new("{}")
        .at("{", Severity::Error)
        .at("{", Severity::Error)
        .at("}", Severity::Warning)
        .at("}", Severity::Info)
        .at("}", Severity::Hint);
    let report = case.write(Format::Human);
    assert!(report.contains("hint[too-long]"), "{report}");
    let summary = "Found 2 errors, 1 warning, 1 info and 1 hint in 1 file.\n";
    assert!(report.contains(summary), "{report}");
    insta::assert_snapshot!(Case::new("{}").write(Format::Human), @r#"
    No problems found in 1 file.
    "#);
}

/// Returns the report of a run without its findings.
fn summary_of(summary: &Summary) -> String {
    let mut out = Vec::new();
    new(Format::Human, ReportOptions::plain()).end(summary, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn human_summary_names_rule_of_first_error() {
    let hint = Case::new("{}").at("{", Severity::Hint).with(|finding| finding.rule = &DUPLICATE);
    let error = Case::new("{}").at("{", Severity::Error);
    let mut summary = Summary::new(&hint.findings);
    summary.add(Summary::new(&[]));
    insta::assert_snapshot!(summary_of(&summary), @r#"
    Found 1 hint in 1 of 2 files.
    Run `integration-manifest-ls explain duplicate-name` for details.
    "#);
    summary.add(Summary::new(&error.findings));
    insta::assert_snapshot!(summary_of(&summary), @r#"
    Found 1 error and 1 hint in 2 of 3 files.
    Run `integration-manifest-ls explain too-long` for details.
    "#);
}

#[test]
fn human_summary_counts_unreadable_files() {
    let summary = Summary { unreadable: 1, ..Summary::default() };
    insta::assert_snapshot!(summary_of(&summary), @"Checked 0 files. 1 file could not be read.");
    let summary = Summary { files: 1, unreadable: 2, ..Summary::default() };
    insta::assert_snapshot!(
        summary_of(&summary),
        @"No problems found in 1 file. 2 files could not be read."
    );
}

#[test]
fn human_shows_near_and_far_related_ranges() {
    let far = "\n".repeat(40);
    let case = Case::new(format!("{{\n  \"a\": 1,\n\n\n\n  \"b\": 2,{far}  \"c\": 3\n}}"))
        .at("\"a\"", Severity::Warning)
        .with(|finding| finding.rule = &DUPLICATE)
        .related("\"b\"", "defined here")
        .related("\"c\"", "and here");
    insta::assert_snapshot!(case.render(), @r#"
    warning[duplicate-name]: 9 characters; the maximum is 8
      --> a b/integration.json:2:3
       |
     2 |   "a": 1,
       |   ^^^
    ...
     6 |   "b": 2,
       |   --- defined here
       |
      ::: a b/integration.json:46:3
       |
    46 |   "c": 3
       |   --- and here
    "#);
}

#[test]
fn human_underlines_multiline_range() {
    let text = "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n";
    let case = Case::new(text).at("{\n    \"b\": 1\n  }", Severity::Error);
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:2:8
      |
    2 |     "a": {
      |  ________^
    3 | |     "b": 1
    4 | |   }
      | |___^
    "#);
}

#[test]
fn human_underlines_first_line_of_long_range() {
    let text = format!("{{ \"a\": [{}] }}", "\n1,".repeat(50));
    let case = Case::new(text.clone()).over(7..text.len(), Severity::Error);
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:1:8
      |
    1 | { "a": [
      |        ^
    "#);
}

#[test]
fn human_points_at_end_of_file() {
    let case = Case::new("{\n  \"a\": 1").over(10..10, Severity::Error);
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:2:9
      |
    2 |   "a": 1
      |         ^
    "#);
    let case = Case::new("{\n").over(2..2, Severity::Error);
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:2:1
      |
    2 |
      | ^
    "#);
    let case = Case::new("").over(0..0, Severity::Error);
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:1:1
      |
    1 |
      | ^
    "#);
}

#[test]
fn human_cuts_long_lines_around_finding() {
    let junk = "QUJD".repeat(25_000);
    let text = format!("{{\"icon\": \"{junk}\", \"title\": \"x\", \"code\": \"{junk}\"}}");
    insta::assert_snapshot!(Case::new(text.clone()).at("\"title\"", Severity::Error).render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:1:100014
      |
    1 | …UJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD", "title": "x", "code": "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQ…
      |                                                    ^^^^^^^
    "#);
    // A long range, and a related range in the same line.
    let icon = format!("\"{junk}\"");
    let case = Case::new(text).at(&icon, Severity::Error).related("\"code\"", "as here");
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: 9 characters; the maximum is 8
     --> a b/integration.json:1:10
      |
    1 | {"icon": "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJ…
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: a b/integration.json:1:100028
      |
    1 | …DQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD", "title": "x", "code": "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJ…
      |                                                    ------ as here
    "#);
}

#[test]
fn human_shows_document_column_with_color() {
    let case = Case::new(format!("{{\"a\": \"{}\", 1", "é".repeat(5000))).at("1", Severity::Error);
    let report =
        new(Format::Human, ReportOptions { color: Color::Always, ..ReportOptions::default() });
    let mut out = Vec::new();
    let checked = case.checked("x.json");
    report.file(&checked, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("\u{1b}[") && out.contains("x.json:1:5011\n"), "{out}");
}

#[test]
fn human_escapes_control_characters() {
    let case = Case::new("{\t\"a\u{1b}[31m\u{9b}\u{202e}\": \"x\"}")
        .at("\"x\"", Severity::Error)
        .with(|finding| finding.message = "\u{1b}[2J\nand \u{7}".to_owned())
        .related("\"a", "\u{1b}")
        .with(|finding| {
            finding.fix = Some(unsafe_fix(FixAction::Replace("\r\n\u{1b}".to_owned())))
        });
    insta::assert_snapshot!(case.render(), @r#"
    error[too-long]: ␛[2J␊and ␇
     --> a b/integration.json:1:15
      |
    1 | {    "a␛[31m��": "x"}
      |      -- ␛        ^^^
      |
      = help: Replace with `   `
    "#);
}

#[test]
fn human_accepts_ranges_out_of_bounds() {
    // A bug in a rule must not abort the report.
    let case = Case::new("\"é\"").over(2..99, Severity::Error).over(50..60, Severity::Error);
    assert!(case.render().contains("too-long"));
}

proptest::proptest! {
    #[test]
    fn human_renders_any_text_and_ranges(
        text in r#"([a-z"{},: é漢😀\t\u{1b}\u{301}\u{200d}]|\r|\n|\r\n|[a-z]{150,500}){0,40}"#,
        places in proptest::collection::vec((0..4000_usize, 0..4000_usize), 1..4),
    ) {
        let range = |(start, len): (usize, usize)| {
            let start = (0..=start % (text.len() + 1)).rfind(|at| text.is_char_boundary(*at));
            let start = start.unwrap_or(0);
            start..start + len % 60
        };
        let mut case = Case::new(text.clone()).over(range(places[0]), Severity::Error);
        for place in &places[1..] {
            let message = "label".to_owned();
            case.findings[0].related.push(Related { range: range(*place), message });
        }
        let rendered = case.render();
        proptest::prop_assert!(!rendered.contains(|c: char| c.is_control() && c != '\n'));
        let at = LineIndex::new(&text).position(range(places[0]).start);
        let origin = format!("--> a b/integration.json:{}:{}\n", at.line, at.column);
        proptest::prop_assert!(rendered.contains(&origin), "{rendered}\n{origin}");
        proptest::prop_assert!(rendered.lines().all(|line| line.chars().count() < 1000));
    }
}

#[test]
fn json_format_is_stable() {
    let report = multi_byte().write(Format::Json);
    insta::assert_snapshot!(report, @r#"
    {"version":1,"files":[
    {"path":"a b/integration.json","diagnostics":[{"rule":"too-long","group":"endpoint","severity":"error","message":"9 characters; the maximum is 8","pointer":"/title","start":17,"end":24,"line":2,"column":10,"endLine":2,"endColumn":17}]}
    ],"summary":{"files":1,"errors":1,"warnings":0,"infos":0,"hints":0}}
    "#);
    serde_json::from_str::<serde_json::Value>(&report).unwrap();
}

#[test]
fn json_lists_files_without_findings() {
    insta::assert_snapshot!(Case::new("{}").write(Format::Json), @r#"
    {"version":1,"files":[
    {"path":"a b/integration.json","diagnostics":[]}
    ],"summary":{"files":1,"errors":0,"warnings":0,"infos":0,"hints":0}}
    "#);
}

#[test]
fn github_escapes_special_characters() {
    let case = multi_byte()
        .with(|finding| finding.message = "100%: a,\r\nb \u{1b}".to_owned())
        .at("1", Severity::Hint);
    insta::assert_snapshot!(case.write_as(Format::Github, "./a,b:c%.json"), @r#"
    ::error file=a%2Cb%3Ac%25.json,line=2,col=10,endLine=2,endColumn=17,title=too-long::100%25: a,%0D%0Ab ␛
    ::notice file=a%2Cb%3Ac%25.json,line=3,col=8,endLine=3,endColumn=9,title=too-long::9 characters; the maximum is 8
    "#);
}

#[test]
fn sarif_results_have_locations() {
    let case = multi_byte().related("\"b\"", "because of this");
    let report: serde_json::Value =
        serde_json::from_str(&case.write_as(Format::Sarif, "./a b/é:x.json")).unwrap();
    let result = &report["runs"][0]["results"][0];
    insta::assert_snapshot!(serde_json::to_string_pretty(result).unwrap(), @r#"
    {
      "level": "error",
      "locations": [
        {
          "logicalLocations": [
            {
              "fullyQualifiedName": "/title",
              "kind": "value"
            }
          ],
          "physicalLocation": {
            "artifactLocation": {
              "uri": "a%20b/%C3%A9%3Ax.json"
            },
            "region": {
              "byteLength": 7,
              "byteOffset": 17,
              "endColumn": 17,
              "endLine": 2,
              "startColumn": 10,
              "startLine": 2
            }
          }
        }
      ],
      "message": {
        "text": "9 characters; the maximum is 8"
      },
      "partialFingerprints": {
        "ruleAndPointer/v1": "093a014eccba07f1"
      },
      "relatedLocations": [
        {
          "id": 0,
          "message": {
            "text": "because of this"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "a%20b/%C3%A9%3Ax.json"
            },
            "region": {
              "byteLength": 3,
              "byteOffset": 29,
              "endColumn": 6,
              "endLine": 3,
              "startColumn": 3,
              "startLine": 3
            }
          }
        }
      ],
      "ruleId": "too-long",
      "ruleIndex": 6
    }
    "#);
}

#[test]
fn sarif_fingerprints_are_stable_when_lines_move() {
    let fingerprints = |text: &str| {
        let case = Case::new(text).at("1", Severity::Error).at("1", Severity::Error);
        let report: serde_json::Value = serde_json::from_str(&case.write(Format::Sarif)).unwrap();
        let of =
            |index: usize| report["runs"][0]["results"][index]["partialFingerprints"].to_string();
        (of(0), of(1))
    };
    let (first, second) = fingerprints("{\"a\":1}");
    assert_eq!(fingerprints("\n\n{ \"a\": 1}"), (first.clone(), second.clone()));
    assert_ne!(first, second);
}

/// Uses the schema in the crate of the SARIF types.
#[test]
fn sarif_is_valid() {
    let cargo = |args: &[&str]| {
        let output = std::process::Command::new(env!("CARGO"))
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let version = String::from_utf8(cargo(&["-vV"])).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // Without the filter, cargo needs the packages of all other platforms too.
    let metadata = cargo(&["metadata", "--format-version", "1", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_slice(&metadata).unwrap();
    let package = metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|package| package["name"] == "serde-sarif"))
        .unwrap();
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let schema = manifest.with_file_name("src").join("schema.json");
    // The pattern for languages in it is invalid: it has an extra bracket.
    let schema = std::fs::read_to_string(schema).unwrap().replace("{2}]?$", "{2}$");
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let cases = [
        Case::new("{}"),
        multi_byte().related("\"b\"", "because of this").at("1", Severity::Hint),
        Case::new("").over(0..0, Severity::Warning),
    ];
    for case in cases {
        for path in ["a b/é:x.json", "/tmp/x.json", "<stdin>"] {
            let report = serde_json::from_str(&case.write_as(Format::Sarif, path)).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&report)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0]);
        }
    }
}

#[test]
fn gitlab_report_is_one_array_with_distinct_fingerprints() {
    let case = Case::new("{\n  \"a\": 1\n}").at("1", Severity::Error).at("1", Severity::Hint);
    insta::assert_snapshot!(case.write_as(Format::Gitlab, "./a/integration.json"));
}

#[test]
fn junit_report_fails_errors_only_and_escapes_names() {
    let case = Case::new("{ \"a\": 1 }").at("1", Severity::Error).at("1", Severity::Warning);
    insta::assert_snapshot!(case.write_as(Format::Junit, "<a>&\u{1b}/integration.json"));
    insta::assert_snapshot!(Case::new("{}").write_as(Format::Junit, "integration.json"));
}
