//! The format `json`: one object.

use std::io::{self, Write};

use super::json_escape::write_json;
use super::{Checked, Report, Summary};
use crate::cli::line_index::LineIndex;
use crate::report::diagnostic::{CheckedFile, Diagnostic, Totals, VERSION};
use crate::report::fixes::FixLister;
use crate::syntax::{Dialect, Tree};

pub(super) struct Json {
    /// Whether each finding lists its fixes.
    pub(super) show_fixes: bool,
}

impl Report for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\"version\":{VERSION},\"files\":[")
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let diagnostics = diagnostics(file, self.show_fixes);
        write_json(out, &CheckedFile { path: file.path, diagnostics })
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let Summary { files, errors, warnings, infos, hints, .. } = *summary;
        write!(out, "\n],\"summary\":")?;
        write_json(&mut *out, &Totals { files, errors, warnings, infos, hints })?;
        writeln!(out, "}}")
    }
}

fn diagnostics<'a>(file: &Checked<'a>, show_fixes: bool) -> Vec<Diagnostic<'a>> {
    if file.findings.is_empty() {
        return Vec::new();
    }
    let lines = LineIndex::new(file.text);
    let tree = show_fixes.then(|| Tree::parse(file.text, Dialect::of_path(file.path)));
    let mut lister = tree.as_ref().map(|tree| FixLister::new(&file.text, tree));
    let diagnostics = file.findings.iter().map(|finding| {
        let help = lister.as_mut().map(|lister| lister.help(finding, &lines));
        Diagnostic::new(finding, &lines, help)
    });
    diagnostics.collect()
}
