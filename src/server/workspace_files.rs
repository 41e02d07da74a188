//! Manifests of the workspace that are not open.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use tower_lsp::lsp_types::Url;

use crate::Snapshot;
use crate::syntax::Dialect;
use crate::util::budget::MAX_BYTES;

/// Maximum size of an unopened file, in bytes. Larger files are skipped.
pub const MAX_FILE_BYTES: u64 = MAX_BYTES as u64;

/// Reads the manifest at `path`, with default settings. Returns `None` if it cannot be read or is too
/// large.
pub fn read_manifest(path: &Path) -> Option<(Url, Snapshot)> {
    let file = File::open(path).ok()?;
    if file.metadata().ok()?.len() > MAX_FILE_BYTES {
        return None;
    }
    let mut text = String::new();
    file.take(MAX_FILE_BYTES).read_to_string(&mut text).ok()?;
    let url = Url::from_file_path(path).ok()?;
    let dialect = Dialect::of_path(url.path());
    Some((url, Snapshot::new(&text, dialect, Arc::default(), 0)))
}
