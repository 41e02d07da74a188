//! The starts of the lines of a document.

use std::cell::Cell;

use crate::text::Source;

/// Number of bytes that one step of a search reads.
const STEP: usize = 4096;

/// Finds the start of the line of an offset. It keeps the last line, so that searches in ascending order
/// are linear in the size of the document, even if that is a single line.
pub struct LineStarts<'a> {
    source: &'a dyn Source,
    /// The start of a line, and an offset up to which it has no line break.
    line: Cell<(usize, usize)>,
}

impl<'a> LineStarts<'a> {
    /// Searches lines of `source`.
    pub fn new(source: &'a dyn Source) -> LineStarts<'a> {
        LineStarts { source, line: Cell::new((0, 0)) }
    }

    /// The start of the line that contains the byte `at`.
    pub fn line_start(&self, at: usize) -> usize {
        let (mut start, mut end) = self.line.get();
        if at < start {
            (start, end) = (0, 0);
        }
        if let Some(found) = self.line_break(end.min(at), at) {
            start = found + 1;
        }
        self.line.set((start, end.max(at)));
        start
    }

    /// The last line break between the bytes `from` and `to`.
    fn line_break(&self, from: usize, to: usize) -> Option<usize> {
        let mut end = to;
        while end > from {
            let mut start = end.saturating_sub(STEP).max(from);
            while !self.source.is_char_boundary(start) {
                start -= 1;
            }
            if let Some(found) = self.source.slice(start..end).rfind('\n') {
                return Some(start + found);
            }
            end = start;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_start_is_found_in_any_order() {
        let text = format!("\n  a\n{}\nb", "é".repeat(STEP));
        let source = text.as_str();
        let lines = LineStarts::new(&source);
        let ends = [text.len(), 5 + 2 * STEP, 3, 0, 1, 9, 4, text.len() - 1, 2];
        for at in ends {
            let expected = text[..at].rfind('\n').map_or(0, |found| found + 1);
            assert_eq!(lines.line_start(at), expected, "{at}");
        }
    }
}
