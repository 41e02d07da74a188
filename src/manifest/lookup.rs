//! What is described of a place in a manifest.

use super::INTEGRATION;
use super::types::{EntryKind, Shape};

/// What is described of the value that a path of names leads to: its shape and, if it is an entry
/// of a map, what kind of entry. An element of a list has any name.
pub fn lookup(path: &[&str]) -> Option<(Shape, Option<EntryKind>)> {
    let mut found = (Shape::Object(&INTEGRATION), None);
    for name in path {
        found = match found.0 {
            Shape::Object(object) => (object.field(name)?.shape, None),
            Shape::Map(map) => (map.value, Some(map.kind)),
            Shape::List(list) => (list.item, None),
            _ => return None,
        };
    }
    Some(found)
}
