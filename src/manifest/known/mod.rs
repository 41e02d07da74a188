//! Names that are known beforehand where an author may choose any: interfaces, message types,
//! operations and attributes.
//!
//! The endpoint knows none of these. They are gathered from what Botpress publishes, as of August
//! 2026, and there may be more of each. Maps of the description refer to the tables here, so that
//! rules, completion, hover and the field reference all speak of the same names.

mod interfaces;

pub use interfaces::INTERFACES;

use super::types::{Choice, TargetKind};

/// A name that is known beforehand.
#[derive(Debug)]
pub struct Known {
    /// The name itself; of an interface, without angle brackets.
    pub name: &'static str,
    /// What it stands for, in a sentence or two of Markdown.
    pub doc: &'static str,
    /// The known name that takes its place, if it should no longer be used.
    pub replaced_by: Option<&'static str>,
    /// What belongs to it.
    pub has: Has,
}

/// What belongs to a [`Known`] name.
#[derive(Debug)]
pub enum Has {
    /// Nothing, or nothing that is known.
    Nothing,
    /// The values that an attribute may have.
    Values(&'static [Choice]),
    /// What a message of this type carries.
    Properties(&'static [Property]),
    /// The members of an interface.
    Parts(Parts),
}

/// A property of a message type's schema.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Its own schema, as JSON text on one line.
    pub schema: &'static str,
    /// Whether no message does without it.
    pub required: bool,
}

/// The members of an interface, each sort by its names in the interface.
#[derive(Debug)]
pub struct Parts {
    entities: &'static [&'static str],
    actions: &'static [&'static str],
    events: &'static [&'static str],
    channels: &'static [&'static str],
}

impl Parts {
    /// The members of the sort `kind`.
    pub const fn of(&self, kind: TargetKind) -> &'static [&'static str] {
        match kind {
            TargetKind::Entity => self.entities,
            TargetKind::Action => self.actions,
            TargetKind::Event => self.events,
            TargetKind::Channel => self.channels,
        }
    }
}

impl Known {
    /// The values that the attribute may have; empty where any will do.
    pub const fn values(&self) -> &'static [Choice] {
        match self.has {
            Has::Values(values) => values,
            _ => &[],
        }
    }

    /// The properties of the message type's schema.
    pub const fn properties(&self) -> &'static [Property] {
        match self.has {
            Has::Properties(properties) => properties,
            _ => &[],
        }
    }

    /// The message type's schema, as JSON text on one line.
    pub fn schema(&self) -> String {
        let member = |one: &Property| format!("\"{}\": {}", one.name, one.schema);
        let properties: Vec<_> = self.properties().iter().map(member).collect();
        let required = self.properties().iter().filter(|one| one.required);
        let required: Vec<_> = required.map(|one| format!("\"{}\"", one.name)).collect();
        format!(
            "{{ \"type\": \"object\", \"properties\": {{ {} }}, \"required\": [{}] }}",
            properties.join(", "),
            required.join(", ")
        )
    }

    /// The members of the interface.
    pub const fn parts(&self) -> Option<&Parts> {
        match &self.has {
            Has::Parts(parts) => Some(parts),
            _ => None,
        }
    }
}

/// The entry of `table` called `name`.
pub fn find(table: &'static [Known], name: &str) -> Option<&'static Known> {
    table.iter().find(|known| known.name == name)
}

/// The interface that a statement called `key` is about: `hitl<ticket>` is about `hitl`.
pub fn interface(key: &str) -> Option<&'static Known> {
    find(INTERFACES, key.split('<').next().unwrap_or(key))
}

const fn known(name: &'static str, doc: &'static str, has: Has) -> Known {
    Known { name, doc, replaced_by: None, has }
}

const fn plain(name: &'static str, doc: &'static str) -> Known {
    known(name, doc, Has::Nothing)
}

const fn message(name: &'static str, doc: &'static str, has: &'static [Property]) -> Known {
    known(name, doc, Has::Properties(has))
}

const fn must(name: &'static str, schema: &'static str) -> Property {
    Property { name, schema, required: true }
}

const fn may(name: &'static str, schema: &'static str) -> Property {
    Property { name, schema, required: false }
}

const TEXT: &str = r#"{ "type": "string", "minLength": 1 }"#;
const URI: &str = r#"{ "type": "string", "format": "uri" }"#;
const OBJECTS: &str = r#"{ "type": "array", "items": { "type": "object" } }"#;
const OPTIONS: &str = r#"{ "type": "array", "items": { "type": "object", "properties": { "label": { "type": "string" }, "value": { "type": "string" } }, "required": ["label", "value"] } }"#;

/// The message types that bots know, and what their messages carry.
pub static MESSAGES: &[Known] = &[
    message("text", "Words.", &[must("text", TEXT)]),
    message("image", "A picture, by its address.", &[must("imageUrl", URI)]),
    message("audio", "A sound recording, by its address.", &[must("audioUrl", URI)]),
    message("video", "A film, by its address.", &[must("videoUrl", URI)]),
    message(
        "file",
        "A file to download, by its address.",
        &[must("fileUrl", URI), may("title", TEXT)],
    ),
    message(
        "location",
        "A place on the map.",
        &[
            must("latitude", r#"{ "type": "number" }"#),
            must("longitude", r#"{ "type": "number" }"#),
            may("address", r#"{ "type": "string" }"#),
            may("title", r#"{ "type": "string" }"#),
        ],
    ),
    message("carousel", "Several cards side by side.", &[must("items", OBJECTS)]),
    message(
        "card",
        "A title with a picture and buttons.",
        &[
            must("title", TEXT),
            may("subtitle", TEXT),
            may("imageUrl", URI),
            must("actions", OBJECTS),
        ],
    ),
    message(
        "dropdown",
        "A question with answers to pick from in a list.",
        &[must("text", TEXT), must("options", OPTIONS)],
    ),
    message(
        "choice",
        "A question with answers to pick from as buttons.",
        &[must("text", TEXT), must("options", OPTIONS)],
    ),
    message("bloc", "Several messages in one.", &[must("items", OBJECTS)]),
    Known {
        replaced_by: Some("text"),
        ..plain("markdown", "Words with Markdown in them. Bots send these as `text`.")
    },
];

/// The operations that the runtime has.
pub static OPERATIONS: &[Known] = &[
    plain("webhook_received", "A request from outside has come in."),
    plain("register", "The integration is installed or configured anew."),
    plain("unregister", "The integration is removed from a bot."),
    plain("message_created", "A bot sends a message."),
    plain("action_triggered", "A bot calls an action."),
    plain("ping", "Somebody asks whether the integration answers."),
    plain("create_user", "A user is created through the API."),
    plain("create_conversation", "A conversation is created through the API."),
    plain("message_updated", "A message is changed."),
    plain("conversation_updated", "A conversation is changed."),
];

/// The attribute of an integration that holds one of [`CATEGORIES`].
pub const CATEGORY: &str = "category";

/// The attributes of an integration.
pub static INTEGRATION_ATTRIBUTES: &[Known] = &[
    known(
        CATEGORY,
        "The heading under which the integration hub lists it.",
        Has::Values(CATEGORIES),
    ),
    plain("repo", "Where its source is."),
    plain("guideSlug", "The guide about it."),
];

/// The attributes of an action.
pub static ACTION_ATTRIBUTES: &[Known] = &[
    HIDDEN,
    known(
        "bpActionAwaitReturn",
        "What it does is not documented. The value is a string.",
        Has::Values(&[on("It is switched on."), off("It is switched off.")]),
    ),
];

/// The attributes of an event.
pub static EVENT_ATTRIBUTES: &[Known] = &[HIDDEN];

/// The attribute that hides an action or an event in Botpress Studio.
pub const HIDDEN: Known = known(
    "bpActionHiddenInStudio",
    "Whether it is hidden in the Studio. The value is a string.",
    Has::Values(&[on("It is hidden."), off("It is not hidden.")]),
);

const fn on(doc: &'static str) -> Choice {
    Choice { value: "true", doc }
}

const fn off(doc: &'static str) -> Choice {
    Choice { value: "false", doc }
}

const fn choice(value: &'static str, doc: &'static str) -> Choice {
    Choice { value, doc }
}

/// The headings of the integration hub, from the published integrations.
pub static CATEGORIES: &[Choice] = &[
    choice("AI Models", "Models that write, listen, speak or draw."),
    choice("Business Operations", "What a business runs on from day to day."),
    choice("CRM & Sales", "Customer records, leads and deals."),
    choice("Communication & Channels", "Ways for bots and people to talk to each other."),
    choice("Customer Support", "Help desks and their tickets."),
    choice("Developer Tools", "Tools for those who write software."),
    choice("E-commerce & Payments", "Shops, orders and payments."),
    choice("File Management", "Where files are kept."),
    choice("Marketing & Email", "Campaigns, newsletters and mail."),
    choice("Other", "What fits under no other heading."),
    choice("Project Management", "Projects and their tasks."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_explained() {
        let tables =
            [MESSAGES, OPERATIONS, INTEGRATION_ATTRIBUTES, ACTION_ATTRIBUTES, EVENT_ATTRIBUTES];
        for table in tables.into_iter().chain([INTERFACES]) {
            for known in table {
                assert!(std::ptr::eq(find(table, known.name).expect("itself"), known));
                assert!(known.doc.ends_with('.'), "{}", known.name);
                assert!(known.values().iter().all(|value| value.doc.ends_with('.')));
                let instead = known.replaced_by.map(|name| find(table, name));
                assert!(
                    instead.is_none_or(|k| k.is_some_and(|k| k.replaced_by.is_none())),
                    "{}",
                    known.name
                );
            }
        }
    }

    #[test]
    fn schemas_are_json() {
        for property in MESSAGES.iter().flat_map(Known::properties) {
            let schema: serde_json::Value =
                serde_json::from_str(property.schema).expect(property.name);
            assert!(schema.is_object(), "{}", property.name);
        }
        for message in MESSAGES.iter().filter(|message| message.replaced_by.is_none()) {
            let schema: serde_json::Value =
                serde_json::from_str(&message.schema()).expect(message.name);
            assert_eq!(
                schema["properties"].as_object().map(serde_json::Map::len),
                Some(message.properties().len())
            );
        }
    }

    #[test]
    fn statements_are_about_interfaces() {
        assert_eq!(interface("hitl<ticket>").map(|known| known.name), Some("hitl"));
        assert_eq!(interface("typing-indicator").map(|k| k.name), Some("typing-indicator"));
        assert!(interface("hit").is_none());
    }
}
