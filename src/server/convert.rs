//! Between this program's data and the protocol's.

mod completion;
mod diagnostics;
mod edits;
mod formatting;
mod hover;
mod json;
mod outline;
mod words;

pub(super) use completion::*;
pub(super) use diagnostics::*;
pub(super) use edits::*;
pub(super) use formatting::*;
pub(super) use hover::*;
pub(super) use outline::*;
pub(super) use words::*;

use tower_lsp::lsp_types::{
    self as lsp, CodeActionKind, MarkupContent, MarkupKind, PositionEncodingKind,
    TextDocumentContentChangeEvent, Url,
};

pub(super) mod names;

use super::state::ResolvedClientCapabilities;
use crate::Snapshot;
use crate::ide::markdown::plain;
use crate::ide::{TextEdit, code_action};
use crate::text::{Buffer, Change, Position, PositionEncoding};

/// The encoding to use with a client that offers `offered`: bytes if it can, since that is what
/// this program counts in; UTF-16, which every client can, if it says nothing.
pub(super) fn choose_encoding(offered: &[PositionEncodingKind]) -> PositionEncoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        PositionEncoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF16) || offered.is_empty() {
        PositionEncoding::Utf16
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        PositionEncoding::Utf32
    } else {
        PositionEncoding::Utf16
    }
}

/// The protocol's name of an encoding.
pub(super) fn encoding_kind(encoding: PositionEncoding) -> PositionEncodingKind {
    match encoding {
        PositionEncoding::Utf8 => PositionEncodingKind::UTF8,
        PositionEncoding::Utf16 => PositionEncodingKind::UTF16,
        PositionEncoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

fn from_position(position: lsp::Position) -> Position {
    Position { line: position.line, character: position.character }
}

fn to_position(position: Position) -> lsp::Position {
    lsp::Position { line: position.line, character: position.character }
}

/// A change as the client describes it.
pub(super) fn change(event: TextDocumentContentChangeEvent) -> Change {
    let range = event.range.map(|range| (from_position(range.start), from_position(range.end)));
    Change { range, text: event.text }
}

/// A byte offset of a document.
pub(super) fn offset(
    buffer: &Buffer,
    position: lsp::Position,
    encoding: PositionEncoding,
) -> usize {
    buffer.offset(from_position(position), encoding)
}

/// A range of a document in bytes; one whose end comes before its start is empty.
pub(super) fn byte_range(
    buffer: &Buffer,
    range: lsp::Range,
    encoding: PositionEncoding,
) -> std::ops::Range<usize> {
    let start = offset(buffer, range.start, encoding);
    start..offset(buffer, range.end, encoding).max(start)
}

/// A byte range of a document as the client counts.
pub(super) fn range(
    buffer: &Buffer,
    range: std::ops::Range<usize>,
    encoding: PositionEncoding,
) -> lsp::Range {
    lsp::Range {
        start: to_position(buffer.position(range.start, encoding)),
        end: to_position(buffer.position(range.end, encoding)),
    }
}

/// Markdown as it is, or as plain text where the client does not render it.
fn markup_content(markdown: String, renders: bool) -> MarkupContent {
    if renders {
        MarkupContent { kind: MarkupKind::Markdown, value: markdown }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain(&markdown) }
    }
}

/// An edit as the client counts.
pub(super) fn text_edit(
    buffer: &Buffer,
    edit: TextEdit,
    encoding: PositionEncoding,
) -> lsp::TextEdit {
    lsp::TextEdit { range: range(buffer, edit.range, encoding), new_text: edit.text }
}

/// The repairs of what was found in `range`, or of everything if only that is asked for.
pub(super) fn code_actions(
    url: &Url,
    snapshot: &Snapshot,
    range: lsp::Range,
    only: Option<&[CodeActionKind]>,
    session: &ResolvedClientCapabilities,
) -> Vec<lsp::CodeActionOrCommand> {
    let encoding = session.encoding;
    let edit = |edits| Some(workspace_edit(url, snapshot, edits, session));
    let mut actions = Vec::new();
    if only.is_none_or(|only| matches_kind(only, &CodeActionKind::QUICKFIX)) {
        let range = byte_range(&snapshot.buffer, range, encoding);
        let repairs = code_action::actions(snapshot, &range);
        actions.extend(repairs.into_iter().map(|action| lsp::CodeAction {
            title: action.title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic(url, snapshot, &action.finding, encoding)]),
            edit: edit(action.edits),
            is_preferred: (action.safe || action.likeliest).then_some(true),
            ..lsp::CodeAction::default()
        }));
    }
    // All of the document is looked at for this, so it is not done with every step of the cursor.
    if only.is_some_and(|only| matches_kind(only, &CodeActionKind::SOURCE_FIX_ALL)) {
        let edits = code_action::fix_all(snapshot);
        actions.extend((!edits.is_empty()).then(|| lsp::CodeAction {
            title: "Fix everything that can be fixed safely".to_owned(),
            kind: Some(CodeActionKind::SOURCE_FIX_ALL),
            edit: edit(edits),
            ..lsp::CodeAction::default()
        }));
    }
    actions.into_iter().map(lsp::CodeActionOrCommand::CodeAction).collect()
}

/// Whether `kind` is one of those asked for, or of a kind that is.
pub(super) fn matches_kind(only: &[CodeActionKind], kind: &CodeActionKind) -> bool {
    only.iter().any(|asked| {
        let rest = kind.as_str().strip_prefix(asked.as_str());
        rest.is_some_and(|rest| {
            asked.as_str().is_empty() || rest.is_empty() || rest.starts_with('.')
        })
    })
}
