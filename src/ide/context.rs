//! The context of an offset: the element there, and the completions that are possible.

use std::ops::Range;

use super::role::Role;
use crate::manifest::fields::SCHEMA;
use crate::syntax::{Member, Node};

/// An object or array around the offset.
#[derive(Debug, Clone, Copy)]
pub struct Ancestor<'t> {
    /// The member or element whose value is the container.
    pub member: Member<'t>,
    /// The description of the container.
    pub role: Role,
}

impl<'t> Ancestor<'t> {
    /// Returns the object or array.
    pub fn node(&self) -> Node<'t> {
        self.member.value()
    }
}

/// Member or element at the offset.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'t> {
    /// The member or element.
    pub member: Member<'t>,
    /// The description of its value.
    pub role: Role,
    /// Whether the offset is in the name, rather than in the value.
    pub name: bool,
}

/// Range that an inserted text replaces, and the commas around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsertionPoint {
    /// Replaced range: the entire token under the cursor, or empty at the cursor.
    pub range: Range<usize>,
    /// Offset at which the previous entry needs a comma, if it has none.
    pub comma_before: Option<usize>,
    /// Whether the next entry needs a comma after the text.
    pub comma_after: bool,
}

/// The insertion point for a completion.
#[derive(Debug, Clone)]
pub enum CompletionSite<'t> {
    /// No completion is possible.
    Nothing,
    /// The name of a member of the innermost object.
    Name {
        /// The member whose name is replaced; `None` for a new member.
        member: Option<Member<'t>>,
        /// Whether only the name is inserted, because a colon or a value follows.
        name_only: bool,
        /// The insertion point.
        insertion: InsertionPoint,
    },
    /// The value of a member, an element of an array, or the entire manifest.
    Value {
        /// The member or element whose value is replaced or missing; `None` for a new element, and
        /// in an empty document.
        member: Option<Member<'t>>,
        /// The description of the value.
        role: Role,
        /// The insertion point.
        insertion: InsertionPoint,
    },
}

/// Context of an offset: the containers around it, the element there, and the insertion point.
#[derive(Debug, Clone)]
pub struct CursorContext<'t> {
    /// The offset, clamped to the text and to a character's start.
    pub offset: usize,
    /// Objects and arrays around the offset, the outermost first.
    pub ancestors: Vec<Ancestor<'t>>,
    /// Name or scalar value at the offset.
    pub hit: Option<Hit<'t>>,
    /// The insertion point.
    pub site: CompletionSite<'t>,
}

impl<'t> CursorContext<'t> {
    /// Returns the innermost object or array around the offset.
    pub fn innermost(&self) -> Option<&Ancestor<'t>> {
        self.ancestors.last()
    }

    /// Returns the innermost JSON Schema around the offset.
    pub fn schema(&self) -> Option<Node<'t>> {
        let schemas = self.ancestors.iter().rev().map(|level| (level.node(), level.role.shape()));
        let mut schemas = schemas.filter(|(node, shape)| {
            let object = shape.and_then(|shape| shape.object());
            node.is_object() && object.is_some_and(|object| std::ptr::eq(object, &raw const SCHEMA))
        });
        schemas.next().map(|(node, _)| node)
    }
}
