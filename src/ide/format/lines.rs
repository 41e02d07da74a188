//! Lines of the text that is formatted.

use std::ops::Range;

use crate::text::Source;

/// Returns the spaces and tabs at the start of `range`.
pub(super) fn indentation(source: &dyn Source, range: Range<usize>) -> String {
    let text = source.slice(range);
    let len = text.len() - text.trim_start_matches([' ', '\t']).len();
    text[..len].to_owned()
}

/// Returns the end of the last line break in `range`.
pub(super) fn last_break(source: &dyn Source, range: Range<usize>) -> Option<usize> {
    const PIECE: usize = 1024;
    let mut end = range.end;
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    while end > range.start {
        let mut start = end.saturating_sub(PIECE).max(range.start);
        while !source.is_char_boundary(start) {
            start -= 1;
        }
        let piece = source.slice(start..end);
        if let Some(at) = memchr::memrchr2(b'\n', b'\r', piece.as_bytes()) {
            return Some(start + at + 1);
        }
        end = start;
    }
    None
}
