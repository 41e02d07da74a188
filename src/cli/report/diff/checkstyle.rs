//! Checkstyle XML, with the changes of each new manifest.

use super::Compared;
use crate::cli::line_index::{LineIndex, Position};
use crate::cli::report::checkstyle::{FOOTER, FileElement, HEADER};
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::from(HEADER);
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        let mut element = FileElement::default();
        for finding in compared.listed(least).filter(|finding| !finding.accepted) {
            let (line, column) = compared.position(finding.new.as_ref(), &lines);
            let severity = match finding.level {
                Level::Breaking => "error",
                Level::Risky => "warning",
                Level::Addition | Level::Note => "info",
            };
            let message = format!("{} {}", finding.message, finding.why);
            let id = format!("diff/{}", finding.check.id);
            element.error(Position { line, column }, severity, &message, &id);
        }
        text.push_str(&element.finish(&compared.tree_path()));
    }
    text.push_str(FOOTER);
    text
}
