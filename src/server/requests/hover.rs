//! `textDocument/hover`

use std::ops::Range;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{self as lsp, HoverContents, HoverParams};

use crate::Snapshot;
use crate::ide::markdown::{escape, json_block};
use crate::ide::{findings, hover as ide_hover};
use crate::server::context::DocumentRequest;
use crate::server::documents::Document;
use crate::server::lsp::{position, to_proto};
use crate::server::rule_docs;

/// Returns the hover at a position. It links the pages of violated rules, unless the client shows the
/// link of a diagnostic.
pub fn hover(request: &DocumentRequest<'_>, params: HoverParams) -> Result<Option<lsp::Hover>> {
    let (snapshot, client) = (request.snapshot(), request.capabilities);
    let position = params.text_document_position_params.position;
    let offset = position::offset(&snapshot.buffer, position, request.encoding());
    let hover = with_changes(ide_hover::hover(snapshot, offset), &request.document, offset);
    let rules = if client.code_description { None } else { violated_rules(snapshot, offset) };
    let (range, markdown) = match (hover, rules) {
        (None, None) => return Ok(None),
        (None, Some(rules)) => rules,
        (Some(hover), rules) => {
            let mut markdown = hover.markdown;
            if let Some((_, rules)) = rules {
                markdown = format!("{markdown}\n\n{rules}");
            }
            if let Some(image) = hover.picture.filter(|_| client.hover_images) {
                markdown = format!("![icon]({image})\n\n{markdown}");
            }
            (hover.range, markdown)
        }
    };
    let contents = to_proto::markup_content(markdown, client.markdown_in_hovers);
    Ok(Some(lsp::Hover {
        contents: HoverContents::Markup(contents),
        range: Some(position::range(&snapshot.buffer, range, request.encoding())),
    }))
}

/// Appends the differences from the old version whose place contains `offset`, with the old values.
fn with_changes(
    hover: Option<ide_hover::Hover>,
    document: &Document,
    offset: usize,
) -> Option<ide_hover::Hover> {
    let Some(changes) = &document.changes else { return hover };
    let mut range = None;
    let mut markdown = String::new();
    for change in &changes.changes {
        let finding = &change.finding;
        if !(finding.range.start..=finding.range.end).contains(&offset) {
            continue;
        }
        range.get_or_insert_with(|| finding.range.clone());
        if !markdown.is_empty() {
            markdown += "\n\n";
        }
        markdown += &format!("*Since {}:* {}", escape(&changes.since), escape(&finding.message));
        if let Some(old) = &change.old_text {
            markdown += &format!("\n\nIt was:\n\n{}", json_block(old));
        }
    }
    let Some(range) = range else { return hover };
    Some(match hover {
        Some(mut hover) => {
            hover.markdown = format!("{}\n\n{markdown}", hover.markdown);
            hover
        }
        None => ide_hover::Hover { range, markdown, picture: None },
    })
}

/// Returns the rules violated at `offset` as Markdown links to their pages, and the range of the first
/// finding.
fn violated_rules(snapshot: &Snapshot, offset: usize) -> Option<(Range<usize>, String)> {
    let findings = findings::at(snapshot, offset);
    let range = findings.first()?.range.clone();
    let mut links: Vec<String> = Vec::new();
    for finding in findings {
        let id = finding.rule.id;
        let link = match rule_docs::code_description(finding.rule) {
            Some(page) if is_markdown_url(&page.href) => format!("[`{id}`]({})", page.href),
            _ => format!("`{id}`"),
        };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    let label = if links.len() == 1 { "Rule" } else { "Rules" };
    Some((range, format!("*{label}:* {}", links.join(", "))))
}

/// Returns whether a URL needs no escaping in Markdown.
fn is_markdown_url(url: &lsp::Url) -> bool {
    !url.as_str().contains(['(', ')', '<', '>'])
}
