//! The format `json`: one object.

use std::io::{self, Write};

use super::json_escape::write_json;
use super::{Checked, Report, Summary};
use crate::cli::line_index::LineIndex;
use crate::fix::AppliedFix;
use crate::report::diagnostic::{CheckedFile, Diagnostic, Fixed, Totals, VERSION};
use crate::report::fixes::FixLister;
use crate::rules::Finding;
use crate::syntax::{Dialect, Tree};

pub(super) struct Json {
    /// Whether accepted findings are listed.
    pub(super) show_accepted: bool,
    /// Whether each finding lists its fixes.
    pub(super) show_fixes: bool,
}

impl Report for Json {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\"version\":{VERSION},\"files\":[")
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let fixed = file.fixed.map(|fixed| fixed.iter().map(fixed_of).collect());
        write_json(
            out,
            &CheckedFile { path: file.path, diagnostics: self.diagnostics(file), fixed },
        )
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let Summary { files, errors, warnings, infos, hints, accepted, older, .. } = *summary;
        write!(out, "\n],\"summary\":")?;
        write_json(&mut *out, &Totals { files, errors, warnings, infos, hints, accepted, older })?;
        writeln!(out, "}}")
    }
}

impl Json {
    fn diagnostics<'a>(&self, file: &Checked<'a>) -> Vec<Diagnostic<'a>> {
        let accepted = if self.show_accepted { file.accepted } else { &[] };
        if file.findings.is_empty() && accepted.is_empty() {
            return Vec::new();
        }
        let mut findings: Vec<&Finding> = file.findings.iter().chain(accepted).collect();
        if !accepted.is_empty() {
            findings.sort_by_key(|it| (it.range.start, it.rule.id, it.range.end));
        }
        let lines = LineIndex::new(file.text);
        let tree = self.show_fixes.then(|| Tree::parse(file.text, Dialect::of_path(file.path)));
        let mut lister = tree.as_ref().map(|tree| FixLister::new(&file.text, tree));
        let diagnostics = findings.into_iter().map(|finding| {
            let help = lister.as_mut().map(|lister| lister.help(finding, &lines));
            Diagnostic::new(finding, &lines, help)
        });
        diagnostics.collect()
    }
}

fn fixed_of(fix: &AppliedFix) -> Fixed<'_> {
    Fixed { rule: fix.rule.id, pointer: &fix.pointer, title: &fix.title }
}
