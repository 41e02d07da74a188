//! Violations of naming rules.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::Rule;
use crate::syntax::{Member, Node};

/// The violation of a naming rule.
pub struct NameViolation {
    /// The violated rule.
    pub rule: &'static Rule,
    /// Message without its final period.
    pub what: String,
    /// The right name, if there is an obvious one.
    pub better: Option<String>,
}

/// The names in a map, which are only collected if one of them violates a rule.
pub struct Taken<'t> {
    node: Node<'t>,
    members: OnceCell<HashMap<&'t str, Member<'t>>>,
}

impl<'t> Taken<'t> {
    /// The names in the map `node`.
    pub fn new(node: Node<'t>) -> Taken<'t> {
        Taken { node, members: OnceCell::new() }
    }

    fn get(&self, name: &str) -> Option<Member<'t>> {
        self.members.get_or_init(|| self.node.effective_members().collect()).get(name).copied()
    }
}

/// Reports the name of `member`, with a fix unless the better name is `taken`. `clash` is the advice in that
/// case.
pub fn report(
    context: &mut CheckContext,
    taken: &Taken<'_>,
    member: Member<'_>,
    violation: NameViolation,
    clash: &str,
) {
    let NameViolation { rule, what: mut message, better: fixed } = violation;
    let name = member.key().unwrap_or_default();
    let fixed = fixed.filter(|fixed| fixed != name);
    let other = fixed.as_deref().and_then(|fixed| taken.get(fixed));
    match (&fixed, other) {
        (Some(fixed), None) => message.push_str(&format!(". Use `{fixed}`.")),
        (Some(fixed), Some(_)) => {
            message.push_str(&format!(". `{fixed}` is already declared; {clash}."))
        }
        (None, _) => message.push('.'),
    }
    let fix = fixed.filter(|_| other.is_none()).map(FixAction::RenameDefinition);
    let finding = context
        .report(rule, member.key_range(), message)
        .at_member(name)
        .fix(fix, Applicability::Unsafe);
    if let Some(other) = other {
        finding.related(other.key_range(), "already declared here");
    }
}
