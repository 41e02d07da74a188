//! Adding all missing members at once.

use std::ops::Range;

use super::super::TextEdit;
use crate::fix;
use crate::ide::locate::locate;
use crate::ide::role::Role;
use crate::rules::{self, Applicability, Finding, FixAction, FixIntent, Group};
use crate::snapshot::Snapshot;

/// The definition at the byte `offset`, or around it: its name, and where it is.
pub fn definition(snapshot: &Snapshot, offset: usize) -> Option<(&str, Range<usize>)> {
    let cursor = locate(&snapshot.tree, snapshot.buffer.source(), offset);
    let hit = cursor.hit.iter().filter(|hit| hit.name).map(|hit| (hit.member, hit.role));
    let mut levels = cursor.ancestors.iter().map(|level| (level.member, level.role)).chain(hit);
    let (member, _) = levels.find(|(_, role)| matches!(role, Role::Entry(_)))?;
    Some((member.key()?, member.range()))
}

/// Counts the findings of `group` about missing fields in the byte range `within`, or in the whole
/// document.
pub fn count(findings: &[Finding], group: Group, within: Option<&Range<usize>>) -> usize {
    missing(findings, group, within).count()
}

/// The edits that add what is missing, by the findings of `group`. What is added is as empty as it
/// can be, so that the places are still found where there is nothing in them yet.
pub fn edits(snapshot: &Snapshot, group: Group, within: Option<&Range<usize>>) -> Vec<TextEdit> {
    let findings = snapshot.check().findings;
    // Several things may be missing in one object: each place is edited once.
    let mut merged: Vec<(Finding, Vec<(String, String)>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    let mut missing: Vec<&Finding> = missing(&findings, group, within).collect();
    // In one object, in the order in which the rules are listed: titles come before descriptions.
    let number = |finding: &Finding| rules::all().iter().position(|rule| *rule == finding.rule);
    missing.sort_by_cached_key(|finding| (finding.range.start, number(finding)));
    for finding in missing {
        let Some(members) = added(finding) else { continue };
        let at = *places.entry(finding.pointer.as_str()).or_insert(merged.len());
        if at == merged.len() {
            merged.push((finding.clone(), Vec::new()));
        }
        for member in members {
            if merged[at].1.iter().all(|(name, _)| *name != member.0) {
                merged[at].1.push(member.clone());
            }
        }
    }
    let source = &snapshot.buffer.reading();
    let fixer = fix::Fixer::new(source, &snapshot.tree);
    fix::combine(merged.into_iter().filter_map(|(mut finding, members)| {
        let action = FixAction::AddMembers(members);
        finding.fix = Some(FixIntent { action, applicability: Applicability::Manual });
        fixer.fix(&finding)
    }))
}

/// The members that the fix of `finding` adds.
fn added(finding: &Finding) -> Option<&[(String, String)]> {
    match &finding.fix.as_ref()?.action {
        FixAction::AddMembers(members) => Some(members),
        _ => None,
    }
}

fn missing<'f>(
    findings: &'f [Finding],
    group: Group,
    within: Option<&Range<usize>>,
) -> impl Iterator<Item = &'f Finding> {
    findings.iter().filter(move |finding| {
        finding.rule.group == group
            && added(finding).is_some()
            && within.is_none_or(|within| {
                within.start <= finding.range.start && finding.range.end <= within.end
            })
    })
}
