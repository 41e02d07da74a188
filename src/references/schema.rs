//! Names of properties in a JSON Schema.
//!
//! Several schemas can describe one object: a schema, and those in its `anyOf`, `not`, `then` and so
//! on. They form a *group* with one set of property names.

use crate::manifest::field_names;
use crate::syntax::{Member, Node};

/// The role of a container in a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemaPosition {
    /// A schema.
    Schema,
    /// A list or a map of schemas that describe other values.
    Schemas,
    /// A list of schemas of the same group.
    Branches,
    /// The `properties` of a schema, with names that the author chose.
    Properties,
    /// A list of property names: `required`, or a dependency.
    Required,
    /// An object whose keys are names of properties, such as `dependencies`.
    Dependents,
    /// Any other value.
    Other,
}

impl SchemaPosition {
    /// Returns the role of `member`, inside a container with this role, and whether the member is
    /// part of the same group.
    pub fn step(self, member: Member<'_>) -> (SchemaPosition, bool) {
        let (object, array) = (member.value().is_object(), member.value().is_array());
        if !object && !array {
            return (SchemaPosition::Other, false);
        }
        match self {
            SchemaPosition::Schema => keyword(member.key().unwrap_or_default(), object),
            SchemaPosition::Properties | SchemaPosition::Schemas if object => {
                (SchemaPosition::Schema, false)
            }
            SchemaPosition::Branches if object => (SchemaPosition::Schema, true),
            SchemaPosition::Dependents if object => (SchemaPosition::Schema, true),
            SchemaPosition::Dependents => (SchemaPosition::Required, true),
            _ => (SchemaPosition::Other, false),
        }
    }
}

/// Returns the role of the object or array of the keyword `name`.
fn keyword(name: &str, object: bool) -> (SchemaPosition, bool) {
    match (name, object) {
        (field_names::PROPERTIES, true) => (SchemaPosition::Properties, true),
        (field_names::REQUIRED, false) => (SchemaPosition::Required, true),
        (
            field_names::DEPENDENCIES
            | field_names::DEPENDENT_REQUIRED
            | field_names::DEPENDENT_SCHEMAS,
            true,
        ) => (SchemaPosition::Dependents, true),
        (field_names::ALL_OF | field_names::ANY_OF | field_names::ONE_OF, false) => {
            (SchemaPosition::Branches, true)
        }
        (field_names::NOT | field_names::IF | field_names::THEN | field_names::ELSE, true) => {
            (SchemaPosition::Schema, true)
        }
        (field_names::PATTERN_PROPERTIES | field_names::DEFINITIONS | field_names::DEFS, true) => {
            (SchemaPosition::Schemas, false)
        }
        (
            field_names::CONST
            | field_names::DEFAULT
            | field_names::ENUM
            | field_names::EXAMPLES
            | field_names::X_ZUI
            | field_names::DISCRIMINATOR,
            _,
        ) => (SchemaPosition::Other, false),
        // A keyword of another draft may contain schemas.
        (_, true) => (SchemaPosition::Schema, false),
        (_, false) => (SchemaPosition::Schemas, false),
    }
}

/// Returns the role of the innermost container at `path`, from the schema `root` down, and
/// the outermost schema of its group.
pub(crate) fn locate<'t>(
    root: Node<'t>,
    path: impl Iterator<Item = Member<'t>>,
) -> (SchemaPosition, Node<'t>) {
    let (mut position, mut group) = (SchemaPosition::Schema, root);
    for member in path {
        let (next, same) = position.step(member);
        if next == SchemaPosition::Schema && !same {
            group = member.value();
        }
        position = next;
    }
    (position, group)
}

/// Occurrence of a property name in a group.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mention<'t> {
    /// The definition of a property, in a `properties`.
    Definition(Member<'t>),
    /// A key of `dependencies` or a similar keyword.
    Key(Member<'t>),
    /// An element of a list of names.
    Name(Node<'t>),
}

/// Calls `see` for each property name in the group of the schema `group`.
pub(crate) fn mentions<'t>(group: Node<'t>, see: &mut dyn FnMut(Mention<'t>)) {
    visit(group, SchemaPosition::Schema, see);
}

fn visit<'t>(node: Node<'t>, position: SchemaPosition, see: &mut dyn FnMut(Mention<'t>)) {
    match position {
        SchemaPosition::Properties => {
            node.effective_members().for_each(|(_, member)| see(Mention::Definition(member)));
        }
        SchemaPosition::Required => {
            node.entries().for_each(|element| see(Mention::Name(element.value())));
        }
        SchemaPosition::Dependents => {
            for (_, member) in node.effective_members() {
                see(Mention::Key(member));
                visit(member.value(), position.step(member).0, see);
            }
        }
        SchemaPosition::Branches => {
            for element in node.entries() {
                visit(element.value(), position.step(element).0, see);
            }
        }
        SchemaPosition::Schema => {
            for (_, member) in node.effective_members() {
                let (next, same) = position.step(member);
                if same {
                    visit(member.value(), next, see);
                }
            }
        }
        SchemaPosition::Schemas | SchemaPosition::Other => {}
    }
}

/// Calls `see` for each `$ref` of the schema `root` and of the schemas inside it, with the path of
/// the schema that contains it.
pub(crate) fn each_ref<'t>(root: Node<'t>, see: &mut dyn FnMut(&[Member<'t>], Member<'t>)) {
    fn walk<'t>(
        node: Node<'t>,
        position: SchemaPosition,
        path: &mut Vec<Member<'t>>,
        see: &mut dyn FnMut(&[Member<'t>], Member<'t>),
    ) {
        for member in node.entries() {
            if position == SchemaPosition::Schema
                && member.key() == Some(field_names::REF)
                && member.value().string().is_some()
            {
                see(path, member);
                continue;
            }
            let (next, _) = position.step(member);
            if !matches!(next, SchemaPosition::Other | SchemaPosition::Required) {
                path.push(member);
                walk(member.value(), next, path, see);
                path.pop();
            }
        }
    }
    walk(root, SchemaPosition::Schema, &mut Vec::new(), see);
}
