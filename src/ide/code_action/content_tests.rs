//! Tests of embed and extract.

use std::sync::Arc;

use super::{Files, content_actions};
use crate::ide::completion::PathSite;
use crate::ide::tests::cursor;
use crate::snapshot::Snapshot;
use crate::syntax::Dialect;
use crate::text::apply;

/// Files by name.
struct Fake(&'static [(&'static str, &'static str)]);

impl Files for Fake {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        found.map(|(_, content)| content.as_bytes().to_vec())
    }

    fn list(&self, accepts: &dyn Fn(&str) -> bool) -> Vec<String> {
        let names = self.0.iter().map(|(name, _)| (*name).to_owned());
        names.filter(|name| accepts(name)).collect()
    }

    fn is_free(&self, name: &str) -> bool {
        self.0.iter().all(|(taken, _)| *taken != name)
    }
}

const FILES: Fake = Fake(&[
    ("icon.svg", "<svg/>"),
    ("docs/hub.md", "# Hub"),
    ("icon.png", "\u{1}PNG"),
    ("linkTemplateScript.vrl", "."),
    ("index.js", ""),
]);

fn snapshot(text: &str) -> Snapshot {
    Snapshot::new(text, Dialect::Json, Arc::default(), 1)
}

/// Returns the code actions at `$0`, each with its result.
fn check(before: &str) -> String {
    let (text, offset) = cursor(before);
    let actions = content_actions(&snapshot(&text), &(offset..offset), &FILES, true);
    let shown = actions.iter().map(|offer| match &offer.create {
        Some(file) => format!("{}:\n{}: {:?}\n", offer.title, file.name, file.text),
        None => format!("{}:\n{}\n", offer.title, apply(&text, &offer.edits)),
    });
    shown.collect()
}

#[test]
fn embed_is_offered_for_existing_file() {
    insta::assert_snapshot!(check(r#"{"icon": "icon$0.svg", "readme": "docs/hub.md"}"#), @r#"
    Embed `icon.svg`:
    {"icon": "PHN2Zy8+", "readme": "docs/hub.md"}
    "#);
    insta::assert_snapshot!(check(r#"{"rea$0dme": "docs\\hub.md"}"#), @r#"
    Embed `docs/hub.md`:
    {"readme": "IyBIdWI="}
    "#);
    insta::assert_snapshot!(check(r#"{"icon": "$0"}"#), @r#"
    Embed `icon.svg`:
    {"icon": "PHN2Zy8+"}
    "#);
}

#[test]
fn embed_is_offered_for_damaged_content_with_a_file_beside() {
    for value in [r#""https://example.com/i$0con.svg""#, r#""PHN2Z$0""#] {
        let shown = check(&format!("{{\"icon\": {value}}}"));
        assert!(shown.contains("{\"icon\": \"PHN2Zy8+\"}"), "{value}: {shown}");
    }
}

#[test]
fn embed_is_offered_for_missing_icon_with_a_file_beside() {
    insta::assert_snapshot!(check(r#"$0{"name": "a", "version": "1.0.0", "actions": {}}"#), @r#"
    Embed `icon.svg` as `icon`:
    {"name": "a", "version": "1.0.0", "icon": "PHN2Zy8+", "actions": {}}
    "#);
    assert_eq!(check(r#"{"name": "a$0", "version": "1.0.0"}"#), "");
}

#[test]
fn embed_not_offered_for_unsuitable_values() {
    assert_eq!(check(r#"{"icon": "icon$0.png"}"#), "");
    assert_eq!(check(r#"{"icon": "../ic$0on.svg"}"#), "");
    assert_eq!(check(r#"{"$0name": "icon.svg", "secrets": {"A": "icon.svg"}}"#), "");
    assert_eq!(check(r#"{"name": "icon.svg", "secrets": {"A": "ico$0n.svg"}}"#), "");
    assert_eq!(check(r#"{"icon": $0{}}"#), "");
}

/// Returns the completions of files at `$0`, each with its result.
fn completed(before: &str) -> String {
    let (text, offset) = cursor(before);
    let snapshot = snapshot(&text);
    let Some(site) = PathSite::find(&snapshot, offset) else { return "no path".to_owned() };
    let items = site.items(&snapshot, &FILES);
    let shown = items.iter().map(|item| {
        format!("{}: {}\n", item.label, apply(&text, std::slice::from_ref(&item.edit)))
    });
    shown.collect()
}

#[test]
fn completion_embeds_files_whose_path_starts_with_typed_text() {
    let sources = [
        r#"{"icon": "$0"}"#,
        r#"{"icon":$0}"#,
        r#"{"icon": "Ico$0n.svg", "name": "a"}"#,
        r#"{"readme": "docs/$0}"#,
        r#"{"identifier": {"extractScript": "link$0"}}"#,
    ];
    insta::assert_snapshot!(sources.map(completed).concat(), @r#"
    Embed icon.svg: {"icon": "PHN2Zy8+"}
    Embed icon.svg: {"icon": "PHN2Zy8+"}
    Embed icon.svg: {"icon": "PHN2Zy8+", "name": "a"}
    Embed docs/hub.md: {"readme": "IyBIdWI="}
    Embed linkTemplateScript.vrl: {"identifier": {"extractScript": "."}}
    "#);
}

#[test]
fn completion_offers_no_files_for_other_text() {
    assert_eq!(completed(r#"{"icon": "PHN2$0Zy8+"}"#), "");
    assert_eq!(completed(r#"{"identifier": {"extractScript": ".body$0"}}"#), "");
    assert_eq!(completed(r#"{"title": "i$0"}"#), "no path");
    assert_eq!(completed(r#"{"secrets": {"A": "$0"}}"#), "no path");
    assert_eq!(completed(r#"{"icon"$0: ""}"#), "no path");
}

#[test]
fn extract_is_offered_with_unused_file_name() {
    insta::assert_snapshot!(check(r#"{"readme": "IyBI$0aQ=="}"#), @r##"
    Extract `readme` to `README.md`:
    README.md: "# Hi"
    "##);
    insta::assert_snapshot!(check(r#"{"icon": "PHN2Zy$08+"}"#), @r#"
    Extract `icon` to `icon-2.svg`:
    icon-2.svg: "<svg/>"
    "#);
    insta::assert_snapshot!(check(r#"{"code": "f(\"x$0\")\n"}"#), @r#"
    Extract `code` to `index-2.js`:
    index-2.js: "f(\"x\")\n"
    "#);
    insta::assert_snapshot!(
        check(r#"{"configuration": {"identifier": {"linkTemplateScript": ".$0a"}}}"#), @r#"
    Extract `linkTemplateScript` to `linkTemplateScript-2.vrl`:
    linkTemplateScript-2.vrl: ".a"
    "#);
    insta::assert_snapshot!(
        check(r#"{"configurations": {"../a": {"identifier": {"linkTemplateScript": ".$0a"}}}}"#), @r#"
    Extract `linkTemplateScript` to `___a.linkTemplateScript.vrl`:
    ___a.linkTemplateScript.vrl: ".a"
    "#);
    // An image is not text, so an editor cannot write it to a file.
    assert!(!check(r#"{"icon": "iVBORw0KGgo$0="}"#).contains("Extract"));
}

#[test]
fn extract_requires_client_support() {
    let (text, at) = cursor(r#"{"readme": "IyBI$0aQ=="}"#);
    assert!(content_actions(&snapshot(&text), &(at..at), &FILES, false).is_empty());
}
