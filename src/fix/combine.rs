//! Applying several fixes at once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::compute_fix::Fix;
use crate::text::TextEdit;

/// The edits of all `fixes` that can be applied together. A fix that touches an earlier one is
/// skipped entirely, because its edits refer to the unchanged document.
pub fn combine(fixes: impl IntoIterator<Item = Fix>) -> Vec<TextEdit> {
    let (chosen, _): (Vec<Fix>, Vec<()>) =
        compatible(fixes.into_iter().map(|fix| (fix, ()))).into_iter().unzip();
    merge(&chosen)
}

/// Those of `fixes` that can be applied together, each with its data.
pub(super) fn compatible<T>(fixes: impl IntoIterator<Item = (Fix, T)>) -> Vec<(Fix, T)> {
    let mut taken: BTreeMap<(usize, usize), Range<usize>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (fix, data) in fixes {
        let touches = |edit: &TextEdit| {
            // Taken edits do not touch each other, so only the last one that starts there matters.
            let before = taken.range(..=(edit.range.end, usize::MAX)).next_back();
            before.is_some_and(|(_, other)| edit.range.start <= other.end)
        };
        if !fix.edits.iter().any(touches) {
            let ranges = fix.edits.iter().map(|edit| edit.range.clone());
            taken.extend(ranges.map(|range| ((range.start, range.end), range)));
            chosen.push((fix, data));
        }
    }
    chosen
}

/// The edits of fixes that do not touch each other, in document order.
pub(super) fn merge<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = fixes.into_iter().flat_map(|fix| fix.edits.clone()).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits
}
