//! The message that a document is checked as the output of `bp read --json`.

use std::collections::HashSet;

use tower_lsp::lsp_types::notification::{Notification, ShowMessage};
use tower_lsp::lsp_types::{MessageType, ShowMessageParams, Url};

use crate::rules::Dump;
use crate::server::state::State;
use crate::server::transport::ClientWriter;

/// The open documents for which the message was shown.
#[derive(Default)]
pub struct DumpNotices {
    shown: HashSet<Url>,
}

impl DumpNotices {
    /// Shows the message if the document at `url` has become such a dump since it was opened.
    pub fn update(&mut self, state: &State, output: &ClientWriter, url: &Url) {
        let Some(document) = state.documents.get(url) else {
            self.shown.remove(url);
            return;
        };
        if self.shown.contains(url) {
            return;
        }
        let snapshot = &document.snapshot;
        let root = snapshot.tree.root();
        let dump = root.and_then(|root| Dump::find(snapshot.buffer.source(), root));
        // Without rules, nothing is checked.
        if let Some(dump) = dump
            && !url.to_file_path().is_ok_and(|path| state.is_excluded(&path))
        {
            let name = url.path_segments().and_then(|mut it| it.next_back()).unwrap_or_default();
            let message = format!("{name} is {}.", dump.note());
            let params = ShowMessageParams { typ: MessageType::INFO, message };
            output.notify(ShowMessage::METHOD, &params);
            self.shown.insert(url.clone());
        }
    }
}
