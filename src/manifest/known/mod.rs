//! Known names in maps with arbitrary keys: interfaces, message types, operations and attributes.
//!
//! The API does not check them. They are collected from publications of Botpress as of August 2026
//! and may be incomplete. The maps of the description refer to these tables, so that rules,
//! completion, hover and the field reference use the same names.

mod interfaces;

pub use super::types::{Known, Parts, Property};
pub use interfaces::{INTERFACES, has_part, of_entity};

use super::types::{Choice, Has};

/// Returns the entry of `table` with the name `name`.
pub fn find(table: &'static [Known], name: &str) -> Option<&'static Known> {
    table.iter().find(|known| known.name == name)
}

/// Returns the interface of the key of an implementation: `hitl` for `hitl<ticket>`.
pub fn interface(key: &str) -> Option<&'static Known> {
    find(INTERFACES, key.split('<').next().unwrap_or(key))
}

const fn plain(name: &'static str, doc: &'static str) -> Known {
    Known::new(name, doc, Has::Nothing)
}

const fn message(name: &'static str, doc: &'static str, has: &'static [Property]) -> Known {
    Known::new(name, doc, Has::Properties(has))
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

/// Message types that bots support, with their properties.
pub static MESSAGES: &[Known] = &[
    message("text", "Plain text.", &[must("text", TEXT)]),
    message("image", "An image, by URL.", &[must("imageUrl", URI)]),
    message("audio", "An audio file, by URL.", &[must("audioUrl", URI)]),
    message("video", "A video, by URL.", &[must("videoUrl", URI)]),
    message("file", "A file to download, by URL.", &[must("fileUrl", URI), may("title", TEXT)]),
    message(
        "location",
        "A location on the map.",
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
        "A title with an image and buttons.",
        &[
            must("title", TEXT),
            may("subtitle", TEXT),
            may("imageUrl", URI),
            must("actions", OBJECTS),
        ],
    ),
    message(
        "dropdown",
        "A question with a list of answers to select from.",
        &[must("text", TEXT), must("options", OPTIONS)],
    ),
    message(
        "choice",
        "A question with answer buttons.",
        &[must("text", TEXT), must("options", OPTIONS)],
    ),
    message("bloc", "Several messages in one.", &[must("items", OBJECTS)]),
    Known {
        replaced_by: Some("text"),
        ..plain("markdown", "Text with Markdown. Bots send it as `text`.")
    },
];

/// Operations of the runtime.
pub static OPERATIONS: &[Known] = &[
    plain("webhook_received", "The webhook received a request."),
    plain("register", "The integration is installed or its configuration changes."),
    plain("unregister", "The integration is removed from a bot."),
    plain("message_created", "A bot sends a message."),
    plain("action_triggered", "A bot calls an action."),
    plain("ping", "A health check of the integration."),
    plain("create_user", "A user is created through the API."),
    plain("create_conversation", "A conversation is created through the API."),
    plain("message_updated", "A message is changed."),
    plain("conversation_updated", "A conversation is changed."),
];

/// The attribute of an integration that holds one of [`CATEGORIES`].
pub const CATEGORY: &str = "category";

/// The attributes of an integration.
pub static INTEGRATION_ATTRIBUTES: &[Known] = &[
    Known::new(CATEGORY, "The category in the integration hub.", Has::Values(CATEGORIES)),
    plain("repo", "The repository of the source code."),
    plain("guideSlug", "The guide for the integration."),
];

/// The attributes of an action.
pub static ACTION_ATTRIBUTES: &[Known] = &[
    HIDDEN,
    Known::new(
        "bpActionAwaitReturn",
        "Its effect is not documented. The value is a string.",
        Has::Values(&[on("It is enabled."), off("It is disabled.")]),
    ),
];

/// The attributes of an event.
pub static EVENT_ATTRIBUTES: &[Known] = &[HIDDEN];

/// The attribute that hides an action or an event in Botpress Studio.
pub const HIDDEN: Known = Known::new(
    "bpActionHiddenInStudio",
    "Whether it is hidden in Botpress Studio. The value is a string.",
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

/// Categories of the integration hub, from the published integrations.
pub static CATEGORIES: &[Choice] = &[
    choice("AI Models", "Language, speech and image models."),
    choice("Business Operations", "Tools for daily business operations."),
    choice("CRM & Sales", "Customer records, leads and deals."),
    choice("Communication & Channels", "Messaging channels between bots and users."),
    choice("Customer Support", "Help desks and their tickets."),
    choice("Developer Tools", "Tools for software development."),
    choice("E-commerce & Payments", "Shops, orders and payments."),
    choice("File Management", "File storage."),
    choice("Marketing & Email", "Campaigns, newsletters and email."),
    choice("Other", "Everything else."),
    choice("Project Management", "Projects and tasks."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_distinct_and_documented() {
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
    fn message_schemas_are_json_objects() {
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
    fn interface_is_found_by_key() {
        assert_eq!(interface("hitl<ticket>").map(|known| known.name), Some("hitl"));
        assert_eq!(interface("typing-indicator").map(|k| k.name), Some("typing-indicator"));
        assert!(interface("hit").is_none());
    }
}
