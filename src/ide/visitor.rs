//! Visitor of the described values of a document in a range.

use std::ops::Range;

use super::role::Role;
use crate::syntax::{Container, Member, Tree, Value};

/// Calls `visit` for each described member and element that touches `range` (bytes), with the role
/// of its value, in document order. Containers outside the range or without a description are
/// skipped.
pub(super) fn visit<'t>(
    tree: &'t Tree,
    range: &Range<usize>,
    visit: &mut dyn FnMut(Member<'t>, Role),
) {
    let Some(entry) = tree.document().entries().first() else { return };
    let Value::Container(root) = &entry.value else { return };
    inside(root, entry.value_offset(), Role::Root, range, visit);
}

fn inside<'t>(
    container: &'t Container,
    start: usize,
    role: Role,
    range: &Range<usize>,
    visit: &mut dyn FnMut(Member<'t>, Role),
) {
    let mut at = start + container.open_len();
    for (index, entry) in container.entries().iter().enumerate() {
        if at > range.end {
            return;
        }
        let member = Member::new(entry, at, index);
        at += entry.len();
        let key = entry.key.as_ref().map(|key| key.text.as_str());
        let role = role.inside(container.kind, key);
        if at < range.start || matches!(role, Role::Unknown) {
            continue;
        }
        visit(member, role);
        if let Value::Container(child) = &entry.value {
            inside(child, member.value().start(), role, range, visit);
        }
    }
}
