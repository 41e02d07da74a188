//! A comparison with its texts.

use std::path::PathBuf;

use crate::cli::diff::FailOn;
use crate::cli::line_index::{LineIndex, Span};
use crate::cli::report::WorkTree;
use crate::diff::{Comparison, Finding, Level, Part};
use crate::report::comparison;

/// A comparison with its texts.
pub(in crate::cli) struct Compared {
    pub(in crate::cli) old_name: Option<String>,
    pub(in crate::cli) new_name: Option<String>,
    pub(in crate::cli) old_text: String,
    pub(in crate::cli) new_text: String,
    /// The file of the new manifest.
    pub(in crate::cli) file: Option<PathBuf>,
    pub(in crate::cli) fail_on: FailOn,
    pub(in crate::cli) comparison: Comparison,
}

/// A finding in a report.
pub(super) struct Row<'a> {
    pub(super) finding: &'a Finding,
    /// The id of the check, as in reports of rules.
    pub(super) id: String,
    /// The message and the effect.
    pub(super) text: String,
    /// The place in the new manifest; the start if it has none there.
    pub(super) span: Span,
}

impl Compared {
    /// The texts and the result, for the format `json`.
    pub(super) fn texts(&self) -> comparison::Compared<'_> {
        comparison::Compared {
            old_name: self.old_name.as_deref(),
            new_name: self.new_name.as_deref(),
            old_text: &self.old_text,
            new_text: &self.new_text,
            comparison: &self.comparison,
        }
    }

    /// Findings of at least `least`, and those on the version number.
    pub(super) fn listed(&self, least: Level) -> impl Iterator<Item = &Finding> {
        let is_listed = move |finding: &&Finding| finding.level >= least || is_version(finding);
        self.comparison.findings.iter().filter(is_listed)
    }

    /// The path of the file that annotations belong to.
    pub(super) fn path(&self) -> &str {
        self.new_name.as_deref().or(self.old_name.as_deref()).unwrap_or_default()
    }

    /// The path of that file in the work tree, for code hosts.
    pub(super) fn tree_path(&self) -> String {
        WorkTree::from_env().path(self.path(), self.file.as_deref())
    }

    /// The listed findings, with what reports show of each.
    pub(super) fn rows(&self, least: Level) -> impl Iterator<Item = Row<'_>> {
        let lines = LineIndex::new(&self.new_text);
        self.listed(least).map(move |finding| Row {
            finding,
            id: format!("diff/{}", finding.check.id),
            text: format!("{} {}", finding.message, finding.why),
            span: lines.span(&finding.new.as_ref().map_or(0..0, |place| place.range.clone())),
        })
    }

    /// The rows of findings that are not accepted.
    pub(super) fn open_rows(&self, least: Level) -> impl Iterator<Item = Row<'_>> {
        self.rows(least).filter(|row| !row.finding.accepted)
    }
}

/// Whether a finding is about the version number.
pub(super) fn is_version(finding: &Finding) -> bool {
    finding.part == Part::Version
}
