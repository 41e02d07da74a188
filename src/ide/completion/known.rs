//! Names that are known beforehand in maps whose names an author chooses.

use crate::ide::locate::Spot;
use crate::ide::template::Template;
use crate::manifest::name;
use crate::manifest::shape::{Kind, TargetKind};

/// A name known beforehand.
pub(super) struct Known {
    pub name: &'static str,
    /// What it stands for, in Markdown.
    pub doc: &'static str,
    /// The properties of its schema, for a message type.
    pub properties: &'static [Property],
}

/// A property of a message type's schema.
pub(super) struct Property {
    name: &'static str,
    /// The schema itself, as JSON text on one line.
    schema: &'static str,
    required: bool,
}

const fn known(name: &'static str, doc: &'static str) -> Known {
    Known { name, doc, properties: &[] }
}

const fn message(name: &'static str, doc: &'static str, properties: &'static [Property]) -> Known {
    Known { name, doc, properties }
}

const fn must(name: &'static str, schema: &'static str) -> Property {
    Property { name, schema, required: true }
}

const fn may(name: &'static str, schema: &'static str) -> Property {
    Property { name, schema, required: false }
}

const TEXT: &str = r#"{ "type": "string", "minLength": 1 }"#;
const URI: &str = r#"{ "type": "string", "format": "uri" }"#;
const OBJECTS: &str = r#"{ "type": "array", "items": { "type": "object" } }"#;
const OPTIONS: &str = r#"{ "type": "array", "items": { "type": "object", "properties": { "label": { "type": "string" }, "value": { "type": "string" } }, "required": ["label", "value"] } }"#;

static MESSAGES: &[Known] = &[
    message("text", "Words.", &[must("text", TEXT)]),
    message("image", "A picture, by its address.", &[must("imageUrl", URI)]),
    message("audio", "A sound recording, by its address.", &[must("audioUrl", URI)]),
    message("video", "A film, by its address.", &[must("videoUrl", URI)]),
    message(
        "file",
        "A file to download, by its address.",
        &[must("fileUrl", URI), may("title", TEXT)],
    ),
    message(
        "location",
        "A place on the map.",
        &[
            must("latitude", r#"{ "type": "number" }"#),
            must("longitude", r#"{ "type": "number" }"#),
            may("address", r#"{ "type": "string" }"#),
            may("title", r#"{ "type": "string" }"#),
        ],
    ),
    message("carousel", "Several cards side by side.", &[must("items", OBJECTS)]),
    message(
        "card",
        "A title with a picture and buttons.",
        &[
            must("title", TEXT),
            may("subtitle", TEXT),
            may("imageUrl", URI),
            must("actions", OBJECTS),
        ],
    ),
    message(
        "dropdown",
        "A question with answers to pick from in a list.",
        &[must("text", TEXT), must("options", OPTIONS)],
    ),
    message(
        "choice",
        "A question with answers to pick from as buttons.",
        &[must("text", TEXT), must("options", OPTIONS)],
    ),
    message("bloc", "Several messages in one.", &[must("items", OBJECTS)]),
];

static OPERATIONS: &[Known] = &[
    known("webhook_received", "A request from outside has come in."),
    known("register", "The integration is installed or configured anew."),
    known("unregister", "The integration is removed from a bot."),
    known("message_created", "A bot sends a message."),
    known("message_updated", "A message is changed."),
    known("conversation_updated", "A conversation is changed."),
    known("action_triggered", "A bot calls an action."),
    known("create_user", "A user is created through the API."),
    known("create_conversation", "A conversation is created through the API."),
    known("ping", "Somebody asks whether the integration answers."),
];

static INTEGRATION_ATTRIBUTES: &[Known] = &[
    known("category", "The heading under which the integration hub lists it."),
    known("repo", "Where its source is."),
    known("guideSlug", "The guide about it."),
];

static HIDDEN: Known =
    known("bpActionHiddenInStudio", "`\"true\"` hides it in the Studio. The value is a string.");
static AWAIT: Known = known("bpActionAwaitReturn", "`\"true\"` or `\"false\"`, as a string.");

/// What an interface consists of.
struct Interface {
    name: &'static str,
    entities: &'static [&'static str],
    actions: &'static [&'static str],
    events: &'static [&'static str],
    channels: &'static [&'static str],
}

const fn interface(
    name: &'static str,
    entities: &'static [&'static str],
    actions: &'static [&'static str],
    events: &'static [&'static str],
) -> Interface {
    Interface { name, entities, actions, events, channels: &[] }
}

static INTERFACES: &[Interface] = &[
    interface("creatable", &["item"], &["create"], &["created"]),
    interface("readable", &["item"], &["read"], &[]),
    interface("updatable", &["item"], &["update"], &["updated"]),
    interface("deletable", &["item"], &["delete"], &["deleted"]),
    interface("listable", &["item"], &["list"], &[]),
    Interface {
        name: "hitl",
        entities: &["hitlSession"],
        actions: &["createUser", "startHitl", "stopHitl"],
        events: &["hitlAssigned", "hitlStopped"],
        channels: &["hitl"],
    },
    interface(
        "files-readonly",
        &[],
        &["listItemsInFolder", "transferFileToBotpress"],
        &[
            "fileCreated",
            "fileUpdated",
            "fileDeleted",
            "folderDeletedRecursive",
            "aggregateFileChanges",
        ],
    ),
    interface("typing-indicator", &[], &["startTypingIndicator", "stopTypingIndicator"], &[]),
    interface("proactive-user", &["user"], &["getOrCreateUser"], &[]),
    interface("proactive-conversation", &["conversation"], &["getOrCreateConversation"], &[]),
    interface("llm", &["modelRef"], &["generateContent", "listLanguageModels"], &[]),
    interface(
        "speech-to-text",
        &["speechToTextModelRef"],
        &["transcribeAudio", "listSpeechToTextModels"],
        &[],
    ),
    interface(
        "text-to-image",
        &["imageModelRef", "imageGenerationParams"],
        &["generateImage", "listImageModels"],
        &[],
    ),
    interface(
        "message-state",
        &[],
        &[],
        &["messageSent", "messageDelivered", "messageRead", "messageFailed"],
    ),
];

/// The names known for entries of `kind` in the innermost object of `spot`.
pub(super) fn names(spot: &Spot<'_>, kind: Kind) -> Vec<&'static Known> {
    match kind {
        Kind::Message => MESSAGES.iter().collect(),
        Kind::Operation => OPERATIONS.iter().collect(),
        Kind::Attribute => match owner(spot) {
            None => INTEGRATION_ATTRIBUTES.iter().collect(),
            Some(name::ACTIONS) => vec![&HIDDEN, &AWAIT],
            Some(_) => vec![&HIDDEN],
        },
        _ => Vec::new(),
    }
}

/// The names that the interface stated around `spot` has for its members of `kind`.
pub(super) fn members(spot: &Spot<'_>, kind: TargetKind) -> &'static [&'static str] {
    let statement = spot.levels.iter().rev().nth(1).and_then(|level| level.member.key());
    let stated = statement.map(|key| key.split('<').next().unwrap_or(key));
    let interface = INTERFACES.iter().find(|interface| Some(interface.name) == stated);
    let Some(interface) = interface else { return &[] };
    match kind {
        TargetKind::Entity => interface.entities,
        TargetKind::Action => interface.actions,
        TargetKind::Event => interface.events,
        TargetKind::Channel => interface.channels,
    }
}

/// The names of interfaces that can be implemented.
pub(super) fn interfaces() -> impl Iterator<Item = &'static str> {
    INTERFACES.iter().map(|interface| interface.name)
}

/// What the known name of an entry of `kind` stands for.
pub(in crate::ide) fn known_doc(spot: &Spot<'_>, kind: Kind, name: &str) -> Option<&'static str> {
    names(spot, kind).into_iter().find(|known| known.name == name).map(|known| known.doc)
}

/// The map that the definition around an `attributes` belongs to; `None` for the integration's own.
fn owner<'t>(spot: &Spot<'t>) -> Option<&'t str> {
    let above = spot.levels.len().checked_sub(3)?;
    spot.levels[above].member.key()
}

/// The value of a new message type with these properties.
pub(super) fn message_type(properties: &[Property]) -> Template {
    let mut template = Template::default();
    template.push("{");
    template.line(1);
    template.push("\"schema\": {");
    template.line(2);
    template.push("\"type\": \"object\",");
    template.line(2);
    template.push("\"properties\": {");
    for (index, property) in properties.iter().enumerate() {
        if index > 0 {
            template.push(",");
        }
        template.line(3);
        template.push(format!("\"{}\": {}", property.name, property.schema));
    }
    template.line(2);
    template.push("},");
    template.line(2);
    let required: Vec<_> =
        properties.iter().filter(|p| p.required).map(|p| format!("\"{}\"", p.name)).collect();
    template.push(format!("\"required\": [{}]", required.join(", ")));
    template.line(1);
    template.push("}");
    template.line(0);
    template.push("}");
    template
}
