//! The settings of a file with everything that it extends.

use std::ops::Range;
use std::path::Path;

use super::layers::{
    BaselineSetting, CheckSettings, DiffSettings, DocsSettings, Embed, FormatSettings, Layer,
    Problem,
};
use super::read::{self, Extends};
use super::{validate, value};
use crate::rules::Settings;

/// The settings of a file with everything that it extends, or of an editor.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The sources of the settings. Later ones override earlier ones.
    layers: Vec<Layer>,
    /// The `[format]` table.
    pub format: FormatSettings,
    /// The `[check]` table.
    pub check: CheckSettings,
    /// The `[diff]` table.
    pub diff: DiffSettings,
    /// The `[docs]` table.
    pub docs: DocsSettings,
    pub(super) baseline: BaselineSetting,
    /// The setting `show` in `[baseline]`.
    pub(super) shows_accepted: bool,
}

/// A settings file, without the files that it extends.
pub(super) struct Parsed {
    pub(super) layer: Layer,
    pub(super) extends: Vec<(Extends, Range<usize>)>,
    pub(super) problems: Vec<Problem>,
}

/// Parses the settings file `text` in `folder`.
pub(super) fn parse(text: &str, folder: Option<&Path>) -> Parsed {
    let (root, mut problems) = value::from_toml(text);
    let mut setting_problems = validate::file(&root, folder);
    // After a TOML error, the parser inserts values. Problems of these are not reported.
    setting_problems.retain(|problem| problems.iter().all(|error| error.place != problem.place));
    problems.append(&mut setting_problems);
    problems.sort_by_key(|problem| problem.place.start);
    Parsed { layer: read::layer(&root, folder), extends: read::extends(&root), problems }
}

impl Config {
    /// Parses a settings file, without the files that it extends. Settings with problems are ignored, and
    /// all others apply.
    pub fn parse(text: &str) -> (Config, Vec<Problem>) {
        let Parsed { layer, extends, problems } = parse(text, None);
        let presets = extends.iter().filter_map(|(entry, _)| match entry {
            Extends::Preset(preset) => Some(preset.layer()),
            Extends::File(_) => None,
        });
        (Config::new(presets.chain([layer]).collect()), problems)
    }

    /// Parses the section `integrationManifest` of the editor's settings. Keys other than `rules` and
    /// `limits` are settings of the editor extension, and are ignored.
    pub fn from_editor(section: &serde_json::Value) -> (Config, Vec<Problem<String>>) {
        let root = value::from_json(section);
        let severities_and_limits = read::editor(&root);
        (Config::new(vec![severities_and_limits]), validate::editor(&root))
    }

    pub(super) fn new(layers: Vec<Layer>) -> Config {
        let mut config = Config::default();
        for layer in &layers {
            config.format = layer.format.over(config.format);
            config.check = layer.check.over(config.check);
            config.diff = layer.diff.clone().over(&config.diff);
            config.docs = layer.docs.clone().over(&config.docs);
            if let Some(baseline) = &layer.baseline {
                config.baseline = baseline.clone();
            }
            config.shows_accepted = layer.shows_accepted.unwrap_or(config.shows_accepted);
        }
        config.layers = layers;
        config
    }

    /// Returns the settings for the manifest at `path`, relative to the folder of the settings file.
    pub fn settings_for(&self, path: &Path) -> Settings {
        let mut settings = Settings::default();
        self.apply(Some(path), &mut settings);
        settings
    }

    /// Returns whether `exclude` matches the manifest at `path`, relative to the folder of the settings
    /// file.
    pub fn is_excluded(&self, path: &Path) -> bool {
        self.layers.iter().filter_map(|layer| layer.exclude.as_ref()).any(|it| it.matches(path))
    }

    /// Returns whether an override applies to the manifest at `path`.
    pub(super) fn has_override(&self, path: &Path) -> bool {
        self.layers.iter().any(|layer| layer.overrides_for(Some(path)).next().is_some())
    }

    /// Returns all `[embed]` entries, including those of overrides.
    pub(super) fn all_embedded(&self) -> impl Iterator<Item = &Embed> {
        self.layers.iter().flat_map(|layer| {
            layer.embed.iter().chain(layer.overrides.iter().flat_map(|layer| &layer.embed))
        })
    }

    /// Returns the `[embed]` entries for the manifest at `path`, one per field. Without a path, no
    /// override applies.
    pub(super) fn embedded(&self, path: Option<&Path>) -> Vec<&Embed> {
        let mut found: Vec<&Embed> = Vec::new();
        for layer in &self.layers {
            let overridden = layer.overrides_for(path).flat_map(|layer| &layer.embed);
            for embed in layer.embed.iter().chain(overridden) {
                found.retain(|other| other.field != embed.field);
                found.push(embed);
            }
        }
        found
    }

    /// Applies these settings on top of `settings`. Without a path (the manifest is outside the folder, or
    /// there is no folder) no override applies.
    pub(super) fn apply(&self, path: Option<&Path>, settings: &mut Settings) {
        for layer in &self.layers {
            layer.apply(path, settings);
        }
        settings.skip_private_publish |= self.check.publish == Some(false);
    }
}
