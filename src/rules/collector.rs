//! Turns the findings of cached units into those of a document, with a limit for large ones.

use std::fmt::Write;
use std::ops::Range;

use super::accept::is_acceptable;
use super::accepted::missing_member;
use super::document_context::Context;
use super::finding::{Finding, OmittedFindings, Related};
use super::finding_builder::{Anchor, UnitFinding};
use super::path::Path;
use super::rule::{Group, Rule, Severity};
use super::settings::Settings;
use super::suppression::{Suppression, SuppressionKind};
use super::unit_cache::{RELATED, Size, Unit};
use crate::util::budget::{json_len, max_finding_text, max_findings};

/// A rule with the severity and the number of its findings that are not stored.
pub type OmittedRule = (&'static Rule, Severity, usize);

/// Turns the findings of units into those of the document.
pub(super) struct Collector<'f> {
    context: &'f Context,
    settings: &'f Settings,
    /// If set, findings outside of this range are skipped.
    within: Option<&'f Range<usize>>,
    /// The path of the current unit, in parts. It becomes a pointer only for a finding that is listed.
    pub(super) path: Vec<&'f Path>,
    /// Whether there are findings of the publish group, which depend on the context.
    pub(super) has_publish: bool,
    /// If set, findings of each severity are collected as long as there is room. All others are counted.
    pub(super) rooms: Option<[Room; 4]>,
    pub(super) omitted: OmittedFindings,
    /// The findings that are not stored.
    pub(super) omitted_rules: Vec<OmittedRule>,
    /// Whether suppressed findings are collected too.
    pub(super) keeps_suppressed: bool,
    found: Vec<Finding>,
}

/// The room for findings that is left in an answer.
#[derive(Clone, Copy)]
pub(super) struct Room {
    count: usize,
    text: usize,
}

impl Default for Room {
    fn default() -> Room {
        Room::of(0)
    }
}

impl Room {
    /// The room in an answer about a document of `len` bytes.
    pub(super) fn of(len: usize) -> Room {
        Room { count: max_findings(len), text: max_finding_text(len) }
    }

    /// Whether there is room for findings of `size`, whatever their pointers are.
    pub(super) fn fits(self, size: Size) -> bool {
        // The other half is for the pointers, which are known only when they are built.
        size.count <= self.count && size.text <= self.text / 2
    }

    /// Takes the room for a finding. After the first one that does not fit, there is none.
    fn take(&mut self, finding: &Finding) -> bool {
        let related = finding.related.iter().map(|it| RELATED + json_len(&it.message));
        let text = json_len(&finding.message) + json_len(&finding.pointer) + related.sum::<usize>();
        match (self.count.checked_sub(1), self.text.checked_sub(text)) {
            (Some(count), Some(text)) => *self = Room { count, text },
            _ => {
                self.count = 0;
                return false;
            }
        }
        true
    }
}

impl<'f> Collector<'f> {
    pub(super) fn new(
        context: &'f Context,
        settings: &'f Settings,
        within: Option<&'f Range<usize>>,
    ) -> Collector<'f> {
        Collector {
            context,
            settings,
            within,
            path: Vec::new(),
            has_publish: false,
            rooms: None,
            omitted: OmittedFindings::default(),
            omitted_rules: Vec::new(),
            keeps_suppressed: false,
            found: Vec::new(),
        }
    }

    /// The severity of a finding at `range`; `None` if the rule is off or the range is skipped.
    fn severity(&self, finding: &UnitFinding, range: &Range<usize>) -> Option<Severity> {
        let wanted = |all: &Range<usize>| range.start <= all.end && all.start <= range.end;
        let severity = self.within.is_none_or(wanted).then(|| match finding.severity {
            Some(severity) if !self.settings.is_set(finding.rule) => Some(severity),
            _ => self.settings.severity(finding.rule, self.context.published),
        })??;
        let dump = self.context.dump.as_ref();
        let is_left_out = dump.is_some_and(|it| it.leaves_out(finding.rule, severity, range));
        (!is_left_out).then_some(severity)
    }

    /// Why a finding at `range` is suppressed.
    fn suppression(&self, finding: &UnitFinding, range: &Range<usize>) -> Option<Suppression> {
        let suppressions = &self.context.suppressions;
        if suppressions.is_empty() || !is_acceptable(finding.rule) {
            return None;
        }
        let member = missing_member(finding.rule, finding.fix.as_ref());
        suppressions.find(finding.rule, range, &self.pointer(finding), member, finding.places)
    }

    /// The pointer of a finding of the current unit.
    fn pointer(&self, finding: &UnitFinding) -> String {
        // Most pointers are shorter.
        let mut pointer = String::with_capacity(64);
        self.path.iter().for_each(|path| path.push_to(&mut pointer));
        finding.path.push_to(&mut pointer);
        pointer
    }

    /// Adds the findings of the document as a whole.
    pub(super) fn whole(&mut self, whole: &[UnitFinding], omitted: &[(&'static Rule, usize)]) {
        self.own(whole, omitted, 0, &(0..0), false);
    }

    /// Counts `count` findings of `rule` that are not listed.
    fn omit(&mut self, rule: &Rule, severity: Severity, count: usize) {
        self.omitted.by_severity[severity as usize] += count;
        if severity == Severity::Error {
            self.omitted.errors_by_group[rule.group as usize] += count;
        }
    }

    /// Adds the findings `own` of a unit whose value starts at the byte `base` and whose name is at
    /// `key`. With `skip_publish`, those of the publish group do not count.
    pub(super) fn own(
        &mut self,
        own: &[UnitFinding],
        omitted: &[(&'static Rule, usize)],
        base: usize,
        key: &Range<usize>,
        skip_publish: bool,
    ) {
        for (rule, count) in omitted {
            let is_skipped = skip_publish && rule.group == Group::Publish;
            if !is_skipped
                && let Some(severity) = self.settings.severity(rule, self.context.published)
            {
                self.omit(rule, severity, *count);
                self.omitted_rules.push((rule, severity, *count));
            }
        }
        for finding in own {
            if finding.rule.group == Group::Publish {
                self.has_publish = true;
                if skip_publish {
                    continue;
                }
            }
            let range = match &finding.anchor {
                Anchor::Key => key.clone(),
                Anchor::Value(range) => base + range.start..base + range.end,
            };
            let Some(mut severity) = self.severity(finding, &range) else { continue };
            let suppression = self.suppression(finding, &range);
            match &suppression {
                Some(_) if self.keeps_suppressed => {}
                Some(it)
                    if self.settings.shows_accepted && it.kind == SuppressionKind::Baseline =>
                {
                    severity = Severity::Hint;
                }
                Some(_) => continue,
                None => {}
            }
            if self.rooms.is_some_and(|rooms| rooms[severity as usize].count == 0) {
                self.omit(finding.rule, severity, 1);
                continue;
            }
            let pointer = self.pointer(finding);
            let mut message = String::from(&*finding.message);
            if let Some(shown) = suppression.as_ref().filter(|_| !self.keeps_suppressed) {
                let reason = shown.reason.as_ref().map(|reason| format!(": {reason}"));
                let _ = write!(message, " (accepted{})", reason.unwrap_or_default());
            }
            let related = finding.related.iter().map(|(range, message)| Related {
                range: base + range.start..base + range.end,
                message: message.clone(),
            });
            let finding = Finding {
                rule: finding.rule,
                severity,
                range,
                pointer,
                message,
                related: related.collect(),
                tag: finding.tag,
                fix: finding.fix.clone(),
                alternatives: finding.alternatives.clone(),
                places: finding.places,
                omitted: None,
                suppression: suppression.map(Box::new),
            };
            let room = self.rooms.as_mut().map(|rooms| &mut rooms[severity as usize]);
            if room.is_none_or(|room| room.take(&finding)) {
                self.found.push(finding);
            } else {
                self.omit(finding.rule, severity, 1);
            }
        }
    }

    /// Adds the findings of `unit` and of the units inside.
    pub(super) fn unit(
        &mut self,
        unit: &'f Unit,
        base: usize,
        key: &Range<usize>,
        mut skip_publish: bool,
    ) {
        let kind = unit.kind;
        skip_publish |= kind.is_some_and(|kind| self.context.skipped.contains(kind, &unit.name));
        self.own(&unit.own, &unit.omitted, base, key, skip_publish);
        for child in &unit.children {
            self.path.push(&child.path);
            let key = base + child.key.start..base + child.key.end;
            self.unit(&child.unit, base + child.value, &key, skip_publish);
            self.path.pop();
        }
    }

    /// Removes the findings for which an answer with all more severe ones has no room, and counts them.
    pub(super) fn keep_most_severe(&mut self, mut room: Room) {
        let rooms = self.rooms.unwrap_or([room; 4]);
        let found = std::mem::take(&mut self.found);
        let mut kept = vec![false; found.len()];
        for severity in [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint] {
            for (finding, kept) in found.iter().zip(&mut kept) {
                if finding.severity == severity {
                    *kept = room.take(finding);
                    if !*kept {
                        self.omit(finding.rule, severity, 1);
                    }
                }
            }
            // Once a finding is omitted, no less severe one is listed.
            room.count = room.count.min(rooms[severity as usize].count);
        }
        let kept =
            found.into_iter().zip(kept).filter_map(|(finding, kept)| kept.then_some(finding));
        self.found = kept.collect();
    }

    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|a, b| {
            (a.range.start, a.rule.id, a.range.end).cmp(&(b.range.start, b.rule.id, b.range.end))
        });
        self.found
    }
}
