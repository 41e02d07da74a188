//! Names of the parts of a manifest in messages and documentation.

use std::borrow::Cow;

use super::types::{EntryKind, Map};
use crate::util::display::list;

impl EntryKind {
    /// Returns the noun with its article: "an action".
    pub const fn noun(self) -> &'static str {
        match self {
            EntryKind::Action => "an action",
            EntryKind::Event => "an event",
            EntryKind::State => "a state",
            EntryKind::Entity => "an entity",
            EntryKind::Channel => "a channel",
            EntryKind::Message => "a message type",
            EntryKind::Configuration => "a configuration",
            EntryKind::Tag => "a tag",
            EntryKind::Interface => "an interface implementation",
            EntryKind::Target(_) => "an interface member",
            EntryKind::Secret => "a secret",
            EntryKind::Operation => "an extra operation",
            EntryKind::Attribute => "an attribute",
            EntryKind::Property => "a property",
            EntryKind::Subschema => "a schema definition",
            EntryKind::Pattern => "a name pattern",
            EntryKind::Dependency => "a dependency",
        }
    }

    /// Returns the singular and the plural, for counts.
    pub const fn plural(self) -> (&'static str, &'static str) {
        match self {
            EntryKind::Action => ("action", "actions"),
            EntryKind::Event => ("event", "events"),
            EntryKind::State => ("state", "states"),
            EntryKind::Entity => ("entity", "entities"),
            EntryKind::Channel => ("channel", "channels"),
            EntryKind::Message => ("message type", "message types"),
            EntryKind::Configuration => ("configuration", "configurations"),
            EntryKind::Tag => ("tag", "tags"),
            EntryKind::Interface => ("interface implementation", "interface implementations"),
            EntryKind::Secret => ("secret", "secrets"),
            EntryKind::Operation => ("operation", "operations"),
            EntryKind::Attribute => ("attribute", "attributes"),
            EntryKind::Property => ("property", "properties"),
            EntryKind::Subschema => ("schema", "schemas"),
            EntryKind::Pattern => ("pattern", "patterns"),
            EntryKind::Dependency => ("dependency", "dependencies"),
            EntryKind::Target(_) => ("entry", "entries"),
        }
    }
}

impl Map {
    /// Returns the purpose and the format of the names in this map: Markdown for a hover.
    pub fn doc(&self) -> Cow<'static, str> {
        if !self.text.contains(Map::KNOWN) {
            return Cow::Borrowed(self.text);
        }
        let names = self.current().map(|known| known.name).collect::<Vec<_>>();
        let list = list(&names, "and");
        let mut doc = self.text.replace(Map::KNOWN, &list);
        for (old, new) in self.known.iter().filter_map(|k| Some((k.name, k.replaced_by?))) {
            doc += &format!(" `{old}` is deprecated; use `{new}` instead.");
        }
        Cow::Owned(doc)
    }
}
