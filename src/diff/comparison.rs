//! The result of a comparison.

use super::finding::{Finding, Level, Part, Platform};
use super::version::Bump;

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
    /// Whether there were more findings than a report can hold.
    pub is_truncated: bool,
    /// Number of pairs of schemas that were compared: a measure of the cost.
    pub compared: usize,
}

impl Comparison {
    /// Number of findings of `level` that are not accepted.
    pub fn count(&self, level: Level) -> usize {
        let counts = |finding: &&Finding| finding.level == level && !finding.accepted;
        self.findings.iter().filter(counts).filter(|finding| finding.part != Part::Version).count()
    }
}
