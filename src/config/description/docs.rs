//! Reference page of the settings file.

use std::fmt::Write as _;

use super::keys::{PRESETS, SETTINGS};
use super::names::Names;
use super::types::{Choice, Format, Key, Shape, Table};
use crate::util::display::list;

/// Returns the reference of all settings in Markdown, without a title.
pub fn reference() -> String {
    let mut page = String::new();
    for key in SETTINGS.keys {
        write_key(&mut page, key, &[]);
    }
    page
}

/// Writes the section of `key` in the table `path`, and the sections of its keys.
fn write_key(page: &mut String, key: &Key, path: &[&str]) {
    let full: Vec<&str> = path.iter().copied().chain([key.name]).collect();
    let (open, close) = match key.shape {
        Shape::Tables(_) => ("[[", "]]"),
        Shape::Table(_) => ("[", "]"),
        Shape::Map(..) if path.is_empty() || path == ["diff"] => ("[", "]"),
        _ => ("", ""),
    };
    // A nested table is on the level of the tables.
    let level = if path.is_empty() || !open.is_empty() { "##" } else { "###" };
    _ = write!(page, "\n{level} `{open}{}{close}`\n\n{}\n", full.join("."), key.doc);
    _ = write!(page, "\n- Type: {}\n", describe(&key.shape));
    if let Some(default) = key.shown_default() {
        _ = writeln!(page, "- Default: `{default}`");
    }
    if let Shape::Choice(choices) | Shape::Choices(choices) = key.shape {
        write_choices(page, choices);
    } else if let Shape::Extends = key.shape {
        write_choices(page, PRESETS);
    } else if let Shape::Map(_, Shape::Choice(choices)) = key.shape {
        write_choices(page, choices);
    }
    if !key.example.is_empty() {
        _ = write!(page, "\n```toml\n{}\n```\n", key.example);
    }
    match key.shape {
        Shape::Table(table) if is_flat(table) => write_rows(page, table),
        Shape::Table(table) => {
            for inner in table.keys {
                write_key(page, inner, &full);
            }
        }
        Shape::Tables(table) => write_rows(page, table),
        _ => {}
    }
}

/// Whether the keys of a table need no sections of their own.
fn is_flat(table: &Table) -> bool {
    table.keys.iter().all(|key| matches!(key.shape, Shape::Limit(_)))
}

/// Writes the keys of a table as a table.
fn write_rows(page: &mut String, table: &Table) {
    page.push_str("\n| key | type | default | meaning |\n|---|---|---|---|\n");
    for key in table.keys {
        let default = key.shown_default().map(|it| format!("`{it}`")).unwrap_or_default();
        let (name, shape) = (key.name, describe(&key.shape).replace('|', "\\|"));
        _ = writeln!(page, "| `{name}` | {shape} | {default} | {} |", key.doc);
    }
}

fn write_choices(page: &mut String, choices: &[Choice]) {
    page.push('\n');
    for Choice { name, doc } in choices {
        _ = writeln!(page, "- `{name}`: {doc}");
    }
}

/// Describes a type in words.
fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Table(_) => "table".to_owned(),
        Shape::Map(names, value) => {
            let names = match names {
                Names::Rules => "rules and groups",
                Names::ContentFields => "fields",
                Names::DiffLevels => "checks and parts",
            };
            format!("table, from {names} to {}", describe(value))
        }
        Shape::Tables(_) => "array of tables".to_owned(),
        Shape::Globs { .. } => "array of globs".to_owned(),
        Shape::Extends => "array of presets and paths".to_owned(),
        Shape::Choices(_) => "array of strings".to_owned(),
        Shape::Choice(choices) => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
            list(&names, "or")
        }
        Shape::Integer { min: 0, .. } | Shape::Limit(_) => "whole number from 0".to_owned(),
        Shape::Integer { min, max } => format!("whole number from {min} to {max}"),
        Shape::Indent { min, max } => format!("whole number from {min} to {max}, or `\"tab\"`"),
        Shape::Boolean => "`true` or `false`".to_owned(),
        Shape::Text(Format::EmbeddedFile | Format::BaselineFile) => "path".to_owned(),
        Shape::Text(Format::Version) => "version".to_owned(),
        Shape::Text(_) => "string".to_owned(),
    }
}
