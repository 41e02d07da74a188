//! The format `json`: one object.

use std::io::{self, Write};

use serde::Serialize;

use super::json_escape::write_json;
use super::{Checked, Report, Summary};
use crate::cli::line_index::{LineIndex, Span};
use crate::fix::AppliedFix;
use crate::rules::Finding;

/// The version of the format. It is a public interface: an incompatible change needs a new version.
const VERSION: u32 = 1;

pub(super) struct Json {
    /// Whether accepted findings are listed.
    pub(super) show_accepted: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Diagnostic<'a> {
    rule: &'static str,
    group: &'static str,
    severity: &'static str,
    message: &'a str,
    pointer: &'a str,
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    accepted: bool,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    diagnostics: Vec<Diagnostic<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<Fixed<'a>>>,
}

/// A fix that was applied.
#[derive(Serialize)]
struct Fixed<'a> {
    rule: &'static str,
    pointer: &'a str,
    title: &'a str,
}

impl<'a> Fixed<'a> {
    fn new(fix: &'a AppliedFix) -> Fixed<'a> {
        Fixed { rule: fix.rule.id, pointer: &fix.pointer, title: &fix.title }
    }
}

#[derive(Serialize)]
struct Totals {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    hints: usize,
    #[serde(skip_serializing_if = "is_zero")]
    accepted: usize,
    #[serde(skip_serializing_if = "is_zero")]
    older: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Report for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\"version\":{VERSION},\"files\":[")
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let fixed = file.fixed.map(|fixed| fixed.iter().map(Fixed::new).collect());
        write_json(out, &File { path: file.path, diagnostics: self.diagnostics(file), fixed })
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let Summary { files, errors, warnings, infos, hints, accepted, older, .. } = *summary;
        write!(out, "\n],\"summary\":")?;
        write_json(&mut *out, &Totals { files, errors, warnings, infos, hints, accepted, older })?;
        writeln!(out, "}}")
    }
}

impl Json {
    fn diagnostics<'a>(&self, file: &Checked<'a>) -> Vec<Diagnostic<'a>> {
        let accepted = if self.show_accepted { file.accepted } else { &[] };
        if file.findings.is_empty() && accepted.is_empty() {
            return Vec::new();
        }
        let mut findings: Vec<&Finding> = file.findings.iter().chain(accepted).collect();
        if !accepted.is_empty() {
            findings.sort_by_key(|it| (it.range.start, it.rule.id, it.range.end));
        }
        let lines = LineIndex::new(file.text);
        let diagnostic = |finding: &'a Finding| {
            let Span { start, end } = lines.span(&finding.range);
            Diagnostic {
                rule: finding.rule.id,
                group: finding.rule.group.name(),
                severity: finding.severity.name(),
                message: &finding.message,
                pointer: &finding.pointer,
                start: finding.range.start,
                end: finding.range.end,
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                accepted: finding.suppression.is_some(),
            }
        };
        findings.into_iter().map(diagnostic).collect()
    }
}
