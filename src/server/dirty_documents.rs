//! Documents whose diagnostics have to be published.

use std::collections::BTreeSet;

use parking_lot::{Condvar, Mutex};
use tower_lsp::lsp_types::Url;

/// Set of changed or closed documents, for which one thread waits.
#[derive(Default)]
pub struct DirtyDocuments {
    pending: Mutex<Pending>,
    changed: Condvar,
}

#[derive(Default)]
struct Pending {
    urls: BTreeSet<Url>,
    /// Wakes the waiting thread even without documents.
    notified: bool,
}

impl DirtyDocuments {
    /// Adds a document and wakes the waiting thread.
    pub fn add(&self, url: Url) {
        self.pending.lock().urls.insert(url);
        self.changed.notify_one();
    }

    /// Wakes the waiting thread.
    pub fn notify(&self) {
        self.pending.lock().notified = true;
        self.changed.notify_one();
    }

    /// Returns and removes all documents, without waiting.
    pub fn take(&self) -> BTreeSet<Url> {
        std::mem::take(&mut *self.pending.lock()).urls
    }

    /// Waits for documents or a notification, and returns and removes all documents.
    pub fn wait(&self) -> BTreeSet<Url> {
        let mut pending = self.pending.lock();
        self.changed.wait_while(&mut pending, |it| it.urls.is_empty() && !it.notified);
        std::mem::take(&mut *pending).urls
    }
}
