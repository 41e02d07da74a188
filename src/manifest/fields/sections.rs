//! Description of the maps and lists directly in a manifest: the names of their entries.

use super::channels::CHANNEL;
use super::configuration::CONFIGURATION;
use super::definitions::{ACTION, ENTITY, EVENT, STATE};
use super::interfaces::INTERFACE;
use super::limits::{MAX_NAME, MAX_SECRET};
use crate::manifest::types::{
    EntryKind, Field, Flag, List, Map, Object, Shape, StringFormat, Text,
};
use crate::manifest::{field_names, known};

pub(super) static CONFIGURATIONS: Map = Map {
    kind: EntryKind::Configuration,
    value: Shape::Object(&CONFIGURATION),
    text: "The name of the configuration, such as `manual`. Users see its `title` instead.",
    known: &[],
};

pub(super) static CHANNELS: Map = Map {
    kind: EntryKind::Channel,
    value: Shape::Object(&CHANNEL),
    text: "The name of the channel, in camelCase, such as `pullRequest`. In an integration with \
           one channel, it is often `channel`.",
    known: &[],
};

pub(super) static ACTIONS: Map = Map {
    kind: EntryKind::Action,
    value: Shape::Object(&ACTION),
    text: "The name of the action, in camelCase, usually starting with a verb, such as \
           `getOrder`. Bots call the action by this name.",
    known: &[],
};

pub(super) static EVENTS: Map = Map {
    kind: EntryKind::Event,
    value: Shape::Object(&EVENT),
    text: "The name of the event, in camelCase, usually what happened, such as `orderShipped`. \
           Bots receive the event under this name.",
    known: &[],
};

pub(super) static STATES: Map = Map {
    kind: EntryKind::State,
    value: Shape::Object(&STATE),
    text: "The name of the state, in camelCase, such as `oAuthCredentials`. The code reads and \
           writes the state by this name.",
    known: &[],
};

pub(super) static ENTITIES: Map = Map {
    kind: EntryKind::Entity,
    value: Shape::Object(&ENTITY),
    text: "The name of the entity, such as `order`. Interface implementations refer to the \
           entity by this name.",
    known: &[],
};

pub(super) static INTERFACES: Map = Map {
    kind: EntryKind::Interface,
    value: Shape::Object(&INTERFACE),
    text: "The name of the interface, such as `typing-indicator`. If the interface has \
           entities, the mapped entities of this manifest follow in angle brackets: \
           `hitl<ticket>`.",
    known: known::INTERFACES,
};

pub(super) static SECRETS: Map = Map {
    kind: EntryKind::Secret,
    value: Shape::Text(Text::up_to(MAX_SECRET).or_null().holding(StringFormat::SecretValue)),
    text: "The name of the secret, in SCREAMING_SNAKE_CASE. The code reads it with the prefix \
           `SECRET_`: `CLIENT_ID` becomes the environment variable `SECRET_CLIENT_ID`, so the \
           name itself must not start with `SECRET_`.\n\n\
           `null` keeps the value that was set at deployment. A string of at most 20,000 \
           characters sets the value.",
    known: &[],
};

pub(super) static ATTRIBUTES: Map = Map {
    kind: EntryKind::Attribute,
    value: Shape::Text(Text::up_to(MAX_NAME)),
    text: "The key of the attribute. Any key is allowed; published integrations use {known}.",
    known: known::INTEGRATION_ATTRIBUTES,
};

pub(super) static EXTRA_OPERATIONS: Map = Map {
    kind: EntryKind::Operation,
    value: Shape::Object(&EXTRA_OPERATION),
    text: "The name of the operation, in snake_case. Known operations: {known}.",
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
    .doc("Whether this operation is sent to the running integration.")
    .example("true")],
};

pub(super) static LAYERS: List = List {
    item: Shape::Text(Text::any()),
    min: 0,
    distinct: false,
    doc: "A string. Its meaning is not documented.",
};
