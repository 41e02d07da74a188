//! The list of all rules and of the checks that find them. A new rule is registered here.

use std::ops::Range;
use std::sync::LazyLock;

use super::checker::CheckContext;
use super::{Rule, document_context, endpoint, publish, remote, semantics, syntax};
use crate::manifest::types::{EntryKind, Field, Map, Object};
use crate::syntax::{Member, Node};

/// Pieces of code that look for findings, by what they want to see.
pub(super) struct CheckTable {
    /// Every entry of a map: its name and its value.
    pub entry: &'static [fn(&mut CheckContext, EntryKind, Member)],
    /// Every known member of an object, with what is known about it.
    pub field: &'static [fn(&mut CheckContext, &'static Field, Member)],
    /// Every object of known members, with the range of its name.
    pub object: &'static [Whole<Object>],
    /// Every map, with the range of its name.
    pub map: &'static [Whole<Map>],
    /// Every object that holds a JSON Schema, with the range of its name.
    pub schema: &'static [fn(&mut CheckContext, Node, &Range<usize>)],
    /// The whole manifest, at every change: only for what looks at few places.
    pub document: &'static [fn(&mut document_context::DocumentContext)],
}

/// What looks at a value as a whole, whose shape is known.
type Whole<T> = fn(&mut CheckContext, &'static T, Node, &Range<usize>);

/// Every check.
pub(super) static CHECKS: &CheckTable = &semantics::CHECKS;

/// Not one.
pub(super) static EMPTY: &CheckTable =
    &CheckTable { entry: &[], field: &[], object: &[], map: &[], schema: &[], document: &[] };

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let groups = [syntax::RULES, endpoint::RULES, remote::RULES, semantics::RULES];
    groups.into_iter().flatten().copied().chain(publish::rules()).collect()
});

/// Every rule, group by group.
pub fn all() -> &'static [&'static Rule] {
    &ALL
}

/// The rule called `id`.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}
