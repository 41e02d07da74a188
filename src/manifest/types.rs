//! Types of the description of a manifest.
//!
//! A description is `static` data: an [`Object`] lists its [`Field`]s, each with a [`Shape`].
//! Shapes refer to objects, so descriptions may be recursive (a JSON Schema contains JSON Schemas).
//! These types are independent of documents, diagnostics and editors.

use crate::text::swar::str_eq;

/// An object with fixed fields.
#[derive(Debug)]
pub struct Object {
    /// Noun for such an object, with its article: "an action".
    pub noun: &'static str,
    /// Fields, in reading order.
    pub fields: &'static [Field],
}

impl Object {
    /// Returns the required fields.
    pub fn required(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.required)
    }
}

/// A field of an [`Object`].
#[derive(Debug)]
pub struct Field {
    /// Name in the document.
    pub name: &'static str,
    /// Shape of the value.
    pub shape: Shape,
    /// Whether the API rejects the object without it.
    pub required: bool,
    /// Sentence that names the replacement, if the field is deprecated.
    pub deprecated: Option<&'static str>,
    /// Documentation in Markdown: one or two short paragraphs. The first sentence stands alone.
    pub doc: &'static str,
    /// Sentence about the effect of omitting the field; empty if it is required.
    pub absent: &'static str,
    /// Default value as JSON text, if known.
    pub default_value: Option<&'static str>,
    /// A typical value as JSON text; may span lines.
    pub example: &'static str,
    /// In a JSON Schema: the type to which the keyword applies, if it applies to one type only.
    pub about: Option<&'static str>,
}

/// Shape of a value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// `true` or `false`.
    Flag(Flag),
    /// An object with fixed fields.
    Object(&'static Object),
    /// An object with arbitrary keys.
    Map(&'static Map),
    /// An array.
    List(&'static List),
    /// A JSON Schema object. The API accepts any object; [`SCHEMA`](super::fields::SCHEMA)
    /// describes its fields.
    Schema,
    /// A JSON Schema inside another: an object, `true` or `false`.
    Subschema,
    /// A number.
    Number(Number),
    /// One of several shapes with distinct JSON types.
    Either(&'static [Shape]),
    /// Any value.
    Any,
}

impl Shape {
    /// Returns the map of a shape that may be an object with arbitrary keys.
    pub fn map(&self) -> Option<&'static Map> {
        match self {
            Shape::Map(map) => Some(map),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::map),
            _ => None,
        }
    }

    /// Returns the list of a shape that may be an array.
    pub fn list(&self) -> Option<&'static List> {
        match self {
            Shape::List(list) => Some(list),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::list),
            _ => None,
        }
    }

    /// Returns the text of a shape that may be a string.
    pub fn text(&self) -> Option<Text> {
        match self {
            Shape::Text(text) => Some(*text),
            Shape::Either(shapes) => shapes.iter().find_map(Shape::text),
            _ => None,
        }
    }
}

/// Allowed numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Any number.
    Any,
    /// Numbers greater than 0.
    Positive,
    /// Integers of 0 or more.
    Count,
}

/// Limits and format of a string.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Minimum number of Unicode code points.
    pub min: u32,
    /// Maximum number of Unicode code points.
    pub max: Option<u32>,
    /// Allowed values; empty if any string is allowed.
    pub values: &'static [Choice],
    /// Known values, if others are allowed too.
    pub suggested: &'static [Choice],
    /// Whether `null` is allowed instead.
    pub nullable: bool,
    /// Format of the content.
    pub holds: StringFormat,
}

impl Text {
    /// Whether `word` is one of the allowed values.
    #[inline]
    pub fn has_value(&self, word: &str) -> bool {
        self.values.iter().any(|choice| str_eq(choice.value, word))
    }

    /// Returns the values for completion: the allowed or the known ones.
    pub const fn choices(&self) -> &'static [Choice] {
        if self.values.is_empty() { self.suggested } else { self.values }
    }
}

/// One of the values of an enumerated string.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Value without quotes.
    pub value: &'static str,
    /// Meaning of the value, one or two sentences of Markdown.
    pub doc: &'static str,
}

/// Meaning of a boolean.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// Meaning of `true`, one sentence.
    pub on: &'static str,
    /// Meaning of `false`, one sentence.
    pub off: &'static str,
}

/// Format of the content of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringFormat {
    /// Plain text.
    Prose,
    /// The name of the integration, `name` or `workspaceHandle/name`.
    IntegrationName,
    /// A semantic version.
    Version,
    /// An absolute http(s) URL.
    Url,
    /// A base64-encoded SVG.
    Icon,
    /// Base64-encoded Markdown.
    Readme,
    /// Bundled JavaScript.
    JavaScript,
    /// A VRL script.
    Script(Script),
    /// The value of a secret: never displayed or logged.
    SecretValue,
    /// The identifier of an interface version.
    InterfaceId,
    /// The name of a definition of this manifest.
    NameOf(EntryKind),
    /// The name of a tag in the `tags` map two levels above: `creation.requiredTags` → `tags`.
    SiblingTag,
    /// A JavaScript regular expression.
    Pattern,
    /// The name of a property of the enclosing JSON Schema: `required` → `properties`.
    Property,
}

/// Kind of a VRL script, which determines its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Returns the link that a user follows to configure the integration.
    Link,
    /// Extracts an identifier from an incoming request.
    Extract,
    /// Responds to an incoming request without an identifier.
    Fallback,
}

/// An object with arbitrary keys: `actions`, `secrets`, `tags` …
#[derive(Debug)]
pub struct Map {
    /// Kind of the entries.
    pub kind: EntryKind,
    /// Shape of the values.
    pub value: Shape,
    /// Purpose and format of the keys: Markdown for [`Map::doc`], which replaces [`Map::KNOWN`]
    /// with the known names.
    pub text: &'static str,
    /// Known names.
    pub known: &'static [Known],
}

impl Map {
    /// Placeholder for the known names in [`Map::text`].
    pub const KNOWN: &'static str = "{known}";

    /// Returns the known names that are not deprecated.
    pub fn current(&self) -> impl Iterator<Item = &'static Known> {
        self.known.iter().filter(|known| known.replaced_by.is_none())
    }
}

/// An array.
#[derive(Debug)]
pub struct List {
    /// Shape of the items.
    pub item: Shape,
    /// Minimum number of items.
    pub min: u32,
    /// Whether items must be unique.
    pub distinct: bool,
    /// Documentation of the items in Markdown.
    pub doc: &'static str,
}

/// Kind of the entries of a [`Map`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// An action of the integration.
    Action,
    /// An event of the integration.
    Event,
    /// A state of the integration.
    State,
    /// An entity of the integration.
    Entity,
    /// A channel of the integration.
    Channel,
    /// A message type of a channel.
    Message,
    /// A named alternative to the default configuration.
    Configuration,
    /// A tag of users, conversations or messages.
    Tag,
    /// An interface implementation.
    Interface,
    /// An entry of an interface implementation that refers to a definition of this kind.
    Target(TargetKind),
    /// A secret.
    Secret,
    /// An experimental operation.
    Operation,
    /// An attribute.
    Attribute,
    /// A property of a JSON Schema.
    Property,
    /// A reusable JSON Schema in `definitions`.
    Subschema,
    /// A regular expression for property names.
    Pattern,
    /// A dependency of a property.
    Dependency,
}

/// Kinds of definitions that an interface implementation refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// An entity.
    Entity,
    /// An action.
    Action,
    /// An event.
    Event,
    /// A channel.
    Channel,
}

impl EntryKind {
    /// Whether an entry is a definition: the unit whose findings are cached across edits.
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

/// A known name.
#[derive(Debug)]
pub struct Known {
    /// Name; for an interface, without angle brackets.
    pub name: &'static str,
    /// Description, one or two sentences of Markdown.
    pub doc: &'static str,
    /// Known name that replaces it, if it is deprecated.
    pub replaced_by: Option<&'static str>,
    /// Additional data.
    pub has: Has,
}

/// Additional data of a [`Known`] name.
#[derive(Debug)]
pub enum Has {
    /// No data.
    Nothing,
    /// Values of an attribute.
    Values(&'static [Choice]),
    /// Properties of a message type.
    Properties(&'static [Property]),
    /// Members of an interface.
    Parts(Parts),
}

/// A property of the schema of a message type.
#[derive(Debug)]
pub struct Property {
    /// Name.
    pub name: &'static str,
    /// Schema, as JSON text on one line.
    pub schema: &'static str,
    /// Whether it is required.
    pub required: bool,
}

/// Members of an interface, by their names in the interface.
#[derive(Debug)]
pub struct Parts {
    /// Names of the entities.
    pub entities: &'static [&'static str],
    /// Names of the actions.
    pub actions: &'static [&'static str],
    /// Names of the events.
    pub events: &'static [&'static str],
    /// Names of the channels.
    pub channels: &'static [&'static str],
}

impl Parts {
    /// Returns the members of the kind `kind`.
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
    /// Returns the values of the attribute; empty if any value is allowed.
    pub const fn values(&self) -> &'static [Choice] {
        match self.has {
            Has::Values(values) => values,
            _ => &[],
        }
    }

    /// Returns the properties of the message type.
    pub const fn properties(&self) -> &'static [Property] {
        match self.has {
            Has::Properties(properties) => properties,
            _ => &[],
        }
    }

    /// Returns the schema of the message type, as JSON text on one line.
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
