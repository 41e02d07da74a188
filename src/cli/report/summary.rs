//! Counts of a run.

use crate::rules::{Finding, Rule, Severity};

/// The number of files and findings of a run.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Summary {
    pub(in crate::cli) files: usize,
    pub(in crate::cli) errors: usize,
    pub(in crate::cli) warnings: usize,
    pub(in crate::cli) infos: usize,
    pub(in crate::cli) hints: usize,
    /// Number of files with at least one finding.
    pub(in crate::cli) affected: usize,
    /// Number of files that could not be read.
    pub(in crate::cli) unreadable: usize,
    /// The rule of the first error, or of the first finding if there are no errors.
    pub(in crate::cli) example: Option<&'static Rule>,
}

impl Summary {
    /// Creates the summary of one file.
    pub(in crate::cli) fn new(findings: &[Finding]) -> Summary {
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
    pub(in crate::cli) fn add(&mut self, other: Summary) {
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

/// Returns a number with its noun: `1 error`, `2 errors`.
pub(in crate::cli) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
