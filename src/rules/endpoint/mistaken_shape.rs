//! Mistaken shapes, in findings of the rules of this group.
//!
//! A mistake in an object makes several findings: the fields that are missing, and the members that
//! are there instead. They become one, which explains the mistake and repairs it. It has the rule and
//! the pointer of one of them: of an error, if there is one.

use std::collections::HashSet;
use std::ops::Range;

use super::missing_field::MISSING_FIELD;
use super::unknown_field::UNKNOWN_FIELD;
use crate::manifest::mistakes::{self, Found, ObjectSite, Repair, ValueSite};
use crate::manifest::types::{Object, Shape};
use crate::rules::context::CheckContext;
use crate::rules::finding_builder::{FindingBuilder, UnitFinding};
use crate::rules::fix_intent::{Applicability, FixAction, FixIntent};
use crate::rules::rule::{Group, Rule};
use crate::syntax::{Node, pointer};

/// Merges the findings about the object `node`, those from the index `first` on, that one mistake
/// explains.
pub fn merge(
    context: &mut CheckContext<'_>,
    object: &'static Object,
    node: Node<'_>,
    first: usize,
) {
    let is_ours = |found: &UnitFinding| [&MISSING_FIELD, &UNKNOWN_FIELD].contains(&found.rule);
    if !context.findings().get(first..).is_some_and(|ours| ours.iter().any(is_ours)) {
        return;
    }
    let name = context.node_name().to_owned();
    let Some(site) = ObjectSite::new(object, &name, node, context.source()) else { return };
    let mut first = first;
    for found in mistakes::in_object(site) {
        first = merge_one(context, found, first);
    }
}

/// Merges the findings of one mistake. Returns the index of the first finding of the object, which changes
/// when earlier findings are removed.
fn merge_one(context: &mut CheckContext<'_>, found: Found, first: usize) -> usize {
    let base = context.pointer();
    let member = |name: &String| {
        let mut member = base.clone();
        pointer::push(&mut member, name);
        member
    };
    let covered: HashSet<String> = found.covers.iter().map(member).collect();
    let is_missing = |it: &UnitFinding| {
        let added = it.fix.as_ref().is_some_and(|fix| match &fix.action {
            FixAction::AddMembers(members) => {
                members.iter().any(|(name, _)| found.fills.contains(&name.as_str()))
            }
            _ => false,
        });
        it.rule == &MISSING_FIELD && it.pointer() == base && added
    };
    let is_unknown =
        |it: &UnitFinding| it.rule == &UNKNOWN_FIELD && covered.contains(&it.pointer());
    let Some(ours) = context.findings().get(first..) else { return first };
    // Members that tools send are hints.
    let unknown = ours.iter().filter(|it| is_unknown(it)).min_by_key(|it| it.severity.is_some());
    let missing = ours.iter().find(|it| is_missing(it));
    let Some(kept) = missing.or(unknown) else { return first };
    let mut merged = kept.clone();
    if let (Some(unknown), 1) = (unknown, covered.len()) {
        merged.anchor = unknown.anchor.clone();
    }
    let levels = usize::from(missing.is_none());
    merged.message = found.message.as_str().into();
    merged.places = found.places;
    merged.tag = None;
    let is_whole = found.whole;
    let mut intents = intents(found.clone(), levels).into_iter();
    merged.fix = intents.next();
    merged.alternatives = intents.collect();
    let mut removed_before = 0;
    context.retain_findings(|index, it| {
        let follows = is_whole && it.rule.group == Group::Publish && it.pointer() == base;
        let is_removed = follows || index >= first && (is_missing(it) || is_unknown(it));
        removed_before += usize::from(is_removed && index < first);
        !is_removed
    });
    context.push(merged);
    first - removed_before
}

/// The repairs of `found` as fixes of a finding whose pointer is `levels` below the base.
fn intents(found: Found, levels: usize) -> Vec<FixIntent> {
    let Found { repairs, safe, manual, .. } = found;
    let intent = |(index, repair): (usize, Repair)| FixIntent {
        action: FixAction::Reshape(Box::new(Repair { up: repair.up + levels, ..repair })),
        applicability: match (manual, safe && index == 0) {
            (true, _) => Applicability::Manual,
            (false, true) => Applicability::Safe,
            (false, false) => Applicability::Unsafe,
        },
    };
    repairs.into_iter().enumerate().map(intent).collect()
}

/// The mistake in the current node, which should have `shape`.
pub fn of_value(context: &CheckContext<'_>, shape: &Shape, node: Node<'_>) -> Option<Found> {
    mistakes::in_value(&site(context, shape, node))
}

/// The site of the current node.
pub fn site<'a>(context: &'a CheckContext<'a>, shape: &'a Shape, node: Node<'a>) -> ValueSite<'a> {
    let mut path: Vec<&str> = vec![context.unit_name()];
    path.extend(context.path().iter().map(|member| member.key().unwrap_or_default()));
    ValueSite { shape, path, node, source: context.source() }
}

/// Reports `found` as a finding of `rule`. The pointer of the finding is `levels` below the value in which
/// the mistake was found.
pub fn report<'c>(
    context: &'c mut CheckContext<'_>,
    rule: &'static Rule,
    range: Range<usize>,
    found: Found,
    levels: usize,
) -> FindingBuilder<'c> {
    let (message, places) = (found.message.clone(), found.places);
    let intents = intents(found, levels);
    let first = intents.first().map_or(Applicability::Unsafe, |intent| intent.applicability);
    let actions = intents.into_iter().map(|intent| intent.action);
    context.report(rule, range, message).places(places).fixes(actions, first)
}

/// The range of a finding about the value `node`, named at `key`: a container is too large to underline.
pub fn value_range(node: Node<'_>, key: &Range<usize>) -> Range<usize> {
    let range = if node.container().is_some() { key.clone() } else { node.range() };
    if range.is_empty() { node.start()..node.start() + 1 } else { range }
}
