//! Checking changed documents and telling clients that do not ask.
//!
//! One task does this, apart from the one that reads messages. It always takes the newest version of
//! a document, so a burst of changes is one check; a result that has become old meanwhile is
//! dropped, because the newer version is already waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tower_lsp::Client;
use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity, Url};

use super::convert;
use super::state::{Session, State};
use crate::config::FILE_NAME;
use crate::text::Buffer;

/// Starts the task.
pub(super) fn start(client: Client, state: Arc<State>) {
    tokio::spawn(async move {
        let mut files = SettingsFiles::default();
        loop {
            state.bell.notified().await;
            for url in state.take_changed() {
                let Some(session) = state.session() else { continue };
                if !session.pulls {
                    push(&client, &state, session, url).await;
                }
            }
            if let Some(session) = state.session() {
                files.publish(&client, &state, session).await;
            }
        }
    });
}

async fn push(client: &Client, state: &Arc<State>, session: &Session, url: Url) {
    let Some(snapshot) = state.snapshot(&url) else {
        client.publish_diagnostics(url, Vec::new(), None).await;
        return;
    };
    let version = snapshot.version;
    let diagnostics = {
        let url = url.clone();
        let encoding = session.encoding;
        // A panic in a rule costs this check, not the task.
        let check =
            std::panic::AssertUnwindSafe(|| convert::diagnostics(&url, &snapshot, encoding));
        match std::panic::catch_unwind(check) {
            Ok(diagnostics) => diagnostics,
            Err(_) => {
                tracing::error!("checking {url} failed");
                return;
            }
        }
    };
    // Dropped before the next change comes, so that the tree need not be copied for it.
    drop(snapshot);
    if state.version(&url) == Some(version) {
        let version = session.versions.then_some(version);
        client.publish_diagnostics(url, diagnostics, version).await;
    }
}

/// The problems in settings files that the client was told of.
#[derive(Default)]
struct SettingsFiles {
    told: BTreeMap<Url, usize>,
}

impl SettingsFiles {
    async fn publish(&mut self, client: &Client, state: &State, session: &Session) {
        let mut current = BTreeSet::new();
        for file in state.with_resolver(|resolver| resolver.files()) {
            let Ok(url) = Url::from_file_path(&file.path) else { continue };
            current.insert(url.clone());
            // The file itself is kept as long as it is not read again.
            let identity = Arc::as_ptr(&file) as usize;
            if self.told.get(&url) == Some(&identity) {
                continue;
            }
            let known = self.told.insert(url.clone(), identity).is_some();
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
            client.publish_diagnostics(url, problems.collect(), None).await;
        }
        let gone: Vec<Url> =
            self.told.keys().filter(|url| !current.contains(*url)).cloned().collect();
        for url in gone {
            self.told.remove(&url);
            client.publish_diagnostics(url, Vec::new(), None).await;
        }
    }
}
