//! Sorts members in the order of the schema.

use super::super::TextEdit;
use crate::fix;
use crate::ide::locate::locate;
use crate::ide::role::Role;
use crate::manifest::types::Object;
use crate::snapshot::Snapshot;
use crate::syntax::{Node, Value};
use crate::text::Source;

/// Returns the edit that sorts the members of the object around the byte `offset`, but not those of
/// nested objects; `None` if they are sorted.
pub fn sort_at(snapshot: &Snapshot, offset: usize) -> Option<TextEdit> {
    let (node, object) = object_at(snapshot, offset)?;
    let source = snapshot.buffer.source();
    let texts = vec![None; node.entries().count()];
    Some(TextEdit::new(node.range(), fix::reordered(source, node, &order(node, object)?, &texts)?))
}

/// Number of bytes that [`sort_at`] would write; `None` if the members are sorted.
pub fn extent(snapshot: &Snapshot, offset: usize) -> Option<usize> {
    let (node, object) = object_at(snapshot, offset)?;
    order(node, object).map(|_| node.range().len())
}

/// Returns the edits that sort the members of all objects of the manifest. Entries of maps keep the
/// order that the author chose.
pub fn everywhere(snapshot: &Snapshot) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let root = snapshot.tree.root().filter(|_| !snapshot.tree.document().has_errors);
    if let Some(root) = root {
        collect(&snapshot.buffer.reading(), root, Role::Root, &mut edits);
    }
    edits
}

/// Returns the innermost object around `offset` that the schema describes, if it has no syntax
/// errors.
fn object_at(snapshot: &Snapshot, offset: usize) -> Option<(Node<'_>, &'static Object)> {
    let cursor = locate(&snapshot.tree, snapshot.buffer.source(), offset);
    let node = cursor.ancestors.iter().rev().find_map(|level| {
        let object = level.role.shape()?.object()?;
        level.node().is_object().then(|| (level.node(), object))
    });
    node.filter(|(node, _)| node.container().is_some_and(|container| !container.has_errors))
}

/// Returns the sorted order of the members of `node`; `None` if they are sorted. Unknown members come
/// last, in their current order.
fn order(node: Node<'_>, object: &'static Object) -> Option<Vec<usize>> {
    let ranks: Vec<usize> = node
        .entries()
        .map(|member| {
            let is_it = |name: &str| object.fields.iter().position(|field| field.name == name);
            member.key().and_then(is_it).unwrap_or(usize::MAX)
        })
        .collect();
    if ranks.is_sorted() {
        return None;
    }
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&index| ranks[index]);
    Some(order)
}

fn wanted(node: Node<'_>, role: Role) -> Option<Vec<usize>> {
    let object = role.shape().and_then(|shape| shape.object()).filter(|_| node.is_object())?;
    order(node, object)
}

/// The edits of `node`: one for each outermost object that is out of order.
fn collect(source: &dyn Source, node: Node<'_>, role: Role, edits: &mut Vec<TextEdit>) {
    if wanted(node, role).is_some() {
        edits.extend(sorted(source, node, role).map(|text| TextEdit::new(node.range(), text)));
        return;
    }
    let Some(container) = node.container() else { return };
    for member in node.entries() {
        if matches!(member.value().value(), Value::Container(_)) {
            let role = role.inside(container.kind, member.key());
            collect(source, member.value(), role, edits);
        }
    }
}

/// The text of `node` in order, all that is in it included; `None` if it is in order.
fn sorted(source: &dyn Source, node: Node<'_>, role: Role) -> Option<String> {
    let container = node.container()?;
    let inside = |member: crate::syntax::Member<'_>| {
        sorted(source, member.value(), role.inside(container.kind, member.key()))
    };
    let texts: Vec<Option<String>> = node.entries().map(inside).collect();
    if let Some(order) = wanted(node, role)
        && let Some(text) = fix::reordered(source, node, &order, &texts)
    {
        return Some(text);
    }
    if texts.iter().all(Option::is_none) {
        return None;
    }
    let mut out = String::new();
    let mut at = node.start();
    for (member, text) in node.entries().zip(texts) {
        if let Some(text) = text {
            out += &source.slice(at..member.value().start());
            out += &text;
            at = member.value().end();
        }
    }
    out += &source.slice(at..node.end());
    Some(out)
}
