//! Counts of a run.

use std::fmt::Write as _;

use crate::config::FailOn;
use crate::rules::{self, Finding, Rule, Severity};
use crate::util::display::{list_plain, plural};

/// The number of files and findings of a run.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Summary {
    pub(in crate::cli) files: usize,
    pub(in crate::cli) errors: usize,
    pub(in crate::cli) warnings: usize,
    pub(in crate::cli) infos: usize,
    pub(in crate::cli) hints: usize,
    /// Number of findings that the baseline or a comment accepts.
    pub(in crate::cli) accepted: usize,
    /// Number of findings that the older version has too.
    pub(in crate::cli) older: usize,
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
        let counts = rules::count_by_severity(findings);
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
            accepted: 0,
            older: 0,
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
        self.accepted += other.accepted;
        self.older += other.older;
        self.affected += other.affected;
        self.unreadable += other.unreadable;
    }

    /// Whether a finding has at least the severity `fail_on`.
    pub(in crate::cli) fn fails(&self, fail_on: FailOn) -> bool {
        let counts = [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
            (Severity::Info, self.infos),
            (Severity::Hint, self.hints),
        ];
        counts.into_iter().any(|(severity, count)| count > 0 && fail_on.includes(severity))
    }
}

/// Returns the last line of the report, such as `Found 2 errors and 1 hint in 1 of 3 files.`
pub(super) fn describe_summary(summary: &Summary) -> String {
    let counts = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.infos, "info"),
        (summary.hints, "hint"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| plural(count, noun))
        .collect();
    let files = plural(summary.files, "file");
    let found = list_plain(&counts, "and");
    let mut text = match counts.is_empty() {
        true if summary.files == 0 => "Checked 0 files.".to_owned(),
        true => format!("No problems found in {files}."),
        false if summary.affected < summary.files => {
            format!("Found {found} in {} of {files}.", summary.affected)
        }
        false => format!("Found {found} in {files}."),
    };
    if summary.accepted > 0 {
        let _ = write!(text, " {} accepted.", summary.accepted);
    }
    if summary.older > 0 {
        let _ = write!(text, " {} not shown.", plural(summary.older, "older finding"));
    }
    if summary.unreadable > 0 {
        let _ = write!(text, " {} could not be read.", plural(summary.unreadable, "file"));
    }
    text
}
