//! Channels and users, and what both have in common: tags, and creation through the API.

use super::limits::{DESCRIPTION_MAX, TITLE_MAX};
use crate::manifest::types::{
    EntryKind, Field, Flag, List, Map, Object, Shape, StringFormat, Text,
};
use crate::manifest::{field_names, known};

/// An entry of `channels`.
pub static CHANNEL: Object = Object {
    noun: "a channel",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(TITLE_MAX)))
            .doc("The channel's name for people.")
            .absent("No title is set; `bp lint` warns.")
            .example(r#""Support chat""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc("Which conversations take place on the channel, in a sentence or two.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Conversations in the shop's chat window""#),
        Field::new(field_names::MESSAGES, Shape::Map(&MESSAGE_TYPES))
            .required()
            .doc(
                "The types of message that can be exchanged on the channel, by name. It must be \
                 there, but may be empty.",
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
                "What the integration keeps on the channel's conversations, and whether one can \
                 be created through the API.",
            )
            .absent("Conversations carry no tags and cannot be created through the API.")
            .example(
                r#"{
  "tags": {
    "threadId": { "title": "Thread ID", "description": "The thread in the shop's chat" }
  }
}"#,
            ),
        Field::new(field_names::MESSAGE, Shape::Object(&MESSAGE))
            .doc(
                "What the integration keeps on the channel's messages, whatever their type. The \
                 types themselves are in `messages`.",
            )
            .absent("Messages carry no tags.")
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
    text: "A message type's name, in camelCase. The usual ones are {known}; bots know these.",
    known: known::MESSAGES,
};

/// An entry of a channel's `messages`.
pub static MESSAGE_TYPE: Object = Object {
    noun: "a message type",
    fields: &[Field::new(field_names::SCHEMA, Shape::Schema)
        .required()
        .doc("The JSON Schema of what a message of this type carries.")
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
                "The tags a conversation can carry, by name: short strings, such as the thread's \
                 number in the other system, by which it is recognised.",
            )
            .absent("Conversations carry no tags of this channel.")
            .example(
                r#"{
  "threadId": { "title": "Thread ID", "description": "The thread in the shop's chat" }
}"#,
            ),
        Field::new(field_names::CREATION, Shape::Object(&CREATION))
            .doc(
                "Whether a conversation can be created by calling the API, and with which tags. \
                 The integration's code must then implement `createConversation`.\n\n\
                 The official CLI refuses new integrations that enable this; an action of your \
                 own, or the `proactive-conversation` interface, does the same.",
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
            "The tags a message can carry, by name: short strings, such as the message's number \
             in the other system, by which it is recognised.",
        )
        .absent("Messages carry no tags of this channel.")
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
                "The tags a user can carry, by name: short strings, such as the person's number \
                 in the other system, by which they are recognised.",
            )
            .absent("Users carry no tags of this integration.")
            .example(
                r#"{
  "id": { "title": "Customer ID", "description": "The customer's number in the shop" }
}"#,
            ),
        Field::new(field_names::CREATION, Shape::Object(&CREATION))
            .doc(
                "Whether a user can be created by calling the API, and with which tags. The \
                 integration's code must then implement `createUser`.\n\n\
                 The official CLI refuses new integrations that enable this; an action of your \
                 own, or the `proactive-user` interface, does the same.",
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
                on: "Calling the API creates one; the official CLI refuses this on new \
                     integrations.",
                off: "Calling the API creates none.",
            }),
        )
        .required()
        .doc("Whether creation through the API is possible.")
        .example("false"),
        Field::new(field_names::REQUIRED_TAGS, Shape::List(&REQUIRED_TAGS))
            .required()
            .doc(
                "The tags that a call of the API must give for something to be created. Each is a \
                 name in the `tags` beside `creation`; the list may be empty.",
            )
            .example(r#"["id"]"#),
    ],
};

static REQUIRED_TAGS: List = List {
    item: Shape::Text(Text::any().holding(StringFormat::SiblingTag)),
    min: 0,
    distinct: false,
    doc: "The name of a tag in the `tags` beside `creation`.",
};

static CONVERSATION_TAGS: Map = Map {
    kind: EntryKind::Tag,
    value: Shape::Object(&TAG),
    text: "A conversation tag's name, such as `threadId` or `thread_id`. The code reads and sets \
          the tag by it.",
    known: &[],
};

static MESSAGE_TAGS: Map = Map {
    kind: EntryKind::Tag,
    value: Shape::Object(&TAG),
    text: "A message tag's name, such as `id` or `comment_id`. The code reads and sets the tag by \
          it.",
    known: &[],
};

static USER_TAGS: Map = Map {
    kind: EntryKind::Tag,
    value: Shape::Object(&TAG),
    text: "A user tag's name, such as `id` or `customer_id`. The code reads and sets the tag by it.",
    known: &[],
};

/// An entry of any `tags`.
pub static TAG: Object = Object {
    noun: "a tag",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(TITLE_MAX)))
            .doc("The tag's name for people.")
            .absent("No title is set; `bp lint` warns.")
            .example(r#""Customer ID""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc("What the tag's value is and where it comes from, in a sentence.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""The customer's number in the shop""#),
    ],
};
