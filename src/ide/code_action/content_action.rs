//! Code actions that move content between a content field and a file.

use crate::rules::Finding;
use crate::text::TextEdit;

/// Access to the files near a manifest.
pub trait Files {
    /// Returns the content of the file at `path`, relative to the folder of the manifest.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// Returns the paths of small files that `accepts` matches, in the folder of the manifest and in the
    /// folders in it.
    fn list(&self, accepts: &dyn Fn(&str) -> bool) -> Vec<String>;

    /// Whether a file with the name `name` can be created in the folder of the manifest.
    fn is_free(&self, name: &str) -> bool;
}

/// A code action for content.
#[derive(Debug, Clone)]
pub struct ContentAction {
    /// Title, as an imperative.
    pub title: String,
    /// Edits of the manifest, sorted and without overlaps.
    pub edits: Vec<TextEdit>,
    /// File to create.
    pub create: Option<NewFile>,
    /// Finding that it fixes.
    pub finding: Option<Finding>,
}

/// A file to create in the folder of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// File name.
    pub name: String,
    /// Content.
    pub text: String,
    /// Name of the field whose content it is, or its JSON Pointer.
    pub field: String,
}
