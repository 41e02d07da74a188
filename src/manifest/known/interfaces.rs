//! The interfaces of Botpress' own repository.

use crate::manifest::types::{Has, Known, Parts};

const fn interface_of(name: &'static str, doc: &'static str, parts: Parts) -> Known {
    Known::new(name, doc, Has::Parts(parts))
}

/// The version that added a member of an interface, for members that earlier versions do not have:
/// interface, member, version.
static ADDED: &[(&str, &str, [u64; 3])] =
    &[("hitl", "hitlSession", [2, 0, 0]), ("hitl", "hitl", [0, 4, 0])];

/// Whether the `version` of `interface` has its member `part`. A version that is not a semantic
/// version is treated as the latest.
pub fn has_part(interface: &Known, part: &str, version: Option<&str>) -> bool {
    let added = ADDED.iter().find(|(name, member, _)| *name == interface.name && *member == part);
    let version = version.and_then(|version| semver::Version::parse(version).ok());
    match (added, version) {
        (Some((.., [major, minor, patch])), Some(version)) => {
            (version.major, version.minor, version.patch) >= (*major, *minor, *patch)
        }
        _ => true,
    }
}

/// Returns the interface that has an entity called `name`.
pub fn of_entity(name: &str) -> Option<&'static Known> {
    let has = |known: &&Known| known.parts().is_some_and(|parts| parts.entities.contains(&name));
    INTERFACES.iter().find(has)
}

const NO_PARTS: Parts = Parts { entities: &[], actions: &[], events: &[], channels: &[] };

/// The interfaces of Botpress' own repository.
pub static INTERFACES: &[Known] = &[
    interface_of(
        "creatable",
        "Bots can create items of an entity and receive events for new items.",
        Parts { entities: &["item"], actions: &["create"], events: &["created"], channels: &[] },
    ),
    interface_of(
        "readable",
        "Bots can read an item of an entity.",
        Parts { entities: &["item"], actions: &["read"], ..NO_PARTS },
    ),
    interface_of(
        "updatable",
        "Bots can update items of an entity and receive events for changes.",
        Parts { entities: &["item"], actions: &["update"], events: &["updated"], channels: &[] },
    ),
    interface_of(
        "deletable",
        "Bots can delete items of an entity and receive events for deletions.",
        Parts { entities: &["item"], actions: &["delete"], events: &["deleted"], channels: &[] },
    ),
    interface_of(
        "listable",
        "Bots can list the items of an entity.",
        Parts { entities: &["item"], actions: &["list"], ..NO_PARTS },
    ),
    interface_of(
        "hitl",
        "Human in the loop: bots can hand a conversation over to human agents and take it back.",
        Parts {
            entities: &["hitlSession"],
            actions: &["createUser", "startHitl", "stopHitl"],
            events: &["hitlAssigned", "hitlStopped"],
            channels: &["hitl"],
        },
    ),
    interface_of(
        "files-readonly",
        "Bots can list files and folders, copy files to Botpress, and receive events for \
         changes.",
        Parts {
            actions: &["listItemsInFolder", "transferFileToBotpress"],
            events: &[
                "fileCreated",
                "fileUpdated",
                "fileDeleted",
                "folderDeletedRecursive",
                "aggregateFileChanges",
            ],
            ..NO_PARTS
        },
    ),
    interface_of(
        "typing-indicator",
        "Bots can show a typing indicator.",
        Parts { actions: &["startTypingIndicator", "stopTypingIndicator"], ..NO_PARTS },
    ),
    interface_of(
        "proactive-user",
        "Bots can look up or create a user before the user sends a message.",
        Parts { entities: &["user"], actions: &["getOrCreateUser"], ..NO_PARTS },
    ),
    interface_of(
        "proactive-conversation",
        "Bots can start a conversation.",
        Parts { entities: &["conversation"], actions: &["getOrCreateConversation"], ..NO_PARTS },
    ),
    interface_of(
        "llm",
        "Bots can generate text with a language model.",
        Parts {
            entities: &["modelRef"],
            actions: &["generateContent", "listLanguageModels"],
            ..NO_PARTS
        },
    ),
    interface_of(
        "speech-to-text",
        "Bots can transcribe speech.",
        Parts {
            entities: &["speechToTextModelRef"],
            actions: &["transcribeAudio", "listSpeechToTextModels"],
            ..NO_PARTS
        },
    ),
    interface_of(
        "text-to-image",
        "Bots can generate images from text.",
        Parts {
            entities: &["imageModelRef", "imageGenerationParams"],
            actions: &["generateImage", "listImageModels"],
            ..NO_PARTS
        },
    ),
    interface_of(
        "message-state",
        "Bots receive events about the delivery of their messages.",
        Parts {
            events: &["messageSent", "messageDelivered", "messageRead", "messageFailed"],
            ..NO_PARTS
        },
    ),
];
