//! `textDocument/formatting`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentFormattingParams, TextEdit};

use crate::ide::format;
use crate::server::background;
use crate::server::context::DocumentRequest;
use crate::server::lsp::to_proto;
use crate::server::request_context::respond_raw;

/// Returns the edits that format a document.
pub async fn formatting(
    request: &DocumentRequest<'_>,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let (snapshot, encoding) = (request.snapshot().clone(), request.encoding());
    let options = request.context.state.format_options(&params.text_document.uri, &params.options);
    let size = snapshot.buffer.len();
    let format = move || {
        let edits = format::document(&snapshot.buffer.reading(), &snapshot.tree, &options);
        to_proto::text_edits(&snapshot, edits, encoding)
    };
    respond_raw(&background::run_by_size(&request.context.output, size, format).await?)
}
