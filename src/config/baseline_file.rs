//! The baseline file that applies to a manifest.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::baseline::{BASELINE_NAME, Baseline};
use crate::rules::AcceptedFindings;
use crate::util::fs;

/// Maximum size, in bytes, of a baseline file: a project can have hundreds of manifests.
pub const MAX_BYTES: u64 = fs::MOST;

/// A baseline file with its content.
#[derive(Debug)]
pub struct BaselineFile {
    /// The path of the file, which may not exist yet.
    pub path: PathBuf,
    /// The text of the file; `None` if it does not exist.
    pub text: Option<String>,
    /// The accepted findings, none if the file has a problem.
    pub baseline: Baseline,
    /// Why the file cannot be used.
    pub problem: Option<String>,
}

impl BaselineFile {
    /// Reads the file at `path`. A missing file is an empty baseline.
    pub fn read(path: PathBuf) -> BaselineFile {
        let missing = path.symlink_metadata().is_err();
        let (text, baseline, problem) = match fs::read_text(&path, MAX_BYTES) {
            _ if missing => (None, Baseline::default(), None),
            Ok(text) => match Baseline::parse(&text) {
                Ok(baseline) => (Some(text), baseline, None),
                Err(problem) => (Some(text), Baseline::default(), Some(problem)),
            },
            Err(error) => (None, Baseline::default(), Some(fs::describe_io_error(&error))),
        };
        BaselineFile { path, text, baseline, problem }
    }

    /// The name of the manifest at the absolute path `manifest` in the file: its path from the folder of
    /// the file, with slashes.
    pub fn name_of(&self, manifest: &Path) -> Option<String> {
        let inside = manifest.strip_prefix(self.path.parent()?).ok()?;
        let parts = inside.components().map(|part| part.as_os_str().to_str());
        Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
    }

    /// The accepted findings of the manifest at the absolute path `manifest`; `None` without entries.
    pub(super) fn accepted(&self, manifest: &Path) -> Option<Arc<AcceptedFindings>> {
        let entries = self.baseline.entries(&self.name_of(manifest)?);
        (!entries.is_empty()).then(|| Arc::new(entries.iter().cloned().collect()))
    }
}

/// Returns the path of the baseline file for a manifest in `folder` without a settings file: the nearest
/// one, or the one to create at the root of the work tree.
pub(super) fn path_without_settings(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let path = folder.join(BASELINE_NAME);
        if path.symlink_metadata().is_ok() || folder.join(".git").symlink_metadata().is_ok() {
            return Some(path);
        }
    }
    None
}
