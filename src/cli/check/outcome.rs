//! Results of checking one file.

use std::path::PathBuf;

use super::threshold::Threshold;
use crate::cli::line_index::LineIndex;
use crate::cli::report::Summary;
use crate::fix::AppliedFix;
use crate::rules::AcceptedFinding;
use crate::util::fs::Version;

/// Why a file has no result.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum CheckError {
    /// The file could not be read.
    Unreadable(String),
    /// The check failed.
    Failed(String),
    /// The check failed for a reason that is reported once for all files.
    Aborted,
}

/// The part of the report about one file.
pub(in crate::cli) struct FileReport {
    /// The text for each report.
    pub(in crate::cli) texts: Vec<Vec<u8>>,
    pub(in crate::cli) summary: Summary,
    pub(in crate::cli) threshold: Threshold,
    pub(in crate::cli) fixes: Fixes,
    /// Why the fixed text could not be written.
    pub(in crate::cli) write_error: Option<String>,
    /// The entries of the baseline without a finding.
    pub(in crate::cli) outdated: Vec<AcceptedFinding>,
}

/// A file that was fixed, and its version right after: other programs may write it too.
pub(in crate::cli) type WrittenFile = (PathBuf, Option<Version>);

/// Maximum number of fixes that are listed for one file.
const MAX_LISTED: usize = 50;

/// The fixes that were applied to a file.
#[derive(Debug, Default)]
pub(in crate::cli) struct Fixes {
    /// The number of fixed findings.
    pub(in crate::cli) count: usize,
    /// A line for each fix: its place in the original file, the change and the rule.
    pub(in crate::cli) lines: Vec<String>,
}

impl Fixes {
    /// Describes the fixes `applied` to `text`, the text of the file `path`.
    pub(in crate::cli) fn new(path: &str, text: &str, applied: &[AppliedFix]) -> Fixes {
        if applied.is_empty() {
            return Fixes::default();
        }
        let index = LineIndex::new(text);
        let describe = |AppliedFix { rule, start, title, .. }: &AppliedFix| {
            let at = index.position(*start);
            format!("{path}:{}:{}: fixed: {title} [{}]", at.line, at.column, rule.id)
        };
        let mut lines: Vec<String> = applied.iter().take(MAX_LISTED).map(describe).collect();
        if let Some(more) = applied.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
            lines.push(format!("{path}: {more} more fixed"));
        }
        Fixes { count: applied.len(), lines }
    }
}
