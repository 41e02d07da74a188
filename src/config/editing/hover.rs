//! Hover: the documentation of a setting, a rule or a value.

use std::fmt::Write as _;
use std::ops::Range;

use super::site::{Site, SiteKind, find, site_at, unquoted};
use crate::config::description::{Choice, Names, PRESETS, Shape};
use crate::rules::{self, Group, Severity};

/// Documentation of a part of a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The part.
    pub range: Range<usize>,
    /// The documentation.
    pub markdown: String,
}

/// Returns the documentation of the key or the value at the byte `offset`.
pub fn hover(text: &str, offset: usize) -> Option<Hover> {
    let Site { kind, word, .. } = site_at(text, offset)?;
    let name = unquoted(&text[word.clone()]);
    if name.is_empty() {
        return None;
    }
    let markdown = match kind {
        SiteKind::Key { table: mut path, .. } | SiteKind::Header { before: mut path, .. } => {
            let parent = find(&path).map(|(_, shape)| shape);
            path.push(name.to_owned());
            match parent {
                Some(Shape::Map(names, _)) => of_name(*names, name)?,
                _ => of_key(&path)?,
            }
        }
        SiteKind::Value { key, .. } => match find(&key)?.1 {
            Shape::Choice(choices) | Shape::Choices(choices) => of_choice(choices, name)?,
            Shape::Extends => of_choice(PRESETS, name)?,
            _ => return None,
        },
    };
    Some(Hover { range: word, markdown })
}

/// Returns the documentation of the key at `path`.
pub(super) fn of_key(path: &[String]) -> Option<String> {
    let key = find(path)?.0?;
    let mut markdown = format!("`{}`\n\n{}", path.join("."), key.doc);
    if let Some(default) = key.shown_default() {
        _ = write!(markdown, "\n\nDefault: `{default}`");
    }
    if !key.example.is_empty() {
        _ = write!(markdown, "\n\n```toml\n{}\n```", key.example);
    }
    Some(markdown)
}

fn of_choice(choices: &[Choice], name: &str) -> Option<String> {
    let choice = choices.iter().find(|choice| choice.name == name)?;
    Some(format!("`{name}`\n\n{}", choice.doc))
}

/// Returns the documentation of a key from a list of names.
pub(super) fn of_name(names: Names, name: &str) -> Option<String> {
    if names == Names::Rules {
        if let Some(rule) = rules::find(name) {
            let severity = rule.severity.map_or("off", Severity::name);
            let (group, summary) = (rule.group.name(), rule.summary());
            return Some(format!(
                "`{name}`\n\n{summary}\n\nGroup `{group}`, by default `{severity}`."
            ));
        }
        let group = Group::by_name(name)?;
        let mut markdown = format!("`{name}`\n\nGroup of rules:\n\n");
        for rule in rules::all().iter().filter(|rule| rule.group == group) {
            _ = writeln!(markdown, "- `{}`: {}", rule.id, rule.summary());
        }
        return Some(markdown);
    }
    let all = names.all();
    let found = all.iter().find(|it| it.name == name)?;
    Some(format!("`{name}`\n\n{}", found.summary))
}
