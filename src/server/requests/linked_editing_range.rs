//! `textDocument/linkedEditingRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{LinkedEditingRangeParams, LinkedEditingRanges};

use crate::ide::linked_editing_range as ide_linked_editing_range;
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;

/// Returns the ranges that are edited together with a position.
pub fn linked_editing_range(
    request: &DocumentRequest<'_>,
    params: LinkedEditingRangeParams,
) -> Result<Option<LinkedEditingRanges>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let position = params.text_document_position_params.position;
    let offset = position::offset(&snapshot.buffer, position, encoding);
    let range = |bytes| position::range(&snapshot.buffer, bytes, encoding);
    let ranges = ide_linked_editing_range::ranges(snapshot, offset);
    Ok(ranges.map(|ranges| LinkedEditingRanges {
        ranges: ranges.into_iter().map(range).collect(),
        word_pattern: Some(ide_linked_editing_range::WORD.to_owned()),
    }))
}
