//! Hovers.

use tower_lsp::lsp_types::{self as lsp, HoverContents};

use super::{markup_content, offset};
use crate::Snapshot;
use crate::ide::{findings, hover};
use crate::server::rule_docs;
use crate::server::state::ResolvedClientCapabilities;

/// What there is to say about what stands at a position. Where a client does not show the link
/// behind a diagnostic's code, the rules that are broken there are linked here.
pub(in crate::server) fn hover(
    snapshot: &Snapshot,
    position: lsp::Position,
    session: &ResolvedClientCapabilities,
) -> Option<lsp::Hover> {
    let at = offset(&snapshot.buffer, position, session.encoding);
    let found = hover::hover(snapshot, at);
    let rules = if session.code_description_support { None } else { rules_at(snapshot, at) };
    let (range, text) = match (found, rules) {
        (None, None) => return None,
        (None, Some(rules)) => rules,
        (Some(hover::Hover { range, picture, mut markdown }), rules) => {
            if let Some((_, rules)) = rules {
                markdown = format!("{markdown}\n\n{rules}");
            }
            let text = match picture.filter(|_| session.hover_images) {
                Some(url) => format!("![icon]({url})\n\n{markdown}"),
                None => markdown,
            };
            (range, text)
        }
    };
    Some(lsp::Hover {
        contents: HoverContents::Markup(markup_content(text, session.markdown_in_hovers)),
        range: Some(super::range(&snapshot.buffer, range, session.encoding)),
    })
}

/// The rules that are broken at `at`, each once, as links to their pages, in Markdown.
fn rules_at(snapshot: &Snapshot, at: usize) -> Option<(std::ops::Range<usize>, String)> {
    let found = findings::at(snapshot, at);
    let range = found.first()?.range.clone();
    let mut links: Vec<String> = Vec::new();
    for finding in found {
        let id = finding.rule.id;
        let link = match rule_docs::code_description(finding.rule) {
            Some(page) if stands_in_markdown(&page.href) => format!("[`{id}`]({})", page.href),
            _ => format!("`{id}`"),
        };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    let rules = if links.len() == 1 { "Rule" } else { "Rules" };
    Some((range, format!("*{rules}:* {}", links.join(", "))))
}

/// Whether a URL can stand in Markdown as it is.
fn stands_in_markdown(url: &lsp::Url) -> bool {
    !url.as_str().contains(['(', ')', '<', '>'])
}
