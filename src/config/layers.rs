//! Settings of one source, as data.

use std::collections::BTreeMap;
use std::ops::Range;

use super::glob::Globs;
use crate::rules::Severity;

/// A configuration problem: a setting that is ignored, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem<Place = Range<usize>> {
    /// The location: a byte range of the file, or a JSON Pointer into the settings of the editor.
    pub place: Place,
    /// The problem, and a suggestion if there is one.
    pub message: String,
}

/// The settings of one source: a file, or an editor.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(super) severities: Severities,
    pub(super) limits: PartialLimits,
    pub(super) overrides: Vec<Override>,
    pub(super) embed: Vec<Embed>,
    pub(super) baseline: BaselineSetting,
}

/// The setting `file` in `[baseline]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum BaselineSetting {
    /// The file with the usual name, beside the settings file.
    #[default]
    Beside,
    /// A path from the folder of the settings file.
    File(String),
    /// No baseline.
    Off,
}

/// An entry of `[embed]`: a field, and the file that is embedded in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Embed {
    /// The name of the field, or a JSON Pointer.
    pub(super) field: String,
    /// The path of the file, relative to the folder of the settings file, which it does not leave.
    pub(super) file: String,
}

/// Severities by rule id or group name; `None` is off.
pub type Severities = BTreeMap<String, Option<Severity>>;

/// Settings for the manifests that match `files`.
#[derive(Debug, Clone)]
pub(super) struct Override {
    pub(super) files: Globs,
    pub(super) severities: Severities,
    pub(super) embed: Vec<Embed>,
}

/// The limits that a source sets.
#[derive(Debug, Clone, Default)]
pub(super) struct PartialLimits {
    pub(super) channels: Option<usize>,
    pub(super) messages: Option<usize>,
    pub(super) events: Option<usize>,
    pub(super) states: Option<usize>,
    pub(super) tags: Option<usize>,
    pub(super) secrets: Option<usize>,
    pub(super) schema_bytes: Option<usize>,
    pub(super) code_bytes: Option<usize>,
}
