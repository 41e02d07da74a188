//! `textDocument/definition`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink,
    TextDocumentPositionParams,
};

use crate::ide::definition as ide_definition;
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;

/// Returns the definition of the name at a position.
pub fn definition(
    request: &DocumentRequest<'_>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let TextDocumentPositionParams { text_document, position } =
        params.text_document_position_params;
    let offset = position::offset(&snapshot.buffer, position, encoding);
    let range = |bytes| position::range(&snapshot.buffer, bytes, encoding);
    let response = ide_definition::definition(snapshot, offset).map(|definition| {
        let (uri, name) = (text_document.uri, range(definition.name));
        if !request.capabilities.definition_link {
            return GotoDefinitionResponse::Scalar(Location { uri, range: name });
        }
        GotoDefinitionResponse::Link(vec![LocationLink {
            origin_selection_range: Some(range(definition.origin)),
            target_uri: uri,
            target_range: range(definition.target),
            target_selection_range: name,
        }])
    });
    Ok(response)
}
