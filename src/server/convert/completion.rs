//! Completions.

use serde_json::json;
use tower_lsp::lsp_types::{
    self as lsp, CompletionItemKind, CompletionItemTag, CompletionTextEdit, Documentation,
    InsertTextFormat, InsertTextMode,
};

use super::{markup_content, offset, text_edit};
use crate::Snapshot;
use crate::ide::TextEdit;
use crate::ide::completion::{self, ItemKind};
use crate::server::state::ResolvedClientCapabilities;

/// What can stand at a position. For a client that asks afterwards what an item means, also that, in
/// Markdown: a list of items is longer by far with it, and few of them are looked at.
pub(in crate::server) fn completion(
    snapshot: &Snapshot,
    position: lsp::Position,
    session: &ResolvedClientCapabilities,
) -> (Vec<lsp::CompletionItem>, Vec<Option<String>>) {
    let at = offset(&snapshot.buffer, position, session.encoding);
    let mut explanations = Vec::new();
    let items = completion::completion(snapshot, at).into_iter().map(|mut item| {
        if session.completion_resolve_documentation {
            explanations.push(item.documentation.take());
        }
        completion_item(snapshot, item, session)
    });
    (items.collect(), explanations)
}

fn completion_item(
    snapshot: &Snapshot,
    item: completion::Item,
    session: &ResolvedClientCapabilities,
) -> lsp::CompletionItem {
    let edit = |edit: TextEdit| text_edit(&snapshot.buffer, edit, session.encoding);
    let snippet = item.snippet.filter(|_| session.snippet_support);
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
            ItemKind::Function => CompletionItemKind::FUNCTION,
            ItemKind::Path => CompletionItemKind::FIELD,
            ItemKind::Variable => CompletionItemKind::VARIABLE,
            ItemKind::Keyword => CompletionItemKind::KEYWORD,
        }),
        detail: item.detail,
        documentation: item
            .documentation
            .map(|markdown| documentation(markdown, session.markdown_in_completions)),
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

/// What an item means.
pub(in crate::server) fn documentation(markdown: String, renders: bool) -> Documentation {
    Documentation::MarkupContent(markup_content(markdown, renders))
}

/// Writes into the items of the completion `number` where what they mean is found.
pub(in crate::server) fn number_items(items: &mut [lsp::CompletionItem], number: u64) {
    for (index, item) in items.iter_mut().enumerate() {
        item.data = Some(json!([number, index]));
    }
}

/// What was written there.
pub(in crate::server) fn item_number(item: &lsp::CompletionItem) -> Option<(u64, usize)> {
    let [number, index] = &item.data.as_ref()?.as_array()?[..] else { return None };
    Some((number.as_u64()?, usize::try_from(index.as_u64()?).ok()?))
}
