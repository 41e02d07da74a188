//! Checking changed documents and telling clients that do not ask.
//!
//! One thread does this, apart from the one that reads messages. It always takes the newest version
//! of a document, so a burst of changes is one check; a result that has become old meanwhile is
//! dropped, because the newer version is already waiting.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::thread;

use tower_lsp::lsp_types::notification::{Notification, PublishDiagnostics};
use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity, PublishDiagnosticsParams, Url};

use super::convert;
use super::embed_watcher::EmbedWatcher;
use super::state::{Document, ResolvedClientCapabilities, State};
use super::transport::ClientWriter;
use crate::config::{ConfigFile, FILE_NAME};
use crate::syntax::quoted;
use crate::text::Buffer;

/// Starts the thread.
pub(super) fn spawn_publisher(
    state: Arc<State>,
    output: ClientWriter,
    mut sources: EmbedWatcher,
) -> std::io::Result<()> {
    let run = move || {
        let mut files = ConfigDiagnostics::default();
        let mut told = HashMap::new();
        loop {
            let changed = state.changed.wait();
            let Some(session) = state.session() else { continue };
            for url in changed {
                if !session.pull_diagnostics {
                    publish_document(&state, &output, session, url, &mut told);
                }
            }
            files.publish(&state, &output, session);
            sources.update(&state);
        }
    };
    thread::Builder::new().name("diagnostics".to_owned()).spawn(run).map(drop)
}

fn publish(output: &ClientWriter, uri: Url, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
    let params = PublishDiagnosticsParams { uri, diagnostics, version };
    output.notify(PublishDiagnostics::METHOD, &params);
}

/// Tells the client of the document at `url`, unless it was told of this very revision: a change
/// that comes while the one before is being taken up is taken up with it.
fn publish_document(
    state: &State,
    output: &ClientWriter,
    session: &ResolvedClientCapabilities,
    url: Url,
    told: &mut HashMap<Url, u64>,
) {
    let Some(document) = state.snapshot_for_diagnostics(&url) else {
        told.remove(&url);
        publish(output, url, Vec::new(), None);
        return;
    };
    let Document { revision, told: diagnostics, .. } = &document;
    let (revision, diagnostics) = (*revision, diagnostics.clone());
    if told.get(&url) == Some(&revision) {
        return;
    }
    let version = document.snapshot.version;
    let mut diagnostics = diagnostics.lock().unwrap_or_else(PoisonError::into_inner);
    // A panic in a rule costs this check, not the thread.
    let check = AssertUnwindSafe(|| diagnostics.update(&url, &document, session.encoding));
    if catch_unwind(check).is_err() {
        tracing::error!("checking {url} failed");
        return;
    }
    // Let go before the next change comes, so that the tree need not be copied for it.
    drop(document);
    if state.revision(&url) == Some(revision) {
        told.insert(url.clone(), revision);
        let head = format!("{{\"uri\":{},\"diagnostics\":[", quoted(url.as_str()));
        let tail = if session.diagnostic_version_support {
            format!("],\"version\":{version}}}")
        } else {
            "]}".to_owned()
        };
        output.notify_raw(PublishDiagnostics::METHOD, [&head, diagnostics.items_json(), &tail]);
    }
}

/// The problems in settings files that the client was told of.
#[derive(Default)]
struct ConfigDiagnostics {
    /// The files as they were then. That they are kept is what tells them from those read later,
    /// which could otherwise come to lie at the same place in memory.
    told: BTreeMap<Url, Arc<ConfigFile>>,
}

impl ConfigDiagnostics {
    fn publish(
        &mut self,
        state: &State,
        output: &ClientWriter,
        session: &ResolvedClientCapabilities,
    ) {
        let mut current = BTreeSet::new();
        for file in state.with_settings(|scopes| scopes.files()) {
            let Ok(url) = Url::from_file_path(&file.path) else { continue };
            current.insert(url.clone());
            if self.told.get(&url).is_some_and(|told| Arc::ptr_eq(told, &file)) {
                continue;
            }
            let known = self.told.insert(url.clone(), file.clone()).is_some();
            if file.problems.is_empty() && !known {
                continue;
            }
            let buffer = Buffer::new(&file.text);
            let problems = file.problems.iter().map(|problem| Diagnostic {
                range: convert::range(&buffer, problem.place.clone(), session.encoding),
                severity: Some(DiagnosticSeverity::WARNING),
                source: Some(FILE_NAME.to_owned()),
                message: problem.message.clone(),
                ..Diagnostic::default()
            });
            publish(output, url, problems.collect(), None);
        }
        let gone: Vec<Url> =
            self.told.keys().filter(|url| !current.contains(*url)).cloned().collect();
        for url in gone {
            self.told.remove(&url);
            publish(output, url, Vec::new(), None);
        }
    }
}
