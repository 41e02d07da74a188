//! `workspace/executeCommand`

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::ExecuteCommandParams;

use super::code_action_resolve::compute_edit;
use super::{add_definition, embedded_documents, embedded_script, validate};
use crate::server::background;
use crate::server::commands::{
    ADD_DEFINITION, APPLY_CODE_ACTION, CHECK_EMBEDDED, COMPLETE_EMBEDDED, FIX_EMBEDDED,
    HOVER_EMBEDDED, LIST_EMBEDDED, READ_EMBEDDED, VALIDATE, WRITE_EMBEDDED,
};
use crate::server::context::Context;
use crate::server::error::request_failed;

/// Executes a command of the server.
pub async fn execute_command(
    context: &Context,
    params: ExecuteCommandParams,
) -> Result<Option<Value>> {
    match params.command.as_str() {
        VALIDATE => validate::validate(context, params).await.map(Some),
        APPLY_CODE_ACTION => apply_code_action(context, params).await,
        LIST_EMBEDDED => embedded_documents::list(context, &params).map(Some),
        READ_EMBEDDED => embedded_documents::read(context, &params).map(Some),
        WRITE_EMBEDDED => embedded_documents::write(context, &params).map(Some),
        ADD_DEFINITION => add_definition::add_definition(context, &params).map(Some),
        COMPLETE_EMBEDDED | HOVER_EMBEDDED | CHECK_EMBEDDED | FIX_EMBEDDED => {
            embedded_script::execute(context, params).await.map(Some)
        }
        unknown => Err(Error::invalid_params(format!("unknown command `{unknown}`"))),
    }
}

/// Computes the edit of a code action, and sends it with `workspace/applyEdit`.
async fn apply_code_action(
    context: &Context,
    params: ExecuteCommandParams,
) -> Result<Option<Value>> {
    let data = params.arguments.into_iter().next().unwrap_or_default();
    let state = context.state.clone();
    let edit = background::run(&context.output, move || compute_edit(&state, &data)).await??;
    let response = context.client.apply_edit(edit).await?;
    match response.applied {
        true => Ok(None),
        false => Err(request_failed("The editor did not apply the edit.")),
    }
}
