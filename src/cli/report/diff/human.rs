//! Excerpts of both manifests, for people.

use std::fmt::Write;

use annotate_snippets::{Group, Level as Severity, Renderer};

use super::{Compared, is_version};
use crate::cli::line_index::LineIndex;
use crate::cli::report::human::correct_columns;
use crate::cli::report::snippet::{Label, render_snippets};
use crate::cli::sanitize::{line, sanitize};
use crate::diff::{Comparison, Finding, Level, Location, Platform};
use crate::manifest::redacted;
use crate::util::display::plural;

/// Maximum number of findings with excerpts.
const MAX_DRAWN: usize = 500;

pub(super) fn write(all: &[Compared], least: Level, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for (index, compared) in all.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        one(compared, least, &renderer, &mut text);
    }
    text
}

fn one(compared: &Compared, least: Level, renderer: &Renderer, text: &mut String) {
    let (old, new) = (redacted(&compared.old_text), redacted(&compared.new_text));
    let (old_lines, new_lines) = (LineIndex::new(&old), LineIndex::new(&new));
    let listed: Vec<&Finding> = compared.listed(least).filter(|it| !is_version(it)).collect();
    for finding in listed.iter().take(MAX_DRAWN) {
        let sides = [
            (compared.old_name.as_deref(), &*old, &old_lines, finding.old.as_ref()),
            (compared.new_name.as_deref(), &*new, &new_lines, finding.new.as_ref()),
        ];
        text.push_str(&draw(finding, sides, renderer));
        text.push_str("\n\n");
    }
    let omitted =
        listed.len().saturating_sub(MAX_DRAWN) + compared.comparison.omitted.at_least(least);
    if omitted > 0 {
        let _ = writeln!(text, "… and {omitted} more findings\n");
    }
    let comparison = &compared.comparison;
    for finding in comparison.findings.iter().filter(|finding| is_version(finding)) {
        let _ = writeln!(text, "{}: {}", finding.check.id, sanitize(&finding.message));
        if let Some(hint) = &finding.hint {
            let _ = writeln!(text, "  help: {}", sanitize(hint));
        }
    }
    summary(compared, comparison, least, text);
}

type Side<'a, 'l> = (Option<&'a str>, &'a str, &'l LineIndex<'l>, Option<&'a Location>);

fn draw(finding: &Finding, sides: [Side<'_, '_>; 2], renderer: &Renderer) -> String {
    let level = match finding.level {
        Level::Breaking => Severity::ERROR.with_name("breaking"),
        Level::Risky => Severity::WARNING.with_name("risky"),
        Level::Addition => Severity::INFO.with_name("addition"),
        Level::Note => Severity::NOTE,
    };
    let id = format!("{}/{}", finding.part.name(), finding.check.id);
    let title = level.primary_title(sanitize(&finding.message)).id(id);
    let mut group = Group::with_title(title);
    let mut places = Vec::new();
    let paths: Vec<String> =
        sides.iter().map(|side| sanitize(side.0.unwrap_or_default()).into_owned()).collect();
    let is_removal = finding.new_value.is_null() && !finding.old_value.is_null();
    let is_addition = finding.old_value.is_null() && !finding.new_value.is_null();
    for ((index, side), path) in sides.into_iter().enumerate().zip(&paths) {
        let (_, text, lines, Some(location)) = side else { continue };
        // The other side of an addition or a removal is only the object around it.
        if index == 0 && is_addition || index == 1 && is_removal {
            continue;
        }
        let label = if index == 0 { "old" } else { "new" };
        let primary = Label { range: location.range.clone(), text: Some(label.into()) };
        for drawn in render_snippets(text, lines, primary, std::iter::empty()) {
            group = group.element(drawn.snippet.path(path.clone()));
            places.push((path.as_str(), lines.position(drawn.start), drawn.column));
        }
    }
    let mut why = finding.why.clone();
    if finding.platform == Platform::Refuses {
        why.push_str(" Botpress rejects the change without a new major version.");
    }
    if finding.accepted {
        why.push_str(" The settings accept it.");
    }
    group = group.element(Severity::NOTE.message(sanitize(&why).into_owned()));
    if let Some(hint) = &finding.hint {
        group = group.element(Severity::HELP.message(sanitize(hint).into_owned()));
    }
    let mut drawing = renderer.render(&[group]).to_string();
    for (path, position, column) in places {
        drawing = correct_columns(drawing, path, &[(position, column)]);
    }
    drawing
}

/// `2 breaking, 1 risky, 4 additions, 6 notes (not shown); 3.0.0 is needed`
fn summary(compared: &Compared, comparison: &Comparison, least: Level, text: &mut String) {
    if comparison.old.is_none() {
        let _ = writeln!(text, "{}: new manifest", line(compared.path()));
        return;
    }
    let mut parts = Vec::new();
    for level in Level::ALL {
        let count = comparison.count(level);
        if count == 0 {
            continue;
        }
        let words = match level {
            Level::Breaking => format!("{count} breaking"),
            Level::Risky => format!("{count} risky"),
            Level::Addition => plural(count, "addition"),
            Level::Note => plural(count, "note"),
        };
        parts.push(if level < least { format!("{words} (not shown)") } else { words });
    }
    let accepted = comparison.count_accepted();
    if accepted > 0 {
        parts.push(format!("{accepted} accepted"));
    }
    let counts = if parts.is_empty() { "no changes".to_owned() } else { parts.join(", ") };
    let _ = write!(text, "{}: {counts}", line(compared.path()));
    if let Some(next) = &comparison.next_version
        && comparison.required > crate::diff::Bump::Patch
    {
        let _ = write!(text, "; needs {next} ({})", comparison.required.name());
    }
    if comparison.is_truncated() {
        text.push_str("; some findings were omitted because there are too many");
    }
    text.push('\n');
}
