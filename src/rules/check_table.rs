//! The checks of the rules, by the kind of node they look at.

use std::ops::Range;

use super::context::{CheckContext, Document};
use crate::manifest::types::{EntryKind, Field, Map, Object};
use crate::syntax::{Member, Node};

/// The checks of a set of rules. The checker calls those of a kind at each such node.
pub struct CheckTable {
    /// Called with each entry of a map.
    pub entry: &'static [EntryCheck],
    /// Called with each known member of an object.
    pub field: &'static [FieldCheck],
    /// Called with each object of known members.
    pub object: &'static [ObjectCheck],
    /// Called with each map.
    pub map: &'static [MapCheck],
    /// Called with each JSON Schema.
    pub schema: &'static [SchemaCheck],
    /// Called with the entire document, after every edit.
    pub document: &'static [DocumentCheck],
}

impl CheckTable {
    /// A table without checks.
    pub const EMPTY: CheckTable =
        CheckTable { entry: &[], field: &[], object: &[], map: &[], schema: &[], document: &[] };
}

/// Checks an entry of a map: its name and its value.
pub type EntryCheck = fn(&mut CheckContext, EntryKind, Member);

/// Checks a known member of an object.
pub type FieldCheck = fn(&mut CheckContext, &'static Field, Member);

/// Checks an object of known members; the range is that of its name.
pub type ObjectCheck = fn(&mut CheckContext, &'static Object, Node, &Range<usize>);

/// Checks a map; the range is that of its name.
pub type MapCheck = fn(&mut CheckContext, &'static Map, Node, &Range<usize>);

/// Checks a JSON Schema; the range is that of its name.
pub type SchemaCheck = fn(&mut CheckContext, Node, &Range<usize>);

/// Checks the entire document. Its result is not cached, so it must look at few places.
pub type DocumentCheck = fn(&mut CheckContext, &Document);
