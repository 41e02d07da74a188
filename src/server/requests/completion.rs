//! `textDocument/completion`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, CompletionItemKind, CompletionItemTag, CompletionList, CompletionParams,
    CompletionResponse, CompletionTextEdit, Documentation, InsertTextFormat, InsertTextMode, Url,
};

use crate::ide::TextEdit;
use crate::ide::completion::{self as ide_completion, Item, ItemKind, PathSite};
use crate::server::background;
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::context::DocumentRequest;
use crate::server::lsp::{position, to_proto};
use crate::server::sibling_files::SiblingFiles;
use crate::text::Buffer;

/// Returns the completions at a position. If the client resolves documentation, it is stored for
/// `completionItem/resolve`, which makes the response much shorter.
pub async fn completion(
    request: &DocumentRequest<'_>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let position = params.text_document_position.position;
    let offset = position::offset(&request.snapshot().buffer, position, request.encoding());
    let mut docs = Vec::new();
    let mut items =
        embed_items(request, params.text_document_position.text_document.uri, offset).await?;
    items.extend(ide_completion::completion(request.snapshot(), offset));
    let items = items.into_iter().map(|mut item| {
        if request.capabilities.completion_resolve_documentation {
            docs.push(item.documentation.take());
        }
        completion_item(&request.snapshot().buffer, request.capabilities, item)
    });
    let mut items: Vec<_> = items.collect();
    if request.capabilities.completion_resolve_documentation {
        request.context.state.completion_docs.store(docs, &mut items);
    }
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: false, items })))
}

/// Returns the items that embed files. Directories and files are read, which must not block other messages.
async fn embed_items(request: &DocumentRequest<'_>, url: Url, offset: usize) -> Result<Vec<Item>> {
    let Some(site) = PathSite::find(request.snapshot(), offset) else { return Ok(Vec::new()) };
    let (snapshot, state) = (request.snapshot().clone(), request.context.state.clone());
    let compute = move || match SiblingFiles::new(&url, &state.folder_paths()) {
        Some(files) => site.items(&snapshot, &files),
        None => Vec::new(),
    };
    background::run(&request.context.output, compute).await
}

/// Converts an item whose edits are those of `buffer`.
pub fn completion_item(
    buffer: &Buffer,
    client: &ResolvedClientCapabilities,
    item: Item,
) -> lsp::CompletionItem {
    let edit = |edit: TextEdit| lsp::TextEdit {
        range: position::range(buffer, edit.range, client.encoding),
        new_text: edit.text,
    };
    let snippet = item.snippet.filter(|_| client.snippets);
    let (format, mode) = match snippet {
        Some(_) => (InsertTextFormat::SNIPPET, InsertTextMode::ADJUST_INDENTATION),
        None => (InsertTextFormat::PLAIN_TEXT, InsertTextMode::AS_IS),
    };
    let text = TextEdit { text: snippet.unwrap_or(item.edit.text), ..item.edit };
    let additional: Vec<_> = item.additional.into_iter().map(edit).collect();
    let documentation = item.documentation.map(|markdown| {
        let content = to_proto::markup_content(markdown, client.markdown_in_completions);
        Documentation::MarkupContent(content)
    });
    lsp::CompletionItem {
        label: item.label,
        kind: Some(item_kind(item.kind)),
        label_details: (item.required && client.completion_label_details).then(|| {
            lsp::CompletionItemLabelDetails {
                detail: None,
                description: Some("required".to_owned()),
            }
        }),
        detail: item.detail,
        documentation,
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

fn item_kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Field => CompletionItemKind::PROPERTY,
        ItemKind::Entry => CompletionItemKind::SNIPPET,
        ItemKind::Literal => CompletionItemKind::CONSTANT,
        ItemKind::Skeleton => CompletionItemKind::VALUE,
        ItemKind::Choice => CompletionItemKind::ENUM_MEMBER,
        ItemKind::Reference => CompletionItemKind::REFERENCE,
        ItemKind::File => CompletionItemKind::FILE,
        ItemKind::Function => CompletionItemKind::FUNCTION,
        ItemKind::Path => CompletionItemKind::FIELD,
        ItemKind::Variable => CompletionItemKind::VARIABLE,
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
    }
}
