//! Requests about an open settings file.

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, CompletionItem, CompletionItemKind, CompletionList, CompletionParams,
    CompletionResponse, CompletionTextEdit, Documentation, HoverContents, HoverParams,
    InsertTextFormat,
};

use crate::config::{self, Completion, CompletionKind};
use crate::server::context::SettingsRequest;
use crate::server::diagnostics::settings_files::settings_problem;
use crate::server::lsp::{from_proto, position, to_proto};

/// Returns the completions at a position.
pub fn completion(
    request: &SettingsRequest<'_>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let position = params.text_document_position.position;
    let offset = position::offset(&request.document.buffer, position, request.encoding());
    let text = request.document.text();
    let items = config::completions(&text, offset).into_iter().enumerate();
    let items = items.map(|(index, item)| completion_item(request, &text, index, item)).collect();
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: false, items })))
}

fn completion_item(
    request: &SettingsRequest<'_>,
    text: &str,
    index: usize,
    item: Completion,
) -> CompletionItem {
    let client = request.capabilities;
    let snippet = item.snippet.filter(|_| client.snippets);
    let format = match snippet {
        Some(_) => InsertTextFormat::SNIPPET,
        None => InsertTextFormat::PLAIN_TEXT,
    };
    // Clients compare the filter with the text that is replaced, which can begin with a quote.
    let word = &text[item.range.clone()];
    let quote = word.chars().next().filter(|first| matches!(first, '"' | '\''));
    let filter = match quote {
        Some(quote) => format!("{quote}{}{quote}", item.label),
        None => item.label.trim_matches(['[', ']']).to_owned(),
    };
    let range = position::range(&request.document.buffer, item.range, request.encoding());
    let new_text = snippet.unwrap_or(item.text);
    let documentation = item.markdown.map(|markdown| {
        let content = to_proto::markup_content(markdown, client.markdown_in_completions);
        Documentation::MarkupContent(content)
    });
    CompletionItem {
        label: item.label,
        kind: Some(match item.kind {
            CompletionKind::Key => CompletionItemKind::PROPERTY,
            CompletionKind::Table => CompletionItemKind::MODULE,
            CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        }),
        detail: (!item.detail.is_empty()).then_some(item.detail),
        documentation,
        sort_text: Some(format!("{index:04}")),
        filter_text: Some(filter),
        insert_text_format: Some(format),
        text_edit: Some(CompletionTextEdit::Edit(lsp::TextEdit { range, new_text })),
        ..CompletionItem::default()
    }
}

/// Returns the hover at a position.
pub fn hover(request: &SettingsRequest<'_>, params: HoverParams) -> Result<Option<lsp::Hover>> {
    let position = params.text_document_position_params.position;
    let buffer = &request.document.buffer;
    let offset = position::offset(buffer, position, request.encoding());
    let hover = config::hover(&request.document.text(), offset);
    Ok(hover.map(|hover| {
        let renders_markdown = request.capabilities.markdown_in_hovers;
        let contents = to_proto::markup_content(hover.markdown, renders_markdown);
        lsp::Hover {
            contents: HoverContents::Markup(contents),
            range: Some(position::range(buffer, hover.range, request.encoding())),
        }
    }))
}

/// Returns the quick fixes in a range.
pub fn code_action(
    request: &SettingsRequest<'_>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let quick_fix = CodeActionKind::QUICKFIX;
    if params.context.only.is_some_and(|only| !from_proto::includes_kind(&only, &quick_fix)) {
        return Ok(Some(Vec::new()));
    }
    let (document, encoding) = (&request.document, request.encoding());
    let range = position::byte_range(&document.buffer, params.range, encoding);
    let text = document.text();
    let problems = document.problems(&text);
    let action = |fix: config::Fix| {
        let range = position::range(&document.buffer, fix.edit.range, encoding);
        let edit = lsp::TextEdit { range, new_text: fix.edit.text };
        let problem = &problems[fix.problem];
        let edit = if request.capabilities.document_changes {
            let version = Some(document.version);
            let edit = to_proto::document_edit(&document.url, version, vec![edit]);
            to_proto::operations(vec![lsp::DocumentChangeOperation::Edit(edit)])
        } else {
            lsp::WorkspaceEdit::new([(document.url.clone(), vec![edit])].into())
        };
        CodeActionOrCommand::CodeAction(CodeAction {
            title: fix.title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![settings_problem(&document.buffer, problem, encoding)]),
            edit: Some(edit),
            is_preferred: Some(true),
            ..CodeAction::default()
        })
    };
    Ok(Some(config::fixes(&problems, &range).into_iter().map(action).collect()))
}
