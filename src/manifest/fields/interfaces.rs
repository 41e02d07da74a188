//! Interface statements.

use super::limits::NAME_MAX;
use crate::manifest::field_names;
use crate::manifest::types::{
    EntryKind, Field, Map, Object, Shape, StringFormat, TargetKind, Text,
};

/// An entry of `interfaces`.
pub static INTERFACE: Object = Object {
    noun: "an interface statement",
    fields: &[
        Field::new(
            field_names::ID,
            Shape::Text(Text::between(28, 36).holding(StringFormat::InterfaceId)),
        )
        .required()
        .doc(
            "The identifier of the interface version that is implemented, 28 to 36 \
                 characters: usually `ifver_` and 26 capitals and digits.\n\n\
                 An interface that was never published has none, and cannot be stated here.",
        )
        .example(r#""ifver_01H0000000000000000000TYPE""#),
        Field::new(field_names::ENTITIES, Shape::Map(&TARGET_ENTITIES))
            .doc("Which entity of this manifest stands for each of the interface's entities.")
            .absent("No entities are named; an interface that has some is then incomplete.")
            .example(r#"{ "hitlSession": { "name": "ticket" } }"#),
        Field::new(field_names::ACTIONS, Shape::Map(&TARGET_ACTIONS))
            .doc("Which action of this manifest carries out each of the interface's actions.")
            .absent("No actions are named; an interface that has some is then incomplete.")
            .example(r#"{ "startHitl": { "name": "openTicket" } }"#),
        Field::new(field_names::EVENTS, Shape::Map(&TARGET_EVENTS))
            .doc("Which event of this manifest is sent for each of the interface's events.")
            .absent("No events are named; an interface that has some is then incomplete.")
            .example(r#"{ "hitlStopped": { "name": "ticketClosed" } }"#),
        Field::new(field_names::CHANNELS, Shape::Map(&TARGET_CHANNELS))
            .doc("Which channel of this manifest serves as each of the interface's channels.")
            .absent("No channels are named; an interface that has some is then incomplete.")
            .example(r#"{ "hitl": { "name": "ticket" } }"#),
    ],
};

static TARGET_ENTITIES: Map = Map {
    kind: EntryKind::Target(TargetKind::Entity),
    value: Shape::Object(&TARGET_ENTITY),
    text: "The entity's name in the interface, written as the interface writes it.",
    known: &[],
};

static TARGET_ACTIONS: Map = Map {
    kind: EntryKind::Target(TargetKind::Action),
    value: Shape::Object(&TARGET_ACTION),
    text: "The action's name in the interface, written as the interface writes it.",
    known: &[],
};

static TARGET_EVENTS: Map = Map {
    kind: EntryKind::Target(TargetKind::Event),
    value: Shape::Object(&TARGET_EVENT),
    text: "The event's name in the interface, written as the interface writes it.",
    known: &[],
};

static TARGET_CHANNELS: Map = Map {
    kind: EntryKind::Target(TargetKind::Channel),
    value: Shape::Object(&TARGET_CHANNEL),
    text: "The channel's name in the interface, written as the interface writes it.",
    known: &[],
};

/// An entry of an interface statement's `entities`.
pub static TARGET_ENTITY: Object = Object {
    noun: "an interface entity",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::NameOf(EntryKind::Entity))),
    )
    .required()
    .doc("The name of an entity in this manifest's `entities`.")
    .example(r#""ticket""#)],
};

/// An entry of an interface statement's `actions`.
pub static TARGET_ACTION: Object = Object {
    noun: "an interface action",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::NameOf(EntryKind::Action))),
    )
    .required()
    .doc("The name of an action in this manifest's `actions`.")
    .example(r#""openTicket""#)],
};

/// An entry of an interface statement's `events`.
pub static TARGET_EVENT: Object = Object {
    noun: "an interface event",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::NameOf(EntryKind::Event))),
    )
    .required()
    .doc("The name of an event in this manifest's `events`.")
    .example(r#""ticketClosed""#)],
};

/// An entry of an interface statement's `channels`.
pub static TARGET_CHANNEL: Object = Object {
    noun: "an interface channel",
    fields: &[Field::new(
        field_names::NAME,
        Shape::Text(Text::up_to(NAME_MAX).holding(StringFormat::NameOf(EntryKind::Channel))),
    )
    .required()
    .doc("The name of a channel in this manifest's `channels`.")
    .example(r#""ticket""#)],
};
