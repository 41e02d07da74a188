//! The members of a JSON Schema that its rules compare.

use std::cell::OnceCell;

use crate::references::Resources;
use crate::syntax::{Member, Node};

/// The surroundings of a schema.
#[derive(Clone, Copy)]
pub struct Scope<'s, 't> {
    /// The entire schema, in which references are resolved.
    pub root: Node<'t>,
    /// Whether a schema around it describes the same value.
    pub shared: bool,
    /// The schemas that references can name, collected for the first reference.
    pub resources: &'s OnceCell<Resources<'t>>,
}

/// A schema, with the members that its rules compare.
pub struct Schema<'s, 't> {
    /// The object itself.
    pub node: Node<'t>,
    /// Its surroundings.
    pub scope: Scope<'s, 't>,
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
    /// Whether it contains schemas that describe the same object.
    pub branched: bool,
}
