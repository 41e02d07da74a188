//! `textDocument/selectionRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Position, Range, SelectionRange, SelectionRangeParams};

use crate::ide::selection_range as ide_selection_range;
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;

/// Maximum number of ranges in a response. The selections at further positions are empty.
const MAX_RANGES: usize = 100_000;

/// Maximum number of ranges at a position. Some clients do not read deeper JSON. The outer ranges are omitted
/// except for the document.
const MAX_NESTED: usize = 100;

/// Returns the growing selections at each position.
pub fn selection_range(
    request: &DocumentRequest<'_>,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>> {
    let mut room = MAX_RANGES;
    let positions = params.positions.into_iter();
    Ok(Some(positions.map(|it| selections_at(request, it, &mut room)).collect()))
}

fn selections_at(
    request: &DocumentRequest<'_>,
    position: Position,
    room: &mut usize,
) -> SelectionRange {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let offset = position::offset(&snapshot.buffer, position, encoding);
    let mut ranges = match *room {
        0 => Vec::new(),
        _ => ide_selection_range::selections(snapshot, offset),
    };
    if ranges.len() > MAX_NESTED {
        ranges.drain(MAX_NESTED - 1..ranges.len() - 1);
    }
    *room = room.saturating_sub(ranges.len());
    let mut selection: Option<SelectionRange> = None;
    for bytes in ranges.into_iter().rev() {
        let range = position::range(&snapshot.buffer, bytes, encoding);
        selection = Some(SelectionRange { range, parent: selection.map(Box::new) });
    }
    selection.unwrap_or_else(|| {
        let position = position::to_position(snapshot.buffer.position(offset, encoding));
        SelectionRange { range: Range::new(position, position), parent: None }
    })
}
