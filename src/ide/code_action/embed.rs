//! Embeds a file in a content field.

use super::content_action::{ContentAction, Files};
use crate::embedded::codec;
use crate::embedded::content_field::ContentField;
use crate::embedded::external_reference::{self, ExternalReference, PATH_MAX};
use crate::ide::embedded_documents::edits;
use crate::rules::FILE_NAME_INSTEAD_OF_CONTENT;
use crate::snapshot::Snapshot;
use crate::syntax::Value;

/// Embeds the file that the string names or, if the string is empty, the file with the default
/// name.
pub(super) fn embed(
    snapshot: &Snapshot,
    field: &ContentField<'_>,
    files: &dyn Files,
) -> Option<ContentAction> {
    let node = field.member?.value();
    let path = match node.value() {
        Value::Missing => codec::file_name(field.holds, field.name()),
        Value::String(string) if string.len > PATH_MAX as u32 => return None,
        Value::String(string) if string.chars == 0 => codec::file_name(field.holds, field.name()),
        Value::String(_) => {
            let text = node.text(snapshot.buffer.source())?;
            match external_reference::pointer(&text, field.holds)? {
                ExternalReference::File(path) => path.replace('\\', "/"),
                ExternalReference::Web(_) => return None,
            }
        }
        _ => return None,
    };
    let edits = edits(snapshot, field, &files.read(&path)?).ok()?;
    let pointer = field.pointer();
    let mut findings = snapshot.check().findings.into_iter();
    let finding =
        findings.find(|it| *it.rule == FILE_NAME_INSTEAD_OF_CONTENT && it.pointer == pointer);
    Some(ContentAction { title: format!("Embed `{path}`"), edits, create: None, finding })
}
