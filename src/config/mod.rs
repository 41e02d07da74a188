//! The settings file `integration-manifest.toml`, merged with the settings of the editor.
//!
//! [`Config`] is data that is parsed from a text. The server and the command line use the same `Resolver`,
//! which reads files, so that both report the same findings. It needs the feature `files`.

mod baseline;
#[cfg(feature = "files")]
mod baseline_file;
mod diff;
mod edit;
mod glob;
mod layers;
mod parse;
#[cfg(feature = "files")]
mod resolver;
mod value;
#[cfg(feature = "files")]
mod workspace_folders;

pub use layers::{Config, Problem};
use layers::{Embed, Override, PartialLimits, Severities};
use std::path::Path;

pub use baseline::{BASELINE_NAME, Baseline, BaselineChange};
#[cfg(feature = "files")]
pub use baseline_file::BaselineFile;
pub use diff::{DiffSettings, diff_settings};
pub use edit::{AcceptedDifference, accept_differences, accept_finding, set_severity};
#[cfg(feature = "files")]
pub use resolver::{ConfigFile, Overlay, Resolver, absolute};
#[cfg(feature = "files")]
pub use workspace_folders::FolderConfigs;

use crate::rules::{self, Limits, Settings};
use value::Node;

/// The name of a settings file.
pub const FILE_NAME: &str = "integration-manifest.toml";

impl Config {
    /// Parses a settings file. Settings with problems are ignored, and all others apply.
    pub fn parse(text: &str) -> (Config, Vec<Problem>) {
        Config::parse_in(text, None)
    }

    /// Like [`Config::parse`], for a file in `folder`.
    fn parse_in(text: &str, folder: Option<&Path>) -> (Config, Vec<Problem>) {
        let (root, mut problems) = value::from_toml(text);
        let mut setting_problems = Vec::new();
        let config = parse::file(&root, folder, &mut setting_problems);
        // After a TOML error, the parser inserts values. Problems of these are not reported.
        setting_problems
            .retain(|problem| problems.iter().all(|error| error.place != problem.place));
        problems.append(&mut setting_problems);
        problems.sort_by_key(|problem| problem.place.start);
        (config, problems)
    }

    /// Parses the section `integrationManifest` of the editor's settings. Keys other than `rules` and
    /// `limits` are settings of the editor extension, and are ignored.
    pub fn from_editor(section: &serde_json::Value) -> (Config, Vec<Problem<String>>) {
        let mut problems = Vec::new();
        let config = parse::editor(&value::from_json(section), &mut problems);
        (config, problems)
    }

    /// Returns the settings for the manifest at `path`, relative to the folder of the settings file.
    pub fn settings_for(&self, path: &Path) -> Settings {
        let mut settings = Settings::default();
        self.apply(Some(path), &mut settings);
        settings
    }

    /// Returns the `[embed]` entries for the manifest at `path`, one per field. Without a path, no
    /// override applies.
    fn embedded(&self, path: Option<&Path>) -> Vec<&Embed> {
        let mut found: Vec<&Embed> = self.embed.iter().collect();
        for layer in &self.overrides {
            if path.is_some_and(|path| layer.files.matches(path)) {
                for embed in &layer.embed {
                    found.retain(|other| other.field != embed.field);
                    found.push(embed);
                }
            }
        }
        found
    }

    /// Applies this source on top of `settings`. Without a path (the manifest is outside the folder, or
    /// there is no folder) no override applies.
    fn apply(&self, path: Option<&Path>, settings: &mut Settings) {
        apply_severities(&self.severities, &mut settings.levels);
        self.limits.apply(&mut settings.limits);
        for layer in &self.overrides {
            if path.is_some_and(|path| layer.files.matches(path)) {
                apply_severities(&layer.severities, &mut settings.levels);
            }
        }
    }
}

/// Applies `layer` on top of `severities`. A group in `layer` also replaces the severities of single
/// rules of that group: otherwise a file could not override an editor, and an override could not
/// override `[rules]`.
fn apply_severities(layer: &Severities, severities: &mut Severities) {
    severities.retain(|name, _| {
        rules::find(name).is_none_or(|rule| !layer.contains_key(rule.group.name()))
    });
    severities.extend(layer.iter().map(|(name, severity)| (name.clone(), *severity)));
}

impl PartialLimits {
    /// The names of the limits in the settings.
    const NAMES: [&str; 8] = [
        "channels",
        "messages",
        "events",
        "states",
        "tags",
        "secrets",
        "schema-bytes",
        "code-bytes",
    ];

    fn get_mut(&mut self, name: &str) -> Option<&mut Option<usize>> {
        Some(match name {
            "channels" => &mut self.channels,
            "messages" => &mut self.messages,
            "events" => &mut self.events,
            "states" => &mut self.states,
            "tags" => &mut self.tags,
            "secrets" => &mut self.secrets,
            "schema-bytes" => &mut self.schema_bytes,
            "code-bytes" => &mut self.code_bytes,
            _ => return None,
        })
    }

    fn apply(&self, limits: &mut Limits) {
        // Destructured, so that a new limit of the rules does not compile until it is added here.
        let Limits { channels, messages, events, states, tags, secrets, schema_bytes, code_bytes } =
            limits;
        let pairs = [
            (self.channels, channels),
            (self.messages, messages),
            (self.events, events),
            (self.states, states),
            (self.tags, tags),
            (self.secrets, secrets),
            (self.schema_bytes, schema_bytes),
            (self.code_bytes, code_bytes),
        ];
        for (value, limit) in pairs {
            if let Some(value) = value {
                *limit = value;
            }
        }
    }
}

#[cfg(all(test, feature = "files"))]
mod tests;
