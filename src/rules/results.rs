//! The findings of a document, collected from the cached units.

use std::ops::Range;
use std::sync::Arc;

use super::document_context::Context;
use super::finding::{Finding, Related};
use super::finding_builder::{Anchor, UnitFinding};
use super::rule::{Group, Severity};
use super::settings::Settings;
use super::unit_cache::{ChildUnit, Unit};
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
    pointer: [&'f str; 2],
    content: Content<'f>,
}

enum Content<'f> {
    /// The findings of the document as a whole.
    Whole,
    /// The findings of a unit, without those of the units inside.
    Shallow(&'f Unit),
    /// The findings of a unit and of the units inside.
    Deep(&'f Unit),
}

impl CheckResult {
    /// Every finding, ordered by start, then by rule.
    pub fn findings(&self, settings: &Settings) -> Vec<Finding> {
        self.collect(settings, None)
    }

    /// The findings in `range`, ends included.
    pub fn in_range(&self, range: &Range<usize>, settings: &Settings) -> Vec<Finding> {
        self.collect(settings, Some(range))
    }

    /// Every finding, with the work that the check did.
    pub(super) fn report(&self, settings: &Settings) -> Report {
        let CheckResult { units_asked, units_checked, .. } = *self;
        Report { findings: self.findings(settings), units_asked, units_checked }
    }

    fn collect(&self, settings: &Settings, range: Option<&Range<usize>>) -> Vec<Finding> {
        let mut collector = Collector::new(&self.context, settings, range);
        collector.whole(&self.whole);
        if let Some(unit) = &self.unit {
            collector.unit(unit, self.start, &(self.start..self.start), false);
        }
        collector.sorted()
    }

    /// The result in sections, most of which stay the same in the next version.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let none = self.start..self.start;
        let section = |content| {
            let (key, value, pointer) = (none.clone(), self.start, [""; 2]);
            Section { number: None, key, value, pointer, content }
        };
        let mut sections = vec![section(Content::Whole)];
        let Some(root) = &self.unit else { return sections };
        sections.push(section(Content::Shallow(root)));
        for child in &root.children {
            let outer = Section::of(child, self.start, "");
            let unit = &*child.unit;
            if !matches!(unit.shape, Some(Shape::Map(_))) {
                sections.push(outer);
                continue;
            }
            let (value, pointer) = (outer.value, &*child.pointer);
            sections.push(Section { number: None, content: Content::Shallow(unit), ..outer });
            sections.extend(unit.children.iter().map(|it| Section::of(it, value, pointer)));
        }
        sections
    }

    /// The findings in `section`, ordered by start, then by rule, and whether they are the same in
    /// any [`Context`].
    pub fn findings_in(&self, section: &Section<'_>, settings: &Settings) -> (Vec<Finding>, bool) {
        let Section { key, value, pointer, content, .. } = section;
        let mut collector = Collector::new(&self.context, settings, None);
        collector.pointer = pointer.concat();
        match content {
            Content::Whole => collector.whole(&self.whole),
            Content::Shallow(unit) => collector.own(&unit.own, *value, key, false),
            Content::Deep(unit) => collector.unit(unit, *value, key, false),
        }
        let anywhere = !collector.has_publish;
        (collector.sorted(), anywhere)
    }
}

impl<'f> Section<'f> {
    /// The section of `child`, inside a unit at the byte `outer` with that `pointer`.
    fn of(child: &'f ChildUnit, outer: usize, pointer: &'f str) -> Section<'f> {
        Section {
            number: Some(child.id()),
            key: outer + child.key.start..outer + child.key.end,
            value: outer + child.value,
            pointer: [pointer, &child.pointer],
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
    /// The JSON Pointer of the current unit.
    pointer: String,
    /// Whether there are findings of the publish group, which depend on the context.
    has_publish: bool,
    found: Vec<Finding>,
}

impl<'f> Collector<'f> {
    fn new(
        context: &'f Context,
        settings: &'f Settings,
        within: Option<&'f Range<usize>>,
    ) -> Collector<'f> {
        let (pointer, found) = (String::new(), Vec::new());
        Collector { context, settings, within, pointer, has_publish: false, found }
    }

    /// The severity of a finding at `range`; `None` if the rule is off or the range is skipped.
    fn severity(&self, finding: &UnitFinding, range: &Range<usize>) -> Option<Severity> {
        let wanted = |all: &Range<usize>| range.start <= all.end && all.start <= range.end;
        self.within.is_none_or(wanted).then(|| match finding.severity {
            Some(severity) if !self.settings.is_set(finding.rule) => Some(severity),
            _ => self.settings.severity(finding.rule, self.context.published),
        })?
    }

    /// Adds the findings of the document as a whole.
    fn whole(&mut self, whole: &[UnitFinding]) {
        self.own(whole, 0, &(0..0), false);
    }

    /// Adds the findings `own` of a unit whose value starts at the byte `base` and whose name is at
    /// `key`. With `skip_publish`, those of the publish group do not count.
    fn own(&mut self, own: &[UnitFinding], base: usize, key: &Range<usize>, skip_publish: bool) {
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
            let Some(severity) = self.severity(finding, &range) else { continue };
            let related = finding.related.iter().map(|(range, message)| Related {
                range: base + range.start..base + range.end,
                message: message.clone(),
            });
            self.found.push(Finding {
                rule: finding.rule,
                severity,
                range,
                pointer: [&*self.pointer, &*finding.pointer].concat(),
                message: finding.message.to_string(),
                related: related.collect(),
                tag: finding.tag,
                fix: finding.fix.clone(),
                alternatives: finding.alternatives.clone(),
            });
        }
    }

    /// Adds the findings of `unit` and of the units inside.
    fn unit(&mut self, unit: &Unit, base: usize, key: &Range<usize>, mut skip_publish: bool) {
        let kind = unit.kind;
        skip_publish |= kind.is_some_and(|kind| self.context.skipped.contains(kind, &unit.name));
        self.own(&unit.own, base, key, skip_publish);
        let length = self.pointer.len();
        for child in &unit.children {
            self.pointer.push_str(&child.pointer);
            let key = base + child.key.start..base + child.key.end;
            self.unit(&child.unit, base + child.value, &key, skip_publish);
            self.pointer.truncate(length);
        }
    }

    fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|a, b| {
            (a.range.start, a.rule.id, a.range.end).cmp(&(b.range.start, b.rule.id, b.range.end))
        });
        self.found
    }
}
