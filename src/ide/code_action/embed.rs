//! Embeds a file in a content field.

use std::cell::LazyCell;

use super::content_action::{ContentAction, Files};
use crate::embedded::codec;
use crate::embedded::content_field::ContentField;
use crate::embedded::external_reference::{self, ExternalReference, MAX_PATH};
use crate::ide::embedded_documents::edits;
use crate::manifest::types::StringFormat;
use crate::rules::{self, Finding, Severity};
use crate::snapshot::Snapshot;
use crate::syntax::Value;

/// Embeds the file that the value names or, if it names none, the file with a usual name.
pub(super) fn embed(
    snapshot: &Snapshot,
    field: &ContentField<'_>,
    files: &dyn Files,
) -> Option<ContentAction> {
    let node = field.member?.value();
    let pointer = field.pointer();
    let finding = LazyCell::new(|| {
        let mut findings = snapshot.check().findings.into_iter();
        findings.find(|it| it.severity == Severity::Error && it.pointer == pointer)
    });
    let (path, content) = match node.value() {
        Value::String(string) if string.len > MAX_PATH as u32 => return None,
        Value::Missing => usual(field, files)?,
        Value::String(string) if string.chars == 0 => usual(field, files)?,
        Value::String(_) => {
            let text = node.text(snapshot.buffer.source())?;
            match external_reference::pointer(&text, field.holds) {
                Some(ExternalReference::File(path)) => {
                    let path = path.replace('\\', "/");
                    let content = files.read(&path).map(|content| (path.clone(), content));
                    let has_ending = path.contains('.');
                    content.or_else(|| usual(field, files).filter(|_| !has_ending))?
                }
                Some(ExternalReference::Web(_)) => usual(field, files)?,
                // The content is damaged.
                None => usual(field, files).filter(|_| is_encoded(field) && finding.is_some())?,
            }
        }
        _ => return None,
    };
    let edits = edits(snapshot, field, &content).ok()?;
    let title = format!("Embed `{path}`");
    Some(ContentAction { title, edits, create: None, finding: finding.clone() })
}

/// Whether the field contains base64.
fn is_encoded(field: &ContentField<'_>) -> bool {
    matches!(field.holds, StringFormat::Icon | StringFormat::Readme)
}

/// The name of the readme in the official project templates.
const HUB: &str = "hub.md";

/// A file with a usual name for the content of `field`, and its content.
fn usual(field: &ContentField<'_>, files: &dyn Files) -> Option<(String, Vec<u8>)> {
    let usual = codec::file_name(field.holds, field.name());
    let also = (field.holds == StringFormat::Readme).then(|| HUB.to_owned());
    let mut paths = also.into_iter().chain([usual]);
    paths.find_map(|path| Some((path.clone(), files.read(&path)?)))
}

/// Embeds the file with a usual name as the field `field` of the manifest, which is missing according to
/// one of `findings`.
pub(super) fn embed_missing(
    snapshot: &Snapshot,
    field: &ContentField<'_>,
    files: &dyn Files,
    findings: &[Finding],
) -> Option<ContentAction> {
    let finding = findings.iter().find(|finding| rules::requires(finding.rule, field.name()))?;
    let (path, content) = usual(field, files)?;
    let edits = edits(snapshot, field, &content).ok()?;
    let title = format!("Embed `{path}` as `{}`", field.name());
    Some(ContentAction { title, edits, create: None, finding: Some(finding.clone()) })
}
