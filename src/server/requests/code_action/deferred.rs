//! Code actions whose edits can be computed later.
//!
//! Some edits are large or expensive. They are computed when the user chooses the action: in
//! `codeAction/resolve`, or by a command for clients that do not support it.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{self as lsp, DocumentChangeOperation, Url};

use super::reference_file;
use super::settings_file::SettingsFile;
use crate::Snapshot;
use crate::ide::TextEdit;
use crate::ide::code_action::{add_all_missing, cursor_snippet, jsonc_to_json, sort_members};
use crate::rules::{self, Group, Severity};
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::lsp::to_proto;
use crate::server::requests::baseline_file::EditableBaseline;
use crate::server::state::State;

/// Size in bytes of an object from which the edit that sorts it is deferred.
const LARGE_EDIT_BYTES: usize = 16 << 10;

/// Data of a code action, from which its edit is computed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeActionData {
    /// Document of the action.
    pub uri: Url,
    /// Version of the document.
    pub version: i32,
    /// Kind of the action, with its arguments.
    pub kind: ActionKind,
}

/// Kind of a deferred action, with its arguments.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActionKind {
    /// Sort the members of the object at an offset.
    SortObject(usize),
    /// Sort all members.
    SortAll,
    /// Convert JSONC to JSON.
    ConvertToJson,
    /// Add missing titles and descriptions in a byte range, or everywhere.
    AddTitles(Option<(usize, usize)>),
    /// Add missing required fields.
    AddRequired,
    /// Update the reference in the Markdown file of the settings.
    UpdateReference,
    /// Add the embedded file of a field to the settings file.
    AddEmbedEntry {
        /// Name of the field, or its JSON Pointer.
        field: String,
        /// File name, in the folder of the manifest.
        file: String,
    },
    /// Accept findings of a rule, in the baseline file.
    AcceptFindings {
        /// Id of the rule.
        rule: String,
        /// Pointer of the finding, and the name of the missing member if it is about one; without it,
        /// all findings of the rule.
        at: Option<(String, Option<String>)>,
        /// Reason that the client adds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Set the severity of a rule in the settings file.
    ConfigureSeverity {
        /// Id of the rule.
        rule: String,
        /// Name of the severity; `None` turns the rule off.
        severity: Option<String>,
        /// Whether the severity applies to this manifest only.
        only_this_manifest: bool,
    },
}

impl ActionKind {
    /// Returns whether the edit is as cheap as the action itself.
    pub fn is_cheap(&self, snapshot: &Snapshot) -> bool {
        match self {
            Self::SortObject(offset) => {
                sort_members::extent(snapshot, *offset).is_none_or(|bytes| bytes < LARGE_EDIT_BYTES)
            }
            // Its kind is requested explicitly, and clients apply it without resolving.
            Self::SortAll => true,
            Self::AddTitles(Some(_))
            | Self::ConfigureSeverity { .. }
            | Self::AddEmbedEntry { .. }
            | Self::AcceptFindings { .. } => true,
            Self::UpdateReference
            | Self::ConvertToJson
            | Self::AddTitles(None)
            | Self::AddRequired => false,
        }
    }
}

/// Computes the edit of an action. Returns `None` if nothing changes.
pub fn workspace_edit(
    state: &State,
    url: &Url,
    snapshot: &Snapshot,
    kind: &ActionKind,
    client: &ResolvedClientCapabilities,
) -> Option<lsp::WorkspaceEdit> {
    let edits = match kind {
        ActionKind::ConfigureSeverity { rule, severity, only_this_manifest } => {
            let severity = match severity {
                Some(name) => Some(Severity::by_name(name)?),
                None => None,
            };
            let file = SettingsFile::find(state, url, client)?;
            return file.severity_edit(rules::find(rule)?, severity, *only_this_manifest, client);
        }
        ActionKind::UpdateReference => return reference_file::edit(state, url, snapshot, client),
        ActionKind::AddEmbedEntry { field, file } => {
            return SettingsFile::find(state, url, client)?.embed_edit(field, file, client);
        }
        ActionKind::AcceptFindings { rule, at, reason } => {
            let file = EditableBaseline::find(state, url, client)?;
            let (source, rule) = (snapshot.buffer.source(), rules::find(rule)?);
            let findings = snapshot.check_result().stored_findings(&snapshot.settings).0;
            let of_rule = findings.iter().filter(|finding| finding.rule == rule);
            let mut entries: Vec<_> =
                of_rule.filter_map(|it| rules::accept(source, &snapshot.tree, it)).collect();
            if let Some((pointer, member)) = at {
                entries.retain(|it| (&it.pointer, &it.member) == (pointer, member));
            }
            entries.iter_mut().for_each(|entry| entry.reason.clone_from(reason));
            let name = file.manifest_name()?;
            return file.edit(client, |baseline| baseline.insert(&name, entries));
        }
        ActionKind::SortObject(offset) => {
            sort_members::sort_at(snapshot, *offset).into_iter().collect()
        }
        ActionKind::SortAll => sort_members::everywhere(snapshot),
        ActionKind::ConvertToJson => jsonc_to_json::edits(snapshot),
        ActionKind::AddTitles(_) | ActionKind::AddRequired => added_members(snapshot, kind)?,
    };
    let new_uri = match kind {
        ActionKind::ConvertToJson => json_file(url, client).map(|(uri, _)| uri),
        _ => None,
    };
    match new_uri {
        None if edits.is_empty() => None,
        None => Some(to_proto::workspace_edit(url, snapshot, edits, client)),
        Some(new_uri) => {
            let edits = to_proto::text_edits(snapshot, edits, client.encoding);
            Some(to_proto::operations(vec![
                DocumentChangeOperation::Edit(to_proto::document_edit(
                    url,
                    Some(snapshot.version),
                    edits,
                )),
                rename_file(url.clone(), new_uri),
            ]))
        }
    }
}

/// Computes the edit of an action. If the client supports snippets in code actions, added members place
/// the cursor where the first value is typed.
pub fn edit_with_cursor(
    state: &State,
    url: &Url,
    snapshot: &Snapshot,
    kind: &ActionKind,
    client: &ResolvedClientCapabilities,
) -> Option<DeferredEdit> {
    let cursor = || {
        let mut edits = added_members(snapshot, kind).filter(|_| client.snippet_text_edit)?;
        let (index, text) = cursor_snippet(snapshot, &edits)?;
        edits[index].text = text;
        let edit = to_proto::workspace_edit(url, snapshot, edits, client);
        Some(DeferredEdit { edit, snippet_edit: Some(index) })
    };
    cursor().or_else(|| {
        let edit = workspace_edit(state, url, snapshot, kind, client)?;
        Some(DeferredEdit { edit, snippet_edit: None })
    })
}

/// The edit of an action.
pub struct DeferredEdit {
    /// The edit.
    pub edit: lsp::WorkspaceEdit,
    /// Index of the edit of the document whose text is a snippet.
    pub snippet_edit: Option<usize>,
}

/// Returns the edits of an action that adds missing members; `None` for other actions.
fn added_members(snapshot: &Snapshot, kind: &ActionKind) -> Option<Vec<TextEdit>> {
    match kind {
        ActionKind::AddTitles(range) => {
            let range = range.map(|(start, end)| start..end);
            Some(add_all_missing::edits(snapshot, Group::Publish, range.as_ref()))
        }
        ActionKind::AddRequired => Some(add_all_missing::edits(snapshot, Group::Endpoint, None)),
        _ => None,
    }
}

fn rename_file(old_uri: Url, new_uri: Url) -> DocumentChangeOperation {
    let options = lsp::RenameFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    DocumentChangeOperation::Op(lsp::ResourceOp::Rename(lsp::RenameFile {
        old_uri,
        new_uri,
        options: Some(options),
        annotation_id: None,
    }))
}

/// Returns URI and name of the `.json` file to which a `.jsonc` file is renamed, if the client supports
/// that and the file does not exist.
pub fn json_file(url: &Url, client: &ResolvedClientCapabilities) -> Option<(Url, String)> {
    if !client.rename_files {
        return None;
    }
    let path = url.to_file_path().ok()?;
    let name = format!("{}.json", path.file_name()?.to_str()?.strip_suffix(".jsonc")?);
    let new_path = path.with_file_name(&name);
    // A broken symbolic link occupies its name.
    new_path.symlink_metadata().is_err().then_some(())?;
    Some((Url::from_file_path(new_path).ok()?, name))
}
