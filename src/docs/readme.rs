//! The readme in the page: Markdown without HTML, images and unknown links.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use super::inject;
use crate::embedded::readme::reduce;
use crate::util::display::starts_with_ignore_case;

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
        let Some(event) = reduce(event, &mut links, is_kept) else { continue };
        match &event {
            // The alternative text is displayed instead.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => continue,
            Event::Html(_) | Event::InlineHtml(_) => continue,
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
    ["https://", "mailto:"].iter().any(|scheme| starts_with_ignore_case(target, scheme))
}
