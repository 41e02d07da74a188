//! Findings relative to their unit, and the builder that adds their details.

use std::ops::Range;

use super::finding::DiagnosticTag;
use super::fix_intent::{Applicability, FixAction, FixIntent};
use super::path::Path;
use super::rule::{Rule, Severity};
use crate::util::budget::cut_message;

/// A finding relative to its unit, so that it stays valid when the unit moves.
#[derive(Debug, Clone)]
pub struct UnitFinding {
    /// The violated rule.
    pub rule: &'static Rule,
    /// Default severity of this finding, if it differs from that of the rule.
    pub severity: Option<Severity>,
    /// Its location.
    pub anchor: Anchor,
    /// The path from the unit to the member it is about.
    pub path: Path,
    /// Message: the problem, then the correction.
    pub message: Box<str>,
    /// Other places that explain it, from the start of the unit's value.
    pub related: Vec<(Range<usize>, String)>,
    /// The number of places with this mistake, of which the finding is at the first.
    pub places: u32,
    /// How its range is drawn.
    pub tag: Option<DiagnosticTag>,
    /// The most likely fix.
    pub fix: Option<FixIntent>,
    /// Other possible fixes.
    pub alternatives: Vec<FixIntent>,
}

impl UnitFinding {
    /// The JSON Pointer from the unit to the member it is about, with long names cut.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.path.push_to(&mut pointer);
        pointer
    }
}

/// The location of a finding, relative to its unit.
#[derive(Debug, Clone)]
pub enum Anchor {
    /// The unit's name.
    Key,
    /// Bytes from the start of the unit's value.
    Value(Range<usize>),
}

/// Adds details to a finding that was just reported.
pub struct FindingBuilder<'f> {
    finding: &'f mut UnitFinding,
    /// The start of the unit's value.
    base: usize,
}

impl<'f> FindingBuilder<'f> {
    /// A builder for `finding`, whose unit's value starts at the byte `base`.
    pub fn new(finding: &'f mut UnitFinding, base: usize) -> FindingBuilder<'f> {
        FindingBuilder { finding, base }
    }

    /// Sets the default severity of this finding. A severity in the settings still applies.
    pub fn severity(self, severity: Severity) -> Self {
        self.finding.severity = Some(severity);
        self
    }

    /// Moves the finding to the member called `name` of the current one.
    pub fn at_member(self, name: &str) -> Self {
        self.at_path(&[name])
    }

    /// Moves the finding to the member at `path` from the current one.
    pub fn at_path(self, path: &[&str]) -> Self {
        for name in path {
            self.finding.path = self.finding.path.member(name);
        }
        self
    }

    /// Moves the finding to the member at `path` in the unit.
    pub fn at(self, path: Path) -> Self {
        self.finding.path = path;
        self
    }

    /// Sets how the range is drawn.
    pub fn tag(self, tag: DiagnosticTag) -> Self {
        self.finding.tag = Some(tag);
        self
    }

    /// Adds a place that explains the finding, in bytes of the document.
    pub fn related(self, range: Range<usize>, message: impl Into<String>) -> Self {
        let range = range.start - self.base..range.end - self.base;
        self.finding.related.push((range, cut_message(message.into())));
        self
    }

    /// Sets the number of places with this mistake.
    pub fn places(self, places: u32) -> Self {
        self.finding.places = places;
        self
    }

    /// Sets the fix, if there is one.
    pub fn fix(self, action: impl Into<Option<FixAction>>, applicability: Applicability) -> Self {
        self.fixes(action.into(), applicability)
    }

    /// Sets the possible fixes, the most likely first. `applicability` is that of the first; the
    /// others are unsafe, since each is one choice of several.
    pub fn fixes(
        self,
        actions: impl IntoIterator<Item = FixAction>,
        applicability: Applicability,
    ) -> Self {
        let mut actions = actions.into_iter();
        self.finding.fix = actions.next().map(|action| FixIntent { action, applicability });
        let intent = |action| FixIntent { action, applicability: Applicability::Unsafe };
        self.finding.alternatives = actions.map(intent).collect();
        self
    }
}
