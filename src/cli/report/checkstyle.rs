//! The format `checkstyle`: Checkstyle XML.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::xml::escaped;
use super::{Checked, Report, Summary};
use crate::cli::line_index::{LineIndex, Position};
use crate::cli::printer::NAME;
use crate::rules::Severity;

pub(super) struct Checkstyle;

/// The start of a report.
pub(super) const HEADER: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
/// The end of a report.
pub(super) const FOOTER: &str = "</checkstyle>\n";

/// The errors of a file under construction.
#[derive(Default)]
pub(super) struct FileElement {
    errors: String,
}

impl FileElement {
    /// Adds a finding. `id` is that of its rule.
    pub(super) fn error(&mut self, at: Position, severity: &str, message: &str, id: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.errors,
            "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"{NAME}.{}\"/>",
            at.line,
            at.column,
            escaped(message),
            escaped(id)
        );
    }

    /// Returns the element for the file at `path` as XML.
    pub(super) fn finish(self, path: &str) -> String {
        format!("  <file name=\"{}\">\n{}  </file>\n", escaped(path), self.errors)
    }
}

impl Report for Checkstyle {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(HEADER.as_bytes())
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let lines = LineIndex::new(file.text);
        let mut element = FileElement::default();
        for finding in file.findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info | Severity::Hint => "info",
            };
            let at = lines.position(finding.range.start);
            element.error(at, severity, &finding.message, finding.rule.id);
        }
        out.extend_from_slice(element.finish(&file.tree_path()).as_bytes());
        Ok(())
    }

    fn end(&self, _summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(FOOTER.as_bytes())
    }
}
