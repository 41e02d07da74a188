//! Applying several fixes at once.

use std::collections::BTreeMap;

use super::compute_fix::Fix;
use crate::text::TextEdit;

/// The edits of all `fixes` that can be applied together. A fix that touches an earlier one is
/// skipped entirely, because its edits refer to the unchanged document.
pub fn combine(fixes: impl IntoIterator<Item = Fix>) -> Vec<TextEdit> {
    combine_counted(fixes).0
}

/// Like [`combine`], with the number of applied fixes.
pub(super) fn combine_counted(fixes: impl IntoIterator<Item = Fix>) -> (Vec<TextEdit>, usize) {
    let mut taken: BTreeMap<(usize, usize), TextEdit> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        let touches = |edit: &TextEdit| {
            // Taken edits do not touch each other, so only the last one that starts there matters.
            let before = taken.range(..=(edit.range.end, usize::MAX)).next_back();
            before.is_some_and(|(_, other)| edit.range.start <= other.range.end)
        };
        if !fix.edits.iter().any(touches) {
            count += 1;
            taken.extend(
                fix.edits.into_iter().map(|edit| ((edit.range.start, edit.range.end), edit)),
            );
        }
    }
    (taken.into_values().collect(), count)
}
