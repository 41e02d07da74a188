//! Violations of naming rules.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::manifest::mistakes::{MAX_RELATED, MAX_SHARED, MIN_SHARED, SAME_MISTAKE, and_others};
use crate::manifest::types::Map;
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
struct Taken<'t> {
    node: Node<'t>,
    members: OnceCell<HashMap<&'t str, Member<'t>>>,
}

impl<'t> Taken<'t> {
    /// The names in the map `node`.
    fn new(node: Node<'t>) -> Taken<'t> {
        Taken { node, members: OnceCell::new() }
    }

    fn get(&self, name: &str) -> Option<Member<'t>> {
        self.members.get_or_init(|| self.node.effective_members().collect()).get(name).copied()
    }
}

/// Reports the names in the map `node`. `clash` is the advice if a better name is taken.
pub fn check(
    context: &mut CheckContext,
    map: &Map,
    node: Node<'_>,
    clash: &str,
    violations: impl Fn(&str) -> Vec<NameViolation>,
) {
    let taken = Taken::new(node);
    let mut all: Vec<(Member<'_>, NameViolation)> = Vec::new();
    for (name, member) in node.effective_members() {
        all.extend(violations(name).into_iter().map(|violation| (member, violation)));
    }
    while !all.is_empty() {
        let rule = all[0].1.rule;
        let (same, others) = all.into_iter().partition(|(_, violation)| violation.rule == rule);
        report_same(context, &taken, map, same, clash);
        all = others;
    }
}

/// Reports violations of one rule, as one finding if there are more than few.
fn report_same(
    context: &mut CheckContext,
    taken: &Taken<'_>,
    map: &Map,
    all: Vec<(Member<'_>, NameViolation)>,
    clash: &str,
) {
    let is_short = all.len() <= MAX_SHARED;
    let mut renamed: Vec<(String, String)> = Vec::new();
    let mut rest = Vec::new();
    let mut joined: Vec<(Member<'_>, NameViolation)> = Vec::new();
    for (member, violation) in all {
        let old = member.key().unwrap_or_default();
        let is_free = |new: &String| {
            taken.get(new).is_none() && !renamed.iter().any(|(_, other)| other == new)
        };
        match violation.better.clone().filter(is_free) {
            Some(new) if is_short => {
                renamed.push((old.to_owned(), new));
                joined.push((member, violation));
            }
            _ => rest.push((member, violation)),
        }
    }
    if joined.len() < MIN_SHARED {
        rest.append(&mut joined);
        rest.sort_by_key(|(member, _)| member.start());
    }
    if let [(first, violation), others @ ..] = &joined[..] {
        let names: Vec<&str> = others.iter().filter_map(|(member, _)| member.key()).collect();
        let (_, plural) = map.kind.plural();
        let message = format!("{}. Use `{}`.", violation.what, renamed[0].1);
        let message = and_others(&message, &names, plural, SAME_MISTAKE);
        let mut finding = context
            .report(violation.rule, first.key_range(), message)
            .at_member(first.key().unwrap_or_default())
            .places(u32::try_from(joined.len()).unwrap_or(u32::MAX))
            .fix(FixAction::RenameDefinitions(renamed), Applicability::Unsafe);
        for (other, _) in others.iter().take(MAX_RELATED) {
            finding = finding.related(other.key_range(), SAME_MISTAKE);
        }
    }
    for (member, violation) in rest {
        report(context, taken, member, violation, clash);
    }
}

/// Reports the name of `member`, with a fix unless the better name is `taken`. `clash` is the advice in that
/// case.
fn report(
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
