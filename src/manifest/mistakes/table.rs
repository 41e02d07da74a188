//! The table of mistaken shapes.

use super::site::{Found, ObjectSite, ValueSite};
use super::{
    arrays, bare, foreign, keywords, names, objects, openapi, schemas, shapes, single, values,
};
use crate::syntax::Node;
use crate::text::Source;

/// A mistaken shape.
pub struct Mistake {
    /// A short name.
    pub id: &'static str,
    /// The wrong form: one sentence of Markdown.
    pub summary: &'static str,
    /// Members of a manifest with the mistake, as JSON text.
    pub wrong: &'static str,
    /// The same members after the repair.
    pub right: &'static str,
    /// How it is recognized.
    pub(super) find: Find,
}

/// How a mistake is recognized.
pub(super) enum Find {
    /// In an object with missing or unknown fields.
    Object(fn(&ObjectSite<'_>) -> Vec<Found>),
    /// In a map of definitions.
    Map(fn(&ValueSite<'_>) -> Option<Found>),
    /// In a value of the wrong type.
    Value(fn(&ValueSite<'_>) -> Option<Found>),
    /// In an entire JSON Schema.
    Schema(fn(Node<'_>, &dyn Source) -> Option<Found>),
    /// In a member of a JSON Schema that is not a keyword.
    Keyword(fn(Node<'_>, &str, &dyn Source) -> Option<Found>),
    /// In the value of `enum`.
    Enum(fn(&ValueSite<'_>) -> Option<Found>),
    /// In the value of `x-zui`.
    Zui(fn(&ValueSite<'_>) -> Option<Found>),
}

/// All mistaken shapes. Of two that match, the first one is reported.
pub static MISTAKES: &[Mistake] = &[
    Mistake {
        id: "foreign-fields",
        summary: "Fields of API responses or of `package.json`, or options of the SDK that are not deployed.",
        wrong: r#""id": "intver_01H", "createdAt": "2026-01-01T00:00:00Z", "title": "Tracker""#,
        right: r#""title": "Tracker""#,
        find: Find::Object(foreign::foreign),
    },
    Mistake {
        id: "wrapped",
        summary: "Everything inside one more object, such as `integration`, `definition` or `body`.",
        wrong: r#""states": { "session": { "type": "user", "payload": { "schema": {} } } }"#,
        right: r#""states": { "session": { "type": "user", "schema": {} } }"#,
        find: Find::Object(objects::wrapped),
    },
    Mistake {
        id: "grouped",
        summary: "Definitions in groups. A section lists its definitions directly.",
        wrong: r#""states": { "user": { "cart": { "schema": {} } } }"#,
        right: r#""states": { "cart": { "schema": {}, "type": "user" } }"#,
        find: Find::Object(objects::grouped),
    },
    Mistake {
        id: "media-types",
        summary: "`requestBody` or `responses` of OpenAPI instead of `input` or `output`.",
        wrong: r#""actions": { "find": { "requestBody": { "content": { "application/json": { "schema": { "type": "object" } } } }, "output": { "schema": {} } } }"#,
        right: r#""actions": { "find": { "input": { "schema": { "type": "object" } }, "output": { "schema": {} } } }"#,
        find: Find::Object(openapi::media_types),
    },
    Mistake {
        id: "servers",
        summary: "`servers` of OpenAPI instead of `url`.",
        wrong: r#""servers": [{ "url": "https://example.com" }]"#,
        right: r#""url": "https://example.com""#,
        find: Find::Object(openapi::servers),
    },
    Mistake {
        id: "other-name",
        summary: "A field under its name in the SDK, in an earlier version or in another spelling.",
        wrong: r#""Events": { "shipped": { "payload": { "type": "object" } } }"#,
        right: r#""events": { "shipped": { "schema": { "type": "object" } } }"#,
        find: Find::Object(names::renamed),
    },
    Mistake {
        id: "interface-version",
        summary: "The name and the version of an interface instead of the id of the version.",
        wrong: r#""interfaces": { "hitl": { "version": "1.0.0" } }"#,
        right: r#""interfaces": { "hitl": { "version": "1.0.0" } }"#,
        find: Find::Object(objects::interface_version),
    },
    Mistake {
        id: "tags-elsewhere",
        summary: "Tags outside of `user`, `conversation` or `message`.",
        wrong: r#""tags": { "id": { "title": "ID" } }"#,
        right: r#""user": { "tags": { "id": { "title": "ID" } } }"#,
        find: Find::Object(objects::tags_elsewhere),
    },
    Mistake {
        id: "channel-parts",
        summary: "Messages or tags of a channel at the top level of the manifest.",
        wrong: r#""messages": { "text": { "schema": {} } }"#,
        right: r#""channels": { "channel": { "messages": { "text": { "schema": {} } } } }"#,
        find: Find::Object(objects::channel_parts),
    },
    Mistake {
        id: "bare-schema",
        summary: "A JSON Schema where an object with the field `schema` belongs, or beside that \
                  field.",
        wrong: r#""events": { "shipped": { "title": "Shipped", "type": "object", "properties": {} } }"#,
        right: r#""events": { "shipped": { "title": "Shipped", "schema": { "type": "object", "properties": {} } } }"#,
        find: Find::Object(bare::bare_schema),
    },
    Mistake {
        id: "bare-properties",
        summary: "Properties where an object with the field `schema` belongs.",
        wrong: r#""events": { "shipped": { "orderId": { "type": "string" } } }"#,
        right: r#""events": { "shipped": { "schema": { "properties": { "orderId": { "type": "string" } }, "type": "object" } } }"#,
        find: Find::Object(bare::bare_properties),
    },
    Mistake {
        id: "bare-messages",
        summary: "Message types directly in a channel.",
        wrong: r#""channels": { "chat": { "text": { "schema": {} } } }"#,
        right: r#""channels": { "chat": { "messages": { "text": { "schema": {} } } } }"#,
        find: Find::Object(bare::bare_messages),
    },
    Mistake {
        id: "bare-tags",
        summary: "Tags directly in `user`, `conversation` or `message`.",
        wrong: r#""user": { "id": { "title": "ID" } }"#,
        right: r#""user": { "tags": { "id": { "title": "ID" } } }"#,
        find: Find::Object(bare::bare_tags),
    },
    Mistake {
        id: "creation-tags",
        summary: "Tags with switches instead of `requiredTags`.",
        wrong: r#""user": { "tags": { "id": {} }, "creation": { "id": true, "enabled": false } }"#,
        right: r#""user": { "tags": { "id": {} }, "creation": { "enabled": false, "requiredTags": ["id"] } }"#,
        find: Find::Object(bare::creation_tags),
    },
    Mistake {
        id: "schema-in-manifest",
        summary: "A JSON Schema at the top level of the manifest.",
        wrong: r#""type": "object", "properties": { "apiKey": { "type": "string" } }"#,
        right: r#""configuration": { "schema": { "type": "object", "properties": { "apiKey": { "type": "string" } } } }"#,
        find: Find::Object(bare::schema_in_manifest),
    },
    Mistake {
        id: "shared-definitions",
        summary: "Definitions of JSON Schemas at the top level of the manifest.",
        wrong: r##""configuration": { "schema": { "$ref": "#/definitions/A" } }, "definitions": { "A": {} }"##,
        right: r##""configuration": { "schema": { "$ref": "#/definitions/A", "definitions": { "A": {} } } }"##,
        find: Find::Object(openapi::shared_definitions),
    },
    Mistake {
        id: "fields-in-group",
        summary: "Some of the fields inside one more object, such as `display` or `metadata`.",
        wrong: r#""display": { "label": "Tracker", "description": "Looks up orders" }"#,
        right: r#""title": "Tracker", "description": "Looks up orders""#,
        find: Find::Object(names::in_group),
    },
    Mistake {
        id: "single-for-map",
        summary: "The fields of one definition directly in a section.",
        wrong: r#""states": { "name": "session", "type": "user", "schema": {} }"#,
        right: r#""states": { "session": { "type": "user", "schema": {} } }"#,
        find: Find::Map(single::single),
    },
    Mistake {
        id: "grouped-secrets",
        summary: "Secrets in the groups `required` and `optional`, or as the properties of a JSON Schema.",
        wrong: r#""secrets": { "required": ["CLIENT_ID"], "optional": { "REGION": null } }"#,
        right: r#""secrets": { "CLIENT_ID": null, "REGION": null }"#,
        find: Find::Map(single::grouped_secrets),
    },
    Mistake {
        id: "json-in-string",
        summary: "An object or an array as a string that contains JSON.",
        wrong: r#""user": "{\"tags\":{}}""#,
        right: r#""user": {"tags":{}}"#,
        find: Find::Value(values::json_in_string),
    },
    Mistake {
        id: "array-for-map",
        summary: "An array of named definitions instead of an object with their names as keys.",
        wrong: r#""states": [{ "name": "session", "type": "user", "schema": {} }]"#,
        right: r#""states": {"session": { "type": "user", "schema": {} }}"#,
        find: Find::Value(arrays::array_for_map),
    },
    Mistake {
        id: "grouped-list",
        summary: "Arrays of states, grouped by type.",
        wrong: r#""states": { "user": [{ "name": "session", "schema": {} }] }"#,
        right: r#""states": { "session": { "schema": {}, "type": "user" } }"#,
        find: Find::Value(arrays::grouped_list),
    },
    Mistake {
        id: "array-for-schema",
        summary: "An array of named properties instead of a JSON Schema.",
        wrong: r#""configuration": { "schema": [{ "name": "apiKey", "type": "string" }] }"#,
        right: r#""configuration": { "schema": { "properties": {"apiKey": { "type": "string" }}, "type": "object" } }"#,
        find: Find::Value(arrays::array_for_schema),
    },
    Mistake {
        id: "array-of-one",
        summary: "An array with one object instead of that object.",
        wrong: r#""user": [{ "tags": {} }]"#,
        right: r#""user": { "tags": {} }"#,
        find: Find::Value(arrays::array_of_one),
    },
    Mistake {
        id: "schema-as-string",
        summary: "A JSON Schema as a type name, a description or Zod code.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": "string" } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string" } } } }"#,
        find: Find::Value(shapes::schema_as_string),
    },
    Mistake {
        id: "list-for-object",
        summary: "Only the list of message types instead of a channel.",
        wrong: r#""channels": { "chat": [{ "type": "note", "schema": {} }, { "type": "memo", "schema": {} }] }"#,
        right: r#""channels": { "chat": { "messages": { "note": { "schema": {} }, "memo": { "schema": {} } } } }"#,
        find: Find::Value(shapes::list_for_object),
    },
    Mistake {
        id: "string-for-object",
        summary: "Only the title, the description, the name or the script instead of an object.",
        wrong: r#""user": { "tags": { "id": "Customer ID" } }"#,
        right: r#""user": { "tags": { "id": { "title": "Customer ID" } } }"#,
        find: Find::Value(shapes::string_for_object),
    },
    Mistake {
        id: "part-for-object",
        summary: "Only the switch, or the list of tags, instead of an object with `enabled` and \
                  `requiredTags`.",
        wrong: r#""extraOperations": { "message_updated": true }"#,
        right: r#""extraOperations": { "message_updated": { "enabled": true } }"#,
        find: Find::Value(shapes::part_for_object),
    },
    Mistake {
        id: "scalar-for-object",
        summary: "A number instead of a tag, or `true` or an empty value instead of an object.",
        wrong: r#""user": { "tags": { "id": 5, "name": true } }"#,
        right: r#""user": { "tags": { "id": { "title": "5" }, "name": {} } }"#,
        find: Find::Value(shapes::scalar_for_object),
    },
    Mistake {
        id: "null",
        summary: "`null` instead of a value.",
        wrong: r#""states": { "session": { "type": "user", "schema": null } }"#,
        right: r#""states": { "session": { "type": "user", "schema": { "type": "object", "properties": {} } } }"#,
        find: Find::Value(values::null),
    },
    Mistake {
        id: "not-a-flag",
        summary: "A word or a number instead of `true` or `false`.",
        wrong: r#""extraOperations": { "message_updated": { "enabled": "yes" } }"#,
        right: r#""extraOperations": { "message_updated": { "enabled": true } }"#,
        find: Find::Value(values::flag),
    },
    Mistake {
        id: "not-a-number",
        summary: "A number with a unit or in brackets instead of a number.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "maxLength": "10 chars" } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "maxLength": 10 } } } }"#,
        find: Find::Value(values::number),
    },
    Mistake {
        id: "not-a-string",
        summary: "A number, a boolean, an array or an object instead of a string.",
        wrong: r#""description": ["Looks up", "orders"]"#,
        right: r#""description": "Looks up\norders""#,
        find: Find::Value(values::text),
    },
    Mistake {
        id: "not-a-list",
        summary: "Words separated by commas, or an object with flags, instead of an array.",
        wrong: r#""layers": "a, b""#,
        right: r#""layers": ["a", "b"]"#,
        find: Find::Value(values::list),
    },
    Mistake {
        id: "required-property",
        summary: "`required` in a property instead of in the object around it.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string", "required": true } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string" } }, "required": ["apiKey"] } }"#,
        find: Find::Value(schemas::required_property),
    },
    Mistake {
        id: "schema-in-type",
        summary: "A JSON Schema in `type`.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "type": { "type": "string" } } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string" } } } }"#,
        find: Find::Value(schemas::schema_in_type),
    },
    Mistake {
        id: "zod",
        summary: "The internal data of a Zod schema instead of a JSON Schema.",
        wrong: r#""configuration": { "schema": { "_def": { "typeName": "ZodObject" } } }"#,
        right: r#""configuration": { "schema": { "_def": { "typeName": "ZodObject" } } }"#,
        find: Find::Schema(schemas::zod),
    },
    Mistake {
        id: "nested-schema",
        summary: "A JSON Schema one level too deep.",
        wrong: r#""configuration": { "schema": { "schema": { "type": "object" } } }"#,
        right: r#""configuration": { "schema": { "type": "object" } }"#,
        find: Find::Schema(schemas::nested),
    },
    Mistake {
        id: "properties-for-schema",
        summary: "Properties instead of a JSON Schema with `properties`.",
        wrong: r#""configuration": { "schema": { "apiKey": { "type": "string" } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string" } }, "type": "object" } }"#,
        find: Find::Schema(schemas::properties),
    },
    Mistake {
        id: "nested-subschema",
        summary: "A JSON Schema one level too deep in a property.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "schema": { "type": "string" } } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string" } } } }"#,
        find: Find::Keyword(schemas::nested_in_property),
    },
    Mistake {
        id: "properties-for-subschema",
        summary: "Properties, or internal data of a Zod schema, in a JSON Schema inside another one.",
        wrong: r#""configuration": { "schema": { "properties": { "box": { "width": { "type": "number" } } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "box": { "properties": { "width": { "type": "number" } }, "type": "object" } } } }"#,
        find: Find::Keyword(schemas::in_subschema),
    },
    Mistake {
        id: "other-keyword",
        summary: "A keyword of JSON Schema under another name.",
        wrong: r#""configuration": { "schema": { "type": "object", "fields": { "apiKey": { "type": "string" } } } }"#,
        right: r#""configuration": { "schema": { "type": "object", "properties": { "apiKey": { "type": "string" } } } }"#,
        find: Find::Keyword(keywords::other_keyword),
    },
    Mistake {
        id: "limit-keyword",
        summary: "A limit under its name in Zod or in forms, which depends on the type in JSON Schema.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string", "min": 8 } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string", "minLength": 8 } } } }"#,
        find: Find::Keyword(keywords::limit_keyword),
    },
    Mistake {
        id: "nullable",
        summary: "`nullable` of OpenAPI or `optional` of Zod.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "type": "string", "nullable": true } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "type": ["string", "null"] } } } }"#,
        find: Find::Keyword(keywords::nullable),
    },
    Mistake {
        id: "labeled-values",
        summary: "Values of `enum` as objects with labels.",
        wrong: r#""configuration": { "schema": { "properties": { "size": { "enum": [{ "value": "s", "label": "Small" }] } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "size": { "anyOf": [{ "const": "s", "title": "Small" }] } } } }"#,
        find: Find::Enum(keywords::labeled_values),
    },
    Mistake {
        id: "zui-key",
        summary: "An option of `x-zui` as a key of its own, or `x-zui` under another name.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "x-zui.title": "API key" } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "x-zui": { "title": "API key" } } } } }"#,
        find: Find::Keyword(keywords::zui_key),
    },
    Mistake {
        id: "zui-title",
        summary: "Only the title instead of an object in `x-zui`.",
        wrong: r#""configuration": { "schema": { "properties": { "apiKey": { "x-zui": "API key" } } } }"#,
        right: r#""configuration": { "schema": { "properties": { "apiKey": { "x-zui": { "title": "API key" } } } } }"#,
        find: Find::Zui(keywords::zui_title),
    },
];
