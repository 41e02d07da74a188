//! Actions that embed a file in the manifest, or extract a string to a new file.

use tower_lsp::lsp_types::{self as lsp, CodeAction, CodeActionKind, Url};

use super::request::CodeActionRequest;
use crate::ide::code_action::{ContentAction, content_actions};
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
    let (kind, edit) = match action.create {
        None => (CodeActionKind::QUICKFIX, request.workspace_edit(action.edits)),
        Some(file) => {
            let uri = Url::from_file_path(files.path(&file.name)).ok()?;
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
        ..CodeAction::default()
    })
}
