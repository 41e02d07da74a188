//! Reports a problem for each setting that does not match its description.

use std::path::Path;

use semver::Version;

use super::description::{
    Choice, EDITOR_KEYS, Format, Names, PRESETS, Requirement, SETTINGS, Shape, Table,
};
use super::glob;
use super::layers::Problem;
use super::value::{Entry, Kind, Node};
use crate::diff::checks;
use crate::rules;
use crate::util::path;
use crate::util::suggest::closest;

/// Reports the problems of a settings file in `folder`.
pub(super) fn file<P: Clone>(root: &Node<P>, folder: Option<&Path>) -> Vec<Problem<P>> {
    let mut validator = Validator { folder, problems: Vec::new() };
    validator.table(root, &SETTINGS, "the settings", "");
    validator.problems
}

/// Reports the problems of the section of an editor. Other keys are settings of the editor extension.
pub(super) fn editor<P: Clone>(root: &Node<P>) -> Vec<Problem<P>> {
    let mut validator = Validator { folder: None, problems: Vec::new() };
    for entry in validator.entries(root, "`integrationManifest`") {
        let key = SETTINGS.keys.iter().find(|key| key.name == entry.key);
        if let Some(key) = key.filter(|key| EDITOR_KEYS.contains(&key.name)) {
            validator.value(&entry.value, &key.shape, key.name);
        }
    }
    validator.problems
}

struct Validator<'a, P> {
    /// The folder of the settings file, if it is known.
    folder: Option<&'a Path>,
    problems: Vec<Problem<P>>,
}

impl<P: Clone> Validator<'_, P> {
    fn report(&mut self, place: &P, message: impl Into<String>) {
        self.replaceable(place, message, None);
    }

    /// Reports a problem that `replacement` of the text at `place` fixes.
    fn replaceable(&mut self, place: &P, message: impl Into<String>, replacement: Option<String>) {
        self.problems.push(Problem { place: place.clone(), message: message.into(), replacement });
    }

    /// Returns the entries of a table. Editors send `null` for a setting without a value.
    fn entries<'n>(&mut self, node: &'n Node<P>, name: &str) -> &'n [Entry<P>] {
        match &node.kind {
            Kind::Table(entries) => entries,
            Kind::Null => &[],
            kind => {
                self.report(&node.place, format!("{name} must be a table, not {kind}"));
                &[]
            }
        }
    }

    /// Checks `node`, whose dotted key is `path`.
    fn value(&mut self, node: &Node<P>, shape: &Shape, path: &str) {
        if matches!(node.kind, Kind::Null) {
            return;
        }
        let expected = match shape {
            Shape::Table(table) => return self.table(node, table, &format!("`{path}`"), path),
            Shape::Map(names, shape) => return self.map(node, *names, shape, path),
            Shape::Tables(table) => return self.tables(node, table, path),
            Shape::Globs { empty } => return self.globs(node, *empty, path),
            Shape::Extends => return self.extends(node, path),
            Shape::Choice(choices) => return self.choice(node, choices, path),
            Shape::Choices(choices) => {
                let items = self.array(node, path, &Choice::list(choices)).unwrap_or_default();
                return items.iter().for_each(|item| self.choice(item, choices, path));
            }
            Shape::Text(format) => return self.text(node, *format, path),
            Shape::Boolean => match node.kind {
                Kind::Boolean(_) => return,
                _ => "`true` or `false`".to_owned(),
            },
            Shape::Limit(_) => match node.kind {
                Kind::Integer(number) if usize::try_from(number).is_ok() => return,
                _ => "a whole number from 0".to_owned(),
            },
            Shape::Integer { min, max } => match node.kind {
                Kind::Integer(number) if (*min..=*max).contains(&number) => return,
                _ => format!("a whole number from {min} to {max}"),
            },
            Shape::Indent { min, max } => match &node.kind {
                Kind::Integer(number) if (*min..=*max).contains(number) => return,
                Kind::String(text) if text == "tab" => return,
                _ => format!("a number of spaces from {min} to {max}, or \"tab\""),
            },
        };
        self.report(&node.place, format!("`{path}` must be {expected}, not {}", node.kind));
    }

    fn table(&mut self, node: &Node<P>, table: &Table, name: &str, path: &str) {
        let before = self.problems.len();
        let entries = self.entries(node, name);
        for entry in entries {
            match table.keys.iter().find(|key| key.name == entry.key) {
                Some(key) => self.value(&entry.value, &key.shape, &join(path, key.name)),
                None => self.unknown_key(entry, table),
            }
        }
        if !matches!(node.kind, Kind::Table(_)) || self.problems.len() > before {
            return;
        }
        let has = |key: &&str| entries.iter().any(|entry| entry.key == **key);
        for Requirement { any_of, message } in table.requirements {
            if !any_of.iter().any(|keys| keys.iter().all(has)) {
                self.report(&node.place, *message);
                return;
            }
        }
    }

    fn unknown_key(&mut self, entry: &Entry<P>, table: &Table) {
        let key = &entry.key;
        let (hint, replacement) = if std::ptr::eq(table, &SETTINGS) && rules::is_rule_or_group(key)
        {
            // A rule at the top level is a common mistake.
            ("; move it to `[rules]`".to_owned(), None)
        } else {
            let near = closest(key, table.keys.iter().map(|key| key.name));
            (did_you_mean(near), near.map(bare_key))
        };
        let message = format!("unknown {} `{key}`{hint}", table.noun);
        self.replaceable(&entry.key_place, message, replacement);
    }

    fn map(&mut self, node: &Node<P>, names: Names, shape: &Shape, path: &str) {
        for entry in self.entries(node, &format!("`{path}`")) {
            if let Some(mut message) = names.reject(&entry.key) {
                let all = names.all();
                let near = closest(&entry.key, all.iter().map(|name| name.name.as_str()));
                if !message.contains("did you mean") {
                    message += &did_you_mean(near);
                }
                self.replaceable(&entry.key_place, message, near.map(bare_key));
            }
            // The value of an unknown key is checked too, so that both problems are reported at once.
            self.value(&entry.value, shape, &join(path, &entry.key));
        }
    }

    fn tables(&mut self, node: &Node<P>, table: &Table, path: &str) {
        let Kind::Array(items) = &node.kind else {
            let message =
                format!("`{path}` must be an array of tables (`[[{path}]]`), not {}", node.kind);
            return self.report(&node.place, message);
        };
        for item in items {
            self.table(item, table, &format!("an entry of `{path}`"), "");
        }
    }

    fn globs(&mut self, node: &Node<P>, empty: Option<&str>, path: &str) {
        let Some(items) = self.array(node, path, "globs") else { return };
        if let (true, Some(message)) = (items.is_empty(), empty) {
            self.report(&node.place, message);
        }
        let mut builder = glob::Builder::new(self.folder);
        for item in items {
            match &item.kind {
                Kind::String(text) => {
                    if let Err(error) = builder.add(text) {
                        self.report(&item.place, error);
                    }
                }
                kind => self.report(&item.place, format!("a glob must be a string, not {kind}")),
            }
        }
        if let Err(error) = builder.build() {
            self.report(&node.place, format!("invalid globs: {error}"));
        }
    }

    /// Returns the items of an array. A single string gets a fix.
    fn array<'n>(&mut self, node: &'n Node<P>, path: &str, items: &str) -> Option<&'n [Node<P>]> {
        if let Kind::Array(items) = &node.kind {
            return Some(items);
        }
        let message = format!("`{path}` must be an array of {items}, not {}", node.kind);
        let replacement = match &node.kind {
            Kind::String(text) => Some(format!("[{}]", quoted(text))),
            _ => None,
        };
        self.replaceable(&node.place, message, replacement);
        None
    }

    fn extends(&mut self, node: &Node<P>, path: &str) {
        let Some(items) = self.array(node, path, "presets and files") else { return };
        for item in items {
            let Kind::String(text) = &item.kind else {
                let message = format!("an entry of `{path}` must be a string, not {}", item.kind);
                self.report(&item.place, message);
                continue;
            };
            if has_choice(PRESETS, text) || is_settings_path(text) {
                if Path::new(text).is_absolute() || text.starts_with(['/', '\\']) {
                    let message =
                        format!("`{text}` must be relative to the folder of the settings file");
                    self.report(&item.place, message);
                }
                continue;
            }
            let near = closest(text, PRESETS.iter().map(|preset| preset.name));
            let hint = match near {
                Some(_) => did_you_mean(near),
                None => format!("; use {}, or the path of a `.toml` file", Choice::list(PRESETS)),
            };
            let message = format!("unknown preset `{text}`{hint}");
            self.replaceable(&item.place, message, near.map(quoted));
        }
    }

    fn choice(&mut self, node: &Node<P>, choices: &[Choice], path: &str) {
        let (hint, replacement) = match &node.kind {
            Kind::String(text) => {
                if has_choice(choices, text) {
                    return;
                }
                let near = closest(text, choices.iter().map(|choice| choice.name));
                (did_you_mean(near), near.map(quoted))
            }
            // TOML has no words, so that the mistake is likely.
            Kind::Boolean(false) if has_choice(choices, "off") => {
                ("; did you mean `\"off\"`?".to_owned(), Some(quoted("off")))
            }
            _ => (String::new(), None),
        };
        let names = Choice::list(choices);
        let message = format!("`{path}` must be {names}, not {}{hint}", node.kind);
        self.replaceable(&node.place, message, replacement);
    }

    fn text(&mut self, node: &Node<P>, format: Format, path: &str) {
        let Kind::String(text) = &node.kind else {
            let expected = match format {
                Format::EmbeddedFile => "the path of a file",
                Format::BaselineFile => "the path of a file or `off`",
                _ => "a string",
            };
            let message = format!("`{path}` must be {expected}, not {}", node.kind);
            return self.report(&node.place, message);
        };
        match format {
            Format::Any => {}
            Format::Visible => {
                if text.trim().is_empty() {
                    self.report(&node.place, format!("`{path}` must not be empty"));
                }
            }
            Format::EmbeddedFile => {
                if let Some(why) = path::escapes_root(text) {
                    self.report(&node.place, format!("`{text}` cannot be embedded: {why}"));
                }
            }
            Format::BaselineFile => {
                if let Some(why) = path::escapes_root(text) {
                    self.report(&node.place, format!("`{text}` cannot be the baseline: {why}"));
                }
            }
            Format::Version => {
                if Version::parse(text).is_err() {
                    let message =
                        format!("`{path}` must be a version such as `3.0.0`, not {}", node.kind);
                    self.report(&node.place, message);
                }
            }
            Format::Check => {
                if checks::find(text).is_none() {
                    let near = closest(text, checks::all().map(|check| check.id));
                    let message = format!("unknown check `{text}`{}", did_you_mean(near));
                    self.replaceable(&node.place, message, near.map(quoted));
                }
            }
        }
    }
}

/// Whether an entry of `extends` names a file.
pub(super) fn is_settings_path(text: &str) -> bool {
    Path::new(text).extension().is_some_and(|extension| extension == "toml")
}

fn has_choice(choices: &[Choice], name: &str) -> bool {
    choices.iter().any(|choice| choice.name == name)
}

/// Returns the dotted key of `key` in the table `path`.
fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Returns the suggestion for an unknown name: `; did you mean …?`, or an empty string.
fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// Returns `key` as a key in TOML.
pub(super) fn bare_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { quoted(key) }
}

/// Returns `text` as a string in TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
