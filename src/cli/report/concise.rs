//! The format `concise`: one line for each finding, in the form that compilers use.

use std::fmt::Write as _;
use std::io;

use super::{Checked, Report};
use crate::cli::line_index::LineIndex;
use crate::cli::sanitize::line;

pub(super) struct Concise;

impl Report for Concise {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let lines = LineIndex::new(file.text);
        let mut text = String::new();
        for finding in file.findings {
            let at = lines.position(finding.range.start);
            write_line(
                &mut text,
                &format!("{}:{}:{}", file.path, at.line, at.column),
                finding.severity.name(),
                &finding.message,
                finding.rule.id,
            );
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Writes the line about a finding.
pub(super) fn write_line(out: &mut String, place: &str, severity: &str, message: &str, id: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}", line(&format!("{place}: {severity}: {message} [{id}]")));
}
