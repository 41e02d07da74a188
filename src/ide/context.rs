//! The context of an offset: the element there, and the completions that are possible.

use std::ops::Range;

use super::role::Role;
use crate::manifest::fields::SCHEMA;
use crate::syntax::{Member, Node};

/// An object or array around the offset.
#[derive(Debug, Clone, Copy)]
pub struct Ancestor<'t> {
    /// The member or element whose value it is.
    pub member: Member<'t>,
    /// Its description.
    pub role: Role,
}

impl<'t> Ancestor<'t> {
    /// The object or array itself.
    pub fn node(&self) -> Node<'t> {
        self.member.value()
    }
}

/// A member or element that the offset touches.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'t> {
    /// The member or element.
    pub member: Member<'t>,
    /// The description of its value.
    pub role: Role,
    /// Whether its name is touched, rather than its value.
    pub name: bool,
}

/// Where text would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsertionPoint {
    /// Replaced range: the entire token under the cursor, or empty at the cursor.
    pub range: Range<usize>,
    /// Where a comma has to be added so that the text can follow what is before it.
    pub comma_before: Option<usize>,
    /// Whether the text needs a comma behind it.
    pub comma_after: bool,
}

/// The insertion point for a completion.
#[derive(Debug, Clone)]
pub enum CompletionSite<'t> {
    /// Nothing.
    Nothing,
    /// The name of a member of the innermost object.
    Name {
        /// The member whose name is replaced, if there is one.
        member: Option<Member<'t>>,
        /// Whether the name alone is wanted, because a colon or a value follows already.
        alone: bool,
        /// Where it goes.
        slot: InsertionPoint,
    },
    /// The value of a member, an element of an array, or the whole manifest.
    Value {
        /// The member or element whose value is replaced or missing; `None` for a new element, and
        /// in an empty document.
        member: Option<Member<'t>>,
        /// Its description.
        role: Role,
        /// Where it goes.
        slot: InsertionPoint,
    },
}

/// The element at an offset.
#[derive(Debug, Clone)]
pub struct CursorContext<'t> {
    /// The offset, clamped to the text and to a character's start.
    pub offset: usize,
    /// The objects and arrays around it, the outermost first.
    pub levels: Vec<Ancestor<'t>>,
    /// The name or scalar value that it touches.
    pub touched: Option<Hit<'t>>,
    /// The insertion point.
    pub place: CompletionSite<'t>,
}

impl<'t> CursorContext<'t> {
    /// The innermost object or array around the offset.
    pub fn innermost(&self) -> Option<&Ancestor<'t>> {
        self.levels.last()
    }

    /// The innermost JSON Schema around the offset.
    pub fn schema(&self) -> Option<Node<'t>> {
        let schemas = self.levels.iter().rev().map(|level| (level.node(), level.role.shape()));
        let mut schemas = schemas.filter(|(node, shape)| {
            let object = shape.and_then(|shape| shape.object());
            node.is_object() && object.is_some_and(|object| std::ptr::eq(object, &raw const SCHEMA))
        });
        schemas.next().map(|(node, _)| node)
    }
}
