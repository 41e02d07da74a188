//! The JSON report of `check` and `validate`.

use schemars::JsonSchema;
use serde::Serialize;

use super::fixes::Help;
use super::line_index::{LineIndex, Span};
use crate::rules::Finding;

/// The version of the format. It is a public interface: an incompatible change needs a new version.
pub(crate) const VERSION: u32 = 1;

/// The report of `check` and `validate`. It is written file by file, so this type describes it only.
#[derive(JsonSchema)]
#[schemars(rename = "CheckReport")]
#[allow(dead_code)]
pub(crate) struct CheckReport {
    /// The version of the format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The checked files, sorted by path.
    files: Vec<CheckedFile<'static>>,
    summary: Totals,
}

/// A file and its findings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CheckedFile<'a> {
    /// The path as given, or below the given folder, with `/` on every system.
    pub(crate) path: &'a str,
    /// The findings in document order.
    pub(crate) diagnostics: Vec<Diagnostic<'a>>,
    /// With `--fix`: the applied fixes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fixed: Option<Vec<Fixed<'a>>>,
}

/// A fix that was applied.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Fixed<'a> {
    /// The ID of the rule.
    pub(crate) rule: &'static str,
    /// The JSON Pointer of the finding, in the document before the fix.
    pub(crate) pointer: &'a str,
    /// The change, as an imperative.
    pub(crate) title: &'a str,
}

/// A finding.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnostic<'a> {
    /// The ID of the rule.
    pub(crate) rule: &'static str,
    #[schemars(extend("enum" = ["syntax", "endpoint", "semantics", "compatibility", "publish"]))]
    pub(crate) group: &'static str,
    #[schemars(extend("enum" = ["error", "warning", "info", "hint"]))]
    pub(crate) severity: &'static str,
    /// The problem, then the correction.
    pub(crate) message: &'a str,
    /// The JSON Pointer of the value; empty for the entire document.
    pub(crate) pointer: &'a str,
    /// Start in bytes of the document.
    pub(crate) start: usize,
    /// End in bytes of the document.
    pub(crate) end: usize,
    /// Line of the start, from 1.
    pub(crate) line: usize,
    /// Column of the start, from 1, in Unicode code points.
    pub(crate) column: usize,
    /// Line of the end.
    pub(crate) end_line: usize,
    /// Column of the end.
    pub(crate) end_column: usize,
    /// With `--show-accepted`: whether the baseline or a comment accepts the finding.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub(crate) accepted: bool,
    /// With `--show-fixes`: help and fixes.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<Help>,
}

impl<'a> Diagnostic<'a> {
    /// Creates the diagnostic of `finding`.
    pub(crate) fn new(
        finding: &'a Finding,
        lines: &LineIndex<'_>,
        help: Option<Help>,
    ) -> Diagnostic<'a> {
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
            help,
        }
    }
}

/// The number of files and findings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) infos: usize,
    pub(crate) hints: usize,
    /// The findings that the baseline or a comment accepts.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub(crate) accepted: usize,
    /// With `--against`: the findings that are not new.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(default)]
    pub(crate) older: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}
