//! Actions that embed a file in the manifest, or extract a string to a new file.

use serde_json::json;
use tower_lsp::lsp_types::{self as lsp, CodeAction, CodeActionKind, Url};

use super::deferred::{ActionKind, CodeActionData};
use super::request::CodeActionRequest;
use super::settings_file::SettingsFile;
use crate::ide::code_action::{ContentAction, NewFile, content_actions};
use crate::server::commands::FILE_EXTRACTED;
use crate::server::lsp::to_proto;
use crate::server::sibling_files::SiblingFiles;

/// Returns the actions for the content in the range. Reads files around the manifest.
pub fn code_actions(request: &CodeActionRequest<'_>) -> Vec<CodeAction> {
    if !request.includes(&CodeActionKind::QUICKFIX)
        && !request.includes(&CodeActionKind::REFACTOR_EXTRACT)
    {
        return Vec::new();
    }
    let folders = request.state.folder_paths();
    let Some(files) = SiblingFiles::new(request.url, &folders) else { return Vec::new() };
    let can_create = request.client.create_files
        && request.offers_refactoring(&CodeActionKind::REFACTOR_EXTRACT);
    let actions = content_actions(request.snapshot, &request.bytes, &files, can_create);
    let actions = actions.into_iter().filter_map(|action| convert(request, &files, action));
    actions.filter(|it| it.kind.as_ref().is_none_or(|kind| request.includes(kind))).collect()
}

fn convert(
    request: &CodeActionRequest<'_>,
    files: &SiblingFiles,
    action: ContentAction,
) -> Option<CodeAction> {
    let mut command = None;
    let (kind, edit) = match action.create {
        None => (CodeActionKind::QUICKFIX, request.workspace_edit(action.edits)),
        Some(file) => {
            let uri = Url::from_file_path(files.path(&file.name)).ok()?;
            if request.client.file_extracted_command {
                command = Some(extracted_command(request, &uri, &file));
            }
            let text = lsp::TextEdit { range: lsp::Range::default(), new_text: file.text };
            let text = to_proto::document_edit(&uri, None, vec![text]);
            let edit = to_proto::operations(vec![
                to_proto::create_file(uri),
                lsp::DocumentChangeOperation::Edit(text),
            ]);
            (CodeActionKind::REFACTOR_EXTRACT, edit)
        }
    };
    Some(CodeAction {
        title: action.title,
        kind: Some(kind),
        diagnostics: action.finding.map(|finding| vec![request.diagnostic(&finding)]),
        edit: Some(edit),
        command,
        ..CodeAction::default()
    })
}

/// Returns the command that opens the new file, and offers to add it to the settings file.
fn extracted_command(request: &CodeActionRequest<'_>, uri: &Url, file: &NewFile) -> lsp::Command {
    let (field, name) = (file.field.clone(), file.name.clone());
    let settings = SettingsFile::find(request.state, request.url, request.client);
    let is_new_entry =
        settings.is_some_and(|it| it.embed_edit(&field, &name, request.client).is_some());
    let mut arguments = vec![json!(uri)];
    arguments.extend(is_new_entry.then(|| {
        json!(CodeActionData {
            uri: request.url.clone(),
            version: request.snapshot.version,
            kind: ActionKind::AddEmbedEntry { field, file: name },
        })
    }));
    lsp::Command {
        title: format!("Open {}", file.name),
        command: FILE_EXTRACTED.to_owned(),
        arguments: Some(arguments),
    }
}
