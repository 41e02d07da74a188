//! Description of JSON Schema draft-07.
//!
//! Types and limits follow the meta-schema. The support of a keyword by Botpress is documented as
//! far as it is known from the schema conversions of the SDK.
//!
//! Keywords are ordered by their frequency in published integrations, which is the order of
//! completion items.

use super::super::field_names;
use super::super::types::{
    Choice, EntryKind, Field, Flag, List, Map, Number, Object, Shape, StringFormat, Text,
};
use super::zui::ZUI;

const STRING: &str = "string";
const NUMBER: &str = "number";
const ARRAY: &str = "array";
/// Type of every root schema.
pub const OBJECT: &str = "object";

/// A JSON Schema. Unknown keywords are allowed and have no effect.
pub static SCHEMA: Object = Object {
    noun: "a JSON Schema",
    fields: &[
        Field::new(field_names::TYPE, Shape::Either(&[Shape::Text(TYPE), Shape::List(&TYPES)]))
            .doc(
                "The type of the value, or a list of allowed types. The root schema of a \
                 configuration, action, event or state must be an `\"object\"`.",
            )
            .absent("A value of any type is valid.")
            .example(r#""string""#),
        Field::new(field_names::TITLE, Shape::Text(Text::any()))
            .doc(
                "A display name. Botpress Studio uses `x-zui.title` as the label of a field \
                 instead.",
            )
            .absent("The value has no display name.")
            .example(r#""API key""#),
        Field::new(field_names::DESCRIPTION, Shape::Text(Text::any()))
            .doc(
                "What the value is for. Botpress Studio displays it next to the field, and \
                 language models use it to call the action.",
            )
            .absent("The value has no description; `bp lint` reports fields without one.")
            .example(r#""The key from the shop's settings""#),
        Field::new(field_names::PROPERTIES, Shape::Map(&PROPERTIES))
            .applies_to(OBJECT)
            .doc(
                "The properties of an object, each with its own schema. They are optional \
                 unless listed in `required`.",
            )
            .absent("No properties are defined.")
            .example(r#"{ "email": { "type": "string", "format": "email" } }"#),
        Field::new(field_names::REQUIRED, Shape::List(&REQUIRED))
            .applies_to(OBJECT)
            .doc("The names of the required properties.")
            .absent("All properties are optional.")
            .example(r#"["email"]"#),
        Field::new(field_names::X_ZUI, Shape::Object(&ZUI))
            .doc(
                "How Botpress Studio displays the field: its label, its placeholder, whether it \
                 is hidden. It does not affect validation.",
            )
            .absent("Botpress Studio displays the name of the property.")
            .example(r#"{ "title": "API key", "secret": true }"#),
        Field::new(field_names::ADDITIONAL_PROPERTIES, Shape::Subschema)
            .applies_to(OBJECT)
            .doc(
                "The schema of all properties that `properties` does not define, or `false` to \
                 forbid them. An object with this keyword and without `properties` is a record: \
                 arbitrary keys with values of one type.",
            )
            .absent("Additional properties are allowed.")
            .example("false"),
        Field::new(
            field_names::ITEMS,
            Shape::Either(&[Shape::Subschema, Shape::List(&SCHEMAS)]),
        )
        .applies_to(ARRAY)
        .doc(
            "The schema of every item of an array. A list of schemas applies to the first items \
             by position.",
        )
        .absent("Items of any type are valid.")
        .example(r#"{ "type": "string" }"#),
        Field::new(field_names::ENUM, Shape::List(&VALUES))
            .doc("The allowed values. Botpress Studio displays a selection for strings.")
            .absent("The value is not limited to a list.")
            .example(r#"["low", "high"]"#),
        Field::new(field_names::DEFAULT, Shape::Any)
            .doc("The value that is used if none is given.")
            .absent("There is no default value.")
            .example("10"),
        Field::new(field_names::FORMAT, Shape::Text(Text::such_as(FORMATS)))
            .applies_to(STRING)
            .doc(
                "The format of a string. Unknown formats are allowed, but have no effect.",
            )
            .absent("A string of any format is valid.")
            .example(r#""email""#),
        Field::new(field_names::MIN_LENGTH, Shape::Number(Number::Count))
            .applies_to(STRING)
            .doc("The minimum length of a string in characters.")
            .absent("A string may be empty.")
            .example("1"),
        Field::new(field_names::MAX_LENGTH, Shape::Number(Number::Count))
            .applies_to(STRING)
            .doc("The maximum length of a string in characters.")
            .absent("A string may have any length.")
            .example("100"),
        Field::new(field_names::PATTERN, Shape::Text(Text::any().holding(StringFormat::Pattern)))
            .applies_to(STRING)
            .doc(
                "A JavaScript regular expression that a string must match. It may match \
                 anywhere in the string; use `^` and `$` to match the whole string.",
            )
            .absent("No pattern is required.")
            .example(r#""^[A-Z]{2}-[0-9]+$""#),
        Field::new(field_names::MINIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc("The minimum, inclusive.")
            .absent("There is no minimum.")
            .example("0"),
        Field::new(field_names::MAXIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc("The maximum, inclusive.")
            .absent("There is no maximum.")
            .example("100"),
        Field::new(field_names::EXCLUSIVE_MINIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc(
                "The exclusive minimum: the value must be greater. Until draft-04, it was a \
                 boolean next to `minimum`; now it is a number.",
            )
            .absent("Only `minimum` applies.")
            .example("0"),
        Field::new(field_names::EXCLUSIVE_MAXIMUM, Shape::Number(Number::Any))
            .applies_to(NUMBER)
            .doc(
                "The exclusive maximum: the value must be smaller. Until draft-04, it was a \
                 boolean next to `maximum`; now it is a number.",
            )
            .absent("Only `maximum` applies.")
            .example("100"),
        Field::new(field_names::MULTIPLE_OF, Shape::Number(Number::Positive))
            .applies_to(NUMBER)
            .doc("A number greater than 0. The value must be a multiple of it.")
            .absent("No multiple is required.")
            .example("0.01"),
        Field::new(field_names::MIN_ITEMS, Shape::Number(Number::Count))
            .applies_to(ARRAY)
            .doc("The minimum number of items.")
            .absent("An array may be empty.")
            .example("1"),
        Field::new(field_names::MAX_ITEMS, Shape::Number(Number::Count))
            .applies_to(ARRAY)
            .doc("The maximum number of items.")
            .absent("An array may have any number of items.")
            .example("10"),
        Field::new(
            field_names::UNIQUE_ITEMS,
            Shape::Flag(Flag {
                on: "All items of an array must be different.",
                off: "Duplicate items are allowed.",
            }),
        )
        .applies_to(ARRAY)
        .doc("Whether the items of an array must be unique.")
        .absent("Duplicate items are allowed.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::ANY_OF, Shape::List(&SCHEMAS))
            .doc("A list of schemas. The value must match at least one of them.")
            .absent("There are no alternatives.")
            .example(r#"[{ "type": "string" }, { "type": "null" }]"#),
        Field::new(field_names::ALL_OF, Shape::List(&SCHEMAS))
            .doc("A list of schemas. The value must match all of them.")
            .absent("No additional schemas apply.")
            .example(r#"[{ "required": ["id"] }]"#),
        Field::new(field_names::ONE_OF, Shape::List(&SCHEMAS))
            .doc(
                "A list of schemas. The value must match exactly one of them. The official \
                 tools do not support it; use `anyOf` instead.",
            )
            .absent("There are no alternatives.")
            .example(r#"[{ "type": "string" }, { "type": "number" }]"#),
        Field::new(field_names::CONST, Shape::Any)
            .doc("The only valid value.")
            .absent("The value is not fixed.")
            .example(r#""v1""#),
        Field::new(field_names::EXAMPLES, Shape::List(&VALUES))
            .doc("Example values, for readers of the schema.")
            .absent("There are no examples.")
            .example(r#"["jane@example.com"]"#),
        Field::new(
            field_names::READ_ONLY,
            Shape::Flag(Flag {
                on: "The value is managed by the server and should not be set.",
                off: "The value may be set.",
            }),
        )
        .doc("Whether the value is read-only.")
        .absent("The value may be set.")
        .default_value("false")
        .example("true"),
        Field::new(
            field_names::WRITE_ONLY,
            Shape::Flag(Flag {
                on: "The value can be set, but is never returned.",
                off: "The value may be read.",
            }),
        )
        .doc("Whether the value is write-only, such as a password.")
        .absent("The value may be read.")
        .default_value("false")
        .example("true"),
        Field::new(field_names::MIN_PROPERTIES, Shape::Number(Number::Count))
            .applies_to(OBJECT)
            .doc("The minimum number of properties.")
            .absent("Only `required` applies.")
            .example("1"),
        Field::new(field_names::MAX_PROPERTIES, Shape::Number(Number::Count))
            .applies_to(OBJECT)
            .doc("The maximum number of properties.")
            .absent("An object may have any number of properties.")
            .example("10"),
        Field::new(field_names::PATTERN_PROPERTIES, Shape::Map(&PATTERN_PROPERTIES))
            .applies_to(OBJECT)
            .doc(
                "Schemas for properties whose name matches a regular expression. The official \
                 tools do not support it; use a record with `additionalProperties` instead.",
            )
            .absent("Properties are defined by full name only.")
            .example(r#"{ "^x-": { "type": "string" } }"#),
        Field::new(field_names::PROPERTY_NAMES, Shape::Subschema)
            .applies_to(OBJECT)
            .doc("The schema of every property name. The official tools do not support it.")
            .absent("Property names are not restricted.")
            .example(r#"{ "maxLength": 20 }"#),
        Field::new(field_names::DEPENDENCIES, Shape::Map(&DEPENDENCIES))
            .applies_to(OBJECT)
            .doc("Properties or a schema that apply if a property is present.")
            .absent("There are no dependencies.")
            .example(r#"{ "street": ["city"] }"#),
        Field::new(
            field_names::ADDITIONAL_ITEMS,
            Shape::Subschema,
        )
        .applies_to(ARRAY)
        .doc("The schema of the items after those that a list in `items` defines.")
        .absent("Additional items are allowed.")
        .example("false"),
        Field::new(field_names::CONTAINS, Shape::Subschema)
            .applies_to(ARRAY)
            .doc("A schema that at least one item of an array must match.")
            .absent("No particular item is required.")
            .example(r#"{ "const": "admin" }"#),
        Field::new(field_names::NOT, Shape::Subschema)
            .doc(
                "A schema that the value must not match. The official tools support only \
                 `true`, which rejects every value.",
            )
            .absent("No values are excluded.")
            .example("true"),
        Field::new(field_names::IF, Shape::Subschema)
            .doc(
                "A condition: if the value matches this schema, it must also match `then`, \
                 otherwise `else`. The official tools do not support it.",
            )
            .absent("`then` and `else` have no effect.")
            .example(r#"{ "required": ["street"] }"#),
        Field::new(field_names::THEN, Shape::Subschema)
            .doc("The schema that applies if the value matches `if`.")
            .absent("A value that matches `if` has no additional constraints.")
            .example(r#"{ "required": ["city"] }"#),
        Field::new(field_names::ELSE, Shape::Subschema)
            .doc("The schema that applies if the value does not match `if`.")
            .absent("A value that does not match `if` has no additional constraints.")
            .example(r#"{ "required": ["phone"] }"#),
        Field::new(field_names::REF, Shape::Text(Text::any()))
            .doc(
                "A reference to another schema, which replaces this one; all other keywords \
                 next to it are ignored. `#/definitions/address` refers to a part of this \
                 schema. The official tools resolve references before they send a schema.",
            )
            .absent("The schema is not a reference.")
            .example(r##""#/definitions/address""##),
        Field::new(field_names::DEFINITIONS, Shape::Map(&DEFINITIONS))
            .doc("Reusable schemas that `$ref` can refer to.")
            .absent("There are no reusable schemas.")
            .example(r#"{ "address": { "type": "object", "properties": {} } }"#),
        Field::new(field_names::DIALECT, Shape::Text(Text::such_as(DIALECTS)))
            .doc("The version of JSON Schema, allowed only in the root schema.")
            .absent("The version is draft-07.")
            .example(r##""http://json-schema.org/draft-07/schema#""##),
        Field::new(field_names::SCHEMA_ID, Shape::Text(Text::any()))
            .doc("The URI that identifies the schema. It is not fetched.")
            .absent("The schema has no URI.")
            .example(r#""https://example.com/order.json""#),
        Field::new(field_names::COMMENT, Shape::Text(Text::any()))
            .doc("A comment for editors of the schema. It has no effect.")
            .absent("There is no comment.")
            .example(r#""The shop's API calls this a basket.""#),
        Field::new(field_names::CONTENT_MEDIA_TYPE, Shape::Text(Text::any()))
            .applies_to(STRING)
            .doc("The media type of the content of a string.")
            .absent("No media type is set.")
            .example(r#""text/html""#),
        Field::new(field_names::CONTENT_ENCODING, Shape::Text(Text::any()))
            .applies_to(STRING)
            .doc("The encoding of the content of a string.")
            .absent("The content is not encoded.")
            .example(r#""base64""#),
    ],
};

/// The name of a type.
pub const TYPE: Text = Text::one_of(&[
    Choice { value: STRING, doc: "Text." },
    Choice { value: NUMBER, doc: "A number, with or without a fraction." },
    Choice { value: "integer", doc: "A number without a fraction." },
    Choice { value: "boolean", doc: "`true` or `false`." },
    Choice { value: OBJECT, doc: "An object with properties, defined in `properties`." },
    Choice { value: ARRAY, doc: "A list of items, defined in `items`." },
    Choice { value: "null", doc: "`null`. Add it to a list of types to make the value nullable." },
]);

static TYPES: List =
    List { item: Shape::Text(TYPE), min: 1, distinct: true, doc: "An allowed type." };

static REQUIRED: List = List {
    item: Shape::Text(Text::any().holding(StringFormat::Property)),
    min: 0,
    distinct: true,
    doc: "The name of a required property, as in `properties`.",
};

static SCHEMAS: List =
    List { item: Shape::Subschema, min: 1, distinct: false, doc: "One of the schemas." };

static VALUES: List = List { item: Shape::Any, min: 0, distinct: false, doc: "A value." };

static PROPERTIES: Map = Map {
    kind: EntryKind::Property,
    value: Shape::Subschema,
    text: "The name of the property. Users see its `x-zui.title` and `description` instead.",
    known: &[],
};

static PATTERN_PROPERTIES: Map = Map {
    kind: EntryKind::Pattern,
    value: Shape::Subschema,
    text: "A JavaScript regular expression for property names.",
    known: &[],
};

static DEFINITIONS: Map = Map {
    kind: EntryKind::Subschema,
    value: Shape::Subschema,
    text: "The name of the schema: `\"$ref\": \"#/definitions/NAME\"` refers to it.",
    known: &[],
};

static DEPENDENCIES: Map = Map {
    kind: EntryKind::Dependency,
    value: Shape::Either(&[Shape::List(&REQUIRED), Shape::Subschema]),
    text: "The name of the property on which others depend.",
    known: &[],
};

static FORMATS: &[Choice] = &[
    Choice { value: "date-time", doc: "A date with a time: `2026-08-01T12:00:00Z`." },
    Choice { value: "email", doc: "An email address." },
    Choice { value: "uri", doc: "An absolute URI, such as a URL." },
    Choice {
        value: "uuid",
        doc: "A UUID. The official tools support it; draft-07 does not define it.",
    },
    Choice { value: "date", doc: "A date: `2026-08-01`." },
    Choice { value: "time", doc: "A time of day: `12:00:00Z`." },
    Choice { value: "ipv4", doc: "An IPv4 address." },
    Choice { value: "ipv6", doc: "An IPv6 address." },
    Choice { value: "hostname", doc: "A host name." },
    Choice { value: "uri-reference", doc: "An absolute or relative URI." },
    Choice { value: "uri-template", doc: "A URI with variables: `/orders/{id}`." },
    Choice { value: "regex", doc: "A JavaScript regular expression." },
    Choice { value: "json-pointer", doc: "A path into a JSON value: `/orders/0`." },
    Choice { value: "relative-json-pointer", doc: "A relative path inside a JSON value." },
    Choice { value: "idn-email", doc: "An email address with Unicode letters." },
    Choice { value: "idn-hostname", doc: "A host name with Unicode letters." },
    Choice { value: "iri", doc: "An absolute URI with Unicode letters." },
    Choice { value: "iri-reference", doc: "An absolute or relative URI with Unicode letters." },
];

static DIALECTS: &[Choice] = &[Choice {
    value: "http://json-schema.org/draft-07/schema#",
    doc: "Draft-07, which the official tools write.",
}];
