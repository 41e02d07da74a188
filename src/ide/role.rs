//! Roles: the descriptions of values by the manifest's schema.

use crate::manifest::INTEGRATION;
use crate::manifest::types::{Field, List, Map, Shape};
use crate::syntax::ContainerKind;

/// The description of a value.
#[derive(Debug, Clone, Copy)]
pub enum Role {
    /// It is the manifest.
    Root,
    /// It is the value of a member named in advance.
    Field(&'static Field),
    /// The value of a member with a name that the author chose.
    Entry(&'static Map),
    /// It is an element of an array.
    Element(&'static List),
    /// Nothing.
    Unknown,
}

impl Role {
    /// The shape of the value.
    pub fn shape(self) -> Option<Shape> {
        match self {
            Role::Root => Some(Shape::Object(&INTEGRATION)),
            Role::Field(field) => Some(field.shape),
            Role::Entry(map) => Some(map.value),
            Role::Element(list) => Some(list.item),
            Role::Unknown => None,
        }
    }

    /// The role of what is inside a value of this role, in a container of `kind` under `key`.
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
