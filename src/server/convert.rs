//! Between this program's data and the protocol's.

mod formatting;
mod outline;
mod words;

pub(super) use formatting::*;
pub(super) use outline::*;
pub(super) use words::*;

use serde_json::json;
use tower_lsp::lsp_types::{
    self as lsp, CodeActionKind, CompletionItemKind, CompletionItemTag, CompletionTextEdit,
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Documentation,
    HoverContents, InsertTextFormat, InsertTextMode, Location, MarkupContent, MarkupKind,
    NumberOrString, OptionalVersionedTextDocumentIdentifier, PositionEncodingKind,
    TextDocumentContentChangeEvent, TextDocumentEdit, Url,
};

pub(super) mod names;

use super::pages;
use super::state::Session;
use crate::Snapshot;
use crate::ide::completion::{self, ItemKind};
use crate::ide::markdown::plain;
use crate::ide::{TextEdit, code_action, hover};
use crate::rules::{Finding, Severity, Tag};
use crate::text::{Buffer, Change, Encoding, Position};

/// What diagnostics name as their source.
const SOURCE: &str = "integration-manifest";

/// The encoding to use with a client that offers `offered`: bytes if it can, since that is what
/// this program counts in; UTF-16, which every client can, if it says nothing.
pub(super) fn choose_encoding(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF16) || offered.is_empty() {
        Encoding::Utf16
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// The protocol's name of an encoding.
pub(super) fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
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
pub(super) fn offset(buffer: &Buffer, position: lsp::Position, encoding: Encoding) -> usize {
    buffer.offset(from_position(position), encoding)
}

/// A range of a document in bytes; one whose end comes before its start is empty.
pub(super) fn byte_range(
    buffer: &Buffer,
    range: lsp::Range,
    encoding: Encoding,
) -> std::ops::Range<usize> {
    let start = offset(buffer, range.start, encoding);
    start..offset(buffer, range.end, encoding).max(start)
}

/// A byte range of a document as the client counts.
pub(super) fn range(
    buffer: &Buffer,
    range: std::ops::Range<usize>,
    encoding: Encoding,
) -> lsp::Range {
    lsp::Range {
        start: to_position(buffer.position(range.start, encoding)),
        end: to_position(buffer.position(range.end, encoding)),
    }
}

/// The findings of a document as diagnostics.
pub(super) fn diagnostics(url: &Url, snapshot: &Snapshot, encoding: Encoding) -> Vec<Diagnostic> {
    let findings = snapshot.check().findings;
    findings.iter().map(|finding| diagnostic(url, snapshot, finding, encoding)).collect()
}

/// A finding as a diagnostic.
pub(super) fn diagnostic(
    url: &Url,
    snapshot: &Snapshot,
    finding: &Finding,
    encoding: Encoding,
) -> Diagnostic {
    let place =
        |range: &std::ops::Range<usize>| self::range(&snapshot.buffer, range.clone(), encoding);
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: url.clone(), range: place(&related.range) },
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: place(&finding.range),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: pages::link(finding.rule),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: finding.tag.map(|tag| {
            vec![match tag {
                Tag::Deprecated => DiagnosticTag::DEPRECATED,
                Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
            }]
        }),
        data: Some(json!({ "pointer": finding.pointer })),
    }
}

/// What can stand at a position.
pub(super) fn completion(
    snapshot: &Snapshot,
    position: lsp::Position,
    session: &Session,
) -> Vec<lsp::CompletionItem> {
    let at = offset(&snapshot.buffer, position, session.encoding);
    let items = completion::completion(snapshot, at);
    items.into_iter().map(|item| completion_item(snapshot, item, session)).collect()
}

fn completion_item(
    snapshot: &Snapshot,
    item: completion::Item,
    session: &Session,
) -> lsp::CompletionItem {
    let edit = |edit: TextEdit| text_edit(&snapshot.buffer, edit, session.encoding);
    let snippet = item.snippet.filter(|_| session.snippets);
    let (format, mode) = match snippet {
        Some(_) => (InsertTextFormat::SNIPPET, InsertTextMode::ADJUST_INDENTATION),
        None => (InsertTextFormat::PLAIN_TEXT, InsertTextMode::AS_IS),
    };
    let text = TextEdit { text: snippet.unwrap_or(item.edit.text), ..item.edit };
    let additional: Vec<_> = item.additional.into_iter().map(edit).collect();
    lsp::CompletionItem {
        label: item.label,
        kind: Some(match item.kind {
            ItemKind::Field => CompletionItemKind::PROPERTY,
            ItemKind::Entry => CompletionItemKind::SNIPPET,
            ItemKind::Literal => CompletionItemKind::CONSTANT,
            ItemKind::Skeleton => CompletionItemKind::VALUE,
            ItemKind::Choice => CompletionItemKind::ENUM_MEMBER,
            ItemKind::Reference => CompletionItemKind::REFERENCE,
        }),
        detail: item.detail,
        documentation: item.documentation.map(|value| {
            Documentation::MarkupContent(markup(value, session.markdown_in_completions))
        }),
        tags: item.deprecated.then(|| vec![CompletionItemTag::DEPRECATED]),
        preselect: item.preselect.then_some(true),
        sort_text: Some(item.sort),
        filter_text: Some(item.filter),
        insert_text_format: Some(format),
        insert_text_mode: Some(mode),
        text_edit: Some(CompletionTextEdit::Edit(edit(text))),
        additional_text_edits: (!additional.is_empty()).then_some(additional),
        ..lsp::CompletionItem::default()
    }
}

/// What there is to say about what stands at a position.
pub(super) fn hover(
    snapshot: &Snapshot,
    position: lsp::Position,
    session: &Session,
) -> Option<lsp::Hover> {
    let at = offset(&snapshot.buffer, position, session.encoding);
    let hover::Hover { range, picture, markdown } = hover::hover(snapshot, at)?;
    let text = match picture.filter(|_| session.pictures) {
        Some(url) => format!("![icon]({url})\n\n{markdown}"),
        None => markdown,
    };
    Some(lsp::Hover {
        contents: HoverContents::Markup(markup(text, session.markdown_in_hovers)),
        range: Some(self::range(&snapshot.buffer, range, session.encoding)),
    })
}

/// Markdown as it is, or as plain text where the client does not render it.
fn markup(markdown: String, renders: bool) -> MarkupContent {
    if renders {
        MarkupContent { kind: MarkupKind::Markdown, value: markdown }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain(&markdown) }
    }
}

/// An edit as the client counts.
pub(super) fn text_edit(buffer: &Buffer, edit: TextEdit, encoding: Encoding) -> lsp::TextEdit {
    lsp::TextEdit { range: range(buffer, edit.range, encoding), new_text: edit.text }
}

/// Edits of this version of one document.
pub(super) fn workspace_edit(
    url: &Url,
    snapshot: &Snapshot,
    edits: Vec<TextEdit>,
    encoding: Encoding,
) -> lsp::WorkspaceEdit {
    let edits = edits.into_iter().map(|edit| text_edit(&snapshot.buffer, edit, encoding));
    let document = OptionalVersionedTextDocumentIdentifier {
        uri: url.clone(),
        version: Some(snapshot.version),
    };
    let changes =
        TextDocumentEdit { text_document: document, edits: edits.map(lsp::OneOf::Left).collect() };
    lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Edits(vec![changes])),
        ..lsp::WorkspaceEdit::default()
    }
}

/// The repairs of what was found in `range`, or of everything if only that is asked for.
pub(super) fn code_actions(
    url: &Url,
    snapshot: &Snapshot,
    range: lsp::Range,
    only: Option<&[CodeActionKind]>,
    encoding: Encoding,
) -> Vec<lsp::CodeActionOrCommand> {
    let edit = |edits| Some(workspace_edit(url, snapshot, edits, encoding));
    let mut actions = Vec::new();
    if only.is_none_or(|only| asks_for(only, &CodeActionKind::QUICKFIX)) {
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
    if only.is_some_and(|only| asks_for(only, &CodeActionKind::SOURCE_FIX_ALL)) {
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
pub(super) fn asks_for(only: &[CodeActionKind], kind: &CodeActionKind) -> bool {
    only.iter().any(|asked| {
        let rest = kind.as_str().strip_prefix(asked.as_str());
        rest.is_some_and(|rest| {
            asked.as_str().is_empty() || rest.is_empty() || rest.starts_with('.')
        })
    })
}
