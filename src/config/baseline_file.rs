//! The baseline file that applies to a manifest.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::baseline::{BASELINE_NAME, Baseline};
use crate::rules::AcceptedFindings;
use crate::util::fs;

/// Maximum size, in bytes, of a baseline file: a project can have hundreds of manifests.
pub const MAX_BYTES: u64 = fs::MAX_EMBEDDED_BYTES;

/// A baseline file with its content.
#[derive(Debug)]
pub struct BaselineFile {
    /// The path of the file, which may not exist yet.
    pub path: PathBuf,
    /// The folder that the names of manifests are relative to.
    pub folder: PathBuf,
    /// The text of the file; `None` if it does not exist.
    pub text: Option<String>,
    /// The accepted findings, none if the file has a problem.
    pub baseline: Baseline,
    /// Why the file cannot be used.
    pub problem: Option<String>,
}

impl BaselineFile {
    /// Reads the file at `path`, with names of manifests from `folder`. A missing file is an empty baseline.
    pub fn read(path: PathBuf, folder: PathBuf) -> BaselineFile {
        let missing = path.symlink_metadata().is_err();
        let problem = match fs::read_text(&path, MAX_BYTES) {
            _ if missing => None,
            Ok(text) => return BaselineFile::with_text(path, folder, text),
            Err(error) => Some(fs::describe_io_error(&error)),
        };
        BaselineFile { path, folder, text: None, baseline: Baseline::default(), problem }
    }

    /// Parses the text of the file at `path`, with names of manifests from `folder`.
    pub fn with_text(path: PathBuf, folder: PathBuf, text: String) -> BaselineFile {
        let (baseline, problem) = match Baseline::parse(&text) {
            Ok(baseline) => (baseline, None),
            Err(problem) => (Baseline::default(), Some(problem)),
        };
        BaselineFile { path, folder, text: Some(text), baseline, problem }
    }

    /// The name of the manifest at the absolute path `manifest` in the file: its path from
    /// [`folder`](Self::folder), with slashes.
    pub fn name_of(&self, manifest: &Path) -> Option<String> {
        baseline_name(&self.folder, manifest)
    }

    /// The names of manifests that do not exist, in one of the absolute `folders`.
    pub fn missing_manifests(&self, folders: &[PathBuf]) -> Vec<&str> {
        let is_missing = |name: &&str| {
            let path = self.folder.join(name);
            folders.iter().any(|folder| path.starts_with(folder))
                && path.symlink_metadata().is_err()
        };
        self.baseline.names().filter(is_missing).collect()
    }

    /// The accepted findings of the manifest at the absolute path `manifest`; `None` without entries.
    pub(super) fn accepted(&self, manifest: &Path) -> Option<Arc<AcceptedFindings>> {
        let entries = self.baseline.entries(&self.name_of(manifest)?);
        (!entries.is_empty()).then(|| Arc::new(entries.iter().cloned().collect()))
    }
}

/// The name of the manifest at the absolute path `manifest` in a baseline file: its path from `folder`, with
/// slashes.
pub fn baseline_name(folder: &Path, manifest: &Path) -> Option<String> {
    let inside = manifest.strip_prefix(folder).ok()?;
    let parts = inside.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// Returns the folder of the baseline file for a manifest in `folder` without a settings file: that of the
/// nearest one, or the root of the work tree, to create one.
pub(super) fn folder_without_settings(folder: &Path) -> Option<PathBuf> {
    let is_in = |folder: &&Path| {
        folder.join(BASELINE_NAME).symlink_metadata().is_ok()
            || folder.join(".git").symlink_metadata().is_ok()
    };
    folder.ancestors().find(is_in).map(Path::to_owned)
}
