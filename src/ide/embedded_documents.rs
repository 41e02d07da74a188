//! Content embedded in strings: listing, reading and writing it, and code actions to embed and
//! extract files.
//!
//! This module reads no files. The caller provides them as [`Files`].

use std::ops::Range;

use super::TextEdit;
use crate::embedded::codec;
use crate::embedded::content_field::{self, ContentField, all};
use crate::embedded::external_reference::{self, ExternalReference, PATH_MAX};
use crate::fix;
use crate::rules::{FILE_NAME_INSTEAD_OF_CONTENT, Finding};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Value};

/// Access to the files near a manifest.
pub trait Files {
    /// Returns the content of the file at `path`, relative to the folder of the manifest.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// Whether a file with the name `name` can be created in the folder of the manifest.
    fn is_free(&self, name: &str) -> bool;
}

/// A string with content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Content field.
    pub place: Place,
    /// Byte range of the member.
    pub range: Range<usize>,
    /// Byte range of the key.
    pub key_range: Range<usize>,
}

/// A code action for content.
#[derive(Debug, Clone)]
pub struct ContentAction {
    /// Title, as an imperative.
    pub title: String,
    /// Edits of the manifest, sorted and without overlaps.
    pub edits: Vec<TextEdit>,
    /// File to create.
    pub create: Option<NewFile>,
    /// Finding that it fixes.
    pub finding: Option<Finding>,
}

/// A file to create in the folder of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// File name.
    pub name: String,
    /// Content.
    pub text: String,
}

/// A content field, with or without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// JSON Pointer.
    pub pointer: String,
    /// Name for users.
    pub title: String,
    /// Language of the content: `svg`, `markdown`, `javascript` or `vrl`.
    pub kind: &'static str,
    /// Default file name for the content.
    pub file: String,
}

impl Place {
    fn of(slot: &ContentField<'_>) -> Option<Place> {
        Some(Place {
            pointer: slot.pointer(),
            title: slot.title(),
            kind: codec::kind(slot.holds)?,
            file: names(slot).next()?,
        })
    }
}

/// Returns the member of a content field, if it is a string.
fn string<'t>(slot: &ContentField<'t>) -> Option<Member<'t>> {
    slot.member.filter(|member| member.value().string().is_some())
}

/// Returns the content fields without a string.
pub fn free(snapshot: &Snapshot) -> Vec<Place> {
    let slots = all(snapshot.tree.root());
    slots.iter().filter(|slot| string(slot).is_none()).filter_map(Place::of).collect()
}

/// Returns the strings with content in the manifest.
pub fn list(snapshot: &Snapshot) -> Vec<Content> {
    let slots = all(snapshot.tree.root());
    let strings = slots.iter().filter_map(|slot| {
        let member = string(slot)?;
        let place = Place::of(slot)?;
        Some(Content { place, range: member.range(), key_range: member.key_range() })
    });
    let mut contents: Vec<Content> = strings.collect();
    contents.sort_by_key(|content| content.range.start);
    contents
}

/// Returns the content of the string at `pointer` as text. An error is a sentence.
pub fn read(snapshot: &Snapshot, pointer: &str) -> Result<String, String> {
    let slot = content_field::find(snapshot.tree.root(), pointer).map_err(|why| sentence(&why))?;
    text(snapshot, &slot)
}

/// Returns the edits that set the content of the string at `pointer` to `new`; empty if it is
/// unchanged. With `before`, the current content must equal it. An error is a sentence.
pub fn write(
    snapshot: &Snapshot,
    pointer: &str,
    new: &str,
    before: Option<&str>,
) -> Result<Vec<TextEdit>, String> {
    let slot = content_field::find(snapshot.tree.root(), pointer).map_err(|why| sentence(&why))?;
    let now = text(snapshot, &slot);
    if let Some(before) = before
        && now.clone()? != before
    {
        return Err(format!("`{}` was changed in the manifest in the meantime.", slot.pointer()));
    }
    if now.is_ok_and(|now| now == new) {
        return Ok(Vec::new());
    }
    edits(snapshot, &slot, new.as_bytes()).map_err(|why| sentence(&why))
}

/// Returns the code actions for the content in `range`, ends included. Only with `may_create`, they
/// create files.
pub fn moves(
    snapshot: &Snapshot,
    range: &Range<usize>,
    files: &dyn Files,
    may_create: bool,
) -> Vec<ContentAction> {
    let mut moves = Vec::new();
    for slot in all(snapshot.tree.root()) {
        let Some(member) = slot.member else { continue };
        let place = member.range();
        if place.start > range.end || range.start > place.end {
            continue;
        }
        if let Some(embed) = embed(snapshot, &slot, files) {
            moves.push(embed);
        } else if may_create && let Some(extract) = extract(snapshot, &slot, files) {
            moves.push(extract);
        }
    }
    moves
}

/// Embeds the file that the string names or, if the string is empty, the file with the default
/// name.
fn embed(snapshot: &Snapshot, slot: &ContentField<'_>, files: &dyn Files) -> Option<ContentAction> {
    let node = slot.member?.value();
    let path = match node.value() {
        Value::Missing => codec::file_name(slot.holds, slot.name()),
        Value::String(string) if string.len > PATH_MAX as u32 => return None,
        Value::String(string) if string.chars == 0 => codec::file_name(slot.holds, slot.name()),
        Value::String(_) => {
            let text = node.text(snapshot.buffer.source())?;
            match external_reference::pointer(&text, slot.holds)? {
                ExternalReference::File(path) => path.replace('\\', "/"),
                ExternalReference::Web(_) => return None,
            }
        }
        _ => return None,
    };
    let edits = edits(snapshot, slot, &files.read(&path)?).ok()?;
    let pointer = slot.pointer();
    let mut findings = snapshot.check().findings.into_iter();
    let finding =
        findings.find(|it| *it.rule == FILE_NAME_INSTEAD_OF_CONTENT && it.pointer == pointer);
    Some(ContentAction { title: format!("Embed `{path}`"), edits, create: None, finding })
}

/// Extracts the content to a new file.
fn extract(
    snapshot: &Snapshot,
    slot: &ContentField<'_>,
    files: &dyn Files,
) -> Option<ContentAction> {
    let text = text(snapshot, slot).ok().filter(|text| !text.is_empty())?;
    let name = names(slot).find(|name| files.is_free(name))?;
    let title = format!("Extract `{}` to `{name}`", slot.name());
    let create = Some(NewFile { name, text });
    Some(ContentAction { title, edits: Vec::new(), create, finding: None })
}

/// Returns candidate file names for the content of `slot`, best first.
fn names(slot: &ContentField<'_>) -> impl Iterator<Item = String> {
    let plain = codec::file_name(slot.holds, slot.name());
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((&plain, ""));
    let (stem, ending) = (stem.to_owned(), ending.to_owned());
    // Name of the enclosing map entry, if any.
    let longer = slot.title() != slot.name() && slot.path.len() > 3;
    let entry = longer.then(|| {
        let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        let entry: String = slot.path[1].chars().take(60).map(safe).collect();
        format!("{entry}.{plain}")
    });
    let numbered = (2..10).map(move |number| format!("{stem}-{number}.{ending}"));
    entry.into_iter().chain([plain]).chain(numbered)
}

/// Returns the content of `slot` as text. An error is a sentence.
fn text(snapshot: &Snapshot, slot: &ContentField<'_>) -> Result<String, String> {
    let pointer = slot.pointer();
    let Some(member) = slot.member else {
        return Err(format!("The manifest has no `{pointer}`."));
    };
    let node = member.value();
    let Some(string) = node.text(snapshot.buffer.source()) else {
        return Err(format!("`{pointer}` is not a string."));
    };
    if !node.string().is_some_and(|string| string.closed) {
        return Err(format!("The string `{pointer}` is not closed."));
    }
    let content = codec::decode(slot.holds, &string)
        .map_err(|why| format!("`{pointer}` cannot be opened: {why}."))?;
    String::from_utf8(content).map_err(|_| format!("The content of `{pointer}` is not text."))
}

fn edits(
    snapshot: &Snapshot,
    slot: &ContentField<'_>,
    content: &[u8],
) -> Result<Vec<TextEdit>, String> {
    let string = codec::encode(slot.holds, content)?;
    fix::set_value(
        snapshot.buffer.source(),
        &snapshot.tree,
        &slot.path,
        &serde_json::Value::from(string).to_string(),
    )
}

/// Turns a clause into a sentence.
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}{}", chars.as_str(), if clause.ends_with('?') { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ide::tests::cursor;
    use crate::syntax::Dialect;
    use crate::text::apply;

    /// Files by name.
    struct Fake(&'static [(&'static str, &'static str)]);

    impl Files for Fake {
        fn read(&self, path: &str) -> Option<Vec<u8>> {
            let found = self.0.iter().find(|(name, _)| *name == path);
            found.map(|(_, content)| content.as_bytes().to_vec())
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
        let moves = moves(&snapshot(&text), &(offset..offset), &FILES, true);
        let shown = moves.iter().map(|offer| match &offer.create {
            Some(file) => format!("{}:\n{}: {:?}\n", offer.title, file.name, file.text),
            None => format!("{}:\n{}\n", offer.title, apply(&text, &offer.edits)),
        });
        shown.collect()
    }

    #[test]
    fn a_file_that_is_named_can_be_embedded() {
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
    fn embed_not_offered_for_unsuitable_values() {
        assert_eq!(check(r#"{"icon": "icon$0.png"}"#), "");
        assert_eq!(check(r#"{"icon": "../ic$0on.svg"}"#), "");
        assert_eq!(check(r#"{"$0name": "icon.svg", "secrets": {"A": "icon.svg"}}"#), "");
        assert_eq!(check(r#"{"name": "icon.svg", "secrets": {"A": "ico$0n.svg"}}"#), "");
        assert_eq!(check(r#"{"icon": $0{}}"#), "");
    }

    #[test]
    fn content_can_be_extracted_under_a_name_that_is_free() {
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
        assert_eq!(check(r#"{"icon": "iVBORw0KGgo$0="}"#), "");
    }

    #[test]
    fn files_are_made_only_by_those_who_can() {
        let (text, at) = cursor(r#"{"readme": "IyBI$0aQ=="}"#);
        assert!(moves(&snapshot(&text), &(at..at), &FILES, false).is_empty());
    }

    #[test]
    fn contents_are_listed_read_and_written() {
        let text = r#"{"code": "a", "readme": "IyBIaQ==", "icon": 1,
            "identifier": {"extractScript": ".a\n"}, "name": "x"}"#;
        let snapshot = snapshot(text);
        let listed: Vec<_> = list(&snapshot)
            .into_iter()
            .map(|one| one.place)
            .map(|it| (it.pointer, it.kind, it.file))
            .collect();
        insta::assert_debug_snapshot!(listed, @r#"
        [
            (
                "/code",
                "javascript",
                "index.js",
            ),
            (
                "/readme",
                "markdown",
                "README.md",
            ),
            (
                "/identifier/extractScript",
                "vrl",
                "extractScript.vrl",
            ),
        ]
        "#);
        assert_eq!(read(&snapshot, "/readme").unwrap(), "# Hi");
        assert_eq!(read(&snapshot, "/identifier/extractScript").unwrap(), ".a\n");
        let edits = write(&snapshot, "/readme", "# Ho", Some("# Hi")).unwrap();
        assert_eq!(apply(text, &edits), text.replace("IyBIaQ==", "IyBIbw=="));
        assert_eq!(write(&snapshot, "/readme", "# Hi", None), Ok(vec![]));
        let edits = write(&snapshot, "/icon", "<svg/>", None).unwrap();
        assert_eq!(apply(text, &edits), text.replace("1,", "\"PHN2Zy8+\","));
        let refused = [
            write(&snapshot, "/readme", "# Ho", Some("# Ha")).unwrap_err(),
            write(&snapshot, "/icon", "<svg/>", Some("")).unwrap_err(),
            write(&snapshot, "/icon", "no svg", None).unwrap_err(),
            write(&snapshot, "/identifier/fallbackHandlerScript", ".", Some(".a")).unwrap_err(),
            write(&snapshot, "/name", "y", None).unwrap_err(),
            write(&snapshot, "/secrets/A", "y", None).unwrap_err(),
            read(&snapshot, "/secrets/A").unwrap_err(),
            read(&snapshot, "/icn").unwrap_err(),
        ];
        insta::assert_snapshot!(refused.join("\n"), @"
        `/readme` was changed in the manifest in the meantime.
        `/icon` is not a string.
        It is not an SVG (no `<svg` at the start).
        The manifest has no `/identifier/fallbackHandlerScript`.
        `/name` cannot be embedded or extracted.
        Secret values must not be stored in a file.
        Secret values must not be stored in a file.
        Unknown field `/icn`; did you mean `icon`?
        ");
    }
}
