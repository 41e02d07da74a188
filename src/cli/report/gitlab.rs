//! The format `gitlab`: a Code Quality report of GitLab.

use std::io::{self, Write};

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::json_escape::write_json;
use super::{Checked, Report, Summary};
use crate::cli::line_index::LineIndex;
use crate::rules::Severity;

pub(super) struct Gitlab;

/// An issue of a report.
#[derive(Serialize)]
pub(super) struct Issue<'a> {
    pub(super) description: String,
    pub(super) check_name: String,
    pub(super) fingerprint: String,
    pub(super) severity: &'static str,
    pub(super) location: IssueLocation<'a>,
}

/// The location of an issue.
#[derive(Serialize)]
pub(super) struct IssueLocation<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl IssueLocation<'_> {
    /// The location of a line, counted from 1, in the file at `path`.
    pub(super) fn new(path: &str, line: usize) -> IssueLocation<'_> {
        IssueLocation { path, lines: Lines { begin: line } }
    }
}

impl Report for Gitlab {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "[")
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let (path, lines) = (file.tree_path(), LineIndex::new(file.text));
        let mut fingerprints = Fingerprints::default();
        for (index, finding) in file.findings.iter().enumerate() {
            if index > 0 {
                out.extend_from_slice(self.separator().as_bytes());
            }
            let issue = Issue {
                description: finding.message.to_string(),
                check_name: finding.rule.id.to_owned(),
                fingerprint: fingerprints.next(&path, finding),
                severity: match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "minor",
                    Severity::Hint => "info",
                },
                location: IssueLocation::new(&path, lines.position(finding.range.start).line),
            };
            write_json(&mut *out, &issue)?;
        }
        Ok(())
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, _summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n]")
    }
}
