//! Preview of a readme for a hover.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::markdown::{OPTIONS, reduce};
use crate::util::display::{floor_char_boundary, starts_with_ignore_case};

/// Length of the preview in bytes of text: it ends after the block that reaches this length …
const TARGET_BYTES: usize = 1500;

/// … and is cut at this length if the block is longer.
const MAX_SHOWN: usize = 3000;

/// Maximum nesting of quotes and lists in the preview.
const MAX_DEPTH: usize = 16;

/// Returns the start of `events` as Markdown, and whether more follows. HTML is displayed as text,
/// images as their alternative text, and only links to web URLs are kept.
pub(super) fn beginning(events: Vec<(Event<'_>, Range<usize>)>) -> (String, bool) {
    let mut shown: Vec<Event<'_>> = Vec::new();
    let mut open: Vec<TagEnd> = Vec::new();
    // For each open link, whether it is kept.
    let mut links: Vec<bool> = Vec::new();
    let mut images = 0;
    let mut bytes = 0;
    let mut goes_on = false;
    for (event, _) in events {
        if open.is_empty() && bytes >= TARGET_BYTES || bytes >= MAX_SHOWN || open.len() > MAX_DEPTH
        {
            goes_on = true;
            break;
        }
        let is_kept = |target: &str| images == 0 && is_address(target);
        let Some(event) = reduce(event, &mut links, is_kept) else { continue };
        let event = match event {
            Event::Start(Tag::Image { .. }) => {
                images += 1;
                Event::Text("🖼 ".into())
            }
            Event::End(TagEnd::Image) => {
                images -= 1;
                continue;
            }
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Html(html) => Event::Text(html.trim_end().to_owned().into()),
            Event::InlineHtml(html) => Event::Text(html),
            Event::FootnoteReference(name) => Event::Text(format!("[{name}]").into()),
            // Footnotes are displayed in place, as plain text.
            Event::Start(Tag::FootnoteDefinition(_)) | Event::End(TagEnd::FootnoteDefinition) => {
                continue;
            }
            event => event,
        };
        let event = match event {
            Event::Text(text) => Event::Text(cut(text, &mut bytes)),
            Event::Code(text) => Event::Code(cut(text, &mut bytes)),
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::Start(_) => {
                bytes += 2;
                event
            }
            event => event,
        };
        match &event {
            Event::Start(tag) => open.push(tag.to_end()),
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
        close_line(&mut shown, &event);
        shown.push(event);
    }
    for end in open.into_iter().rev() {
        let end = Event::End(end);
        close_line(&mut shown, &end);
        shown.push(end);
    }
    escape_brackets(&mut shown);
    let markdown =
        write(&shown).or_else(|| write(&plainer(&shown))).or_else(|| write(&flat(&shown)));
    (markdown.unwrap_or_default().trim_matches('\n').to_owned(), goes_on)
}

/// Writes `events` as Markdown, if the result parses to the same events.
fn write(events: &[Event<'_>]) -> Option<String> {
    let mut markdown = String::new();
    let written = pulldown_cmark_to_cmark::cmark(events.iter(), &mut markdown, OPTIONS);
    written.ok().map(|_| markdown.replace(BRACKET, "&lt;"))
}

/// Takes the place of `<` in text while Markdown is written. Assigned to no character.
const BRACKET: char = '\u{10fffd}';

/// Replaces each `<` in text outside of code. The writer would escape it with a backslash, which renderers
/// take as a part of an address before it, so that raw HTML follows.
fn escape_brackets(events: &mut [Event<'_>]) {
    let mut in_code = false;
    for event in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if text.contains(['<', BRACKET]) => {
                let text_without = text.replace(BRACKET, "\u{fffd}");
                *text = match in_code {
                    true => text_without.into(),
                    false => text_without.replace('<', &BRACKET.to_string()).into(),
                };
            }
            // The renderer of VS Code can find the end of emphasis inside such a code span.
            Event::Code(text) if text.contains('`') => {
                let text = text.replace(BRACKET, "\u{fffd}").replace('<', &BRACKET.to_string());
                *event = Event::Text(text.into());
            }
            Event::Code(text) if text.contains(BRACKET) => {
                *text = text.replace(BRACKET, "\u{fffd}").into();
            }
            _ => {}
        }
    }
}

/// Returns `events` without emphasis and line breaks, which often cannot be written after other
/// events were removed.
fn plainer<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    let is_emphasis =
        |end: &TagEnd| matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough);
    let kept = events.iter().filter(|event| match event {
        Event::Start(tag) => !is_emphasis(&tag.to_end()),
        Event::End(end) => !is_emphasis(end),
        _ => true,
    });
    let kept = kept.map(|event| match event {
        Event::SoftBreak | Event::HardBreak => Event::Text(CowStr::Borrowed(" ")),
        event => event.clone(),
    });
    kept.collect()
}

/// Returns the text of `events`, with one paragraph per block.
fn flat<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    let mut flat = Vec::new();
    let mut words = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(
                TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough,
            )
            | Event::Start(_) => {}
            _ => {
                let block = words.split_whitespace().collect::<Vec<_>>().join(" ");
                words.clear();
                if !block.is_empty() {
                    flat.push(Event::Start(Tag::Paragraph));
                    flat.push(Event::Text(block.into()));
                    flat.push(Event::End(TagEnd::Paragraph));
                }
            }
        }
    }
    flat
}

/// If `event` ends a code block, ends its last line, because the closing fence must start a line.
fn close_line(shown: &mut Vec<Event<'_>>, event: &Event<'_>) {
    let ended = match shown.last() {
        Some(Event::Text(text)) => text.ends_with('\n'),
        _ => false,
    };
    if *event == Event::End(TagEnd::CodeBlock) && !ended {
        shown.push(Event::Text(CowStr::Borrowed("\n")));
    }
}

/// Returns the part of `text` that fits in the preview.
fn cut<'a>(text: CowStr<'a>, bytes: &mut usize) -> CowStr<'a> {
    let left = MAX_SHOWN.saturating_sub(*bytes);
    *bytes += text.len();
    if text.len() <= left {
        return text;
    }
    format!("{}…", &text[..floor_char_boundary(&text, left)]).into()
}

fn is_address(target: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|it| starts_with_ignore_case(target, it))
}
