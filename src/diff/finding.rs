//! Findings of a comparison.

pub use super::level::{Level, Platform};
use std::ops::Range;

use serde_json::Value as Json;

use super::checks::Check;

/// Part of a manifest that a change is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// An action, apart from its schemas.
    Action,
    /// The input of an action.
    ActionInput,
    /// The output of an action.
    ActionOutput,
    /// An event.
    Event,
    /// A channel, apart from its message types.
    Channel,
    /// The schema of a message type.
    Message,
    /// A configuration.
    Configuration,
    /// A state.
    State,
    /// An entity.
    Entity,
    /// An interface statement.
    Interface,
    /// The users of the integration.
    User,
    /// A secret.
    Secret,
    /// The identifier of requests.
    Identifier,
    /// An extra operation.
    Operation,
    /// The integration itself.
    Integration,
    /// The version number.
    Version,
}

impl Part {
    /// Every part.
    pub const ALL: [Part; 16] = [
        Part::Action,
        Part::ActionInput,
        Part::ActionOutput,
        Part::Event,
        Part::Channel,
        Part::Message,
        Part::Configuration,
        Part::State,
        Part::Entity,
        Part::Interface,
        Part::User,
        Part::Secret,
        Part::Identifier,
        Part::Operation,
        Part::Integration,
        Part::Version,
    ];

    /// The name in reports and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Action => "action",
            Part::ActionInput => "action-input",
            Part::ActionOutput => "action-output",
            Part::Event => "event",
            Part::Channel => "channel",
            Part::Message => "message",
            Part::Configuration => "configuration",
            Part::State => "state",
            Part::Entity => "entity",
            Part::Interface => "interface",
            Part::User => "user",
            Part::Secret => "secret",
            Part::Identifier => "identifier",
            Part::Operation => "operation",
            Part::Integration => "integration",
            Part::Version => "version",
        }
    }

    /// How values of the part's schema are used.
    pub const fn direction(self) -> Option<Direction> {
        match self {
            Part::ActionInput | Part::Message => Some(Direction::Consumed),
            Part::ActionOutput | Part::Event => Some(Direction::Produced),
            Part::Configuration => Some(Direction::FilledIn),
            Part::State => Some(Direction::Stored),
            Part::Entity => Some(Direction::Both),
            _ => None,
        }
    }

    /// The users that a change of the part's schema affects, as the subject of a sentence.
    pub(crate) const fn users(self) -> &'static str {
        match self {
            Part::ActionInput | Part::Action => "Bots that call the action",
            Part::ActionOutput => "Bots that use the result of the action",
            Part::Event => "Bots that react to the event",
            Part::Message => "Bots that send messages of this type",
            Part::Channel => "Bots that use the channel",
            Part::Configuration => "Installations with a saved configuration",
            Part::State => "Installations with stored data",
            Part::Entity => "Interfaces that use the entity",
            Part::Interface => "Bots and plugins that use the interface",
            _ => "Users of the integration",
        }
    }
}

/// Flow of the values that a schema describes, which determines the direction of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The integration reads values that bots write.
    Consumed,
    /// Bots read values that the integration writes.
    Produced,
    /// Users of an installation fill in the values.
    FilledIn,
    /// The integration reads values that an older version stored.
    Stored,
    /// Values flow both ways.
    Both,
}

impl Direction {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::Consumed => "consumed",
            Direction::Produced => "produced",
            Direction::FilledIn => "filled-in",
            Direction::Stored => "stored",
            Direction::Both => "both",
        }
    }
}

/// Place of a finding in one of the two manifests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// JSON Pointer to the value.
    pub pointer: String,
    /// Range to mark, in bytes.
    pub range: Range<usize>,
}

/// A difference between two manifests.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The check that reports it.
    pub check: &'static Check,
    /// The part of the manifest.
    pub part: Part,
    /// The flow of values, for a finding in a schema.
    pub direction: Option<Direction>,
    /// The effect on users.
    pub level: Level,
    /// The result of the platform's comparison.
    pub platform: Platform,
    /// Name of the definition that contains the difference.
    pub definition: Option<String>,
    /// Title of that definition.
    pub title: Option<String>,
    /// Name of what changed: a property, a value, a definition.
    pub subject: Option<String>,
    /// Name of the addition that this removal probably became, or the reverse.
    pub renamed: Option<String>,
    /// The difference in a sentence.
    pub message: String,
    /// The affected users, in a sentence.
    pub why: String,
    /// Advice, as an imperative clause.
    pub hint: Option<String>,
    /// Identifier that is stable across rewording and moving lines.
    pub fingerprint: String,
    /// Whether the settings accept the difference.
    pub accepted: bool,
    /// Place in the old manifest.
    pub old: Option<Location>,
    /// Place in the new manifest.
    pub new: Option<Location>,
    /// Old value, shortened.
    pub old_value: Json,
    /// New value, shortened.
    pub new_value: Json,
}

impl Finding {
    /// Length of the texts that depend on the manifests, in bytes.
    pub(super) fn text_len(&self) -> usize {
        let pointer = |place: &Option<Location>| place.as_ref().map_or(0, |it| it.pointer.len());
        let name = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let names = name(&self.definition) + name(&self.title) + name(&self.subject);
        pointer(&self.old) + pointer(&self.new) + self.message.len() + names
    }
}
