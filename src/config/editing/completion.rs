//! Completion of keys, table headers and values.

use std::ops::Range;

use super::hover::{of_key, of_name};
use super::site::{Site, SiteKind, find, site_at};
use crate::config::description::{Choice, Format, Names, PRESETS, SETTINGS, Shape, Table};
use crate::config::validate::{bare_key, quoted};
use crate::diff::checks;
use crate::rules::Limits;

/// A suggestion for a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The name in the list.
    pub label: String,
    /// The kind of the suggestion.
    pub kind: CompletionKind,
    /// The text that is replaced.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
    /// The new text in the snippet syntax of the protocol, if it has places to fill in.
    pub snippet: Option<String>,
    /// A summary.
    pub detail: String,
    /// The documentation in Markdown.
    pub markdown: Option<String>,
}

/// The kind of a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A key.
    Key,
    /// A table header.
    Table,
    /// A value.
    Value,
}

/// Returns the suggestions at the byte `offset`.
pub fn completions(text: &str, offset: usize) -> Vec<Completion> {
    let Some(site) = site_at(text, offset) else { return Vec::new() };
    match &site.kind {
        SiteKind::Key { table, is_line } => keys(&site, table, *is_line),
        SiteKind::Header { before, is_array } => {
            let mut headers = headers(&site, *is_array);
            if let Some(start) =
                start_of_header(text, site.word.start).filter(|_| !before.is_empty())
            {
                headers.iter_mut().for_each(|item| item.range.start = start);
            }
            headers
        }
        SiteKind::Value { key, is_item } => match find(key) {
            Some((_, shape)) => values(&site, shape, *is_item),
            None => Vec::new(),
        },
    }
}

/// Returns where the name of the table in a header begins.
fn start_of_header(text: &str, at: usize) -> Option<usize> {
    Some(text[..at].rfind('[')? + 1)
}

fn keys(site: &Site, path: &[String], is_line: bool) -> Vec<Completion> {
    let mut found = Vec::new();
    let is_new = |name: &str| site.siblings.iter().all(|sibling| sibling != name);
    match (path, find(path).map(|(_, shape)| shape)) {
        ([], _) => table_keys(site, &SETTINGS, path, is_line, &mut found),
        (_, Some(Shape::Table(table) | Shape::Tables(table))) => {
            table_keys(site, table, path, is_line, &mut found);
        }
        (_, Some(Shape::Map(names, shape))) => {
            for name in names.all().into_iter().filter(|name| is_new(&name.name)) {
                let key = bare_key(&name.name);
                let markdown =
                    if *names == Names::Rules { of_name(*names, &name.name) } else { None };
                found.push(key_item(site, key, &name.name, shape, name.summary, markdown));
            }
        }
        _ => {}
    }
    if is_line && !site.is_followed {
        for is_array in [false, true] {
            for mut item in headers(site, is_array) {
                let (open, close) = if is_array { ("[[", "]]") } else { ("[", "]") };
                item.text = format!("{open}{}{close}\n", item.text);
                item.label = item.text.trim_end().to_owned();
                found.push(item);
            }
        }
    }
    found
}

fn table_keys(
    site: &Site,
    table: &Table,
    path: &[String],
    is_line: bool,
    found: &mut Vec<Completion>,
) {
    for key in table.keys {
        let is_table = matches!(key.shape, Shape::Table(_) | Shape::Map(..) | Shape::Tables(_));
        let is_used = site.siblings.iter().any(|sibling| sibling == key.name);
        // Where a header can be, a table has its header.
        let has_header =
            is_line && is_table && path.first().is_none_or(|first| first != "overrides");
        if is_used || has_header {
            continue;
        }
        let full: Vec<String> = path.iter().cloned().chain([key.name.to_owned()]).collect();
        let summary = key.summary().to_owned();
        found.push(key_item(site, key.name.into(), key.name, &key.shape, summary, of_key(&full)));
    }
}

fn key_item(
    site: &Site,
    key: String,
    label: &str,
    shape: &Shape,
    detail: String,
    markdown: Option<String>,
) -> Completion {
    let names = |choices: &[Choice]| {
        let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
        format!("\"${{1|{}|}}\"", names.join(","))
    };
    let value = match shape {
        Shape::Choice(choices) => names(choices),
        Shape::Boolean => "${1|true,false|}".to_owned(),
        Shape::Globs { .. } => "[\"$1\"]".to_owned(),
        Shape::Choices(choices) => format!("[{}]", names(choices)),
        Shape::Extends => format!("[{}]", names(PRESETS)),
        Shape::Text(_) => "\"$1\"".to_owned(),
        Shape::Table(_) | Shape::Map(..) => "{ $1 }".to_owned(),
        Shape::Tables(_) => "[{ $1 }]".to_owned(),
        Shape::Integer { .. } | Shape::Limit(_) | Shape::Indent { .. } => "$1".to_owned(),
    };
    let (text, snippet) = match site.is_followed {
        true => (key, None),
        false => (format!("{key} = "), Some(format!("{} = {value}", key.replace('$', "\\$")))),
    };
    Completion {
        label: label.to_owned(),
        kind: CompletionKind::Key,
        range: site.word.clone(),
        text,
        snippet,
        detail,
        markdown,
    }
}

/// Returns the tables that a header can name. `[[…]]` names arrays of tables.
fn headers(site: &Site, is_array: bool) -> Vec<Completion> {
    let mut found = Vec::new();
    collect_headers(&SETTINGS, &mut Vec::new(), &mut |path, shape, summary| {
        let label = path.join(".");
        // A header can be repeated only for an array.
        if matches!(shape, Shape::Tables(_)) == is_array
            && (is_array || !site.siblings.contains(&label))
        {
            found.push(Completion {
                label: label.clone(),
                kind: CompletionKind::Table,
                range: site.word.clone(),
                text: label,
                snippet: None,
                detail: summary.to_owned(),
                markdown: of_key(path),
            });
        }
    });
    found
}

fn collect_headers(
    table: &Table,
    path: &mut Vec<String>,
    add: &mut dyn FnMut(&[String], &Shape, &str),
) {
    for key in table.keys {
        path.push(key.name.to_owned());
        if matches!(key.shape, Shape::Table(_) | Shape::Map(..) | Shape::Tables(_)) {
            add(path, &key.shape, key.summary());
        }
        if let Shape::Table(inner) = key.shape {
            collect_headers(inner, path, add);
        }
        path.pop();
    }
}

fn values(site: &Site, shape: &Shape, is_item: bool) -> Vec<Completion> {
    let item = |text: String, label: &str, detail: &str| Completion {
        label: label.to_owned(),
        kind: CompletionKind::Value,
        range: site.word.clone(),
        text,
        snippet: None,
        detail: detail.to_owned(),
        markdown: None,
    };
    let choice = |choice: &Choice| item(quoted(choice.name), choice.name, choice.doc);
    let plain = |text: String| item(text.clone(), &text, "");
    let list = |choices: &[Choice]| -> Vec<Completion> {
        let array = |it: &Choice| item(format!("[{}]", quoted(it.name)), it.name, it.doc);
        choices.iter().map(|it| if is_item { choice(it) } else { array(it) }).collect()
    };
    match shape {
        Shape::Choice(choices) => choices.iter().map(choice).collect(),
        Shape::Extends => list(PRESETS),
        Shape::Choices(choices) => list(choices),
        Shape::Boolean => ["true", "false"].map(|value| plain(value.to_owned())).into(),
        Shape::Indent { .. } => ["2", "4", "\"tab\""]
            .map(|value| item(value.into(), value.trim_matches('"'), ""))
            .into(),
        Shape::Limit(limit) => vec![plain(limit(&mut Limits::default()).to_string())],
        Shape::Text(Format::Check) => {
            checks::all().map(|it| item(quoted(it.id), it.id, it.summary)).collect()
        }
        _ => Vec::new(),
    }
}
