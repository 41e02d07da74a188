//! The vocabulary in which the manifest is described.
//!
//! A description is plain `static` data: an [`Object`] lists its [`Field`]s, each with a
//! [`Shape`], and shapes refer to objects again, so that a description may contain itself (a JSON
//! Schema holds JSON Schemas). Nothing here knows about documents, diagnostics or editors.

use crate::text::swar::str_eq;

/// An object whose members are named in advance.
#[derive(Debug)]
pub struct Object {
    /// What a person calls such an object, with its article: "an action".
    pub noun: &'static str,
    /// The members it may have, in the order in which people expect to read them.
    pub fields: &'static [Field],
}

impl Object {
    /// The fields without which the endpoint refuses the object.
    pub fn required(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.required)
    }
}

/// One named member of an [`Object`].
#[derive(Debug)]
pub struct Field {
    /// The member's name in the document.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// The endpoint refuses the object without it.
    pub required: bool,
    /// What replaces it, in a sentence, if it should no longer be used.
    pub deprecated: Option<&'static str>,
    /// What it is for: Markdown, one short paragraph or two, the first sentence complete in itself.
    pub doc: &'static str,
    /// What happens when it is absent, in a sentence; empty where the field is required.
    pub absent: &'static str,
    /// The value, as JSON text, that absence is known to amount to.
    pub default_value: Option<&'static str>,
    /// A typical value as JSON text; may span lines.
    pub example: &'static str,
    /// In a JSON Schema: the type of the values about which it says something, if only about some.
    pub about: Option<&'static str>,
}

/// What may stand as a value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// `true` or `false`.
    Flag(Flag),
    /// An object with named members.
    Object(&'static Object),
    /// An object whose member names are chosen by the author.
    Map(&'static Map),
    /// An array.
    List(&'static List),
    /// An object that holds a JSON Schema; the endpoint takes any object here, but
    /// [`SCHEMA`](super::fields::SCHEMA) says what its members mean.
    Schema,
    /// A JSON Schema inside another: such an object, or `true` or `false`.
    Subschema,
    /// A number.
    Number(Number),
    /// One of several, of which no two are of one JSON type.
    Either(&'static [Shape]),
    /// Any value.
    Any,
}

impl Shape {
    /// What it says of the entries, of what may be an object with names of the author's choice.
    pub fn map(&self) -> Option<&'static Map> {
        match self {
            Shape::Map(map) => Some(map),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::map),
            _ => None,
        }
    }

    /// What it says of the elements, of what may be an array.
    pub fn list(&self) -> Option<&'static List> {
        match self {
            Shape::List(list) => Some(list),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::list),
            _ => None,
        }
    }

    /// What it says of the string, of what may be one.
    pub fn text(&self) -> Option<Text> {
        match self {
            Shape::Text(text) => Some(*text),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::text),
            _ => None,
        }
    }
}

/// Which numbers may stand somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// All of them.
    Any,
    /// Those greater than 0.
    Positive,
    /// 0, 1, 2 …
    Count,
}

/// A string's limits and meaning.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The least number of Unicode code points.
    pub min: u32,
    /// The greatest number of Unicode code points.
    pub max: Option<u32>,
    /// The values that are taken; empty where any string will do.
    pub values: &'static [Choice],
    /// Values that have a meaning, where others may be written too.
    pub suggested: &'static [Choice],
    /// `null` may stand instead.
    pub nullable: bool,
    /// What the string means.
    pub holds: StringFormat,
}

impl Text {
    /// Whether `word` is one of its values.
    #[inline]
    pub fn has_value(&self, word: &str) -> bool {
        self.values.iter().any(|choice| str_eq(choice.value, word))
    }

    /// The values that can be offered: all that are taken, or those that have a meaning.
    pub const fn choices(&self) -> &'static [Choice] {
        if self.values.is_empty() { self.suggested } else { self.values }
    }
}

/// One of the values of an enumerated string.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The value itself, without quotes.
    pub value: &'static str,
    /// What choosing it means, in a sentence or two of Markdown.
    pub doc: &'static str,
}

/// What a boolean means.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// What `true` says, in a sentence.
    pub on: &'static str,
    /// What `false` says, in a sentence.
    pub off: &'static str,
}

/// What a string means beyond its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringFormat {
    /// Words for people, or anything else that is taken as it is.
    Prose,
    /// The integration's own name, `name` or `workspaceHandle/name`.
    IntegrationName,
    /// A semantic version.
    Version,
    /// An absolute http(s) URL.
    Url,
    /// An SVG image in base64.
    Icon,
    /// Markdown in base64.
    Readme,
    /// Bundled JavaScript.
    JavaScript,
    /// A VRL script.
    Script(Script),
    /// The value of a secret: never shown, logged or echoed.
    SecretValue,
    /// An interface version's identifier.
    InterfaceId,
    /// The name of a definition of this manifest.
    NameOf(EntryKind),
    /// The name of a tag in the `tags` map two levels above: `creation.requiredTags` → `tags`.
    SiblingTag,
    /// A regular expression as JavaScript has them.
    Pattern,
    /// The name of a property of the JSON Schema around it: `required` → `properties`.
    Property,
}

/// Where a VRL script runs, and so what it can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Makes the link a user follows to configure the integration.
    Link,
    /// Takes an identifier out of an incoming request.
    Extract,
    /// Answers an incoming request that no identifier was found for.
    Fallback,
}

/// An object whose member names are chosen by the author: `actions`, `secrets`, `tags` …
#[derive(Debug)]
pub struct Map {
    /// What one entry is.
    pub kind: EntryKind,
    /// What each entry's value may be.
    pub value: Shape,
    /// What a name in this map is for, and how it is written: Markdown, read with [`Map::doc`].
    /// Where it says [`Map::KNOWN`], the known names are listed.
    pub text: &'static str,
    /// The names that are known beforehand.
    pub known: &'static [Known],
}

impl Map {
    /// Where the known names go in [`Map::text`].
    pub const KNOWN: &'static str = "{known}";

    /// The known names that may be used in a new manifest.
    pub fn current(&self) -> impl Iterator<Item = &'static Known> {
        self.known.iter().filter(|known| known.replaced_by.is_none())
    }
}

/// An array.
#[derive(Debug)]
pub struct List {
    /// What each element may be.
    pub item: Shape,
    /// The least number of elements.
    pub min: u32,
    /// No two elements may be alike.
    pub distinct: bool,
    /// What an element is for: Markdown.
    pub doc: &'static str,
}

/// What an entry of a [`Map`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// Something a bot can ask the integration to do.
    Action,
    /// Something the integration tells a bot.
    Event,
    /// A place where the integration keeps data.
    State,
    /// A kind of thing the integration deals with.
    Entity,
    /// A way of exchanging messages.
    Channel,
    /// A kind of message of a channel.
    Message,
    /// A named alternative to the default configuration.
    Configuration,
    /// A tag on users, conversations or messages.
    Tag,
    /// A statement that an interface is implemented.
    Interface,
    /// An entry of an interface statement that names a definition of the given sort.
    Target(TargetKind),
    /// A secret.
    Secret,
    /// An experimental operation.
    Operation,
    /// A free attribute.
    Attribute,
    /// A property that a JSON Schema describes.
    Property,
    /// A JSON Schema that can be referred to from elsewhere in the schema it is in.
    Subschema,
    /// A regular expression for names of properties.
    Pattern,
    /// What the presence of a property entails.
    Dependency,
}

/// The sorts of definition that an interface statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// Names an entity.
    Entity,
    /// Names an action.
    Action,
    /// Names an event.
    Event,
    /// Names a channel.
    Channel,
}

impl EntryKind {
    /// Whether an entry is a definition: the unit whose findings are kept from one version of the
    /// document to the next.
    pub const fn is_definition(self) -> bool {
        matches!(
            self,
            EntryKind::Action
                | EntryKind::Event
                | EntryKind::State
                | EntryKind::Entity
                | EntryKind::Channel
                | EntryKind::Message
                | EntryKind::Configuration
                | EntryKind::Tag
                | EntryKind::Interface
        )
    }
}

/// A name that is known beforehand.
#[derive(Debug)]
pub struct Known {
    /// The name itself; of an interface, without angle brackets.
    pub name: &'static str,
    /// What it stands for, in a sentence or two of Markdown.
    pub doc: &'static str,
    /// The known name that takes its place, if it should no longer be used.
    pub replaced_by: Option<&'static str>,
    /// What belongs to it.
    pub has: Has,
}

/// What belongs to a [`Known`] name.
#[derive(Debug)]
pub enum Has {
    /// Nothing, or nothing that is known.
    Nothing,
    /// The values that an attribute may have.
    Values(&'static [Choice]),
    /// What a message of this type carries.
    Properties(&'static [Property]),
    /// The members of an interface.
    Parts(Parts),
}

/// A property of a message type's schema.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// Its own schema, as JSON text on one line.
    pub schema: &'static str,
    /// Whether no message does without it.
    pub required: bool,
}

/// The members of an interface, each sort by its names in the interface.
#[derive(Debug)]
pub struct Parts {
    /// The names of its entities.
    pub entities: &'static [&'static str],
    /// The names of its actions.
    pub actions: &'static [&'static str],
    /// The names of its events.
    pub events: &'static [&'static str],
    /// The names of its channels.
    pub channels: &'static [&'static str],
}

impl Parts {
    /// The members of the sort `kind`.
    pub const fn of(&self, kind: TargetKind) -> &'static [&'static str] {
        match kind {
            TargetKind::Entity => self.entities,
            TargetKind::Action => self.actions,
            TargetKind::Event => self.events,
            TargetKind::Channel => self.channels,
        }
    }
}

impl Known {
    /// The values that the attribute may have; empty where any will do.
    pub const fn values(&self) -> &'static [Choice] {
        match self.has {
            Has::Values(values) => values,
            _ => &[],
        }
    }

    /// The properties of the message type's schema.
    pub const fn properties(&self) -> &'static [Property] {
        match self.has {
            Has::Properties(properties) => properties,
            _ => &[],
        }
    }

    /// The message type's schema, as JSON text on one line.
    pub fn schema(&self) -> String {
        let member = |one: &Property| format!("\"{}\": {}", one.name, one.schema);
        let properties: Vec<_> = self.properties().iter().map(member).collect();
        let required = self.properties().iter().filter(|one| one.required);
        let required: Vec<_> = required.map(|one| format!("\"{}\"", one.name)).collect();
        format!(
            "{{ \"type\": \"object\", \"properties\": {{ {} }}, \"required\": [{}] }}",
            properties.join(", "),
            required.join(", ")
        )
    }

    /// The members of the interface.
    pub const fn parts(&self) -> Option<&Parts> {
        match &self.has {
            Has::Parts(parts) => Some(parts),
            _ => None,
        }
    }
}
