//! `textDocument/rename`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{MessageType, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::ide::rename as ide_rename;
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
    let (url, client) = (&text_document.uri, request.capabilities);
    Ok(Some(to_proto::workspace_edit(url, snapshot, renaming.edits, client)))
}
