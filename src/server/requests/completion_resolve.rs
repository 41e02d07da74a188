//! `completionItem/resolve`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{CompletionItem, Documentation};

use crate::server::context::Context;
use crate::server::lsp::to_proto;

/// Adds the documentation to an item of the last completion list.
pub async fn completion_resolve(
    context: &Context,
    mut item: CompletionItem,
) -> Result<CompletionItem> {
    let state = &context.state;
    let renders_markdown = state.capabilities().is_some_and(|it| it.markdown_in_completions);
    if let Some(markdown) = state.completion_docs.get(&item) {
        let content = to_proto::markup_content(markdown, renders_markdown);
        item.documentation = Some(Documentation::MarkupContent(content));
    }
    Ok(item)
}
