//! The reference as Markdown: CommonMark and tables. Text of the manifest is escaped, so that it cannot
//! become markup.

use std::fmt::Write as _;

use super::fields::{Row, Table};
use super::model::{Content, Entry, Model, Part, Section};
use super::section::{Options, SectionKind};
use crate::util::display::sanitize_char;

/// Place of a missing description.
const NOTHING: &str = "–";

/// Deepest level of a heading.
const MAX_LEVEL: u8 = 6;

/// Returns the entire reference. `level` is the level of the headings of sections.
pub(crate) fn document(model: &Model, level: u8) -> String {
    let mut out = String::new();
    heading(&mut out, level.saturating_sub(1).max(1), &escape(&model.title));
    identity(&mut out, model);
    for one in &model.sections {
        section(&mut out, one, level);
    }
    finished(out)
}

/// Returns the sections that the options select, without title and description.
pub(crate) fn sections(model: &Model, options: &Options) -> String {
    let mut out = String::new();
    for one in model.sections.iter().filter(|one| options.includes(one.kind)) {
        section(&mut out, one, options.heading);
    }
    finished(out)
}

/// Returns one section without its heading.
pub(crate) fn section_content(model: &Model, kind: SectionKind, level: u8) -> String {
    let mut out = String::new();
    match kind {
        SectionKind::Identity => identity(&mut out, model),
        _ => {
            let section = model.sections.iter().find(|section| section.kind == kind);
            section.into_iter().for_each(|section| entries(&mut out, section, level + 1));
        }
    }
    finished(out)
}

fn finished(mut out: String) -> String {
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn identity(out: &mut String, model: &Model) {
    let mut facts = Vec::new();
    if let Some(version) = &model.version {
        facts.push(format!("Version {}", escape(version)));
    }
    if let Some(category) = &model.category {
        facts.push(escape(category));
    }
    if !facts.is_empty() {
        let _ = write!(out, "{}\n\n", facts.join(" · "));
    }
    if let Some(description) = &model.description {
        paragraph(out, description);
    }
}

fn section(out: &mut String, section: &Section, level: u8) {
    if section.kind == SectionKind::Identity {
        return;
    }
    heading(out, level, section.kind.heading());
    entries(out, section, level + 1);
}

fn entries(out: &mut String, section: &Section, level: u8) {
    if section.kind == SectionKind::Secrets {
        for entry in &section.entries {
            let _ = writeln!(out, "- {}", code(&entry.name));
        }
        out.push('\n');
        return;
    }
    section.entries.iter().for_each(|one| entry(out, one, level));
}

fn entry(out: &mut String, entry: &Entry, level: u8) {
    match (&entry.title, entry.name.as_str()) {
        (None, "") => {}
        (None, name) => heading(out, level, &code(name)),
        (Some(title), "") => heading(out, level, &escape(title)),
        (Some(title), name) => heading(out, level, &format!("{} ({})", escape(title), code(name))),
    }
    if entry.is_broken {
        out.push_str("*This definition contains a syntax error.*\n\n");
    }
    if let Some(description) = &entry.description {
        paragraph(out, description);
    }
    if !entry.facts.is_empty() {
        let _ = write!(out, "{}\n\n", escape(&entry.facts.join(" ")));
    }
    for child in &entry.children {
        self::entry(out, child, (level + 1).min(MAX_LEVEL));
    }
    for one in &entry.parts {
        part(out, one, (level + 1).min(MAX_LEVEL));
    }
}

fn part(out: &mut String, part: &Part, level: u8) {
    if !part.heading.is_empty() {
        heading(out, level, part.heading);
    }
    match &part.content {
        Content::Fields { table, sample, .. } => {
            fields(out, table);
            if let Some(sample) = sample {
                let _ = write!(out, "Example:\n\n```json\n{}\n```\n\n", sample.pretty());
            }
        }
        Content::Tags(tags) => {
            out.push_str("| Tag | Description |\n|---|---|\n");
            for tag in tags {
                let title = tag.title.as_ref().map(|title| format!("**{}** ", escape(title)));
                let description = tag.description.as_deref().map(escape);
                let _ = writeln!(
                    out,
                    "| {}{} | {} |",
                    title.unwrap_or_default(),
                    code(&tag.name),
                    description.as_deref().unwrap_or(NOTHING)
                );
            }
            out.push('\n');
        }
        Content::Members(members) => {
            out.push_str("| Kind | In the interface | In this integration |\n|---|---|---|\n");
            for (kind, own, target) in members {
                let _ = writeln!(out, "| {kind} | {} | {} |", code(own), code(target));
            }
            out.push('\n');
        }
    }
}

fn fields(out: &mut String, table: &Table) {
    if table.is_empty() {
        out.push_str("No fields.\n\n");
        return;
    }
    if !table.rows.is_empty() {
        rows(out, &table.rows);
    }
    for variant in &table.variants {
        let _ = write!(out, "{}\n\n", variant.caption(code, escape));
        rows(out, &variant.rows);
    }
    if table.is_cut {
        out.push_str("Further fields are not listed.\n\n");
    }
}

fn rows(out: &mut String, rows: &[Row]) {
    out.push_str("| Field | Type | Required | Description |\n|---|---|---|---|\n");
    for row in rows {
        let title = row.title.as_ref().map(|title| format!("**{}** ", escape(title)));
        let required = if row.is_required { "yes" } else { "no" };
        let mut about: Vec<String> = row.description.iter().map(|text| escape(text)).collect();
        about.extend(row.limits.iter().map(|text| format!("{}.", escape(text))));
        let about = if about.is_empty() { NOTHING.to_owned() } else { about.join(" ") };
        let _ = writeln!(
            out,
            "| {}{} | {} | {required} | {about} |",
            title.unwrap_or_default(),
            code(&row.path),
            escape(&row.type_name)
        );
    }
    out.push('\n');
}

fn heading(out: &mut String, level: u8, text: &str) {
    let _ = write!(out, "{} {text}\n\n", "#".repeat(level.clamp(1, MAX_LEVEL).into()));
}

fn paragraph(out: &mut String, text: &str) {
    let escaped = escape(text);
    // Signs that start a block, but only at the start of a line.
    let digits = escaped.trim_start_matches(|c: char| c.is_ascii_digit());
    let starts_block = escaped.starts_with(['-', '+', '=']) && !escaped.starts_with('\\');
    if starts_block {
        let _ = write!(out, "\\{escaped}\n\n");
    } else if digits.len() < escaped.len() && digits.starts_with(['.', ')']) {
        let number = &escaped[..escaped.len() - digits.len()];
        let _ = write!(out, "{number}\\{digits}\n\n");
    } else {
        let _ = write!(out, "{escaped}\n\n");
    }
}

/// Returns `text` as words on one line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.trim().chars().collect();
    for (index, c) in chars.iter().enumerate() {
        let is_word = |at: Option<usize>| {
            at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric())
        };
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // An underscore in a word has no meaning.
            '_' if is_word(index.checked_sub(1)) && is_word(Some(index + 1)) => out.push('_'),
            // At the start, it begins a quote.
            '>' if index > 0 => out.push('>'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '#' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(*c);
            }
            c if c.is_whitespace() || is_invisible(*c) => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(*c),
        }
    }
    out.truncate(out.trim_end().len());
    if out.is_empty() { NOTHING.to_owned() } else { out }
}

/// Whether `c` is a control character, or changes the direction of text.
pub(super) fn is_invisible(c: char) -> bool {
    sanitize_char(c) != c
}

/// Returns `text` as code on one line. In a table, `|` ends a cell even in code.
fn code(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text == text.trim()
        && !text.contains(|c: char| matches!(c, '`' | '|' | '\\') || is_invisible(c));
    if is_plain { format!("`{text}`") } else { escape(text) }
}
