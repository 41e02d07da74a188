//! The format `markdown`: a table for each file with findings, and a summary.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::summary::describe_summary;
use super::{Checked, Report, Summary};
use crate::cli::line_index::LineIndex;
use crate::cli::sanitize::{sanitize, without_commands};

pub(super) struct Markdown;

impl Report for Markdown {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "### Integration manifests\n")
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let lines = LineIndex::new(file.text);
        let mut text = format!("#### {}\n\n", escaped(&file.tree_path()));
        text.push_str("| Line | Severity | Finding | Rule |\n| ---: | --- | --- | --- |\n");
        for finding in file.findings {
            let line = lines.position(finding.range.start).line;
            let (severity, id) = (finding.severity.name(), finding.rule.id);
            // Writing to a string cannot fail.
            let _ =
                writeln!(text, "| {line} | {severity} | {} | `{id}` |", escaped(&finding.message));
        }
        text.push('\n');
        out.extend_from_slice(without_commands(text).as_bytes());
        Ok(())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", describe_summary(summary))
    }
}

/// Returns `text` as inert Markdown in a cell of a table. Code between backticks stays code.
fn escaped(text: &str) -> String {
    let text = sanitize(text);
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        // A last backtick without a counterpart is a character.
        let is_open = is_code && parts.peek().is_none();
        if is_open {
            out.truncate(out.len() - 1);
            out.push_str("\\`");
        }
        if is_code && !is_open {
            // A table is split before code is recognized.
            out.push_str(&part.replace('|', "\\|"));
        } else {
            for c in part.chars() {
                if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | ':' | '/' | '\'') {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        if parts.peek().is_some() {
            out.push('`');
            is_code = !is_code;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn cells_are_inert() {
        for (text, expected) in [
            ("Unknown field `a|b`; see c.", "Unknown field `a\\|b`; see c."),
            ("<script> | [x](y) @z", "\\<script\\> \\| \\[x\\]\\(y\\) \\@z"),
            ("`a` and ` b*", "`a` and \\` b\\*"),
            ("a\nb", "a␊b"),
        ] {
            assert_eq!(escaped(text), expected, "{text}");
        }
    }
}
