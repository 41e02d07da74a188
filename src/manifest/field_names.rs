//! The names of the manifest's members, written down once.
//!
//! The description, the rules and the editor features name members through these constants, so that
//! a misspelt name does not compile.

macro_rules! names {
    ($all:ident: $all_doc:literal; $($(#[doc = $doc:literal])+ $name:ident = $text:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: &str = $text;)+

        #[doc = $all_doc]
        pub const $all: &[&str] = &[$($name),+];
    };
}

names! {
    MANIFEST: "Every name of a member that the endpoint knows, in alphabetical order.";
    /// `actions`: what a bot can ask the integration to do; the actions of an interface statement.
    ACTIONS = "actions";
    /// `attributes`: free notes on the integration, an action or an event.
    ATTRIBUTES = "attributes";
    /// `billable`: the flag of an action.
    BILLABLE = "billable";
    /// `cacheable`: the flag of an action.
    CACHEABLE = "cacheable";
    /// `channels`: the ways of exchanging messages; the channels of an interface statement.
    CHANNELS = "channels";
    /// `code`: the bundled JavaScript.
    CODE = "code";
    /// `configuration`: the default configuration.
    CONFIGURATION = "configuration";
    /// `configurations`: the named alternatives to the default configuration.
    CONFIGURATIONS = "configurations";
    /// `conversation`: what a channel says about its conversations.
    CONVERSATION = "conversation";
    /// `creation`: whether users or conversations can be created through the API.
    CREATION = "creation";
    /// `description`: the sentence shown for whatever it belongs to.
    DESCRIPTION = "description";
    /// `dev`: whether this is a development integration.
    DEV = "dev";
    /// `enabled`: the switch of `creation` and of an extra operation.
    ENABLED = "enabled";
    /// `entities`: the kinds of thing the integration deals with; those of an interface statement.
    ENTITIES = "entities";
    /// `events`: what the integration tells a bot; the events of an interface statement.
    EVENTS = "events";
    /// `extractScript`: the script that finds the identifier in a request.
    EXTRACT_SCRIPT = "extractScript";
    /// `extraOperations`: the experimental operations.
    EXTRA_OPERATIONS = "extraOperations";
    /// `fallbackHandlerScript`: the script that answers where no identifier was found.
    FALLBACK_HANDLER_SCRIPT = "fallbackHandlerScript";
    /// `icon`: the picture, an SVG in base64.
    ICON = "icon";
    /// `id`: an interface version's identifier.
    ID = "id";
    /// `identifier`: how requests find their installation; how an installation gets its identifier.
    IDENTIFIER = "identifier";
    /// `input`: what an action takes.
    INPUT = "input";
    /// `interfaces`: the statements of which interfaces are implemented.
    INTERFACES = "interfaces";
    /// `layers`: a list of strings whose use is not documented.
    LAYERS = "layers";
    /// `linkTemplateScript`: the script that makes the link a user follows.
    LINK_TEMPLATE_SCRIPT = "linkTemplateScript";
    /// `message`: what a channel says about its messages.
    MESSAGE = "message";
    /// `messages`: a channel's message types.
    MESSAGES = "messages";
    /// `name`: the integration's name; the definition that an interface member stands for.
    NAME = "name";
    /// `output`: what an action returns.
    OUTPUT = "output";
    /// `public`: the older form of `visibility`.
    PUBLIC = "public";
    /// `readme`: the documentation, Markdown in base64.
    README = "readme";
    /// `required`: whether an installation must have an identifier.
    REQUIRED = "required";
    /// `requiredTags`: the tags without which nothing can be created.
    REQUIRED_TAGS = "requiredTags";
    /// `schema`: a JSON Schema.
    SCHEMA = "schema";
    /// `sdkVersion`: the version of the SDK.
    SDK_VERSION = "sdkVersion";
    /// `secrets`: values that the code reads and nobody else.
    SECRETS = "secrets";
    /// `states`: the places where the integration keeps data.
    STATES = "states";
    /// `tags`: the tags of users, conversations or messages.
    TAGS = "tags";
    /// `title`: the name that people read.
    TITLE = "title";
    /// `type`: what a state belongs to.
    TYPE = "type";
    /// `url`: where the integration runs.
    URL = "url";
    /// `user`: what the integration says about its users.
    USER = "user";
    /// `version`: the integration's version.
    VERSION = "version";
    /// `visibility`: who can find and install the integration.
    VISIBILITY = "visibility";
}

names! {
    IN_SCHEMAS: "Every name of a member of JSON Schemas that is none above, in alphabetical order.";
    /// `$comment`: a note to whoever reads the schema.
    COMMENT = "$comment";
    /// `$id`: the address by which a schema is known.
    SCHEMA_ID = "$id";
    /// `$ref`: another schema that stands in the place of this one.
    REF = "$ref";
    /// `$schema`: the version of JSON Schema that a schema is written in.
    DIALECT = "$schema";
    /// `additionalItems`: the elements behind those that `items` describes one by one.
    ADDITIONAL_ITEMS = "additionalItems";
    /// `additionalProperties`: the members that `properties` does not name.
    ADDITIONAL_PROPERTIES = "additionalProperties";
    /// `allOf`: schemas that all apply.
    ALL_OF = "allOf";
    /// `anyOf`: schemas of which at least one applies.
    ANY_OF = "anyOf";
    /// `coerce`: whether Studio converts what is typed, in `x-zui`.
    COERCE = "coerce";
    /// `const`: the only value.
    CONST = "const";
    /// `contains`: what at least one element is.
    CONTAINS = "contains";
    /// `contentEncoding`: how a string encodes something.
    CONTENT_ENCODING = "contentEncoding";
    /// `contentMediaType`: what kind of content a string holds.
    CONTENT_MEDIA_TYPE = "contentMediaType";
    /// `def`: what the SDK keeps of its own schema, in `x-zui`.
    DEF = "def";
    /// `default`: the value that absence amounts to.
    DEFAULT = "default";
    /// `definitions`: schemas to refer to.
    DEFINITIONS = "definitions";
    /// `dependencies`: what the presence of a member entails.
    DEPENDENCIES = "dependencies";
    /// `disabled`: whether Studio lets a field be edited, in `x-zui`.
    DISABLED = "disabled";
    /// `displayAs`: the component by which Studio shows a field, in `x-zui`.
    DISPLAY_AS = "displayAs";
    /// `else`: the schema that applies where `if` does not.
    ELSE = "else";
    /// `enum`: the values there are.
    ENUM = "enum";
    /// `examples`: typical values; examples in the outdated `ui`.
    EXAMPLES = "examples";
    /// `exclusiveMaximum`: a number that is too great already.
    EXCLUSIVE_MAXIMUM = "exclusiveMaximum";
    /// `exclusiveMinimum`: a number that is too small already.
    EXCLUSIVE_MINIMUM = "exclusiveMinimum";
    /// `format`: what a string is, beyond its characters.
    FORMAT = "format";
    /// `hidden`: whether Studio leaves a field out, in `x-zui`.
    HIDDEN = "hidden";
    /// `if`: the schema that decides between `then` and `else`.
    IF = "if";
    /// `items`: what the elements of an array are.
    ITEMS = "items";
    /// `maximum`: the greatest number.
    MAXIMUM = "maximum";
    /// `maxItems`: the most elements.
    MAX_ITEMS = "maxItems";
    /// `maxLength`: the most characters.
    MAX_LENGTH = "maxLength";
    /// `maxProperties`: the most members.
    MAX_PROPERTIES = "maxProperties";
    /// `minimum`: the least number.
    MINIMUM = "minimum";
    /// `minItems`: the fewest elements.
    MIN_ITEMS = "minItems";
    /// `minLength`: the fewest characters.
    MIN_LENGTH = "minLength";
    /// `minProperties`: the fewest members.
    MIN_PROPERTIES = "minProperties";
    /// `multipleOf`: a number of which only multiples are taken.
    MULTIPLE_OF = "multipleOf";
    /// `not`: a schema that may not apply.
    NOT = "not";
    /// `oneOf`: schemas of which exactly one applies.
    ONE_OF = "oneOf";
    /// `pattern`: a regular expression for a string.
    PATTERN = "pattern";
    /// `patternProperties`: the members whose names match a pattern.
    PATTERN_PROPERTIES = "patternProperties";
    /// `placeholder`: what Studio shows in an empty field, in `x-zui`.
    PLACEHOLDER = "placeholder";
    /// `properties`: the members of an object that a JSON Schema describes.
    PROPERTIES = "properties";
    /// `propertyNames`: what the names of members are.
    PROPERTY_NAMES = "propertyNames";
    /// `readOnly`: whether only the owner of a value sets it.
    READ_ONLY = "readOnly";
    /// `secret`: whether Studio hides what is typed, in `x-zui`.
    SECRET = "secret";
    /// `then`: the schema that applies where `if` does.
    THEN = "then";
    /// `tooltip`: whether Studio shows the description as a tooltip, in `x-zui`.
    TOOLTIP = "tooltip";
    /// `ui`: how fields were described before `x-zui`.
    UI = "ui";
    /// `uniqueItems`: whether no two elements may be alike.
    UNIQUE_ITEMS = "uniqueItems";
    /// `writeOnly`: whether a value can be set but not read.
    WRITE_ONLY = "writeOnly";
    /// `x-zui`: how Botpress Studio shows a field.
    X_ZUI = "x-zui";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_distinct() {
        for names in [MANIFEST, IN_SCHEMAS] {
            assert!(names.windows(2).all(|pair| pair[0].to_lowercase() < pair[1].to_lowercase()));
        }
    }
}
