//! The walk over values without a known shape: only duplicate keys and the publish rules apply.

use std::ops::Range;

use super::context::CheckContext;
use super::publish;
use super::publish::matcher::{self, PathStates};
use super::syntax::duplicate_key;
use crate::syntax::{ContainerKind, NameFilter, Node};

/// Checks a value without a known shape, named at `key`.
pub fn untyped<'a>(
    context: &mut CheckContext<'a>,
    node: Node<'a>,
    key: &Range<usize>,
    states: PathStates,
) {
    publish::check::check(context, node, key, states);
    children(context, node, states);
}

/// Checks the entries of a value without a known shape.
pub fn children<'a>(context: &mut CheckContext<'a>, node: Node<'a>, states: PathStates) {
    let Some(container) = node.container() else { return };
    let names = container.names;
    if !names.may_intersect(NameFilter::DUPLICATES) && matcher::cannot_match(states, names) {
        return;
    }
    if container.kind == ContainerKind::Array {
        for member in node.entries() {
            context.enter(member);
            let states = matcher::advance(states, member);
            untyped(context, member.value(), &member.key_range(), states);
            context.leave();
        }
        return;
    }
    duplicate_key::check(context, node);
    for (_, member) in node.effective_members() {
        context.enter(member);
        let states = matcher::advance(states, member);
        untyped(context, member.value(), &member.key_range(), states);
        context.leave();
    }
}
