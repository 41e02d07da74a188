//! The formats of a report.
//!
//! A report is written file by file, in order, while the check runs. The thread that checks a file
//! formats its part.

pub(super) mod diff;
mod format;
mod github;
mod human;
mod json;
mod json_escape;
mod sarif;
mod snippet;
mod summary;

use format::without_dot;
pub(super) use format::{Checked, Report};
pub(super) use summary::{Summary, plural};

use super::args::Format;
use super::printer::Color;

/// Creates a report.
pub(super) fn new(format: Format, color: Color) -> Box<dyn Report> {
    match format {
        Format::Human => Box::new(human::Human::new(color.is_enabled())),
        Format::Json => Box::new(json::Json),
        Format::Sarif => Box::new(sarif::Sarif::new()),
        Format::Github => Box::new(github::Github),
    }
}

#[cfg(test)]
mod tests;
