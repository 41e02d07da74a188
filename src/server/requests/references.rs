//! `textDocument/references`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Location, ReferenceParams, TextDocumentPositionParams};

use crate::ide::references as ide_references;
use crate::server::context::DocumentRequest;
use crate::server::lsp::{position, to_proto};

/// Returns the references to the name at a position.
pub fn references(
    request: &DocumentRequest<'_>,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let offset = position::offset(&snapshot.buffer, position, encoding);
    let with_definition = params.context.include_declaration;
    let location = |bytes| to_proto::location(&text_document.uri, snapshot, bytes, encoding);
    let references = ide_references::references(snapshot, offset, with_definition);
    Ok(references.map(|ranges| ranges.into_iter().map(location).collect()))
}
