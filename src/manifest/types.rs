//! The vocabulary in which the manifest is described.
//!
//! A description is plain `static` data: an [`Object`] lists its [`Field`]s, each with a
//! [`Shape`], and shapes refer to objects again, so that a description may contain itself (a JSON
//! Schema holds JSON Schemas). Nothing here knows about documents, diagnostics or editors.

use std::borrow::Cow;

use super::fields::SCHEMA;
use super::known::{self, Known};
use super::schema_keyword;
use crate::syntax::name_hash;
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
    /// The field called `name`, which is compared as it stands (no case folding).
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        // The one that has very many.
        if std::ptr::eq(self, &raw const SCHEMA) {
            return Some(schema_keyword::find(name_hash::of(name), name)?.1);
        }
        self.fields.iter().find(|field| str_eq(field.name, name))
    }

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

impl Field {
    /// An optional field; the other parts are added by the builder methods.
    pub const fn new(name: &'static str, shape: Shape) -> Field {
        Field {
            name,
            shape,
            required: false,
            deprecated: None,
            doc: "",
            absent: "",
            default_value: None,
            example: "",
            about: None,
        }
    }

    /// Marks the field as one the endpoint insists on.
    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// Marks the field as superseded; `instead` is a sentence that names what to use.
    pub const fn deprecated(mut self, instead: &'static str) -> Field {
        self.deprecated = Some(instead);
        self
    }

    /// Sets [`Field::doc`].
    pub const fn doc(mut self, doc: &'static str) -> Field {
        self.doc = doc;
        self
    }

    /// Sets [`Field::absent`].
    pub const fn absent(mut self, absent: &'static str) -> Field {
        self.absent = absent;
        self
    }

    /// Sets [`Field::default_value`].
    pub const fn default_value(mut self, json: &'static str) -> Field {
        self.default_value = Some(json);
        self
    }

    /// Sets [`Field::example`].
    pub const fn example(mut self, example: &'static str) -> Field {
        self.example = example;
        self
    }

    /// Sets [`Field::about`].
    pub const fn applies_to(mut self, type_name: &'static str) -> Field {
        self.about = Some(type_name);
        self
    }
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
    /// [`SCHEMA`] says what its members mean.
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
    /// The members named in advance, of what may be an object that has some.
    pub fn object(&self) -> Option<&'static Object> {
        match self {
            Shape::Object(object) => Some(object),
            Shape::Schema | Shape::Subschema => Some(&SCHEMA),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::object),
            _ => None,
        }
    }

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

    /// Any string.
    pub const fn any() -> Text {
        Text {
            min: 0,
            max: None,
            values: &[],
            suggested: &[],
            nullable: false,
            holds: StringFormat::Prose,
        }
    }

    /// A string of at most `max` code points.
    pub const fn up_to(max: u32) -> Text {
        let mut text = Text::any();
        text.max = Some(max);
        text
    }

    /// A string of `min` to `max` code points.
    pub const fn between(min: u32, max: u32) -> Text {
        let mut text = Text::up_to(max);
        text.min = min;
        text
    }

    /// One of `values`, and nothing else.
    pub const fn one_of(values: &'static [Choice]) -> Text {
        let mut text = Text::any();
        text.values = values;
        text
    }

    /// Any string, but `values` have a meaning.
    pub const fn such_as(values: &'static [Choice]) -> Text {
        let mut text = Text::any();
        text.suggested = values;
        text
    }

    /// The values that can be offered: all that are taken, or those that have a meaning.
    pub const fn choices(&self) -> &'static [Choice] {
        if self.values.is_empty() { self.suggested } else { self.values }
    }

    /// Sets [`Text::holds`].
    pub const fn holding(mut self, holds: StringFormat) -> Text {
        self.holds = holds;
        self
    }

    /// Lets `null` stand instead of the string.
    pub const fn or_null(mut self) -> Text {
        self.nullable = true;
        self
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

    /// What a name in this map is for, and how it is written: Markdown for the hover of a name.
    pub fn doc(&self) -> Cow<'static, str> {
        if !self.text.contains(Map::KNOWN) {
            return Cow::Borrowed(self.text);
        }
        let names = self.current().map(|known| known.name).collect::<Vec<_>>();
        let list = match names.split_last() {
            Some((last, before)) if !before.is_empty() => {
                format!("`{}` and `{last}`", before.join("`, `"))
            }
            Some((last, _)) => format!("`{last}`"),
            None => "none".to_owned(),
        };
        let mut doc = self.text.replace(Map::KNOWN, &list);
        for (old, new) in self.known.iter().filter_map(|k| Some((k.name, k.replaced_by?))) {
            doc += &format!(" `{old}` is deprecated; use `{new}` instead.");
        }
        Cow::Owned(doc)
    }

    /// The known names that may be used in a new manifest.
    pub fn current(&self) -> impl Iterator<Item = &'static Known> {
        self.known.iter().filter(|known| known.replaced_by.is_none())
    }

    /// What is known of an entry called `key`.
    pub fn known(&self, key: &str) -> Option<&'static Known> {
        match self.kind {
            EntryKind::Interface => known::interface(key),
            _ => known::find(self.known, key),
        }
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
    /// What a person calls one, with its article: "an action".
    pub const fn noun(self) -> &'static str {
        match self {
            EntryKind::Action => "an action",
            EntryKind::Event => "an event",
            EntryKind::State => "a state",
            EntryKind::Entity => "an entity",
            EntryKind::Channel => "a channel",
            EntryKind::Message => "a message type",
            EntryKind::Configuration => "a configuration",
            EntryKind::Tag => "a tag",
            EntryKind::Interface => "an interface implementation",
            EntryKind::Target(_) => "an interface member",
            EntryKind::Secret => "a secret",
            EntryKind::Operation => "an extra operation",
            EntryKind::Attribute => "an attribute",
            EntryKind::Property => "a property",
            EntryKind::Subschema => "a schema definition",
            EntryKind::Pattern => "a name pattern",
            EntryKind::Dependency => "a dependency",
        }
    }

    /// What one entry and several are called where they are counted.
    pub const fn plural(self) -> (&'static str, &'static str) {
        match self {
            EntryKind::Action => ("action", "actions"),
            EntryKind::Event => ("event", "events"),
            EntryKind::State => ("state", "states"),
            EntryKind::Entity => ("entity", "entities"),
            EntryKind::Channel => ("channel", "channels"),
            EntryKind::Message => ("message type", "message types"),
            EntryKind::Configuration => ("configuration", "configurations"),
            EntryKind::Tag => ("tag", "tags"),
            EntryKind::Interface => ("interface implementation", "interface implementations"),
            EntryKind::Secret => ("secret", "secrets"),
            EntryKind::Operation => ("operation", "operations"),
            EntryKind::Attribute => ("attribute", "attributes"),
            EntryKind::Property => ("property", "properties"),
            EntryKind::Subschema => ("schema", "schemas"),
            EntryKind::Pattern => ("pattern", "patterns"),
            EntryKind::Dependency => ("dependency", "dependencies"),
            EntryKind::Target(_) => ("entry", "entries"),
        }
    }

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
