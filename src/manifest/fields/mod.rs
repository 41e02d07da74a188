//! The one description of every field of a manifest.
//!
//! Validation, completion, hover, the JSON Schema and the field reference are all derived from
//! [`INTEGRATION`]. Types and limits are the validation endpoint's; the documentation is written
//! for somebody in the middle of filling in that field.

mod channels;
mod configuration;
mod definitions;
mod interfaces;
pub mod json_schema;
mod limits;

pub use channels::{CHANNEL, CONVERSATION, CREATION, MESSAGE, MESSAGE_TYPE, TAG, USER};
pub use configuration::{CONFIGURATION, CONFIGURATION_IDENTIFIER, IDENTIFIER};
pub use definitions::{ACTION, ACTION_INPUT, ACTION_OUTPUT, ENTITY, EVENT, STATE};
pub use interfaces::{INTERFACE, TARGET_ACTION, TARGET_CHANNEL, TARGET_ENTITY, TARGET_EVENT};
pub use json_schema::{SCHEMA, ZUI};

use limits::{DESCRIPTION_MAX, NAME_MAX, SECRET_MAX, TITLE_MAX};

use super::types::{Choice, EntryKind, Field, Flag, List, Map, Object, Shape, StringFormat, Text};
use super::{field_names, known};

/// The manifest itself: the body of a request that creates an integration.
pub static INTEGRATION: Object = Object {
    noun: "an integration manifest",
    fields: &[
        Field::new(
            field_names::NAME,
            Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::IntegrationName)),
        )
        .required()
        .doc(
            "The name under which the integration is installed and referred to. Together with \
             `version` it says which integration this is.\n\n\
             Lower-case words joined by hyphens, optionally behind the workspace's handle and one \
             slash: `my-workspace/my-integration`.",
        )
        .example(r#""acme/order-tracker""#),
        Field::new(field_names::VERSION, Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::Version)))
            .required()
            .doc(
                "The version of the integration, as three numbers: `MAJOR.MINOR.PATCH`.\n\n\
                 Versions live side by side. A public integration is only ever changed by giving \
                 it a new version.",
            )
            .example(r#""1.4.0""#),
        Field::new(field_names::TITLE, Shape::Text(Text::between(1, TITLE_MAX)))
            .doc(
                "The name people see in Botpress. Write it as the service writes itself, with \
                 capitals and spaces.",
            )
            .absent("No title is set; `bp lint` reports an error.")
            .example(r#""Order Tracker""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc(
                "What the integration does for a bot, in a sentence or two. It is shown beside \
                 the title, where people decide whether to install it.",
            )
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Look up orders and tell customers when a parcel leaves the warehouse.""#),
        Field::new(field_names::ICON, Shape::Text(Text::any().holding(StringFormat::Icon)))
            .doc(
                "The picture shown for the integration: the content of an SVG file in base64, not \
                 a path and not a `data:` URL.\n\n\
                 All versions of an integration share one icon, so a new one changes the older \
                 versions too.",
            )
            .absent("No icon is set; `bp lint` reports an error.")
            .example(
                r#""PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+""#,
            ),
        Field::new(field_names::README, Shape::Text(Text::any().holding(StringFormat::Readme)))
            .doc(
                "The documentation that users read: the content of a Markdown file in base64, not \
                 a path.\n\nUnlike the icon, it belongs to this version alone.",
            )
            .absent("This version has no documentation; `bp lint` reports an error.")
            .example(r#""IyBPcmRlciBUcmFja2VyCgpMb29rIHVwIG9yZGVycyBmcm9tIGEgY29udmVyc2F0aW9uLgo=""#),
        Field::new(
            field_names::VISIBILITY,
            Shape::Text(Text::one_of(&[
                Choice {
                    value: "public",
                    doc: "Anybody can find it in the integration hub and install it. Nothing in \
                          it can be changed any more without a new version.",
                },
                Choice {
                    value: "private",
                    doc: "Only the workspace that created it can see and install it.",
                },
                Choice {
                    value: "unlisted",
                    doc: "Like `public`, new versions for changes included, but the integration \
                          hub does not list it.",
                },
            ])),
        )
        .doc("Who can find and install the integration.")
        .absent("The integration is private.")
        .default_value(r#""private""#)
        .example(r#""private""#),
        Field::new(
            field_names::PUBLIC,
            Shape::Flag(Flag {
                on: "The same as `\"visibility\": \"public\"`.",
                off: "The same as `\"visibility\": \"private\"`.",
            }),
        )
        .deprecated("Use `visibility`: `\"public\"` for `true`, `\"private\"` for `false`.")
        .doc("Whether anybody can install the integration. `visibility` says this and more.")
        .absent("`visibility` alone decides.")
        .example("false"),
        Field::new(field_names::CONFIGURATION, Shape::Object(&CONFIGURATION))
            .doc(
                "The default configuration: what somebody fills in when installing the \
                 integration in a bot.\n\n\
                 Where there are several ways of setting it up, say with OAuth or with an API \
                 key, the others go into `configurations`.",
            )
            .absent("There is nothing to fill in.")
            .example(
                r#"{
  "schema": {
    "type": "object",
    "properties": {
      "apiKey": {
        "type": "string",
        "description": "The key from the shop's settings",
        "x-zui": { "title": "API key", "secret": true }
      }
    },
    "required": ["apiKey"]
  }
}"#,
            ),
        Field::new(field_names::CONFIGURATIONS, Shape::Map(&CONFIGURATIONS))
            .doc(
                "Further configurations, by name: other ways of setting the integration up, of \
                 which the user picks one instead of the default.",
            )
            .absent("The default configuration is the only one.")
            .example(
                r#"{
  "manual": {
    "title": "Manual configuration",
    "description": "Use an app of your own",
    "schema": { "type": "object", "properties": {} }
  }
}"#,
            ),
        Field::new(field_names::CHANNELS, Shape::Map(&CHANNELS))
            .doc(
                "The ways in which a bot and its users exchange messages through the integration, \
                 by name. An integration that only offers actions and events needs none.",
            )
            .absent("The integration carries no messages.")
            .example(
                r#"{
  "channel": {
    "title": "Chat",
    "description": "The chat window of the shop",
    "messages": {
      "text": {
        "schema": {
          "type": "object",
          "properties": { "text": { "type": "string" } },
          "required": ["text"]
        }
      }
    }
  }
}"#,
            ),
        Field::new(field_names::USER, Shape::Object(&USER))
            .doc(
                "What the integration keeps on the users it meets, and whether a user can be \
                 created through the API.",
            )
            .absent("Users carry no tags of this integration and cannot be created through it.")
            .example(
                r#"{
  "tags": {
    "id": { "title": "Customer ID", "description": "The customer's number in the shop" }
  }
}"#,
            ),
        Field::new(field_names::ACTIONS, Shape::Map(&ACTIONS))
            .doc("What a bot can ask the integration to do, by name.")
            .absent("The integration offers no actions.")
            .example(
                r#"{
  "getOrder": {
    "title": "Get order",
    "description": "Looks up an order by its number",
    "input": { "schema": { "type": "object", "properties": {} } },
    "output": { "schema": { "type": "object", "properties": {} } }
  }
}"#,
            ),
        Field::new(field_names::EVENTS, Shape::Map(&EVENTS))
            .doc("What the integration can tell a bot without being asked, by name.")
            .absent("The integration sends no events.")
            .example(
                r#"{
  "orderShipped": {
    "title": "Order shipped",
    "description": "Sent when a parcel leaves the warehouse",
    "schema": { "type": "object", "properties": {} }
  }
}"#,
            ),
        Field::new(field_names::STATES, Shape::Map(&STATES))
            .doc(
                "Where the integration keeps data between requests, by name: tokens, positions, \
                 whatever it must remember.",
            )
            .absent("The integration keeps no data.")
            .example(
                r#"{
  "credentials": {
    "type": "integration",
    "schema": { "type": "object", "properties": {} }
  }
}"#,
            ),
        Field::new(field_names::ENTITIES, Shape::Map(&ENTITIES))
            .doc(
                "The kinds of thing the integration deals with, by name, such as orders or \
                 tickets. An interface statement says which of them stands for the interface's.",
            )
            .absent("The integration describes no entities.")
            .example(
                r#"{
  "order": {
    "title": "Order",
    "description": "An order in the shop",
    "schema": { "type": "object", "properties": {} }
  }
}"#,
            ),
        Field::new(field_names::INTERFACES, Shape::Map(&INTERFACES))
            .doc(
                "Which interfaces the integration implements. Each statement says which of this \
                 manifest's definitions plays which part, so that a bot can use the integration \
                 without knowing it in particular.",
            )
            .absent("The integration implements no interface.")
            .example(
                r#"{
  "typing-indicator": {
    "id": "ifver_01H0000000000000000000TYPE",
    "actions": {
      "startTypingIndicator": { "name": "startTypingIndicator" },
      "stopTypingIndicator": { "name": "stopTypingIndicator" }
    }
  }
}"#,
            ),
        Field::new(field_names::SECRETS, Shape::Map(&SECRETS))
            .doc(
                "Values that belong to the integration as a whole and that no user gets to see, \
                 such as an OAuth client's secret. The code reads each as the environment variable \
                 `SECRET_` plus its name.\n\n\
                 A manifest under version control is no place for them: write `null`, and set the \
                 value at deployment.",
            )
            .absent("The code has no secrets to read.")
            .example(r#"{ "CLIENT_ID": null, "CLIENT_SECRET": null }"#),
        Field::new(field_names::IDENTIFIER, Shape::Object(&IDENTIFIER))
            .doc(
                "How a request from outside finds the installation it is meant for. Wanted where \
                 the service sends the requests of all its customers to one address.",
            )
            .absent("Requests are not told apart by an identifier.")
            .example(r#"{ "extractScript": "to_string!(parse_json!(.body).shop.id)" }"#),
        Field::new(field_names::CODE, Shape::Text(Text::any().holding(StringFormat::JavaScript)))
            .doc(
                "The integration's program: JavaScript, bundled into one text. Build tools put it \
                 here; nobody writes it by hand.",
            )
            .absent("The manifest brings no program along, as while it is being written.")
            .example(r#""module.exports = { handler: async () => ({ status: 200 }) };""#),
        Field::new(field_names::URL, Shape::Text(Text::any().holding(StringFormat::Url)))
            .doc(
                "The address at which the integration answers, as an absolute `http` or `https` \
                 URL. A development integration needs it, since it runs on the developer's \
                 machine.",
            )
            .absent("The integration has no address of its own.")
            .example(r#""https://order-tracker.example.com""#),
        Field::new(
            field_names::DEV,
            Shape::Flag(Flag {
                on: "It runs locally, at `url`.",
                off: "It is not a development integration.",
            }),
        )
        .doc("Whether this is a development integration, which runs on a developer's machine.")
        .absent("It is not marked as a development integration.")
        .example("true"),
        Field::new(field_names::ATTRIBUTES, Shape::Map(&ATTRIBUTES))
            .doc("Short notes on the integration, by key, each at most 200 characters.")
            .absent("There are no notes.")
            .example(r#"{ "category": "E-commerce & Payments" }"#),
        Field::new(field_names::EXTRA_OPERATIONS, Shape::Map(&EXTRA_OPERATIONS))
            .doc(
                "Switches operations on or off that are sent to the running integration, by \
                 operation. Experimental: it may change or go away.",
            )
            .absent("No operation is switched on or off.")
            .example(r#"{ "message_updated": { "enabled": true } }"#),
        Field::new(field_names::SDK_VERSION, Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::Version)))
            .doc("The version of the Botpress SDK that the integration was built with.")
            .absent("The SDK's version is not recorded.")
            .example(r#""7.2.2""#),
        Field::new(field_names::LAYERS, Shape::List(&LAYERS))
            .doc(
                "A list of strings. The endpoint takes it, but what it is for is not documented: \
                 leave it out unless you know.",
            )
            .absent("Nothing is lost.")
            .example("[]"),
    ],
};

static CONFIGURATIONS: Map = Map {
    kind: EntryKind::Configuration,
    value: Shape::Object(&CONFIGURATION),
    text: "A configuration's name, chosen freely, such as `manual`. The user who picks a configuration \
          reads its `title`.",
    known: &[],
};

static CHANNELS: Map = Map {
    kind: EntryKind::Channel,
    value: Shape::Object(&CHANNEL),
    text: "A channel's name, in camelCase, such as `pullRequest`. An integration with a single \
          channel often calls it `channel`.",
    known: &[],
};

static ACTIONS: Map = Map {
    kind: EntryKind::Action,
    value: Shape::Object(&ACTION),
    text: "An action's name, in camelCase and usually beginning with a verb, such as `getOrder`. \
          Bots call the action by it.",
    known: &[],
};

static EVENTS: Map = Map {
    kind: EntryKind::Event,
    value: Shape::Object(&EVENT),
    text: "An event's name, in camelCase and usually saying what happened, such as `orderShipped`. \
          Bots recognise the event by it.",
    known: &[],
};

static STATES: Map = Map {
    kind: EntryKind::State,
    value: Shape::Object(&STATE),
    text: "A state's name, in camelCase, such as `oAuthCredentials`. The code reads and writes the \
          state by it.",
    known: &[],
};

static ENTITIES: Map = Map {
    kind: EntryKind::Entity,
    value: Shape::Object(&ENTITY),
    text: "An entity's name, such as `order`. Interface statements refer to the entity by it.",
    known: &[],
};

static INTERFACES: Map = Map {
    kind: EntryKind::Interface,
    value: Shape::Object(&INTERFACE),
    text: "The interface's name, followed, if the interface has entities, by this manifest's \
          entities in angle brackets: `typing-indicator`, `hitl<ticket>`.",
    known: known::INTERFACES,
};

static SECRETS: Map = Map {
    kind: EntryKind::Secret,
    value: Shape::Text(Text::up_to(SECRET_MAX).or_null().holding(StringFormat::SecretValue)),
    text: "A secret's name, in SCREAMING_SNAKE_CASE. The code reads it with `SECRET_` in front: \
          `CLIENT_ID` is the variable `SECRET_CLIENT_ID`, so the name itself must not begin with \
          `SECRET_`.\n\n\
          `null` keeps the value that was set at deployment; a string, of at most 20,000 \
          characters, sets it.",
    known: &[],
};

static ATTRIBUTES: Map = Map {
    kind: EntryKind::Attribute,
    value: Shape::Text(Text::up_to(NAME_MAX)),
    text: "An attribute's key, chosen freely. The published integrations use {known}.",
    known: known::INTEGRATION_ATTRIBUTES,
};

static EXTRA_OPERATIONS: Map = Map {
    kind: EntryKind::Operation,
    value: Shape::Object(&EXTRA_OPERATION),
    text: "An operation's name, in snake_case. Known ones: {known}.",
    known: known::OPERATIONS,
};

/// An entry of `extraOperations`.
pub static EXTRA_OPERATION: Object = Object {
    noun: "an extra operation",
    fields: &[Field::new(
        field_names::ENABLED,
        Shape::Flag(Flag {
            on: "The operation is sent to the integration.",
            off: "The operation is not sent to the integration.",
        }),
    )
    .required()
    .doc("Whether the running integration is sent this operation.")
    .example("true")],
};

static LAYERS: List = List {
    item: Shape::Text(Text::any()),
    min: 0,
    distinct: false,
    doc: "A string whose meaning is not documented.",
};

#[cfg(test)]
mod tests;
