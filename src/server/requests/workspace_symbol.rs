//! `workspace/symbol`

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{SymbolInformation, Url, WorkspaceSymbolParams};

use super::document_symbol::{information, visit};
use crate::Snapshot;
use crate::ide::document_symbol::{self, Query, SymbolKind};
use crate::manifest::is_file_name;
use crate::server::background::{self, CancelOnDrop};
use crate::server::context::Context;
use crate::server::diagnostics::workspace_check::MAX_MANIFESTS;
use crate::server::lsp::to_proto;
use crate::server::state::State;
use crate::server::workspace_files::read_manifest;
use crate::text::PositionEncoding;
use crate::util::discovery::find_files;

/// Maximum number of symbols in a response. Worse matches are dropped.
const MAX_SYMBOLS: usize = 500;

/// Maximum number of matches that are collected before worse ones are dropped.
const MAX_COLLECTED: usize = 10_000;

/// Returns the definitions in all manifests of the workspace whose name matches a query.
pub async fn workspace_symbol(
    context: &Context,
    params: WorkspaceSymbolParams,
) -> Result<Option<Vec<SymbolInformation>>> {
    let state = context.state.clone();
    let cancel = CancelOnDrop::default();
    let cancelled = cancel.flag();
    let _turn = context.state.workspace_search.lock().await;
    background::run(&context.output, move || search(&state, &params.query, &cancelled))
        .await
        .map(Some)
}

/// A symbol and its rank for the query; a lower rank is a better match.
type Match = (usize, SymbolInformation);

fn search(state: &State, query: &str, cancelled: &AtomicBool) -> Vec<SymbolInformation> {
    let query = &Query::new(query);
    let encoding = state.encoding();
    let mut matches = Vec::new();
    let mut seen = HashSet::new();
    for (url, document) in state.documents.all() {
        seen.extend(url.to_file_path());
        matches.append(&mut matches_in(&url, &document.snapshot, query, encoding));
    }
    let folders = state.folder_paths();
    // Files that cannot be read are skipped.
    let files = folders.iter().flat_map(|folder| find_files(folder, is_file_name).flatten());
    for path in files.take(MAX_MANIFESTS) {
        if cancelled.load(Ordering::Relaxed) {
            break;
        }
        if seen.insert(path.clone())
            && let Some((url, snapshot)) = read_manifest(&path)
        {
            matches.append(&mut matches_in(&url, &snapshot, query, encoding));
        }
        if matches.len() > MAX_COLLECTED {
            keep_best(&mut matches);
        }
    }
    keep_best(&mut matches);
    matches.into_iter().map(|(_, symbol)| symbol).collect()
}

/// Sorts the matches, best first, and drops those that a response does not contain.
fn keep_best(matches: &mut Vec<Match>) {
    matches.sort_by(|(rank, symbol), (other_rank, other)| {
        let key = |symbol: &SymbolInformation| {
            let start = symbol.location.range.start;
            (symbol.name.len(), symbol.location.uri.clone(), start)
        };
        rank.cmp(other_rank).then_with(|| key(symbol).cmp(&key(other)))
    });
    matches.truncate(MAX_SYMBOLS);
}

/// Returns the definitions in a manifest that match the query, with the range of their name.
fn matches_in(
    url: &Url,
    snapshot: &Snapshot,
    query: &Query,
    encoding: PositionEncoding,
) -> Vec<Match> {
    let symbols = document_symbol::definitions(snapshot);
    let mut matches = Vec::new();
    visit(&symbols, &mut Vec::new(), &mut |symbol, containers| {
        if matches!(symbol.kind, SymbolKind::Entry(_))
            && let Some(rank) = query.rank(&symbol.name)
        {
            let mut found = information(url, snapshot, symbol, containers, encoding);
            found.location = to_proto::location(url, snapshot, symbol.selection.clone(), encoding);
            matches.push((rank, found));
        }
    });
    matches
}
