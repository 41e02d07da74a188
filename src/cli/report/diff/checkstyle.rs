//! Checkstyle XML, with the changes of each new manifest.

use super::Compared;
use crate::cli::report::checkstyle::{FOOTER, FileElement, HEADER};
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::from(HEADER);
    for compared in all {
        let mut element = FileElement::default();
        for row in compared.open_rows(least) {
            let severity = match row.finding.level {
                Level::Breaking => "error",
                Level::Risky => "warning",
                Level::Addition | Level::Note => "info",
            };
            element.error(row.span.start, severity, &row.text, &row.id);
        }
        text.push_str(&element.finish(&compared.tree_path()));
    }
    text.push_str(FOOTER);
    text
}
