//! Unique numbers for versions of documents and files.

use std::sync::atomic::{AtomicU64, Ordering};

/// Source of revisions, each of which is used once in a session.
#[derive(Debug, Default)]
pub struct RevisionCounter(AtomicU64);

impl RevisionCounter {
    /// Returns a new revision.
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}
