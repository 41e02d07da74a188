//! Open settings files.

use std::collections::HashMap;
use std::path::Path;

use parking_lot::Mutex;
use tower_lsp::lsp_types::Url;

use super::revision_counter::RevisionCounter;
use crate::config::{Config, FILE_NAME, Problem, check_file};
use crate::text::{Buffer, Change, PositionEncoding, Source};

/// An open settings file at some moment.
#[derive(Clone)]
pub struct SettingsDocument {
    /// URL as the client writes it.
    pub url: Url,
    /// Version of the client.
    pub version: i32,
    /// Text, which can be unsaved.
    pub buffer: Buffer,
    /// Revision of the text and of the files that it extends.
    pub revision: u64,
}

impl SettingsDocument {
    /// Returns the text.
    pub fn text(&self) -> String {
        let source = self.buffer.source();
        Source::slice(source, 0..Source::len(source)).into_owned()
    }

    /// Returns the problems in the text.
    pub fn problems(&self, text: &str) -> Vec<Problem> {
        match self.url.to_file_path() {
            Ok(path) => check_file(&path, text),
            Err(()) => Config::parse(text).1,
        }
    }
}

/// Open settings files by their URL.
#[derive(Default)]
pub struct SettingsDocuments {
    documents: Mutex<HashMap<Url, SettingsDocument>>,
    revisions: RevisionCounter,
}

impl SettingsDocuments {
    /// Adds a document.
    pub fn open(&self, url: Url, version: i32, text: &str) {
        let revision = self.revisions.next();
        let buffer = Buffer::new(text);
        let document = SettingsDocument { url: url.clone(), version, buffer, revision };
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
    pub fn get(&self, url: &Url) -> Option<SettingsDocument> {
        self.documents.lock().get(url).cloned()
    }

    /// Returns the document of the file at `path`, if it is open.
    pub fn at(&self, path: &Path) -> Option<SettingsDocument> {
        let documents = self.documents.lock();
        let is_at = |document: &&SettingsDocument| {
            document.url.to_file_path().is_ok_and(|other| other == path)
        };
        documents.values().find(is_at).cloned()
    }

    /// Returns all open documents.
    pub fn all(&self) -> Vec<SettingsDocument> {
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
