//! JUnit XML: one test case for each finding; breaking and risky ones and version errors fail.

use super::{Compared, is_version};
use crate::cli::line_index::LineIndex;
use crate::cli::report::junit::{FOOTER, HEADER, Suite};
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::from(HEADER);
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        let mut suite = Suite::default();
        for finding in compared.listed(least) {
            let (line, column) = compared.position(finding.new.as_ref(), &lines);
            let id = format!("{}/{}", finding.part.name(), finding.check.id);
            let fails = match is_version(finding) {
                true => !compared.comparison.is_sufficient,
                false => finding.level >= Level::Risky && !finding.accepted,
            };
            let message = format!("{} {}", finding.message, finding.why);
            let failure = fails.then_some((finding.level.name(), message.as_str()));
            suite.case("diff", &format!("{id} at {line}:{column}"), failure);
        }
        text.push_str(&suite.finish(&compared.tree_path()));
    }
    text.push_str(FOOTER);
    text
}
