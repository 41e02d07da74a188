//! Where no fix is safe, whatever its rule proposes.

use std::ops::Range;

use crate::manifest::field_names::{CODE, DEV, ID, INTERFACES, PUBLIC, SECRETS, VISIBILITY};
use crate::manifest::mistakes::{Repair, Step};
use crate::rules::FixAction;
use crate::syntax::{Tree, pointer};
use crate::text::{Source, TextEdit};

/// The starts of the lines that Git writes around the versions in a conflict.
const CONFLICT_MARKERS: [&str; 3] = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

/// The JSON text of a value that sets nothing.
const NULL: &str = "null";

/// Facts about a document that decide whether a fix may be applied.
pub(super) struct Trust {
    has_conflict: bool,
    /// The end of the manifest, if more text follows that is not a comment. Then the manifest may
    /// have ended early.
    early_end: Option<usize>,
}

impl Trust {
    pub(super) fn new(source: &dyn Source, tree: &Tree) -> Trust {
        let document = tree.document();
        let has_more = document.entries().len() > 1;
        let early_end = tree.root().filter(|_| has_more).map(|root| root.end());
        Trust { has_conflict: document.has_errors && has_conflict(source), early_end }
    }

    /// Whether the document contains the markers of a merge conflict. Its text is that of two
    /// versions, so no fix applies.
    pub(super) fn has_conflict(&self) -> bool {
        self.has_conflict
    }

    /// Whether `edits` are inside the manifest, or the manifest is all of the text.
    pub(super) fn covers(&self, edits: &[TextEdit]) -> bool {
        let inside = |range: &Range<usize>| self.early_end.is_none_or(|end| range.end < end);
        edits.iter().all(|edit| inside(&edit.range))
    }
}

fn has_conflict(source: &dyn Source) -> bool {
    let text = source.slice(0..source.len());
    memchr::memmem::find_iter(text.as_bytes(), b"\n").map(|at| at + 1).chain([0]).any(|at| {
        // A marker is ASCII, so `at` may be compared without a look at character boundaries.
        let line = &text.as_bytes()[at..];
        CONFLICT_MARKERS.iter().any(|marker| line.starts_with(marker.as_bytes()))
    })
}

/// Whether `action` at `pointer` sets, without an exact equivalent, a value with consequences outside
/// of the manifest: who can see or run the integration, and under which identity.
pub(super) fn sets_sensitive_value(pointer: &str, action: &FixAction) -> bool {
    let mut path: Vec<String> = pointer::tokens(pointer).collect();
    match action {
        FixAction::RenameMember(name) => {
            path.pop();
            path.push(name.clone());
        }
        // A secret without a value has to be set at deployment.
        FixAction::ReplaceValue(json) if json == NULL => return false,
        FixAction::ReplaceValue(_) => {}
        FixAction::Reshape(repair) if replaces_value(repair) => {}
        _ => return false,
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path[..],
        [VISIBILITY | PUBLIC | DEV | CODE, ..] | [SECRETS, _, ..] | [INTERFACES, _, ID]
    )
}

/// Whether the value at `pointer` is one of a few, so that another spelling of it has the same meaning.
pub(super) fn has_few_values(pointer: &str) -> bool {
    let first = pointer::tokens(pointer).next();
    first.is_some_and(|first| [VISIBILITY, PUBLIC, DEV].contains(&first.as_str()))
}

/// Whether `repair` replaces the value, other than with `null`.
fn replaces_value(repair: &Repair) -> bool {
    matches!(repair.steps.as_slice(), [Step::Replace(at, json)] if at.is_empty() && json != NULL)
}
