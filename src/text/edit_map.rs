//! Offsets before and after edits.

use std::ops::Range;

use super::TextEdit;

/// Maps offsets of the text after edits to the text before them.
#[derive(Debug)]
pub struct EditMap {
    /// For each edit, its range before and its range after.
    ranges: Vec<(Range<usize>, Range<usize>)>,
}

impl EditMap {
    /// The map of `edits`, which are in document order and do not overlap.
    pub fn new(edits: &[TextEdit]) -> EditMap {
        let mut shift = 0_isize;
        let ranges = edits.iter().map(|TextEdit { range, text }| {
            let start = range.start.wrapping_add_signed(shift);
            shift += text.len() as isize - range.len() as isize;
            (range.clone(), start..start + text.len())
        });
        EditMap { ranges: ranges.collect() }
    }

    /// The ranges of the edits, each before and after.
    pub fn ranges(&self) -> &[(Range<usize>, Range<usize>)] {
        &self.ranges
    }

    /// The offset before the edits of the byte `at` after them. An offset in new text is mapped to
    /// the start of the replaced text.
    pub fn origin(&self, at: usize) -> usize {
        let next = self.ranges.partition_point(|(_, after)| after.start <= at);
        let Some((before, after)) = next.checked_sub(1).map(|last| &self.ranges[last]) else {
            return at;
        };
        if at < after.end { before.start } else { before.end + (at - after.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origin_maps_offsets_outside_and_inside_of_edits() {
        // "abcdef" → "aXYdeZf"
        let edits = [TextEdit::new(1..3, "XY"), TextEdit::insert(5, "Z")];
        let map = EditMap::new(&edits);
        let origins: Vec<usize> = (0..=7).map(|at| map.origin(at)).collect();
        assert_eq!(origins, [0, 1, 1, 3, 4, 5, 5, 6]);
    }
}
