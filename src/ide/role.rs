//! Roles: the descriptions of values by the manifest's schema.

use crate::manifest::INTEGRATION;
use crate::manifest::types::{Field, List, Map, Shape};
use crate::syntax::ContainerKind;

/// The schema's description of a value.
#[derive(Debug, Clone, Copy)]
pub enum Role {
    /// The manifest.
    Root,
    /// The value of a field.
    Field(&'static Field),
    /// The value of an entry of a map, with a name that the author chose.
    Entry(&'static Map),
    /// An element of an array.
    Element(&'static List),
    /// A value that the schema does not describe.
    Unknown,
}

impl Role {
    /// Returns the shape of the value.
    pub fn shape(self) -> Option<Shape> {
        match self {
            Role::Root => Some(Shape::Object(&INTEGRATION)),
            Role::Field(field) => Some(field.shape),
            Role::Entry(map) => Some(map.value),
            Role::Element(list) => Some(list.item),
            Role::Unknown => None,
        }
    }

    /// Returns the role of an entry in a container of this role and `kind`: of the member `key`, or
    /// of an element.
    pub fn inside(self, kind: ContainerKind, key: Option<&str>) -> Role {
        let Some(shape) = self.shape() else { return Role::Unknown };
        match (kind, key) {
            (ContainerKind::Object, Some(key)) => match (shape.object(), shape.map()) {
                (Some(object), _) => object.field(key).map_or(Role::Unknown, Role::Field),
                (None, Some(map)) => Role::Entry(map),
                (None, None) => Role::Unknown,
            },
            (ContainerKind::Array, _) => shape.list().map_or(Role::Unknown, Role::Element),
            _ => Role::Unknown,
        }
    }
}
