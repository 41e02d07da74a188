//! Arguments of the providers of code actions.

use std::ops::Range;
use std::sync::Arc;

use tower_lsp::lsp_types::{
    self as lsp, CodeActionKind, CodeActionParams, CodeActionTriggerKind, Url,
};

use crate::Snapshot;
use crate::diff::Changes;
use crate::ide::TextEdit;
use crate::rules::Finding;
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::lsp::{from_proto, position, to_proto};
use crate::server::state::State;

/// A `textDocument/codeAction` request.
pub struct CodeActionRequest<'a> {
    /// State of the server.
    pub state: &'a State,
    /// Capabilities of the client.
    pub client: &'a ResolvedClientCapabilities,
    /// Snapshot of the document.
    pub snapshot: &'a Snapshot,
    /// Differences from the old version.
    pub changes: Option<Arc<Changes>>,
    /// URL of the document.
    pub url: &'a Url,
    /// Requested range.
    pub range: lsp::Range,
    /// Requested range in bytes.
    pub bytes: Range<usize>,
    /// Requested kinds; `None` if the client does not restrict them.
    pub only: Option<&'a [CodeActionKind]>,
    /// Whether the user asks for the actions. Otherwise the client may have requested them after a
    /// movement of the cursor, to show whether there are any.
    pub is_invoked: bool,
    /// Whether the client requests the actions after a movement of the cursor. Neither this nor
    /// [`is_invoked`](Self::is_invoked) if it does not name the reason.
    pub is_automatic: bool,
}

impl<'a> CodeActionRequest<'a> {
    /// Creates a request from its parameters.
    pub fn new(
        state: &'a State,
        client: &'a ResolvedClientCapabilities,
        snapshot: &'a Snapshot,
        changes: Option<Arc<Changes>>,
        params: &'a CodeActionParams,
    ) -> CodeActionRequest<'a> {
        CodeActionRequest {
            state,
            client,
            snapshot,
            changes,
            url: &params.text_document.uri,
            range: params.range,
            bytes: position::byte_range(&snapshot.buffer, params.range, client.encoding),
            // Some clients send an empty list for no restriction.
            only: params.context.only.as_deref().filter(|only| !only.is_empty()),
            is_invoked: params.context.trigger_kind == Some(CodeActionTriggerKind::INVOKED),
            is_automatic: params.context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC),
        }
    }

    /// Returns whether the client accepts actions of this kind.
    pub fn includes(&self, kind: &CodeActionKind) -> bool {
        self.only.is_none_or(|only| from_proto::includes_kind(only, kind))
    }

    /// Returns whether the client requests this kind, or a parent of it, explicitly. Actions about the
    /// entire document are too expensive to compute on every cursor movement.
    pub fn requests(&self, kind: &CodeActionKind) -> bool {
        self.only.is_some_and(|only| from_proto::includes_kind(only, kind))
    }

    /// Returns whether actions of this kind are offered where nothing is wrong: if the user asks for
    /// them, or the client for their kind.
    pub fn offers_refactoring(&self, kind: &CodeActionKind) -> bool {
        self.requests(kind) || (self.is_invoked && self.includes(kind))
    }

    /// Returns whether a finding touches the requested range.
    pub fn touches(&self, finding: &Finding) -> bool {
        finding.range.start <= self.bytes.end && self.bytes.start <= finding.range.end
    }

    /// Converts edits of the document to a workspace edit.
    pub fn workspace_edit(&self, edits: Vec<TextEdit>) -> lsp::WorkspaceEdit {
        to_proto::workspace_edit(self.url, self.snapshot, edits, self.client)
    }

    /// Converts a finding in the document to a diagnostic.
    pub fn diagnostic(&self, finding: &Finding) -> lsp::Diagnostic {
        to_proto::diagnostic(self.url, self.snapshot, finding, self.client.encoding)
    }
}
