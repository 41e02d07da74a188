//! What strings hold, as editors move it: code actions with files, and the commands by which an
//! editor opens a string as a document of its own.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{self as lsp, CodeActionKind, CodeActionOrCommand, Url};

use super::convert;
use super::request_failed;
use super::sibling_files::SiblingFiles;
use super::state::ResolvedClientCapabilities;
use crate::Snapshot;
use crate::ide::embedded_documents::{self, ContentAction, Place};

/// The commands, in the order in which they are advertised.
pub(super) const COMMANDS: [&str; 3] = [LIST, READ, WRITE];

const LIST: &str = "integrationManifest.embedded.list";
const READ: &str = "integrationManifest.embedded.read";
const WRITE: &str = "integrationManifest.embedded.write";

const ARGUMENT: &str = "`pointer`, `text` and `previous` have to be strings, `missing` a boolean";

/// The one argument of the commands.
#[derive(Deserialize)]
struct Argument {
    #[serde(default)]
    pointer: String,
    #[serde(default)]
    text: String,
    /// What the editor takes the string to hold at present.
    #[serde(default)]
    previous: Option<String>,
    /// Whether places for content are wanted at which there is none.
    #[serde(default)]
    missing: bool,
}

/// Carries out a command about the document of `snapshot`, `None` if it is not open.
pub(super) fn execute(
    snapshot: Option<Snapshot>,
    session: &ResolvedClientCapabilities,
    params: &lsp::ExecuteCommandParams,
) -> Result<Option<Value>> {
    if !COMMANDS.contains(&params.command.as_str()) {
        return Err(Error::invalid_params(format!("no command is called {}", params.command)));
    }
    let [argument] = &params.arguments[..] else {
        return Err(Error::invalid_params("the command takes one argument, an object"));
    };
    let url = argument.get("uri").and_then(Value::as_str).and_then(|uri| Url::parse(uri).ok());
    let Some(url) = url else {
        return Err(Error::invalid_params("`uri` has to be the URI of a manifest"));
    };
    // What is wrong is said without the argument, which holds the text of a document.
    let Ok(argument) = Argument::deserialize(argument) else {
        return Err(Error::invalid_params(ARGUMENT));
    };
    let Some(snapshot) = snapshot else {
        return Err(request_failed("The manifest is not open."));
    };
    let encoding = session.encoding;
    let answer = match params.command.as_str() {
        LIST => {
            let describe = |Place { pointer, title, kind, file }| json!({ "pointer": pointer, "title": title, "kind": kind, "file": file });
            let contents = embedded_documents::list(&snapshot).into_iter().map(|content| {
                let mut described = describe(content.place);
                let range = convert::range(&snapshot.buffer, content.key_range, encoding);
                described["range"] = json!(range);
                described
            });
            let free =
                if argument.missing { embedded_documents::free(&snapshot) } else { Vec::new() };
            Value::Array(contents.chain(free.into_iter().map(describe)).collect())
        }
        READ => {
            let text =
                embedded_documents::read(&snapshot, &argument.pointer).map_err(request_failed)?;
            json!({ "text": text, "version": snapshot.version })
        }
        _ => {
            let Argument { pointer, text, previous, .. } = &argument;
            let edits = embedded_documents::write(&snapshot, pointer, text, previous.as_deref());
            let edits = edits.map_err(request_failed)?;
            let edit = convert::workspace_edit(&url, &snapshot, edits, session);
            serde_json::to_value(edit).map_err(|_| Error::internal_error())?
        }
    };
    Ok(Some(answer))
}

/// What can be done in `range` with files around the document at `url`. Reads files.
pub(super) fn code_actions(
    url: &Url,
    snapshot: &Snapshot,
    range: lsp::Range,
    only: Option<&[CodeActionKind]>,
    session: &ResolvedClientCapabilities,
    workspace: &[PathBuf],
) -> Vec<CodeActionOrCommand> {
    let asked = |kind| only.is_none_or(|only| convert::matches_kind(only, &kind));
    if !asked(CodeActionKind::QUICKFIX) && !asked(CodeActionKind::REFACTOR_EXTRACT) {
        return Vec::new();
    }
    let Some(nearby) = SiblingFiles::of(url, workspace) else { return Vec::new() };
    let start = convert::offset(&snapshot.buffer, range.start, session.encoding);
    let end = convert::offset(&snapshot.buffer, range.end, session.encoding).max(start);
    let moves = embedded_documents::moves(snapshot, &(start..end), &nearby, session.creates_files);
    let actions =
        moves.into_iter().filter_map(|offer| action(url, snapshot, session, &nearby, offer));
    let wanted = actions.filter(|action| action.kind.clone().is_none_or(asked));
    wanted.map(CodeActionOrCommand::CodeAction).collect()
}

fn action(
    url: &Url,
    snapshot: &Snapshot,
    session: &ResolvedClientCapabilities,
    nearby: &SiblingFiles,
    offer: ContentAction,
) -> Option<lsp::CodeAction> {
    let (kind, edit) = match offer.create {
        None => {
            let edit = convert::workspace_edit(url, snapshot, offer.edits, session);
            (CodeActionKind::QUICKFIX, edit)
        }
        Some(file) => {
            let uri = Url::from_file_path(nearby.path(&file.name)).ok()?;
            let text = lsp::TextEdit { range: lsp::Range::default(), new_text: file.text };
            let text = convert::document_edit(&uri, None, vec![text]);
            let edit = convert::operations(vec![
                convert::create_file(uri),
                lsp::DocumentChangeOperation::Edit(text),
            ]);
            (CodeActionKind::REFACTOR_EXTRACT, edit)
        }
    };
    let diagnostics = offer
        .finding
        .map(|finding| vec![convert::diagnostic(url, snapshot, &finding, session.encoding)]);
    Some(lsp::CodeAction {
        title: offer.title,
        kind: Some(kind),
        diagnostics,
        edit: Some(edit),
        ..lsp::CodeAction::default()
    })
}
