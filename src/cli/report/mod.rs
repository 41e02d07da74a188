//! How findings are written.
//!
//! A report is written file by file, in order, while the check still runs; a file's part is made by
//! the thread that checked it.

pub(super) mod diff;
mod github;
mod human;
mod json;
mod sarif;
mod snippet;

use std::io::{self, Write};

use super::args::Format;
use super::line_index::LineIndex;
use super::terminal::wants_color;
use crate::cli::args::Color;
use crate::rules::{Finding, Rule, Severity};

/// A file and what was found in it.
pub(super) struct Checked<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) findings: &'a [Finding],
}

/// What a whole run found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    pub(super) files: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    pub(super) hints: usize,
    /// The files with at least one finding.
    pub(super) affected: usize,
    /// A rule that was broken.
    pub(super) example: Option<&'static Rule>,
}

impl Summary {
    /// The summary of one file.
    pub(super) fn of(findings: &[Finding]) -> Summary {
        let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
        Summary {
            files: 1,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            hints: count(Severity::Hint),
            affected: usize::from(!findings.is_empty()),
            example: findings.first().map(|finding| finding.rule),
        }
    }

    pub(super) fn add(&mut self, other: Summary) {
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.hints += other.hints;
        self.affected += other.affected;
        self.example = self.example.or(other.example);
    }
}

/// A way of writing findings.
pub(super) trait Report: Sync {
    /// What comes before everything.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// One file's part; no bytes if there is nothing to say about it.
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()>;

    /// What stands between the parts of two files.
    fn separator(&self) -> &'static str {
        ""
    }

    /// What comes after everything.
    fn end(&self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The report that was asked for.
pub(super) fn of(format: Format, color: Color) -> Box<dyn Report> {
    match format {
        Format::Human => Box::new(human::Human::new(wants_color(color))),
        Format::Json => Box::new(json::Json),
        Format::Sarif => Box::new(sarif::Sarif::new()),
        Format::Github => Box::new(github::Github),
    }
}

/// Both ends of a finding for people.
struct Span {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

fn span(lines: &mut LineIndex<'_>, range: &std::ops::Range<usize>) -> Span {
    let (start, end) = lines.span(range);
    Span { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}

/// `1 error`, `2 errors`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A path relative to where the program runs, as code hosts want it.
fn without_dot(path: &str) -> &str {
    path.trim_start_matches("./")
}

#[cfg(test)]
mod tests;
