//! Files whose content a manifest holds a copy of.

use crate::embedded::{codec, content_field};

/// A file whose content is to stand in a field. It is read by others; here is what they found.
#[derive(Debug, PartialEq, Eq)]
pub struct EmbedSource {
    /// The field: a member's name, or a JSON Pointer.
    pub field: String,
    /// What the settings call the file.
    pub file: String,
    /// Its content, or why the field cannot have it, as a clause.
    pub content: Result<Vec<u8>, String>,
}

impl EmbedSource {
    /// `read` is the file's content, or why it could not be read.
    pub fn new(field: &str, file: &str, read: Result<Vec<u8>, String>) -> EmbedSource {
        let content = read.and_then(|content| {
            codec::encode(content_field::holds(field)?, &content)?;
            Ok(content)
        });
        EmbedSource { field: field.to_owned(), file: file.to_owned(), content }
    }
}
