//! Annotations for GitHub Actions, on the new manifest.

use super::{Compared, is_version};
use crate::cli::report::github::annotate;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::new();
    for compared in all {
        let path = compared.tree_path();
        for row in compared.open_rows(least) {
            let level = match row.finding.level {
                Level::Breaking => "error",
                _ if is_version(row.finding) && !compared.comparison.is_sufficient => "error",
                Level::Risky => "warning",
                Level::Addition | Level::Note => "notice",
            };
            annotate(level, &path, row.span, &row.id, &row.text, &mut text);
        }
    }
    text
}
