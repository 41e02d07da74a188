//! Files whose content a manifest embeds.

use crate::embedded::{codec, content_field};

/// A file whose content a field has to contain, as the caller read it.
#[derive(Debug, PartialEq, Eq)]
pub struct EmbedSource {
    /// The field: the name of a member, or a JSON Pointer.
    pub field: String,
    /// The path of the file in the settings.
    pub file: String,
    /// Its content, or the reason why the field cannot contain it, as a clause.
    pub content: Result<Vec<u8>, String>,
}

impl EmbedSource {
    /// The source for `field`; `read` is the file's content, or the reason why it could not be read.
    pub fn new(field: &str, file: &str, read: Result<Vec<u8>, String>) -> EmbedSource {
        let content = read.and_then(|content| {
            codec::encode(content_field::holds(field)?, &content)?;
            Ok(content)
        });
        EmbedSource { field: field.to_owned(), file: file.to_owned(), content }
    }
}
