//! The command that adds a definition, such as an action, to a manifest.

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::ExecuteCommandParams;

use crate::ide::add_definition::{Step, next_step};
use crate::server::context::Context;
use crate::server::error::request_failed;
use crate::server::lsp::{from_proto, position, to_proto};

/// Returns the next step: `edit`, after which the client calls the command again, or `snippet` and `range`.
pub fn add_definition(context: &Context, params: &ExecuteCommandParams) -> Result<Value> {
    let argument = params.arguments.first().unwrap_or(&Value::Null);
    let kind = argument.get("kind").and_then(Value::as_str);
    let (Some(url), Some(kind)) = (from_proto::command_uri(argument), kind) else {
        return Err(Error::invalid_params("expected an object with `uri` and `kind`"));
    };
    let Some(request) = context.document_request() else {
        return Err(request_failed("The manifest is not open."));
    };
    let snapshot = request.snapshot();
    Ok(match next_step(snapshot, kind).map_err(request_failed)? {
        Step::AddMap(edits) => {
            let edit = to_proto::workspace_edit(&url, snapshot, edits, request.capabilities);
            json!({ "edit": edit })
        }
        Step::Insert(edit) => {
            let range = position::range(&snapshot.buffer, edit.range, request.encoding());
            json!({ "range": range, "snippet": edit.text })
        }
    })
}
