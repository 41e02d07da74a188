//! `textDocument/rangeFormatting`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentRangeFormattingParams, TextEdit};

use crate::ide::format;
use crate::server::background;
use crate::server::context::DocumentRequest;
use crate::server::lsp::{position, to_proto};
use crate::server::request_context::respond_raw;

/// Returns the edits that format the lines of a range.
pub async fn range_formatting(
    request: &DocumentRequest<'_>,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let (snapshot, encoding) = (request.snapshot().clone(), request.encoding());
    let options = request.context.state.format_options(&params.text_document.uri, &params.options);
    let size = snapshot.buffer.len();
    let format = move || {
        let range = position::byte_range(&snapshot.buffer, params.range, encoding);
        let edits = format::range(snapshot.buffer.source(), &snapshot.tree, &range, &options);
        to_proto::text_edits(&snapshot, edits, encoding)
    };
    respond_raw(&background::run_by_size(&request.context.output, size, format).await?)
}
