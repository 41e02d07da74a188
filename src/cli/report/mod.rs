//! The formats of a report.
//!
//! A report is written file by file, in order, while the check runs. The thread that checks a file
//! formats its part.

pub(super) mod diff;
mod fingerprint;
mod format;
mod github;
mod gitlab;
mod human;
mod json;
mod json_escape;
mod junit;
mod sarif;
mod snippet;
mod summary;
mod xml;

use format::without_dot;
pub(super) use format::{Checked, Report};
pub(super) use summary::{Summary, plural};

use super::args::Format;
use super::printer::Color;

/// Creates a report. `show_fixes` is for the format `json`.
pub(super) fn new(format: Format, color: Color, show_fixes: bool) -> Box<dyn Report> {
    match format {
        Format::Human => Box::new(human::Human::new(color.is_enabled())),
        Format::Json => Box::new(json::Json { show_fixes }),
        Format::Sarif => Box::new(sarif::Sarif::new()),
        Format::Github => Box::new(github::Github),
        Format::Gitlab => Box::new(gitlab::Gitlab),
        Format::Junit => Box::new(junit::Junit),
    }
}

#[cfg(test)]
mod tests;
