//! Lookups in the description of a manifest: by path, by field name and by known name.

use super::fields::{INTEGRATION, SCHEMA};
use super::known;
use super::schema_keyword;
use super::types::{EntryKind, Field, Known, Map, Object, Shape};
use crate::syntax::name_hash;
use crate::text::swar::str_eq;

/// Returns the shape of the value at a path and, if it is an entry of a map, the kind of entry. Any
/// name matches an item of a list.
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

/// Returns the object type of the value at a path, also inside of JSON Schemas.
pub fn object_at<'n>(path: impl IntoIterator<Item = &'n str>) -> Option<&'static Object> {
    let mut shape = Shape::Object(&INTEGRATION);
    for name in path {
        shape = match shape {
            Shape::Map(map) => map.value,
            Shape::List(list) => list.item,
            other => other.object()?.field(name)?.shape,
        };
    }
    shape.object()
}

impl Object {
    /// Returns the field with the name `name`, case-sensitive.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        // The object with the most fields.
        if std::ptr::eq(self, &raw const SCHEMA) {
            return Some(schema_keyword::find(name_hash::of(name), name)?.1);
        }
        self.fields.iter().find(|field| str_eq(field.name, name))
    }
}

impl Shape {
    /// Returns the object type of a shape that may be an object with fixed fields.
    pub fn object(&self) -> Option<&'static Object> {
        match self {
            Shape::Object(object) => Some(object),
            Shape::Schema | Shape::Subschema => Some(&SCHEMA),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::object),
            _ => None,
        }
    }
}

impl Map {
    /// Returns the known name `key`.
    pub fn known(&self, key: &str) -> Option<&'static Known> {
        match self.kind {
            EntryKind::Interface => known::interface(key),
            _ => known::find(self.known, key),
        }
    }
}
