//! The search for values and members of a draft.

use crate::syntax::{Member, Node};

/// The value at `path` from `node`.
pub fn find<'t>(node: Node<'t>, path: &[String]) -> Option<Node<'t>> {
    path.iter().try_fold(node, |node, name| Some(child(node, name)?.value()))
}

/// The member at `path` from `node`, with its container.
pub fn member<'t>(node: Node<'t>, path: &[String]) -> Option<(Node<'t>, Member<'t>)> {
    let (last, way) = path.split_last()?;
    let holder = find(node, way)?;
    Some((holder, child(holder, last)?))
}

/// The entries of `node`.
pub fn entries(node: Node<'_>) -> Vec<Member<'_>> {
    node.entries().collect()
}

fn child<'t>(node: Node<'t>, name: &str) -> Option<Member<'t>> {
    match node.is_array() {
        true => node.entries().nth(name.parse().ok()?),
        false => node.member(name),
    }
}
