//! Commands for a script that an editor has open as a separate document. They receive its text, which can
//! differ from the manifest, and positions in it.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{self as lsp, ExecuteCommandParams};

use super::completion::completion_item;
use crate::ide::embedded_script::EmbeddedScript;
use crate::server::background;
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::commands;
use crate::server::context::Context;
use crate::server::error::request_failed;
use crate::server::lsp::{from_proto, position, to_proto};
use crate::text::Buffer;

/// Argument of the commands, besides `uri`.
#[derive(Deserialize)]
struct Argument {
    pointer: String,
    text: String,
    #[serde(default)]
    position: lsp::Position,
    #[serde(default)]
    range: lsp::Range,
}

/// Executes one of the commands, on a thread that may compile the script.
pub async fn execute(context: &Context, params: ExecuteCommandParams) -> Result<Value> {
    let argument = params.arguments.first().cloned().unwrap_or_default();
    let url = from_proto::command_uri(&argument);
    // The message does not quote the argument, which contains the text of a document.
    let (Some(url), Ok(argument)) = (url, Argument::deserialize(argument)) else {
        let message = "expected an object with `uri`, `pointer`, `text`, and `position` or `range`";
        return Err(Error::invalid_params(message));
    };
    let Some(request) = context.document_request() else {
        return Err(request_failed("The manifest is not open."));
    };
    let (snapshot, state) = (request.snapshot().clone(), context.state.clone());
    let run = move || {
        let Argument { pointer, text, position, range } = argument;
        let client = state.capabilities().ok_or_else(Error::internal_error)?;
        let script = EmbeddedScript::new(&snapshot, &pointer, &text).map_err(request_failed)?;
        let buffer = Buffer::new(&text);
        let offset = position::offset(&buffer, position, client.encoding);
        Ok(match params.command.as_str() {
            commands::COMPLETE_EMBEDDED => completion(&script, &buffer, offset, client),
            commands::HOVER_EMBEDDED => hover(&script, &buffer, offset, client),
            commands::FIX_EMBEDDED => fixes(&script, &buffer, range, client),
            _ => diagnostics(&script, &buffer, &url, client),
        })
    };
    background::run(&context.output, run).await?
}

fn completion(
    script: &EmbeddedScript,
    buffer: &Buffer,
    offset: usize,
    client: &ResolvedClientCapabilities,
) -> Value {
    let items = script.completion(offset).into_iter();
    json!(items.map(|item| completion_item(buffer, client, item)).collect::<Vec<_>>())
}

fn hover(
    script: &EmbeddedScript,
    buffer: &Buffer,
    offset: usize,
    client: &ResolvedClientCapabilities,
) -> Value {
    json!(script.hover(offset).map(|hover| lsp::Hover {
        range: Some(position::range(buffer, hover.range, client.encoding)),
        contents: lsp::HoverContents::Markup(to_proto::markup_content(
            hover.markdown,
            client.markdown_in_hovers,
        )),
    }))
}

fn fixes(
    script: &EmbeddedScript,
    buffer: &Buffer,
    range: lsp::Range,
    client: &ResolvedClientCapabilities,
) -> Value {
    let [start, end] =
        [range.start, range.end].map(|at| position::offset(buffer, at, client.encoding));
    let fixes = script.fixes(&(start..end.max(start))).into_iter().map(|action| {
        let edits = action.edits.into_iter().map(|edit| lsp::TextEdit {
            range: position::range(buffer, edit.range, client.encoding),
            new_text: edit.text,
        });
        json!({ "title": action.title, "edits": edits.collect::<Vec<_>>() })
    });
    json!(fixes.collect::<Vec<_>>())
}

fn diagnostics(
    script: &EmbeddedScript,
    buffer: &Buffer,
    url: &lsp::Url,
    client: &ResolvedClientCapabilities,
) -> Value {
    let findings = script.findings().into_iter();
    let diagnostics = findings.map(|finding| lsp::Diagnostic {
        range: position::range(buffer, finding.range.clone(), client.encoding),
        ..to_proto::diagnostic(url, &script.snapshot, &finding, client.encoding)
    });
    json!(diagnostics.collect::<Vec<_>>())
}
