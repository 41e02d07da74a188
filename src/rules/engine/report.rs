//! What was found, in terms of the document.

use std::ops::Range;
use std::sync::Arc;

use super::unit::{Anchor, Local, Unit};
use super::{Engine, WHOLE};
use crate::embedded::script;
use crate::rules::document::{self, Implementing};
use crate::rules::registry::{CHECKS, NO_CHECKS};
use crate::rules::{Finding, Group, Related, Rule, Settings, Severity, Tag};
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
    let findings = found.sightings(settings).findings();
    Report { findings, units_asked: found.units_asked, units_checked: found.units_checked }
}

/// What is wrong with a document by the endpoint's schema alone, and the members that stand in it
/// twice: what `run` finds in these groups, without the work for the others. It takes the tree, since
/// what is kept in it is only half of what `run` would want to find there.
pub fn run_endpoint(source: &dyn Source, tree: Tree) -> Vec<Finding> {
    let settings = Settings::default();
    let mut engine = Engine::new(source, &settings.limits, 0, NO_CHECKS);
    let mut found = Found::default();
    if let Some(root) = tree.root() {
        found.start = root.start();
        found.unit = engine.unit(WHOLE, root, None, publish::nowhere());
    }
    found.sightings(&settings).findings()
}

/// The same as [`run`], as it is kept: for those who do not need all of it as findings.
pub fn found(source: &dyn Source, tree: &Tree, settings: &Settings) -> Found {
    let steps = tree.root().map_or(0, script::steps);
    let mut engine = Engine::new(source, &settings.limits, steps, CHECKS);
    let mut found = Found::default();
    syntax::check(source, tree, &mut found.whole);
    if let Some(root) = tree.root() {
        found.start = root.start();
        found.unit = engine.unit(WHOLE, root, None, publish::start());
        found.left_out = document::implementing(source, root);
        let mut site = document::Site {
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
    found.published = document::is_published(source, tree);
    (found.units_asked, found.units_checked) = (engine.units_asked, engine.units_checked);
    found
}

/// What was found in one version of a document, as it is kept between versions.
#[derive(Default)]
pub struct Found {
    /// What was found in the manifest, unit by unit.
    unit: Option<Arc<Unit>>,
    /// Where the manifest begins.
    start: usize,
    /// What was found in the document as a whole, without severities.
    whole: Vec<Finding>,
    left_out: Implementing,
    published: bool,
    units_asked: usize,
    units_checked: usize,
}

impl Found {
    /// Every finding in its place, ordered by where it begins, then by rule.
    pub fn sightings(&self, settings: &Settings) -> Sightings<'_> {
        let mut all = Vec::new();
        for finding in &self.whole {
            let Some(severity) = settings.severity(finding.rule, self.published) else { continue };
            let (rule, range) = (finding.rule, finding.range.clone());
            all.push(Sighting { rule, severity, range, kept: Kept::Whole(finding) });
        }
        let mut placing =
            Placing { found: self, settings, pointer: String::new(), pointers: String::new(), all };
        if let Some(unit) = &self.unit {
            placing.unit(unit, self.start, &(self.start..self.start), false);
        }
        let Placing { mut all, pointers, .. } = placing;
        all.sort_by(|a, b| {
            (a.range.start, a.rule.id, a.range.end).cmp(&(b.range.start, b.rule.id, b.range.end))
        });
        Sightings { all, pointers }
    }
}

/// Findings in their places.
pub struct Sightings<'f> {
    /// Ordered by where they begin, then by rule.
    pub all: Vec<Sighting<'f>>,
    /// The JSON Pointers of units, one after the other.
    pub pointers: String,
}

/// One finding in its place: what a [`Finding`] can be made of.
pub struct Sighting<'f> {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// Its severity here, after configuration.
    pub severity: Severity,
    /// Where it is, in bytes of the document.
    pub range: Range<usize>,
    kept: Kept<'f>,
}

#[derive(Clone, Copy)]
enum Kept<'f> {
    /// In the document as a whole.
    Whole(&'f Finding),
    /// In a unit, which begins at the byte `base`.
    Unit { unit: &'f Unit, index: usize, base: usize, pointer: (usize, usize) },
}

/// What tells a finding in a unit from all others, in all versions of all documents: a number of the
/// unit, and one in it.
pub type Identity = (u64, usize);

impl<'f> Sightings<'f> {
    /// What is said of a finding among them.
    pub fn said<'s>(&'s self, sighting: &Sighting<'f>) -> Said<'s>
    where
        'f: 's,
    {
        match sighting.kept {
            Kept::Whole(finding) => Said::of(finding),
            Kept::Unit { unit, index, pointer: (start, end), .. } => {
                let Local { pointer, message, tag, .. } = &unit.own[index];
                let pointer = [&self.pointers[start..end], pointer];
                Said { pointer, message, tag: *tag, related: sighting.relating() }
            }
        }
    }

    /// All of them as findings.
    pub fn findings(&self) -> Vec<Finding> {
        self.all.iter().map(|sighting| self.finding(sighting)).collect()
    }

    /// Those that lie in `range` or touch it, as findings.
    pub fn touching(&self, range: &Range<usize>) -> Vec<Finding> {
        let touches =
            |it: &&Sighting<'_>| it.range.start <= range.end && range.start <= it.range.end;
        self.all.iter().filter(touches).map(|sighting| self.finding(sighting)).collect()
    }

    /// One of them as a finding.
    pub fn finding(&self, sighting: &Sighting<'f>) -> Finding {
        let (remedy, others) = match sighting.kept {
            Kept::Whole(Finding { remedy, others, .. }) => (remedy, others),
            Kept::Unit { unit, index, .. } => (&unit.own[index].remedy, &unit.own[index].others),
        };
        let said = self.said(sighting);
        let related = said.related().map(|(range, message)| {
            let message = message.to_owned();
            Related { range, message }
        });
        Finding {
            rule: sighting.rule,
            severity: sighting.severity,
            range: sighting.range.clone(),
            pointer: said.pointer.concat(),
            message: said.message.to_owned(),
            related: related.collect(),
            tag: said.tag,
            remedy: remedy.clone(),
            others: others.clone(),
        }
    }
}

impl<'f> Sighting<'f> {
    /// Other places that explain it, in bytes of the document, and why each matters here.
    pub fn related(&self) -> impl Iterator<Item = (Range<usize>, &'f str)> + use<'f> {
        self.relating().related()
    }

    fn relating(&self) -> Relating<'f> {
        match self.kept {
            Kept::Whole(finding) => Relating::Whole(&finding.related),
            Kept::Unit { unit, index, base, .. } => Relating::Local(base, &unit.own[index].related),
        }
    }

    /// What tells it from others: of two with one identity, only severity, place and the pointer to
    /// the unit can be different. What was found in the document as a whole has none.
    pub fn identity(&self) -> Option<Identity> {
        match self.kept {
            Kept::Whole(_) => None,
            Kept::Unit { unit, index, .. } => Some((unit.number.get(), index)),
        }
    }

    /// Which part of [`Sightings::pointers`] leads to the unit that it was found in.
    pub fn pointer(&self) -> Range<usize> {
        match self.kept {
            Kept::Whole(_) => 0..0,
            Kept::Unit { pointer: (start, end), .. } => start..end,
        }
    }
}

/// What a finding says besides its rule and place.
pub struct Said<'s> {
    /// The member it is about, as a JSON Pointer in two parts.
    pub pointer: [&'s str; 2],
    /// What is wrong, and what would be right.
    pub message: &'s str,
    /// How the range should be drawn besides underlining.
    pub tag: Option<Tag>,
    related: Relating<'s>,
}

#[derive(Clone, Copy)]
enum Relating<'s> {
    Whole(&'s [Related]),
    Local(usize, &'s [(Range<usize>, String)]),
}

impl<'s> Said<'s> {
    /// What `finding` says.
    pub fn of(finding: &'s Finding) -> Said<'s> {
        let Finding { pointer, message, related, tag, .. } = finding;
        Said { pointer: [pointer, ""], message, tag: *tag, related: Relating::Whole(related) }
    }

    /// Other places that explain it, in bytes of the document, and why each matters here.
    pub fn related(&self) -> impl Iterator<Item = (Range<usize>, &'s str)> + use<'s> {
        self.related.related()
    }
}

impl<'s> Relating<'s> {
    fn related(self) -> impl Iterator<Item = (Range<usize>, &'s str)> + use<'s> {
        let (base, local, whole) = match self {
            Relating::Whole(whole) => (0, [].as_slice(), whole),
            Relating::Local(base, local) => (base, local, [].as_slice()),
        };
        let local = local
            .iter()
            .map(move |(range, message)| (base + range.start..base + range.end, message.as_str()));
        let whole = whole.iter().map(|it| (it.range.clone(), it.message.as_str()));
        local.chain(whole)
    }
}

/// Putting what was found in units in its places.
struct Placing<'f, 's> {
    found: &'f Found,
    settings: &'s Settings,
    /// The JSON Pointer of the unit at hand.
    pointer: String,
    pointers: String,
    all: Vec<Sighting<'f>>,
}

impl<'f> Placing<'f, '_> {
    /// What was found in `unit`, which begins at the byte `base` and whose name stands at `key`, and
    /// in the units inside.
    fn unit(&mut self, unit: &'f Unit, base: usize, key: &Range<usize>, mut left_out: bool) {
        left_out |= unit.kind.is_some_and(|kind| self.found.left_out.contains(kind, &unit.name));
        let start = self.pointers.len();
        for (index, local) in unit.own.iter().enumerate() {
            if left_out && local.rule.group == Group::Publish {
                continue;
            }
            let severity = self.settings.severity(local.rule, self.found.published);
            let Some(severity) = severity else { continue };
            if self.pointers.len() == start {
                self.pointers.push_str(&self.pointer);
            }
            let range = match &local.anchor {
                Anchor::Key => key.clone(),
                Anchor::Value(range) => base + range.start..base + range.end,
            };
            let pointer = (start, self.pointers.len());
            let kept = Kept::Unit { unit, index, base, pointer };
            self.all.push(Sighting { rule: local.rule, severity, range, kept });
        }
        let length = self.pointer.len();
        for nested in &unit.nested {
            self.pointer.push_str(&nested.pointer);
            let key = base + nested.key.start..base + nested.key.end;
            self.unit(&nested.unit, base + nested.value, &key, left_out);
            self.pointer.truncate(length);
        }
    }
}
