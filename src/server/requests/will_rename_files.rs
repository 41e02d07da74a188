//! `workspace/willRenameFiles`

use std::collections::BTreeMap;
use std::path::PathBuf;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{RenameFilesParams, Url, WorkspaceEdit};

use super::baseline_file::EditableBaseline;
use crate::config::absolute;
use crate::server::background;
use crate::server::context::Context;
use crate::server::lsp::to_proto;
use crate::server::state::State;

/// Returns the edit of the baseline files that moves the entries of renamed manifests, and of the manifests in
/// renamed folders.
pub async fn will_rename_files(
    context: &Context,
    params: RenameFilesParams,
) -> Result<Option<WorkspaceEdit>> {
    let state = context.state.clone();
    background::run(&context.output, move || baseline_edits(&state, &params)).await
}

fn baseline_edits(state: &State, params: &RenameFilesParams) -> Option<WorkspaceEdit> {
    let client = state.capabilities()?;
    let mut renames: BTreeMap<PathBuf, (EditableBaseline, Vec<(String, String)>)> = BTreeMap::new();
    for file in &params.files {
        let urls = (Url::parse(&file.old_uri), Url::parse(&file.new_uri));
        let (Ok(old_url), Ok(new_url)) = urls else { continue };
        let Some(baseline) = EditableBaseline::find(state, &old_url, client) else { continue };
        let name = |url: &Url| baseline.name_of(&absolute(&url.to_file_path().ok()?));
        if let (Some(old), Some(new)) = (name(&old_url), name(&new_url)) {
            let path = baseline.path().to_owned();
            renames.entry(path).or_insert((baseline, Vec::new())).1.push((old, new));
        }
    }
    let edits = renames.into_values().filter_map(|(file, names)| {
        file.edit(client, |baseline| {
            names.iter().for_each(|(old, new)| baseline.rename(old, new));
        })
    });
    edits.reduce(to_proto::merge)
}
