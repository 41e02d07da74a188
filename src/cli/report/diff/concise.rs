//! One line for each change, in the form that compilers use.

use super::Compared;
use crate::cli::line_index::LineIndex;
use crate::cli::report::concise::write_line;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::new();
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        for finding in compared.listed(least).filter(|finding| !finding.accepted) {
            let (line, column) = compared.position(finding.new.as_ref(), &lines);
            write_line(
                &mut text,
                &format!("{}:{line}:{column}", compared.path()),
                finding.level.name(),
                &finding.message,
                &format!("diff/{}", finding.check.id),
            );
        }
    }
    text
}
