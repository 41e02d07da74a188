//! `textDocument/codeLens`

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command, Location, Url};

use super::validate;
use crate::ide::code_lens as ide_code_lens;
use crate::server::commands::SHOW_REFERENCES;
use crate::server::context::DocumentRequest;
use crate::server::lsp::{position, to_proto};

/// Returns the lens for remote validation, and the numbers of references above definitions.
pub fn code_lens(
    request: &DocumentRequest<'_>,
    params: CodeLensParams,
) -> Result<Option<Vec<CodeLens>>> {
    let url = &params.text_document.uri;
    let lenses = ide_code_lens::lenses(request.snapshot()).into_iter();
    let lenses = lenses.map(|lens| convert(request, url, lens));
    Ok(Some(validate_lens(request, url).into_iter().chain(lenses).collect()))
}

fn validate_lens(request: &DocumentRequest<'_>, url: &Url) -> Option<CodeLens> {
    if !request.context.state.remote_validation.is_enabled() {
        return None;
    }
    let snapshot = request.snapshot();
    let start = snapshot.tree.root()?.start();
    let range = position::range(&snapshot.buffer, start..start, request.encoding());
    Some(CodeLens { range, command: Some(validate::command(url)), data: None })
}

fn convert(request: &DocumentRequest<'_>, url: &Url, lens: ide_code_lens::CodeLens) -> CodeLens {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let range = position::range(&snapshot.buffer, lens.range, encoding);
    let location = |bytes| to_proto::location(url, snapshot, bytes, encoding);
    let locations: Vec<Location> = lens.places.into_iter().map(location).collect();
    // A lens without a command is plain text.
    let has_command = request.capabilities.show_references_command && !locations.is_empty();
    let command = if has_command { SHOW_REFERENCES } else { "" };
    let arguments = has_command.then(|| vec![json!(url), json!(range.start), json!(locations)]);
    let command = Command { title: lens.title, command: command.to_owned(), arguments };
    CodeLens { range, command: Some(command), data: None }
}
