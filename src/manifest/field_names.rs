//! Names of the fields of a manifest, each defined once.
//!
//! The description, the rules and the editor features use these constants, so that a misspelled
//! name does not compile.

macro_rules! names {
    ($all:ident: $all_doc:literal; $($(#[doc = $doc:literal])+ $name:ident = $text:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: &str = $text;)+

        #[doc = $all_doc]
        pub const $all: &[&str] = &[$($name),+];
    };
}

names! {
    MANIFEST: "All field names of a manifest, in alphabetical order.";
    /// `actions`: the actions of the integration, or of an interface implementation.
    ACTIONS = "actions";
    /// `attributes`: additional information about the integration, an action or an event.
    ATTRIBUTES = "attributes";
    /// `billable`: whether calls of an action are billable.
    BILLABLE = "billable";
    /// `cacheable`: whether the output of an action may be cached.
    CACHEABLE = "cacheable";
    /// `channels`: the channels of the integration, or of an interface implementation.
    CHANNELS = "channels";
    /// `code`: the bundled JavaScript.
    CODE = "code";
    /// `configuration`: the default configuration.
    CONFIGURATION = "configuration";
    /// `configurations`: the named alternatives to the default configuration.
    CONFIGURATIONS = "configurations";
    /// `conversation`: the conversations of a channel.
    CONVERSATION = "conversation";
    /// `creation`: whether users or conversations can be created through the API.
    CREATION = "creation";
    /// `description`: the displayed description.
    DESCRIPTION = "description";
    /// `dev`: whether this is a development integration.
    DEV = "dev";
    /// `enabled`: the switch of `creation` and of an extra operation.
    ENABLED = "enabled";
    /// `entities`: the entities of the integration, or of an interface implementation.
    ENTITIES = "entities";
    /// `events`: the events of the integration, or of an interface implementation.
    EVENTS = "events";
    /// `extractScript`: the script that extracts the identifier from a request.
    EXTRACT_SCRIPT = "extractScript";
    /// `extraOperations`: the experimental operations.
    EXTRA_OPERATIONS = "extraOperations";
    /// `fallbackHandlerScript`: the script that responds to a request without an identifier.
    FALLBACK_HANDLER_SCRIPT = "fallbackHandlerScript";
    /// `icon`: the icon, a base64-encoded SVG.
    ICON = "icon";
    /// `id`: the identifier of an interface version.
    ID = "id";
    /// `identifier`: how requests are assigned to installations, or how an installation gets its
    /// identifier.
    IDENTIFIER = "identifier";
    /// `input`: the input of an action.
    INPUT = "input";
    /// `interfaces`: the implemented interfaces.
    INTERFACES = "interfaces";
    /// `layers`: a list of strings with an undocumented purpose.
    LAYERS = "layers";
    /// `linkTemplateScript`: the script that returns the link for the user.
    LINK_TEMPLATE_SCRIPT = "linkTemplateScript";
    /// `message`: the messages of a channel.
    MESSAGE = "message";
    /// `messages`: the message types of a channel.
    MESSAGES = "messages";
    /// `name`: the name of the integration, or of the definition that an interface member is mapped
    /// to.
    NAME = "name";
    /// `output`: the output of an action.
    OUTPUT = "output";
    /// `public`: the deprecated predecessor of `visibility`.
    PUBLIC = "public";
    /// `readme`: the documentation, base64-encoded Markdown.
    README = "readme";
    /// `required`: whether an installation must have an identifier.
    REQUIRED = "required";
    /// `requiredTags`: the tags that a creation request must set.
    REQUIRED_TAGS = "requiredTags";
    /// `schema`: a JSON Schema.
    SCHEMA = "schema";
    /// `sdkVersion`: the version of the SDK.
    SDK_VERSION = "sdkVersion";
    /// `secrets`: secret values for the code.
    SECRETS = "secrets";
    /// `states`: the stored data of the integration.
    STATES = "states";
    /// `tags`: the tags of users, conversations or messages.
    TAGS = "tags";
    /// `title`: the display name.
    TITLE = "title";
    /// `type`: the scope of a state, or the type of a JSON Schema.
    TYPE = "type";
    /// `url`: the URL of the running integration.
    URL = "url";
    /// `user`: the users of the integration.
    USER = "user";
    /// `version`: the version of the integration.
    VERSION = "version";
    /// `visibility`: who can find and install the integration.
    VISIBILITY = "visibility";
}

names! {
    IN_SCHEMAS: "All other keywords of JSON Schemas and `x-zui`, in alphabetical order.";
    /// `$comment`: a comment for readers of the schema.
    COMMENT = "$comment";
    /// `$id`: the URI of a schema.
    SCHEMA_ID = "$id";
    /// `$ref`: a reference to another schema.
    REF = "$ref";
    /// `$schema`: the version of JSON Schema.
    DIALECT = "$schema";
    /// `additionalItems`: the schema of the items after those listed in `items`.
    ADDITIONAL_ITEMS = "additionalItems";
    /// `additionalProperties`: the schema of properties that `properties` does not define.
    ADDITIONAL_PROPERTIES = "additionalProperties";
    /// `allOf`: schemas that must all match.
    ALL_OF = "allOf";
    /// `anyOf`: schemas of which at least one must match.
    ANY_OF = "anyOf";
    /// `coerce`: whether the SDK converts the value, in `x-zui`.
    COERCE = "coerce";
    /// `const`: the only valid value.
    CONST = "const";
    /// `contains`: a schema that at least one item must match.
    CONTAINS = "contains";
    /// `contentEncoding`: the encoding of the content of a string.
    CONTENT_ENCODING = "contentEncoding";
    /// `contentMediaType`: the media type of the content of a string.
    CONTENT_MEDIA_TYPE = "contentMediaType";
    /// `def`: internal data of the SDK, in `x-zui`.
    DEF = "def";
    /// `default`: the default value.
    DEFAULT = "default";
    /// `definitions`: reusable schemas.
    DEFINITIONS = "definitions";
    /// `dependencies`: constraints that apply if a property is present.
    DEPENDENCIES = "dependencies";
    /// `disabled`: whether a field is read-only in Studio, in `x-zui`.
    DISABLED = "disabled";
    /// `displayAs`: the Studio component of a field, in `x-zui`.
    DISPLAY_AS = "displayAs";
    /// `else`: the schema that applies if `if` does not match.
    ELSE = "else";
    /// `enum`: the allowed values.
    ENUM = "enum";
    /// `examples`: example values, also in the legacy `ui`.
    EXAMPLES = "examples";
    /// `exclusiveMaximum`: the exclusive maximum of a number.
    EXCLUSIVE_MAXIMUM = "exclusiveMaximum";
    /// `exclusiveMinimum`: the exclusive minimum of a number.
    EXCLUSIVE_MINIMUM = "exclusiveMinimum";
    /// `format`: the format of a string.
    FORMAT = "format";
    /// `hidden`: whether Studio hides a field, in `x-zui`.
    HIDDEN = "hidden";
    /// `if`: the condition for `then` and `else`.
    IF = "if";
    /// `items`: the schema of the items of an array.
    ITEMS = "items";
    /// `maximum`: the maximum of a number.
    MAXIMUM = "maximum";
    /// `maxItems`: the maximum number of items.
    MAX_ITEMS = "maxItems";
    /// `maxLength`: the maximum length of a string.
    MAX_LENGTH = "maxLength";
    /// `maxProperties`: the maximum number of properties.
    MAX_PROPERTIES = "maxProperties";
    /// `minimum`: the minimum of a number.
    MINIMUM = "minimum";
    /// `minItems`: the minimum number of items.
    MIN_ITEMS = "minItems";
    /// `minLength`: the minimum length of a string.
    MIN_LENGTH = "minLength";
    /// `minProperties`: the minimum number of properties.
    MIN_PROPERTIES = "minProperties";
    /// `multipleOf`: a number of which the value must be a multiple.
    MULTIPLE_OF = "multipleOf";
    /// `not`: a schema that must not match.
    NOT = "not";
    /// `oneOf`: schemas of which exactly one must match.
    ONE_OF = "oneOf";
    /// `pattern`: a regular expression for a string.
    PATTERN = "pattern";
    /// `patternProperties`: schemas of properties by name pattern.
    PATTERN_PROPERTIES = "patternProperties";
    /// `placeholder`: the placeholder of an empty field, in `x-zui`.
    PLACEHOLDER = "placeholder";
    /// `properties`: the properties of an object.
    PROPERTIES = "properties";
    /// `propertyNames`: the schema of property names.
    PROPERTY_NAMES = "propertyNames";
    /// `readOnly`: whether a value is read-only.
    READ_ONLY = "readOnly";
    /// `secret`: whether Studio masks the value, in `x-zui`.
    SECRET = "secret";
    /// `then`: the schema that applies if `if` matches.
    THEN = "then";
    /// `tooltip`: whether Studio displays the description as a tooltip, in `x-zui`.
    TOOLTIP = "tooltip";
    /// `ui`: the legacy predecessor of `x-zui`.
    UI = "ui";
    /// `uniqueItems`: whether items must be unique.
    UNIQUE_ITEMS = "uniqueItems";
    /// `writeOnly`: whether a value is write-only.
    WRITE_ONLY = "writeOnly";
    /// `x-zui`: display options of a field in Botpress Studio.
    X_ZUI = "x-zui";
}

names! {
    OTHER_DRAFTS: "Keywords of other drafts and of OpenAPI that refer to names or schemas.";
    /// `$anchor`: a name of a schema for references.
    ANCHOR = "$anchor";
    /// `$defs`: reusable schemas.
    DEFS = "$defs";
    /// `dependentRequired`: properties that must be present if another property is.
    DEPENDENT_REQUIRED = "dependentRequired";
    /// `dependentSchemas`: schemas that apply if a property is present.
    DEPENDENT_SCHEMAS = "dependentSchemas";
    /// `discriminator`: the property that selects a schema of `oneOf`.
    DISCRIMINATOR = "discriminator";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_distinct() {
        for names in [MANIFEST, IN_SCHEMAS, OTHER_DRAFTS] {
            assert!(names.windows(2).all(|pair| pair[0].to_lowercase() < pair[1].to_lowercase()));
        }
    }
}
