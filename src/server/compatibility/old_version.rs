//! The old version of a manifest, read from git.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::util::git::{Commit, Repository};

/// Time for which the commit of a revision is not looked up again.
const COMMIT_TTL: Duration = Duration::from_secs(2);

/// An old version of a manifest.
#[derive(Clone)]
pub struct OldVersion {
    /// The revision, as the user names it.
    pub label: String,
    /// The text.
    pub text: Arc<str>,
}

/// The old versions of manifests, by path and source.
#[derive(Default)]
pub struct OldVersions {
    entries: HashMap<PathBuf, Entry>,
}

struct Entry {
    source: String,
    commit: Commit,
    checked: Instant,
    version: Option<OldVersion>,
}

impl OldVersions {
    /// Returns the manifest at `path` as it was in `source`, `git:REV`; `None` if it did not exist. Runs
    /// git only if the commit can have changed.
    pub fn get(&mut self, path: &Path, source: &str) -> Result<Option<OldVersion>, String> {
        let revision = source.strip_prefix("git:").ok_or_else(|| {
            format!("`diff.against`: editors compare with `git:REV`, not with `{source}`")
        })?;
        if let Some(entry) = self.entries.get(path)
            && entry.source == source
            && entry.checked.elapsed() < COMMIT_TTL
        {
            return Ok(entry.version.clone());
        }
        let repository = Repository::find(path.parent().unwrap_or(path))?;
        let (commit, label) = repository.source(revision)?;
        if let Some(entry) = self.entries.get_mut(path)
            && entry.source == source
            && entry.commit == commit
        {
            entry.checked = Instant::now();
            return Ok(entry.version.clone());
        }
        let version = match repository.relative(path) {
            Some(relative) => repository.blob(&commit, &relative)?,
            None => None,
        };
        let version = match version {
            Some(content) => {
                let text = String::from_utf8(content)
                    .map_err(|_| format!("{label}: the manifest is not UTF-8"))?;
                Some(OldVersion { label: label.to_owned(), text: text.into() })
            }
            None => None,
        };
        let entry = Entry {
            source: source.to_owned(),
            commit,
            checked: Instant::now(),
            version: version.clone(),
        };
        self.entries.insert(path.to_owned(), entry);
        Ok(version)
    }

    /// Removes the version of a closed document.
    pub fn remove(&mut self, path: &Path) {
        self.entries.remove(path);
    }
}
