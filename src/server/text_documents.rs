//! Open documents that are not manifests: settings files, and files that code actions edit.

use std::collections::HashMap;
use std::path::Path;

use parking_lot::Mutex;
use tower_lsp::lsp_types::Url;

use super::revision_counter::RevisionCounter;
use crate::config::{BASELINE_NAME, Config, FILE_NAME, Problem, check_file};
use crate::text::{Buffer, Change, PositionEncoding, Source};

/// An open document at some moment.
#[derive(Clone)]
pub struct TextDocument {
    /// URL as the client writes it.
    pub url: Url,
    /// Version of the client.
    pub version: i32,
    /// Text, which can be unsaved.
    pub buffer: Buffer,
    /// Revision of the text, and of the files that a settings file extends.
    pub revision: u64,
}

impl TextDocument {
    /// Returns the text.
    pub fn text(&self) -> String {
        let source = self.buffer.source();
        Source::slice(source, 0..Source::len(source)).into_owned()
    }

    /// Returns the problems in the text of a settings file.
    pub fn problems(&self, text: &str) -> Vec<Problem> {
        match self.url.to_file_path() {
            Ok(path) => check_file(&path, text),
            Err(()) => Config::parse(text).1,
        }
    }
}

/// Open documents by their URL.
#[derive(Default)]
pub struct TextDocuments {
    documents: Mutex<HashMap<Url, TextDocument>>,
    revisions: RevisionCounter,
}

impl TextDocuments {
    /// Adds a document.
    pub fn open(&self, url: Url, version: i32, text: &str) {
        let revision = self.revisions.next();
        let buffer = Buffer::new(text);
        let document = TextDocument { url: url.clone(), version, buffer, revision };
        self.documents.lock().insert(url, document);
    }

    /// Applies changes in their order. Without a version, the document keeps the last one. Returns whether it
    /// is open.
    pub fn change(
        &self,
        url: &Url,
        version: Option<i32>,
        changes: Vec<Change>,
        encoding: PositionEncoding,
    ) -> bool {
        let mut documents = self.documents.lock();
        let Some(document) = documents.get_mut(url) else { return false };
        for change in changes {
            document.buffer.apply(change, encoding);
        }
        document.version = version.unwrap_or(document.version);
        document.revision = self.revisions.next();
        true
    }

    /// Removes a document. Returns whether it was open.
    pub fn close(&self, url: &Url) -> bool {
        self.documents.lock().remove(url).is_some()
    }

    /// Returns the current document, if it is open.
    pub fn get(&self, url: &Url) -> Option<TextDocument> {
        self.documents.lock().get(url).cloned()
    }

    /// Returns the document of the file at `path`, if it is open.
    pub fn at(&self, path: &Path) -> Option<TextDocument> {
        let documents = self.documents.lock();
        let is_at =
            |document: &&TextDocument| document.url.to_file_path().is_ok_and(|other| other == path);
        documents.values().find(is_at).cloned()
    }

    /// Returns all open documents.
    pub fn all(&self) -> Vec<TextDocument> {
        self.documents.lock().values().cloned().collect()
    }

    /// Renews the revisions: the files that the documents extend may have changed.
    pub fn invalidate(&self) {
        for document in self.documents.lock().values_mut() {
            document.revision = self.revisions.next();
        }
    }
}

/// Returns whether a document is a settings file, by its name.
pub fn is_settings_file(url: &Url) -> bool {
    url.path().rsplit('/').next() == Some(FILE_NAME)
}

/// Returns the globs of the files that code actions edit and that the client does not send as manifests or
/// settings.
pub fn edited_files() -> [String; 2] {
    ["*.md", BASELINE_NAME].map(|name| format!("**/{name}"))
}

/// Returns whether code actions may edit a document, by its name.
pub fn is_edited_file(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    name == BASELINE_NAME || name.ends_with(".md")
}
