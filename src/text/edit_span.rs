//! The range that differs between two versions of a text.

use super::{Buffer, Edit};

/// Span of several consecutive edits. The text outside of it is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditSpan {
    /// Start of the span in both versions, in bytes.
    start: usize,
    /// End of the span in the earlier version, in bytes.
    old_end: usize,
    /// End of the span in the later version, in bytes.
    new_end: usize,
}

impl EditSpan {
    /// Combines `edit` with the span of `earlier` edits, if any.
    pub fn add(earlier: Option<EditSpan>, edit: &Edit) -> EditSpan {
        let Edit { start, removed, inserted } = edit;
        let Some(EditSpan { start: first, old_end, new_end }) = earlier else {
            return EditSpan { start: *start, old_end: edit.old_end(), new_end: edit.new_end() };
        };
        let end = new_end.max(edit.old_end());
        EditSpan {
            start: first.min(*start),
            old_end: old_end + (end - new_end),
            new_end: end - removed.len() + inserted.len(),
        }
    }
}

/// Converts positions of an earlier version of a text to a later one.
#[derive(Debug, Clone, Copy)]
pub struct LineShift {
    drift: Option<EditSpan>,
    /// First line after the span.
    behind: usize,
    /// Number of lines in the earlier and in the later version.
    lines: (usize, usize),
}

impl LineShift {
    /// Computes the shift for a text of `lines` lines that `drift` changed into `buffer`.
    pub fn new(drift: Option<EditSpan>, lines: usize, buffer: &Buffer) -> LineShift {
        let behind = drift.and_then(|drift| buffer.next_line(drift.new_end));
        LineShift { drift, behind: behind.unwrap_or(usize::MAX), lines: (lines, buffer.lines()) }
    }

    /// Returns the line delta of an offset that moved from `was` to `at` without changing its column, or
    /// `None` if lines have to be counted.
    pub fn line_delta(&self, at: usize, was: usize) -> Option<i64> {
        let (start, end, gone) = match self.drift {
            Some(EditSpan { start, old_end, new_end }) => (start, new_end, old_end),
            None => (usize::MAX, 0, 0),
        };
        if at < start {
            return (at == was).then_some(0);
        }
        let moved = at >= self.behind && at - end == was.checked_sub(gone)?;
        moved.then(|| self.lines.1 as i64 - self.lines.0 as i64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Position, PositionEncoding};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn mapped_positions_match_later_version(
            text in "[ab\n\ré😀]{0,60}",
            edits in prop::collection::vec(
                (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[ab\n\ré😀]{0,3}"),
                0..4,
            ),
        ) {
            let before = Buffer::new(&text);
            let mut after = before.clone();
            let mut drift = None;
            for (start, len, inserted) in edits {
                let text = after.source().to_string();
                let places: Vec<usize> =
                    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
                let first = start.index(places.len());
                let last = (first + len.index(4)).min(places.len() - 1);
                let edit = after.replace(places[first]..places[last], inserted);
                drift = Some(EditSpan::add(drift, &edit));
            }
            let shift = LineShift::new(drift, before.lines(), &after);
            let now = after.source().to_string();
            let ends = drift.map_or((0, 0, 0), |drift| (drift.start, drift.old_end, drift.new_end));
            prop_assert_eq!(&text[..ends.0], &now[..ends.0]);
            prop_assert_eq!(&text[ends.1..], &now[ends.2..]);
            for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
                for at in (0..=now.len()).filter(|at| now.is_char_boundary(*at)) {
                    let is = after.position(at, encoding);
                    let was = if at < ends.0 { at } else { (at + ends.1).saturating_sub(ends.2) };
                    if !text.is_char_boundary(was) {
                        continue;
                    }
                    let position = before.position(was, encoding);
                    if let Some(lines) = shift.line_delta(at, was) {
                        let line = i64::from(position.line) + lines;
                        let moved = Position { line: line as u32, ..position };
                        prop_assert_eq!(moved, is, "at {} of {:?}", at, now);
                    }
                }
            }
        }
    }
}
