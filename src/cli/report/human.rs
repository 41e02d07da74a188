//! The format `human`: excerpts with the findings underlined, and a summary.

use std::io::{self, Write};

use annotate_snippets::{Group, Level, Renderer};

use super::snippet::{Label, render_snippets};
use super::summary::describe_summary;
use super::{Checked, Report, Summary};
use crate::cli::line_index::{LineIndex, Position};
use crate::cli::printer::NAME;
use crate::cli::sanitize::{sanitize, without_commands};
use crate::fix;
use crate::manifest::redacted;
use crate::rules::{Finding, Group as RuleGroup, Severity};
use crate::util::budget::max_report;
use crate::util::display::plural;

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
        let lines = LineIndex::new(&text);
        let max = out.len() + max_report(text.len());
        // The requirements of publishing are advice as long as the integration is private, so it comes last.
        let is_advice = |finding: &&Finding| {
            finding.rule.group == RuleGroup::Publish && finding.severity <= Severity::Info
        };
        let (advice, findings): (Vec<_>, Vec<_>) = file.findings.iter().partition(is_advice);
        for (index, finding) in findings.into_iter().chain(advice).enumerate() {
            if out.len() > max {
                let left = plural(file.findings.len() - index, "more problem");
                writeln!(out, "{left} in {} not shown.\n", sanitize(file.path))?;
                break;
            }
            let drawing = without_commands(self.draw(file, finding, &lines));
            out.extend_from_slice(drawing.as_bytes());
            out.extend_from_slice(b"\n\n");
        }
        Ok(())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", describe_summary(summary))?;
        if let Some(rule) = summary.example {
            writeln!(out, "Run `{NAME} explain {}` for details.", rule.id)?;
        }
        Ok(())
    }
}

impl Human {
    fn draw(&self, file: &Checked<'_>, finding: &Finding, lines: &LineIndex) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let path = sanitize(file.path);
        let primary = Label { range: finding.range.clone(), text: None };
        let related = finding.related.iter().map(|related| Label {
            range: related.range.clone(),
            text: Some(sanitize(&related.message)),
        });
        let title = level.primary_title(sanitize(&finding.message)).id(finding.rule.id);
        let mut group = Group::with_title(title);
        let mut origins = Vec::new();
        for rendered in render_snippets(file.text, lines, primary, related) {
            group = group.element(rendered.snippet.path(path.as_ref()));
            origins.push((lines.position(rendered.start), rendered.column));
        }
        if let Some(intent) = &finding.fix {
            let title = fix::title(&file.text, finding, &intent.action);
            group = group.element(Level::HELP.message(sanitize(&title).into_owned()));
        }
        correct_columns(self.renderer.render(&[group]), &path, &origins)
    }
}

/// Replaces the columns in a rendered report by those in the document. The renderer counts in the
/// snippet, from which the start of a long line may be cut.
pub(super) fn correct_columns(
    mut rendered: String,
    path: &str,
    origins: &[(Position, usize)],
) -> String {
    let mut from = 0;
    for (Position { line, column }, rendered_column) in origins {
        let before = format!("{path}:{line}:{rendered_column}\n");
        let Some(at) = rendered[from..].find(&before).map(|at| from + at) else { continue };
        let after = format!("{path}:{line}:{column}\n");
        rendered.replace_range(at..at + before.len(), &after);
        from = at + after.len();
    }
    rendered
}
