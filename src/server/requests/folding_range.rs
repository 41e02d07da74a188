//! `textDocument/foldingRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{self as lsp, FoldingRangeKind, FoldingRangeParams};

use crate::ide::folding_range::{self as ide_folding_range, FoldKind, FoldingRange};
use crate::server::context::DocumentRequest;
use crate::server::request_context::respond_raw;
use crate::text::{Position, PositionCursor};

/// Returns the folding ranges of a document. With `lineFoldingOnly`, the line of a closing bracket
/// stays visible.
pub fn folding_range(
    request: &DocumentRequest<'_>,
    _: FoldingRangeParams,
) -> Result<Option<Vec<lsp::FoldingRange>>> {
    let snapshot = request.snapshot();
    let mut positions = PositionCursor::new(snapshot.buffer.source(), request.encoding());
    let folds = ide_folding_range::folding_ranges(snapshot);
    let bounds = bounds(&folds, &mut positions);
    let lines_only = request.capabilities.line_folding_only;
    let ranges = folds.iter().zip(bounds);
    let mut ranges: Vec<_> =
        ranges.filter_map(|(fold, it)| convert(fold, it, lines_only)).collect();
    if lines_only {
        // Without columns, only one range that starts in a line can be folded: the outermost.
        ranges.dedup_by_key(|range| range.start_line);
    }
    respond_raw(&ranges)
}

/// Returns start and end of each fold. Positions are computed in the order of the text, which is fast
/// for the cursor.
fn bounds(folds: &[FoldingRange], positions: &mut PositionCursor<'_>) -> Vec<[Position; 2]> {
    let mut bounds = vec![[Position::default(); 2]; folds.len()];
    // Indices of the folds around the current one.
    let mut open: Vec<usize> = Vec::new();
    for (index, fold) in folds.iter().enumerate() {
        while let Some(last) = open.pop_if(|last| folds[*last].range.end <= fold.range.start) {
            bounds[last][1] = positions.at(folds[last].range.end);
        }
        bounds[index][0] = positions.at(fold.range.start);
        open.push(index);
    }
    while let Some(last) = open.pop() {
        bounds[last][1] = positions.at(folds[last].range.end);
    }
    bounds
}

fn convert(
    fold: &FoldingRange,
    [start, end]: [Position; 2],
    lines_only: bool,
) -> Option<lsp::FoldingRange> {
    let is_container = fold.kind == FoldKind::Container;
    let keeps_last_line = lines_only && is_container;
    let end_line = if keeps_last_line { end.line.saturating_sub(1) } else { end.line };
    (start.line < end_line).then(|| lsp::FoldingRange {
        start_line: start.line,
        start_character: (!lines_only && is_container).then_some(start.character),
        end_line,
        end_character: (!lines_only).then_some(end.character),
        kind: match fold.kind {
            FoldKind::Container => None,
            FoldKind::Comment => Some(FoldingRangeKind::Comment),
            FoldKind::Region => Some(FoldingRangeKind::Region),
        },
        collapsed_text: None,
    })
}
