//! The result of a comparison.

use super::finding::{Finding, Level, Part, Platform};
use super::version::Bump;
use crate::util::budget::{MAX_FINDING_TEXT, MAX_FINDINGS};

/// Name and version of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The integration's name.
    pub name: Option<String>,
    /// The version as written.
    pub version: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// `public`, `unlisted` or `private`.
    pub visibility: &'static str,
}

/// Result of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The old manifest; `None` if the manifest is new.
    pub old: Option<Side>,
    /// The new manifest; `None` if it no longer exists.
    pub new: Option<Side>,
    /// The differences, the worst first.
    pub findings: Vec<Finding>,
    /// The step that the differences require.
    pub required: Bump,
    /// The step that the version numbers declare, if both are semantic versions.
    pub declared: Option<Bump>,
    /// The lowest version that suffices.
    pub next_version: Option<String>,
    /// Whether the version number is high enough.
    pub is_sufficient: bool,
    /// Whether Botpress rejects the changes without a new major version.
    pub platform: Platform,
    /// The findings that are not in `findings`.
    pub omitted: Omitted,
    /// Number of pairs of schemas that were compared: a measure of the cost.
    pub compared: usize,
}

/// The numbers of findings beyond the limits of a comparison or of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Omitted {
    /// The findings that are not accepted, by level.
    levels: [usize; Level::ALL.len()],
    accepted: usize,
}

impl Omitted {
    /// Counts a finding of `level` that is not accepted.
    pub(super) fn add(&mut self, level: Level) {
        self.levels[level as usize] += 1;
    }

    /// Number of the findings of `level` that are not accepted.
    pub fn of(&self, level: Level) -> usize {
        self.levels[level as usize]
    }

    /// Number of the findings of at least `least` that are not accepted.
    pub fn at_least(&self, least: Level) -> usize {
        self.levels[least as usize..].iter().sum()
    }

    /// The worst level of the findings that are not accepted.
    pub(super) fn worst(&self) -> Option<Level> {
        Level::ALL.into_iter().find(|level| self.of(*level) > 0)
    }
}

impl Comparison {
    /// Number of findings of `level` that are not accepted.
    pub fn count(&self, level: Level) -> usize {
        let counts = |finding: &&Finding| finding.level == level && !finding.accepted;
        let listed = self.findings.iter().filter(counts);
        let listed = listed.filter(|finding| finding.part != Part::Version).count();
        listed + self.omitted.of(level)
    }

    /// Number of findings that are accepted.
    pub fn count_accepted(&self) -> usize {
        let listed = self.findings.iter().filter(|finding| finding.accepted).count();
        listed + self.omitted.accepted
    }

    /// Whether there are more findings than `findings` contains.
    pub fn is_truncated(&self) -> bool {
        self.omitted != Omitted::default()
    }

    /// Limits the findings to those of one report: the worst ones, and those on the version.
    pub fn limit(&mut self) {
        let (mut count, mut text) = (0, 0);
        let omitted = &mut self.omitted;
        self.findings.retain(|finding| {
            if finding.part == Part::Version {
                return true;
            }
            text += finding.text_len();
            let has_room = count < MAX_FINDINGS && (count == 0 || text <= MAX_FINDING_TEXT);
            match (has_room, finding.accepted) {
                (true, _) => count += 1,
                (false, true) => omitted.accepted += 1,
                (false, false) => omitted.add(finding.level),
            }
            has_room
        });
    }
}
