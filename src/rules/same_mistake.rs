//! The same mistake several times in one object, such as in several properties of a JSON Schema, as one
//! finding.
//!
//! The same mistakes in definitions are found before their checks, in `manifest/mistakes/shared.rs`, because
//! the findings of a definition are cached on their own.

use std::ops::Range;

use super::context::CheckContext;
use super::finding_builder::{Anchor, UnitFinding};
use super::fix_intent::{Applicability, FixAction, FixIntent};
use super::rule::Rule;
use super::semantics::invalid_schema::INVALID_SCHEMA;
use crate::manifest::mistakes::{
    MAX_RELATED, MAX_SHARED, MIN_SHARED, Repair, SAME_MISTAKE, Step, and_others,
};
use crate::manifest::types::Map;
use crate::syntax::{Node, Value};

/// The most findings that are compared.
const MAX_COMPARED: usize = 1000;

/// Findings with the same cause.
struct Group {
    rule: &'static Rule,
    /// The path from an entry to the place of the first finding.
    place: Vec<String>,
    /// The value or the message of the findings, as far as they share it.
    cause: String,
    findings: Vec<Place>,
}

/// A finding below an entry.
struct Place {
    /// The name of the entry.
    entry: String,
    /// The name of the last member on the path.
    last: String,
    /// Its index.
    index: usize,
}

/// Merges the findings, those from the index `first` on, that entries of the current node, a `map` in a
/// JSON Schema, have in common.
pub fn merge(context: &mut CheckContext<'_>, map: &Map, first: usize) {
    let (_, plural) = map.kind.plural();
    // The object with the map is the base of the repairs: it contains `required`.
    merge_groups(context, plural, first, 1, |finding, _| {
        // Misspelled names have a suggestion each.
        let is_value = finding.rule == &INVALID_SCHEMA;
        Some(if is_value { template(&finding.message) } else { finding.message.to_string() })
    });
}

/// Merges the findings, those from the index `first` on, about fields of the current node, an `object`, that
/// have the same value, such as `null`.
pub fn merge_fields(context: &mut CheckContext<'_>, object: Node<'_>, first: usize) {
    let source = context.source();
    merge_groups(context, "fields", first, 0, |_, names| {
        let [name] = names else { return None };
        let value = object.get(name)?;
        let is_blank = match value.value() {
            Value::Container(_) => value.entries().next().is_none(),
            Value::String(string) => string.chars == 0,
            Value::Null | Value::Bool(_) => true,
            _ => false,
        };
        is_blank.then(|| source.slice(value.range()).into_owned())
    });
}

/// A message without the names and values in it.
fn template(message: &str) -> String {
    message.split('`').step_by(2).collect()
}

/// The findings from the index `first` on that can have the same cause, with their indexes.
fn shared<'c>(
    context: &'c CheckContext<'_>,
    first: usize,
) -> impl Iterator<Item = (usize, &'c UnitFinding)> {
    let findings = context.findings().iter().enumerate().skip(first);
    findings.filter(|(_, finding)| finding.rule.shared)
}

/// Merges the findings from the index `first` on, below entries of the current node, with the same `cause`,
/// if there are more than few. The repairs start `up` levels above the node.
fn merge_groups(
    context: &mut CheckContext<'_>,
    plural: &str,
    first: usize,
    up: usize,
    cause: impl Fn(&UnitFinding, &[String]) -> Option<String>,
) {
    if !(MIN_SHARED..=MAX_COMPARED).contains(&shared(context, first).count()) {
        return;
    }
    let base = context.shared_path().names();
    let mut groups: Vec<Group> = Vec::new();
    let mut count = 0;
    for (index, finding) in shared(context, first) {
        let names = finding.path.names();
        let Some(names @ [entry, place @ ..]) = names.strip_prefix(&base[..]) else { continue };
        let Some(cause) = cause(finding, names) else { continue };
        count += 1;
        let is_same = |group: &&mut Group| {
            let is_there = group.place == place && !place.is_empty();
            let is_like = group.place.len() == place.len() && group.cause == cause;
            group.rule == finding.rule && (is_there || is_like)
        };
        let last = names.last().unwrap_or(entry).clone();
        let one = Place { entry: entry.clone(), last, index };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.findings.push(one),
            None => {
                let (rule, place) = (finding.rule, place.to_vec());
                groups.push(Group { rule, place, cause, findings: vec![one] });
            }
        }
    }
    groups.retain(|group| (2..=MAX_SHARED).contains(&group.findings.len()));
    if count < MIN_SHARED {
        return;
    }
    let mut removed = Vec::new();
    for group in &groups {
        let merged = merged(context.findings(), plural, base.len(), up, group);
        let mut indexes = group.findings.iter().map(|place| place.index);
        if let Some(kept) = indexes.next() {
            context.replace_finding(kept, merged);
        }
        removed.extend(indexes);
    }
    if !removed.is_empty() {
        context.retain_findings(|index, _| !removed.contains(&index));
    }
}

/// The finding for all of `group`, below entries that are `plural`, of a node that is `depth` levels below
/// the unit.
fn merged(
    all: &[UnitFinding],
    plural: &str,
    depth: usize,
    up: usize,
    group: &Group,
) -> UnitFinding {
    let each = || group.findings.iter().filter_map(|place| all.get(place.index));
    let first = &group.findings[0];
    let mut merged = all[first.index].clone();
    let mut others: Vec<&str> = Vec::new();
    for place in &group.findings[1..] {
        let name = if place.entry == first.entry { &place.last } else { &place.entry };
        if !others.contains(&name.as_str()) {
            others.push(name);
        }
    }
    merged.places = each().map(|finding| finding.places).sum();
    merged.message = and_others(&merged.message, &others, plural, SAME_MISTAKE).into();
    let ranges = each().skip(1).filter_map(|finding| match &finding.anchor {
        Anchor::Value(range) => Some(range.clone()),
        Anchor::Key => None,
    });
    let related = |range: Range<usize>| (range, SAME_MISTAKE.to_owned());
    merged.related.extend(ranges.take(MAX_RELATED).map(related));
    let levels = || each().filter_map(|it| it.fix.as_ref()).map(|fix| fix.applicability);
    // A placeholder in one entry does not prevent the repair of the others.
    let strictest = levels().filter(|level| *level < Applicability::Manual).max();
    let strictest = strictest.or_else(|| levels().max());
    let applies = |it: &&UnitFinding| it.fix.as_ref().map(|fix| fix.applicability) <= strictest;
    merged.alternatives.clear();
    merged.fix = depth.checked_sub(up).zip(strictest).and_then(|(holder, applicability)| {
        let steps: Vec<Vec<Step>> =
            each().filter(applies).filter_map(|finding| steps(finding, holder)).collect();
        let count = group.findings.len();
        let title = match steps.len() {
            0 => return None,
            all if all == count => format!("Repair all {count} places"),
            some => format!("Repair {some} of {count} places"),
        };
        let up = merged.path.names().len() - holder;
        let action = FixAction::Reshape(Box::new(Repair::new(title, up, steps.concat())));
        Some(FixIntent { action, applicability })
    });
    merged
}

/// The first fix of `finding` as steps whose paths start `holder` levels below the unit; `None` if it is not a
/// change of the structure.
fn steps(finding: &UnitFinding, holder: usize) -> Option<Vec<Step>> {
    let names = finding.path.names();
    let at = names.get(holder..)?.to_vec();
    Some(match &finding.fix.as_ref()?.action {
        FixAction::Reshape(repair) => {
            let base = &at[..at.len().checked_sub(repair.up)?];
            repair.steps.iter().map(|step| step.clone().inside(base)).collect()
        }
        FixAction::ReplaceValue(json) => vec![Step::Replace(at, json.clone())],
        FixAction::Remove => vec![Step::Remove(at)],
        FixAction::AddMembers(members) => vec![Step::Add(at, members.clone())],
        FixAction::RenameMember(name) => {
            let mut to = at.clone();
            to.pop();
            to.push(name.clone());
            vec![Step::Move(at, to)]
        }
        _ => return None,
    })
}
