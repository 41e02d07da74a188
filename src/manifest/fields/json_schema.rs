//! JSON Schema draft-07 and `x-zui`: what the members of every `schema` mean.
//!
//! Types and limits are those of the draft's meta-schema. What Botpress does with a keyword is said
//! as far as it is known from the SDK's own conversions, which are what reads a schema back.
//!
//! Keywords are ordered by how often published integrations use them: completion offers them so.

use super::super::field_names;
use super::super::types::{
    Choice, EntryKind, Field, Flag, List, Map, Number, Object, Shape, StringFormat, Text,
};

const STRING: &str = "string";
const NUMBER: &str = "number";
const ARRAY: &str = "array";
/// The type that every outermost schema has.
pub const OBJECT: &str = "object";

/// A JSON Schema. Members of other names may stand in one, too; they mean nothing.
pub static SCHEMA: Object = Object {
    noun: "a JSON Schema",
    fields: &[
        Field::new(field_names::TYPE, Shape::Either(&[Shape::Text(TYPE), Shape::List(&TYPES)]))
            .doc(
                "The type of the value, or a list of types of which it has one. The schema of a \
                 whole configuration, action, event or state has to be an `\"object\"`.",
            )
            .absent("A value of any type is taken.")
            .example(r#""string""#),
        Field::new(field_names::TITLE, Shape::Text(Text::any()))
            .doc(
                "A name for people. Botpress Studio takes a field's label from `x-zui.title` \
                 instead.",
            )
            .absent("The value has no name.")
            .example(r#""API key""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::any()))
            .doc(
                "What the value is for. People read it in Botpress Studio when they fill in the \
                 field, and models read it when they call the action.",
            )
            .absent("Nothing is said about the value; `bp lint` reports fields without it.")
            .example(r#""The key from the shop's settings""#),
        Field::new(field_names::PROPERTIES, Shape::Map(&PROPERTIES))
            .applies_to(OBJECT)
            .doc(
                "The members of an object, each with its own schema. Naming one here does not \
                 make it required: `required` does.",
            )
            .absent("No member is described by name.")
            .example(r#"{ "email": { "type": "string", "format": "email" } }"#),
        Field::new(field_names::REQUIRED, Shape::List(&REQUIRED))
            .applies_to(OBJECT)
            .doc("The names of the members without which an object is not taken.")
            .absent("Every member may be left out.")
            .example(r#"["email"]"#),
        Field::new(field_names::X_ZUI, Shape::Object(&ZUI))
            .doc(
                "How Botpress Studio shows the field: its label, what stands in it while it is \
                 empty, whether it is hidden. It says nothing about which values are taken.",
            )
            .absent("Studio shows the field under its bare name.")
            .example(r#"{ "title": "API key", "secret": true }"#),
        Field::new(field_names::ADDITIONAL_PROPERTIES, Shape::Subschema)
            .applies_to(OBJECT)
            .doc(
                "What the members are that `properties` does not name: `false` if there may be \
                 none, or a schema for all of them. An object with this and no `properties` is a \
                 record: names of any kind, values of one kind.",
            )
            .absent("Other members are taken, whatever they are.")
            .example("false"),
        Field::new(
            field_names::ITEMS,
            Shape::Either(&[Shape::Subschema, Shape::List(&SCHEMAS)]),
        )
        .applies_to(ARRAY)
        .doc(
            "What every element of an array is. A list of schemas describes the first elements \
             one by one.",
        )
        .absent("Elements of any kind are taken.")
        .example(r#"{ "type": "string" }"#),
        Field::new(field_names::ENUM, Shape::List(&VALUES))
            .doc("The values there are; no other is taken. Studio lets people choose from strings.")
            .absent("The values are not counted out.")
            .example(r#"["low", "high"]"#),
        Field::new(field_names::DEFAULT, Shape::Any)
            .doc("The value that is used where none is given.")
            .absent("There is no such value.")
            .example("10"),
        Field::new(field_names::FORMAT, Shape::Text(Text::such_as(FORMATS)))
            .applies_to(STRING)
            .doc(
                "What a string is, beyond its characters. Other names than the known ones may be \
                 written, but mean nothing.",
            )
            .absent("A string of any form is taken.")
            .example(r#""email""#),
        Field::new(field_names::MIN_LENGTH, Shape::Number(Number::Count))
            .applies_to(STRING)
            .doc("The fewest characters that a string may have.")
            .absent("A string may be empty.")
            .example("1"),
        Field::new(field_names::MAX_LENGTH, Shape::Number(Number::Count))
            .applies_to(STRING)
            .doc("The most characters that a string may have.")
            .absent("A string may have any length.")
            .example("100"),
        Field::new(field_names::PATTERN, Shape::Text(Text::any().holding(StringFormat::Pattern)))
            .applies_to(STRING)
            .doc(
                "A regular expression, as JavaScript has them, that a string has to match. A match \
                 anywhere in the string will do, unless `^` and `$` tie it to the ends.",
            )
            .absent("A string need not match anything.")
            .example(r#""^[A-Z]{2}-[0-9]+$""#),
        Field::new(field_names::MINIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc("The least number that is taken.")
            .absent("Numbers may be as small as they like.")
            .example("0"),
        Field::new(field_names::MAXIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc("The greatest number that is taken.")
            .absent("Numbers may be as great as they like.")
            .example("100"),
        Field::new(field_names::EXCLUSIVE_MINIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc(
                "A number that is just too small: only greater ones are taken. Up to draft-04 this \
                 was `true` or `false` beside `minimum`; now it is the number itself.",
            )
            .absent("Nothing but `minimum` bounds numbers from below.")
            .example("0"),
        Field::new(field_names::EXCLUSIVE_MAXIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc(
                "A number that is just too great: only smaller ones are taken. Up to draft-04 this \
                 was `true` or `false` beside `maximum`; now it is the number itself.",
            )
            .absent("Nothing but `maximum` bounds numbers from above.")
            .example("100"),
        Field::new(field_names::MULTIPLE_OF, Shape::Number(Number::Positive))
            .applies_to(NUMBER)
            .doc("A number greater than 0, of which only multiples are taken.")
            .absent("Numbers need not be multiples of anything.")
            .example("0.01"),
        Field::new(field_names::MIN_ITEMS, Shape::Number(Number::Count))
            .applies_to(ARRAY)
            .doc("The fewest elements that an array may have.")
            .absent("An array may be empty.")
            .example("1"),
        Field::new(field_names::MAX_ITEMS, Shape::Number(Number::Count))
            .applies_to(ARRAY)
            .doc("The most elements that an array may have.")
            .absent("An array may have any number of elements.")
            .example("10"),
        Field::new(
            field_names::UNIQUE_ITEMS,
            Shape::Flag(Flag {
                on: "No two elements of an array may be alike.",
                off: "Elements may repeat.",
            }),
        )
        .applies_to(ARRAY)
        .doc("Whether the elements of an array have to differ.")
        .absent("Elements may repeat.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::ANY_OF, Shape::List(&SCHEMAS))
            .doc("Schemas of which at least one has to apply: this or that.")
            .absent("There is no choice between schemas.")
            .example(r#"[{ "type": "string" }, { "type": "null" }]"#),
        Field::new(field_names::ALL_OF, Shape::List(&SCHEMAS))
            .doc("Schemas that all have to apply.")
            .absent("No further schemas apply.")
            .example(r#"[{ "required": ["id"] }]"#),
        Field::new(field_names::ONE_OF, Shape::List(&SCHEMAS))
            .doc(
                "Schemas of which exactly one has to apply. The official tools do not read it back; \
                 `anyOf` says nearly the same.",
            )
            .absent("There is no choice between schemas.")
            .example(r#"[{ "type": "string" }, { "type": "number" }]"#),
        Field::new(field_names::CONST, Shape::Any)
            .doc("The only value that is taken.")
            .absent("The value is not fixed.")
            .example(r#""v1""#),
        Field::new(field_names::EXAMPLES, Shape::List(&VALUES))
            .doc("Typical values, for whoever reads the schema.")
            .absent("No example is given.")
            .example(r#"["jane@example.com"]"#),
        Field::new(
            field_names::READ_ONLY,
            Shape::Flag(Flag {
                on: "Whoever owns the value sets it; nobody else should.",
                off: "The value may be set.",
            }),
        )
        .doc("Whether the value is only there to be read.")
        .absent("The value may be set.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::WRITE_ONLY,
            Shape::Flag(Flag {
                on: "The value can be set, but is never given back.",
                off: "The value may be read.",
            }),
        )
        .doc("Whether the value is only there to be set, such as a password.")
        .absent("The value may be read.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::MIN_PROPERTIES, Shape::Number(Number::Count))
            .applies_to(OBJECT)
            .doc("The fewest members that an object may have.")
            .absent("An object may be empty, as far as `required` lets it.")
            .example("1"),
        Field::new(field_names::MAX_PROPERTIES, Shape::Number(Number::Count))
            .applies_to(OBJECT)
            .doc("The most members that an object may have.")
            .absent("An object may have any number of members.")
            .example("10"),
        Field::new(field_names::PATTERN_PROPERTIES, Shape::Map(&PATTERN_PROPERTIES))
            .applies_to(OBJECT)
            .doc(
                "Schemas for the members whose names match a regular expression. The official \
                 tools cannot read it back; a record, by `additionalProperties`, is what they know.",
            )
            .absent("Members are described by their whole names only.")
            .example(r#"{ "^x-": { "type": "string" } }"#),
        Field::new(field_names::PROPERTY_NAMES, Shape::Subschema)
            .applies_to(OBJECT)
            .doc("What the name of every member is. The official tools cannot read it back.")
            .absent("Members may have any name.")
            .example(r#"{ "maxLength": 20 }"#),
        Field::new(field_names::DEPENDENCIES, Shape::Map(&DEPENDENCIES))
            .applies_to(OBJECT)
            .doc("What the presence of a member entails: other members, or a schema that applies.")
            .absent("Members do not depend on one another.")
            .example(r#"{ "street": ["city"] }"#),
        Field::new(
            field_names::ADDITIONAL_ITEMS,
            Shape::Subschema,
        )
        .applies_to(ARRAY)
        .doc("What the elements are behind those that a list in `items` describes one by one.")
        .absent("Further elements are taken, whatever they are.")
        .example("false"),
        Field::new(field_names::CONTAINS, Shape::Subschema)
            .applies_to(ARRAY)
            .doc("What at least one element of an array is.")
            .absent("No element of a certain kind is needed.")
            .example(r#"{ "const": "admin" }"#),
        Field::new(field_names::NOT, Shape::Subschema)
            .doc(
                "A schema that may not apply. The official tools read back nothing but `true`, \
                 which says that no value is taken.",
            )
            .absent("Nothing is ruled out.")
            .example("true"),
        Field::new(field_names::IF, Shape::Subschema)
            .doc(
                "A schema that decides: where it applies, so must `then`; where not, `else`. The \
                 official tools cannot read it back.",
            )
            .absent("`then` and `else` mean nothing.")
            .example(r#"{ "required": ["street"] }"#),
        Field::new(field_names::THEN, Shape::Subschema)
            .doc("What has to apply where `if` does.")
            .absent("Nothing more is asked of what `if` applies to.")
            .example(r#"{ "required": ["city"] }"#),
        Field::new(field_names::ELSE, Shape::Subschema)
            .doc("What has to apply where `if` does not.")
            .absent("Nothing more is asked of what `if` does not apply to.")
            .example(r#"{ "required": ["phone"] }"#),
        Field::new(field_names::REF, Shape::Text(Text::any()))
            .doc(
                "Another schema that stands in the place of this one; whatever stands beside it \
                 does not count. `#/definitions/address` is a part of this schema. The official \
                 tools resolve references before they send a schema.",
            )
            .absent("The schema stands for itself.")
            .example(r##""#/definitions/address""##),
        Field::new(field_names::DEFINITIONS, Shape::Map(&DEFINITIONS))
            .doc("Schemas that apply nowhere by themselves, for `$ref` to refer to.")
            .absent("There is nothing to refer to.")
            .example(r#"{ "address": { "type": "object", "properties": {} } }"#),
        Field::new(field_names::DIALECT, Shape::Text(Text::such_as(DIALECTS)))
            .doc("The version of JSON Schema that the schema is written in; at its root only.")
            .absent("It is read as draft-07.")
            .example(r##""http://json-schema.org/draft-07/schema#""##),
        Field::new(field_names::SCHEMA_ID, Shape::Text(Text::any()))
            .doc("The address by which others refer to the schema. Nothing is fetched from there.")
            .absent("The schema has no address.")
            .example(r#""https://example.com/order.json""#),
        Field::new(field_names::COMMENT, Shape::Text(Text::any()))
            .doc("A note to whoever edits the schema. It means nothing.")
            .absent("There is no note.")
            .example(r#""The shop's API calls this a basket.""#),
        Field::new(field_names::CONTENT_MEDIA_TYPE, Shape::Text(Text::any()))
            .applies_to(STRING)
            .doc("What kind of content a string holds, as a media type.")
            .absent("A string is just a string.")
            .example(r#""text/html""#),
        Field::new(field_names::CONTENT_ENCODING, Shape::Text(Text::any()))
            .applies_to(STRING)
            .doc("How a string encodes what it holds.")
            .absent("A string holds its own characters.")
            .example(r#""base64""#),
    ],
};

/// The name of a type.
pub const TYPE: Text = Text::one_of(&[
    Choice { value: STRING, doc: "Text." },
    Choice { value: NUMBER, doc: "A number, with or without a fraction." },
    Choice { value: "integer", doc: "A number without a fraction." },
    Choice { value: "boolean", doc: "`true` or `false`." },
    Choice { value: OBJECT, doc: "Members with names: `properties` describes them." },
    Choice { value: ARRAY, doc: "A list of elements: `items` describes them." },
    Choice {
        value: "null",
        doc: "`null` and nothing else; with others, it lets a value be `null`.",
    },
]);

static TYPES: List = List {
    item: Shape::Text(TYPE),
    min: 1,
    distinct: true,
    doc: "A type that the value may have.",
};

static REQUIRED: List = List {
    item: Shape::Text(Text::any().holding(StringFormat::Property)),
    min: 0,
    distinct: true,
    doc: "The name of a member that has to be there, as it stands in `properties`.",
};

static SCHEMAS: List =
    List { item: Shape::Subschema, min: 1, distinct: false, doc: "One of the schemas." };

static VALUES: List =
    List { item: Shape::Any, min: 0, distinct: false, doc: "A value, as it would be written." };

static PROPERTIES: Map = Map {
    kind: EntryKind::Property,
    value: Shape::Subschema,
    text: "A member's name, as it stands in the value. People read its `x-zui.title` and its \
           `description` instead.",
    known: &[],
};

static PATTERN_PROPERTIES: Map = Map {
    kind: EntryKind::Pattern,
    value: Shape::Subschema,
    text: "A regular expression, as JavaScript has them, for the names of members.",
    known: &[],
};

static DEFINITIONS: Map = Map {
    kind: EntryKind::Subschema,
    value: Shape::Subschema,
    text: "A name for the schema: `\"$ref\": \"#/definitions/NAME\"` refers to it.",
    known: &[],
};

static DEPENDENCIES: Map = Map {
    kind: EntryKind::Dependency,
    value: Shape::Either(&[Shape::List(&REQUIRED), Shape::Subschema]),
    text: "The name of the member whose presence entails something.",
    known: &[],
};

static FORMATS: &[Choice] = &[
    Choice { value: "date-time", doc: "A date with a time: `2026-08-01T12:00:00Z`." },
    Choice { value: "email", doc: "An e-mail address." },
    Choice { value: "uri", doc: "A complete URI, such as a web address." },
    Choice { value: "uuid", doc: "A UUID. The official tools know it; draft-07 does not." },
    Choice { value: "date", doc: "A date: `2026-08-01`." },
    Choice { value: "time", doc: "A time of day: `12:00:00Z`." },
    Choice { value: "ipv4", doc: "An IPv4 address." },
    Choice { value: "ipv6", doc: "An IPv6 address." },
    Choice { value: "hostname", doc: "The name of a host on the internet." },
    Choice { value: "uri-reference", doc: "A URI, complete or relative to another." },
    Choice { value: "uri-template", doc: "A URI with variables: `/orders/{id}`." },
    Choice { value: "regex", doc: "A regular expression as JavaScript has them." },
    Choice { value: "json-pointer", doc: "A path into a JSON value: `/orders/0`." },
    Choice {
        value: "relative-json-pointer",
        doc: "A path from one place in a JSON value to another.",
    },
    Choice { value: "idn-email", doc: "An e-mail address with letters of any script." },
    Choice { value: "idn-hostname", doc: "The name of a host, with letters of any script." },
    Choice { value: "iri", doc: "A complete URI, with letters of any script." },
    Choice { value: "iri-reference", doc: "Such a URI, complete or relative to another." },
];

static DIALECTS: &[Choice] = &[Choice {
    value: "http://json-schema.org/draft-07/schema#",
    doc: "Draft-07, which the official tools write.",
}];

/// What `x-zui` may have in it. It is open: the SDK writes what else it likes.
pub static ZUI: Object = Object {
    noun: "a set of display options",
    fields: &[
        Field::new(field_names::TITLE, Shape::Text(Text::any()))
            .doc("The field's label in Botpress Studio.")
            .absent("The label is the bare name of the field; `bp lint` reports it.")
            .example(r#""API key""#),
        Field::new(field_names::PLACEHOLDER, Shape::Text(Text::any()))
            .doc("What stands in the field, greyed, while nothing is filled in.")
            .absent("An empty field is empty.")
            .example(r#""sk_live_…""#),
        Field::new(
            field_names::SECRET,
            Shape::Flag(Flag {
                on: "The value is covered, like a password.",
                off: "The value can be read.",
            }),
        )
        .doc("Whether what is filled in is covered in Botpress Studio.")
        .absent("The value can be read.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::HIDDEN,
            Shape::Either(&[
                Shape::Flag(Flag { on: "The field is not shown.", off: "The field is shown." }),
                Shape::Text(Text::any()),
            ]),
        )
        .doc(
            "Whether Botpress Studio leaves the field out. The SDK may write a function here, as \
             text, that decides it.",
        )
        .absent("The field is shown.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::DISABLED,
            Shape::Either(&[
                Shape::Flag(Flag {
                    on: "The field is shown, but cannot be changed.",
                    off: "The field can be changed.",
                }),
                Shape::Text(Text::any()),
            ]),
        )
        .doc(
            "Whether Botpress Studio keeps the field from being changed. The SDK may write a \
             function here, as text, that decides it.",
        )
        .absent("The field can be changed.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::TOOLTIP,
            Shape::Flag(Flag {
                on: "The description appears beside the label, on demand.",
                off: "The description is shown as usual.",
            }),
        )
        .doc("Whether Botpress Studio shows the description as a tooltip.")
        .absent("The description is shown as usual.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::DISPLAY_AS, Shape::List(&DISPLAY))
            .doc("The component by which Botpress Studio shows the field: its name and settings.")
            .absent("Studio chooses by the field's type.")
            .example(r#"["text", { "multiLine": true }]"#),
        Field::new(
            field_names::COERCE,
            Shape::Flag(Flag {
                on: "What is given is converted: `\"1\"` becomes `1`.",
                off: "What is given is taken as it is.",
            }),
        )
        .doc("Whether the SDK converts a value of another type.")
        .absent("What is given is taken as it is.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::DEF, Shape::Any)
            .doc(
                "What the SDK keeps of the schema it made this from. It writes it itself; nobody \
                 has to.",
            )
            .absent("The schema is read back from its keywords alone.")
            .example(r#"{ "typeName": "ZodOptional" }"#),
    ],
};

static DISPLAY: List = List {
    item: Shape::Any,
    min: 0,
    distinct: false,
    doc: "The component's name, then an object with its settings.",
};
