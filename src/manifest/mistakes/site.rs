//! The places where mistakes are looked for, and the mistakes that are found.

use std::borrow::Cow;
use std::collections::HashSet;

use super::repair::Repair;
use crate::manifest::fields;
use crate::manifest::fields::json_schema::TYPE;
use crate::manifest::types::{Field, Object, Shape};
use crate::manifest::{field_names, schema_keyword};
use crate::syntax::{Member, Node, Value, name_hash};
use crate::text::Source;

/// A mistake that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The short name of the mistake; "" outside of the table.
    pub id: &'static str,
    /// Message: the problem, then the correction.
    pub message: String,
    /// The unknown members that it explains.
    pub covers: Vec<String>,
    /// The missing fields that it explains.
    pub fills: Vec<&'static str>,
    /// Whether it explains all findings about the object itself.
    pub whole: bool,
    /// Whether the first repair needs no review.
    pub safe: bool,
    /// Whether the repairs remove text of the author, and are applied only on request.
    pub manual: bool,
    /// The number of places with this mistake.
    pub places: u32,
    /// The possible repairs, the most likely first. Their bases are relative to the object or value.
    pub repairs: Vec<Repair>,
}

impl Found {
    /// A mistake with one repair.
    pub fn new(message: impl Into<String>, repair: impl Into<Option<Repair>>) -> Found {
        Found {
            id: "",
            message: message.into(),
            covers: Vec::new(),
            fills: Vec::new(),
            whole: false,
            safe: false,
            manual: false,
            places: 1,
            repairs: repair.into().into_iter().collect(),
        }
    }

    /// Adds the members and fields that the mistake explains.
    pub fn explains(mut self, covers: &[&str], fills: &[&'static str]) -> Found {
        self.covers.extend(covers.iter().map(|name| (*name).to_owned()));
        self.fills.extend(fills);
        self
    }

    /// Whether its only repair changes nothing outside of the object.
    pub fn has_own_repair(&self) -> bool {
        matches!(self.repairs.as_slice(), [one] if one.up == 0)
    }

    /// Whether it is a mistake of the table that keeps the text of its members.
    pub fn is_recognized(&self) -> bool {
        !["", "foreign-fields"].contains(&self.id)
    }

    /// Whether `other`, in the same object, can be repaired together with this mistake.
    pub fn can_join(&self, other: &Found) -> bool {
        self.has_own_repair()
            && other.has_own_repair()
            && !self.covers.is_empty()
            && !other.covers.is_empty()
    }

    /// Adds `other`, another mistake in the same object.
    pub fn join(&mut self, other: Found) {
        self.covers.extend(other.covers);
        self.fills.extend(other.fills);
        self.whole |= other.whole;
        self.safe &= other.safe;
        self.manual |= other.manual;
        self.places += other.places;
        let steps = other.repairs.into_iter().flat_map(|repair| repair.steps);
        if let Some(repair) = self.repairs.first_mut() {
            repair.steps.extend(steps);
        }
    }

    /// Marks the repair as safe.
    pub fn safe(mut self) -> Found {
        self.safe = true;
        self
    }

    /// Marks the repairs as such that remove text of the author.
    pub fn manual(mut self) -> Found {
        self.manual = true;
        self
    }
}

/// An object with missing or unknown fields.
pub struct ObjectSite<'a> {
    /// Its description.
    pub object: &'static Object,
    /// The name of its member; "" for the manifest.
    pub name: &'a str,
    /// The object.
    pub node: Node<'a>,
    /// The document's text.
    pub source: &'a dyn Source,
    /// The members that are not fields.
    pub unknown: Vec<(&'a str, Member<'a>)>,
    /// The required fields that are missing.
    pub missing: Vec<&'static str>,
}

impl<'a> ObjectSite<'a> {
    /// The site of `node`, named `name`; `None` if it has too many members to look at.
    pub fn new(
        object: &'static Object,
        name: &'a str,
        node: Node<'a>,
        source: &'a dyn Source,
    ) -> Option<ObjectSite<'a>> {
        const MAX_ENTRIES: usize = 1000;
        let container = node.container()?;
        let has_duplicates = || {
            let mut names = HashSet::new();
            // A member without a value is being typed.
            let mut members = node.members().filter(|(_, member)| member.has_value());
            members.any(|(name, _)| !names.insert(name))
        };
        if container.entries().len() > MAX_ENTRIES || container.duplicates && has_duplicates() {
            return None;
        }
        let unknown = node.members().filter(|(name, _)| object.field(name).is_none()).collect();
        let missing = object.required().map(|field| field.name);
        let missing = missing.filter(|name| node.get(name).is_none()).collect();
        Some(ObjectSite { object, name, node, source, unknown, missing })
    }

    /// Whether the object is described by `object`.
    pub fn is(&self, object: &'static Object) -> bool {
        std::ptr::eq(self.object, object)
    }

    /// The name of the object in a message.
    pub fn label(&self) -> String {
        match self.name {
            "" => "The manifest".to_owned(),
            name => format!("`{name}`"),
        }
    }

    /// Which of `fields` are required and missing.
    pub fn lacks(&self, fields: &[&str]) -> Vec<&'static str> {
        self.missing.iter().copied().filter(|name| fields.contains(name)).collect()
    }
}

/// A value of the wrong type.
pub struct ValueSite<'a> {
    /// The shape that it should have.
    pub shape: &'a Shape,
    /// The names of the members on the path to it, as far as they are known.
    pub path: Vec<&'a str>,
    /// The value.
    pub node: Node<'a>,
    /// The document's text.
    pub source: &'a dyn Source,
}

impl<'a> ValueSite<'a> {
    /// The name of its member; "" if it has none.
    pub fn name(&self) -> &'a str {
        self.path.last().copied().unwrap_or_default()
    }

    /// The name of the value in a message.
    pub fn label(&self) -> String {
        match self.name() {
            "" => "This".to_owned(),
            name => format!("`{name}`"),
        }
    }

    /// The text of the value, if it is a string.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        self.node.text(self.source)
    }

    /// The field whose value it is, if it is that of an object outside of JSON Schemas.
    pub fn field(&self) -> Option<&'static Field> {
        let fields = OBJECTS.iter().flat_map(|object| object.fields);
        fields.into_iter().find(|field| std::ptr::eq(&raw const field.shape, self.shape))
    }
}

/// The objects with required fields, and those with fields that `null` clears.
static OBJECTS: &[&Object] = &[
    &crate::manifest::INTEGRATION,
    &fields::ACTION,
    &fields::ACTION_INPUT,
    &fields::ACTION_OUTPUT,
    &fields::EVENT,
    &fields::STATE,
    &fields::ENTITY,
    &fields::CHANNEL,
    &fields::MESSAGE_TYPE,
    &fields::CONVERSATION,
    &fields::MESSAGE,
    &fields::USER,
    &fields::TAG,
    &fields::CREATION,
    &fields::CONFIGURATION,
    &fields::CONFIGURATION_IDENTIFIER,
    &fields::IDENTIFIER,
    &fields::INTERFACE,
    &fields::TARGET_ACTION,
    &fields::TARGET_CHANNEL,
    &fields::TARGET_ENTITY,
    &fields::TARGET_EVENT,
];

/// Whether `name` is a keyword of JSON Schema.
pub fn is_keyword(name: &str) -> bool {
    schema_keyword::find(name_hash::of(name), name).is_some()
}

/// Whether a member called `name` with this value shows that its object is a JSON Schema.
pub fn shows_schema(name: &str, value: Node<'_>, source: &dyn Source) -> bool {
    match name {
        field_names::TYPE => is_type(value, source),
        field_names::PROPERTIES => value.is_object(),
        field_names::ITEMS => value.container().is_some(),
        field_names::ANY_OF | field_names::ONE_OF | field_names::ALL_OF | field_names::ENUM => {
            value.is_array()
        }
        field_names::REF => matches!(value.value(), Value::String(_)),
        _ => false,
    }
}

/// Whether `node` is the name of a JSON type.
pub fn is_type(node: Node<'_>, source: &dyn Source) -> bool {
    node.text(source).is_some_and(|text| TYPE.has_value(&text))
}

/// Whether `node` looks like a JSON Schema.
pub fn is_schema(node: Node<'_>, source: &dyn Source) -> bool {
    node.members().take(MEMBERS).any(|(name, member)| shows_schema(name, member.value(), source))
}

/// Whether `node` looks like a property: a JSON Schema, or the name of a type.
pub fn is_property(node: Node<'_>, source: &dyn Source) -> bool {
    is_schema(node, source) || is_type(node, source)
}

/// The number of members that are looked at.
const MEMBERS: usize = 100;

/// Whether `node` contains something that its author may need elsewhere.
pub fn has_content(node: Node<'_>) -> bool {
    match node.value() {
        Value::Container(_) => node.entries().next().is_some(),
        Value::String(string) => string.chars > 0,
        _ => false,
    }
}

/// The only one of the items.
pub fn only<T>(items: impl IntoIterator<Item = T>) -> Option<T> {
    let mut items = items.into_iter();
    items.next().filter(|_| items.next().is_none())
}
