//! Results of checking one file.

use std::path::PathBuf;

use crate::cli::report::Summary;
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
    pub(in crate::cli) text: Vec<u8>,
    pub(in crate::cli) summary: Summary,
    /// Number of findings that were fixed.
    pub(in crate::cli) fixed: usize,
    /// Why the fixed text could not be written.
    pub(in crate::cli) write_error: Option<String>,
}

/// A file that was fixed, and its version right after: other programs may write it too.
pub(in crate::cli) type WrittenFile = (PathBuf, Option<Version>);
