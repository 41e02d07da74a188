//! Levels and accepted differences from the settings.

use semver::Version;

use super::finding::{Finding, Level, Part};
use super::version::Zero;

/// Settings of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Meaning of versions below `1.0.0`.
    pub zero: Zero,
    /// Levels that differ from those of the checks.
    pub levels: Vec<LevelRule>,
    /// Differences that are accepted.
    pub accepted: Vec<Accepted>,
}

/// A level for a check, a part, or a check in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRule {
    /// Id of the check; any check if absent.
    pub check: Option<&'static str>,
    /// The part; any part if absent.
    pub part: Option<Part>,
    /// The level; `None` does not report the difference.
    pub level: Option<Level>,
}

/// A difference that a team decided to accept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// Fingerprint of the finding.
    pub finding: Option<String>,
    /// Id of the check.
    pub id: Option<String>,
    /// Pointer pattern: `*` is any name, `**` at the end any path.
    pub pointer: Option<String>,
    /// Version from which the entry no longer holds.
    pub until: Option<Version>,
    /// The reason.
    pub reason: String,
}

impl Options {
    /// Applies levels and accepted differences. `new` is the version of the new manifest.
    pub(super) fn apply(&self, findings: &mut Vec<Finding>, new: Option<&Version>) {
        findings.retain_mut(|finding| match self.level(finding) {
            None => true,
            Some(None) => false,
            Some(Some(level)) => {
                finding.level = level;
                true
            }
        });
        for finding in findings {
            finding.accepted = self.accepted.iter().any(|entry| entry.matches(finding, new));
        }
    }

    /// The level that the settings give a finding: an id in a part, else an id, else a part.
    fn level(&self, finding: &Finding) -> Option<Option<Level>> {
        let rules = self.levels.iter().filter(|rule| {
            rule.check.is_none_or(|id| id == finding.check.id)
                && rule.part.is_none_or(|part| part == finding.part)
        });
        rules.max_by_key(|rule| (rule.check.is_some(), rule.part.is_some())).map(|rule| rule.level)
    }
}

impl Accepted {
    /// Whether the entry is about `finding`.
    pub fn matches(&self, finding: &Finding, new: Option<&Version>) -> bool {
        if let (Some(until), Some(new)) = (&self.until, new)
            && new >= until
        {
            return false;
        }
        if let Some(fingerprint) = &self.finding {
            return *fingerprint == finding.fingerprint;
        }
        let place = finding.new.as_ref().or(finding.old.as_ref());
        self.id.as_deref() == Some(finding.check.id)
            && self.pointer.as_deref().is_some_and(|pattern| {
                place.is_some_and(|place| matches(pattern, &place.pointer))
                    || finding.old.as_ref().is_some_and(|old| matches(pattern, &old.pointer))
            })
    }
}

/// Whether a pointer matches a pattern of steps.
fn matches(pattern: &str, pointer: &str) -> bool {
    let mut steps = pointer.split('/');
    for want in pattern.split('/') {
        if want == "**" {
            return true;
        }
        match steps.next() {
            Some(step) if want == "*" || want == step => {}
            _ => return false,
        }
    }
    steps.next().is_none()
}
