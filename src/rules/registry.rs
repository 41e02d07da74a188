//! The list of all rules and of the checks that find them. A new rule is registered here.

use std::ops::Range;
use std::sync::LazyLock;

use super::engine::Site;
use super::{Rule, asked, document, endpoint, publish, semantics, syntax};
use crate::manifest::shape::{Field, Kind, Map, Object};
use crate::syntax::{Member, Node};

/// A piece of code that looks for findings, by what it wants to see.
pub(super) enum Check {
    /// Every entry of a map: its name and its value.
    Entry(fn(&mut Site, Kind, Member)),
    /// Every known member of an object, with what is known about it.
    Field(fn(&mut Site, &'static Field, Member)),
    /// Every object of known members, with the range of its name.
    Object(fn(&mut Site, &'static Object, Node, &Range<usize>)),
    /// Every map, with the range of its name.
    Map(fn(&mut Site, &'static Map, Node, &Range<usize>)),
    /// Every object that holds a JSON Schema, with the range of its name.
    Schema(fn(&mut Site, Node, &Range<usize>)),
    /// The whole manifest, at every change: only for what looks at few places.
    Document(fn(&mut document::Site)),
}

/// Every check.
pub(super) static CHECKS: &[Check] = semantics::CHECKS;

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let groups = [syntax::RULES, endpoint::RULES, asked::RULES, semantics::RULES];
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
