//! Members with the same key.

use std::collections::HashMap;

use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Node;

rule! {
    /// Duplicate key in an object.
    ///
    /// ## What it finds
    /// Every member that a later member with the same key overrides.
    ///
    /// ## Why it matters
    /// JSON parsers keep the last of several members with the same key and drop the others
    /// silently. If an action was pasted twice and the first copy is edited, the edit has no
    /// effect.
    ///
    /// ## Example
    /// ```json
    /// { "title": "Tracker", "title": "Tracker for teams" }
    /// ```
    ///
    /// ## Fix
    /// Remove the member you do not need, or rename it.
    DUPLICATE_KEY = "duplicate-key", Syntax, Some(Warning);
}

/// Reports the members of `node` that later members override.
#[inline]
pub fn check(context: &mut CheckContext, node: Node<'_>) {
    if node.container().is_some_and(|container| container.duplicates) {
        report(context, node);
    }
}

#[cold]
fn report(context: &mut CheckContext, node: Node<'_>) {
    let members = || node.members().filter(|(_, member)| member.has_value());
    let mut last = HashMap::new();
    for (name, member) in members() {
        last.insert(name, member);
    }
    for (name, member) in members() {
        let winner = last[name];
        if winner.index == member.index {
            continue;
        }
        let message = format!("Duplicate key `{name}`: this value is overridden by the last one.");
        context
            .report(&DUPLICATE_KEY, member.key_range(), message)
            .at_member(name)
            .tag(DiagnosticTag::Unnecessary)
            .fix(FixAction::Remove, Applicability::Unsafe)
            .related(winner.key_range(), "last value");
    }
}
