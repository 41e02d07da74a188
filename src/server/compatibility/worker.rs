//! The thread that compares open manifests.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tower_lsp::lsp_types::Url;

use super::old_version::OldVersions;
use crate::diff::{self, Changes};
use crate::server::context::Context;
use crate::server::diagnostics::refresh;
use crate::server::documents::Document;
use crate::server::state::State;
use crate::text::Source;

/// Pause after a change, in which further changes are collected.
const DEBOUNCE: Duration = Duration::from_millis(200);

/// Starts the thread.
pub fn spawn_worker(context: Context, runtime: Handle) -> std::io::Result<()> {
    let run = move || {
        let mut worker = Worker::default();
        let state = context.state.clone();
        loop {
            let mut urls = state.compatibility.dirty.wait();
            thread::sleep(DEBOUNCE);
            urls.extend(state.compatibility.dirty.take());
            let mut is_changed = false;
            for url in urls {
                // A panic in a comparison costs this comparison, not the thread.
                let update = AssertUnwindSafe(|| worker.update(&state, &url));
                is_changed |= catch_unwind(update).unwrap_or_else(|_| {
                    tracing::error!("comparing {url} with its old version failed");
                    false
                });
            }
            if is_changed {
                let context = context.clone();
                runtime.spawn(async move {
                    refresh::refresh(&context).await;
                    // The lens on `version` counts the breaking changes.
                    refresh::refresh_code_lenses(&context).await;
                });
            }
        }
    };
    thread::Builder::new().name("compatibility".to_owned()).spawn(run).map(drop)
}

#[derive(Default)]
struct Worker {
    old_versions: OldVersions,
    /// Problems that were logged. Each is logged once.
    logged: HashSet<String>,
}

impl Worker {
    /// Compares a document. Returns whether its findings have changed.
    fn update(&mut self, state: &State, url: &Url) -> bool {
        let Some(document) = state.documents.get(url) else {
            if let Ok(path) = url.to_file_path() {
                self.old_versions.remove(&path);
            }
            return false;
        };
        let changes = self.compare(state, url, &document).unwrap_or_else(|problem| {
            if self.logged.len() < 100 && self.logged.insert(problem.clone()) {
                tracing::warn!("{problem}");
            }
            None
        });
        let is_same = match (&document.changes, &changes) {
            (Some(old), Some(new)) => old.has_same_findings(new),
            (None, None) => true,
            (None, Some(new)) => new.changes.is_empty(),
            (Some(old), None) => old.changes.is_empty(),
        };
        state.set_changes(url, changes.map(Arc::new), !is_same);
        !is_same
    }

    fn compare(
        &mut self,
        state: &State,
        url: &Url,
        document: &Document,
    ) -> Result<Option<Changes>, String> {
        let Ok(path) = url.to_file_path() else { return Ok(None) };
        let file = state.with_configs(|configs| configs.resolver_for(&path).file_for(&path));
        let settings = file.map(|file| file.config.diff.clone()).unwrap_or_default();
        let editor = state.compatibility.against();
        let Some(against) = settings.against.as_deref().or(editor.as_deref()) else {
            return Ok(None);
        };
        let Some(old) = self.old_versions.get(&path, against)? else { return Ok(None) };
        let snapshot = &document.snapshot;
        let source = snapshot.buffer.source();
        let text = Source::slice(source, 0..Source::len(source));
        // A manifest that is not an object cannot be compared; its other findings say why.
        let Ok(comparison) = diff::compare(Some(&old.text), Some(&text), &settings.options) else {
            return Ok(None);
        };
        let rules = &snapshot.settings;
        Ok(Some(Changes::new(&comparison, &old.label, &old.text, &snapshot.tree, rules)))
    }
}
