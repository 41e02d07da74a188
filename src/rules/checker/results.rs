//! What was found, in terms of the document.

use std::ops::Range;
use std::sync::Arc;

use super::unit_cache::{Anchor, ChildUnit, Unit};
use super::{Checker, ROOT};
use crate::embedded::vrl;
use crate::manifest::types::Shape;
use crate::rules::document_context::{self, InterfaceImplementations};
use crate::rules::registry::{CHECKS, EMPTY};
use crate::rules::{Finding, Group, Related, Rule, Settings, Severity};
use crate::rules::{publish, syntax};
use crate::syntax::Tree;
use crate::text::Source;

/// What a check of one version of a document came to.
pub struct Report {
    /// Every finding, ordered by where it begins, then by rule.
    pub findings: Vec<Finding>,
    /// How many units were asked what is known of them.
    pub units_asked: usize,
    /// How many of them had to be checked.
    pub units_checked: usize,
}

/// Checks the document `tree` of the text `source`.
pub fn run(source: &dyn Source, tree: &Tree, settings: &Settings) -> Report {
    let found = found(source, tree, settings);
    let findings = found.findings(settings);
    Report { findings, units_asked: found.units_asked, units_checked: found.units_checked }
}

/// What is wrong with a document by the endpoint's schema alone, and the members that stand in it
/// twice: what `run` finds in these groups, without the work for the others. It takes the tree, since
/// what is kept in it is only half of what `run` would want to find there.
pub fn run_endpoint(source: &dyn Source, tree: Tree) -> Vec<Finding> {
    let settings = Settings::default();
    let mut engine = Checker::new(source, &settings.limits, 0, EMPTY);
    let mut found = CheckResult::default();
    if let Some(root) = tree.root() {
        found.start = root.start();
        found.unit = engine.check_unit_cached(ROOT, root, None, publish::nowhere());
    }
    found.findings(&settings)
}

/// The same as [`run`], as it is kept: for those who do not need all of it as findings.
pub fn found(source: &dyn Source, tree: &Tree, settings: &Settings) -> CheckResult {
    let steps = tree.root().map_or(0, vrl::steps);
    let mut engine = Checker::new(source, &settings.limits, steps, CHECKS);
    let mut found = CheckResult::default();
    syntax::check(source, tree, &mut found.whole);
    if let Some(root) = tree.root() {
        found.start = root.start();
        found.unit = engine.check_unit_cached(ROOT, root, None, publish::start());
        found.context.skipped = document_context::implementing(source, root);
        let mut site = document_context::DocumentContext {
            source,
            root,
            limits: &settings.limits,
            origins: &settings.origins,
            found: &mut found.whole,
        };
        for check in CHECKS.document {
            check(&mut site);
        }
    }
    found.context.published = document_context::is_published(source, tree);
    (found.units_asked, found.units_checked) = (engine.units_asked, engine.units_checked);
    found
}

/// What was found in one version of a document, as it is kept between versions.
#[derive(Default)]
pub struct CheckResult {
    /// What was found in the manifest, unit by unit.
    unit: Option<Arc<Unit>>,
    /// Where the manifest begins.
    start: usize,
    /// What was found in the document as a whole, without severities.
    whole: Vec<Finding>,
    /// What the manifest as a whole has to do with it.
    pub context: Context,
    units_asked: usize,
    units_checked: usize,
}

/// What decides, besides settings, whether something found in a unit is a finding, and how severe.
#[derive(Debug, Default, PartialEq)]
pub struct Context {
    skipped: InterfaceImplementations,
    published: bool,
}

/// A part of what was found: a definition, or what is not in one.
pub struct Section<'f> {
    /// The same as in an earlier version only if nothing was changed in it; `None` if that is not
    /// known.
    pub number: Option<u64>,
    /// Where its name is, in bytes of the document.
    pub key: Range<usize>,
    /// Where its value begins.
    pub value: usize,
    pointer: [&'f str; 2],
    content: Content<'f>,
}

enum Content<'f> {
    /// What was found in the document as a whole.
    Whole,
    /// What was found in a unit, but not in those inside.
    Shallow(&'f Unit),
    /// All that was found in a unit.
    Deep(&'f Unit),
}

impl CheckResult {
    /// Every finding, ordered by where it begins, then by rule.
    pub fn findings(&self, settings: &Settings) -> Vec<Finding> {
        self.collect(settings, None)
    }

    /// Those that lie in `range` or touch it.
    pub fn in_range(&self, range: &Range<usize>, settings: &Settings) -> Vec<Finding> {
        self.collect(settings, Some(range))
    }

    fn collect(&self, settings: &Settings, range: Option<&Range<usize>>) -> Vec<Finding> {
        let mut placing = Collector::new(&self.context, settings, range);
        placing.whole(&self.whole);
        if let Some(unit) = &self.unit {
            placing.unit(unit, self.start, &(self.start..self.start), false);
        }
        placing.sorted()
    }

    /// All of it in pieces, most of which are the same in the next version.
    pub fn pieces(&self) -> Vec<Section<'_>> {
        let none = self.start..self.start;
        let piece = |content| {
            let (key, value, pointer) = (none.clone(), self.start, [""; 2]);
            Section { number: None, key, value, pointer, content }
        };
        let mut pieces = vec![piece(Content::Whole)];
        let Some(root) = &self.unit else { return pieces };
        pieces.push(piece(Content::Shallow(root)));
        for nested in &root.nested {
            let outer = Section::of(nested, self.start, "");
            let unit = &*nested.unit;
            if !matches!(unit.shape, Some(Shape::Map(_))) {
                pieces.push(outer);
                continue;
            }
            let (value, pointer) = (outer.value, &*nested.pointer);
            pieces.push(Section { number: None, content: Content::Shallow(unit), ..outer });
            pieces.extend(unit.nested.iter().map(|it| Section::of(it, value, pointer)));
        }
        pieces
    }

    /// The findings in `piece`, ordered by where they begin, then by rule, and whether they are the
    /// same in any [`Context`].
    pub fn findings_in(&self, piece: &Section<'_>, settings: &Settings) -> (Vec<Finding>, bool) {
        let Section { key, value, pointer, content, .. } = piece;
        let mut placing = Collector::new(&self.context, settings, None);
        placing.pointer = pointer.concat();
        match content {
            Content::Whole => placing.whole(&self.whole),
            Content::Shallow(unit) => placing.own(unit, *value, key, false),
            Content::Deep(unit) => placing.unit(unit, *value, key, false),
        }
        let anywhere = !placing.to_publish;
        (placing.sorted(), anywhere)
    }
}

impl<'f> Section<'f> {
    /// The piece that `nested` is, inside of what begins at the byte `outer` and has that `pointer`.
    fn of(nested: &'f ChildUnit, outer: usize, pointer: &'f str) -> Section<'f> {
        Section {
            number: Some(nested.number()),
            key: outer + nested.key.start..outer + nested.key.end,
            value: outer + nested.value,
            pointer: [pointer, &nested.pointer],
            content: Content::Deep(&nested.unit),
        }
    }
}

/// Making findings of what is kept.
struct Collector<'f> {
    context: &'f Context,
    settings: &'f Settings,
    /// Nothing else is wanted.
    within: Option<&'f Range<usize>>,
    /// The JSON Pointer of the unit at hand.
    pointer: String,
    /// Whether something among it is about publishing, which depends on the context.
    to_publish: bool,
    found: Vec<Finding>,
}

impl<'f> Collector<'f> {
    fn new(
        context: &'f Context,
        settings: &'f Settings,
        within: Option<&'f Range<usize>>,
    ) -> Collector<'f> {
        let (pointer, found) = (String::new(), Vec::new());
        Collector { context, settings, within, pointer, to_publish: false, found }
    }

    /// The severity of a finding at `range`; `None` if it is none, or not wanted.
    fn severity(&self, rule: &Rule, range: &Range<usize>) -> Option<Severity> {
        let wanted = |all: &Range<usize>| range.start <= all.end && all.start <= range.end;
        self.within
            .is_none_or(wanted)
            .then(|| self.settings.severity(rule, self.context.published))?
    }

    /// What was found in the document as a whole.
    fn whole(&mut self, whole: &[Finding]) {
        for finding in whole {
            if let Some(severity) = self.severity(finding.rule, &finding.range) {
                self.found.push(Finding { severity, ..finding.clone() });
            }
        }
    }

    /// What was found in `unit`, which begins at the byte `base` and whose name stands at `key`.
    fn own(&mut self, unit: &Unit, base: usize, key: &Range<usize>, left_out: bool) {
        for local in &unit.own {
            if local.rule.group == Group::Publish {
                self.to_publish = true;
                if left_out {
                    continue;
                }
            }
            let range = match &local.anchor {
                Anchor::Key => key.clone(),
                Anchor::Value(range) => base + range.start..base + range.end,
            };
            let Some(severity) = self.severity(local.rule, &range) else { continue };
            let related = local.related.iter().map(|(range, message)| Related {
                range: base + range.start..base + range.end,
                message: message.clone(),
            });
            self.found.push(Finding {
                rule: local.rule,
                severity,
                range,
                pointer: [&*self.pointer, &*local.pointer].concat(),
                message: local.message.to_string(),
                related: related.collect(),
                tag: local.tag,
                remedy: local.remedy.clone(),
                alternatives: local.others.clone(),
            });
        }
    }

    /// The same, with what was found in the units inside.
    fn unit(&mut self, unit: &Unit, base: usize, key: &Range<usize>, mut left_out: bool) {
        let kind = unit.kind;
        left_out |= kind.is_some_and(|kind| self.context.skipped.contains(kind, &unit.name));
        self.own(unit, base, key, left_out);
        let length = self.pointer.len();
        for nested in &unit.nested {
            self.pointer.push_str(&nested.pointer);
            let key = base + nested.key.start..base + nested.key.end;
            self.unit(&nested.unit, base + nested.value, &key, left_out);
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
