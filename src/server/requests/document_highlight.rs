//! `textDocument/documentHighlight`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::ide::document_highlight::{self, Highlight};
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;

/// Returns all occurrences of the name at a position.
pub fn document_highlight(
    request: &DocumentRequest<'_>,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let position = params.text_document_position_params.position;
    let offset = position::offset(&snapshot.buffer, position, encoding);
    let highlight = |it: Highlight| DocumentHighlight {
        range: position::range(&snapshot.buffer, it.range, encoding),
        kind: Some(match it.defines {
            true => DocumentHighlightKind::WRITE,
            false => DocumentHighlightKind::READ,
        }),
    };
    let highlights = document_highlight::highlights(snapshot, offset);
    Ok(Some(highlights.into_iter().map(highlight).collect()))
}
