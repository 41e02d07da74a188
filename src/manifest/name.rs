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
    IN_SCHEMAS: "Every name above of a member of JSON Schemas, in alphabetical order.";
    /// `allOf`: schemas that all apply, in a JSON Schema.
    ALL_OF = "allOf";
    /// `anyOf`: schemas of which one applies, in a JSON Schema.
    ANY_OF = "anyOf";
    /// `examples`: examples in the outdated `ui`.
    EXAMPLES = "examples";
    /// `properties`: the members of an object that a JSON Schema describes.
    PROPERTIES = "properties";
    /// `ui`: how fields were described before `x-zui`.
    UI = "ui";
    /// `x-zui`: how Botpress Studio shows a field, in a JSON Schema.
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
