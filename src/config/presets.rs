//! The presets: severities that a settings file can extend.

use super::layers::{Layer, Severities};
use crate::rules::{self, Group, Severity};

/// A preset of `extends`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Preset {
    Minimal,
    Recommended,
    Strict,
}

impl Preset {
    /// Returns the preset with this name.
    pub(super) fn find(name: &str) -> Option<Preset> {
        match name {
            "minimal" => Some(Preset::Minimal),
            "recommended" => Some(Preset::Recommended),
            "strict" => Some(Preset::Strict),
            _ => None,
        }
    }

    /// Returns the settings of the preset.
    pub(super) fn layer(self) -> Layer {
        let severities = match self {
            Preset::Minimal => [Group::Semantics, Group::Compatibility, Group::Publish]
                .iter()
                .map(|group| (group.name().to_owned(), None))
                .collect(),
            Preset::Recommended => Severities::new(),
            Preset::Strict => strict(),
        };
        Layer { resets_severities: true, severities, ..Layer::default() }
    }
}

/// Returns the severities of `strict`. A rule of the group `publish` that has an entry of its own is not
/// advice for private integrations.
fn strict() -> Severities {
    let mut severities = Severities::new();
    for rule in rules::all() {
        let Some(severity) = rule.severity else { continue };
        let raised = if severity == Severity::Hint { Severity::Warning } else { severity };
        if rule.group == Group::Publish || raised != severity {
            severities.insert(rule.id.to_owned(), Some(raised));
        }
    }
    severities
}
