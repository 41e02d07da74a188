//! The reference as one HTML page without scripts and without requests.

use std::fmt::Write as _;

use super::fields::{Row, Table};
use super::markdown::is_invisible;
use super::model::{Content, Entry, Model, Part, Section};
use super::readme;
use super::section::SectionKind;
use crate::util::xml;

/// Content Security Policy of the page.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Number of rows from which a table is folded.
const FOLDED: usize = 60;

const STYLE: &str = include_str!("style.css");

/// Place of a missing description.
const NOTHING: &str = "–";

/// Returns the page. With `refresh`, it reloads itself after this number of seconds.
pub(crate) fn page(model: &Model, refresh: Option<u32>) -> String {
    let mut out = String::with_capacity(64 << 10);
    let title = escape(&model.title);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    );
    if let Some(seconds) = refresh {
        let tag = format!("<meta http-equiv=\"refresh\" content=\"{seconds}\">\n<title>");
        out = out.replacen("<title>", &tag, 1);
    }
    contents(&mut out, model);
    out.push_str("<main>\n");
    header(&mut out, model);
    for one in &model.sections {
        section(&mut out, one);
    }
    if let Some(text) = &model.readme {
        out.push_str("<section id=\"readme\" class=\"readme\">\n<h2>Readme</h2>\n");
        out.push_str(&readme::html(text));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// Returns the `id` of the element for the JSON Pointer `pointer`.
pub(crate) fn id_of(pointer: &str) -> String {
    let mut out = String::with_capacity(pointer.len());
    for c in pointer.strip_prefix('/').unwrap_or(pointer).chars() {
        match c {
            '/' => out.push('.'),
            c if c.is_ascii_alphanumeric() || c == '_' || c == '-' => out.push(c),
            c => {
                let _ = write!(out, "~{:x}~", u32::from(c));
            }
        }
    }
    out
}

fn contents(out: &mut String, model: &Model) {
    out.push_str("<nav aria-label=\"Contents\">\n<ul>\n");
    for section in model.sections.iter().filter(|section| section.kind != SectionKind::Identity) {
        let _ = write!(
            out,
            "<li><a href=\"#{}\">{}</a>",
            id_of(&section.pointer),
            section.kind.heading()
        );
        let named: Vec<&Entry> =
            section.entries.iter().filter(|entry| !label(entry).is_empty()).collect();
        if !named.is_empty() && section.kind != SectionKind::Secrets {
            out.push_str("\n<ul>\n");
            for entry in named {
                let _ = writeln!(
                    out,
                    "<li><a href=\"#{}\">{}</a></li>",
                    id_of(&entry.pointer),
                    label(entry)
                );
            }
            out.push_str("</ul>\n");
        }
        out.push_str("</li>\n");
    }
    if model.readme.is_some() {
        out.push_str("<li><a href=\"#readme\">Readme</a></li>\n");
    }
    out.push_str("</ul>\n</nav>\n");
}

/// Returns the title of a definition, or else its name.
fn label(entry: &Entry) -> String {
    escape(entry.title.as_ref().unwrap_or(&entry.name))
}

fn header(out: &mut String, model: &Model) {
    out.push_str("<header id=\"title\">\n");
    if let Some(icon) = &model.icon {
        let _ = writeln!(out, "<img src=\"{icon}\" alt=\"\" width=\"64\" height=\"64\">");
    }
    let _ = writeln!(out, "<div>\n<h1>{}</h1>", escape(&model.title));
    let mut facts = Vec::new();
    if model.name != model.title && !model.name.is_empty() {
        facts.push(code(&model.name));
    }
    if let Some(version) = &model.version {
        facts.push(format!("version {}", escape(version)));
    }
    facts.extend(model.category.as_deref().map(escape));
    if !facts.is_empty() {
        let _ = writeln!(out, "<p class=\"facts\">{}</p>", facts.join(" · "));
    }
    if let Some(description) = &model.description {
        let _ = writeln!(out, "<p>{}</p>", escape(description));
    }
    out.push_str("</div>\n</header>\n");
}

fn section(out: &mut String, section: &Section) {
    if section.kind == SectionKind::Identity {
        return;
    }
    let (id, heading) = (id_of(&section.pointer), section.kind.heading());
    let _ = writeln!(out, "<section>\n<h2 id=\"{id}\">{heading}</h2>");
    if section.kind == SectionKind::Secrets {
        out.push_str("<ul>\n");
        for entry in &section.entries {
            let _ =
                writeln!(out, "<li id=\"{}\">{}</li>", id_of(&entry.pointer), code(&entry.name));
        }
        out.push_str("</ul>\n");
    } else {
        section.entries.iter().for_each(|one| entry(out, one, 3));
    }
    out.push_str("</section>\n");
}

fn entry(out: &mut String, entry: &Entry, level: u8) {
    out.push_str("<article>\n");
    if !entry.name.is_empty() || entry.title.is_some() {
        let _ = write!(out, "<h{level} id=\"{}\">", id_of(&entry.pointer));
        match &entry.title {
            Some(title) if entry.name.is_empty() => out.push_str(&escape(title)),
            Some(title) => {
                let _ = write!(out, "{} {}", escape(title), code(&entry.name));
            }
            None => out.push_str(&code(&entry.name)),
        }
        let _ = writeln!(out, "</h{level}>");
    }
    if entry.is_broken {
        out.push_str(
            "<p class=\"broken\">This definition contains a syntax error. The last version without one is \
             shown, if there is one.</p>\n",
        );
    }
    if let Some(description) = &entry.description {
        let _ = writeln!(out, "<p>{}</p>", escape(description));
    }
    for fact in &entry.facts {
        let _ = writeln!(out, "<p class=\"facts\">{}</p>", escape(fact));
    }
    for child in &entry.children {
        self::entry(out, child, level + 1);
    }
    for one in &entry.parts {
        part(out, one, level + 1);
    }
    out.push_str("</article>\n");
}

fn part(out: &mut String, part: &Part, level: u8) {
    if !part.heading.is_empty() {
        let id = id_of(&part.pointer);
        let _ = writeln!(out, "<h{level} id=\"{id}\">{}</h{level}>", part.heading);
    }
    match &part.content {
        Content::Fields { table, sample, .. } => {
            fields(out, table);
            if let Some(sample) = sample {
                let text = escape_keeping_lines(&sample.pretty());
                let _ =
                    writeln!(out, "<p class=\"facts\">Example</p>\n<pre><code>{text}</code></pre>");
            }
        }
        Content::Tags(tags) => {
            out.push_str(
                "<div class=\"table\"><table>\n<thead><tr><th>Tag</th><th>Description</th></tr></thead>\n<tbody>\n",
            );
            for tag in tags {
                let mut pointer = part.pointer.clone();
                crate::syntax::pointer::push(&mut pointer, &tag.name);
                let title = tag.title.as_deref().map(|title| format!("{} ", escape(title)));
                let _ = writeln!(
                    out,
                    "<tr id=\"{}\"><td>{}{}</td><td>{}</td></tr>",
                    id_of(&pointer),
                    title.unwrap_or_default(),
                    code(&tag.name),
                    tag.description.as_deref().map_or(NOTHING.to_owned(), escape)
                );
            }
            out.push_str("</tbody>\n</table></div>\n");
        }
        Content::Members(members) => {
            out.push_str(
                "<div class=\"table\"><table>\n<thead><tr><th>Kind</th><th>In the interface</th>\
                 <th>In this integration</th></tr></thead>\n<tbody>\n",
            );
            for (kind, own, target) in members {
                let _ = writeln!(
                    out,
                    "<tr><td>{kind}</td><td>{}</td><td>{}</td></tr>",
                    code(own),
                    code(target)
                );
            }
            out.push_str("</tbody>\n</table></div>\n");
        }
    }
}

fn fields(out: &mut String, table: &Table) {
    if table.is_empty() {
        out.push_str("<p class=\"facts\">No fields.</p>\n");
        return;
    }
    let is_folded = table.len() > FOLDED;
    if is_folded {
        let _ = writeln!(out, "<details>\n<summary>{} fields</summary>", table.len());
    }
    if !table.rows.is_empty() {
        rows(out, &table.rows);
    }
    for variant in &table.variants {
        let _ = writeln!(out, "<p class=\"choice\">{}</p>", variant.caption(code, escape));
        rows(out, &variant.rows);
    }
    if table.is_cut {
        out.push_str("<p class=\"facts\">Further fields are not listed.</p>\n");
    }
    if is_folded {
        out.push_str("</details>\n");
    }
}

fn rows(out: &mut String, rows: &[Row]) {
    out.push_str(
        "<div class=\"table fields\"><table>\n<thead><tr><th>Field</th><th>Type</th>\
         <th>Required</th><th>Description</th></tr></thead>\n<tbody>\n",
    );
    for row in rows {
        let id = match row.pointer.as_str() {
            "" => String::new(),
            pointer => format!(" id=\"{}\"", id_of(pointer)),
        };
        let title = row.title.as_ref().map(|title| format!("{} ", escape(title)));
        let required = if row.is_required { "yes" } else { "no" };
        let mut about: Vec<String> = row.description.iter().map(|text| escape(text)).collect();
        about.extend(
            row.limits.iter().map(|it| format!("<span class=\"limit\">{}.</span>", escape(it))),
        );
        let about = if about.is_empty() { NOTHING.to_owned() } else { about.join(" ") };
        let _ = writeln!(
            out,
            "<tr{id}><td>{}{}</td><td>{}</td><td>{required}</td><td>{about}</td></tr>",
            title.unwrap_or_default(),
            code(&row.path),
            escape(&row.type_name)
        );
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// Returns `text` as HTML text, also for an attribute, on one line.
pub(super) fn escape(text: &str) -> String {
    escape_with(text, |c| c.is_whitespace() || is_invisible(c))
}

fn escape_keeping_lines(text: &str) -> String {
    escape_with(text, |c| c != '\n' && is_invisible(c))
}

/// Returns `text` as HTML text with blanks for the characters that `is_blank` selects.
fn escape_with(text: &str, is_blank: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        xml::escape_char(&mut out, if is_blank(c) { ' ' } else { c });
    }
    out
}
