//! Each report of the same findings, made by hand.

use std::ops::Range;

use super::*;
use crate::cli::args::Format;
use crate::cli::terminal::Color;
use crate::rules::{FixIntent, Related, rule};

rule! {
    /// A text is longer than it may be.
    ///
    /// ## Why
    /// The endpoint refuses it.
    TOO_LONG = "too-long", Endpoint, Some(Error);

    /// A name is given twice.
    TWICE = "given-twice", Semantics, Some(Warning);
}

/// A text with its findings.
struct Case {
    text: String,
    findings: Vec<Finding>,
}

impl Case {
    fn new(text: impl Into<String>) -> Case {
        Case { text: text.into(), findings: Vec::new() }
    }

    /// A finding at the first occurrence of `marked`.
    fn at(self, marked: &str, severity: Severity) -> Case {
        let start = self.text.find(marked).unwrap();
        self.over(start..start + marked.len(), severity)
    }

    fn over(mut self, range: Range<usize>, severity: Severity) -> Case {
        self.findings.push(Finding {
            rule: &TOO_LONG,
            severity,
            range,
            pointer: "/title".to_owned(),
            message: "this is 9 characters long; at most 8 are taken".to_owned(),
            related: Vec::new(),
            tag: None,
            remedy: None,
            alternatives: Vec::new(),
        });
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
        let report = of(format, Color::Never);
        let mut out = Vec::new();
        report.begin(&mut out).unwrap();
        report
            .file(&Checked { path, text: &self.text, findings: &self.findings }, &mut out)
            .unwrap();
        report.end(&Summary::of(&self.findings), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The drawings alone.
    fn draw(&self) -> String {
        let text = self.write(Format::Human);
        let mut lines: Vec<&str> = text.lines().collect();
        lines.truncate(lines.len().saturating_sub(3));
        lines.join("\n")
    }
}

fn multi_byte() -> Case {
    Case::new("{\n  \"é漢😀\": \"title\",\r\n  \"b\": 1\r}\n").at("\"title\"", Severity::Error)
}

#[test]
fn human_underlines_the_place() {
    let case =
        multi_byte().with(|finding| finding.remedy = Some(FixIntent::RenameMember("x".into())));
    insta::assert_snapshot!(case.write(Format::Human), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
     --> a b/integration.json:2:10
      |
    2 |   "é漢😀": "title",
      |            ^^^^^^^
      |
      = help: rename it to `x`

    1 error in 1 file
    `integration-manifest-ls explain too-long` says more about a rule
    "#);
}

#[test]
fn human_counts_what_there_is() {
    let case = Case::new("{}")
        .at("{", Severity::Error)
        .at("{", Severity::Error)
        .at("}", Severity::Warning)
        .at("}", Severity::Info)
        .at("}", Severity::Hint);
    let report = case.write(Format::Human);
    assert!(report.contains("hint[too-long]"), "{report}");
    assert!(report.contains("2 errors, 1 warning, 1 info, 1 hint in 1 file\n"), "{report}");
    insta::assert_snapshot!(Case::new("{}").write(Format::Human), @r#"
    no problems in 1 file
    "#);
}

#[test]
fn human_shows_related_places_near_and_far() {
    let far = "\n".repeat(40);
    let case = Case::new(format!("{{\n  \"a\": 1,\n\n\n\n  \"b\": 2,{far}  \"c\": 3\n}}"))
        .at("\"a\"", Severity::Warning)
        .with(|finding| finding.rule = &TWICE)
        .related("\"b\"", "given here")
        .related("\"c\"", "and here");
    insta::assert_snapshot!(case.draw(), @r#"
    warning[given-twice]: this is 9 characters long; at most 8 are taken
      --> a b/integration.json:2:3
       |
     2 |   "a": 1,
       |   ^^^
    ...
     6 |   "b": 2,
       |   --- given here
       |
      ::: a b/integration.json:46:3
       |
    46 |   "c": 3
       |   --- and here
    "#);
}

#[test]
fn human_draws_a_range_across_lines() {
    let text = "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n";
    let case = Case::new(text).at("{\n    \"b\": 1\n  }", Severity::Error);
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
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
fn human_draws_only_the_first_of_very_many_lines() {
    let text = format!("{{ \"a\": [{}] }}", "\n1,".repeat(50));
    let case = Case::new(text.clone()).over(7..text.len(), Severity::Error);
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
     --> a b/integration.json:1:8
      |
    1 | { "a": [
      |        ^
    "#);
}

#[test]
fn human_points_at_the_end_of_the_file() {
    let case = Case::new("{\n  \"a\": 1").over(10..10, Severity::Error);
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
     --> a b/integration.json:2:9
      |
    2 |   "a": 1
      |         ^
    "#);
    let case = Case::new("{\n").over(2..2, Severity::Error);
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
     --> a b/integration.json:2:1
      |
    2 |
      | ^
    "#);
    let case = Case::new("").over(0..0, Severity::Error);
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
     --> a b/integration.json:1:1
      |
    1 |
      | ^
    "#);
}

#[test]
fn human_cuts_long_lines_around_the_place() {
    let junk = "QUJD".repeat(25_000);
    let text = format!("{{\"icon\": \"{junk}\", \"title\": \"x\", \"code\": \"{junk}\"}}");
    insta::assert_snapshot!(Case::new(text.clone()).at("\"title\"", Severity::Error).draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
     --> a b/integration.json:1:100014
      |
    1 | …UJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD", "title": "x", "code": "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQ…
      |                                                    ^^^^^^^
    "#);
    // A long range, and a related place in the same line.
    let icon = format!("\"{junk}\"");
    let case = Case::new(text).at(&icon, Severity::Error).related("\"code\"", "as here");
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: this is 9 characters long; at most 8 are taken
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
fn human_names_the_true_column_in_colour_too() {
    let case = Case::new(format!("{{\"a\": \"{}\", 1", "é".repeat(5000))).at("1", Severity::Error);
    let report = of(Format::Human, Color::Always);
    let mut out = Vec::new();
    let checked = Checked { path: "x.json", text: &case.text, findings: &case.findings };
    report.file(&checked, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("\u{1b}[") && out.contains("x.json:1:5011\n"), "{out}");
}

#[test]
fn human_never_steers_the_terminal() {
    let case = Case::new("{\t\"a\u{1b}[31m\u{9b}\u{202e}\": \"x\"}")
        .at("\"x\"", Severity::Error)
        .with(|finding| finding.message = "\u{1b}[2J\nand \u{7}".to_owned())
        .related("\"a", "\u{1b}")
        .with(|finding| finding.remedy = Some(FixIntent::Insert("\r\n\u{1b}".to_owned())));
    insta::assert_snapshot!(case.draw(), @r#"
    error[too-long]: ␛[2J␊and ␇
     --> a b/integration.json:1:15
      |
    1 | {    "a␛[31m��": "x"}
      |      -- ␛        ^^^
      |
      = help: insert `␍␊␛`
    "#);
}

#[test]
fn human_takes_ranges_out_of_bounds() {
    // A mistake in a rule must not take the report down.
    let case = Case::new("\"é\"").over(2..99, Severity::Error).over(50..60, Severity::Error);
    assert!(case.draw().contains("too-long"));
}

proptest::proptest! {
    #[test]
    fn human_draws_anything(
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
        let drawn = case.draw();
        proptest::prop_assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'));
        let at = LineIndex::new(&text).position(range(places[0]).start);
        let origin = format!("--> a b/integration.json:{}:{}\n", at.line, at.column);
        proptest::prop_assert!(drawn.contains(&origin), "{drawn}\n{origin}");
        proptest::prop_assert!(drawn.lines().all(|line| line.chars().count() < 1000));
    }
}

#[test]
fn json_has_the_form_that_is_promised() {
    let report = multi_byte().write(Format::Json);
    insta::assert_snapshot!(report, @r#"
    {"version":1,"files":[
    {"path":"a b/integration.json","diagnostics":[{"rule":"too-long","group":"endpoint","severity":"error","message":"this is 9 characters long; at most 8 are taken","pointer":"/title","start":17,"end":24,"line":2,"column":10,"endLine":2,"endColumn":17}]}
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
fn github_escapes_what_the_runner_reads() {
    let case = multi_byte()
        .with(|finding| finding.message = "100%: a,\r\nb \u{1b}".to_owned())
        .at("1", Severity::Hint);
    insta::assert_snapshot!(case.write_as(Format::Github, "./a,b:c%.json"), @r#"
    ::error file=a%2Cb%3Ac%25.json,line=2,col=10,endLine=2,endColumn=17,title=too-long::100%25: a,%0D%0Ab ␛
    ::notice file=a%2Cb%3Ac%25.json,line=3,col=8,endLine=3,endColumn=9,title=too-long::this is 9 characters long; at most 8 are taken
    "#);
}

#[test]
fn sarif_results_name_their_places() {
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
        "text": "this is 9 characters long; at most 8 are taken"
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
      "ruleIndex": 5
    }
    "#);
}

#[test]
fn sarif_fingerprints_stay_when_lines_move() {
    let prints = |text: &str| {
        let case = Case::new(text).at("1", Severity::Error).at("1", Severity::Error);
        let report: serde_json::Value = serde_json::from_str(&case.write(Format::Sarif)).unwrap();
        let of =
            |index: usize| report["runs"][0]["results"][index]["partialFingerprints"].to_string();
        (of(0), of(1))
    };
    let (first, second) = prints("{\"a\":1}");
    assert_eq!(prints("\n\n{ \"a\": 1}"), (first.clone(), second.clone()));
    assert_ne!(first, second);
}

/// The schema comes with the crate that declares SARIF's types.
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
    // Without the filter, cargo would want the packages of every other platform too.
    let metadata = cargo(&["metadata", "--format-version", "1", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_slice(&metadata).unwrap();
    let package = metadata["packages"]
        .as_array()
        .and_then(|packages| packages.iter().find(|package| package["name"] == "serde-sarif"))
        .unwrap();
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let schema = manifest.with_file_name("src").join("schema.json");
    // Its pattern for languages has a bracket too many to be a regular expression.
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
