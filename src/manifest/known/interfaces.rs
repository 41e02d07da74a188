//! The interfaces of Botpress' own repository.

use crate::manifest::types::{Has, Known, Parts};

const fn interface_of(name: &'static str, doc: &'static str, parts: Parts) -> Known {
    Known::new(name, doc, Has::Parts(parts))
}

const NO_PARTS: Parts = Parts { entities: &[], actions: &[], events: &[], channels: &[] };

/// The interfaces of Botpress' own repository.
pub static INTERFACES: &[Known] = &[
    interface_of(
        "creatable",
        "Bots can create items of an entity, and are told of new ones.",
        Parts { entities: &["item"], actions: &["create"], events: &["created"], channels: &[] },
    ),
    interface_of(
        "readable",
        "Bots can read an item of an entity.",
        Parts { entities: &["item"], actions: &["read"], ..NO_PARTS },
    ),
    interface_of(
        "updatable",
        "Bots can change items of an entity, and are told of changes.",
        Parts { entities: &["item"], actions: &["update"], events: &["updated"], channels: &[] },
    ),
    interface_of(
        "deletable",
        "Bots can delete items of an entity, and are told of deletions.",
        Parts { entities: &["item"], actions: &["delete"], events: &["deleted"], channels: &[] },
    ),
    interface_of(
        "listable",
        "Bots can list the items of an entity.",
        Parts { entities: &["item"], actions: &["list"], ..NO_PARTS },
    ),
    interface_of(
        "hitl",
        "Human in the loop: bots can hand a conversation over to people, and get it back.",
        Parts {
            entities: &["hitlSession"],
            actions: &["createUser", "startHitl", "stopHitl"],
            events: &["hitlAssigned", "hitlStopped"],
            channels: &["hitl"],
        },
    ),
    interface_of(
        "files-readonly",
        "Bots can list files and folders and copy files to Botpress, and are told of changes.",
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
        "Bots can show that they are writing.",
        Parts { actions: &["startTypingIndicator", "stopTypingIndicator"], ..NO_PARTS },
    ),
    interface_of(
        "proactive-user",
        "Bots can look up or create a user before that user has written.",
        Parts { entities: &["user"], actions: &["getOrCreateUser"], ..NO_PARTS },
    ),
    interface_of(
        "proactive-conversation",
        "Bots can begin a conversation themselves.",
        Parts { entities: &["conversation"], actions: &["getOrCreateConversation"], ..NO_PARTS },
    ),
    interface_of(
        "llm",
        "Bots can have a language model write for them.",
        Parts {
            entities: &["modelRef"],
            actions: &["generateContent", "listLanguageModels"],
            ..NO_PARTS
        },
    ),
    interface_of(
        "speech-to-text",
        "Bots can have speech written down.",
        Parts {
            entities: &["speechToTextModelRef"],
            actions: &["transcribeAudio", "listSpeechToTextModels"],
            ..NO_PARTS
        },
    ),
    interface_of(
        "text-to-image",
        "Bots can have pictures made from words.",
        Parts {
            entities: &["imageModelRef", "imageGenerationParams"],
            actions: &["generateImage", "listImageModels"],
            ..NO_PARTS
        },
    ),
    interface_of(
        "message-state",
        "Bots are told what became of their messages.",
        Parts {
            events: &["messageSent", "messageDelivered", "messageRead", "messageFailed"],
            ..NO_PARTS
        },
    ),
];
