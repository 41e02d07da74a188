//! `textDocument/codeLens`

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command, Location, Url};

use super::validate;
use crate::ide::code_lens as ide_code_lens;
use crate::rules;
use crate::server::commands::SHOW_REFERENCES;
use crate::server::context::DocumentRequest;
use crate::server::lsp::{position, to_proto};

/// Returns the lenses for remote validation and for the version, and the numbers of references above
/// definitions.
pub fn code_lens(
    request: &DocumentRequest<'_>,
    params: CodeLensParams,
) -> Result<Option<Vec<CodeLens>>> {
    let url = &params.text_document.uri;
    let lenses = ide_code_lens::lenses(request.snapshot()).into_iter();
    let lenses = lenses.map(|lens| convert(request, url, lens));
    let first = validate_lens(request, url).into_iter().chain(version_lens(request));
    Ok(Some(first.chain(lenses).collect()))
}

/// Returns the lens on a version that is too low for the changes since the old version.
fn version_lens(request: &DocumentRequest<'_>) -> Option<CodeLens> {
    let changes = request.document.changes.as_ref()?;
    let needed = changes.needed_version.as_ref()?;
    let finding = changes.findings().find(|finding| *finding.rule == rules::VERSION_TOO_LOW)?;
    let since = &changes.since;
    let title = match changes.breaking {
        0 => format!("{needed} needed: changes since {since}"),
        1 => format!("{needed} needed: 1 breaking change since {since}"),
        count => format!("{needed} needed: {count} breaking changes since {since}"),
    };
    let range = finding.range.clone();
    let range = position::range(&request.snapshot().buffer, range, request.encoding());
    let command = Command { title, command: String::new(), arguments: None };
    Some(CodeLens { range, command: Some(command), data: None })
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
