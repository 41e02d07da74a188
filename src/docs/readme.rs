//! The readme in the page: Markdown without HTML, images and unknown links.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use super::inject;

/// Maximum number of events of a readme that are rendered.
const MAX_EVENTS: usize = 20_000;

/// Maximum nesting of the rendered blocks.
const MAX_DEPTH: usize = 32;

/// Returns the readme `text` as HTML. Blocks that were generated from the manifest are left out.
pub(crate) fn html(text: &str) -> String {
    let text = inject::without_blocks(text);
    let mut events = Vec::new();
    let mut links: Vec<bool> = Vec::new();
    let mut open: Vec<TagEnd> = Vec::new();
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        if events.len() > MAX_EVENTS || open.len() > MAX_DEPTH {
            break;
        }
        let event = match event {
            Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
                level: lower(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_kept = is_kept(&dest_url);
                links.push(is_kept);
                if !is_kept {
                    continue;
                }
                let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
                Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id })
            }
            Event::End(TagEnd::Link) if links.pop() != Some(true) => continue,
            // The alternative text is displayed instead.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => continue,
            Event::Html(_) | Event::InlineHtml(_) => continue,
            Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::CodeBlock(
                pulldown_cmark::CodeBlockKind::Fenced(CowStr::Borrowed("")),
            )),
            event => event,
        };
        match &event {
            Event::Start(tag) => open.push(tag.to_end()),
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
        events.push(event);
    }
    events.extend(open.into_iter().rev().map(Event::End));
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

fn is_kept(target: &str) -> bool {
    let has = |scheme: &str| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    has("https://") || has("mailto:")
}

/// Lowers a heading below the heading of the section.
fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}
