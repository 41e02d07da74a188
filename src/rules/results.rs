//! The findings of a document, collected from the cached units.

use std::ops::Range;
use std::sync::Arc;

use super::collector::{Collector, OmittedRule, Room};
use super::context::Omitted;
use super::document_context::Context;
use super::finding::Finding;
use super::finding_builder::UnitFinding;
use super::path::Path;
use super::settings::Settings;
use super::syntax::too_many_findings;
use super::unit_cache::{ChildUnit, Size, Unit};
use crate::manifest::types::Shape;

/// The findings of a document, and the work that the check did.
pub struct Report {
    /// Every finding, ordered by start, then by rule.
    pub findings: Vec<Finding>,
    /// The number of units whose findings were requested.
    pub units_asked: usize,
    /// The number of units that were not cached, and therefore checked.
    pub units_checked: usize,
}

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
    /// The room for findings in an answer.
    pub(super) room: Room,
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
        collector.rooms = Some([self.room; 4]);
        self.visit(&mut collector);
        collector.keep_most_severe(self.room);
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
        is_complete && self.room.fits(size)
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

#[cfg(test)]
mod tests {
    use crate::rules::{TOO_MANY_FINDINGS, check};
    use crate::syntax::Dialect;

    /// Returns the number of listed findings about 600 wrong secrets in a manifest with a description of `len` bytes.
    fn listed(len: usize) -> (usize, bool) {
        let description = "x".repeat(len);
        let secrets = (0..600).map(|it| format!("\"a{it}\": 1")).collect::<Vec<_>>().join(",");
        let text = format!("{{\"description\": \"{description}\", \"secrets\": {{{secrets}}}}}");
        let findings = check(&text, Dialect::Json, &super::Settings::default());
        (findings.len(), findings.iter().any(|it| it.rule.id == TOO_MANY_FINDINGS.id))
    }

    #[test]
    fn large_document_lists_more_findings() {
        assert_eq!(listed(0), (1_001, true));
        let (count, is_cut) = listed(9_000_000);
        assert!(count > 1_001 && !is_cut, "{count}");
    }
}
