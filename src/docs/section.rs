//! The sections of the reference, and the choice of its content.

use crate::manifest::field_names as names;

/// A section of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SectionKind {
    /// Title, version and description.
    Identity,
    /// The configurations.
    Configuration,
    /// The channels.
    Channels,
    /// The actions.
    Actions,
    /// The events.
    Events,
    /// The tags of users.
    Tags,
    /// The entities.
    Entities,
    /// The implemented interfaces.
    Interfaces,
    /// The states, for the authors of the integration.
    States,
    /// The names of the secrets, for the authors of the integration.
    Secrets,
}

impl SectionKind {
    /// All sections, in the order of the reference.
    pub const ALL: [SectionKind; 10] = [
        SectionKind::Identity,
        SectionKind::Configuration,
        SectionKind::Channels,
        SectionKind::Actions,
        SectionKind::Events,
        SectionKind::Tags,
        SectionKind::Entities,
        SectionKind::Interfaces,
        SectionKind::States,
        SectionKind::Secrets,
    ];

    /// Returns the name, the heading, the content as a sentence, and the field of the manifest.
    const fn words(self) -> [&'static str; 4] {
        match self {
            SectionKind::Identity => {
                ["identity", "Overview", "Version, category and description.", ""]
            }
            SectionKind::Configuration => {
                ["configuration", "Configuration", "The configurations.", names::CONFIGURATION]
            }
            SectionKind::Channels => {
                ["channels", "Channels", "The channels and their message types.", names::CHANNELS]
            }
            SectionKind::Actions => ["actions", "Actions", "The actions.", names::ACTIONS],
            SectionKind::Events => ["events", "Events", "The events.", names::EVENTS],
            SectionKind::Tags => ["tags", "User tags", "The tags of users.", names::USER],
            SectionKind::Entities => ["entities", "Entities", "The entities.", names::ENTITIES],
            SectionKind::Interfaces => {
                ["interfaces", "Interfaces", "The implemented interfaces.", names::INTERFACES]
            }
            SectionKind::States => ["states", "States", "The states.", names::STATES],
            SectionKind::Secrets => {
                ["secrets", "Secrets", "The names of the secrets.", names::SECRETS]
            }
        }
    }

    /// Returns the name in markers and settings.
    pub const fn name(self) -> &'static str {
        self.words()[0]
    }

    /// Returns the heading.
    pub const fn heading(self) -> &'static str {
        self.words()[1]
    }

    /// Returns the content, as a sentence.
    pub const fn content(self) -> &'static str {
        self.words()[2]
    }

    /// Returns the field with the definitions, if there is one.
    pub(super) const fn field(self) -> Option<&'static str> {
        match self {
            SectionKind::Identity => None,
            _ => Some(self.words()[3]),
        }
    }

    /// Returns the section with the name `name`.
    pub fn find(name: &str) -> Option<SectionKind> {
        SectionKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether only the authors of the integration need the section.
    const fn is_internal(self) -> bool {
        matches!(self, SectionKind::States | SectionKind::Secrets)
    }
}

/// The content of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether hidden actions and events are included.
    pub hidden: bool,
    /// Whether the states and secrets are included.
    pub internal: bool,
    /// The sections; empty for all.
    pub sections: Vec<SectionKind>,
    /// Level of the headings of sections in Markdown, from 1 to 4.
    pub heading: u8,
}

impl Default for Options {
    fn default() -> Options {
        Options { hidden: false, internal: false, sections: Vec::new(), heading: 2 }
    }
}

impl Options {
    pub(super) fn with_all_sections(&self) -> Options {
        Options { internal: true, sections: Vec::new(), ..self.clone() }
    }

    /// Whether the reference contains the section `kind`.
    pub(crate) fn includes(&self, kind: SectionKind) -> bool {
        if self.sections.is_empty() {
            self.internal || !kind.is_internal()
        } else {
            self.sections.contains(&kind)
        }
    }
}
