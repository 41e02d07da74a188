//! `textDocument/codeAction`

mod deferred_actions;
mod embed;
mod quick_fix;
mod reference_file;
mod request;
mod settings_file;

pub mod deferred;
pub mod snippet_action;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{CodeAction, CodeActionParams, CodeActionResponse};

use self::request::CodeActionRequest;
use self::snippet_action::SnippetAction;
use super::validate;
use crate::server::background;
use crate::server::commands::VALIDATE_KIND;
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;
use crate::server::request_context::respond_raw;

/// Returns the code actions in a range.
pub async fn code_action(
    request: &DocumentRequest<'_>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let (context, snapshot) = (request.context, request.snapshot().clone());
    let (state, changes) = (context.state.clone(), request.document.changes.clone());
    // Files are read, which must not block other messages.
    let compute = move || {
        let Some(client) = state.capabilities() else { return Vec::new() };
        let request = CodeActionRequest::new(&state, client, &snapshot, changes, &params);
        let mut actions = quick_fix::code_actions(&request);
        actions.extend(embed::code_actions(&request).into_iter().map(SnippetAction::from));
        actions.extend(deferred_actions::code_actions(&request));
        actions.extend(validate_action(&request).map(SnippetAction::from));
        actions
    };
    let actions = background::run(&context.output, compute).await?;
    respond_raw(&actions)
}

/// Returns the action that validates the manifest, in its first line or if its kind is requested.
fn validate_action(request: &CodeActionRequest<'_>) -> Option<CodeAction> {
    if !request.state.remote_validation.is_enabled() {
        return None;
    }
    let start = request.snapshot.tree.root()?.start();
    let buffer = &request.snapshot.buffer;
    let line = position::range(buffer, start..start, request.client.encoding).start.line;
    let is_offered = match request.only {
        Some(_) => request.includes(&VALIDATE_KIND),
        None => (request.range.start.line..=request.range.end.line).contains(&line),
    };
    is_offered.then(|| CodeAction {
        title: validate::TITLE.to_owned(),
        kind: Some(VALIDATE_KIND),
        command: Some(validate::command(request.url)),
        ..CodeAction::default()
    })
}
