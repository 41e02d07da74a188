//! The format `github`: workflow commands that GitHub Actions shows as annotations.

use std::fmt::Write as _;
use std::io;

use super::{Checked, Report};
use crate::cli::line_index::{LineIndex, Span};
use crate::cli::sanitize::{is_command, sanitize_char};
use crate::rules::Severity;

pub(super) struct Github;

impl Report for Github {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let (path, lines) = (file.tree_path(), LineIndex::new(file.text));
        let mut text = String::new();
        for finding in file.findings {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info | Severity::Hint => "notice",
            };
            let span = lines.span(&finding.range);
            annotate(level, &path, span, finding.rule.id, &finding.message, &mut text);
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Writes the annotation of a finding.
pub(super) fn annotate(
    level: &str,
    path: &str,
    Span { start, end }: Span,
    title: &str,
    message: &str,
    out: &mut String,
) {
    // Writing to a string cannot fail.
    let _ = write!(out, "::{level} file=");
    escape(path, true, out);
    let _ = write!(
        out,
        ",line={},col={},endLine={},endColumn={},title=",
        start.line, start.column, end.line, end.column
    );
    escape(title, true, out);
    out.push_str("::");
    escape(message, false, out);
    out.push('\n');
}

/// Escapes `value` for the runner, and replaces control characters: the log is shown on a web page and
/// on terminals.
fn escape(value: &str, is_property: bool, out: &mut String) {
    for (at, c) in value.char_indices() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            ':' if is_property => out.push_str("%3A"),
            ',' if is_property => out.push_str("%2C"),
            // Commands that runners recognize anywhere in a line.
            '#' if is_command(value, at) => out.push('\u{266f}'),
            c => out.push(sanitize_char(c)),
        }
    }
}
