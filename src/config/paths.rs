//! Paths of settings files and of manifests.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::util::fs;

/// Returns `path` as an absolute path without `.` and `..`. Symbolic links are not resolved, so that
/// the path is inside the folders that the user sees.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    let mut normalized = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normalized.pop();
            }
            part => normalized.push(part),
        }
    }
    normalized
}

/// Describes why a settings file could not be read.
pub(super) fn describe_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => "not UTF-8; save it as UTF-8".to_owned(),
        _ => fs::describe_io_error(error),
    }
}
