//! `textDocument/inlayHint`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip};

use crate::ide::inlay_hint::{self, Hint};
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;
use crate::server::request_context::respond_raw;
use crate::text::PositionCursor;

/// Returns the inlay hints in a range of a document.
pub fn inlay_hint(
    request: &DocumentRequest<'_>,
    params: InlayHintParams,
) -> Result<Option<Vec<InlayHint>>> {
    let buffer = &request.snapshot().buffer;
    let range = position::byte_range(buffer, params.range, request.encoding());
    let mut positions = PositionCursor::new(buffer.source(), request.encoding());
    let convert = |hint: Hint| InlayHint {
        position: position::to_position(positions.at(hint.offset)),
        label: InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String(hint.tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    let hints = inlay_hint::hints(request.snapshot(), &range).into_iter().map(convert);
    respond_raw(&hints.collect::<Vec<_>>())
}
