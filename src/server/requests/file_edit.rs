//! Edits of files in the workspace other than the manifest of a request.

use std::path::Path;

use tower_lsp::lsp_types::{self as lsp, DocumentChangeOperation, Url};

use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::lsp::{position, to_proto};
use crate::server::text_documents::TextDocument;
use crate::text::{Buffer, TextEdit};

/// A file with its text.
pub struct EditedFile<'a> {
    /// Path of the file.
    pub path: &'a Path,
    /// The file, if the client has it open. A document can be open before its file exists.
    pub open: Option<&'a TextDocument>,
    /// Whether the file exists. Otherwise it is created.
    pub exists: bool,
    /// Text of the file.
    pub text: &'a str,
}

impl EditedFile<'_> {
    /// Converts an edit of the file to a workspace edit.
    pub fn workspace_edit(
        &self,
        TextEdit { range, text: new_text }: TextEdit,
        client: &ResolvedClientCapabilities,
    ) -> Option<lsp::WorkspaceEdit> {
        let uri = match self.open {
            Some(document) => document.url.clone(),
            None => Url::from_file_path(self.path).ok()?,
        };
        let range = position::range(&Buffer::new(self.text), range, client.encoding);
        let edit = lsp::TextEdit { range, new_text };
        if !client.document_changes {
            return Some(lsp::WorkspaceEdit::new([(uri, vec![edit])].into()));
        }
        let create = (!self.exists).then(|| to_proto::create_file(uri.clone()));
        let version = self.open.map(|document| document.version);
        let edit = to_proto::document_edit(&uri, version, vec![edit]);
        let steps = create.into_iter().chain([DocumentChangeOperation::Edit(edit)]);
        Some(to_proto::operations(steps.collect()))
    }
}
