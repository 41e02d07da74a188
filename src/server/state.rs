//! State of the server: the session, the open documents and the settings.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use tower_lsp::lsp_types::{FormattingOptions, Url};

use super::capabilities::client::ResolvedClientCapabilities;
use super::change_signal::ChangeSignal;
use super::client_uris::ClientUris;
use super::compatibility::Compatibility;
use super::completion_docs::CompletionDocs;
use super::diagnostics::file_revisions::FileRevisions;
use super::dirty_documents::DirtyDocuments;
use super::documents::{Document, Documents, dialect, is_manifest};
use super::lsp::from_proto;
use super::remote_validation::active::RemoteValidation;
use super::text_documents::{TextDocuments, is_edited_file, is_settings_file};
use crate::Snapshot;
use crate::config::{FolderConfigs, all_off};
use crate::diff::Changes;
use crate::ide::format::Options;
use crate::rules::{Finding, Settings};
use crate::text::{Buffer, Change, PositionEncoding};

/// Timeout for the client's settings. After it, diagnostics use the default settings.
const CONFIGURATION_TIMEOUT: Duration = Duration::from_secs(2);

/// State of the server.
#[derive(Default)]
pub struct State {
    capabilities: OnceLock<ResolvedClientCapabilities>,
    /// Open documents.
    pub documents: Documents,
    /// Open settings files.
    pub settings_documents: TextDocuments,
    /// Open files that code actions edit.
    pub edited_files: TextDocuments,
    /// Spellings of the URIs of open documents.
    pub client_uris: Arc<ClientUris>,
    /// Documents to publish diagnostics of.
    pub dirty: DirtyDocuments,
    /// Signals for requests that wait for changes.
    pub changes: ChangeSignal,
    /// Revisions of unopened manifests.
    pub file_revisions: FileRevisions,
    /// Validation with the Botpress API.
    pub remote_validation: RemoteValidation,
    /// Comparison with old versions.
    pub compatibility: Compatibility,
    /// Documentation of the last completion list.
    pub completion_docs: CompletionDocs,
    configs: RwLock<FolderConfigs>,
    /// Whether the client has sent its settings, or does not respond.
    configured: tokio::sync::watch::Sender<bool>,
    folders: Mutex<Vec<Folder>>,
    /// Held while the files of the workspace are searched: searches wait for each other without a thread,
    /// so that they do not delay other requests.
    pub workspace_search: tokio::sync::Mutex<()>,
    shut_down: AtomicBool,
}

/// Workspace folder on this machine.
#[derive(Debug, Clone)]
pub struct Folder {
    /// URL as the client writes it.
    pub url: Url,
    /// Path of the folder.
    pub path: PathBuf,
}

impl Folder {
    /// Returns the folder at `url`, if it is on this machine.
    pub fn from_url(url: &Url) -> Option<Folder> {
        Some(Folder { url: url.clone(), path: url.to_file_path().ok()? })
    }

    /// Returns the folder at a URL, or at an absolute path, which some clients send instead.
    fn from_json(location: &Value) -> Option<Folder> {
        let location = location.as_str()?;
        let url = match Path::new(location).is_absolute() {
            true => Url::from_directory_path(location).ok()?,
            false => Url::parse(location).ok()?,
        };
        Folder::from_url(&url)
    }
}

impl State {
    /// Starts the session with the parameters of `initialize`, unless it has started.
    pub fn initialize(&self, params: &Value) {
        if let Some(section) = params.get("initializationOptions") {
            let section = section.get("integrationManifest").unwrap_or(section);
            self.set_configuration(section, &[]);
        }
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let folders = folders.into_iter().flatten().filter_map(|folder| folder.get("uri"));
        let mut folders: Vec<_> = folders.filter_map(Folder::from_json).collect();
        if folders.is_empty() {
            // Some clients do not support workspace folders.
            let root = ["rootUri", "rootPath"].iter().filter_map(|name| params.get(name));
            folders.extend(root.filter_map(Folder::from_json).next());
        }
        self.change_folders(&[], folders);
        // tower-lsp rejects a second `initialize`.
        let _ = self.capabilities.set(ResolvedClientCapabilities::new(params));
    }

    /// Returns the capabilities of the client, or `None` before `initialize`.
    pub fn capabilities(&self) -> Option<&ResolvedClientCapabilities> {
        self.capabilities.get()
    }

    /// Returns the position encoding of the client.
    pub fn encoding(&self) -> PositionEncoding {
        self.capabilities().map(|capabilities| capabilities.encoding).unwrap_or_default()
    }

    /// Ends the session.
    pub fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Release);
        // Ends waiting requests.
        self.changes.files_changed();
    }

    /// Returns whether the client has sent `shutdown`.
    pub fn is_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Acquire)
    }

    /// Removes and adds workspace folders.
    pub fn change_folders(&self, removed: &[Folder], added: Vec<Folder>) {
        let mut folders = self.folders.lock();
        folders.retain(|folder| removed.iter().all(|removed| removed.path != folder.path));
        folders.extend(added);
        drop(folders);
        self.changes.files_changed();
    }

    /// Returns the workspace folders.
    pub fn folders(&self) -> Vec<Folder> {
        self.folders.lock().clone()
    }

    /// Returns the paths of the workspace folders.
    pub fn folder_paths(&self) -> Vec<PathBuf> {
        self.folders().into_iter().map(|folder| folder.path).collect()
    }

    /// Opens a document, if it is a manifest or a settings file.
    pub fn open(&self, url: Url, language_id: &str, version: i32, text: String) {
        if is_settings_file(&url) {
            self.settings_documents.open(url, version, &text);
            self.dirty.notify();
            return;
        }
        if !is_manifest(&url, language_id) {
            if is_edited_file(&url) {
                self.edited_files.open(url, version, &text);
            }
            return;
        }
        let buffer = Buffer::new(&text);
        // Frees the second copy of the text before the tree is built.
        drop(text);
        let dialect = dialect(&url, language_id);
        let snapshot = Snapshot::from_buffer(buffer, dialect, Arc::default(), version);
        self.documents.open(url.clone(), snapshot, || self.settings_of(&url));
        self.compatibility.dirty.add(url.clone());
        self.dirty.add(url);
        self.changes.files_changed();
    }

    /// Applies changes to an open document, in their order. Without a version, it keeps the last one.
    pub fn change(&self, url: Url, version: Option<i32>, changes: Vec<Change>) {
        if is_settings_file(&url) {
            if self.settings_documents.change(&url, version, changes, self.encoding()) {
                self.dirty.notify();
            }
            return;
        }
        if self.edited_files.get(&url).is_some() {
            self.edited_files.change(&url, version, changes, self.encoding());
            return;
        }
        let change = self.documents.change(&url, version, changes, self.encoding());
        let Some(is_compared) = change else { return };
        if is_compared {
            self.compatibility.dirty.add(url.clone());
        }
        self.dirty.add(url);
        self.changes.texts_changed();
    }

    /// Closes a document.
    pub fn close(&self, url: Url) {
        if self.settings_documents.close(&url) {
            self.dirty.notify();
            return;
        }
        if self.edited_files.close(&url) {
            return;
        }
        if self.documents.close(&url) {
            self.compatibility.dirty.add(url.clone());
            self.dirty.add(url);
            self.changes.files_changed();
        }
    }

    /// Stores remote findings about the text of `validated`. Returns false if the text has changed since.
    pub fn set_remote_findings(
        &self,
        url: &Url,
        validated: &Document,
        findings: Arc<[Finding]>,
    ) -> bool {
        let is_current = self.documents.set_remote_findings(url, validated, findings);
        if is_current {
            self.changes.texts_changed();
            self.dirty.add(url.clone());
        }
        is_current
    }

    /// Stores the differences of a document from its old version. `is_new` says whether their findings have
    /// changed.
    pub fn set_changes(&self, url: &Url, changes: Option<Arc<Changes>>, is_new: bool) {
        self.documents.set_changes(url, changes, is_new);
        if is_new {
            self.changes.texts_changed();
            self.dirty.add(url.clone());
        }
    }

    fn settings_of(&self, url: &Url) -> Arc<Settings> {
        self.settings_for(&url.to_file_path().unwrap_or_else(|()| PathBuf::from(url.path())))
    }

    /// Returns the settings for the manifest at `path`. All rules are off if it is excluded.
    pub fn settings_for(&self, path: &Path) -> Arc<Settings> {
        self.with_configs(|configs| {
            let resolver = configs.resolver_for(path);
            let settings = resolver.settings_for(path);
            match resolver.is_excluded(path) {
                true => Arc::new(Settings { severities: all_off(), ..(*settings).clone() }),
                false => settings,
            }
        })
    }

    /// Returns whether the settings exclude the manifest at `path`.
    pub fn is_excluded(&self, path: &Path) -> bool {
        self.with_configs(|configs| configs.resolver_for(path).is_excluded(path))
    }

    /// Returns the formatting options for the manifest at `url`: those of the editor, overridden by the
    /// settings file.
    pub fn format_options(&self, url: &Url, options: &FormattingOptions) -> Options {
        let mut options = from_proto::format_options(options);
        if let Ok(path) = url.to_file_path() {
            let settings = self.with_configs(|it| it.resolver_for(&path).format_for(&path));
            settings.apply(&mut options);
        }
        options
    }

    /// Returns the folder of the settings file that applies to the manifest at `path`.
    pub fn settings_folder(&self, path: &Path) -> Option<PathBuf> {
        let file = self.with_configs(|configs| configs.resolver_for(path).file_for(path))?;
        file.path.parent().map(Path::to_owned)
    }

    /// Calls `read` with the configuration of all folders.
    pub fn with_configs<T>(&self, read: impl FnOnce(&FolderConfigs) -> T) -> T {
        read(&self.configs.read())
    }

    /// Applies the editor's settings, and those for single folders. Returns the problems in them.
    pub fn set_configuration(&self, section: &Value, folders: &[(PathBuf, Value)]) -> Vec<String> {
        let (configs, problems) = FolderConfigs::new(section, folders);
        let validation_problem = self.remote_validation.set_configuration(section);
        let diff_problem = self.compatibility.set_configuration(section);
        *self.configs.write() = configs;
        self.update_settings();
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.place, problem.message))
            .chain(validation_problem)
            .chain(diff_problem)
            .collect()
    }

    /// Reads settings files again, and updates the settings of every document.
    pub fn invalidate_configs(&self) {
        self.with_configs(FolderConfigs::invalidate);
        self.settings_documents.invalidate();
        self.update_settings();
    }

    /// Checks what is only checked in saved documents. Returns whether diagnostics may have changed.
    pub fn save(&self, url: &Url) -> bool {
        let has_changed = self.documents.set_saved(url, || self.settings_of(url));
        if has_changed {
            self.dirty.add(url.clone());
        }
        has_changed
    }

    fn update_settings(&self) {
        for url in self.documents.set_settings(|url| self.settings_of(url)) {
            self.compatibility.dirty.add(url.clone());
            self.dirty.add(url);
        }
        self.changes.files_changed();
    }

    /// Records that the client has sent its settings, or does not respond.
    pub fn mark_configured(&self) {
        self.configured.send_replace(true);
    }

    /// Waits for the client's settings, and returns `document` with them.
    pub async fn with_current_settings(&self, url: &Url, document: Document) -> Document {
        if !self.wait_for_settings().await {
            return document;
        }
        let current = self.documents.get(url);
        current.filter(|it| it.snapshot.version == document.snapshot.version).unwrap_or(document)
    }

    /// Waits for the client's settings, up to a timeout. Returns whether it waited. A client that
    /// supports refresh requests does not wait, since it requests diagnostics again later.
    pub async fn wait_for_settings(&self) -> bool {
        let has_to_wait = self
            .capabilities()
            .is_some_and(|client| client.configuration && !client.diagnostic_refresh);
        if !has_to_wait || *self.configured.borrow() {
            return false;
        }
        let mut configured = self.configured.subscribe();
        let response = configured.wait_for(|configured| *configured);
        if tokio::time::timeout(CONFIGURATION_TIMEOUT, response).await.is_err() {
            // Only the first request waits for a client that does not respond.
            self.mark_configured();
        }
        true
    }
}
