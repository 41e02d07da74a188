//! The interface of a report format.

use std::io::{self, Write};
use std::path::Path;

use super::summary::Summary;
use super::work_tree::WorkTree;
use crate::config::FailOn;
use crate::fix::AppliedFix;
use crate::rules::Finding;

/// A file with its findings.
pub(in crate::cli) struct Checked<'a> {
    /// The path as it was named.
    pub(in crate::cli) path: &'a str,
    /// The file; `None` for stdin.
    pub(in crate::cli) file: Option<&'a Path>,
    pub(in crate::cli) work_tree: &'a WorkTree,
    pub(in crate::cli) text: &'a str,
    pub(in crate::cli) findings: &'a [Finding],
    /// The findings that the baseline or a comment accepts.
    pub(in crate::cli) accepted: &'a [Finding],
    /// Lowest severity that makes the exit code 1.
    pub(in crate::cli) fail_on: FailOn,
    /// The fixes that were applied; `None` without `--fix`.
    pub(in crate::cli) fixed: Option<&'a [AppliedFix]>,
}

impl Checked<'_> {
    /// Returns the path in the work tree, for code hosts.
    pub(super) fn tree_path(&self) -> String {
        self.work_tree.path(self.path, self.file)
    }
}

/// A format of a report.
pub(in crate::cli) trait Report: Sync {
    /// Writes the start of the report.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the part about one file, which may be empty.
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()>;

    /// Returns the text between the parts of two files.
    fn separator(&self) -> &'static str {
        ""
    }

    /// Writes the end of the report.
    fn end(&self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
