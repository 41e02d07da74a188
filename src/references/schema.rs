//! Roles of containers in a JSON Schema: schemas, properties and required names.

use crate::manifest::field_names;
use crate::syntax::{ContainerKind, Member};

/// The role of a container in a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemaPosition {
    /// A schema, or a container that may contain schemas.
    Schema,
    /// The `properties` of a schema, with names that the author chose.
    Properties,
    /// The `required` of a schema.
    Required,
}

/// Returns the role of the innermost container of `way`, the path from the value of a manifest's
/// `schema` down: containers, each as the member whose value it is.
///
/// Only `properties` and `required` are distinguished. Any other name is treated as a container of
/// schemas; if it is not one, its contents do not match anything.
pub(crate) fn part<'t>(way: impl Iterator<Item = Member<'t>>) -> SchemaPosition {
    let mut part = SchemaPosition::Schema;
    for member in way {
        let kind = member.value().container().map(|container| container.kind);
        part = match (part, member.key(), kind) {
            (
                SchemaPosition::Schema,
                Some(field_names::PROPERTIES),
                Some(ContainerKind::Object),
            ) => SchemaPosition::Properties,
            (SchemaPosition::Schema, Some(field_names::REQUIRED), Some(ContainerKind::Array)) => {
                SchemaPosition::Required
            }
            _ => SchemaPosition::Schema,
        };
    }
    part
}
