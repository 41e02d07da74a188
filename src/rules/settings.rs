//! The settings of rules: severities, limits, and the sources of embedded files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::accepted::AcceptedFindings;
use super::{DocsTarget, EmbedSource, Group, Rule, Severity};
use crate::manifest::types::EntryKind;

/// The settings of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Severities by rule id or group name; `None` is off. The entry of a rule overrides that of
    /// its group.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// The platform's limits.
    pub limits: Limits,
    /// The files that fields embed, at most one per field.
    pub embed_sources: Vec<Arc<EmbedSource>>,
    /// The file with the reference of the integration.
    pub docs: Option<Arc<DocsTarget>>,
    /// The findings that the baseline accepts.
    pub accepted: Arc<AcceptedFindings>,
    /// Whether accepted findings are reported as hints.
    pub shows_accepted: bool,
    /// Whether the manifest is the output of `bp read --json`, with changes by which it is not recognized.
    pub is_dump: bool,
    /// Whether the publish group is off if the integration is not visible outside its workspace.
    pub skip_private_publish: bool,
}

impl Settings {
    /// Whether the settings contain a severity for `rule` or its group.
    pub fn is_set(&self, rule: &Rule) -> bool {
        self.severities.contains_key(rule.id) || self.severities.contains_key(rule.group.name())
    }

    /// The severity of `rule`; `None` if it is off. If the integration is not `published`, that is,
    /// visible outside its workspace, the publish group is advice.
    pub fn severity(&self, rule: &Rule, published: bool) -> Option<Severity> {
        if self.skip_private_publish && rule.group == Group::Publish && !published {
            return None;
        }
        if let Some(level) =
            self.severities.get(rule.id).or_else(|| self.severities.get(rule.group.name()))
        {
            return *level;
        }
        match rule.severity {
            Some(severity) if rule.group == Group::Publish && !published => {
                Some(severity.min(Severity::Info))
            }
            other => other,
        }
    }
}

/// The platform's documented limits. They can be configured, because they grow over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Channels of an integration.
    pub channels: usize,
    /// Message types of a channel.
    pub messages: usize,
    /// Events of an integration.
    pub events: usize,
    /// States of an integration.
    pub states: usize,
    /// Tags in one `tags` map.
    pub tags: usize,
    /// Secrets of an integration.
    pub secrets: usize,
    /// Bytes of one JSON Schema, without insignificant white space.
    pub schema_bytes: usize,
    /// Bytes of the bundled code, in UTF-8.
    pub code_bytes: usize,
}

impl Limits {
    /// The maximum number of entries in a map of `kind`.
    pub const fn of(&self, kind: EntryKind) -> Option<usize> {
        match kind {
            EntryKind::Channel => Some(self.channels),
            EntryKind::Message => Some(self.messages),
            EntryKind::Event => Some(self.events),
            EntryKind::State => Some(self.states),
            EntryKind::Tag => Some(self.tags),
            EntryKind::Secret => Some(self.secrets),
            _ => None,
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            channels: 10,
            messages: 20,
            events: 20,
            states: 20,
            tags: 50,
            secrets: 25,
            schema_bytes: 102_400,
            code_bytes: 52_428_800,
        }
    }
}
