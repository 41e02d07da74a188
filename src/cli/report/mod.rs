//! The formats of a report.
//!
//! A report is written file by file, in order, while the check runs. The thread that checks a file
//! formats its part.

mod checkstyle;
mod concise;
pub(super) mod diff;
mod fingerprint;
mod format;
mod github;
mod gitlab;
mod human;
mod json;
mod json_escape;
mod junit;
mod markdown;
mod sarif;
mod snippet;
mod statistics;
mod summary;
mod work_tree;
mod xml;

pub(super) use json_escape::escape_json;
use std::path::Path;

pub(super) use format::{Checked, Report};
pub(super) use summary::Summary;
pub(super) use work_tree::WorkTree;

use super::printer::Color;
use super::run_args::Format;
use super::sanitize::path_name;
use crate::util::fs;

/// Options of reports.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReportOptions {
    /// When to color the format `human`.
    pub(super) color: Color,
    /// Whether the format `json` lists accepted findings.
    pub(super) show_accepted: bool,
    /// Whether the format `json` lists the fixes of each finding.
    pub(super) show_fixes: bool,
}

/// Creates a report of the numbers of findings, for a person or as JSON.
pub(super) fn statistics(format: Format) -> Box<dyn Report> {
    Box::new(statistics::Statistics::new(format == Format::Json))
}

/// Writes the report `content` to the file at `path`, and creates its folder.
pub(super) fn write_report_file(path: &Path, content: &[u8]) -> Result<(), String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let created = folder.map_or(Ok(()), std::fs::create_dir_all);
    created
        .map_err(|error| fs::describe_io_error(&error))
        .and_then(|()| fs::write(path, None, content))
        .map_err(|message| format!("{}: {message}", path_name(path)))
}

/// Creates a report.
pub(super) fn new(format: Format, options: ReportOptions) -> Box<dyn Report> {
    let ReportOptions { color, show_accepted, show_fixes } = options;
    match format {
        Format::Human => Box::new(human::Human::new(color.is_enabled())),
        Format::Json => Box::new(json::Json { show_accepted, show_fixes }),
        Format::Sarif => Box::new(sarif::Sarif::new()),
        Format::Github => Box::new(github::Github),
        Format::Gitlab => Box::new(gitlab::Gitlab),
        Format::Concise => Box::new(concise::Concise),
        Format::Checkstyle => Box::new(checkstyle::Checkstyle),
        Format::Markdown => Box::new(markdown::Markdown),
        Format::Junit => Box::new(junit::Junit),
    }
}

#[cfg(test)]
mod tests;
