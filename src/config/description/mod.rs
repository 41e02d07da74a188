//! The description of the settings file: its keys with their types, values and documentation.
//!
//! [`SETTINGS`] is the only list of settings. The problems in a file, the reference page, the JSON Schema,
//! completion and hover are all derived from it.

mod docs;
mod json_schema;
mod keys;
mod names;
mod types;

pub use docs::reference;
pub use json_schema::json_schema;
pub(in crate::config) use keys::{EDITOR_KEYS, PRESETS, SETTINGS};
pub(in crate::config) use names::{Names, diff_level};
pub(in crate::config) use types::{Choice, Format, Key, Requirement, Shape, Table};

#[cfg(test)]
mod tests;
