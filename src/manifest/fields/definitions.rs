//! Actions, events, states and entities.

use super::limits::{MAX_DESCRIPTION, MAX_NAME, MAX_TITLE};
use crate::manifest::types::{Choice, EntryKind, Field, Flag, Map, Object, Shape, Text};
use crate::manifest::{field_names, known};

/// An entry of `actions`.
pub static ACTION: Object = Object {
    noun: "an action",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(MAX_TITLE)))
            .doc("The display name of the action, as a short imperative.")
            .absent("No title is set; `bp lint` warns.")
            .example(r#""Get order""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc("What the action does and returns, in one or two sentences.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Looks up an order by its number and returns its status""#),
        Field::new(field_names::INPUT, Shape::Object(&ACTION_INPUT))
            .required()
            .doc("The input of the action.")
            .example(
                r#"{
  "schema": {
    "type": "object",
    "properties": {
      "orderId": {
        "type": "string",
        "description": "The number on the invoice",
        "x-zui": { "title": "Order number" }
      }
    },
    "required": ["orderId"]
  }
}"#,
            ),
        Field::new(field_names::OUTPUT, Shape::Object(&ACTION_OUTPUT))
            .required()
            .doc("The output of the action.")
            .example(
                r#"{
  "schema": {
    "type": "object",
    "properties": {
      "status": {
        "type": "string",
        "enum": ["open", "shipped"],
        "description": "How far the order has got",
        "x-zui": { "title": "Status" }
      }
    },
    "required": ["status"]
  }
}"#,
            ),
        Field::new(
            field_names::BILLABLE,
            Shape::Flag(Flag {
                on: "Calls of the action are marked as billable.",
                off: "Calls of the action are not marked as billable.",
            }),
        )
        .doc("Whether calls of the action are billable. How they are billed is not documented.")
        .absent("The action is not marked as billable.")
        .example("true"),
        Field::new(
            field_names::CACHEABLE,
            Shape::Flag(Flag {
                on: "The output of an earlier call with the same input may be reused.",
                off: "Every call runs the action.",
            }),
        )
        .doc(
            "Whether the output may be cached and reused for the same input. Use it for \
             lookups, not for actions that change data. When Botpress uses the cache is not \
             documented.",
        )
        .absent("The action is not marked as cacheable.")
        .example("false"),
        Field::new(field_names::ATTRIBUTES, Shape::Map(&ACTION_ATTRIBUTES))
            .doc(
                "Additional information about the action, by key, each value with at most 200 \
                 characters.",
            )
            .absent("No attributes are set.")
            .example(r#"{ "bpActionHiddenInStudio": "true" }"#),
    ],
};

static ACTION_ATTRIBUTES: Map = Map {
    kind: EntryKind::Attribute,
    value: Shape::Text(Text::up_to(MAX_NAME)),
    text: "The key of the attribute. Any key is allowed. The value is a string, also for a \
           boolean attribute. Known attributes: {known}.",
    known: known::ACTION_ATTRIBUTES,
};

/// An action's `input`.
pub static ACTION_INPUT: Object = Object {
    noun: "an action input",
    fields: &[Field::new(field_names::SCHEMA, Shape::Schema)
        .required()
        .doc(
            "The JSON Schema of the input: an object with one property for each parameter. `bp \
             lint` requires a `description` and an `x-zui` title for every property.",
        )
        .example(
            r#"{
  "type": "object",
  "properties": {
    "orderId": {
      "type": "string",
      "description": "The number on the invoice",
      "x-zui": { "title": "Order number" }
    }
  },
  "required": ["orderId"]
}"#,
        )],
};

/// An action's `output`.
pub static ACTION_OUTPUT: Object = Object {
    noun: "an action output",
    fields: &[Field::new(field_names::SCHEMA, Shape::Schema)
        .required()
        .doc(
            "The JSON Schema of the output: an object with one property for each result, or \
             without properties if the action returns nothing. `bp lint` requires a \
             `description` and an `x-zui` title for every property.",
        )
        .example(
            r#"{
  "type": "object",
  "properties": {
    "status": {
      "type": "string",
      "description": "How far the order has got",
      "x-zui": { "title": "Status" }
    }
  },
  "required": ["status"]
}"#,
        )],
};

/// An entry of `events`.
pub static EVENT: Object = Object {
    noun: "an event",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(MAX_TITLE)))
            .doc("The display name of the event: what happened.")
            .absent("No title is set; `bp lint` reports an error.")
            .example(r#""Order shipped""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc("When the event is sent, in one or two sentences.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Sent when a parcel leaves the warehouse""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .required()
            .doc(
                "The JSON Schema of the payload: an object with one property for each piece of \
                 information. `bp lint` requires a `description` and an `x-zui` title for every \
                 property.",
            )
            .example(
                r#"{
  "type": "object",
  "properties": {
    "orderId": {
      "type": "string",
      "description": "The number on the invoice",
      "x-zui": { "title": "Order number" }
    }
  },
  "required": ["orderId"]
}"#,
            ),
        Field::new(field_names::ATTRIBUTES, Shape::Map(&EVENT_ATTRIBUTES))
            .doc(
                "Additional information about the event, by key, each value with at most 200 \
                 characters.",
            )
            .absent("No attributes are set.")
            .example(r#"{ "bpActionHiddenInStudio": "true" }"#),
    ],
};

static EVENT_ATTRIBUTES: Map = Map {
    kind: EntryKind::Attribute,
    value: Shape::Text(Text::up_to(MAX_NAME)),
    text: "The key of the attribute. Any key is allowed. The value is a string, also for a \
           boolean attribute. Known attributes: {known}.",
    known: known::EVENT_ATTRIBUTES,
};

/// An entry of `states`.
pub static STATE: Object = Object {
    noun: "a state",
    fields: &[
        Field::new(
            field_names::TYPE,
            Shape::Text(Text::one_of(&[
                Choice { value: "conversation", doc: "One value per conversation." },
                Choice {
                    value: "user",
                    doc: "One value per user, shared by all conversations of the user.",
                },
                Choice {
                    value: "integration",
                    doc: "One value per installation of the integration, for example \
                          credentials or the position in a feed.",
                },
            ])),
        )
        .required()
        .doc(
            "The scope of the state: whether one value is stored per conversation, per user or \
             per installation.",
        )
        .example(r#""integration""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .required()
            .doc(
                "The JSON Schema of the stored data. `bp lint` requires a `description` and an \
                 `x-zui` title for every property.",
            )
            .example(
                r#"{
  "type": "object",
  "properties": {
    "accessToken": {
      "type": "string",
      "description": "The token from the last sign-in",
      "x-zui": { "title": "Access token", "secret": true }
    }
  },
  "required": ["accessToken"]
}"#,
            ),
    ],
};

/// An entry of `entities`.
pub static ENTITY: Object = Object {
    noun: "an entity",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(MAX_TITLE)))
            .doc("The display name of the entity, in the singular.")
            .absent("No title is set.")
            .example(r#""Order""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(MAX_DESCRIPTION)))
            .doc("What the entity is, in one or two sentences.")
            .absent("No description is set.")
            .example(r#""An order in the shop""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .required()
            .doc("The JSON Schema of one entity: an object with one property for each detail.")
            .example(
                r#"{
  "type": "object",
  "properties": {
    "id": { "type": "string", "description": "The number on the invoice" },
    "total": { "type": "number", "description": "The sum to pay" }
  },
  "required": ["id"]
}"#,
            ),
    ],
};
