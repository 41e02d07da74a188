//! The findings of a document, collected from the cached units.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use super::accept::is_acceptable;
use super::accepted::missing_member;
use super::context::Omitted;
use super::document_context::Context;
use super::finding::{Finding, OmittedFindings, Related};
use super::finding_builder::{Anchor, UnitFinding};
use super::path::Path;
use super::rule::{Group, Rule, Severity};
use super::settings::Settings;
use super::suppression::{Suppression, SuppressionKind};
use super::syntax::too_many_findings;
use super::unit_cache::{ChildUnit, RELATED, Size, Unit};
use crate::manifest::types::Shape;
use crate::util::budget::{MAX_FINDING_TEXT, MAX_FINDINGS, json_len};

/// The findings of a document, and the work that the check did.
pub struct Report {
    /// Every finding, ordered by start, then by rule.
    pub findings: Vec<Finding>,
    /// The number of units whose findings were requested.
    pub units_asked: usize,
    /// The number of units that were not cached, and therefore checked.
    pub units_checked: usize,
}

/// A rule with the severity and the number of its findings that are not stored.
pub type OmittedRule = (&'static Rule, Severity, usize);

/// The result of a check of one version of a document, without severities.
#[derive(Default)]
pub struct CheckResult {
    /// The findings of the manifest, unit by unit.
    pub(super) unit: Option<Arc<Unit>>,
    /// The start of the manifest.
    pub(super) start: usize,
    /// The findings of the document as a whole.
    pub(super) whole: Vec<UnitFinding>,
    /// The number of those that are not stored.
    pub(super) whole_omitted: Omitted,
    /// The facts on which findings and severities depend.
    pub context: Context,
    pub(super) units_asked: usize,
    pub(super) units_checked: usize,
}

/// A section of a result: a definition, or what is outside of definitions.
pub struct Section<'f> {
    /// A number that two versions share only if the section is unchanged; `None` if unknown.
    pub number: Option<u64>,
    /// The range of its name, in bytes of the document.
    pub key: Range<usize>,
    /// The start of its value.
    pub value: usize,
    path: [Option<&'f Path>; 2],
    content: Content<'f>,
}

enum Content<'f> {
    /// The findings that an answer lists, where there are too many for all sections.
    Limited,
    /// The findings of the document as a whole.
    Whole,
    /// The findings of a unit, without those of the units inside.
    Shallow(&'f Unit),
    /// The findings of a unit and of the units inside.
    Deep(&'f Unit),
}

impl CheckResult {
    /// Every finding, ordered by start, then by rule. If there are too many for an answer, the most
    /// severe ones, and one finding with the number of all others.
    pub fn findings(&self, settings: &Settings) -> Vec<Finding> {
        self.collect(settings, None)
    }

    /// Like [`findings`](Self::findings), with the suppressed ones, which have a
    /// [`suppression`](Finding::suppression).
    pub fn all_findings(&self, settings: &Settings) -> Vec<Finding> {
        self.collect_with(settings, None, true)
    }

    /// The findings that are stored, with the suppressed ones: more than an answer lists.
    pub fn all_stored_findings(&self, settings: &Settings) -> Vec<Finding> {
        let mut collector = Collector::new(&self.context, settings, None);
        collector.keeps_suppressed = true;
        self.visit(&mut collector);
        collector.sorted()
    }

    /// The findings that are stored, for callers that do not show them, and the number of the others.
    pub fn stored_findings(&self, settings: &Settings) -> (Vec<Finding>, Vec<OmittedRule>) {
        let mut collector = Collector::new(&self.context, settings, None);
        self.visit(&mut collector);
        let omitted = std::mem::take(&mut collector.omitted_rules);
        (collector.sorted(), omitted)
    }

    /// The findings in `range`, ends included, with the limit of [`findings`](Self::findings).
    pub fn in_range(&self, range: &Range<usize>, settings: &Settings) -> Vec<Finding> {
        self.collect(settings, Some(range))
    }

    /// Every finding, with the work that the check did.
    pub(super) fn report(&self, settings: &Settings) -> Report {
        let CheckResult { units_asked, units_checked, .. } = *self;
        Report { findings: self.findings(settings), units_asked, units_checked }
    }

    fn collect(&self, settings: &Settings, range: Option<&Range<usize>>) -> Vec<Finding> {
        self.collect_with(settings, range, false)
    }

    fn collect_with(
        &self,
        settings: &Settings,
        range: Option<&Range<usize>>,
        keeps_suppressed: bool,
    ) -> Vec<Finding> {
        let mut collector = Collector::new(&self.context, settings, range);
        collector.keeps_suppressed = keeps_suppressed;
        if self.fits_answer() {
            self.visit(&mut collector);
            return collector.sorted();
        }
        collector.rooms = Some(<[Room; 4]>::default());
        self.visit(&mut collector);
        collector.keep_most_severe();
        let omitted = collector.omitted;
        let mut found = collector.sorted();
        if range.is_none()
            && let Some(finding) = too_many_findings::finding(omitted)
        {
            found.insert(0, finding);
        }
        found
    }

    fn visit<'f>(&'f self, collector: &mut Collector<'f>) {
        collector.whole(&self.whole, &self.whole_omitted);
        if let Some(unit) = &self.unit {
            collector.unit(unit, self.start, &(self.start..self.start), false);
        }
    }

    /// Whether an answer can contain all findings, whatever the severities are.
    fn fits_answer(&self) -> bool {
        let mut size = Size::of(&self.whole);
        let mut is_complete = self.whole_omitted.is_empty();
        if let Some(unit) = &self.unit {
            size.add(unit.size);
            is_complete &= unit.is_complete;
        }
        // The other half is for the pointers, which are known only when they are built.
        is_complete && size.count <= MAX_FINDINGS && size.text <= MAX_FINDING_TEXT / 2
    }

    /// The result in sections, most of which stay the same in the next version.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let none = self.start..self.start;
        let section = |content| {
            let (key, value, path) = (none.clone(), self.start, [None; 2]);
            Section { number: None, key, value, path, content }
        };
        if !self.fits_answer() {
            return vec![section(Content::Limited)];
        }
        let mut sections = vec![section(Content::Whole)];
        let Some(root) = &self.unit else { return sections };
        sections.push(section(Content::Shallow(root)));
        for child in &root.children {
            let outer = Section::of(child, self.start, None);
            let unit = &*child.unit;
            if !matches!(unit.shape, Some(Shape::Map(_))) {
                sections.push(outer);
                continue;
            }
            let (value, path) = (outer.value, Some(&child.path));
            sections.push(Section { number: None, content: Content::Shallow(unit), ..outer });
            sections.extend(unit.children.iter().map(|it| Section::of(it, value, path)));
        }
        sections
    }

    /// The findings in `section`, ordered by start, then by rule, and whether they are the same in
    /// any [`Context`].
    pub fn findings_in(&self, section: &Section<'_>, settings: &Settings) -> (Vec<Finding>, bool) {
        let Section { key, value, path, content, .. } = section;
        let mut collector = Collector::new(&self.context, settings, None);
        collector.path.extend(path.iter().flatten());
        match content {
            Content::Limited => return (self.findings(settings), false),
            Content::Whole => collector.whole(&self.whole, &[]),
            Content::Shallow(unit) => collector.own(&unit.own, &[], *value, key, false),
            Content::Deep(unit) => collector.unit(unit, *value, key, false),
        }
        let anywhere = !collector.has_publish;
        (collector.sorted(), anywhere)
    }
}

impl<'f> Section<'f> {
    /// The section of `child`, inside a unit at the byte `outer` with that `pointer`.
    fn of(child: &'f ChildUnit, outer: usize, path: Option<&'f Path>) -> Section<'f> {
        Section {
            number: Some(child.id()),
            key: outer + child.key.start..outer + child.key.end,
            value: outer + child.value,
            path: [path, Some(&child.path)],
            content: Content::Deep(&child.unit),
        }
    }
}

/// Turns the findings of units into those of the document.
struct Collector<'f> {
    context: &'f Context,
    settings: &'f Settings,
    /// If set, findings outside of this range are skipped.
    within: Option<&'f Range<usize>>,
    /// The path of the current unit, in parts. It becomes a pointer only for a finding that is listed.
    path: Vec<&'f Path>,
    /// Whether there are findings of the publish group, which depend on the context.
    has_publish: bool,
    /// If set, findings of each severity are collected as long as there is room. All others are counted.
    rooms: Option<[Room; 4]>,
    omitted: OmittedFindings,
    /// The findings that are not stored.
    omitted_rules: Vec<OmittedRule>,
    /// Whether suppressed findings are collected too.
    keeps_suppressed: bool,
    found: Vec<Finding>,
}

/// The room that is left in an answer.
#[derive(Clone, Copy)]
struct Room {
    count: usize,
    text: usize,
}

impl Default for Room {
    fn default() -> Room {
        Room { count: MAX_FINDINGS, text: MAX_FINDING_TEXT }
    }
}

impl Room {
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
    fn new(
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
        suppressions.find(finding.rule, range, &self.pointer(finding), member)
    }

    /// The pointer of a finding of the current unit.
    fn pointer(&self, finding: &UnitFinding) -> String {
        let mut pointer = String::new();
        self.path.iter().for_each(|path| path.push_to(&mut pointer));
        finding.path.push_to(&mut pointer);
        pointer
    }

    /// Adds the findings of the document as a whole.
    fn whole(&mut self, whole: &[UnitFinding], omitted: &[(&'static Rule, usize)]) {
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
    fn own(
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
            let mut message = finding.message.to_string();
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
    fn unit(&mut self, unit: &'f Unit, base: usize, key: &Range<usize>, mut skip_publish: bool) {
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
    fn keep_most_severe(&mut self) {
        let rooms = self.rooms.unwrap_or_default();
        let mut room = Room::default();
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

    fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|a, b| {
            (a.range.start, a.rule.id, a.range.end).cmp(&(b.range.start, b.rule.id, b.range.end))
        });
        self.found
    }
}
