//! Commands with which an editor opens the content of a string as a separate document.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ExecuteCommandParams, Url};

use crate::ide::embedded_documents::{self, Place};
use crate::server::context::{Context, DocumentRequest};
use crate::server::error::request_failed;
use crate::server::lsp::{position, to_proto};

/// Argument of the commands, besides `uri`.
#[derive(Deserialize)]
struct Argument {
    #[serde(default)]
    pointer: String,
    #[serde(default)]
    text: String,
    /// Content that the editor expects the string to have.
    #[serde(default)]
    previous: Option<String>,
    /// Whether to list fields without content too.
    #[serde(default)]
    missing: bool,
}

/// Lists the strings of a manifest that can be opened as documents.
pub fn list(context: &Context, params: &ExecuteCommandParams) -> Result<Value> {
    let (request, _, argument) = parse(context, params)?;
    let snapshot = request.snapshot();
    let describe = |Place { pointer, title, kind, file }| json!({ "pointer": pointer, "title": title, "kind": kind, "file": file });
    let contents = embedded_documents::list(snapshot).into_iter().map(|content| {
        let range = position::range(&snapshot.buffer, content.key_range, request.encoding());
        let mut description = describe(content.place);
        description["range"] = json!(range);
        description
    });
    let missing = if argument.missing { embedded_documents::free(snapshot) } else { Vec::new() };
    Ok(Value::Array(contents.chain(missing.into_iter().map(describe)).collect()))
}

/// Returns the content of a string, and the version of its document.
pub fn read(context: &Context, params: &ExecuteCommandParams) -> Result<Value> {
    let (request, _, argument) = parse(context, params)?;
    let snapshot = request.snapshot();
    let text = embedded_documents::read(snapshot, &argument.pointer).map_err(request_failed)?;
    Ok(json!({ "text": text, "version": snapshot.version }))
}

/// Returns the workspace edit that replaces the content of a string.
pub fn write(context: &Context, params: &ExecuteCommandParams) -> Result<Value> {
    let (request, url, Argument { pointer, text, previous, .. }) = parse(context, params)?;
    let snapshot = request.snapshot();
    let edits = embedded_documents::write(snapshot, &pointer, &text, previous.as_deref());
    let edits = edits.map_err(request_failed)?;
    let edit = to_proto::workspace_edit(&url, snapshot, edits, request.capabilities);
    serde_json::to_value(edit).map_err(|_| Error::internal_error())
}

fn parse<'c>(
    context: &'c Context,
    params: &ExecuteCommandParams,
) -> Result<(DocumentRequest<'c>, Url, Argument)> {
    let [argument] = &params.arguments[..] else {
        return Err(Error::invalid_params("expected one argument, an object"));
    };
    let url = argument.get("uri").and_then(Value::as_str).and_then(|uri| Url::parse(uri).ok());
    let Some(url) = url else {
        return Err(Error::invalid_params("`uri` must be the URI of a manifest"));
    };
    // The message does not quote the argument, which can contain the text of a document.
    let Ok(argument) = Argument::deserialize(argument) else {
        return Err(Error::invalid_params(
            "`pointer`, `text` and `previous` must be strings, `missing` a boolean",
        ));
    };
    let Some(request) = context.document_request() else {
        return Err(request_failed("The manifest is not open."));
    };
    Ok((request, url, argument))
}
