//! Description of every field of a manifest.
//!
//! Validation, completion, hover, the JSON Schema and the field reference are all derived from
//! [`INTEGRATION`]. Types and limits are those of the API; the documentation is written for a user
//! who is editing that field.

mod channels;
mod configuration;
mod definitions;
mod interfaces;
pub mod json_schema;
mod limits;
mod sections;
mod zui;

pub use channels::{CHANNEL, CONVERSATION, CREATION, MESSAGE, MESSAGE_TYPE, TAG, USER};
pub use configuration::{CONFIGURATION, CONFIGURATION_IDENTIFIER, IDENTIFIER};
pub use definitions::{ACTION, ACTION_INPUT, ACTION_OUTPUT, ENTITY, EVENT, STATE};
pub use interfaces::{INTERFACE, TARGET_ACTION, TARGET_CHANNEL, TARGET_ENTITY, TARGET_EVENT};
pub use json_schema::SCHEMA;
pub use sections::EXTRA_OPERATION;
pub use zui::ZUI;

use limits::{MAX_DESCRIPTION, MAX_NAME, MAX_TITLE};
use sections::{
    ACTIONS, ATTRIBUTES, CHANNELS, CONFIGURATIONS, ENTITIES, EVENTS, EXTRA_OPERATIONS, INTERFACES,
    LAYERS, SECRETS, STATES,
};

use super::field_names;
use super::types::{Choice, Field, Flag, Object, Shape, StringFormat, Text};

/// The manifest: the body of a request that creates an integration.
pub static INTEGRATION: Object = Object {
    noun: "an integration manifest",
    fields: &[
        Field::new(
            field_names::NAME,
            Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::IntegrationName)),
        )
        .required()
        .doc(
            "The name under which the integration is installed. Together with `version`, it \
             identifies the integration.\n\n\
             Lowercase words joined by hyphens, optionally after the workspace handle and one \
             slash: `my-workspace/my-integration`.",
        )
        .example(r#""acme/order-tracker""#),
        Field::new(field_names::VERSION, Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::Version)))
            .required()
            .doc(
                "The version of the integration, as three numbers: `MAJOR.MINOR.PATCH`.\n\n\
                 Several versions can exist at the same time. A public integration can be \
                 changed only by releasing a new version.",
            )
            .example(r#""0.1.0""#),
        Field::new(field_names::TITLE, Shape::Text(Text::between(1, MAX_TITLE)))
            .doc(
                "The display name in Botpress. Write it like the service writes its own name, \
                 with uppercase letters and spaces.",
            )
            .absent("No title is set; `bp lint` reports an error.")
            .example(r#""Order Tracker""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc(
                "What the integration does for a bot, in one or two sentences. It is displayed \
                 next to the title, where users decide whether to install it.",
            )
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Look up orders and tell customers when a parcel leaves the warehouse.""#),
        Field::new(field_names::ICON, Shape::Text(Text::any().holding(StringFormat::Icon)))
            .doc(
                "The image displayed for the integration: the base64-encoded content of an SVG \
                 file, not a path and not a `data:` URL.\n\n\
                 All versions of an integration share one icon, so a new icon also changes the \
                 older versions.",
            )
            .absent("No icon is set; `bp lint` reports an error.")
            .example(
                r#""PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSI0Ii8+PC9zdmc+""#,
            ),
        Field::new(field_names::README, Shape::Text(Text::any().holding(StringFormat::Readme)))
            .doc(
                "The documentation for users: the base64-encoded content of a Markdown file, \
                 not a path.\n\n\
                 Unlike the icon, each version has its own readme.",
            )
            .absent("This version has no documentation; `bp lint` reports an error.")
            .example(r#""IyBPcmRlciBUcmFja2VyCgpMb29rIHVwIG9yZGVycyBmcm9tIGEgY29udmVyc2F0aW9uLgo=""#),
        Field::new(
            field_names::VISIBILITY,
            Shape::Text(Text::one_of(&[
                Choice {
                    value: "public",
                    doc: "All users can find it in the integration hub and install it. It can \
                          be changed only by releasing a new version.",
                },
                Choice {
                    value: "private",
                    doc: "Only the workspace that created it can see it and install it.",
                },
                Choice {
                    value: "unlisted",
                    doc: "Like `public`, including new versions for changes, but not listed in \
                          the integration hub.",
                },
            ])),
        )
        .doc("The workspaces that can find and install the integration.")
        .absent("The integration is private.")
        .default_value(r#""private""#)
        .example(r#""private""#),
        Field::new(
            field_names::PUBLIC,
            Shape::Flag(Flag {
                on: "Same as `\"visibility\": \"public\"`.",
                off: "Same as `\"visibility\": \"private\"`.",
            }),
        )
        .deprecated("Use `visibility`: `\"public\"` for `true`, `\"private\"` for `false`.")
        .doc("Whether all users can install the integration. `visibility` replaces it.")
        .absent("Only `visibility` applies.")
        .example("false"),
        Field::new(field_names::CONFIGURATION, Shape::Object(&CONFIGURATION))
            .doc(
                "The default configuration: the settings that a user fills in to install the \
                 integration in a bot.\n\n\
                 If there are several ways to set it up, for example OAuth and an API key, \
                 define the others in `configurations`.",
            )
            .absent("The integration has no settings.")
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
                "Additional configurations, by name: other ways to set up the integration. The \
                 user can select one of them instead of the default.",
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
                "The channels through which a bot and its users exchange messages, by name. An \
                 integration with only actions and events needs none.",
            )
            .absent("The integration does not exchange messages.")
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
                "The data that the integration stores about its users, and whether users can be \
                 created through the API.",
            )
            .absent("Users have no tags of this integration and cannot be created through the \
                     API.")
            .example(
                r#"{
  "tags": {
    "id": { "title": "Customer ID", "description": "The customer's number in the shop" }
  }
}"#,
            ),
        Field::new(field_names::ACTIONS, Shape::Map(&ACTIONS))
            .doc("The actions that a bot can call, by name.")
            .absent("The integration has no actions.")
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
            .doc("The events that the integration can send to a bot, by name.")
            .absent("The integration has no events.")
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
                "The data that the integration stores between requests, by name, such as tokens \
                 or the position in a feed.",
            )
            .absent("The integration stores no data.")
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
                "The kinds of objects that the integration handles, by name, such as orders or \
                 tickets. An interface implementation maps the entities of the interface to \
                 them.",
            )
            .absent("The integration has no entities.")
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
                "The interfaces that the integration implements. Each entry maps the \
                 definitions of an interface to definitions of this manifest, so that a bot can \
                 use the integration through the interface.",
            )
            .absent("The integration implements no interfaces.")
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
                "Values of the whole integration that users cannot see, such as the secret of \
                 an OAuth client. The code reads each secret as the environment variable \
                 `SECRET_` plus its name.\n\n\
                 Do not store values in the manifest: use `null`, and set the values at \
                 deployment.",
            )
            .absent("The integration has no secrets.")
            .example(r#"{ "CLIENT_ID": null, "CLIENT_SECRET": null }"#),
        Field::new(field_names::IDENTIFIER, Shape::Object(&IDENTIFIER))
            .doc(
                "How an incoming request is assigned to an installation. Required if the \
                 service sends the requests of all its customers to one URL.",
            )
            .absent("Requests are not assigned by an identifier.")
            .example(r#"{ "extractScript": "to_string!(parse_json!(.body).shop.id)" }"#),
        Field::new(field_names::CODE, Shape::Text(Text::any().holding(StringFormat::JavaScript)))
            .doc(
                "The code of the integration: JavaScript, bundled into one string. Build tools \
                 generate it.",
            )
            .absent("The manifest contains no code, as during development.")
            .example(r#""module.exports = { handler: async () => ({ status: 200 }) };""#),
        Field::new(field_names::URL, Shape::Text(Text::any().holding(StringFormat::Url)))
            .doc(
                "The absolute `http` or `https` URL that receives the requests for the \
                 integration. Required for a development integration, which runs on the \
                 developer's machine.",
            )
            .absent("The integration has no URL of its own.")
            .example(r#""https://order-tracker.example.com""#),
        Field::new(
            field_names::DEV,
            Shape::Flag(Flag {
                on: "It runs on the developer's machine, at `url`.",
                off: "It is not a development integration.",
            }),
        )
        .doc("Whether this is a development integration, which runs on a developer's machine.")
        .absent("It is not marked as a development integration.")
        .example("true"),
        Field::new(field_names::ATTRIBUTES, Shape::Map(&ATTRIBUTES))
            .doc("Additional information about the integration, by key, each value with at most \
                  200 characters.")
            .absent("The integration has no attributes.")
            .example(r#"{ "category": "E-commerce & Payments" }"#),
        Field::new(field_names::EXTRA_OPERATIONS, Shape::Map(&EXTRA_OPERATIONS))
            .doc(
                "Enables or disables operations that are sent to the running integration. \
                 Experimental: it may change or be removed.",
            )
            .absent("No extra operations are enabled.")
            .example(r#"{ "message_updated": { "enabled": true } }"#),
        Field::new(field_names::SDK_VERSION, Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::Version)))
            .doc("The version of the Botpress SDK that the integration was built with.")
            .absent("The version of the SDK is not recorded.")
            .example(r#""7.2.2""#),
        Field::new(field_names::LAYERS, Shape::List(&LAYERS))
            .doc(
                "A list of strings that the Botpress API accepts. Its purpose is not \
                 documented: omit it unless you know that you need it.",
            )
            .absent("No layers are set.")
            .example("[]"),
    ],
};

#[cfg(test)]
mod tests;
