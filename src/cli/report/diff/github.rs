//! Annotations for GitHub Actions, on the new manifest.

use std::fmt::Write;

use super::{Compared, is_version};
use crate::cli::line_index::LineIndex;
use crate::cli::report::github::escape;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::new();
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        let path = compared.tree_path();
        for finding in compared.listed(least).filter(|finding| !finding.accepted) {
            let is_error = finding.level == Level::Breaking
                || is_version(finding) && !compared.comparison.is_sufficient;
            text.push_str(match finding.level {
                _ if is_error => "::error file=",
                Level::Risky => "::warning file=",
                _ => "::notice file=",
            });
            escape(&path, true, &mut text);
            let range = finding.new.as_ref().map_or(0..0, |place| place.range.clone());
            let at = lines.span(&range);
            let _ = write!(
                text,
                ",line={},col={},endLine={},endColumn={},title=",
                at.start.line, at.start.column, at.end.line, at.end.column
            );
            escape(&format!("diff/{}", finding.check.id), true, &mut text);
            text.push_str("::");
            escape(&format!("{} {}", finding.message, finding.why), false, &mut text);
            text.push('\n');
        }
    }
    text
}
