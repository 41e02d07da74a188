//! Findings that may follow from a syntax error.

use super::duplicate_key::DUPLICATE_KEY;
use crate::rules::finding_builder::{Anchor, UnitFinding};
use crate::rules::rule::Group;
use crate::syntax::{Container, Node};

/// Removes the findings about `node`, whose value starts at the byte `base` of the document, that may
/// follow from a syntax error: those about a damaged entry, and those about a container whose extent
/// or members are in doubt. They are reported again when the error is repaired.
#[inline]
pub fn remove(findings: &mut Vec<UnitFinding>, node: Node<'_>, base: usize) {
    if !findings.is_empty() && node.container().is_some_and(|container| container.has_errors) {
        remove_from(findings, node, base);
    }
}

#[cold]
fn remove_from(findings: &mut Vec<UnitFinding>, node: Node<'_>, base: usize) {
    findings.retain(|finding| {
        if finding.rule.group == Group::Syntax && finding.rule != &DUPLICATE_KEY {
            return true;
        }
        match &finding.anchor {
            Anchor::Key => !is_doubtful(node.container()),
            Anchor::Value(range) => !is_consequence(node, base + range.start),
        }
    });
}

/// Whether a finding at the byte `at` inside `node` may follow from a syntax error.
fn is_consequence(mut node: Node<'_>, at: usize) -> bool {
    while let Some(container) = node.container() {
        let entry = node.entries().find(|member| {
            let end = member.range().end;
            at < end || at == end && !member.has_value()
        });
        let Some(entry) = entry.filter(|_| at > node.start()) else { return container.doubtful };
        let value = entry.value();
        if value.container().is_some() && at > value.start() {
            node = value;
            continue;
        }
        return container.doubtful || entry.entry().is_damaged() || is_doubtful(value.container());
    }
    false
}

fn is_doubtful(container: Option<&Container>) -> bool {
    container.is_some_and(|container| container.doubtful)
}
