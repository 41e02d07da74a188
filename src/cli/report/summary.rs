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
        let mut counts = [0; 4];
        for finding in findings {
            match &finding.omitted {
                Some(omitted) => {
                    counts.iter_mut().zip(omitted.by_severity).for_each(|(sum, it)| *sum += it);
                }
                None => counts[finding.severity as usize] += 1,
            }
        }
        let count = |severity: Severity| counts[severity as usize];
        let mut listed = findings.iter().filter(|finding| finding.omitted.is_none());
        let first = listed.clone().next();
        let first_error = listed.find(|finding| finding.severity == Severity::Error);
        Summary {
            files: 1,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            hints: count(Severity::Hint),
            affected: usize::from(!findings.is_empty()),
            unreadable: 0,
            example: first_error.or(first).map(|finding| finding.rule),
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
