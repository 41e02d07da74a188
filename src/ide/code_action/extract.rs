//! Extracts a content field to a new file.

use super::content_action::{ContentAction, Files, NewFile};
use crate::embedded::content_field::ContentField;
use crate::ide::embedded_documents::{file_names, text};
use crate::snapshot::Snapshot;

/// Extracts the content to a new file.
pub(super) fn extract(
    snapshot: &Snapshot,
    field: &ContentField<'_>,
    files: &dyn Files,
) -> Option<ContentAction> {
    let text = text(snapshot, field).ok().filter(|text| !text.is_empty())?;
    let name = file_names(field).find(|name| files.is_free(name))?;
    let title = format!("Extract `{}` to `{name}`", field.name());
    let create = Some(NewFile { name, text, field: field.title() });
    Some(ContentAction { title, edits: Vec::new(), create, finding: None })
}
