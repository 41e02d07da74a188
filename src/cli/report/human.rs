//! Excerpts with what is wrong underlined, for people.

use std::fmt::Write as _;
use std::io::{self, Write};

use annotate_snippets::{Group, Level, Renderer};

use super::snippet::{Place, excerpts};
use super::{Checked, Report, Summary, plural};
use crate::cli::NAME;
use crate::cli::line_index::{LineIndex, Position};
use crate::cli::terminal::sanitize;
use crate::manifest::redacted;
use crate::rules::{Finding, FixIntent, Reencoding, Severity};

pub(super) struct Human {
    renderer: Renderer,
}

impl Human {
    pub(super) fn new(color: bool) -> Human {
        Human { renderer: if color { Renderer::styled() } else { Renderer::plain() } }
    }
}

impl Report for Human {
    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() {
            return Ok(());
        }
        let text = redacted(file.text);
        let file = &Checked { text: &text, ..*file };
        let mut lines = LineIndex::new(&text);
        for finding in file.findings {
            out.extend_from_slice(self.draw(file, finding, &mut lines).as_bytes());
            out.extend_from_slice(b"\n\n");
        }
        Ok(())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", in_short(summary))?;
        if let Some(rule) = summary.example {
            writeln!(out, "`{NAME} explain {}` says more about a rule", rule.id)?;
        }
        Ok(())
    }
}

impl Human {
    fn draw(&self, file: &Checked<'_>, finding: &Finding, lines: &mut LineIndex<'_>) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let path = sanitize(file.path);
        let primary = Place { range: finding.range.clone(), label: None };
        let related = finding.related.iter().map(|related| Place {
            range: related.range.clone(),
            label: Some(sanitize(&related.message)),
        });
        let title = level.primary_title(sanitize(&finding.message)).id(finding.rule.id);
        let mut group = Group::with_title(title);
        let mut places = Vec::new();
        for drawn in excerpts(file.text, lines, primary, related) {
            group = group.element(drawn.snippet.path(path.as_ref()));
            places.push((lines.position(drawn.start), drawn.column));
        }
        if let Some(remedy) = &finding.remedy {
            group = group.element(Level::HELP.message(describe(remedy)));
        }
        correct(self.renderer.render(&[group]), &path, &places)
    }
}

/// Puts the columns of the document in place of those of the drawing, which knows nothing of what
/// was cut from the front of a line.
pub(super) fn correct(mut drawing: String, path: &str, places: &[(Position, usize)]) -> String {
    let mut from = 0;
    for (Position { line, column }, drawn) in places {
        let wrong = format!("{path}:{line}:{drawn}\n");
        let Some(at) = drawing[from..].find(&wrong).map(|at| from + at) else { continue };
        let right = format!("{path}:{line}:{column}\n");
        drawing.replace_range(at..at + wrong.len(), &right);
        from = at + right.len();
    }
    drawing
}

/// `2 errors, 1 warning in 1 file`.
fn in_short(summary: &Summary) -> String {
    let counts = [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.infos, "info"),
        (summary.hints, "hint"),
    ];
    let mut text = String::new();
    for (count, noun) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let gap = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{gap}{}", plural(count, noun));
    }
    if text.is_empty() {
        return format!("no problems in {}", plural(summary.files, "file"));
    }
    let _ = write!(text, " in {}", plural(summary.affected, "file"));
    if summary.files > summary.affected {
        let _ = write!(text, " of {}", summary.files);
    }
    text
}

/// A remedy as advice.
fn describe(remedy: &FixIntent) -> String {
    match remedy {
        FixIntent::RenameMember(name) => format!("rename it to {}", quoted(name)),
        FixIntent::ReplaceValue(json) => format!("write {}", quoted(json)),
        FixIntent::Remove => "take it out".to_owned(),
        FixIntent::Embed(_, origin) => format!("embed {}", quoted(&origin.file)),
        FixIntent::AddMembers(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, json)| quoted(&format!("\"{name}\": {json}"))).collect();
            format!("add {}", members.join(", "))
        }
        FixIntent::ReplaceMember(name, json) => {
            format!("write {} instead", quoted(&format!("\"{name}\": {json}")))
        }
        FixIntent::RenameDefinition(name) => {
            format!("rename it to {}, wherever it is named", quoted(name))
        }
        FixIntent::Recode(Reencoding::Tidy) => "write it as plain base64".to_owned(),
        FixIntent::Recode(Reencoding::Encode) => "encode it in base64".to_owned(),
        FixIntent::Recode(Reencoding::Once) => "encode it only once".to_owned(),
        FixIntent::Recode(Reencoding::Utf8) => "write it in UTF-8".to_owned(),
        FixIntent::Insert(text) => format!("insert {}", quoted(text)),
        FixIntent::Delete => "delete what is marked".to_owned(),
        FixIntent::Replace(text) => format!("write {}", quoted(text)),
    }
}

/// A piece of text within a sentence, cut where it gets long.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", sanitize(&text[..end])),
        None => format!("`{}`", sanitize(text)),
    }
}
