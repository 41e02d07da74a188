//! A comparison with its texts.

use std::path::PathBuf;

use crate::cli::diff::FailOn;
use crate::cli::line_index::LineIndex;
use crate::cli::report::WorkTree;
use crate::diff::{Comparison, Finding, Level, Location, Part};
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

    /// Line and column of a finding in the new manifest; the start if it has no place there.
    pub(super) fn position(&self, place: Option<&Location>, lines: &LineIndex) -> (usize, usize) {
        match place {
            Some(place) => {
                let position = lines.position(place.range.start);
                (position.line, position.column)
            }
            None => (1, 1),
        }
    }
}

/// Whether a finding is about the version number.
pub(super) fn is_version(finding: &Finding) -> bool {
    finding.part == Part::Version
}
