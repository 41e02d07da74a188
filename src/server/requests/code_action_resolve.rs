//! `codeAction/resolve`

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{CodeAction, Url, WorkspaceEdit};

use super::code_action::deferred::{ActionKind, CodeActionData, edit_with_cursor, workspace_edit};
use super::code_action::snippet_action::SnippetAction;
use crate::Snapshot;
use crate::config::{BASELINE_NAME, FILE_NAME};
use crate::server::background;
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::context::Context;
use crate::server::error::request_failed;
use crate::server::request_context::respond_json;
use crate::server::state::State;

/// Adds the edit to a code action.
pub async fn code_action_resolve(context: &Context, mut action: CodeAction) -> Result<CodeAction> {
    let state = context.state.clone();
    let resolve = move || {
        // An action without data has its edit already.
        let mut snippet_edit = None;
        if let Some(data) = &action.data {
            let computed = compute(&state, data, edit_with_cursor)?;
            (action.edit, snippet_edit) = (Some(computed.edit), computed.snippet_edit);
        }
        Ok(SnippetAction { action, snippet_edit })
    };
    let resolved = background::run(&context.output, resolve).await??;
    if resolved.snippet_edit.is_none() {
        return Ok(resolved.action);
    }
    let json = serde_json::to_string(&resolved).map_err(|_| Error::internal_error())?;
    respond_json(json, resolved.action)
}

/// Computes the edit of a code action from its data, without a snippet. Fails if the document has changed
/// since.
pub fn compute_edit(state: &State, data: &Value) -> Result<WorkspaceEdit> {
    compute(state, data, workspace_edit)
}

type Compute<T> =
    fn(&State, &Url, &Snapshot, &ActionKind, &ResolvedClientCapabilities) -> Option<T>;

fn compute<T>(state: &State, data: &Value, compute: Compute<T>) -> Result<T> {
    let Some(client) = state.capabilities() else { return Err(Error::invalid_request()) };
    let Ok(CodeActionData { uri, version, kind }) = CodeActionData::deserialize(data) else {
        return Err(Error::invalid_params("invalid data of a code action"));
    };
    let snapshot = state.documents.get(&uri).map(|document| document.snapshot);
    let Some(snapshot) = snapshot.filter(|snapshot| snapshot.version == version) else {
        return Err(Error::content_modified());
    };
    compute(state, &uri, &snapshot, &kind, client).ok_or_else(|| {
        request_failed(match kind {
            ActionKind::ConfigureSeverity { .. } => {
                format!("The severity was not changed: {FILE_NAME} is not valid TOML, or another entry in it takes precedence.")
            }
            ActionKind::AddEmbedEntry { .. } => {
                format!("The entry was not added: {FILE_NAME} is not valid TOML, or it has another entry for the field.")
            }
            ActionKind::AcceptFindings { .. } => {
                format!("{BASELINE_NAME} is invalid; repair or delete it.")
            }
            _ => "The manifest needs no change.".to_owned(),
        })
    })
}
