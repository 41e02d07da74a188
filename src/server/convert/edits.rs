//! Edits, of a document and of the workspace.

use tower_lsp::lsp_types::{self as lsp, DocumentChangeOperation as Operation, Url};

use super::to_position;
use crate::Snapshot;
use crate::ide::TextEdit;
use crate::server::state::ResolvedClientCapabilities;
use crate::text::{PositionCursor, PositionEncoding};

/// Edits as the client counts. Quick where they come in the order of the text.
pub(in crate::server) fn text_edits(
    snapshot: &Snapshot,
    edits: Vec<TextEdit>,
    encoding: PositionEncoding,
) -> Vec<lsp::TextEdit> {
    let mut positions = PositionCursor::new(snapshot.buffer.source(), encoding);
    let mut place = |offset| to_position(positions.at(offset));
    let edit = |edit: TextEdit| {
        let range = lsp::Range::new(place(edit.range.start), place(edit.range.end));
        lsp::TextEdit { range, new_text: edit.text }
    };
    edits.into_iter().map(edit).collect()
}

/// Edits of this version of one document; of whatever version, for a client that cannot be told.
pub(in crate::server) fn workspace_edit(
    url: &Url,
    snapshot: &Snapshot,
    edits: Vec<TextEdit>,
    session: &ResolvedClientCapabilities,
) -> lsp::WorkspaceEdit {
    let edits = text_edits(snapshot, edits, session.encoding);
    if edits.is_empty() || !session.document_changes {
        return lsp::WorkspaceEdit::new([(url.clone(), edits)].into());
    }
    let edit = document_edit(url, Some(snapshot.version), edits);
    lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Edits(vec![edit])),
        ..lsp::WorkspaceEdit::default()
    }
}

/// Steps to be made one after the other, by a client that takes such.
pub(in crate::server) fn operations(steps: Vec<Operation>) -> lsp::WorkspaceEdit {
    lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Operations(steps)),
        ..lsp::WorkspaceEdit::default()
    }
}

/// Edits of a version of a document, or of whatever there is.
pub(in crate::server) fn document_edit(
    url: &Url,
    version: Option<i32>,
    edits: Vec<lsp::TextEdit>,
) -> lsp::TextDocumentEdit {
    lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier { uri: url.clone(), version },
        edits: edits.into_iter().map(lsp::OneOf::Left).collect(),
    }
}

/// The making of a file that is not there yet.
pub(in crate::server) fn create_file(uri: Url) -> Operation {
    let options = lsp::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    Operation::Op(lsp::ResourceOp::Create(lsp::CreateFile {
        uri,
        options: Some(options),
        annotation_id: None,
    }))
}
