//! JUnit XML: one test case for each finding; breaking and risky ones and version errors fail.

use super::{Compared, is_version};
use crate::cli::report::junit::{FOOTER, HEADER, Suite};
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::from(HEADER);
    for compared in all {
        let mut suite = Suite::default();
        for row in compared.rows(least) {
            let (finding, at) = (row.finding, row.span.start);
            let id = format!("{}/{}", finding.part.name(), finding.check.id);
            let fails = match is_version(finding) {
                true => !compared.comparison.is_sufficient,
                false => finding.level >= Level::Risky && !finding.accepted,
            };
            let failure = fails.then_some((finding.level.name(), row.text.as_str()));
            suite.case("diff", &format!("{id} at {}:{}", at.line, at.column), failure);
        }
        text.push_str(&suite.finish(&compared.tree_path()));
    }
    text.push_str(FOOTER);
    text
}
