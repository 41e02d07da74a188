//! The members of a JSON Schema that its rules compare.

use crate::syntax::{Member, Node};

/// The surroundings of a schema.
#[derive(Clone, Copy)]
pub struct Scope<'t> {
    /// The entire schema, in which references are resolved.
    pub root: Node<'t>,
    /// Whether a schema around it describes the same value.
    pub shared: bool,
}

/// A schema, with the members that its rules compare.
pub struct Schema<'t> {
    /// The object itself.
    pub node: Node<'t>,
    /// Its surroundings.
    pub scope: Scope<'t>,
    /// `properties`
    pub properties: Option<Member<'t>>,
    /// `required`
    pub required: Option<Member<'t>>,
    /// `additionalProperties`
    pub additional: Option<Member<'t>>,
    /// `$ref`
    pub reference: Option<Member<'t>>,
    /// Whether another keyword may describe further members of the same object.
    pub open: bool,
}
