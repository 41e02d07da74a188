//! `textDocument/rename`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{MessageType, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use super::baseline_file::EditableBaseline;
use crate::ide::rename::{self as ide_rename, RenamedPointers};
use crate::server::background;
use crate::server::context::DocumentRequest;
use crate::server::error::request_failed;
use crate::server::lsp::{position, to_proto};

/// Returns the edit that renames the name at a position, or the reason why it cannot have the new name.
pub async fn rename(
    request: &DocumentRequest<'_>,
    params: RenameParams,
) -> Result<Option<WorkspaceEdit>> {
    let snapshot = request.snapshot();
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let offset = position::offset(&snapshot.buffer, position, request.encoding());
    let renaming =
        ide_rename::rename(snapshot, offset, &params.new_name).map_err(request_failed)?;
    if let Some(notice) = renaming.notice {
        request.context.client.show_message(MessageType::WARNING, notice).await;
    }
    let (url, client) = (text_document.uri, request.capabilities);
    let edit = to_proto::workspace_edit(&url, snapshot, renaming.edits.clone(), client);
    if snapshot.settings.accepted.is_empty() {
        return Ok(Some(edit));
    }
    let (state, snapshot) = (request.context.state.clone(), snapshot.clone());
    // The baseline file is read, which must not block other messages.
    let move_entries = move || {
        let client = state.capabilities()?;
        let file = EditableBaseline::find(&state, &url, client)?;
        let (name, names) =
            (file.manifest_name()?, RenamedPointers::new(&snapshot, &renaming.edits));
        file.edit(client, |baseline| {
            baseline.move_pointers(&name, |pointer| names.renamed(&snapshot, pointer));
        })
    };
    let baseline = background::run(&request.context.output, move_entries).await?;
    Ok(Some(baseline.into_iter().fold(edit, to_proto::merge)))
}
