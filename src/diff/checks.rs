//! The checks of `diff`: ids, levels and words.
//!
//! The pages in `docs/diff` are generated from this table, and `tests/diff.rs` runs each example in
//! both directions.

use super::level::Level;

/// Direction in which the platform rejects a change of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The platform does not see the change.
    Never,
    /// Rejected where bots write the value.
    Consumed,
    /// Rejected where bots read the value.
    Produced,
    /// Rejected in both directions.
    Both,
}

/// Scope of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A JSON Schema; the platform's comparison decides whether the change is rejected.
    Schema(Refused),
    /// Anything else in a manifest, with the platform's known behavior.
    Manifest(super::level::Platform),
}

/// A kind of difference.
#[derive(Debug)]
pub struct Check {
    /// Stable id.
    pub id: &'static str,
    /// Where it applies.
    pub scope: Scope,
    /// Level where bots write the value, and outside schemas.
    pub consumed: Level,
    /// Level where bots read the value, and outside schemas.
    pub produced: Level,
    /// The change that it reports, in one sentence.
    pub summary: &'static str,
    /// Effect where bots write the value; `{users}` is the part's users.
    pub why_consumed: &'static str,
    /// Effect where bots read the value.
    pub why_produced: &'static str,
    /// Advice as an imperative clause; may be empty.
    pub advice: &'static str,
    /// Example: a schema or manifest before and after the change.
    pub example: [&'static str; 2],
}

impl PartialEq for Check {
    fn eq(&self, other: &Check) -> bool {
        self.id == other.id
    }
}

macro_rules! schema {
    ($name:ident, $id:literal, $consumed:ident, $produced:ident, $refused:ident, $summary:expr, $why_consumed:expr, $why_produced:expr, $advice:expr, $old:expr, $new:expr) => {
        #[doc = $summary]
        pub static $name: Check = Check {
            id: $id,
            scope: Scope::Schema(Refused::$refused),
            consumed: Level::$consumed,
            produced: Level::$produced,
            summary: $summary,
            why_consumed: $why_consumed,
            why_produced: $why_produced,
            advice: $advice,
            example: [$old, $new],
        };
    };
}

macro_rules! manifest {
    ($name:ident, $id:literal, $level:ident, $platform:ident, $summary:expr, $why:expr, $advice:expr, $old:expr, $new:expr) => {
        #[doc = $summary]
        pub static $name: Check = Check {
            id: $id,
            scope: Scope::Manifest(super::level::Platform::$platform),
            consumed: Level::$level,
            produced: Level::$level,
            summary: $summary,
            why_consumed: $why,
            why_produced: $why,
            advice: $advice,
            example: [$old, $new],
        };
    };
}

schema!(
    PROPERTY_ADDED_REQUIRED,
    "property-added-required",
    Breaking,
    Addition,
    Consumed,
    "A new property is required.",
    "{users} without this property are rejected.",
    "{users} receive one more property.",
    "keep it optional",
    r#"{"type":"object","properties":{}}"#,
    r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#
);
schema!(
    PROPERTY_ADDED,
    "property-added",
    Addition,
    Addition,
    Never,
    "A new property is optional.",
    "{users} can set one more property.",
    "{users} may receive one more property.",
    "",
    r#"{"type":"object","properties":{}}"#,
    r#"{"type":"object","properties":{"a":{"type":"string"}}}"#
);
schema!(
    PROPERTY_REMOVED,
    "property-removed",
    Risky,
    Breaking,
    Produced,
    "A property is removed.",
    "{users} may still set it; its value is no longer read.",
    "{users} no longer receive it.",
    "put it back",
    r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#,
    r#"{"type":"object","properties":{}}"#
);
schema!(
    PROPERTY_BECAME_REQUIRED,
    "property-became-required",
    Breaking,
    Note,
    Consumed,
    "An optional property becomes required.",
    "{users} without this property are rejected.",
    "{users} always receive it.",
    "keep it optional",
    r#"{"type":"object","properties":{"a":{"type":"string"}}}"#,
    r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#
);
schema!(
    PROPERTY_BECAME_OPTIONAL,
    "property-became-optional",
    Addition,
    Breaking,
    Produced,
    "A required property becomes optional.",
    "{users} no longer need to set it.",
    "{users} may no longer receive it.",
    "keep it required",
    r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#,
    r#"{"type":"object","properties":{"a":{"type":"string"}}}"#
);
schema!(
    TYPE_CHANGED,
    "type-changed",
    Breaking,
    Breaking,
    Both,
    "The type of a value changes.",
    "{users} with a value of the old type are rejected.",
    "{users} receive a value of another type.",
    "keep the old type, and add a property for the new one",
    r#"{"type":"string"}"#,
    r#"{"type":"number"}"#
);
schema!(
    TYPE_NARROWED,
    "type-narrowed",
    Breaking,
    Note,
    Consumed,
    "A type is no longer allowed.",
    "{users} with a value of that type are rejected.",
    "{users} receive fewer types.",
    "allow the old type again",
    r#"{"type":["string","number"]}"#,
    r#"{"type":"string"}"#
);
schema!(
    TYPE_WIDENED,
    "type-widened",
    Addition,
    Breaking,
    Produced,
    "One more type is allowed.",
    "{users} can use one more type.",
    "{users} may receive a value of a type that they do not expect.",
    "keep the old type, and add a property for the new one",
    r#"{"type":"string"}"#,
    r#"{"type":["string","number"]}"#
);
schema!(
    NULL_REFUSED,
    "null-refused",
    Breaking,
    Note,
    Consumed,
    "`null` is no longer allowed.",
    "{users} with `null` are rejected.",
    "{users} no longer receive `null`.",
    "allow `null` again",
    r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
    r#"{"type":"string"}"#
);
schema!(
    NULL_ALLOWED,
    "null-allowed",
    Addition,
    Breaking,
    Produced,
    "`null` is allowed.",
    "{users} can use `null`.",
    "{users} may receive `null`.",
    "do not allow `null`",
    r#"{"type":"string"}"#,
    r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#
);
schema!(
    VALUE_REMOVED,
    "value-removed",
    Breaking,
    Note,
    Consumed,
    "An allowed value is removed.",
    "{users} with this value are rejected.",
    "{users} no longer receive this value.",
    "put the value back",
    r#"{"type":"string","enum":["x","y"]}"#,
    r#"{"type":"string","enum":["x"]}"#
);
schema!(
    VALUE_ADDED,
    "value-added",
    Addition,
    Breaking,
    Produced,
    "One more value is allowed.",
    "{users} can use one more value.",
    "{users} may receive a value that they do not expect.",
    "declare a string without a list of values, if the list keeps growing",
    r#"{"type":"string","enum":["x"]}"#,
    r#"{"type":"string","enum":["x","y"]}"#
);
schema!(
    VALUE_CHANGED,
    "value-changed",
    Breaking,
    Breaking,
    Both,
    "The only allowed value changes.",
    "{users} with the old value are rejected.",
    "{users} receive another value.",
    "keep the old value",
    r#"{"type":"string","const":"x"}"#,
    r#"{"type":"string","const":"y"}"#
);
schema!(
    VALUES_LISTED,
    "values-listed",
    Breaking,
    Note,
    Consumed,
    "Only listed values are allowed.",
    "{users} with any other value are rejected.",
    "{users} receive only listed values.",
    "allow any value again",
    r#"{"type":"string"}"#,
    r#"{"type":"string","enum":["x"]}"#
);
schema!(
    VALUES_UNLISTED,
    "values-unlisted",
    Addition,
    Breaking,
    Produced,
    "Any value is allowed, not only listed ones.",
    "{users} can use any value.",
    "{users} may receive a value that they do not expect.",
    "keep the list of values",
    r#"{"type":"string","enum":["x"]}"#,
    r#"{"type":"string"}"#
);
schema!(
    ALTERNATIVE_REMOVED,
    "alternative-removed",
    Breaking,
    Note,
    Consumed,
    "An alternative is removed.",
    "{users} with a value of this form are rejected.",
    "{users} no longer receive a value of this form.",
    "put the alternative back",
    r#"{"anyOf":[{"type":"object","properties":{"t":{"type":"string","const":"a"}},"required":["t"]},{"type":"object","properties":{"t":{"type":"string","const":"b"}},"required":["t"]}]}"#,
    r#"{"anyOf":[{"type":"object","properties":{"t":{"type":"string","const":"a"}},"required":["t"]}]}"#
);
schema!(
    ALTERNATIVE_ADDED,
    "alternative-added",
    Addition,
    Breaking,
    Produced,
    "One more alternative is allowed.",
    "{users} can use one more form.",
    "{users} may receive a form that they do not expect.",
    "",
    r#"{"anyOf":[{"type":"object","properties":{"t":{"type":"string","const":"a"}},"required":["t"]}]}"#,
    r#"{"anyOf":[{"type":"object","properties":{"t":{"type":"string","const":"a"}},"required":["t"]},{"type":"object","properties":{"t":{"type":"string","const":"b"}},"required":["t"]}]}"#
);
schema!(
    SHAPE_CHANGED,
    "shape-changed",
    Breaking,
    Breaking,
    Both,
    "An object with named properties becomes a map, or the reverse.",
    "{users} with the old form are rejected.",
    "{users} receive another form.",
    "keep the old form, and add a property for the new one",
    r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#,
    r#"{"type":"object","additionalProperties":{"type":"number"}}"#
);
schema!(
    TUPLE_CHANGED,
    "tuple-changed",
    Breaking,
    Breaking,
    Both,
    "The fixed elements of an array change.",
    "{users} with the old form are rejected.",
    "{users} receive another form.",
    "keep the old elements",
    r#"{"type":"array","items":[{"type":"string"},{"type":"string"}]}"#,
    r#"{"type":"array","items":[{"type":"string"}]}"#
);
schema!(
    BOUND_ADDED,
    "bound-added",
    Risky,
    Note,
    Never,
    "A limit is added.",
    "{users} beyond the limit are rejected.",
    "{users} receive only values within the limit.",
    "",
    r#"{"type":"string"}"#,
    r#"{"type":"string","minLength":1}"#
);
schema!(
    BOUND_TIGHTENED,
    "bound-tightened",
    Breaking,
    Note,
    Never,
    "A limit is tightened.",
    "{users} between the limits are rejected.",
    "{users} receive only values within the limit.",
    "keep the old limit",
    r#"{"type":"string","maxLength":9}"#,
    r#"{"type":"string","maxLength":5}"#
);
schema!(
    BOUND_LOOSENED,
    "bound-loosened",
    Addition,
    Risky,
    Never,
    "A limit is loosened.",
    "{users} can use more values.",
    "{users} may receive values beyond the old limit.",
    "",
    r#"{"type":"string","maxLength":5}"#,
    r#"{"type":"string","maxLength":9}"#
);
schema!(
    BOUND_REMOVED,
    "bound-removed",
    Addition,
    Risky,
    Never,
    "A limit is removed.",
    "{users} can use more values.",
    "{users} may receive values beyond the old limit.",
    "",
    r#"{"type":"string","minLength":1}"#,
    r#"{"type":"string"}"#
);
schema!(
    PATTERN_ADDED,
    "pattern-added",
    Risky,
    Note,
    Never,
    "A pattern is added.",
    "{users} with a value that does not match are rejected.",
    "{users} receive only matching values.",
    "",
    r#"{"type":"string"}"#,
    r#"{"type":"string","pattern":"^a"}"#
);
schema!(
    PATTERN_CHANGED,
    "pattern-changed",
    Risky,
    Risky,
    Never,
    "A pattern changes.",
    "{users} with a value that does not match the new pattern are rejected.",
    "{users} may receive values that do not match the old pattern.",
    "",
    r#"{"type":"string","pattern":"^a"}"#,
    r#"{"type":"string","pattern":"^b"}"#
);
schema!(
    PATTERN_REMOVED,
    "pattern-removed",
    Addition,
    Risky,
    Never,
    "A pattern is removed.",
    "{users} can use more values.",
    "{users} may receive values that do not match the old pattern.",
    "",
    r#"{"type":"string","pattern":"^a"}"#,
    r#"{"type":"string"}"#
);
schema!(
    FORMAT_ADDED,
    "format-added",
    Risky,
    Note,
    Never,
    "A format is added.",
    "{users} with a value in another format may be rejected.",
    "{users} receive only values in this format.",
    "",
    r#"{"type":"string"}"#,
    r#"{"type":"string","format":"email"}"#
);
schema!(
    FORMAT_CHANGED,
    "format-changed",
    Risky,
    Risky,
    Never,
    "A format changes.",
    "{users} with a value in the old format may be rejected.",
    "{users} may receive values in another format.",
    "",
    r#"{"type":"string","format":"email"}"#,
    r#"{"type":"string","format":"uri"}"#
);
schema!(
    FORMAT_REMOVED,
    "format-removed",
    Addition,
    Risky,
    Never,
    "A format is removed.",
    "{users} can use more values.",
    "{users} may receive values in another format.",
    "",
    r#"{"type":"string","format":"email"}"#,
    r#"{"type":"string"}"#
);
schema!(
    EXTRA_REFUSED,
    "extra-refused",
    Risky,
    Note,
    Never,
    "Properties that are not listed are no longer allowed.",
    "{users} with a property that is not listed may be rejected.",
    "{users} receive only listed properties.",
    "",
    r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":true}"#,
    r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#
);
schema!(
    EXTRA_ALLOWED,
    "extra-allowed",
    Addition,
    Note,
    Never,
    "Properties that are not listed are allowed.",
    "{users} can set more properties.",
    "{users} may receive more properties.",
    "",
    r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#,
    r#"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":true}"#
);
schema!(
    DEFAULT_CHANGED,
    "default-changed",
    Note,
    Note,
    Never,
    "A default value changes.",
    "{users} without a value get another default.",
    "{users} without a value get another default.",
    "",
    r#"{"type":"number","default":24}"#,
    r#"{"type":"number","default":720}"#
);
schema!(
    SECRET_SHOWN,
    "secret-shown",
    Risky,
    Risky,
    Never,
    "A secret value is no longer hidden in Botpress Studio.",
    "Botpress Studio shows the value while it is typed.",
    "Botpress Studio shows the value while it is typed.",
    "keep `secret` set",
    r#"{"type":"string","x-zui":{"secret":true}}"#,
    r#"{"type":"string","x-zui":{}}"#
);
schema!(
    DISPLAY_CHANGED,
    "display-changed",
    Note,
    Note,
    Never,
    "The presentation in Botpress Studio changes.",
    "Only the presentation changes.",
    "Only the presentation changes.",
    "",
    r#"{"type":"string","x-zui":{"title":"A"}}"#,
    r#"{"type":"string","x-zui":{"title":"B"}}"#
);
schema!(
    WORDS_CHANGED,
    "words-changed",
    Note,
    Note,
    Never,
    "The title, description or another annotation of a schema changes.",
    "Only the documentation changes.",
    "Only the documentation changes.",
    "",
    r#"{"type":"string","description":"A"}"#,
    r#"{"type":"string","description":"B"}"#
);
schema!(
    UNJUDGED,
    "unjudged",
    Risky,
    Risky,
    Never,
    "The effect of a change cannot be determined.",
    "{users} may be affected.",
    "{users} may be affected.",
    "compare the two schemas by hand",
    r#"{"type":"string","not":{"const":"x"}}"#,
    r#"{"type":"string","not":{"const":"y"}}"#
);
schema!(
    SCHEMA_INCOMPATIBLE,
    "schema-incompatible",
    Breaking,
    Breaking,
    Both,
    "Botpress rejects the change of a schema.",
    "Botpress compares the two schemas and rejects the change.",
    "Botpress compares the two schemas and rejects the change.",
    "restore the old schema",
    r#"{"type":"boolean"}"#,
    r#"{"anyOf":[{"type":"boolean","const":true},{"type":"boolean","const":false}]}"#
);
manifest!(
    ACTION_REMOVED,
    "action-removed",
    Breaking,
    Refuses,
    "An action is removed.",
    "Bots that call the action fail.",
    "put it back",
    r#"{"actions":{"a":{"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#,
    r#"{"actions":{}}"#
);
manifest!(
    ACTION_ADDED,
    "action-added",
    Addition,
    Accepts,
    "An action is added.",
    "Bots can call one more action.",
    "",
    r#"{"actions":{}}"#,
    r#"{"actions":{"a":{"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#
);
manifest!(
    BILLING_STARTED,
    "billing-started",
    Risky,
    Unknown,
    "An action becomes billable.",
    "Botpress may charge for calls of the action.",
    "",
    r#"{"actions":{"a":{"billable":false,"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#,
    r#"{"actions":{"a":{"billable":true,"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#
);
manifest!(
    BILLING_STOPPED,
    "billing-stopped",
    Note,
    Unknown,
    "An action is no longer billable.",
    "Botpress no longer charges for calls of the action.",
    "",
    r#"{"actions":{"a":{"billable":true,"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#,
    r#"{"actions":{"a":{"billable":false,"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#
);
manifest!(
    CACHING_CHANGED,
    "caching-changed",
    Note,
    Unknown,
    "The `cacheable` flag of an action changes.",
    "Repeated calls may return an earlier output, or no longer do.",
    "",
    r#"{"actions":{"a":{"cacheable":false,"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#,
    r#"{"actions":{"a":{"cacheable":true,"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#
);
manifest!(
    HIDDEN_IN_STUDIO,
    "hidden-in-studio",
    Risky,
    Accepts,
    "An action or event is hidden in Botpress Studio.",
    "Bot builders can no longer select it.",
    "",
    r#"{"actions":{"a":{"attributes":{},"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#,
    r#"{"actions":{"a":{"attributes":{"bpActionHiddenInStudio":"true"},"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#
);
manifest!(
    EVENT_REMOVED,
    "event-removed",
    Breaking,
    Refuses,
    "An event is removed.",
    "Bots that react to the event stop working.",
    "put it back",
    r#"{"events":{"e":{"schema":{"type":"object","properties":{}}}}}"#,
    r#"{"events":{}}"#
);
manifest!(
    EVENT_ADDED,
    "event-added",
    Addition,
    Accepts,
    "An event is added.",
    "Bots can react to one more event.",
    "",
    r#"{"events":{}}"#,
    r#"{"events":{"e":{"schema":{"type":"object","properties":{}}}}}"#
);
manifest!(
    CHANNEL_REMOVED,
    "channel-removed",
    Breaking,
    Refuses,
    "A channel is removed.",
    "Bots that use the channel stop working.",
    "put it back",
    r#"{"channels":{"c":{"messages":{"text":{"schema":{"type":"object","properties":{}}}}}}}"#,
    r#"{"channels":{}}"#
);
manifest!(
    CHANNEL_ADDED,
    "channel-added",
    Addition,
    Accepts,
    "A channel is added.",
    "Bots can use one more channel.",
    "",
    r#"{"channels":{}}"#,
    r#"{"channels":{"c":{"messages":{"text":{"schema":{"type":"object","properties":{}}}}}}}"#
);
manifest!(
    MESSAGE_REMOVED,
    "message-removed",
    Breaking,
    Refuses,
    "A message type is removed.",
    "Bots that send messages of this type fail.",
    "put it back",
    r#"{"channels":{"c":{"messages":{"text":{"schema":{"type":"object","properties":{}}}}}}}"#,
    r#"{"channels":{"c":{"messages":{}}}}"#
);
manifest!(
    MESSAGE_ADDED,
    "message-added",
    Addition,
    Accepts,
    "A message type is added.",
    "Bots can send one more type of message.",
    "",
    r#"{"channels":{"c":{"messages":{}}}}"#,
    r#"{"channels":{"c":{"messages":{"text":{"schema":{"type":"object","properties":{}}}}}}}"#
);
manifest!(
    CONVERSATION_TAG_REMOVED,
    "conversation-tag-removed",
    Breaking,
    Refuses,
    "A tag of conversations is removed.",
    "Bots that read or set the tag fail.",
    "put it back",
    r#"{"channels":{"c":{"messages":{},"conversation":{"tags":{"id":{}}}}}}"#,
    r#"{"channels":{"c":{"messages":{},"conversation":{"tags":{}}}}}"#
);
manifest!(
    CONVERSATION_TAG_ADDED,
    "conversation-tag-added",
    Addition,
    Accepts,
    "A tag of conversations is added.",
    "Conversations can have one more tag.",
    "",
    r#"{"channels":{"c":{"messages":{},"conversation":{"tags":{}}}}}"#,
    r#"{"channels":{"c":{"messages":{},"conversation":{"tags":{"id":{}}}}}}"#
);
manifest!(
    MESSAGE_TAG_REMOVED,
    "message-tag-removed",
    Breaking,
    Refuses,
    "A tag of messages is removed.",
    "Bots that read or set the tag fail.",
    "put it back",
    r#"{"channels":{"c":{"messages":{},"message":{"tags":{"id":{}}}}}}"#,
    r#"{"channels":{"c":{"messages":{},"message":{"tags":{}}}}}"#
);
manifest!(
    MESSAGE_TAG_ADDED,
    "message-tag-added",
    Addition,
    Accepts,
    "A tag of messages is added.",
    "Messages can have one more tag.",
    "",
    r#"{"channels":{"c":{"messages":{},"message":{"tags":{}}}}}"#,
    r#"{"channels":{"c":{"messages":{},"message":{"tags":{"id":{}}}}}}"#
);
manifest!(
    USER_TAG_REMOVED,
    "user-tag-removed",
    Breaking,
    Refuses,
    "A tag of users is removed.",
    "Bots that read or set the tag fail.",
    "put it back",
    r#"{"user":{"tags":{"id":{}}}}"#,
    r#"{"user":{"tags":{}}}"#
);
manifest!(
    USER_TAG_ADDED,
    "user-tag-added",
    Addition,
    Accepts,
    "A tag of users is added.",
    "Users can have one more tag.",
    "",
    r#"{"user":{"tags":{}}}"#,
    r#"{"user":{"tags":{"id":{}}}}"#
);
manifest!(
    CREATION_DISABLED,
    "creation-disabled",
    Breaking,
    Unknown,
    "Creation through the API is disabled.",
    "Bots that create users or conversations fail.",
    "keep it enabled",
    r#"{"user":{"creation":{"enabled":true,"requiredTags":[]}}}"#,
    r#"{"user":{"creation":{"enabled":false,"requiredTags":[]}}}"#
);
manifest!(
    CREATION_ENABLED,
    "creation-enabled",
    Addition,
    Unknown,
    "Creation through the API is enabled.",
    "Bots can create users or conversations.",
    "use an action instead: `bp deploy` rejects `creation` in new integrations and in major versions",
    r#"{"user":{"creation":{"enabled":false,"requiredTags":[]}}}"#,
    r#"{"user":{"creation":{"enabled":true,"requiredTags":[]}}}"#
);
manifest!(
    CREATION_TAG_REQUIRED,
    "creation-tag-required",
    Breaking,
    Unknown,
    "Creation through the API requires one more tag.",
    "Bots that create users or conversations without the tag fail.",
    "keep the tag optional",
    r#"{"user":{"tags":{"id":{}},"creation":{"enabled":true,"requiredTags":[]}}}"#,
    r#"{"user":{"tags":{"id":{}},"creation":{"enabled":true,"requiredTags":["id"]}}}"#
);
manifest!(
    CREATION_TAG_NOT_REQUIRED,
    "creation-tag-not-required",
    Addition,
    Unknown,
    "Creation through the API no longer requires a tag.",
    "Bots no longer need to set the tag.",
    "",
    r#"{"user":{"tags":{"id":{}},"creation":{"enabled":true,"requiredTags":["id"]}}}"#,
    r#"{"user":{"tags":{"id":{}},"creation":{"enabled":true,"requiredTags":[]}}}"#
);
manifest!(
    CREATION_KEPT_IN_MAJOR,
    "creation-kept-in-major",
    Risky,
    Unknown,
    "A new major version still enables `creation`.",
    "`bp deploy` rejects it in a new major version.",
    "use an action instead, or deploy with `--allowDeprecated`",
    r#"{"version":"1.0.0","user":{"creation":{"enabled":true,"requiredTags":[]}}}"#,
    r#"{"version":"2.0.0","user":{"creation":{"enabled":true,"requiredTags":[]}}}"#
);
manifest!(
    CONFIGURATION_REMOVED,
    "configuration-removed",
    Breaking,
    Refuses,
    "A named configuration is removed.",
    "Installations that use the configuration stop working.",
    "put it back",
    r#"{"configurations":{"manual":{}}}"#,
    r#"{"configurations":{}}"#
);
manifest!(
    CONFIGURATION_ADDED,
    "configuration-added",
    Addition,
    Accepts,
    "A named configuration is added.",
    "Users can choose one more configuration.",
    "",
    r#"{"configurations":{}}"#,
    r#"{"configurations":{"manual":{}}}"#
);
manifest!(
    IDENTIFIER_REQUIRED,
    "identifier-required",
    Risky,
    Unknown,
    "A configuration requires an identifier.",
    "Installations without an identifier may stop working.",
    "keep it optional",
    r#"{"configuration":{"identifier":{"required":false}}}"#,
    r#"{"configuration":{"identifier":{"required":true}}}"#
);
manifest!(
    IDENTIFIER_OPTIONAL,
    "identifier-optional",
    Note,
    Accepts,
    "A configuration no longer requires an identifier.",
    "Users can install the integration without an identifier.",
    "",
    r#"{"configuration":{"identifier":{"required":true}}}"#,
    r#"{"configuration":{"identifier":{"required":false}}}"#
);
manifest!(
    LINK_SCRIPT_CHANGED,
    "link-script-changed",
    Note,
    Accepts,
    "The script that builds the link to an installation changes.",
    "New installations get another link.",
    "",
    r#"{"configuration":{"identifier":{"linkTemplateScript":"\"a\""}}}"#,
    r#"{"configuration":{"identifier":{"linkTemplateScript":"\"b\""}}}"#
);
manifest!(
    STATE_REMOVED,
    "state-removed",
    Breaking,
    Refuses,
    "A state is removed.",
    "A bot on the older version may still write to it, so Botpress rejects the change.",
    "put it back; it does not have to be used",
    r#"{"states":{"s":{"type":"user","schema":{"type":"object","properties":{}}}}}"#,
    r#"{"states":{}}"#
);
manifest!(
    STATE_ADDED,
    "state-added",
    Addition,
    Accepts,
    "A state is added.",
    "The integration can store more data.",
    "",
    r#"{"states":{}}"#,
    r#"{"states":{"s":{"type":"user","schema":{"type":"object","properties":{}}}}}"#
);
manifest!(
    STATE_OWNER_CHANGED,
    "state-owner-changed",
    Breaking,
    Unknown,
    "The owner of a state changes.",
    "Stored data is no longer found.",
    "add a state with the new owner instead",
    r#"{"states":{"s":{"type":"user","schema":{"type":"object","properties":{}}}}}"#,
    r#"{"states":{"s":{"type":"conversation","schema":{"type":"object","properties":{}}}}}"#
);
manifest!(
    ENTITY_REMOVED,
    "entity-removed",
    Risky,
    Unknown,
    "An entity is removed.",
    "Interfaces that use the entity no longer find it.",
    "put it back",
    r#"{"entities":{"e":{"schema":{"type":"object","properties":{}}}}}"#,
    r#"{"entities":{}}"#
);
manifest!(
    ENTITY_ADDED,
    "entity-added",
    Addition,
    Accepts,
    "An entity is added.",
    "Interfaces can use one more entity.",
    "",
    r#"{"entities":{}}"#,
    r#"{"entities":{"e":{"schema":{"type":"object","properties":{}}}}}"#
);
manifest!(
    INTERFACE_REMOVED,
    "interface-removed",
    Breaking,
    Unknown,
    "An interface is no longer implemented.",
    "Bots and plugins that use the interface stop working.",
    "put it back",
    r#"{"interfaces":{"hitl<t>":{"id":"ifver_A","entities":{},"actions":{},"events":{},"channels":{}}}}"#,
    r#"{"interfaces":{}}"#
);
manifest!(
    INTERFACE_ADDED,
    "interface-added",
    Addition,
    Accepts,
    "One more interface is implemented.",
    "Bots and plugins can use the integration through one more interface.",
    "",
    r#"{"interfaces":{}}"#,
    r#"{"interfaces":{"hitl<t>":{"id":"ifver_A","entities":{},"actions":{},"events":{},"channels":{}}}}"#
);
manifest!(
    INTERFACE_VERSION_CHANGED,
    "interface-version-changed",
    Note,
    Accepts,
    "Another version of an interface is implemented.",
    "Changes that affect bots are in the schemas.",
    "",
    r#"{"interfaces":{"hitl<t>":{"id":"ifver_A","entities":{},"actions":{},"events":{},"channels":{}}}}"#,
    r#"{"interfaces":{"hitl<t>":{"id":"ifver_B","entities":{},"actions":{},"events":{},"channels":{}}}}"#
);
manifest!(
    INTERFACE_MEMBER_REMOVED,
    "interface-member-removed",
    Breaking,
    Unknown,
    "A member of an interface is no longer implemented.",
    "Bots and plugins that use this member of the interface stop working.",
    "put it back",
    r#"{"interfaces":{"i":{"id":"v","actions":{"startHitl":{"name":"a"}}}}}"#,
    r#"{"interfaces":{"i":{"id":"v","actions":{}}}}"#
);
manifest!(
    INTERFACE_MEMBER_ADDED,
    "interface-member-added",
    Addition,
    Accepts,
    "One more member of an interface is implemented.",
    "Bots and plugins can use one more member of the interface.",
    "",
    r#"{"interfaces":{"i":{"id":"v","actions":{}}}}"#,
    r#"{"interfaces":{"i":{"id":"v","actions":{"startHitl":{"name":"a"}}}}}"#
);
manifest!(
    INTERFACE_MEMBER_MOVED,
    "interface-member-moved",
    Risky,
    Unknown,
    "Another definition implements a member of an interface.",
    "Bots and plugins reach another definition through the interface.",
    "",
    r#"{"interfaces":{"i":{"id":"v","actions":{"startHitl":{"name":"a"}}}}}"#,
    r#"{"interfaces":{"i":{"id":"v","actions":{"startHitl":{"name":"b"}}}}}"#
);
manifest!(
    SECRET_ADDED,
    "secret-added",
    Note,
    Accepts,
    "A secret is added.",
    "Its value must be set when the integration is deployed.",
    "",
    r#"{"secrets":{}}"#,
    r#"{"secrets":{"TOKEN":null}}"#
);
manifest!(
    SECRET_REMOVED,
    "secret-removed",
    Note,
    Accepts,
    "A secret is removed.",
    "The code can no longer read it.",
    "",
    r#"{"secrets":{"TOKEN":null}}"#,
    r#"{"secrets":{}}"#
);
manifest!(
    EXTRACT_SCRIPT_CHANGED,
    "extract-script-changed",
    Risky,
    Accepts,
    "The script that extracts the identifier of a request changes.",
    "Requests may no longer reach their installation.",
    "",
    r#"{"identifier":{"extractScript":".a"}}"#,
    r#"{"identifier":{"extractScript":".b"}}"#
);
manifest!(
    FALLBACK_SCRIPT_CHANGED,
    "fallback-script-changed",
    Note,
    Accepts,
    "The script that responds to requests without an identifier changes.",
    "Requests without an identifier get another response.",
    "",
    r#"{"identifier":{"extractScript":".a","fallbackHandlerScript":".a"}}"#,
    r#"{"identifier":{"extractScript":".a","fallbackHandlerScript":".b"}}"#
);
manifest!(
    OPERATION_DISABLED,
    "operation-disabled",
    Risky,
    Accepts,
    "An extra operation is disabled.",
    "The integration no longer receives the operation.",
    "",
    r#"{"extraOperations":{"message_updated":{"enabled":true}}}"#,
    r#"{"extraOperations":{"message_updated":{"enabled":false}}}"#
);
manifest!(
    OPERATION_ENABLED,
    "operation-enabled",
    Note,
    Accepts,
    "An extra operation is enabled.",
    "The integration receives one more operation.",
    "",
    r#"{"extraOperations":{"message_updated":{"enabled":false}}}"#,
    r#"{"extraOperations":{"message_updated":{"enabled":true}}}"#
);
manifest!(
    VISIBILITY_NARROWED,
    "visibility-narrowed",
    Risky,
    Unknown,
    "Fewer people can find the integration.",
    "Users may no longer find it for new installations.",
    "",
    r#"{"visibility":"public"}"#,
    r#"{"visibility":"unlisted"}"#
);
manifest!(
    VISIBILITY_WIDENED,
    "visibility-widened",
    Note,
    Accepts,
    "More people can find the integration.",
    "Once it is public or unlisted, Botpress compares each version with the previous one.",
    "",
    r#"{"visibility":"private"}"#,
    r#"{"visibility":"public"}"#
);
manifest!(
    NAME_CHANGED,
    "name-changed",
    Breaking,
    NotCompared,
    "The name of the integration changes.",
    "A new name is a new integration: existing installations do not get it.",
    "keep the old name",
    r#"{"name":"a"}"#,
    r#"{"name":"b"}"#
);
manifest!(
    INTEGRATION_GONE,
    "integration-gone",
    Breaking,
    NotCompared,
    "The manifest no longer exists.",
    "Users get no new version of the integration.",
    "put the file back",
    r#"{"name":"a"}"#,
    ""
);
manifest!(
    ICON_CHANGED,
    "icon-changed",
    Note,
    Accepts,
    "The icon changes.",
    "All versions of an integration share one icon, so older versions get the new one.",
    "",
    r#"{"icon":"QQ=="}"#,
    r#"{"icon":"Qg=="}"#
);
manifest!(
    TITLE_CHANGED,
    "title-changed",
    Note,
    Accepts,
    "A title changes.",
    "Only the documentation changes.",
    "",
    r#"{"title":"A"}"#,
    r#"{"title":"B"}"#
);
manifest!(
    DESCRIPTION_CHANGED,
    "description-changed",
    Note,
    Accepts,
    "A description changes.",
    "Only the documentation changes.",
    "",
    r#"{"description":"A"}"#,
    r#"{"description":"B"}"#
);
manifest!(
    README_CHANGED,
    "readme-changed",
    Note,
    Accepts,
    "The readme changes.",
    "Only the documentation changes.",
    "",
    r#"{"readme":"QQ=="}"#,
    r#"{"readme":"Qg=="}"#
);
manifest!(
    CODE_CHANGED,
    "code-changed",
    Note,
    Accepts,
    "The code changes.",
    "The comparison does not read code.",
    "",
    r#"{"code":"a"}"#,
    r#"{"code":"b"}"#
);
manifest!(
    URL_CHANGED,
    "url-changed",
    Note,
    Accepts,
    "The URL changes.",
    "Requests are sent to another address.",
    "",
    r#"{"url":"https://a.example"}"#,
    r#"{"url":"https://b.example"}"#
);
manifest!(
    ATTRIBUTE_CHANGED,
    "attribute-changed",
    Note,
    Accepts,
    "An attribute changes.",
    "Bots do not read attributes.",
    "",
    r#"{"attributes":{"category":"Other"}}"#,
    r#"{"attributes":{"category":"Support"}}"#
);
manifest!(
    METADATA_CHANGED,
    "metadata-changed",
    Note,
    Accepts,
    "Another field changes.",
    "The field is not a part of the contract with bots.",
    "",
    r#"{"sdkVersion":"1.0.0"}"#,
    r#"{"sdkVersion":"1.0.1"}"#
);
manifest!(
    NOT_COMPARED,
    "not-compared",
    Note,
    Unknown,
    "A part of a manifest cannot be compared.",
    "It contains a syntax error or a value of the wrong type.",
    "fix the error and compare again",
    r#"{"actions":[]}"#,
    r#"{"actions":{}}"#
);
manifest!(
    VERSION_TOO_LOW,
    "version-too-low",
    Note,
    Unknown,
    "The version number is too low for the changes.",
    "Botpress rejects breaking changes without a new major version, and users rely on the number.",
    "raise the version",
    r#"{"version":"1.4.2","actions":{"a":{"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#,
    r#"{"version":"1.5.0","actions":{}}"#
);
manifest!(
    VERSION_UNCHANGED,
    "version-unchanged",
    Note,
    Unknown,
    "The version number is unchanged although the manifest changed.",
    "A published version cannot be updated.",
    "raise the version",
    r#"{"version":"1.4.2","visibility":"public","actions":{}}"#,
    r#"{"version":"1.4.2","visibility":"public","actions":{"a":{"title":"A","input":{"schema":{"type":"object","properties":{}}},"output":{"schema":{"type":"object","properties":{}}}}}}"#
);
manifest!(
    VERSION_LOWER,
    "version-lower",
    Note,
    Unknown,
    "The version number is lower than before.",
    "Users get no update to a lower version.",
    "raise the version",
    r#"{"version":"2.0.0"}"#,
    r#"{"version":"1.9.0"}"#
);
manifest!(
    VERSION_HIGHER_THAN_NEEDED,
    "version-higher-than-needed",
    Note,
    Accepts,
    "The version number is higher than needed.",
    "The number announces more changes than there are.",
    "",
    r#"{"version":"1.4.2","title":"A"}"#,
    r#"{"version":"2.0.0","title":"B"}"#
);

/// Every check: those of schemas first.
pub static ALL: &[&Check] = &[
    &PROPERTY_ADDED_REQUIRED,
    &PROPERTY_ADDED,
    &PROPERTY_REMOVED,
    &PROPERTY_BECAME_REQUIRED,
    &PROPERTY_BECAME_OPTIONAL,
    &TYPE_CHANGED,
    &TYPE_NARROWED,
    &TYPE_WIDENED,
    &NULL_REFUSED,
    &NULL_ALLOWED,
    &VALUE_REMOVED,
    &VALUE_ADDED,
    &VALUE_CHANGED,
    &VALUES_LISTED,
    &VALUES_UNLISTED,
    &ALTERNATIVE_REMOVED,
    &ALTERNATIVE_ADDED,
    &SHAPE_CHANGED,
    &TUPLE_CHANGED,
    &BOUND_ADDED,
    &BOUND_TIGHTENED,
    &BOUND_LOOSENED,
    &BOUND_REMOVED,
    &PATTERN_ADDED,
    &PATTERN_CHANGED,
    &PATTERN_REMOVED,
    &FORMAT_ADDED,
    &FORMAT_CHANGED,
    &FORMAT_REMOVED,
    &EXTRA_REFUSED,
    &EXTRA_ALLOWED,
    &DEFAULT_CHANGED,
    &SECRET_SHOWN,
    &DISPLAY_CHANGED,
    &WORDS_CHANGED,
    &UNJUDGED,
    &SCHEMA_INCOMPATIBLE,
    &ACTION_REMOVED,
    &ACTION_ADDED,
    &BILLING_STARTED,
    &BILLING_STOPPED,
    &CACHING_CHANGED,
    &HIDDEN_IN_STUDIO,
    &EVENT_REMOVED,
    &EVENT_ADDED,
    &CHANNEL_REMOVED,
    &CHANNEL_ADDED,
    &MESSAGE_REMOVED,
    &MESSAGE_ADDED,
    &CONVERSATION_TAG_REMOVED,
    &CONVERSATION_TAG_ADDED,
    &MESSAGE_TAG_REMOVED,
    &MESSAGE_TAG_ADDED,
    &USER_TAG_REMOVED,
    &USER_TAG_ADDED,
    &CREATION_DISABLED,
    &CREATION_ENABLED,
    &CREATION_TAG_REQUIRED,
    &CREATION_TAG_NOT_REQUIRED,
    &CREATION_KEPT_IN_MAJOR,
    &CONFIGURATION_REMOVED,
    &CONFIGURATION_ADDED,
    &IDENTIFIER_REQUIRED,
    &IDENTIFIER_OPTIONAL,
    &LINK_SCRIPT_CHANGED,
    &STATE_REMOVED,
    &STATE_ADDED,
    &STATE_OWNER_CHANGED,
    &ENTITY_REMOVED,
    &ENTITY_ADDED,
    &INTERFACE_REMOVED,
    &INTERFACE_ADDED,
    &INTERFACE_VERSION_CHANGED,
    &INTERFACE_MEMBER_REMOVED,
    &INTERFACE_MEMBER_ADDED,
    &INTERFACE_MEMBER_MOVED,
    &SECRET_ADDED,
    &SECRET_REMOVED,
    &EXTRACT_SCRIPT_CHANGED,
    &FALLBACK_SCRIPT_CHANGED,
    &OPERATION_DISABLED,
    &OPERATION_ENABLED,
    &VISIBILITY_NARROWED,
    &VISIBILITY_WIDENED,
    &NAME_CHANGED,
    &INTEGRATION_GONE,
    &ICON_CHANGED,
    &TITLE_CHANGED,
    &DESCRIPTION_CHANGED,
    &README_CHANGED,
    &CODE_CHANGED,
    &URL_CHANGED,
    &ATTRIBUTE_CHANGED,
    &METADATA_CHANGED,
    &NOT_COMPARED,
    &VERSION_TOO_LOW,
    &VERSION_UNCHANGED,
    &VERSION_LOWER,
    &VERSION_HIGHER_THAN_NEEDED,
];

/// Returns the check called `id`.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().copied().find(|check| check.id == id)
}
