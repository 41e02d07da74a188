//! Workflow commands that GitHub Actions shows as annotations.

use std::fmt::Write as _;
use std::io;

use super::{Checked, Report, span, without_dot};
use crate::cli::line_index::LineIndex;
use crate::cli::terminal::plain_char;
use crate::rules::Severity;

pub(super) struct Github;

impl Report for Github {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let mut lines = LineIndex::new(file.text);
        let mut text = String::new();
        for finding in file.findings {
            let at = span(&mut lines, &finding.range);
            text.push_str(match finding.severity {
                Severity::Error => "::error file=",
                Severity::Warning => "::warning file=",
                Severity::Info | Severity::Hint => "::notice file=",
            });
            escape(without_dot(file.path), true, &mut text);
            // Writing to a string does not fail.
            let _ = write!(
                text,
                ",line={},col={},endLine={},endColumn={},title=",
                at.line, at.column, at.end_line, at.end_column
            );
            escape(finding.rule.id, true, &mut text);
            text.push_str("::");
            escape(&finding.message, false, &mut text);
            text.push('\n');
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// What the runner unescapes; the log is shown on a web page and on terminals, so everything else
/// that steers one is replaced.
pub(super) fn escape(value: &str, is_property: bool, out: &mut String) {
    for c in value.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if is_property => out.push_str("%3A"),
            ',' if is_property => out.push_str("%2C"),
            c => out.push(plain_char(c)),
        }
    }
}
