//! `textDocument/onTypeFormatting`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentOnTypeFormattingParams, TextEdit};

use crate::ide::format;
use crate::server::context::DocumentRequest;
use crate::server::lsp::{position, to_proto};

/// Returns the edits after a character was typed.
pub fn on_type_formatting(
    request: &DocumentRequest<'_>,
    params: DocumentOnTypeFormattingParams,
) -> Result<Option<Vec<TextEdit>>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let position = params.text_document_position.position;
    let offset = position::offset(&snapshot.buffer, position, encoding);
    // Some editors send `\r\n`, or a line break with indentation.
    let Some(typed) = params.ch.trim_start_matches('\r').chars().next() else {
        return Ok(Some(Vec::new()));
    };
    let options = request
        .context
        .state
        .format_options(&params.text_document_position.text_document.uri, &params.options);
    let source = snapshot.buffer.source();
    let edits = format::on_type(source, &snapshot.tree, offset, typed, &options);
    Ok(Some(to_proto::text_edits(snapshot, edits, encoding)))
}
