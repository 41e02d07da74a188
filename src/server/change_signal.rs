//! Signals that diagnostics of the workspace may have changed.

use parking_lot::Mutex;
use tokio::sync::watch::{Receiver, Sender};

/// Numbers of changes that may affect diagnostics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeCounters {
    /// Changes of files, folders, settings, or the set of open documents.
    pub files: u64,
    /// Changes of the text or the remote findings of open documents.
    pub texts: u64,
}

/// Counts changes, and the `workspace/diagnostic` requests that wait for them.
#[derive(Default)]
pub struct ChangeSignal {
    counters: Sender<ChangeCounters>,
    /// Number of waiting requests; `None` before the first one.
    waiting: Mutex<Option<usize>>,
}

impl ChangeSignal {
    /// Signals that files, folders or settings changed.
    pub fn files_changed(&self) {
        self.counters.send_modify(|counters| counters.files += 1);
    }

    /// Signals that the text or the remote findings of a document changed.
    pub fn texts_changed(&self) {
        self.counters.send_modify(|counters| counters.texts += 1);
    }

    /// Returns a receiver of all later changes.
    pub fn subscribe(&self) -> Receiver<ChangeCounters> {
        self.counters.subscribe()
    }

    /// Registers a waiting request until the returned guard is dropped.
    pub fn wait_guard(&self) -> WaitGuard<'_> {
        let mut waiting = self.waiting.lock();
        *waiting = Some(waiting.unwrap_or_default() + 1);
        WaitGuard(self)
    }

    /// Returns whether the client uses `workspace/diagnostic` and has no waiting request, so that it
    /// learns of a change only from a refresh request.
    pub fn needs_refresh(&self) -> bool {
        *self.waiting.lock() == Some(0)
    }
}

/// A `workspace/diagnostic` request in progress.
pub struct WaitGuard<'s>(&'s ChangeSignal);

impl Drop for WaitGuard<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.waiting.lock();
        *waiting = waiting.map(|count| count.saturating_sub(1));
    }
}
