//! Contents of strings: listing, reading and writing them, and moving them from files and to files.
//!
//! What lies in files is asked of [`Files`], because nothing here reads any.

use std::ops::Range;

use super::TextEdit;
use crate::embedded::codec;
use crate::embedded::content_field::{self, ContentField, all};
use crate::embedded::external_reference::{self, ExternalReference, PATH_MAX};
use crate::fix;
use crate::rules::{FILE_NAME_INSTEAD_OF_CONTENT, Finding};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Value};

/// The files around a manifest, as far as they may be looked at.
pub trait Files {
    /// The content of the file at `path`, which starts at the manifest's folder.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// Whether a file called `name` could be made in the manifest's folder.
    fn is_free(&self, name: &str) -> bool;
}

/// A string with content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The place for it.
    pub place: Place,
    /// Where its member stands, in bytes.
    pub range: Range<usize>,
    /// Where its name stands, in bytes.
    pub key_range: Range<usize>,
}

/// Something that can be done with content.
#[derive(Debug, Clone)]
pub struct ContentAction {
    /// What it does, as an order.
    pub title: String,
    /// The edits of the manifest: sorted, not overlapping.
    pub edits: Vec<TextEdit>,
    /// The file that it makes.
    pub create: Option<NewFile>,
    /// What it repairs.
    pub finding: Option<Finding>,
}

/// A file to be made in the manifest's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// A place for content, whether there is any or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The JSON Pointer to it.
    pub pointer: String,
    /// What people call it.
    pub title: String,
    /// What would be in it: `svg`, `markdown`, `javascript` or `vrl`.
    pub kind: &'static str,
    /// What a file with such content is usually called.
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

/// The member at a place, if it is a string.
fn string<'t>(slot: &ContentField<'t>) -> Option<Member<'t>> {
    slot.member.filter(|member| member.value().string().is_some())
}

/// The places for content at which the manifest has no string.
pub fn free(snapshot: &Snapshot) -> Vec<Place> {
    let slots = all(snapshot.tree.root());
    slots.iter().filter(|slot| string(slot).is_none()).filter_map(Place::of).collect()
}

/// The strings with content that the manifest has.
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

/// The content of the string at `pointer` as text; else why there is none, in a sentence.
pub fn read(snapshot: &Snapshot, pointer: &str) -> Result<String, String> {
    let slot = content_field::find(snapshot.tree.root(), pointer).map_err(|why| sentence(&why))?;
    text(snapshot, &slot)
}

/// The edits after which `new` is the content of the string at `pointer`; none if it is already.
/// With `before`, the string has to hold just that still. Else why not, in a sentence.
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

/// What can be done with the content that stands in `range`, ends included. Files are only made if
/// `may_create`.
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

/// Puts in the file that the string names, or, where the string is empty, the one that is called
/// like it.
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

/// Makes a file of the content.
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

/// What a file with the content of `slot` may be called, the best name first.
fn names(slot: &ContentField<'_>) -> impl Iterator<Item = String> {
    let plain = codec::file_name(slot.holds, slot.name());
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((&plain, ""));
    let (stem, ending) = (stem.to_owned(), ending.to_owned());
    // The entry of a map that it belongs to, if it belongs to one.
    let longer = slot.title() != slot.name() && slot.path.len() > 3;
    let entry = longer.then(|| {
        let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        let entry: String = slot.path[1].chars().take(60).map(safe).collect();
        format!("{entry}.{plain}")
    });
    let numbered = (2..10).map(move |number| format!("{stem}-{number}.{ending}"));
    entry.into_iter().chain([plain]).chain(numbered)
}

/// The content of `slot` as text; else why there is none, in a sentence.
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

/// A clause as a sentence of its own.
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

    /// What is offered at `$0`, each with what it makes.
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
        // A picture is no text that an editor could put into a file.
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
