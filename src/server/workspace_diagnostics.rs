//! Diagnostics of all manifests in the workspace, for clients that ask.
//!
//! A client that has its answer asks again at once. So a request to which there is nothing new to
//! say is kept until there is: until a file, a folder, a setting or an open document changes.
//!
//! What is kept of a file that is not open is not its text, but how its version is told from others
//! and what the result for that was called. That is enough to pass over files of which the client
//! knows everything, and takes next to no memory.

use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch::Receiver;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    FullDocumentDiagnosticReport, ProgressToken, UnchangedDocumentDiagnosticReport, Url,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::convert;
use super::progress::{self, Progress};
use super::state::{ChangeCounters, State};
use super::transport::ClientWriter;
use super::workspace_symbols::{self, CancelOnDrop};
use crate::rules::Settings;
use crate::util::discovery::find_manifests;

/// The most manifests of a workspace that are checked: more than anybody looks through.
const MAX_MANIFESTS: usize = 10_000;

/// From so many files to be read on, or so many bytes in them, the client is asked to show progress.
const PROGRESS_THRESHOLD: (usize, u64) = (50, 16 << 20);

/// The most threads that check files.
const THREADS: usize = 4;

/// How many reports without diagnostics go into one message.
const BATCH: usize = 100;

/// How long nothing may happen before a request that was kept is answered, since one thing that
/// happens is often followed by others; and how long that is waited for at most.
const DEBOUNCE: Duration = Duration::from_millis(200);
const MAX_DEBOUNCE: Duration = Duration::from_secs(2);

/// How often files are looked at where the client does not watch them.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// What tells one version of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FileFingerprint {
    modified: Option<SystemTime>,
    len: u64,
    settings: Arc<Settings>,
}

impl FileFingerprint {
    fn new(metadata: &Metadata, settings: Arc<Settings>) -> FileFingerprint {
        FileFingerprint { modified: metadata.modified().ok(), len: metadata.len(), settings }
    }
}

/// The last known versions of manifests that are not open, each with the revision it was given.
#[derive(Default)]
pub(super) struct FileRevisions(Mutex<HashMap<PathBuf, (FileFingerprint, u64)>>);

impl FileRevisions {
    /// The revision of the file at `path`: the same as before if it is the same version.
    fn revision(&self, path: &Path, stamp: FileFingerprint, state: &State) -> u64 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(path) {
            Some((same, revision)) if *same == stamp => *revision,
            _ => {
                let revision = state.next_revision();
                known.insert(path.to_owned(), (stamp, revision));
                revision
            }
        }
    }

    /// Forgets the file at `path`, which was written: the clock of a file system may be too coarse
    /// to show it.
    pub fn forget(&self, path: &Path) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    fn retain(&self, paths: &[PathBuf]) {
        let paths: HashSet<&PathBuf> = paths.iter().collect();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|path, _| paths.contains(path));
    }
}

/// What has to be looked into.
enum CheckJob {
    /// An open document.
    Open(Url),
    /// A file, and what its diagnostics are called.
    File(PathBuf, Url, u64),
}

/// What is to be done for an answer.
struct Plan {
    jobs: Vec<CheckJob>,
    /// The bytes of all files among them.
    bytes: u64,
    /// Reports of documents of which the client knows everything.
    unchanged: Vec<WorkspaceDocumentDiagnosticReport>,
    /// Documents of which it knows something, though they are no longer there.
    gone: Vec<Url>,
}

/// What a document is recognised by: clients write one and the same path as different URLs.
fn canonical_uri(url: &Url) -> Url {
    url.to_file_path().ok().and_then(|path| Url::from_file_path(path).ok()).unwrap_or(url.clone())
}

/// A request.
struct WorkspaceCheck {
    state: Arc<State>,
    output: ClientWriter,
    stop: Arc<AtomicBool>,
    /// Where results go before the end.
    partial: Option<ProgressToken>,
    /// What the client knows: what it calls each document, and the result.
    previous: HashMap<Url, (Url, String)>,
    /// The files found so far.
    found: Mutex<Vec<PathBuf>>,
    /// What is to be in the answer.
    reports: Mutex<Vec<(Url, WorkspaceDocumentDiagnosticReport)>>,
    /// How much was told that is new.
    told: AtomicUsize,
}

/// Answers a request once there is something to say.
pub(super) async fn workspace_diagnostic(
    state: Arc<State>,
    output: ClientWriter,
    client: &Client,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReport> {
    // A request that is cancelled is dropped, and this with it.
    let stop = CancelOnDrop::default();
    let mut progress_token = params.work_done_progress_params.work_done_token;
    let previous = params.previous_result_ids.into_iter();
    let scan = Arc::new(WorkspaceCheck {
        state: state.clone(),
        output: output.clone(),
        stop: stop.flag(),
        partial: params.partial_result_params.partial_result_token,
        previous: previous
            .map(|known| (canonical_uri(&known.uri), (known.uri, known.value)))
            .collect(),
        found: Mutex::default(),
        reports: Mutex::default(),
        told: AtomicUsize::new(0),
    });
    let _watcher = state.watch();
    state.wait_for_settings().await;
    let mut news = state.subscribe();
    let mut files: Option<u64> = None;
    loop {
        let now = *news.borrow_and_update();
        let walk = files != Some(now.files);
        files = Some(now.files);
        let plan = in_background(&scan, move |scan| scan.plan(walk)).await?;
        let long = plan.jobs.len() >= PROGRESS_THRESHOLD.0 || plan.bytes >= PROGRESS_THRESHOLD.1;
        if long
            && progress_token.is_none()
            && state.session().is_some_and(|it| it.work_done_progress)
        {
            progress_token = progress::create(client).await;
        }
        let progress = progress_token.take().filter(|_| !plan.jobs.is_empty()).map(|token| {
            let title = "Checking integration manifests";
            Progress::begin(output.clone(), token, title, plan.jobs.len())
        });
        let items = in_background(&scan, move |scan| scan.run(plan, progress.as_ref())).await?;
        if scan.told.load(Ordering::Relaxed) > 0 || state.is_shut_down() {
            return Ok(WorkspaceDiagnosticReport { items });
        }
        if wait(&state, &mut news, now).await {
            // Files that nobody watches may be other ones.
            files = None;
        }
    }
}

/// Waits until something has happened since `now`, and nothing more does; or, where the client does
/// not watch files, until it is time to look at them, which is what it then returns.
async fn wait(state: &State, news: &mut Receiver<ChangeCounters>, now: ChangeCounters) -> bool {
    let watched = state.session().is_some_and(|session| session.dynamic_file_watching);
    let something = news.wait_for(|news| *news != now);
    if watched {
        let _ = something.await;
    } else if tokio::time::timeout(POLL_INTERVAL, something).await.is_err() {
        return true;
    }
    let quiet = async {
        while !state.is_shut_down()
            && matches!(tokio::time::timeout(DEBOUNCE, news.changed()).await, Ok(Ok(())))
        {}
    };
    let _ = tokio::time::timeout(MAX_DEBOUNCE, quiet).await;
    false
}

async fn in_background<T: Send + 'static>(
    scan: &Arc<WorkspaceCheck>,
    work: impl FnOnce(&WorkspaceCheck) -> T + Send + 'static,
) -> Result<T> {
    let scan = scan.clone();
    let done = tokio::task::spawn_blocking(move || work(&scan)).await;
    done.map_err(|_| Error::internal_error())
}

impl WorkspaceCheck {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Finds out what the client does not know. Looks for files anew if asked to.
    fn plan(&self, walk: bool) -> Plan {
        if walk {
            let files = self.walk();
            if !self.stopped() {
                self.state.diagnostic_version_support.retain(&files);
            }
            *self.found.lock().unwrap_or_else(PoisonError::into_inner) = files;
        }
        let mut plan = Plan { jobs: Vec::new(), bytes: 0, unchanged: Vec::new(), gone: Vec::new() };
        let mut there = HashSet::new();
        for (url, revision) in self.state.open_revisions() {
            let key = canonical_uri(&url);
            if !self.is_known(&key, revision, &mut plan) {
                plan.jobs.push(CheckJob::Open(url));
            }
            there.insert(key);
        }
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        for path in found.iter() {
            if self.stopped() {
                break;
            }
            let Ok(url) = Url::from_file_path(path) else { continue };
            if there.contains(&url) {
                continue;
            }
            // What cannot be looked into has no diagnostics.
            let metadata = fs::metadata(path).ok().filter(Metadata::is_file);
            let Some(metadata) =
                metadata.filter(|it| it.len() <= workspace_symbols::MAX_FILE_BYTES)
            else {
                continue;
            };
            let stamp = FileFingerprint::new(&metadata, self.state.settings_at(path));
            let revision = self.state.diagnostic_version_support.revision(path, stamp, &self.state);
            if !self.is_known(&url, revision, &mut plan) {
                plan.bytes += metadata.len();
                let name = self.previous.get(&url).map_or(&url, |(name, _)| name).clone();
                plan.jobs.push(CheckJob::File(path.clone(), name, revision));
            }
            there.insert(url);
        }
        // Problems of settings files met on the way are told by the thread that pushes.
        self.state.changed.notify();
        let gone = self.previous.iter().filter(|(key, _)| !there.contains(*key));
        plan.gone = gone.map(|(_, (url, _))| url.clone()).collect();
        plan
    }

    /// Whether the client knows this revision of a document; if so, it is reported unchanged.
    fn is_known(&self, key: &Url, revision: u64, plan: &mut Plan) -> bool {
        let Some((url, value)) = self.previous.get(key) else { return false };
        if *value != revision.to_string() {
            return false;
        }
        let version = self.state.document(url).map(|document| document.snapshot.version.into());
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: value.clone() };
        plan.unchanged.push(WorkspaceDocumentDiagnosticReport::Unchanged(
            WorkspaceUnchangedDocumentDiagnosticReport {
                uri: url.clone(),
                version,
                unchanged_document_diagnostic_report: unchanged,
            },
        ));
        true
    }

    /// The manifests in the folders of the workspace, each once.
    fn walk(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in self.state.roots() {
            let room = MAX_MANIFESTS - files.len();
            let going = find_manifests(&folder).take_while(|_| !self.stopped());
            files.extend(going.flatten().take(room));
        }
        if files.len() >= MAX_MANIFESTS {
            tracing::warn!(
                "there are more than {MAX_MANIFESTS} manifests, of which not all are checked"
            );
        }
        files.sort();
        // One folder may lie in another.
        files.dedup();
        files
    }

    /// Checks what is to be checked, and returns what belongs into the answer.
    fn run(
        &self,
        plan: Plan,
        progress: Option<&Progress>,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(job) = plan.jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                if self.stopped() {
                    return;
                }
                // A panic in a rule costs this check, not the answer.
                match catch_unwind(AssertUnwindSafe(|| self.check(job))) {
                    Ok(Some(report)) => self.send_report(report),
                    Ok(None) => {}
                    Err(_) => tracing::error!("checking a manifest failed"),
                }
                progress.into_iter().for_each(Progress::step);
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
        std::thread::scope(|scope| {
            for _ in 1..threads.min(THREADS).min(plan.jobs.len()) {
                scope.spawn(work);
            }
            work();
        });
        for url in plan.gone {
            self.send_report((url, None, None, Vec::new()));
        }
        if self.told.load(Ordering::Relaxed) == 0 || self.stopped() {
            return Vec::new();
        }
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.sort_by(|(url, _), (other, _)| url.cmp(other));
        let mut items: Vec<_> = reports.drain(..).map(|(_, report)| report).collect();
        items.extend(plan.unchanged);
        let Some(token) = &self.partial else { return items };
        while !items.is_empty() && !self.stopped() {
            let rest = items.split_off(items.len().min(BATCH));
            progress::tell(&self.output, token, WorkspaceDiagnosticReport { items });
            items = rest;
        }
        Vec::new()
    }

    fn check(&self, job: &CheckJob) -> Option<Report> {
        let encoding = self.state.encoding();
        match job {
            CheckJob::Open(url) => {
                let document = self.state.document(url)?;
                let items = convert::diagnostics(
                    url,
                    &document.snapshot,
                    &document.remote_findings,
                    encoding,
                );
                let version = Some(document.snapshot.version.into());
                Some((url.clone(), version, Some(document.revision.to_string()), items))
            }
            CheckJob::File(path, url, revision) => match workspace_symbols::read(path) {
                Some((_, mut snapshot)) => {
                    snapshot.settings = self.state.settings_at(path);
                    let items = convert::diagnostics(url, &snapshot, &[], encoding);
                    Some((url.clone(), None, Some(revision.to_string()), items))
                }
                // If there was something to say of it, that is no longer so.
                None => self
                    .previous
                    .values()
                    .any(|(known, _)| known == url)
                    .then(|| (url.clone(), None, None, Vec::new())),
            },
        }
    }

    /// Tells the client, now if it can be told before the end and there is something to see.
    fn send_report(&self, (uri, version, result_id, items): Report) {
        self.told.fetch_add(1, Ordering::Relaxed);
        let something = !items.is_empty();
        let full = FullDocumentDiagnosticReport { result_id, items };
        let report =
            WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri: uri.clone(),
                version,
                full_document_diagnostic_report: full,
            });
        match &self.partial {
            Some(token) if something => {
                if !self.stopped() {
                    let items = vec![report];
                    progress::tell(&self.output, token, WorkspaceDiagnosticReport { items });
                }
            }
            _ => {
                let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
                reports.push((uri, report));
            }
        }
    }
}

/// A document, its version if it is open, what its result is called, and the result.
type Report = (Url, Option<i64>, Option<String>, Vec<tower_lsp::lsp_types::Diagnostic>);
