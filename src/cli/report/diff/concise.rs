//! One line for each change, in the form that compilers use.

use super::Compared;
use crate::cli::report::concise::write_line;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::new();
    for compared in all {
        for row in compared.open_rows(least) {
            let (finding, at) = (row.finding, row.span.start);
            let place = format!("{}:{}:{}", compared.path(), at.line, at.column);
            write_line(&mut text, &place, finding.level.name(), &finding.message, &row.id);
        }
    }
    text
}
