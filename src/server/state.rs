//! What the server knows: the session, the open documents, the settings.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use serde_json::Value;
use tower_lsp::lsp_types::{
    ClientCapabilities, InitializeParams, MarkupKind, ResourceOperationKind, SemanticToken, Url,
};

use super::convert::{self, names::SHOW_REFERENCES};
use super::workspace::paths;
use crate::Snapshot;
use crate::config::Resolver;
use crate::rules::Settings;
use crate::syntax::Dialect;
use crate::text::{Change, Encoding};

/// How long a client may take to answer what its settings are before it is given diagnostics all the
/// same.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the server knows.
#[derive(Default)]
pub(super) struct State {
    session: OnceLock<Session>,
    documents: Mutex<HashMap<Url, Document>>,
    resolver: RwLock<Resolver>,
    /// Whether the client has answered what its settings are, or will not.
    answered: tokio::sync::watch::Sender<bool>,
    /// Documents to check again, or to clear if they are closed.
    pub changed: Changed,
    shut_down: AtomicBool,
    /// The last revision given to a document.
    revisions: AtomicU64,
    /// The folders of the workspace.
    folders: Mutex<Vec<PathBuf>>,
    /// The semantic tokens last told of each document.
    tokens: Mutex<HashMap<Url, ToldTokens>>,
}

/// The semantic tokens that a client was told, and what that result is called.
struct ToldTokens {
    name: String,
    tokens: Arc<[SemanticToken]>,
}

/// An open document as it is at some moment.
#[derive(Clone)]
pub(super) struct Document {
    pub snapshot: Snapshot,
    /// A number that no other text, settings or document had before: two results with one revision
    /// are the same.
    pub revision: u64,
}

/// What the client said of itself.
pub(super) struct Session {
    pub encoding: Encoding,
    /// It asks for diagnostics, so they are not pushed.
    pub pulls: bool,
    /// It takes snippets in completions.
    pub snippets: bool,
    /// It takes definitions as links, which say what they lead from and to.
    pub links: bool,
    /// It asks what can be renamed before it asks for a new name.
    pub prepares_rename: bool,
    /// It has the command that shows the places of a code lens.
    pub shows_references: bool,
    /// It renders Markdown in hovers.
    pub markdown_in_hovers: bool,
    /// It renders Markdown beside completions.
    pub markdown_in_completions: bool,
    /// It shows pictures that stand in Markdown, as far as can be told.
    pub pictures: bool,
    /// It can be asked for settings.
    pub configuration: bool,
    /// It can be told to ask for diagnostics again.
    pub refresh: bool,
    /// It watches files on request.
    pub watches: bool,
    /// It watches files by a folder and a pattern.
    pub watches_relative: bool,
    /// It takes edits of documents with versions.
    pub document_changes: bool,
    /// It makes files on request.
    pub creates_files: bool,
    /// It renames files on request.
    pub renames_files: bool,
    /// It asks for the edits of a code action once somebody chose it.
    pub resolves_actions: bool,
    /// It takes the version that diagnostics belong to.
    pub versions: bool,
    /// It takes symbols one inside the other.
    pub hierarchical_symbols: bool,
    /// It folds whole lines only.
    pub folds_lines: bool,
    /// Its process, to end when it ends.
    pub process: Option<u32>,
}

impl Session {
    fn new(params: &InitializeParams, refresh: bool) -> Session {
        let ClientCapabilities { text_document, workspace, general, experimental, .. } =
            &params.capabilities;
        let text = text_document.as_ref();
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
        let renames = operations.is_some_and(|all| all.contains(&ResourceOperationKind::Rename));
        let actions = text.and_then(|text| text.code_action.as_ref());
        let resolves = actions.is_some_and(|actions| {
            let resolved = actions.resolve_support.as_ref();
            actions.data_support == Some(true)
                && resolved.is_some_and(|all| all.properties.iter().any(|it| it == "edit"))
        });
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files);
        Session {
            encoding: convert::choose_encoding(encodings.map(Vec::as_slice).unwrap_or_default()),
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            snippets: completion.is_some_and(|item| item.snippet_support == Some(true)),
            links: definition.is_some_and(|definition| definition.link_support == Some(true)),
            prepares_rename: rename.is_some_and(|rename| rename.prepare_support == Some(true)),
            shows_references: commands
                .is_some_and(|commands| commands.iter().any(|it| it == SHOW_REFERENCES)),
            markdown_in_hovers: renders(hover),
            markdown_in_completions: renders(beside),
            // Those that show Markdown in a terminal would show the letters of the picture; they do
            // not say what renders it.
            pictures: renders(hover) && general.as_ref().is_some_and(|g| g.markdown.is_some()),
            configuration: workspace.is_some_and(|w| w.configuration == Some(true)),
            refresh,
            watches: watched.is_some_and(|watched| watched.dynamic_registration == Some(true)),
            watches_relative: watched.is_some_and(|w| w.relative_pattern_support == Some(true)),
            document_changes,
            renames_files: document_changes && renames,
            resolves_actions: resolves,
            creates_files: document_changes && creates,
            versions: publish.is_some_and(|publish| publish.version_support == Some(true)),
            hierarchical_symbols: symbols
                .is_some_and(|symbols| symbols.hierarchical_document_symbol_support == Some(true)),
            folds_lines: folding.is_some_and(|folding| folding.line_folding_only == Some(true)),
            process: params.process_id,
        }
    }
}

impl State {
    /// Starts the session, unless it has been started. `refreshes` says whether the client can be
    /// told to ask for diagnostics again.
    pub fn begin(&self, params: &InitializeParams, refreshes: bool) {
        if let Some(section) = params.initialization_options.as_ref() {
            let section = section.get("integrationManifest").unwrap_or(section);
            self.take_settings(section);
        }
        let folders = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
        let mut folders = paths(folders);
        if folders.is_empty() {
            #[allow(deprecated)] // Some clients know nothing else.
            folders.extend(paths(&params.root_uri));
        }
        self.change_folders(&[], folders);
        // A second `initialize` is refused further in.
        let _ = self.session.set(Session::new(params, refreshes));
    }

    /// The session, once the client has introduced itself.
    pub fn session(&self) -> Option<&Session> {
        self.session.get()
    }

    /// How the client counts characters.
    pub fn encoding(&self) -> Encoding {
        self.session().map(|session| session.encoding).unwrap_or_default()
    }

    /// Takes folders out of the workspace, and puts others into it.
    pub fn change_folders(&self, removed: &[PathBuf], added: Vec<PathBuf>) {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|folder| !removed.contains(folder));
        folders.extend(added);
    }

    /// The folders of the workspace.
    pub fn folders(&self) -> Vec<PathBuf> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the tokens that the client is told of a document, if it is still open, and returns
    /// those it was told before under the name `previous`.
    pub fn keep_tokens(
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
        let old = kept.insert(url.clone(), ToldTokens { name: name.to_owned(), tokens })?;
        (Some(old.name.as_str()) == previous).then_some(old.tokens)
    }

    /// Notes that the client said `shutdown`.
    pub fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Release);
    }

    /// Whether the client said `shutdown`.
    pub fn is_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Acquire)
    }

    fn documents(&self) -> MutexGuard<'_, HashMap<Url, Document>> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_revision(&self) -> u64 {
        self.revisions.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Opens a document, if it is a manifest.
    pub fn open(&self, url: Url, language: &str, version: i32, text: &str) {
        if !is_manifest(&url, language) {
            return;
        }
        let mut snapshot = Snapshot::new(text, dialect(&url, language), Arc::default(), version);
        {
            // Settings that come between looking them up and keeping the document would pass it by,
            // so both are done at once.
            let mut documents = self.documents();
            snapshot.settings = self.settings(&url);
            documents.insert(url.clone(), Document { snapshot, revision: self.next_revision() });
        }
        self.changed.add(url);
    }

    /// Applies changes to an open document, in their order.
    pub fn change(&self, url: Url, version: i32, changes: Vec<Change>) {
        let encoding = self.encoding();
        {
            let mut documents = self.documents();
            let Some(document) = documents.get_mut(&url) else { return };
            for change in changes {
                document.snapshot.change(change, encoding);
            }
            document.snapshot.version = version;
            document.revision = self.next_revision();
        }
        self.changed.add(url);
    }

    /// Closes a document and forgets it.
    pub fn close(&self, url: Url) {
        let mut documents = self.documents();
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(&url);
        let was_open = documents.remove(&url).is_some();
        drop(documents);
        if was_open {
            self.changed.add(url);
        }
    }

    /// The document as it is now, if it is open.
    pub fn document(&self, url: &Url) -> Option<Document> {
        self.documents().get(url).cloned()
    }

    /// Every open document as it is now.
    pub fn open_documents(&self) -> Vec<(Url, Document)> {
        let documents = self.documents();
        documents.iter().map(|(url, document)| (url.clone(), document.clone())).collect()
    }

    /// The revision of a document, if it is open.
    pub fn revision(&self, url: &Url) -> Option<u64> {
        self.documents().get(url).map(|document| document.revision)
    }

    fn settings(&self, url: &Url) -> Arc<Settings> {
        let path = url.to_file_path().unwrap_or_else(|()| PathBuf::from(url.path()));
        self.resolver.read().unwrap_or_else(PoisonError::into_inner).settings_for(&path)
    }

    /// Runs `ask` on the resolver of settings.
    pub fn with_resolver<T>(&self, ask: impl FnOnce(&Resolver) -> T) -> T {
        ask(&self.resolver.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the editor's section of settings. Returns what in it has no effect.
    pub fn take_settings(&self, section: &Value) -> Vec<String> {
        let (resolver, problems) = Resolver::with_editor(section);
        *self.resolver.write().unwrap_or_else(PoisonError::into_inner) = resolver;
        self.resettle();
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.place, problem.message))
            .collect()
    }

    /// Notes that the client has answered what its settings are, or will not.
    pub fn settings_are_known(&self) {
        self.answered.send_replace(true);
    }

    /// `document`, whose diagnostics somebody asks for, once the settings are known that it is to be
    /// judged by. A client that can be told to ask again need not wait for that; nor does any wait
    /// for an answer that does not come.
    pub async fn settled(&self, url: &Url, document: Document) -> Document {
        let waits = self.session().is_some_and(|session| session.configuration && !session.refresh);
        if !waits || *self.answered.borrow() {
            return document;
        }
        let mut answered = self.answered.subscribe();
        let answer = answered.wait_for(|answered| *answered);
        if tokio::time::timeout(PATIENCE, answer).await.is_err() {
            // Nobody else waits for what has not come until now.
            self.settings_are_known();
        }
        let now = self.document(url);
        now.filter(|now| now.snapshot.version == document.snapshot.version).unwrap_or(document)
    }

    /// Reads settings files again, and checks every document by what they say now.
    pub fn forget_settings_files(&self) {
        self.with_resolver(Resolver::forget);
        self.resettle();
    }

    fn resettle(&self) {
        for (url, document) in self.documents().iter_mut() {
            document.snapshot.settings = self.settings(url);
            document.revision = self.next_revision();
            self.changed.add(url.clone());
        }
    }
}

/// A set of documents that can be waited for.
#[derive(Default)]
pub(super) struct Changed {
    urls: Mutex<BTreeSet<Url>>,
    bell: Condvar,
}

impl Changed {
    fn add(&self, url: Url) {
        self.urls.lock().unwrap_or_else(PoisonError::into_inner).insert(url);
        self.bell.notify_one();
    }

    /// Waits until there are any, and takes them all.
    pub fn wait(&self) -> BTreeSet<Url> {
        let urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_while(urls, |urls| urls.is_empty());
        std::mem::take(&mut *waited.unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether a document is ours: the language id says so, or, where an editor hands over any JSON, the
/// file's name does.
fn is_manifest(url: &Url, language: &str) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    language == "integration-manifest" || crate::manifest::is_file_name(name)
}

fn dialect(url: &Url, language: &str) -> Dialect {
    match url.path() {
        path if path.ends_with(".json") => Dialect::Json,
        path if path.ends_with(".jsonc") => Dialect::Jsonc,
        _ if language == "jsonc" => Dialect::Jsonc,
        _ => Dialect::Json,
    }
}
