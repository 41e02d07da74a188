//! Applying several fixes at once.

use std::collections::BTreeMap;

use super::compute_fix::Fix;
use crate::text::TextEdit;

/// The edits of all `fixes` that can be applied together. A fix that touches an earlier one is
/// skipped entirely, because its edits refer to the unchanged document. Deletions may touch, so that
/// neighbors can be removed at once.
pub fn combine(fixes: impl IntoIterator<Item = Fix>) -> Vec<TextEdit> {
    let (chosen, _): (Vec<Fix>, Vec<()>) =
        compatible(fixes.into_iter().map(|fix| (fix, ()))).into_iter().unzip();
    merge(&chosen)
}

/// Those of `fixes` that can be applied together, each with its data.
pub(super) fn compatible<T>(fixes: impl IntoIterator<Item = (Fix, T)>) -> Vec<(Fix, T)> {
    // The ranges, each with whether it is deleted.
    let mut taken: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (fix, data) in fixes {
        let touches = |edit: &TextEdit| {
            // Taken edits do not overlap, so only the last ones that start there matter: one that
            // starts at the end of this edit, and the one before it.
            let mut before = taken.range(..=(edit.range.end, usize::MAX)).rev().take(2);
            before.any(|(&(start, end), &is_deleted)| {
                let is_neighbor = edit.range.start == end || edit.range.end == start;
                edit.range.start <= end && !(is_neighbor && is_deleted && is_deletion(edit))
            })
        };
        if !fix.edits.iter().any(touches) {
            let ranges = fix.edits.iter();
            taken.extend(ranges.map(|it| ((it.range.start, it.range.end), is_deletion(it))));
            chosen.push((fix, data));
        }
    }
    chosen
}

/// Whether `edit` only removes text.
fn is_deletion(edit: &TextEdit) -> bool {
    edit.text.is_empty() && !edit.range.is_empty()
}

/// The edits of fixes that can be applied together, in document order.
pub(super) fn merge<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = fixes.into_iter().flat_map(|fix| fix.edits.clone()).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Applicability;

    #[test]
    fn only_deletions_may_touch() {
        let fix = |edit: TextEdit| Fix {
            title: String::new(),
            edits: vec![edit],
            applicability: Applicability::Safe,
        };
        let chosen = |edits: &[TextEdit]| combine(edits.iter().cloned().map(fix));
        let [first, second, last] = [0..5, 5..10, 10..15].map(TextEdit::delete);
        let all = [first.clone(), last.clone(), second];
        assert_eq!(chosen(&all).len(), 3);
        let overlapping = TextEdit::delete(3..10);
        assert_eq!(chosen(&[first.clone(), last, overlapping]).len(), 2);
        for other in [TextEdit::insert(5, "x"), TextEdit::new(5..10, "x"), TextEdit::insert(0, "x")]
        {
            assert_eq!(chosen(&[first.clone(), other]).len(), 1);
        }
    }
}
