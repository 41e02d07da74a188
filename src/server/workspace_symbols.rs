//! What is asked of all manifests in the workspace, open or not.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::lsp_types::{SymbolInformation, Url};

use super::convert;
use super::state::State;
use crate::Snapshot;
use crate::ide::document_symbols::Query;
use crate::syntax::Dialect;
use crate::util::discovery::find_manifests;

/// The most symbols that are told; more than anybody looks through.
const MOST: usize = 500;

/// The largest file that is read without being open, in bytes.
pub(super) const MAX_FILE_BYTES: u64 = 64 << 20;

/// Tells work done elsewhere to stop once nobody waits for it any more.
#[derive(Default)]
pub(super) struct CancelOnDrop(Arc<AtomicBool>);

impl CancelOnDrop {
    /// What becomes true then.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What the manifests define whose names answer `query`, the best first.
pub(super) fn symbols(state: &State, query: &str, stop: &AtomicBool) -> Vec<SymbolInformation> {
    let query = &Query::new(query);
    let encoding = state.encoding();
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (url, document) in state.open_documents() {
        seen.extend(url.to_file_path());
        found.append(&mut convert::definitions(&url, &document.snapshot, query, encoding));
    }
    for folder in state.roots() {
        // What cannot be looked into has no symbols.
        for path in find_manifests(&folder).flatten() {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            if seen.insert(path.clone())
                && let Some((url, snapshot)) = read(&path)
            {
                found.append(&mut convert::definitions(&url, &snapshot, query, encoding));
            }
        }
    }
    found.sort_by(|(rank, one), (other_rank, other)| {
        let place = |symbol: &SymbolInformation| {
            let range = symbol.location.range;
            (symbol.name.len(), symbol.location.uri.clone(), range.start)
        };
        rank.cmp(other_rank).then_with(|| place(one).cmp(&place(other)))
    });
    found.truncate(MOST);
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

/// The manifest at `path`, without settings, and its URL; `None` if it cannot be read.
pub(super) fn read(path: &Path) -> Option<(Url, Snapshot)> {
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
