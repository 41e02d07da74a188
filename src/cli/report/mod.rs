//! The formats of a report.
//!
//! A report is written file by file, in order, while the check runs. The thread that checks a file
//! formats its part.

pub(super) mod diff;
mod github;
mod human;
mod json;
mod sarif;
mod snippet;

use std::io::{self, Write};

use super::args::Format;
use super::printer::Color;
use crate::rules::{Finding, Rule, Severity};

/// A file with its findings.
pub(super) struct Checked<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) findings: &'a [Finding],
}

/// The number of files and findings of a run.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    pub(super) files: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    pub(super) hints: usize,
    /// Number of files with at least one finding.
    pub(super) affected: usize,
    /// Number of files that could not be read.
    pub(super) unreadable: usize,
    /// The rule of the first error, or of the first finding if there are no errors.
    pub(super) example: Option<&'static Rule>,
}

impl Summary {
    /// Creates the summary of one file.
    pub(super) fn new(findings: &[Finding]) -> Summary {
        let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
        let first_error = findings.iter().find(|finding| finding.severity == Severity::Error);
        Summary {
            files: 1,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            hints: count(Severity::Hint),
            affected: usize::from(!findings.is_empty()),
            unreadable: 0,
            example: first_error.or(findings.first()).map(|finding| finding.rule),
        }
    }

    /// Adds the summary of another file.
    pub(super) fn add(&mut self, other: Summary) {
        self.example = match other.errors > 0 && self.errors == 0 {
            true => other.example,
            false => self.example.or(other.example),
        };
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.hints += other.hints;
        self.affected += other.affected;
        self.unreadable += other.unreadable;
    }
}

/// A format of a report.
pub(super) trait Report: Sync {
    /// Writes the start of the report.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the part about one file, which may be empty.
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()>;

    /// Returns the text between the parts of two files.
    fn separator(&self) -> &'static str {
        ""
    }

    /// Writes the end of the report.
    fn end(&self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Creates a report.
pub(super) fn new(format: Format, color: Color) -> Box<dyn Report> {
    match format {
        Format::Human => Box::new(human::Human::new(color.is_enabled())),
        Format::Json => Box::new(json::Json),
        Format::Sarif => Box::new(sarif::Sarif::new()),
        Format::Github => Box::new(github::Github),
    }
}

/// Returns a number with its noun: `1 error`, `2 errors`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Removes `./` from the start of a path, for code hosts.
fn without_dot(path: &str) -> &str {
    path.trim_start_matches("./")
}

#[cfg(test)]
mod tests;
