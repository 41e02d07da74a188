//! Content fields as virtual documents: listing, reading and writing their content.

use std::borrow::Cow;
use std::ops::Range;

use super::TextEdit;
use crate::embedded::codec;
use crate::embedded::content_field::{self, ContentField, all};
use crate::embedded::external_reference::{self, MAX_PATH};
use crate::fix;
use crate::snapshot::Snapshot;
use crate::syntax::Member;
use crate::text::Source;

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
    /// Describes a field. Returns `None` for a field whose content cannot be opened.
    pub(super) fn new(field: &ContentField<'_>) -> Option<Place> {
        Some(Place {
            pointer: field.pointer(),
            title: field.title(),
            kind: codec::kind(field.holds)?,
            file: file_names(field).next()?,
        })
    }
}

/// Returns the member of a content field, if it is a string with content. The path or URL of a file is not
/// content.
fn content<'t>(snapshot: &Snapshot, field: &ContentField<'t>) -> Option<Member<'t>> {
    let member = field.member?;
    let node = member.value();
    let is_short = node.string()?.len as usize <= MAX_PATH;
    let text = if is_short { node.text(snapshot.buffer.source())? } else { Cow::Borrowed("") };
    external_reference::pointer(&text, field.holds).is_none().then_some(member)
}

/// Returns the content fields without content.
pub fn free(snapshot: &Snapshot) -> Vec<Place> {
    let fields = all(snapshot.tree.root());
    fields
        .iter()
        .filter(|field| content(snapshot, field).is_none())
        .filter_map(Place::new)
        .collect()
}

/// Returns the strings with content in the manifest.
pub fn list(snapshot: &Snapshot) -> Vec<Content> {
    let fields = all(snapshot.tree.root());
    let strings = fields.iter().filter_map(|field| {
        let member = content(snapshot, field)?;
        let place = Place::new(field)?;
        Some(Content { place, range: member.range(), key_range: member.key_range() })
    });
    let mut contents: Vec<Content> = strings.collect();
    contents.sort_by_key(|content| content.range.start);
    contents
}

/// Returns the content of the string at `pointer` as text. An error is a sentence.
pub fn read(snapshot: &Snapshot, pointer: &str) -> Result<String, String> {
    let field = content_field::find(snapshot.tree.root(), pointer).map_err(|why| sentence(&why))?;
    text(snapshot, &field)
}

/// Returns the edits that set the content of the string at `pointer` to `new`; empty if it is
/// unchanged. With `before`, the current content must equal it. An error is a sentence.
pub fn write(
    snapshot: &Snapshot,
    pointer: &str,
    new: &str,
    before: Option<&str>,
) -> Result<Vec<TextEdit>, String> {
    let field = content_field::find(snapshot.tree.root(), pointer).map_err(|why| sentence(&why))?;
    let now = text(snapshot, &field);
    if let Some(before) = before
        && now.clone()? != before
    {
        return Err(format!("`{}` was changed in the manifest in the meantime.", field.pointer()));
    }
    if now.is_ok_and(|now| now == new) {
        return Ok(Vec::new());
    }
    let edits = edits(snapshot, &field, new.as_bytes()).map_err(|why| sentence(&why))?;
    Ok(edits.into_iter().map(|edit| changed_part(snapshot, edit)).collect())
}

/// Reduces an edit to the part of the text that it changes: a small change of a large content is a small edit.
fn changed_part(snapshot: &Snapshot, TextEdit { range, text }: TextEdit) -> TextEdit {
    let old = Source::slice(snapshot.buffer.source(), range.clone());
    let start = equal_bytes(old.chars(), text.chars());
    let end = equal_bytes(old[start..].chars().rev(), text[start..].chars().rev());
    TextEdit {
        range: range.start + start..range.end - end,
        text: text[start..text.len() - end].to_owned(),
    }
}

/// Returns the number of bytes in which two texts are equal from their beginning.
fn equal_bytes(old: impl Iterator<Item = char>, new: impl Iterator<Item = char>) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).map(|(c, _)| c.len_utf8()).sum()
}

/// Returns candidate file names for the content of `field`, best first.
pub(super) fn file_names(field: &ContentField<'_>) -> impl Iterator<Item = String> {
    let plain = codec::file_name(field.holds, field.name());
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((&plain, ""));
    let (stem, ending) = (stem.to_owned(), ending.to_owned());
    // Name of the enclosing map entry, if any.
    let longer = field.title() != field.name() && field.path.len() > 3;
    let entry = longer.then(|| {
        let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
        let entry: String = field.path[1].chars().take(60).map(safe).collect();
        format!("{entry}.{plain}")
    });
    let numbered = (2..10).map(move |number| format!("{stem}-{number}.{ending}"));
    entry.into_iter().chain([plain]).chain(numbered)
}

/// Returns the content of `field` as text. An error is a sentence.
pub(super) fn text(snapshot: &Snapshot, field: &ContentField<'_>) -> Result<String, String> {
    let pointer = field.pointer();
    let Some(member) = field.member else {
        return Err(format!("The manifest has no `{pointer}`."));
    };
    let node = member.value();
    let Some(string) = node.text(snapshot.buffer.source()) else {
        return Err(format!("`{pointer}` is not a string."));
    };
    if !node.string().is_some_and(|string| string.closed) {
        return Err(format!("The string `{pointer}` is not closed."));
    }
    let content = codec::decode(field.holds, &string)
        .map_err(|why| format!("`{pointer}` cannot be opened: {why}."))?;
    String::from_utf8(content).map_err(|_| format!("The content of `{pointer}` is not text."))
}

/// Returns the edits that set the content of `field`. An error is a clause.
pub(super) fn edits(
    snapshot: &Snapshot,
    field: &ContentField<'_>,
    content: &[u8],
) -> Result<Vec<TextEdit>, String> {
    let string = codec::encode(field.holds, content)?;
    fix::set_value(
        snapshot.buffer.source(),
        &snapshot.tree,
        &field.path,
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
    use crate::syntax::Dialect;
    use crate::text::apply;

    fn snapshot(text: &str) -> Snapshot {
        Snapshot::new(text, Dialect::Json, Arc::default(), 1)
    }

    #[test]
    fn embedded_documents_are_listed_read_and_written() {
        let text = r#"{"code": "a", "readme": "IyBIaQ==", "icon": 1,
            "configuration": {"identifier": {"linkTemplateScript": "a.vrl"}},
            "identifier": {"extractScript": ".a\n"}, "name": "x"}"#;
        let snapshot = snapshot(text);
        assert!(
            free(&snapshot)
                .iter()
                .any(|it| it.pointer == "/configuration/identifier/linkTemplateScript")
        );
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
        assert_eq!(edits[0].text, "bw", "only the changed part is replaced");
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
