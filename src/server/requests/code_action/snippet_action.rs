//! Code actions whose edit contains a snippet, which lsp-types does not support.

use serde::{Serialize, Serializer};
use serde_json::json;
use tower_lsp::lsp_types::{CodeAction, InsertTextFormat};

/// A code action that may contain a snippet.
pub struct SnippetAction {
    /// The action.
    pub action: CodeAction,
    /// Index of the edit of the document whose text is a snippet. The edits are document changes.
    pub snippet_edit: Option<usize>,
}

impl From<CodeAction> for SnippetAction {
    fn from(action: CodeAction) -> SnippetAction {
        SnippetAction { action, snippet_edit: None }
    }
}

impl Serialize for SnippetAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(index) = self.snippet_edit else { return self.action.serialize(serializer) };
        let mut action = serde_json::to_value(&self.action).map_err(serde::ser::Error::custom)?;
        let edit = action.pointer_mut(&format!("/edit/documentChanges/0/edits/{index}"));
        if let Some(edit) = edit {
            edit["insertTextFormat"] = json!(InsertTextFormat::SNIPPET);
        }
        action.serialize(serializer)
    }
}
