//! The Markdown file that contains the reference of an integration.

use crate::docs::Options;

/// A Markdown file with the reference of the integration, as the caller read it.
#[derive(Debug, PartialEq, Eq)]
pub struct DocsTarget {
    /// The path of the file in the settings.
    pub file: String,
    /// The content of the reference.
    pub options: Options,
    /// Its text, or the reason why it cannot be read, as a clause.
    pub content: Result<String, String>,
}

impl DocsTarget {
    /// Creates the target; `read` is the content of the file, or the reason why it could not be read.
    pub fn new(file: &str, options: Options, read: Result<Vec<u8>, String>) -> DocsTarget {
        let content = read
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        DocsTarget { file: file.to_owned(), options, content }
    }
}
