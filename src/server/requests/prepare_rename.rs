//! `textDocument/prepareRename`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{PrepareRenameResponse, TextDocumentPositionParams};

use crate::ide::rename;
use crate::server::context::DocumentRequest;
use crate::server::error::request_failed;
use crate::server::lsp::position;

/// Returns the name at a position, or the reason why it cannot be renamed.
pub fn prepare_rename(
    request: &DocumentRequest<'_>,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let offset = position::offset(&snapshot.buffer, params.position, encoding);
    let target = rename::prepare(snapshot, offset).map_err(request_failed)?;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder {
        range: position::range(&snapshot.buffer, target.range, encoding),
        placeholder: target.name,
    }))
}
