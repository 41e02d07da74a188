//! Completion, hover and fixes. `│` is the offset in a text.

use std::fmt::Write as _;

use super::{completions, fixes, hover};
use crate::config::Config;
use crate::text::apply;

/// Returns the text without its marker, and the offset of the marker.
fn at(marked: &str) -> (String, usize) {
    let offset = marked.find('│').unwrap();
    (marked.replace('│', ""), offset)
}

/// Returns the labels of the completions.
fn labels(marked: &str) -> Vec<String> {
    let (text, offset) = at(marked);
    completions(&text, offset).into_iter().map(|item| item.label).collect()
}

/// Returns the text after the completion with this label.
fn complete(marked: &str, label: &str) -> String {
    let (text, offset) = at(marked);
    let item = completions(&text, offset).into_iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("no completion {label}"));
    apply(&text, &[crate::text::TextEdit::new(item.range, &item.text)])
}

#[test]
fn completion_offers_tables_and_keys_of_the_file() {
    let root = labels("│");
    for label in ["extends", "exclude", "[rules]", "[format]", "[diff.levels]", "[[overrides]]"] {
        assert!(root.iter().any(|it| it == label), "{label}: {root:?}");
    }
    // A table that exists is not offered again, an array of tables is.
    let rest = labels("│\n[rules]\npublish = 'off'\n[[overrides]]\nfiles = ['a']\n");
    assert!(!rest.iter().any(|it| it == "[rules]"), "{rest:?}");
    assert!(rest.iter().any(|it| it == "[[overrides]]"), "{rest:?}");
    assert_eq!(complete("[fo│]\n", "format"), "[format]\n");
    assert_eq!(complete("[diff.le│]\n", "diff.levels"), "[diff.levels]\n");
    assert_eq!(complete("[[ov│]]\n", "overrides"), "[[overrides]]\n");
}

#[test]
fn completion_offers_keys_of_a_table() {
    assert_eq!(labels("[check]\n│\nfail-on = 'error'\n")[..2], ["max-warnings", "publish"]);
    assert_eq!(labels("[[overrides]]\n│")[..3], ["files", "rules", "embed"]);
    assert_eq!(labels("overrides = [{ files = ['a'], │ }]"), ["rules", "embed"]);
    assert_eq!(labels("format.│"), ["indent", "line-width", "expand"]);
    assert!(labels("[rules]\nun│").contains(&"unknown-field".to_owned()));
    assert!(labels("[[overrides]]\nrules = { │ }").contains(&"publish".to_owned()));
    assert!(labels("[embed]\n│").contains(&"icon".to_owned()));
    assert!(labels("[diff.levels]\n│").contains(&"bound-added".to_owned()));
    // The key is replaced, and an existing value is kept.
    assert_eq!(
        complete("[rules]\nunk│ = 'off'", "unknown-field"),
        "[rules]\nunknown-field = 'off'"
    );
    assert_eq!(complete("[rules]\nunk│\n", "unknown-field"), "[rules]\nunknown-field = \n");
}

#[test]
fn completion_offers_values() {
    let severities = ["off", "hint", "info", "warning", "error"];
    assert_eq!(labels("[rules]\npublish = │"), severities);
    assert_eq!(labels("[rules]\npublish = \"wa│\""), severities);
    assert_eq!(labels("rules = { publish = '│' }"), severities);
    assert_eq!(complete("rules.publish = \"wa│\"", "warning"), "rules.publish = \"warning\"");
    assert_eq!(labels("extends = [\"│\"]"), ["minimal", "recommended", "strict"]);
    assert_eq!(complete("extends = [\"│\"]", "strict"), "extends = [\"strict\"]");
    assert_eq!(complete("extends = │", "strict"), "extends = [\"strict\"]");
    assert_eq!(labels("[check]\npublish = │"), ["true", "false"]);
    assert_eq!(labels("[format]\nindent = │"), ["2", "4", "tab"]);
    assert_eq!(labels("[format]\nexpand = │"), ["auto", "always", "never"]);
    assert_eq!(labels("[limits]\nchannels = │"), ["10"]);
    assert!(labels("exclude = ['│']").is_empty());
    assert!(labels("[rules]\npublish = 'off' │").is_empty());
    assert!(labels("# │").is_empty());
}

#[test]
fn completion_works_after_an_unclosed_array() {
    assert_eq!(labels("exclude = [\n  'a',\n[check]\n│")[0], "max-warnings");
    assert_eq!(
        labels("exclude = [\n  'a',\nextends = ['│']"),
        ["minimal", "recommended", "strict"]
    );
}

#[test]
fn hover_shows_documentation_of_keys_and_values() {
    let mut shown = String::new();
    for marked in [
        "[ru│les]",
        "[rules]\npub│lish = 'off'",
        "[rules]\nunknown-fi│eld = 'off'",
        "[rules]\npublish = 'of│f'",
        "format.ind│ent = 4",
        "extends = ['str│ict']",
        "[[overrides]]\nfi│les = ['a']",
        "[limits]\ntag│s = 1",
    ] {
        let (text, offset) = at(marked);
        let hover = hover(&text, offset).unwrap_or_else(|| panic!("no hover: {marked}"));
        let _ = writeln!(shown, "## {marked:?}: {:?}\n\n{}\n", &text[hover.range], hover.markdown);
    }
    insta::assert_snapshot!(shown);
    for marked in ["│", "[rules]\nnothing│ = 'off'", "# ru│les", "exclude = ['a│']"] {
        let (text, offset) = at(marked);
        assert_eq!(hover(&text, offset), None, "{marked}");
    }
}

#[test]
fn fixes_replace_misspelled_names_and_values() {
    let text = "extends = 'strikt'\n[rule]\nx = 1\n[rules]\nsintax-error = 'of'\npublish = false\n\
                [limits]\n\"chanels\" = 3\n[diff.levels]\nbound-addd = 'riskyy'\n[[overrides]]\nfile = ['a']\n\
                [embed]\nicom = 'a.svg'\n";
    let problems = Config::parse(text).1;
    let fixes = fixes(&problems, &(0..text.len()));
    let edits: Vec<_> = fixes.into_iter().map(|fix| fix.edit).collect();
    insta::assert_snapshot!(apply(text, &edits));
}

proptest::proptest! {
    #[test]
    fn requests_respond_for_any_text(
        text in r#"([a-z=\[\]{}"'.,# \né]|\[rules\]|\[\[overrides\]\]|files = |rules|limits|'off'|9|extends = ){0,40}"#,
    ) {
        let problems = Config::parse(&text).1;
        for fix in fixes(&problems, &(0..text.len())) {
            proptest::prop_assert!(text.get(fix.edit.range).is_some());
        }
        for offset in 0..=text.len() {
            for item in completions(&text, offset) {
                proptest::prop_assert!(text.get(item.range.clone()).is_some(), "{item:?}");
            }
            if let Some(hover) = hover(&text, offset) {
                proptest::prop_assert!(text.get(hover.range).is_some());
            }
        }
    }
}
