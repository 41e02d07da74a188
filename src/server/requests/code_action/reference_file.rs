//! The Markdown file with the reference of the integration, which a code action updates.

use tower_lsp::lsp_types::{self as lsp, Url};

use crate::Snapshot;
use crate::config::absolute;
use crate::docs;
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::requests::file_edit::EditedFile;
use crate::server::state::State;
use crate::text::TextEdit;
use crate::util::fs;

/// Maximum size of the Markdown file in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// Returns the edit of the blocks in the file. Returns `None` if they are up to date, or if the file is outside
/// of the workspace.
pub fn edit(
    state: &State,
    url: &Url,
    snapshot: &Snapshot,
    client: &ResolvedClientCapabilities,
) -> Option<lsp::WorkspaceEdit> {
    let manifest = absolute(&url.to_file_path().ok()?);
    let target = state.settings_for(&manifest).docs.clone()?;
    let folder = state.settings_folder(&manifest)?;
    let roots: Vec<_> = state.folder_paths().iter().filter_map(|root| fs::real(root)).collect();
    // An open document can be unsaved, and the cached content can be stale. The file is read in both cases,
    // which ensures that it is in the workspace.
    let content = fs::read_inside(&roots, &folder, &target.file, MAX_BYTES).ok()?;
    let path = folder.join(&target.file);
    let open = state.edited_files.at(&path);
    let text = match &open {
        Some(document) => document.text(),
        None => String::from_utf8(content).ok()?,
    };
    let new =
        docs::updated(&text, snapshot.buffer.source(), &snapshot.tree, &target.options).ok()?;
    if new == text {
        return None;
    }
    let edited = EditedFile { path: &path, open: open.as_ref(), exists: true, text: &text };
    edited.workspace_edit(TextEdit::difference(&text, &new), client)
}
