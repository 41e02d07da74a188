//! What the server knows: the session, the open documents, the settings.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use serde_json::Value;
use tower_lsp::lsp_types::{
    ClientCapabilities, InitializeParams, MarkupKind, ResourceOperationKind, SemanticToken, Url,
};

use super::convert::{self, names::SHOW_REFERENCES};
use super::diagnostics_cache::DiagnosticsCache;
use super::remote_validation::RemoteValidation;
use super::workspace_diagnostics::FileRevisions;
use crate::Snapshot;
use crate::config::FolderConfigs;
use crate::rules::{Finding, Settings};
use crate::syntax::Dialect;
use crate::text::{Buffer, Change, Edit, EditSpan, PositionEncoding};

/// How long a client may take to answer what its settings are before it is given diagnostics all the
/// same.
const CONFIGURATION_TIMEOUT: Duration = Duration::from_secs(2);

/// What the server knows.
#[derive(Default)]
pub(super) struct State {
    session: OnceLock<ResolvedClientCapabilities>,
    documents: Mutex<HashMap<Url, Document>>,
    scopes: RwLock<FolderConfigs>,
    /// Whether the client has answered what its settings are, or will not.
    answered: tokio::sync::watch::Sender<bool>,
    /// Documents to check again, or to clear if they are closed.
    pub changed: DirtyDocuments,
    shut_down: AtomicBool,
    /// What is known about asking the endpoint.
    pub validation: RemoteValidation,
    /// The last revision given to a document.
    revisions: AtomicU64,
    /// The folders of the workspace.
    folders: Mutex<Vec<Folder>>,
    /// The semantic tokens last told of each document.
    tokens: Mutex<HashMap<Url, CachedSemanticTokens>>,
    /// What may make diagnostics other ones.
    news: tokio::sync::watch::Sender<ChangeCounters>,
    /// What is known of manifests that are not open.
    pub diagnostic_version_support: FileRevisions,
    /// How many requests for the diagnostics of the workspace wait for an answer, once there has
    /// been one.
    watchers: Mutex<Option<usize>>,
    /// What the completions last told mean, where the client asks for that afterwards.
    explained: Mutex<CompletionDocs>,
}

/// How much happened that may make diagnostics other ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ChangeCounters {
    /// To files, folders, settings, or which documents are open.
    pub files: u64,
    /// To the text of open documents.
    pub texts: u64,
}

/// A folder of the workspace.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// What the client calls it.
    pub url: Url,
    /// Where it is on this machine.
    pub path: PathBuf,
}

impl Folder {
    /// The folder at `url`, if it is on this machine.
    pub fn at(url: &Url) -> Option<Folder> {
        Some(Folder { url: url.clone(), path: url.to_file_path().ok()? })
    }
}

/// What the items of the last completion mean.
#[derive(Default)]
struct CompletionDocs {
    /// The number of that completion.
    number: u64,
    /// What each of its items means, in Markdown.
    items: Vec<Option<String>>,
}

/// A request for the diagnostics of the workspace, while it waits for an answer.
pub(super) struct FallbackPollGuard<'s>(&'s State);

impl Drop for FallbackPollGuard<'_> {
    fn drop(&mut self) {
        let mut watchers = self.0.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        *watchers = watchers.map(|count| count.saturating_sub(1));
    }
}

/// The semantic tokens that a client was told, and what that result is called.
struct CachedSemanticTokens {
    name: String,
    tokens: Arc<[SemanticToken]>,
}

/// An open document as it is at some moment.
#[derive(Clone)]
pub(super) struct Document {
    pub snapshot: Snapshot,
    /// A number that no other text, settings, answer of the endpoint or document had before: two
    /// results with one revision are the same.
    pub revision: u64,
    /// The revision with which this text came.
    text_revision: u64,
    /// What the endpoint refused in this text, if it was asked about it.
    pub remote_findings: Arc<[Finding]>,
    /// What the client was told of it.
    pub told: Arc<Mutex<DiagnosticsCache>>,
    /// How its text was changed since it was taken to tell the client of it.
    pub changes: PendingEdits,
}

impl Document {
    fn new(snapshot: Snapshot, revision: u64) -> Document {
        let changes = PendingEdits::none(revision);
        let (refused, told) = ([].into(), Arc::default());
        Document {
            snapshot,
            revision,
            text_revision: revision,
            remote_findings: refused,
            told,
            changes,
        }
    }
}

/// How a text was changed since some revision.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingEdits {
    /// The revision; `None` if nothing is known of what the text was then.
    revision: Option<u64>,
    drift: Option<EditSpan>,
}

impl PendingEdits {
    fn none(revision: u64) -> PendingEdits {
        PendingEdits { revision: Some(revision), drift: None }
    }

    /// Adds an edit, or, if that is not known, a change to whatever it may be.
    fn add(&mut self, edit: Option<Edit>) {
        match edit {
            Some(edit) => self.drift = Some(EditSpan::add(self.drift, &edit)),
            None => self.revision = None,
        }
    }

    /// How the text was changed since `revision`, if at all; the outer `None` if it is not known.
    #[allow(clippy::option_option)] // Not to know is another thing than to know of none.
    pub fn since(&self, revision: u64) -> Option<Option<EditSpan>> {
        (self.revision == Some(revision)).then_some(self.drift)
    }
}

/// What the client said of itself.
pub(super) struct ResolvedClientCapabilities {
    pub encoding: PositionEncoding,
    /// It asks for diagnostics, so they are not pushed.
    pub pull_diagnostics: bool,
    /// It takes snippets in completions.
    pub snippet_support: bool,
    /// It takes definitions as links, which say what they lead from and to.
    pub definition_link_support: bool,
    /// It asks what can be renamed before it asks for a new name.
    pub prepares_rename: bool,
    /// It has the command that shows the places of a code lens.
    pub show_references_command: bool,
    /// It renders Markdown in hovers.
    pub markdown_in_hovers: bool,
    /// It renders Markdown beside completions.
    pub markdown_in_completions: bool,
    /// It shows pictures that stand in Markdown, as far as can be told.
    pub hover_images: bool,
    /// It can be asked for settings.
    pub configuration: bool,
    /// It can be told to ask for diagnostics again.
    pub diagnostic_refresh: bool,
    /// It can be told to ask for code lenses again.
    pub code_lens_refresh: bool,
    /// It shows progress that the server begins.
    pub progress: bool,
    /// It watches files on request.
    pub dynamic_file_watching: bool,
    /// It watches files by a folder and a pattern.
    pub relative_pattern_support: bool,
    /// It takes edits of documents with versions.
    pub document_changes: bool,
    /// It makes files on request.
    pub creates_files: bool,
    /// It renames files on request.
    pub renames_files: bool,
    /// It asks for the edits of a code action once somebody chose it.
    pub code_action_resolve: bool,
    /// Whether it makes edits that it is asked to make.
    pub applies_edits: bool,
    /// It takes the version that diagnostics belong to.
    pub diagnostic_version_support: bool,
    /// It takes symbols one inside the other.
    pub hierarchical_symbols: bool,
    /// It folds whole lines only.
    pub line_folding_only: bool,
    /// It asks what a completion means when it is about to show that.
    pub completion_resolve_documentation: bool,
    /// It shows the link behind a diagnostic's code.
    pub code_description_support: bool,
    /// It shows how far work has come, on request.
    pub work_done_progress: bool,
    /// Its process, to end when it ends.
    pub process_id: Option<u32>,
}

impl ResolvedClientCapabilities {
    fn new(params: &InitializeParams, refresh: bool) -> ResolvedClientCapabilities {
        let ClientCapabilities { text_document, workspace, window, general, experimental, .. } =
            &params.capabilities;
        let text = text_document.as_ref();
        let window = window.as_ref();
        let workspace = workspace.as_ref();
        let encodings = general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let completion = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref()?.content_format.as_deref());
        let beside = completion.and_then(|item| item.documentation_format.as_deref());
        // A client that does not say what it takes is taken for one of those that take everything.
        let renders = |formats: Option<&[MarkupKind]>| {
            formats.is_none_or(|formats| formats.contains(&MarkupKind::Markdown))
        };
        let publish = text.and_then(|text| text.publish_diagnostics.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let folding = text.and_then(|text| text.folding_range.as_ref());
        let definition = text.and_then(|text| text.definition.as_ref());
        let rename = text.and_then(|text| text.rename.as_ref());
        // The commands of a client, as other servers have it; the protocol has no place for them.
        let commands = experimental.as_ref().and_then(|it| it.pointer("/commands/commands"));
        let commands = commands.and_then(Value::as_array);
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let document_changes = edits.is_some_and(|edits| edits.document_changes == Some(true));
        let operations = edits.and_then(|edits| edits.resource_operations.as_ref());
        let creates = operations.is_some_and(|all| all.contains(&ResourceOperationKind::Create));
        let lenses = workspace.and_then(|workspace| workspace.code_lens.as_ref());
        let renames = operations.is_some_and(|all| all.contains(&ResourceOperationKind::Rename));
        let actions = text.and_then(|text| text.code_action.as_ref());
        let resolves = actions.is_some_and(|actions| {
            let resolved = actions.resolve_support.as_ref();
            actions.data_support == Some(true)
                && resolved.is_some_and(|all| all.properties.iter().any(|it| it == "edit"))
        });
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files);
        ResolvedClientCapabilities {
            encoding: convert::choose_encoding(encodings.map(Vec::as_slice).unwrap_or_default()),
            pull_diagnostics: text.is_some_and(|text| text.diagnostic.is_some()),
            snippet_support: completion.is_some_and(|item| item.snippet_support == Some(true)),
            definition_link_support: definition
                .is_some_and(|definition| definition.link_support == Some(true)),
            prepares_rename: rename.is_some_and(|rename| rename.prepare_support == Some(true)),
            show_references_command: commands
                .is_some_and(|commands| commands.iter().any(|it| it == SHOW_REFERENCES)),
            markdown_in_hovers: renders(hover),
            markdown_in_completions: renders(beside),
            // Those that show Markdown in a terminal would show the letters of the picture; they do
            // not say what renders it.
            hover_images: renders(hover) && general.as_ref().is_some_and(|g| g.markdown.is_some()),
            configuration: workspace.is_some_and(|w| w.configuration == Some(true)),
            diagnostic_refresh: refresh,
            code_lens_refresh: lenses.is_some_and(|lenses| lenses.refresh_support == Some(true)),
            progress: window.as_ref().is_some_and(|w| w.work_done_progress == Some(true)),
            dynamic_file_watching: watched
                .is_some_and(|watched| watched.dynamic_registration == Some(true)),
            relative_pattern_support: watched
                .is_some_and(|w| w.relative_pattern_support == Some(true)),
            document_changes,
            renames_files: document_changes && renames,
            code_action_resolve: resolves,
            applies_edits: workspace.is_some_and(|w| w.apply_edit == Some(true)),
            creates_files: document_changes && creates,
            diagnostic_version_support: publish
                .is_some_and(|publish| publish.version_support == Some(true)),
            hierarchical_symbols: symbols
                .is_some_and(|symbols| symbols.hierarchical_document_symbol_support == Some(true)),
            completion_resolve_documentation: completion
                .and_then(|item| item.resolve_support.as_ref())
                .is_some_and(|resolve| resolve.properties.iter().any(|it| it == "documentation")),
            code_description_support: publish
                .is_some_and(|publish| publish.code_description_support == Some(true)),
            work_done_progress: window
                .is_some_and(|window| window.work_done_progress == Some(true)),
            line_folding_only: folding
                .is_some_and(|folding| folding.line_folding_only == Some(true)),
            process_id: params.process_id,
        }
    }
}

impl State {
    /// Starts the session, unless it has been started. `refreshes` says whether the client can be
    /// told to ask for diagnostics again.
    pub fn initialize(&self, params: &InitializeParams, refreshes: bool) {
        if let Some(section) = params.initialization_options.as_ref() {
            let section = section.get("integrationManifest").unwrap_or(section);
            self.take_settings(section, &[]);
        }
        let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        let mut folders: Vec<_> = folders.filter_map(Folder::at).collect();
        if folders.is_empty() {
            #[allow(deprecated)] // Some clients know nothing else.
            folders.extend(params.root_uri.as_ref().and_then(Folder::at));
        }
        self.change_folders(&[], folders);
        // A second `initialize` is refused further in.
        let _ = self.session.set(ResolvedClientCapabilities::new(params, refreshes));
    }

    /// The session, once the client has introduced itself.
    pub fn session(&self) -> Option<&ResolvedClientCapabilities> {
        self.session.get()
    }

    /// How the client counts characters.
    pub fn encoding(&self) -> PositionEncoding {
        self.session().map(|session| session.encoding).unwrap_or_default()
    }

    /// Takes folders out of the workspace, and puts others into it.
    pub fn change_folders(&self, removed: &[Folder], added: Vec<Folder>) {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = |folder: &Folder| removed.iter().any(|removed| removed.path == folder.path);
        folders.retain(|folder| !gone(folder));
        folders.extend(added);
        drop(folders);
        self.files_changed();
    }

    /// The folders of the workspace.
    pub fn folders(&self) -> Vec<Folder> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the folders of the workspace are.
    pub fn roots(&self) -> Vec<PathBuf> {
        self.folders().into_iter().map(|folder| folder.path).collect()
    }

    /// What happens from now on that may make diagnostics other ones.
    pub fn subscribe(&self) -> tokio::sync::watch::Receiver<ChangeCounters> {
        self.news.subscribe()
    }

    /// Notes that files, folders or settings may be other ones than before.
    pub fn files_changed(&self) {
        self.news.send_modify(|news| news.files += 1);
    }

    /// Notes that somebody waits for the diagnostics of the workspace, for as long as it is kept.
    pub fn watch(&self) -> FallbackPollGuard<'_> {
        let mut watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        *watchers = Some(watchers.unwrap_or_default() + 1);
        FallbackPollGuard(self)
    }

    /// Whether the client has asked for the diagnostics of the workspace, and does not wait for them
    /// now: it learns of something new only if it is told to ask again.
    pub fn needs_refresh(&self) -> bool {
        *self.watchers.lock().unwrap_or_else(PoisonError::into_inner) == Some(0)
    }

    /// Keeps what the items of a completion mean. Returns a number to ask for it by.
    pub fn store_completion_docs(&self, items: Vec<Option<String>>) -> u64 {
        let mut explained = self.explained.lock().unwrap_or_else(PoisonError::into_inner);
        explained.number += 1;
        explained.items = items;
        explained.number
    }

    /// What an item of a completion means, if no other completion has been told since.
    pub fn completion_doc(&self, number: u64, item: usize) -> Option<String> {
        let explained = self.explained.lock().unwrap_or_else(PoisonError::into_inner);
        if explained.number != number {
            return None;
        }
        explained.items.get(item).cloned().flatten()
    }

    /// Keeps the tokens that the client is told of a document, if it is still open, and returns
    /// those it was told before under the name `previous`.
    pub fn cache_semantic_tokens(
        &self,
        url: &Url,
        name: &str,
        tokens: Arc<[SemanticToken]>,
        previous: Option<&str>,
    ) -> Option<Arc<[SemanticToken]>> {
        let documents = self.documents();
        let mut kept = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if !documents.contains_key(url) {
            return None;
        }
        let old =
            kept.insert(url.clone(), CachedSemanticTokens { name: name.to_owned(), tokens })?;
        (Some(old.name.as_str()) == previous).then_some(old.tokens)
    }

    /// Notes that the client said `shutdown`.
    pub fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Release);
        // Whoever waits is answered now.
        self.files_changed();
    }

    /// Whether the client said `shutdown`.
    pub fn is_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Acquire)
    }

    fn documents(&self) -> MutexGuard<'_, HashMap<Url, Document>> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that was not given before.
    pub fn next_revision(&self) -> u64 {
        self.revisions.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Opens a document, if it is a manifest.
    pub fn open(&self, url: Url, language: &str, version: i32, text: String) {
        if !is_manifest(&url, language) {
            return;
        }
        let buffer = Buffer::new(&text);
        // Twice in memory is once too often while the tree is made.
        drop(text);
        let mut snapshot = Snapshot::of(buffer, dialect(&url, language), Arc::default(), version);
        {
            // Settings that come between looking them up and keeping the document would pass it by,
            // so both are done at once.
            let mut documents = self.documents();
            snapshot.settings = self.settings(&url);
            let revision = self.next_revision();
            documents.insert(url.clone(), Document::new(snapshot, revision));
        }
        self.changed.add(url);
        self.files_changed();
    }

    /// Applies changes to an open document, in their order.
    pub fn change(&self, url: Url, version: i32, changes: Vec<Change>) {
        let encoding = self.encoding();
        {
            let mut documents = self.documents();
            let Some(document) = documents.get_mut(&url) else { return };
            for change in changes {
                let edit = document.snapshot.change(change, encoding);
                document.changes.add(edit);
            }
            document.snapshot.version = version;
            document.revision = self.next_revision();
            document.text_revision = document.revision;
            document.remote_findings = [].into();
        }
        self.changed.add(url);
        self.news.send_modify(|news| news.texts += 1);
    }

    /// Keeps what the endpoint refused in the text of `asked`; false if that is not the document's
    /// text any more.
    pub fn set_remote_findings(
        &self,
        url: &Url,
        asked: &Document,
        refused: Arc<[Finding]>,
    ) -> bool {
        let mut documents = self.documents();
        let document = documents.get_mut(url).filter(|it| it.text_revision == asked.text_revision);
        let Some(document) = document else { return false };
        document.remote_findings = refused;
        document.revision = self.next_revision();
        drop(documents);
        self.news.send_modify(|news| news.texts += 1);
        self.changed.add(url.clone());
        true
    }

    /// Closes a document and forgets it.
    pub fn close(&self, url: Url) {
        let mut documents = self.documents();
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(&url);
        let was_open = documents.remove(&url).is_some();
        drop(documents);
        if was_open {
            self.changed.add(url);
            self.files_changed();
        }
    }

    /// The document as it is now, if it is open.
    pub fn document(&self, url: &Url) -> Option<Document> {
        self.documents().get(url).cloned()
    }

    /// The same, for somebody who is going to tell the client of it.
    pub fn snapshot_for_diagnostics(&self, url: &Url) -> Option<Document> {
        let mut documents = self.documents();
        let document = documents.get_mut(url)?;
        let taken = document.clone();
        document.changes = PendingEdits::none(document.revision);
        Some(taken)
    }

    /// Every open document as it is now.
    pub fn open_documents(&self) -> Vec<(Url, Document)> {
        let documents = self.documents();
        documents.iter().map(|(url, document)| (url.clone(), document.clone())).collect()
    }

    /// The open documents, each with its revision.
    pub fn open_revisions(&self) -> Vec<(Url, u64)> {
        let documents = self.documents();
        documents.iter().map(|(url, document)| (url.clone(), document.revision)).collect()
    }

    /// The revision of a document, if it is open.
    pub fn revision(&self, url: &Url) -> Option<u64> {
        self.documents().get(url).map(|document| document.revision)
    }

    fn settings(&self, url: &Url) -> Arc<Settings> {
        self.settings_at(&url.to_file_path().unwrap_or_else(|()| PathBuf::from(url.path())))
    }

    /// The settings for the manifest at `path`.
    pub fn settings_at(&self, path: &Path) -> Arc<Settings> {
        self.with_settings(|scopes| scopes.resolver_for(path).settings_for(path))
    }

    /// The folder of the settings file that counts for the manifest at `path`.
    pub fn settings_folder(&self, path: &Path) -> Option<PathBuf> {
        let file = self.with_settings(|scopes| scopes.resolver_for(path).file_for(path))?;
        file.path.parent().map(Path::to_owned)
    }

    /// Runs `ask` on the settings.
    pub fn with_settings<T>(&self, ask: impl FnOnce(&FolderConfigs) -> T) -> T {
        ask(&self.scopes.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the editor's section of settings, and those that hold in some folders instead. Returns
    /// what in them has no effect.
    pub fn take_settings(&self, section: &Value, folders: &[(PathBuf, Value)]) -> Vec<String> {
        let (scopes, problems) = FolderConfigs::new(section, folders);
        let other = self.validation.take_settings(section);
        *self.scopes.write().unwrap_or_else(PoisonError::into_inner) = scopes;
        self.reload_settings();
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.place, problem.message))
            .chain(other)
            .collect()
    }

    /// Notes that the client has answered what its settings are, or will not.
    pub fn mark_configured(&self) {
        self.answered.send_replace(true);
    }

    /// `document`, whose diagnostics somebody asks for, once the settings are known that it is to be
    /// judged by.
    pub async fn with_current_settings(&self, url: &Url, document: Document) -> Document {
        if !self.wait_for_settings().await {
            return document;
        }
        let now = self.document(url);
        now.filter(|now| now.snapshot.version == document.snapshot.version).unwrap_or(document)
    }

    /// Waits until the client has said its settings, and returns whether there was something to wait
    /// for. A client that can be told to ask again need not wait for them; nor does any wait for an
    /// answer that does not come.
    pub async fn wait_for_settings(&self) -> bool {
        let waits = self
            .session()
            .is_some_and(|session| session.configuration && !session.diagnostic_refresh);
        if !waits || *self.answered.borrow() {
            return false;
        }
        let mut answered = self.answered.subscribe();
        let answer = answered.wait_for(|answered| *answered);
        if tokio::time::timeout(CONFIGURATION_TIMEOUT, answer).await.is_err() {
            // Nobody else waits for what has not come until now.
            self.mark_configured();
        }
        true
    }

    /// Reads settings files again, and checks every document by what they say now.
    pub fn invalidate_config(&self) {
        self.with_settings(FolderConfigs::invalidate);
        self.reload_settings();
    }

    fn reload_settings(&self) {
        for (url, document) in self.documents().iter_mut() {
            document.snapshot.settings = self.settings(url);
            document.revision = self.next_revision();
            self.changed.add(url.clone());
        }
        self.files_changed();
    }
}

/// A set of documents that can be waited for.
#[derive(Default)]
pub(super) struct DirtyDocuments {
    /// The documents, and whether there is something to do even without any.
    urls: Mutex<(BTreeSet<Url>, bool)>,
    condvar: Condvar,
}

impl DirtyDocuments {
    fn add(&self, url: Url) {
        self.urls.lock().unwrap_or_else(PoisonError::into_inner).0.insert(url);
        self.condvar.notify_one();
    }

    /// Ends the waiting, be there documents or not.
    pub fn notify(&self) {
        self.urls.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.condvar.notify_one();
    }

    /// Waits until there are any, and takes them all.
    pub fn wait(&self) -> BTreeSet<Url> {
        let urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.condvar.wait_while(urls, |(urls, rung)| urls.is_empty() && !*rung);
        std::mem::take(&mut *waited.unwrap_or_else(PoisonError::into_inner)).0
    }
}

/// What editors call manifests in JSON, and in JSON with comments.
const LANGUAGES: [&str; 2] = ["integration-manifest", "integration-manifest-jsonc"];

/// Whether a document is ours: the language id says so, or, where an editor hands over any JSON, the
/// file's name does.
fn is_manifest(url: &Url, language: &str) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    LANGUAGES.contains(&language) || crate::manifest::is_file_name(name)
}

fn dialect(url: &Url, language: &str) -> Dialect {
    match url.path() {
        path if path.ends_with(".json") => Dialect::Json,
        path if path.ends_with(".jsonc") => Dialect::Jsonc,
        _ if language == "jsonc" || language == LANGUAGES[1] => Dialect::Jsonc,
        _ => Dialect::Json,
    }
}
