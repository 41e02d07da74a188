//! Revisions of manifests that are not open.
//!
//! Only a fingerprint of each file is stored. It is enough to skip files whose diagnostics the client
//! already has.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::Mutex;

use crate::rules::Settings;
use crate::server::revision_counter::RevisionCounter;

/// Properties by which versions of a file are distinguished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFingerprint {
    modified: Option<SystemTime>,
    len: u64,
    settings: Arc<Settings>,
}

impl FileFingerprint {
    /// Creates the fingerprint of a file that is checked with `settings`.
    pub fn new(metadata: &Metadata, settings: Arc<Settings>) -> FileFingerprint {
        FileFingerprint { modified: metadata.modified().ok(), len: metadata.len(), settings }
    }
}

/// Last known fingerprint and revision of each file.
#[derive(Default)]
pub struct FileRevisions(Mutex<HashMap<PathBuf, (FileFingerprint, u64)>>);

impl FileRevisions {
    /// Returns the revision of the file at `path`: a new one if its fingerprint has changed.
    pub fn revision(
        &self,
        path: &Path,
        fingerprint: FileFingerprint,
        counter: &RevisionCounter,
    ) -> u64 {
        let mut files = self.0.lock();
        match files.get(path) {
            Some((last, revision)) if *last == fingerprint => *revision,
            _ => {
                let revision = counter.next();
                files.insert(path.to_owned(), (fingerprint, revision));
                revision
            }
        }
    }

    /// Removes the file at `path`. Called when the client reports a change, because modification times
    /// can be too coarse to show it.
    pub fn invalidate(&self, path: &Path) {
        self.0.lock().remove(path);
    }

    /// Returns whether there are files in `folder`.
    pub fn has_files_in(&self, folder: &Path) -> bool {
        self.0.lock().keys().any(|path| path.starts_with(folder))
    }

    /// Removes all files except `paths`.
    pub fn retain(&self, paths: &[PathBuf]) {
        let paths: HashSet<&PathBuf> = paths.iter().collect();
        self.0.lock().retain(|path, _| paths.contains(path));
    }
}
