//! Positions, ranges and the position encoding.

use std::ops::Range;

use tower_lsp::lsp_types::{self as lsp, PositionEncodingKind};

use crate::text::{Buffer, Position, PositionEncoding};

/// Chooses the encoding for a client that supports `offered`: UTF-8 if possible, because offsets in
/// this program are bytes; otherwise UTF-16, which every client supports by default.
pub fn choose_encoding(offered: &[&str]) -> PositionEncoding {
    let preferred = [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32];
    let is_offered = |it: &PositionEncoding| offered.contains(&encoding_kind(*it).as_str());
    preferred.into_iter().find(is_offered).unwrap_or_default()
}

/// Converts an encoding to the protocol's name for it.
pub fn encoding_kind(encoding: PositionEncoding) -> PositionEncodingKind {
    match encoding {
        PositionEncoding::Utf8 => PositionEncodingKind::UTF8,
        PositionEncoding::Utf16 => PositionEncodingKind::UTF16,
        PositionEncoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// Converts a position from the protocol.
pub fn from_position(position: lsp::Position) -> Position {
    Position { line: position.line, character: position.character }
}

/// Converts a position to the protocol.
pub fn to_position(position: Position) -> lsp::Position {
    lsp::Position { line: position.line, character: position.character }
}

/// Returns the byte offset of a position in `buffer`.
pub fn offset(buffer: &Buffer, position: lsp::Position, encoding: PositionEncoding) -> usize {
    buffer.offset(from_position(position), encoding)
}

/// Converts a range of the protocol to bytes of `buffer`. A range whose end is before its start is
/// empty.
pub fn byte_range(buffer: &Buffer, range: lsp::Range, encoding: PositionEncoding) -> Range<usize> {
    let start = offset(buffer, range.start, encoding);
    start..offset(buffer, range.end, encoding).max(start)
}

/// Converts a byte range of `buffer` to a range of the protocol.
pub fn range(buffer: &Buffer, range: Range<usize>, encoding: PositionEncoding) -> lsp::Range {
    lsp::Range {
        start: to_position(buffer.position(range.start, encoding)),
        end: to_position(buffer.position(range.end, encoding)),
    }
}
