//! Inside JSON Schemas: which objects are schemas, and which their properties.

use crate::manifest::field_names;
use crate::syntax::{ContainerKind, Member};

/// What a container is, that lies in a JSON Schema or is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemaPosition {
    /// A schema, or something that may hold some.
    Schema,
    /// The `properties` of a schema: the members' names are the author's.
    Properties,
    /// The names of the properties that must be there.
    Required,
}

/// What the innermost of `way` is, which leads down from the value of a `schema` of the manifest: the
/// containers on the way, each as the member whose value it is.
///
/// Nothing but `properties` and `required` is told apart here. What has another name is taken for
/// something that holds schemas; where it does not, nothing in it looks like this.
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
