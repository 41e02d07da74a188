//! Merge conflicts.

use std::ops::Range;

use super::line::{Line, next_line};
use super::token::Mark;
use crate::syntax::error::SyntaxErrorKind;

/// The merge conflicts of a text. The first side is read as text; the other sides are skipped.
#[derive(Debug, Default)]
pub struct Conflicts {
    /// The lines to skip: from the marker after the first side to the end of the conflict.
    skipped: Range<usize>,
}

impl Conflicts {
    /// If `line` is a conflict marker, reports it and returns the start of the next line to read.
    pub fn skip(&mut self, text: &str, line: Line, marks: &mut Vec<Mark>) -> Option<usize> {
        let marker = marker(&text[line.start..line.end])?;
        let next = next_line(text, line.end);
        if line.start == self.skipped.start && !self.skipped.is_empty() {
            let range = line.start..line.end;
            marks.push(Mark::new(SyntaxErrorKind::Consequence, range, line.start));
            return Some(self.skipped.end);
        }
        marks.push(Mark::new(SyntaxErrorKind::Conflict, line.start..line.end, line.start));
        if marker == b'<'
            && let Some(skipped) = other_sides(text, next)
        {
            self.skipped = skipped;
        }
        Some(next)
    }
}

/// The character of a conflict marker.
fn marker(line: &str) -> Option<u8> {
    let first = *line.as_bytes().first().filter(|byte| b"<|=>".contains(byte))?;
    let len = line.bytes().take_while(|byte| *byte == first).count();
    (len == 7 && matches!(line.as_bytes().get(7), None | Some(b' '))).then_some(first)
}

/// The lines of a conflict after its first side, which begins at `at`.
fn other_sides(text: &str, mut at: usize) -> Option<Range<usize>> {
    let (mut start, mut separated) = (None, false);
    while at < text.len() {
        let next = next_line(text, at);
        match marker(text[at..next].trim_end_matches(['\r', '\n'])) {
            Some(b'<') => return None,
            Some(b'|') => start = start.or(Some(at)),
            Some(b'=') => {
                start = start.or(Some(at));
                separated = true;
            }
            Some(_) => return start.filter(|_| separated).map(|start| start..next),
            None => {}
        }
        at = next;
    }
    None
}
