//! The message that a document is checked as the output of `bp read --json`.

use tower_lsp::lsp_types::notification::{Notification, ShowMessage};
use tower_lsp::lsp_types::{MessageType, ShowMessageParams, Url};

use super::cache::DiagnosticsCache;
use crate::server::state::State;
use crate::server::transport::ClientWriter;

/// Shows the message if the last check found that the document at `url` is such an output, once while the document
/// is open.
pub fn show_once(state: &State, output: &ClientWriter, url: &Url, cache: &mut DiagnosticsCache) {
    if cache.is_dump_noted {
        return;
    }
    let Some(dump) = cache.dump() else { return };
    // Without rules, nothing is checked.
    if url.to_file_path().is_ok_and(|path| state.is_excluded(&path)) {
        return;
    }
    let name = url.path_segments().and_then(|mut it| it.next_back()).unwrap_or_default();
    let message = format!("{name} is {}.", dump.note());
    let params = ShowMessageParams { typ: MessageType::INFO, message };
    output.notify(ShowMessage::METHOD, &params);
    cache.is_dump_noted = true;
}
