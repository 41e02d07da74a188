//! Channels and users, and what both have in common: tags, and creation through the API.

use super::limits::{MAX_DESCRIPTION, MAX_TITLE};
use crate::manifest::types::{
    EntryKind, Field, Flag, List, Map, Object, Shape, StringFormat, Text,
};
use crate::manifest::{field_names, known};

/// An entry of `channels`.
pub static CHANNEL: Object = Object {
    noun: "a channel",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(MAX_TITLE)))
            .doc("The display name of the channel.")
            .absent("No title is set; `bp lint` warns.")
            .example(r#""Support chat""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc("Which conversations use the channel, in one or two sentences.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Conversations in the shop's chat window""#),
        Field::new(field_names::MESSAGES, Shape::Map(&MESSAGE_TYPES))
            .required()
            .doc(
                "The message types of the channel, by name. The field is required, but may be \
                 empty.",
            )
            .example(
                r#"{
  "text": {
    "schema": {
      "type": "object",
      "properties": { "text": { "type": "string", "minLength": 1 } },
      "required": ["text"]
    }
  }
}"#,
            ),
        Field::new(field_names::CONVERSATION, Shape::Object(&CONVERSATION))
            .doc(
                "The data that the integration stores about the conversations of the channel, \
                 and whether conversations can be created through the API.",
            )
            .absent("Conversations have no tags and cannot be created through the API.")
            .example(
                r#"{
  "tags": {
    "threadId": { "title": "Thread ID", "description": "The thread in the shop's chat" }
  }
}"#,
            ),
        Field::new(field_names::MESSAGE, Shape::Object(&MESSAGE))
            .doc(
                "The data that the integration stores about the messages of the channel, for \
                 all types. `messages` defines the types.",
            )
            .absent("Messages have no tags.")
            .example(
                r#"{
  "tags": {
    "id": { "title": "Message ID", "description": "The message in the shop's chat" }
  }
}"#,
            ),
    ],
};

static MESSAGE_TYPES: Map = Map {
    kind: EntryKind::Message,
    value: Shape::Object(&MESSAGE_TYPE),
    text: "The name of the message type, in camelCase. Bots support the standard types {known}.",
    known: known::MESSAGES,
};

/// An entry of a channel's `messages`.
pub static MESSAGE_TYPE: Object = Object {
    noun: "a message type",
    fields: &[Field::new(field_names::SCHEMA, Shape::Schema)
        .required()
        .doc("The JSON Schema of the payload of a message of this type.")
        .example(
            r#"{
  "type": "object",
  "properties": {
    "imageUrl": { "type": "string", "format": "uri" }
  },
  "required": ["imageUrl"]
}"#,
        )],
};

/// A channel's `conversation`.
pub static CONVERSATION: Object = Object {
    noun: "a channel's conversations",
    fields: &[
        Field::new(field_names::TAGS, Shape::Map(&CONVERSATION_TAGS))
            .doc(
                "The tags of a conversation, by name: short strings that identify the \
                 conversation, such as the ID of the thread in the external service.",
            )
            .absent("Conversations have no tags of this channel.")
            .example(
                r#"{
  "threadId": { "title": "Thread ID", "description": "The thread in the shop's chat" }
}"#,
            ),
        Field::new(field_names::CREATION, Shape::Object(&CREATION))
            .doc(
                "Whether conversations can be created through the API, and with which tags. If \
                 enabled, the code of the integration must implement `createConversation`.\n\n\
                 The official CLI rejects new integrations that enable this. Use an action or \
                 the `proactive-conversation` interface instead.",
            )
            .absent("Conversations cannot be created through the API.")
            .example(r#"{ "enabled": false, "requiredTags": [] }"#),
    ],
};

/// A channel's `message`.
pub static MESSAGE: Object = Object {
    noun: "a channel's messages",
    fields: &[Field::new(field_names::TAGS, Shape::Map(&MESSAGE_TAGS))
        .doc(
            "The tags of a message, by name: short strings that identify the message, such as \
             the ID of the message in the external service.",
        )
        .absent("Messages have no tags of this channel.")
        .example(
            r#"{
  "id": { "title": "Message ID", "description": "The message in the shop's chat" }
}"#,
        )],
};

/// The manifest's `user`.
pub static USER: Object = Object {
    noun: "the integration's users",
    fields: &[
        Field::new(field_names::TAGS, Shape::Map(&USER_TAGS))
            .doc(
                "The tags of a user, by name: short strings that identify the user, such as the \
                 ID of the user in the external service.",
            )
            .absent("Users have no tags of this integration.")
            .example(
                r#"{
  "id": { "title": "Customer ID", "description": "The customer's number in the shop" }
}"#,
            ),
        Field::new(field_names::CREATION, Shape::Object(&CREATION))
            .doc(
                "Whether users can be created through the API, and with which tags. If enabled, \
                 the code of the integration must implement `createUser`.\n\n\
                 The official CLI rejects new integrations that enable this. Use an action or \
                 the `proactive-user` interface instead.",
            )
            .absent("Users cannot be created through the API.")
            .example(r#"{ "enabled": false, "requiredTags": [] }"#),
    ],
};

/// The `creation` of users and of conversations.
pub static CREATION: Object = Object {
    noun: "a creation setting",
    fields: &[
        Field::new(
            field_names::ENABLED,
            Shape::Flag(Flag {
                on: "Creation through the API is enabled; the official CLI rejects this for new \
                     integrations.",
                off: "Creation through the API is disabled.",
            }),
        )
        .required()
        .doc("Whether creation through the API is enabled.")
        .example("false"),
        Field::new(field_names::REQUIRED_TAGS, Shape::List(&REQUIRED_TAGS))
            .required()
            .doc(
                "The tags that a creation request must set. Each is a name in the `tags` next \
                 to `creation`; the list may be empty.",
            )
            .example(r#"["id"]"#),
    ],
};

static REQUIRED_TAGS: List = List {
    item: Shape::Text(Text::any().holding(StringFormat::SiblingTag)),
    min: 0,
    distinct: false,
    doc: "The name of a tag in the `tags` next to `creation`.",
};

static CONVERSATION_TAGS: Map = Map {
    kind: EntryKind::Tag,
    value: Shape::Object(&TAG),
    text: "The name of the tag, such as `threadId` or `thread_id`. The code reads and sets the \
           tag by this name.",
    known: &[],
};

static MESSAGE_TAGS: Map = Map {
    kind: EntryKind::Tag,
    value: Shape::Object(&TAG),
    text: "The name of the tag, such as `id` or `comment_id`. The code reads and sets the tag \
           by this name.",
    known: &[],
};

static USER_TAGS: Map = Map {
    kind: EntryKind::Tag,
    value: Shape::Object(&TAG),
    text: "The name of the tag, such as `id` or `customer_id`. The code reads and sets the tag \
           by this name.",
    known: &[],
};

/// An entry of any `tags`.
pub static TAG: Object = Object {
    noun: "a tag",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(MAX_TITLE)))
            .doc("The display name of the tag.")
            .absent("No title is set; `bp lint` warns.")
            .example(r#""Customer ID""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc("What the value is and where it comes from, in one sentence.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""The customer's number in the shop""#),
    ],
};
