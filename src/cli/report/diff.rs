//! Reports of `diff`.

mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod sarif;

use std::path::PathBuf;

use crate::cli::diff::{DiffFormat, FailOn};
use crate::cli::line_index::LineIndex;
use crate::cli::printer::Color;
use crate::diff::{Comparison, Finding, Level, Location, markdown};

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
    /// Findings of at least `least`, and those on the version number.
    fn listed(&self, least: Level) -> impl Iterator<Item = &Finding> {
        let is_listed = move |finding: &&Finding| {
            finding.level >= least || crate::cli::diff::is_version(finding)
        };
        self.comparison.findings.iter().filter(is_listed)
    }

    /// The path of the file that annotations belong to.
    fn path(&self) -> &str {
        self.new_name.as_deref().or(self.old_name.as_deref()).unwrap_or_default()
    }

    /// Line and column of a finding in the new manifest; the start if it has no place there.
    fn position(&self, place: Option<&Location>, lines: &LineIndex) -> (usize, usize) {
        match place {
            Some(place) => {
                let position = lines.position(place.range.start);
                (position.line, position.column)
            }
            None => (1, 1),
        }
    }
}

/// Writes a report of all comparisons.
pub(in crate::cli) fn write(
    format: DiffFormat,
    color: Color,
    all: &[Compared],
    least: Level,
) -> String {
    match format {
        DiffFormat::Human => human::write(all, least, color.is_enabled()),
        DiffFormat::Json => json::write(all, least),
        DiffFormat::Markdown => {
            let sections = all.iter().map(|it| markdown(&it.comparison, least));
            sections.collect::<Vec<_>>().join("\n")
        }
        DiffFormat::Sarif => sarif::write(all, least),
        DiffFormat::Github => github::write(all, least),
        DiffFormat::Junit => junit::write(all, least),
        DiffFormat::Gitlab => gitlab::write(all, least),
    }
}
