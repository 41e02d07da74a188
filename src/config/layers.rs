//! Settings of one source, as data.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::glob::Globs;
use crate::diff;
use crate::docs::{self, SectionKind};
use crate::ide::format::{Expand, Options};
use crate::rules::{self, Group, Limits, Severity};

/// A configuration problem: a setting that is ignored, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem<Place = Range<usize>> {
    /// The location: a byte range of the file, or a JSON Pointer into the settings of the editor.
    pub place: Place,
    /// The problem, and a suggestion if there is one.
    pub message: String,
    /// The text that fixes the problem in place of the text at `place`.
    pub replacement: Option<String>,
}

/// The settings of a preset, a file or an editor.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// Whether the severities of lower layers have no effect.
    pub(super) resets_severities: bool,
    pub(super) severities: Severities,
    pub(super) limits: Vec<(LimitOf, usize)>,
    pub(super) overrides: Vec<Override>,
    pub(super) embed: Vec<Embed>,
    pub(super) exclude: Option<Globs>,
    pub(super) format: FormatSettings,
    pub(super) check: CheckSettings,
    pub(super) diff: DiffSettings,
    pub(super) docs: DocsSettings,
    pub(super) baseline: Option<BaselineSetting>,
    pub(super) shows_accepted: Option<bool>,
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

/// Access to a limit of the rules.
pub(super) type LimitOf = fn(&mut Limits) -> &mut usize;

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

/// The `[format]` table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FormatSettings {
    /// The indentation of one level.
    pub indent: Option<Indent>,
    /// Maximum number of columns of a line with an array on it.
    pub line_width: Option<usize>,
    /// Which arrays have a line for each element.
    pub expand: Option<Expand>,
}

/// The indentation of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indent {
    /// This many spaces.
    Spaces(u32),
    /// A tab.
    Tab,
}

/// The `[check]` table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckSettings {
    /// Maximum number of warnings with exit code 0.
    pub max_warnings: Option<u32>,
    /// Findings that make the exit code of `check` 1.
    pub fail_on: Option<FailOn>,
    /// Whether to report the group `publish` for private integrations.
    pub publish: Option<bool>,
}

/// Findings that make the exit code of `check` 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Those of at least this severity.
    Severity(Severity),
    /// None.
    Never,
}

impl Default for FailOn {
    fn default() -> FailOn {
        FailOn::Severity(Severity::Error)
    }
}

impl FailOn {
    /// Whether findings of `severity` make the exit code 1.
    pub(crate) fn includes(self, severity: Severity) -> bool {
        matches!(self, FailOn::Severity(least) if severity >= least)
    }
}

/// The `[docs]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocsSettings {
    /// The Markdown file with the reference, relative to the folder of the settings file.
    pub inject: Option<String>,
    /// The sections of the reference.
    pub sections: Option<Vec<SectionKind>>,
    /// Whether to include the states and the names of secrets.
    pub states: Option<bool>,
    /// Level of the headings of sections.
    pub heading: Option<u8>,
}

impl DocsSettings {
    /// Returns these settings, and those of `lower` where these have none.
    pub(super) fn over(self, lower: &DocsSettings) -> DocsSettings {
        DocsSettings {
            inject: self.inject.or_else(|| lower.inject.clone()),
            sections: self.sections.or_else(|| lower.sections.clone()),
            states: self.states.or(lower.states),
            heading: self.heading.or(lower.heading),
        }
    }

    /// Returns the content of the reference.
    pub fn options(&self) -> docs::Options {
        let default = docs::Options::default();
        docs::Options {
            sections: self.sections.clone().unwrap_or_default(),
            internal: self.states.unwrap_or(default.internal),
            heading: self.heading.unwrap_or(default.heading),
            ..default
        }
    }
}

/// The `[diff]` table.
#[derive(Debug, Clone, Default)]
pub struct DiffSettings {
    /// The source of the old version: `git:REV` or `hub:`.
    pub against: Option<String>,
    /// The findings that make the exit code of `diff` 1: one of `version`, `breaking`, `risky`, `any` and
    /// `never`.
    pub fail_on: Option<String>,
    /// Meaning of versions below `1.0.0`.
    pub zero: Option<diff::Zero>,
    /// `zero`, levels and accepted differences.
    pub options: diff::Options,
}

impl Layer {
    /// Applies this layer on top of `settings`. Without a path (the manifest is outside the folder, or
    /// there is no folder) no override applies.
    pub(super) fn apply(&self, path: Option<&Path>, settings: &mut rules::Settings) {
        if self.resets_severities {
            settings.severities.clear();
        }
        apply_severities(&self.severities, &mut settings.severities);
        for (limit, value) in &self.limits {
            *limit(&mut settings.limits) = *value;
        }
        for layer in self.overrides_for(path) {
            apply_severities(&layer.severities, &mut settings.severities);
        }
    }

    /// Returns the overrides for the manifest at `path`.
    pub(super) fn overrides_for(&self, path: Option<&Path>) -> impl Iterator<Item = &Override> {
        self.overrides.iter().filter(move |it| path.is_some_and(|path| it.files.matches(path)))
    }
}

/// Applies `layer` on top of `severities`. A group in `layer` also replaces the severities of single
/// rules of that group: otherwise a file could not override an editor, and an override could not
/// override `[rules]`.
pub(super) fn apply_severities(layer: &Severities, severities: &mut Severities) {
    severities.retain(|name, _| {
        rules::find(name).is_none_or(|rule| !layer.contains_key(rule.group.name()))
    });
    severities.extend(layer.iter().map(|(name, severity)| (name.clone(), *severity)));
}

/// Returns severities that turn every rule off.
pub fn all_off() -> BTreeMap<String, Option<Severity>> {
    Group::ALL.iter().map(|group| (group.name().to_owned(), None)).collect()
}

impl FormatSettings {
    /// Returns `self`, with the settings of `lower` where it has none.
    pub(super) fn over(self, lower: FormatSettings) -> FormatSettings {
        FormatSettings {
            indent: self.indent.or(lower.indent),
            line_width: self.line_width.or(lower.line_width),
            expand: self.expand.or(lower.expand),
        }
    }

    /// Applies the settings on top of the options of an editor or a command.
    pub fn apply(&self, options: &mut Options) {
        match self.indent {
            Some(Indent::Spaces(spaces)) => {
                options.insert_spaces = true;
                options.tab_size = spaces;
            }
            Some(Indent::Tab) => options.insert_spaces = false,
            None => {}
        }
        options.width = self.line_width.unwrap_or(options.width);
        options.expand = self.expand.unwrap_or(options.expand);
    }
}

impl CheckSettings {
    /// Returns `self`, with the settings of `lower` where it has none.
    pub(super) fn over(self, lower: CheckSettings) -> CheckSettings {
        CheckSettings {
            max_warnings: self.max_warnings.or(lower.max_warnings),
            fail_on: self.fail_on.or(lower.fail_on),
            publish: self.publish.or(lower.publish),
        }
    }
}

impl DiffSettings {
    /// Returns `self`, with the settings of `lower` where it has none.
    pub(super) fn over(self, lower: &DiffSettings) -> DiffSettings {
        let mut levels = self.options.levels;
        // The last of equal rules applies, so that those of `self` come last.
        levels.splice(0..0, lower.options.levels.iter().cloned());
        let mut accepted = lower.options.accepted.clone();
        accepted.extend(self.options.accepted);
        let zero = self.zero.or(lower.zero);
        DiffSettings {
            against: self.against.or_else(|| lower.against.clone()),
            fail_on: self.fail_on.or_else(|| lower.fail_on.clone()),
            zero,
            options: diff::Options { zero: zero.unwrap_or_default(), levels, accepted },
        }
    }
}
