//! Interface implementations.

use super::limits::MAX_NAME;
use crate::manifest::field_names;
use crate::manifest::types::{
    EntryKind, Field, Map, Object, Shape, StringFormat, TargetKind, Text,
};

/// An entry of `interfaces`.
pub static INTERFACE: Object = Object {
    noun: "an interface implementation",
    fields: &[
        Field::new(
            field_names::ID,
            Shape::Text(Text::between(28, 36).holding(StringFormat::InterfaceId)),
        )
        .required()
        .doc(
            "The identifier of the implemented interface version, 28 to 36 characters: usually \
             `ifver_` and 26 uppercase letters and digits.\n\n\
             An interface that was never published has no identifier and cannot be implemented.",
        )
        .example(r#""ifver_01H0000000000000000000TYPE""#),
        Field::new(field_names::ENTITIES, Shape::Map(&TARGET_ENTITIES))
            .doc("Maps each entity of the interface to an entity of this manifest.")
            .absent(
                "No entities are mapped; the implementation is incomplete if the interface has \
                 entities.",
            )
            .example(r#"{ "hitlSession": { "name": "ticket" } }"#),
        Field::new(field_names::ACTIONS, Shape::Map(&TARGET_ACTIONS))
            .doc("Maps each action of the interface to an action of this manifest.")
            .absent(
                "No actions are mapped; the implementation is incomplete if the interface has \
                 actions.",
            )
            .example(r#"{ "startHitl": { "name": "openTicket" } }"#),
        Field::new(field_names::EVENTS, Shape::Map(&TARGET_EVENTS))
            .doc("Maps each event of the interface to an event of this manifest.")
            .absent(
                "No events are mapped; the implementation is incomplete if the interface has \
                 events.",
            )
            .example(r#"{ "hitlStopped": { "name": "ticketClosed" } }"#),
        Field::new(field_names::CHANNELS, Shape::Map(&TARGET_CHANNELS))
            .doc("Maps each channel of the interface to a channel of this manifest.")
            .absent(
                "No channels are mapped; the implementation is incomplete if the interface has \
                 channels.",
            )
            .example(r#"{ "hitl": { "name": "ticket" } }"#),
    ],
};

static TARGET_ENTITIES: Map = Map {
    kind: EntryKind::Target(TargetKind::Entity),
    value: Shape::Object(&TARGET_ENTITY),
    text: "The name of the entity in the interface.",
    known: &[],
};

static TARGET_ACTIONS: Map = Map {
    kind: EntryKind::Target(TargetKind::Action),
    value: Shape::Object(&TARGET_ACTION),
    text: "The name of the action in the interface.",
    known: &[],
};

static TARGET_EVENTS: Map = Map {
    kind: EntryKind::Target(TargetKind::Event),
    value: Shape::Object(&TARGET_EVENT),
    text: "The name of the event in the interface.",
    known: &[],
};

static TARGET_CHANNELS: Map = Map {
    kind: EntryKind::Target(TargetKind::Channel),
    value: Shape::Object(&TARGET_CHANNEL),
    text: "The name of the channel in the interface.",
    known: &[],
};

/// An entry of the `entities` of an interface implementation.
pub static TARGET_ENTITY: Object = Object {
    noun: "an interface entity",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::NameOf(EntryKind::Entity))),
    )
    .required()
    .doc("The name of an entity in this manifest's `entities`.")
    .example(r#""ticket""#)],
};

/// An entry of the `actions` of an interface implementation.
pub static TARGET_ACTION: Object = Object {
    noun: "an interface action",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::NameOf(EntryKind::Action))),
    )
    .required()
    .doc("The name of an action in this manifest's `actions`.")
    .example(r#""openTicket""#)],
};

/// An entry of the `events` of an interface implementation.
pub static TARGET_EVENT: Object = Object {
    noun: "an interface event",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::NameOf(EntryKind::Event))),
    )
    .required()
    .doc("The name of an event in this manifest's `events`.")
    .example(r#""ticketClosed""#)],
};

/// An entry of the `channels` of an interface implementation.
pub static TARGET_CHANNEL: Object = Object {
    noun: "an interface channel",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(MAX_NAME).holding(StringFormat::NameOf(EntryKind::Channel))),
    )
    .required()
    .doc("The name of a channel in this manifest's `channels`.")
    .example(r#""ticket""#)],
};
