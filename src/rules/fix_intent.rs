//! Fixes as intentions. `crate::fix` computes the text edits from the current document on request.

use std::sync::Arc;

use super::embed_source::EmbedSource;
use crate::manifest::mistakes::Repair;
use crate::text::TextEdit;

/// A fix that a rule proposes for a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixIntent {
    /// The change.
    pub action: FixAction,
    /// When it may be applied.
    pub applicability: Applicability,
}

/// When a fix may be applied. Each allows less than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Without a review, if its result passes a check: the meaning of the manifest to the API does not
    /// change, except for the problem itself.
    Safe,
    /// After a review: the fix is probable, but a guess, or it removes what the author wrote.
    Unsafe,
    /// Only on request, as a start: the fix adds a placeholder that the author has to fill in.
    Manual,
}

/// A change that fixes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixAction {
    /// Rename the member at the pointer.
    RenameMember(String),
    /// Replace the value at the pointer with this JSON text.
    ReplaceValue(String),
    /// Remove the member or element at the pointer, with the comma that is not needed any more.
    Remove,
    /// Add these members (name, JSON text) to the object at the pointer.
    AddMembers(Vec<(String, String)>),
    /// Add the member (name, JSON text) that an older version has to the object at the pointer.
    Restore(String, String),
    /// Replace the member at the pointer with this one (name, JSON text).
    ReplaceMember(String, String),
    /// Rename the definition at the pointer, and all references to it.
    RenameDefinition(String),
    /// Rename these definitions (old name, new name) in the map of the definition at the pointer, and all
    /// references to them.
    RenameDefinitions(Vec<(String, String)>),
    /// Write the file's content to the field at this path from the root.
    Embed(Vec<String>, Arc<EmbedSource>),
    /// Repair a mistaken shape.
    Reshape(Box<Repair>),
    /// Replace the string at the pointer with another encoding of its content.
    Reencode(Reencoding),
    /// Replace the text of the finding's range.
    Replace(String),
    /// Repair a syntax error with these edits of the document.
    Repair(Vec<TextEdit>),
}

/// How a string is encoded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reencoding {
    /// Standard base64 of the same bytes, without prefix or white space.
    Tidy,
    /// Base64 of the string itself.
    Encode,
    /// Base64 once instead of twice.
    Once,
    /// Base64 of the same text in UTF-8.
    Utf8,
    /// Base64 of the same SVG with its missing closing tags.
    Closed,
    /// Base64 of an SVG that displays the same image.
    InSvg,
}
