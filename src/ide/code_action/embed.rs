//! Embeds a file in a content field.

use super::content_action::{ContentAction, Files};
use crate::embedded::codec;
use crate::embedded::content_field::ContentField;
use crate::embedded::external_reference::{self, ExternalReference, MAX_PATH};
use crate::ide::embedded_documents::edits;
use crate::manifest::types::StringFormat;
use crate::rules::{self, FILE_NAME_INSTEAD_OF_CONTENT, Finding};
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
        Value::String(string) if string.len > MAX_PATH as u32 => return None,
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

/// The name of the readme in the official project templates.
const HUB: &str = "hub.md";

/// Embeds the file with a usual name as the field `field` of the manifest, which is missing according to
/// one of `findings`.
pub(super) fn embed_missing(
    snapshot: &Snapshot,
    field: &ContentField<'_>,
    files: &dyn Files,
    findings: &[Finding],
) -> Option<ContentAction> {
    let finding = findings.iter().find(|finding| rules::requires(finding.rule, field.name()))?;
    let usual = codec::file_name(field.holds, field.name());
    let also = (field.holds == StringFormat::Readme).then(|| HUB.to_owned());
    let mut paths = also.into_iter().chain([usual]);
    let (path, content) = paths.find_map(|path| Some((path.clone(), files.read(&path)?)))?;
    let edits = edits(snapshot, field, &content).ok()?;
    let title = format!("Embed `{path}` as `{}`", field.name());
    Some(ContentAction { title, edits, create: None, finding: Some(finding.clone()) })
}
