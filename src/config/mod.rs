//! The settings file `integration-manifest.toml`: found, read, and merged with what the editor says.
//!
//! Server and command line go through the same [`Resolver`], so that both judge a manifest alike.

mod edit;
mod glob;
mod parse;
mod resolver;
mod value;
mod workspace_folders;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

pub use edit::set_level;
pub use resolver::{ConfigFile, Resolver, absolute};
pub use workspace_folders::FolderConfigs;

use crate::rules::{self, Limits, Settings, Severity};
use glob::Globs;
use value::Node;

/// What a settings file is called.
pub const FILE_NAME: &str = "integration-manifest.toml";

/// Something in the settings that has no effect, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem<Place = Range<usize>> {
    /// Where: a byte range of the file, or a JSON Pointer into the editor's settings.
    pub place: Place,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// What one source of settings says: a file, or an editor.
#[derive(Debug, Clone, Default)]
pub struct Config {
    levels: Levels,
    limits: PartialLimits,
    overrides: Vec<Override>,
    embed: Vec<Embed>,
}

/// A field, and the file it holds a copy of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Embed {
    /// A member's name, or a JSON Pointer.
    field: String,
    /// A path from the settings file's folder on, which it does not leave.
    file: String,
}

/// Severities by rule id or group name; `None` is off.
type Levels = BTreeMap<String, Option<Severity>>;

/// What holds for the manifests that match.
#[derive(Debug, Clone)]
struct Override {
    files: Globs,
    levels: Levels,
    embed: Vec<Embed>,
}

/// The limits that somebody set.
#[derive(Debug, Clone, Default)]
struct PartialLimits {
    channels: Option<usize>,
    messages: Option<usize>,
    events: Option<usize>,
    states: Option<usize>,
    tags: Option<usize>,
    secrets: Option<usize>,
    schema_bytes: Option<usize>,
    code_bytes: Option<usize>,
}

impl Config {
    /// Reads the text of a settings file. Whatever is wrong with a part of it, the rest counts.
    pub fn parse(text: &str) -> (Config, Vec<Problem>) {
        let (root, mut problems) = value::from_toml(text);
        let mut slips = Vec::new();
        let config = parse::file(&root, &mut slips);
        // What the parser made up to go on after an error is not the person's mistake.
        slips.retain(|slip| problems.iter().all(|error| error.place != slip.place));
        problems.append(&mut slips);
        problems.sort_by_key(|problem| problem.place.start);
        (config, problems)
    }

    /// Reads the editor's section `integrationManifest`. Keys besides `rules` and `limits` belong
    /// to the editor's extension and are left alone.
    pub fn from_editor(section: &serde_json::Value) -> (Config, Vec<Problem<String>>) {
        let mut problems = Vec::new();
        let config = parse::editor(&value::from_json(section), &mut problems);
        (config, problems)
    }

    /// The settings for the manifest at `path`, which is relative to the settings file's folder.
    pub fn settings_for(&self, path: &Path) -> Settings {
        let mut settings = Settings::default();
        self.apply(Some(path), &mut settings);
        settings
    }

    /// The fields that hold copies of files in the manifest at `path`, each once. See
    /// [`Config::apply`].
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

    /// Says what this source says over what is there already. Without a path (the manifest lies
    /// outside the folder, or there is no folder) no override applies.
    fn apply(&self, path: Option<&Path>, settings: &mut Settings) {
        apply_levels(&self.levels, &mut settings.levels);
        self.limits.apply(&mut settings.limits);
        for layer in &self.overrides {
            if path.is_some_and(|path| layer.files.matches(path)) {
                apply_levels(&layer.levels, &mut settings.levels);
            }
        }
    }
}

/// Puts `over` on top of `levels`. A group in `over` also silences what was said below about a
/// single rule of that group: otherwise a file could not overrule an editor, nor an override the
/// file's own table.
fn apply_levels(over: &Levels, levels: &mut Levels) {
    levels.retain(|name, _| {
        rules::find(name).is_none_or(|rule| !over.contains_key(rule.group.name()))
    });
    levels.extend(over.iter().map(|(name, level)| (name.clone(), *level)));
}

impl PartialLimits {
    /// The names of the limits, as they are written in the settings.
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
        // Taken apart so that a limit added to the rules cannot be forgotten here.
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
        for (said, limit) in pairs {
            if let Some(value) = said {
                *limit = value;
            }
        }
    }
}

#[cfg(test)]
mod tests;
