//! Open documents.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use tower_lsp::lsp_types::{SemanticToken, Url};

use super::diagnostics::cache::{DiagnosticsCache, DiagnosticsInput};
use super::diagnostics::pending_edits::PendingEdits;
use super::revision_counter::RevisionCounter;
use crate::Snapshot;
use crate::diff::Changes;
use crate::docs::Model;
use crate::rules::{Finding, Settings};
use crate::syntax::Dialect;
use crate::text::{Change, PositionEncoding};

/// Language ids of manifests in JSON, and in JSON with comments.
const LANGUAGE_IDS: [&str; 2] = ["integration-manifest", "integration-manifest-jsonc"];

/// An open document at some moment.
#[derive(Clone)]
pub struct Document {
    /// Text, tree and settings.
    pub snapshot: Snapshot,
    /// Revision of the text, the settings and the remote findings: two diagnostics results with the
    /// same revision are equal.
    pub revision: u64,
    /// Revision of the text alone.
    text_revision: u64,
    /// Findings of the Botpress API about this text.
    pub remote_findings: Arc<[Finding]>,
    /// Differences from the old version, at their places in this text. `None` if there is nothing to
    /// compare with.
    pub changes: Option<Arc<Changes>>,
    /// Published diagnostics, shared by all versions of the document.
    pub diagnostics: Arc<Mutex<DiagnosticsCache>>,
    /// Edits since the diagnostics were last requested.
    pub pending_edits: PendingEdits,
    /// Last semantic tokens, shared by all versions of the document.
    pub semantic_tokens: Arc<Mutex<Option<CachedSemanticTokens>>>,
    /// Text revision of the preview that the client shows, or 0, shared by all versions of the document.
    previewed: Arc<AtomicU64>,
    /// Content of the last preview, shared by all versions of the document.
    pub last_preview: Arc<Mutex<Option<Model>>>,
}

impl Document {
    fn new(snapshot: Snapshot, revision: u64) -> Document {
        Document {
            snapshot,
            revision,
            text_revision: revision,
            remote_findings: [].into(),
            changes: None,
            diagnostics: Arc::default(),
            pending_edits: PendingEdits::new(revision),
            semantic_tokens: Arc::default(),
            previewed: Arc::default(),
            last_preview: Arc::default(),
        }
    }

    /// Remembers that the client receives a preview of this version.
    pub fn mark_previewed(&self) {
        self.previewed.store(self.text_revision, Ordering::Relaxed);
    }

    /// Returns whether the client has a preview of an older version. The next call returns false.
    pub fn take_stale_preview(&self) -> bool {
        let previewed = self.previewed.load(Ordering::Relaxed);
        let is_stale = previewed != 0 && previewed < self.text_revision;
        is_stale
            && self
                .previewed
                .compare_exchange(previewed, 0, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    /// Updates `cache` to the diagnostics of this version.
    pub fn update_diagnostics(
        &self,
        cache: &mut DiagnosticsCache,
        url: &Url,
        encoding: PositionEncoding,
    ) {
        cache.update(&DiagnosticsInput {
            url,
            snapshot: &self.snapshot,
            revision: self.revision,
            external_findings: &self.external_findings(),
            edits: &self.pending_edits,
            encoding,
        });
    }

    /// Returns the findings that do not come from the document alone: those of the Botpress API, and the
    /// differences from the old version.
    pub fn external_findings(&self) -> Vec<Finding> {
        let changes = self.changes.iter().flat_map(|changes| changes.findings());
        self.remote_findings.iter().chain(changes).cloned().collect()
    }
}

/// Semantic tokens that were sent to the client.
pub struct CachedSemanticTokens {
    /// Result id of the response.
    pub result_id: String,
    /// Tokens of the entire document.
    pub tokens: Arc<[SemanticToken]>,
}

/// Open documents by their URL.
#[derive(Default)]
pub struct Documents {
    documents: Mutex<HashMap<Url, Document>>,
    /// Source of the revisions of documents and of unopened files.
    pub revisions: RevisionCounter,
}

impl Documents {
    /// Adds a document with the settings that `settings` returns. The lock is held meanwhile, so that a
    /// concurrent settings change applies either before or after, but is not missed.
    pub fn open(&self, url: Url, mut snapshot: Snapshot, settings: impl FnOnce() -> Arc<Settings>) {
        let mut documents = self.documents.lock();
        snapshot.settings = settings();
        documents.insert(url, Document::new(snapshot, self.revisions.next()));
    }

    /// Applies changes in their order. Returns whether the document has an old version to compare with, or
    /// `None` if it is not open.
    pub fn change(
        &self,
        url: &Url,
        version: Option<i32>,
        changes: Vec<Change>,
        encoding: PositionEncoding,
    ) -> Option<bool> {
        let mut documents = self.documents.lock();
        let document = documents.get_mut(url)?;
        for change in changes {
            let edit = document.snapshot.change(change, encoding);
            document.pending_edits.add(edit);
        }
        document.snapshot.version = version.unwrap_or(document.snapshot.version);
        document.revision = self.revisions.next();
        document.text_revision = document.revision;
        document.remote_findings = [].into();
        if document.snapshot.settings.docs.is_some() {
            // To render the reference takes longer than all checks, so it is compared with saved text only.
            Arc::make_mut(&mut document.snapshot.settings).docs = None;
        }
        let Some(changes) = &mut document.changes else { return Some(false) };
        Arc::make_mut(changes).relocate(&document.snapshot.tree);
        Some(true)
    }

    /// Stores the differences from the old version. `is_new` says whether their findings have changed.
    pub fn set_changes(&self, url: &Url, changes: Option<Arc<Changes>>, is_new: bool) {
        let mut documents = self.documents.lock();
        let Some(document) = documents.get_mut(url) else { return };
        document.changes = changes;
        if let Some(changes) = &mut document.changes {
            // The text can have changed since the comparison started.
            Arc::make_mut(changes).relocate(&document.snapshot.tree);
        }
        if is_new {
            document.revision = self.revisions.next();
        }
    }

    /// Stores remote findings about the text of `validated`. Returns false if the text has changed since.
    pub fn set_remote_findings(
        &self,
        url: &Url,
        validated: &Document,
        findings: Arc<[Finding]>,
    ) -> bool {
        let mut documents = self.documents.lock();
        let Some(document) = documents.get_mut(url) else { return false };
        if document.text_revision != validated.text_revision {
            return false;
        }
        document.remote_findings = findings;
        document.revision = self.revisions.next();
        true
    }

    /// Updates the settings of a saved document. Returns whether they have changed.
    pub fn set_saved(&self, url: &Url, settings: impl FnOnce() -> Arc<Settings>) -> bool {
        let mut documents = self.documents.lock();
        let Some(document) = documents.get_mut(url) else { return false };
        let settings = settings();
        let is_new = document.snapshot.settings != settings;
        if is_new {
            document.snapshot.settings = settings;
            document.revision = self.revisions.next();
        }
        is_new
    }

    /// Updates the settings of every document. Returns the URLs of all documents.
    pub fn set_settings(&self, settings: impl Fn(&Url) -> Arc<Settings>) -> Vec<Url> {
        let mut documents = self.documents.lock();
        for (url, document) in documents.iter_mut() {
            document.snapshot.settings = settings(url);
            document.revision = self.revisions.next();
        }
        documents.keys().cloned().collect()
    }

    /// Removes a document. Returns whether it was open.
    pub fn close(&self, url: &Url) -> bool {
        self.documents.lock().remove(url).is_some()
    }

    /// Returns the current document, if it is open.
    pub fn get(&self, url: &Url) -> Option<Document> {
        self.documents.lock().get(url).cloned()
    }

    /// Returns the current document for a diagnostics result, and resets its pending edits.
    pub fn take_for_diagnostics(&self, url: &Url) -> Option<Document> {
        let mut documents = self.documents.lock();
        let document = documents.get_mut(url)?;
        let taken = document.clone();
        document.pending_edits = PendingEdits::new(document.revision);
        Some(taken)
    }

    /// Returns all open documents.
    pub fn all(&self) -> Vec<(Url, Document)> {
        let documents = self.documents.lock();
        documents.iter().map(|(url, document)| (url.clone(), document.clone())).collect()
    }

    /// Returns the revision of a document, if it is open.
    pub fn revision(&self, url: &Url) -> Option<u64> {
        self.documents.lock().get(url).map(|document| document.revision)
    }
}

/// Returns whether a document is a manifest: by its language id, or by its file name for editors that
/// open any JSON file with this server.
pub fn is_manifest(url: &Url, language_id: &str) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    LANGUAGE_IDS.contains(&language_id) || crate::manifest::is_file_name(name)
}

/// Returns the dialect of a manifest.
pub fn dialect(url: &Url, language_id: &str) -> Dialect {
    match url.path() {
        path if path.ends_with(".json") => Dialect::Json,
        path if path.ends_with(".jsonc") => Dialect::Jsonc,
        _ if language_id == "jsonc" || language_id == LANGUAGE_IDS[1] => Dialect::Jsonc,
        _ => Dialect::Json,
    }
}
