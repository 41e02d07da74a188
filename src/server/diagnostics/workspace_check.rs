//! Check of all manifests in the workspace, for one `workspace/diagnostic` request.

use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::Mutex;
use tower_lsp::lsp_types::{
    Diagnostic, FullDocumentDiagnosticReport, PreviousResultId, ProgressToken,
    UnchangedDocumentDiagnosticReport, Url, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::file_revisions::FileFingerprint;
use crate::manifest::is_file_name;
use crate::server::lsp::to_proto;
use crate::server::progress::{self, StepProgress};
use crate::server::state::State;
use crate::server::transport::ClientWriter;
use crate::server::workspace_files::{MAX_FILE_BYTES, read_manifest};
use crate::util::discovery::find_files;

/// Maximum number of manifests of the workspace that are checked or searched. Further ones are skipped, with
/// a warning in the log.
pub const MAX_MANIFESTS: usize = 10_000;

/// Maximum number of threads that check manifests.
const MAX_THREADS: usize = 4;

/// Number of reports without diagnostics in one partial result.
const BATCH_SIZE: usize = 100;

/// Check of the workspace.
pub struct WorkspaceCheck {
    state: Arc<State>,
    output: ClientWriter,
    /// Set when the request is cancelled.
    cancelled: Arc<AtomicBool>,
    /// Token for partial results.
    partial_result_token: Option<ProgressToken>,
    /// URI and result id that the client has of each document, by its canonical URI.
    previous: HashMap<Url, PreviousResultId>,
    /// Manifests found by the last search.
    manifests: Mutex<Vec<PathBuf>>,
    /// Reports for the response.
    reports: Mutex<Vec<(Url, WorkspaceDocumentDiagnosticReport)>>,
    /// Number of reports with changes.
    changed: AtomicUsize,
}

/// Work for a response.
pub struct Plan {
    /// Manifests to check.
    pub jobs: Vec<CheckJob>,
    /// Total size of the files to read, in bytes.
    pub bytes: u64,
    /// Reports of unchanged documents.
    unchanged: Vec<WorkspaceDocumentDiagnosticReport>,
    /// Removed documents, of which the client still has diagnostics.
    removed: Vec<Url>,
}

/// A manifest to check.
pub enum CheckJob {
    /// An open document.
    Open(Url),
    /// A file that is not open.
    File {
        /// Path of the file.
        path: PathBuf,
        /// URI for the report.
        url: Url,
        /// Revision of the file.
        revision: u64,
    },
}

/// Diagnostics of one document.
struct Report {
    url: Url,
    /// Version, if the document is open.
    version: Option<i64>,
    result_id: Option<String>,
    items: Vec<Diagnostic>,
}

impl Report {
    /// Report that clears the diagnostics of a document.
    fn cleared(url: Url) -> Report {
        Report { url, version: None, result_id: None, items: Vec::new() }
    }
}

/// Returns the URI by which documents are compared: clients encode the same path in different ways, and a
/// folder can be open through a symbolic link.
fn canonical_uri(url: &Url) -> Url {
    let path = url.to_file_path().ok().map(|path| fs::canonicalize(&path).unwrap_or(path));
    path.and_then(|path| Url::from_file_path(path).ok()).unwrap_or(url.clone())
}

impl WorkspaceCheck {
    /// Creates a check for a client that has the results `previous`.
    pub fn new(
        state: Arc<State>,
        output: ClientWriter,
        cancelled: Arc<AtomicBool>,
        partial_result_token: Option<ProgressToken>,
        previous: Vec<PreviousResultId>,
    ) -> WorkspaceCheck {
        let previous = previous.into_iter().map(|id| (canonical_uri(&id.uri), id)).collect();
        WorkspaceCheck {
            state,
            output,
            cancelled,
            partial_result_token,
            previous,
            manifests: Mutex::default(),
            reports: Mutex::default(),
            changed: AtomicUsize::new(0),
        }
    }

    /// Returns whether a report with changes was sent, or is in the response.
    pub fn has_changes(&self) -> bool {
        self.changed.load(Ordering::Relaxed) > 0
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Determines which documents the client has no current diagnostics of. Searches for manifests
    /// first if `search` is true.
    pub fn plan(&self, search: bool) -> Plan {
        if search {
            let manifests = self.search();
            if !self.is_cancelled() {
                self.state.file_revisions.retain(&manifests);
            }
            *self.manifests.lock() = manifests;
        }
        let mut plan =
            Plan { jobs: Vec::new(), bytes: 0, unchanged: Vec::new(), removed: Vec::new() };
        let mut existing = HashSet::new();
        for (url, document) in self.state.documents.all() {
            let key = canonical_uri(&url);
            // The client has the result ids of documents from both requests.
            let result_id = document.diagnostics.lock().result_id_of(document.revision);
            if !result_id.is_some_and(|id| self.add_if_unchanged(&key, id, &mut plan)) {
                plan.jobs.push(CheckJob::Open(url));
            }
            existing.insert(key);
        }
        for path in self.manifests.lock().iter() {
            if self.is_cancelled() {
                break;
            }
            let Ok(url) = Url::from_file_path(path) else { continue };
            let key = canonical_uri(&url);
            if existing.contains(&key) {
                continue;
            }
            // A file that cannot be read has no diagnostics.
            let metadata = fs::metadata(path).ok().filter(Metadata::is_file);
            let Some(metadata) = metadata.filter(|it| it.len() <= MAX_FILE_BYTES) else { continue };
            let fingerprint = FileFingerprint::new(&metadata, self.state.settings_for(path));
            let counter = &self.state.documents.revisions;
            let revision = self.state.file_revisions.revision(path, fingerprint, counter);
            if !self.add_if_unchanged(&key, revision, &mut plan) {
                plan.bytes += metadata.len();
                let known = self.previous.get(&key).map_or(&url, |id| &id.uri).clone();
                plan.jobs.push(CheckJob::File { path: path.clone(), url: known, revision });
            }
            existing.insert(key);
        }
        // The search can have read settings files, whose problems the other thread publishes.
        self.state.dirty.notify();
        let removed = self.previous.iter().filter(|(key, _)| !existing.contains(*key));
        plan.removed = removed.map(|(_, id)| id.uri.clone()).collect();
        plan
    }

    /// Adds an `unchanged` report if the client has this result of a document. Returns whether it has.
    fn add_if_unchanged(&self, key: &Url, result_id: u64, plan: &mut Plan) -> bool {
        let Some(PreviousResultId { uri, value }) = self.previous.get(key) else { return false };
        if *value != result_id.to_string() {
            return false;
        }
        let document = self.state.documents.get(uri);
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: value.clone() };
        plan.unchanged.push(WorkspaceDocumentDiagnosticReport::Unchanged(
            WorkspaceUnchangedDocumentDiagnosticReport {
                uri: uri.clone(),
                version: document.map(|document| document.snapshot.version.into()),
                unchanged_document_diagnostic_report: unchanged,
            },
        ));
        true
    }

    /// Returns the manifests in the workspace folders, without duplicates.
    fn search(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in self.state.folder_paths() {
            let remaining = MAX_MANIFESTS - files.len();
            let found = find_files(&folder, is_file_name).take_while(|_| !self.is_cancelled());
            let found = found.flatten().filter(|path| !self.state.is_excluded(path));
            files.extend(found.take(remaining));
        }
        if files.len() >= MAX_MANIFESTS {
            tracing::warn!(
                "the workspace has more than {MAX_MANIFESTS} manifests; some are skipped"
            );
        }
        files.sort();
        // Workspace folders can be nested.
        files.dedup();
        files
    }

    /// Checks the manifests of `plan`. Returns the reports for the response.
    pub fn run(
        &self,
        plan: Plan,
        progress: Option<&StepProgress>,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(job) = plan.jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                if self.is_cancelled() {
                    return;
                }
                // A panic in a rule costs this check, not the response.
                match catch_unwind(AssertUnwindSafe(|| self.check(job))) {
                    Ok(Some(report)) => self.send(report),
                    Ok(None) => {}
                    Err(_) => tracing::error!("checking a manifest failed"),
                }
                if let Some(progress) = progress {
                    progress.step();
                }
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
        std::thread::scope(|scope| {
            for _ in 1..threads.min(MAX_THREADS).min(plan.jobs.len()) {
                scope.spawn(work);
            }
            work();
        });
        for url in plan.removed {
            self.send(Report::cleared(url));
        }
        if !self.has_changes() || self.is_cancelled() {
            return Vec::new();
        }
        let mut reports = std::mem::take(&mut *self.reports.lock());
        reports.sort_by(|(url, _), (other, _)| url.cmp(other));
        let mut items: Vec<_> = reports.into_iter().map(|(_, report)| report).collect();
        items.extend(plan.unchanged);
        let Some(token) = &self.partial_result_token else { return items };
        while !items.is_empty() && !self.is_cancelled() {
            let rest = items.split_off(items.len().min(BATCH_SIZE));
            progress::notify(&self.output, token, WorkspaceDiagnosticReport { items });
            items = rest;
        }
        Vec::new()
    }

    fn check(&self, job: &CheckJob) -> Option<Report> {
        let encoding = self.state.encoding();
        match job {
            CheckJob::Open(url) => {
                let document = self.state.documents.take_for_diagnostics(url)?;
                let (snapshot, external) = (&document.snapshot, document.external_findings());
                let mut cache = document.diagnostics.lock();
                document.update_diagnostics(&mut cache, url, encoding);
                let result_id = cache.result_id().to_string();
                let previous = self.previous.get(&canonical_uri(url));
                if previous.is_some_and(|previous| previous.value == result_id) {
                    return None;
                }
                Some(Report {
                    url: url.clone(),
                    version: Some(snapshot.version.into()),
                    result_id: Some(result_id),
                    items: to_proto::diagnostics(url, snapshot, &external, encoding),
                })
            }
            CheckJob::File { path, url, revision } => match read_manifest(path) {
                Some((_, mut snapshot)) => {
                    snapshot.settings = self.state.settings_for(path);
                    Some(Report {
                        url: url.clone(),
                        version: None,
                        result_id: Some(revision.to_string()),
                        items: to_proto::diagnostics(url, &snapshot, &[], encoding),
                    })
                }
                // An unreadable file loses the diagnostics that the client has of it.
                None => self
                    .previous
                    .values()
                    .any(|id| id.uri == *url)
                    .then(|| Report::cleared(url.clone())),
            },
        }
    }

    /// Sends a report as a partial result if it has diagnostics and the client supports that. Keeps it
    /// for the response otherwise.
    fn send(&self, Report { url, version, result_id, items }: Report) {
        self.changed.fetch_add(1, Ordering::Relaxed);
        let has_items = !items.is_empty();
        let report =
            WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri: url.clone(),
                version,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
            });
        match &self.partial_result_token {
            Some(token) if has_items => {
                if !self.is_cancelled() {
                    let items = vec![report];
                    progress::notify(&self.output, token, WorkspaceDiagnosticReport { items });
                }
            }
            _ => self.reports.lock().push((url, report)),
        }
    }
}
