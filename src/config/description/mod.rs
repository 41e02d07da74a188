//! The description of the settings file: its keys with their types, values and documentation.
//!
//! [`SETTINGS`] is the only list of settings. The problems in a file, the reference page, the JSON Schema,
//! completion and hover are all derived from it.

mod docs;
mod json_schema;
mod keys;
mod names;

pub use docs::reference;
pub use json_schema::json_schema;
pub(in crate::config) use keys::{EDITOR_KEYS, PRESETS, SETTINGS};
pub(in crate::config) use names::{Names, diff_level, group};

use crate::rules::Limits;

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Documentation in Markdown. The first sentence is the summary.
    pub(super) doc: &'static str,
    /// The value without this key, as the documentation shows it.
    pub(super) default: &'static str,
    /// A valid use in TOML.
    pub(super) example: &'static str,
}

impl Key {
    const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Key {
        Key { name, shape, doc, default: "", example: "" }
    }

    const fn default(self, default: &'static str) -> Key {
        Key { default, ..self }
    }

    const fn example(self, example: &'static str) -> Key {
        Key { example, ..self }
    }

    /// Returns the default for documentation.
    pub(super) fn shown_default(&self) -> Option<String> {
        match self.shape {
            Shape::Limit(limit) => Some(limit(&mut Limits::default()).to_string()),
            _ => (!self.default.is_empty()).then(|| self.default.to_owned()),
        }
    }

    /// Returns the first sentence of the documentation.
    pub(super) fn summary(&self) -> &'static str {
        let end = self.doc.find(". ").or_else(|| self.doc.find(".\n"));
        end.map_or(self.doc, |end| &self.doc[..=end])
    }
}

/// The type of a value.
#[derive(Debug)]
pub(super) enum Shape {
    /// A table with fixed keys.
    Table(&'static Table),
    /// A table whose keys come from a list of names, all with values of one type.
    Map(Names, &'static Shape),
    /// An array of tables.
    Tables(&'static Table),
    /// An array of globs; an empty one is a mistake if the text says why.
    Globs {
        empty: Option<&'static str>,
    },
    /// An array of presets and files.
    Extends,
    /// One of these strings.
    Choice(&'static [Choice]),
    /// A whole number.
    Integer {
        min: i128,
        max: i128,
    },
    /// A limit of the platform: a whole number from 0.
    Limit(fn(&mut Limits) -> &mut usize),
    /// The indentation: a number of spaces, or `"tab"`.
    Indent {
        min: i128,
        max: i128,
    },
    Boolean,
    Text(Format),
}

/// The keys of a table.
#[derive(Debug)]
pub(super) struct Table {
    /// What a key of it is, for messages: `setting` or `limit`.
    pub(super) noun: &'static str,
    pub(super) keys: &'static [Key],
    pub(super) requirements: &'static [Requirement],
}

/// Keys that a table needs.
#[derive(Debug)]
pub(super) struct Requirement {
    /// Alternatives. The table contains all keys of one of them.
    pub(super) any_of: &'static [&'static [&'static str]],
    /// The message if it does not.
    pub(super) message: &'static str,
}

/// The meaning of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Any text.
    Any,
    /// Text with a visible character.
    Visible,
    /// The path of a file to embed.
    EmbeddedFile,
    /// A semantic version.
    Version,
    /// The id of a check of `diff`.
    Check,
}

/// A value of a setting.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
}

/// Returns `names` as a list: `a, b or c`.
pub(super) fn list_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
