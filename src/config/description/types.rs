//! The types of the description.

use super::names::Names;
use crate::rules::Limits;
use crate::util::display::list_plain;

/// A key of a table.
#[derive(Debug)]
pub(in crate::config) struct Key {
    pub(in crate::config) name: &'static str,
    pub(in crate::config) shape: Shape,
    /// Documentation in Markdown. The first sentence is the summary.
    pub(in crate::config) doc: &'static str,
    /// The value without this key, as the documentation shows it.
    pub(in crate::config) default: &'static str,
    /// A valid use in TOML.
    pub(in crate::config) example: &'static str,
}

impl Key {
    pub(in crate::config) const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Key {
        Key { name, shape, doc, default: "", example: "" }
    }

    pub(in crate::config) const fn default(self, default: &'static str) -> Key {
        Key { default, ..self }
    }

    pub(in crate::config) const fn example(self, example: &'static str) -> Key {
        Key { example, ..self }
    }

    /// Returns the default for documentation.
    pub(in crate::config) fn shown_default(&self) -> Option<String> {
        match self.shape {
            Shape::Limit(limit) => Some(limit(&mut Limits::default()).to_string()),
            _ => (!self.default.is_empty()).then(|| self.default.to_owned()),
        }
    }

    /// Returns the first sentence of the documentation.
    pub(in crate::config) fn summary(&self) -> &'static str {
        let end = self.doc.find(". ").or_else(|| self.doc.find(".\n"));
        end.map_or(self.doc, |end| &self.doc[..=end])
    }
}

/// The type of a value.
#[derive(Debug)]
pub(in crate::config) enum Shape {
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
    /// An array of these strings.
    Choices(&'static [Choice]),
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
pub(in crate::config) struct Table {
    /// The noun for a key in messages: `setting` or `limit`.
    pub(in crate::config) noun: &'static str,
    pub(in crate::config) keys: &'static [Key],
    pub(in crate::config) requirements: &'static [Requirement],
}

impl Table {
    /// Returns a table of settings that may all be omitted.
    pub(in crate::config) const fn new(keys: &'static [Key]) -> Table {
        Table { noun: "setting", keys, requirements: &[] }
    }
}

/// Keys that a table needs.
#[derive(Debug)]
pub(in crate::config) struct Requirement {
    /// Alternatives. The table contains all keys of one of them.
    pub(in crate::config) any_of: &'static [&'static [&'static str]],
    /// The message if it does not.
    pub(in crate::config) message: &'static str,
}

/// The meaning of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Format {
    /// Any text.
    Any,
    /// Text with a visible character.
    Visible,
    /// The path of a file to embed.
    EmbeddedFile,
    /// The path of a baseline, or `off`.
    BaselineFile,
    /// A semantic version.
    Version,
    /// The id of a check of `diff`.
    Check,
}

/// A value of a setting.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Choice {
    pub(in crate::config) name: &'static str,
    pub(in crate::config) doc: &'static str,
}

impl Choice {
    /// Returns the names as a list: `a, b or c`.
    pub(in crate::config) fn list(choices: &[Choice]) -> String {
        let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
        list_plain(&names, "or")
    }
}
