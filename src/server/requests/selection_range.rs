//! `textDocument/selectionRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Position, Range, SelectionRange, SelectionRangeParams};

use crate::ide::selection_range as ide_selection_range;
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;

/// Returns the growing selections at each position.
pub fn selection_range(
    request: &DocumentRequest<'_>,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>> {
    Ok(Some(params.positions.into_iter().map(|it| selections_at(request, it)).collect()))
}

fn selections_at(request: &DocumentRequest<'_>, position: Position) -> SelectionRange {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let offset = position::offset(&snapshot.buffer, position, encoding);
    let mut selection: Option<SelectionRange> = None;
    for bytes in ide_selection_range::selections(snapshot, offset).into_iter().rev() {
        let range = position::range(&snapshot.buffer, bytes, encoding);
        selection = Some(SelectionRange { range, parent: selection.map(Box::new) });
    }
    selection.unwrap_or_else(|| {
        let position = position::to_position(snapshot.buffer.position(offset, encoding));
        SelectionRange { range: Range::new(position, position), parent: None }
    })
}
