//! Each case is a text, with what is fixed in it.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write as _;
use std::ops::Range;

use insta::assert_snapshot;

use super::*;
use crate::text::Source;

/// The applied fixes with their places, and the fixed text.
fn check_as(text: &str, most: Applicability) -> String {
    let FixAll { edits, fixed } = fix_all(text, Dialect::Json, &Settings::default(), most);
    let mut out = String::new();
    for AppliedFix { rule, start, title, .. } in fixed {
        let line = text[..start].matches('\n').count() + 1;
        let _ = writeln!(out, "line {line}: {title} [{}]", rule.id);
    }
    out + "---\n" + &text::apply(text, &edits)
}

fn check(text: &str) -> String {
    check_as(text, Applicability::Safe)
}

fn check_unsafe(text: &str) -> String {
    check_as(text, Applicability::Unsafe)
}

/// The text itself, if nothing is fixed.
fn unchanged(text: &str) -> String {
    format!("---\n{text}")
}

#[test]
fn fix_all_lists_fixes_with_their_places_in_the_original_text() {
    assert_snapshot!(check(
        r#"{
  "name": "a/b"
  "version": 1,
  "layers": "x",, "public": true,
}"#
    ));
}

#[test]
fn fix_all_applies_no_rename_by_similarity() {
    for text in [
        r#"{ "name": "a", "version": "1.0.0", "tilt": "A" }"#,
        r#"{ "name": "a", "version": "1.0.0", "mode": "fast" }"#,
        r#"{ "name": "a", "version": "1.0.0", "publish": true }"#,
    ] {
        assert_eq!(check(text), unchanged(text));
    }
    assert_snapshot!(check_unsafe(r#"{ "name": "a", "version": "1.0.0", "titel": "A" }"#));
}

#[test]
fn fix_all_sets_no_sensitive_value_by_a_guess() {
    for member in [
        r#""mode": "fast""#,
        r#""def": true"#,
        r#""publish": true"#,
        r#""visibility": true"#,
        r#""code": 5"#,
        r#""secrets": { "B": 5 }"#,
        r#""secrets": { "A": { "optional": true, "description": "Client" } }"#,
        r#""interfaces": { "a": { "id": 5, "entities": {}, "actions": {}, "events": {}, "channels": {} } }"#,
    ] {
        let text = format!(r#"{{ "name": "a", "version": "1.0.0", {member} }}"#);
        assert_eq!(check_unsafe(&text), unchanged(&text));
    }
}

#[test]
fn fix_all_rewrites_visibility_in_another_spelling_only_when_unsafe() {
    let text = r#"{ "name": "a", "version": "1.0.0", "visibility": "Public" }"#;
    assert_eq!(check(text), unchanged(text));
    assert!(check_unsafe(text).ends_with(&text.replace("Public", "public")));
}

#[test]
fn fix_all_declares_secret_without_a_value() {
    assert_snapshot!(check_unsafe(
        r#"{ "name": "a", "version": "1.0.0", "secrets": { "A": true, "B": { "optional": true } } }"#
    ));
}

#[test]
fn fix_all_replaces_public_with_the_same_meaning() {
    assert_snapshot!(check(r#"{ "name": "a", "version": "1.0.0", "public": true }"#));
}

#[test]
fn fix_all_changes_nothing_in_file_with_conflict_markers() {
    let text = "{\n<<<<<<< HEAD\n  \"title\": \"A\",,\n=======\n  \"title\": \"B\",\n>>>>>>> main\n  \"public\": true\n}\n";
    assert_eq!(check_unsafe(text), unchanged(text));
}

#[test]
fn fix_all_changes_nothing_after_early_end_of_manifest() {
    let text =
        "{ \"name\": \"a\", \"version\": \"1.0.0\" }\n{ \"title\": \"A\",, \"public\": true }\n";
    assert_eq!(check(text), unchanged(text));
}

#[test]
fn fix_all_skips_fix_whose_result_is_rejected() {
    // Some element of the list is still rejected.
    let text =
        r#"{ "name": "a", "version": "1.0.0", "states": { "s": { "type": true, "schema": {} } } }"#;
    assert_eq!(check(text), unchanged(text));
}

#[test]
fn fix_all_applies_good_fixes_beside_bad_ones() {
    assert_snapshot!(check(
        "{\n  \"name\": \"an \"order\"\",\n  \"version\": 1\n  \"title\": \"A\",,\n  \"layers\": [- 1]\n}\n"
    ));
}

/// A text in which `count` times `part` is between `start` and `end`. `#` is the number of the part.
fn flood(start: &str, part: &str, end: &str, count: usize) -> String {
    let parts = (0..count).map(|index| part.replace('#', &index.to_string()));
    format!("{{\"name\":\"a/b\",\"version\":\"1.0.0\",{start}{}{end}}}", parts.collect::<String>())
}

/// Texts of a single line in which each part has a finding with a fix.
const FLOODS: [(&str, &str, &str); 9] = [
    ("\"user\":{\"creation\":{", "\"k#\":true,", "\"enabled\":false,\"requiredTags\":[]}}"),
    ("\"tags\":{},", "\"Actions#\":{\"a\":{}},", "\"x\":1"),
    ("", "\"name\":\"a/b\",", "\"title\":\"x\""),
    ("\"layers\":[", "\"a\",,", "\"a\"]"),
    ("\"secrets\":{", "\"K#\" {},", "\"A\":{}}"),
    ("\"actions\":{", "\"a#\":{\"inpt\":{\"schema\":{}}},", "\"z\":{}}"),
    ("\"events\":{", "\"e#\":{\"type\":\"object\",\"properties\":{}},", "\"z\":{\"schema\":{}}}"),
    ("\"entities\":{", "\"e #\":{\"schema\":{}},", "\"z\":{\"schema\":{}}}"),
    ("\"states\":{", "\"s#\":{\"type\":\"User\",\"schema\":{}},", "\"z\":{}}"),
];

/// The number of parses does not depend on the number of findings.
#[test]
fn fix_all_needs_few_checks_for_many_findings() {
    let settings = Settings::default();
    let checks = |text: &str| {
        let mut rounds = FixRounds::new(text, Dialect::Json, &settings);
        rounds.apply_all(Applicability::Unsafe);
        (rounds.fixed.len(), rounds.verifier.checks, rounds.rounds.len())
    };
    let mut all = String::new();
    for (start, part, end) in FLOODS {
        let _ = write!(all, "{part}");
        for count in [20, 40] {
            let (fixed, checks, rounds) = checks(&flood(start, part, end, count));
            let _ = write!(all, "  {count}: {fixed} fixed, {checks} checks, {rounds} rounds");
        }
        let _ = writeln!(all);
    }
    assert_snapshot!(all);
    // Findings without a fix, more than are stored, do not matter.
    let schemas = flood(
        "\"events\":{",
        "\"e#\":{\"type\":\"object\",\"properties\":{}},",
        "\"z\":{}}",
        6_000,
    );
    assert_eq!(checks(&schemas), (6_001, 1, 1));
    let commas = format!("{{\"layers\": [\n{}\"a\"]}}", "\"a\"\n".repeat(4_000));
    let duplicates = flood("", "\"name\":\"a\",", "\"title\":\"A\"", 4_000);
    for text in [commas, duplicates] {
        let (fixed, checks, rounds) = checks(&text);
        assert!(fixed >= 4_000 && checks <= 8 && rounds <= 8, "{fixed} {checks} {rounds}");
    }
}

/// A text that counts the bytes that are read.
struct CountingSource<'a> {
    text: &'a str,
    read: Cell<usize>,
}

impl Source for CountingSource<'_> {
    fn len(&self) -> usize {
        self.text.len()
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        self.text.is_char_boundary(at)
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        self.read.set(self.read.get() + range.len());
        Cow::Borrowed(&self.text[range])
    }

    fn window(&self, at: usize, least: usize) -> Cow<'_, str> {
        self.read.set(self.read.get() + least.min(self.text.len() - at));
        Cow::Borrowed(&self.text[at..])
    }
}

#[test]
fn fixes_read_a_single_line_in_linear_time() {
    let read = |text: &str| {
        let tree = Tree::parse(text, Dialect::Json);
        let (findings, _) = rules::stored_findings(&text, &tree, &Settings::default());
        let source = CountingSource { text, read: Cell::new(0) };
        let fixer = Fixer::new(&source, &tree);
        let fixes = findings.iter().filter_map(|finding| fixer.fix(finding)).count();
        (fixes, source.read.into_inner())
    };
    for (start, part, end) in FLOODS {
        let (few, once) = read(&flood(start, part, end, 100));
        let (many, twice) = read(&flood(start, part, end, 200));
        assert!(few >= 100 && many >= 200, "{part}: {few} {many}");
        assert!(twice < once * 5 / 2, "{part}: {once} {twice}");
    }
}

#[test]
fn fix_all_renames_a_member_before_it_adds_one() {
    let text = "{ \"name\": \"a/b\", \"version\": \"1.0.0\", \"actions\": { \"act\": { \"inpt\": { \"schema\": {} }, \"outptu\": { \"schema\": {} } } } }";
    let fixed = text.replace("inpt", "input").replace("outptu", "output");
    assert_eq!(check_unsafe(text).lines().last(), Some(fixed.as_str()));
}

#[test]
fn damaged_value_has_no_structural_fix() {
    // The root is a string with quotes in it, and would be an object without the text before it.
    let text = "}:\t\"title\": \"\"\n}";
    assert_eq!(check_unsafe(text).lines().last(), Some("}:\t\"title\": \"\""));
}

#[test]
fn fix_all_repairs_strings_whose_text_is_certain() {
    for (damaged, repaired) in [
        (r#""an "order"""#, r#""an \"order\"""#),
        (r#""an " + "order""#, r#""an order""#),
        ("\"an\norder\"", r#""an\norder""#),
        (r#""C:\orders \d+""#, r#""C:\\orders \\d+""#),
    ] {
        let text = |value: &str| {
            format!(
                "{{\n  \"name\": \"a/b\",\n  \"version\": \"1.0.0\",\n  \"title\": {value}\n}}\n"
            )
        };
        assert_eq!(check(&text(damaged)).split_once("---\n").unwrap().1, text(repaired));
        // The text of a secret is not known from its context.
        let secret = |value: &str| format!("{{\n  \"secrets\": {{\n    \"A\": {value}\n  }}\n}}\n");
        assert_eq!(check(&secret(damaged)), unchanged(&secret(damaged)));
    }
}

#[test]
fn fix_all_leaves_strings_whose_text_is_a_guess() {
    for value in [
        r#""5" screen""#,
        r#""an" and "order""#,
        r#"""order"""#,
        "\"an\n    order\"",
        r#""C:\new\orders""#,
        r#""\x41""#,
        r#""C:\users""#,
    ] {
        let text = format!(
            "{{\n  \"name\": \"a/b\",\n  \"version\": \"1.0.0\",\n  \"title\": {value}\n}}\n"
        );
        assert_eq!(check(&text), unchanged(&text));
    }
}

#[test]
fn fix_all_applies_good_fixes_after_many_bad_ones() {
    let bad = (0..80).map(|index| format!("\"b{index}\":{{\"type\":true,\"schema\":{{}}}},"));
    let (good, fixed) =
        ("\"public\":true,\"layers\":\"x\"", "\"visibility\":\"public\",\"layers\":[\"x\"]");
    let text = |end: &str| {
        let states: String = bad.clone().collect();
        format!(
            "{{\"name\":\"a/b\",\"version\":\"1.0.0\",\"states\":{{{states}\"z\":{{\"type\":\"user\",\"schema\":{{}}}}}},{end}}}"
        )
    };
    let done = check(&text(good));
    assert_eq!(done.lines().last().map(|it| it.replace("\": \"", "\":\"")), Some(text(fixed)));
}
