//! The Markdown dialect of a readme, and its headings.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

/// Maximum number of headings.
pub const MAX_HEADINGS: usize = 2000;

/// Markdown extensions that most sites support.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

/// Creates a parser of `text`.
pub fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, OPTIONS)
}

/// Returns the headings in `events`, each with its level.
pub fn headings(events: &[(Event<'_>, Range<usize>)]) -> Vec<(u8, String)> {
    let mut found: Vec<(u8, String)> = Vec::new();
    let mut inside = false;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                if found.len() == MAX_HEADINGS {
                    break;
                }
                found.push((depth(*level), String::new()));
                inside = true;
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                if let Some((_, title)) = found.last_mut() {
                    title.push_str(text);
                }
            }
            Event::SoftBreak | Event::HardBreak if inside => {
                if let Some((_, title)) = found.last_mut() {
                    title.push(' ');
                }
            }
            _ => {}
        }
    }
    found
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Returns an event of a readme without what has no meaning in another document: headings are two levels
/// lower, code has no language, and links have no title. `None` for links that are not kept; `links` has the
/// open ones.
pub fn reduce<'a>(
    event: Event<'a>,
    links: &mut Vec<bool>,
    is_kept: impl Fn(&str) -> bool,
) -> Option<Event<'a>> {
    Some(match event {
        Event::Start(Tag::Heading { level, .. }) => {
            let (level, classes, attrs) = (lower(level), Vec::new(), Vec::new());
            Event::Start(Tag::Heading { level, id: None, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        Event::Start(Tag::Link { dest_url, .. }) => {
            links.push(is_kept(&dest_url));
            if links.last() != Some(&true) {
                return None;
            }
            let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id })
        }
        Event::End(TagEnd::Link) if links.pop() != Some(true) => return None,
        Event::Start(Tag::CodeBlock(_)) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(CowStr::Borrowed(""))))
        }
        event => event,
    })
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// Returns the events of `text` with their ranges.
pub fn events(text: &str) -> Vec<(Event<'_>, Range<usize>)> {
    parser(text).into_offset_iter().collect()
}
