//! Actions, events, states and entities.

use super::limits::{DESCRIPTION_MAX, NAME_MAX, TITLE_MAX};
use crate::manifest::types::{Choice, EntryKind, Field, Flag, Map, Object, Shape, Text};
use crate::manifest::{field_names, known};

/// An entry of `actions`.
pub static ACTION: Object = Object {
    noun: "an action",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(TITLE_MAX)))
            .doc("The action's name for people, as a short command.")
            .absent("No title is set; `bp lint` warns.")
            .example(r#""Get order""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc("What the action does and what comes back, in a sentence or two.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Looks up an order by its number and returns its status""#),
        Field::new(field_names::INPUT, Shape::Object(&ACTION_INPUT))
            .required()
            .doc("What a bot hands to the action.")
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
            .doc("What the action hands back to the bot.")
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
        .doc("Marks the action as one whose use is billed. How it is billed is not documented.")
        .absent("The action is not marked as billable.")
        .example("true"),
        Field::new(
            field_names::CACHEABLE,
            Shape::Flag(Flag {
                on: "An earlier output is good enough for the same input.",
                off: "Every call is to run the action.",
            }),
        )
        .doc(
            "Marks the action's output as fit to be given again for the same input, which suits \
             lookups and nothing that changes data. When Botpress does so is not documented.",
        )
        .absent("The action is not marked as cacheable.")
        .example("false"),
        Field::new(field_names::ATTRIBUTES, Shape::Map(&ACTION_ATTRIBUTES))
            .doc("Short notes on the action, by key, each at most 200 characters.")
            .absent("There are no notes.")
            .example(r#"{ "bpActionHiddenInStudio": "true" }"#),
    ],
};

static ACTION_ATTRIBUTES: Map = Map {
    kind: EntryKind::Attribute,
    value: Shape::Text(Text::up_to(NAME_MAX)),
    text: "An attribute's key, chosen freely; the value is a string, also where it means yes or \
          no. Known ones: {known}.",
    known: known::ACTION_ATTRIBUTES,
};

/// An action's `input`.
pub static ACTION_INPUT: Object = Object {
    noun: "an action input",
    fields: &[Field::new(field_names::SCHEMA, Shape::Schema)
        .required()
        .doc(
            "The JSON Schema of what the action takes: an object with one property for each \
             parameter. `bp lint` wants a `description` and an `x-zui` title on every property.",
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
            "The JSON Schema of what the action returns: an object with one property for each \
             result, or with none where there is nothing to return. `bp lint` wants a \
             `description` and an `x-zui` title on every property.",
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
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(TITLE_MAX)))
            .doc("The event's name for people, saying what happened.")
            .absent("No title is set; `bp lint` reports an error.")
            .example(r#""Order shipped""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc("When the event is sent, in a sentence or two.")
            .absent("No description is set; `bp lint` reports an error.")
            .example(r#""Sent when a parcel leaves the warehouse""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .required()
            .doc(
                "The JSON Schema of what the event carries: an object with one property for each \
                 piece of news. `bp lint` wants a `description` and an `x-zui` title on every \
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
            .doc("Short notes on the event, by key, each at most 200 characters.")
            .absent("There are no notes.")
            .example(r#"{ "bpActionHiddenInStudio": "true" }"#),
    ],
};

static EVENT_ATTRIBUTES: Map = Map {
    kind: EntryKind::Attribute,
    value: Shape::Text(Text::up_to(NAME_MAX)),
    text: "An attribute's key, chosen freely; the value is a string, also where it means yes or \
          no. A known one is {known}.",
    known: known::EVENT_ATTRIBUTES,
};

/// An entry of `states`.
pub static STATE: Object = Object {
    noun: "a state",
    fields: &[
        Field::new(
            field_names::TYPE,
            Shape::Text(Text::one_of(&[
                Choice {
                    value: "conversation",
                    doc: "One value for each conversation: what must be remembered about this \
                          exchange.",
                },
                Choice {
                    value: "user",
                    doc: "One value for each user: what must be remembered about this person, in \
                          all of their conversations.",
                },
                Choice {
                    value: "integration",
                    doc: "One value for each installation of the integration: credentials, \
                          positions in a feed and the like.",
                },
            ])),
        )
        .required()
        .doc("What the state belongs to, and so how many values of it there are.")
        .example(r#""integration""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .required()
            .doc(
                "The JSON Schema that data must satisfy to be kept here. `bp lint` wants a \
                 `description` and an `x-zui` title on every property.",
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
        Field::new(field_names::TITLE, Shape::Text(Text::up_to(TITLE_MAX)))
            .doc("The entity's name for people, in the singular.")
            .absent("No title is set.")
            .example(r#""Order""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::up_to(DESCRIPTION_MAX)))
            .doc("What such an entity is, in a sentence or two.")
            .absent("No description is set.")
            .example(r#""An order in the shop""#),
        Field::new(field_names::SCHEMA, Shape::Schema)
            .required()
            .doc("The JSON Schema of one such entity: an object with a property for each detail.")
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
