//! Links, headings and code blocks of a page.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter()
}

/// Destinations of all links and images, with the range of the entire link.
pub fn links(text: &str) -> Vec<(String, Range<usize>)> {
    events(text)
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some((dest_url.into_string(), range))
            }
            _ => None,
        })
        .collect()
}

/// Anchors of the headings of a page, in the form of GitHub and mdBook.
pub fn anchors(text: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut heading: Option<String> = None;
    for (event, _) in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let count = taken.entry(anchor.clone()).or_default();
                let suffix = if *count == 0 { String::new() } else { format!("-{count}") };
                *count += 1;
                anchors.push(anchor + &suffix);
            }
            _ => {}
        }
    }
    anchors
}

/// Anchor of a heading with this text.
pub fn anchor(heading: &str) -> String {
    let words = heading.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c => (c.is_alphanumeric() || matches!(c, '-' | '_')).then_some(c),
    });
    words.collect::<String>().to_lowercase()
}

/// Text of the first heading.
pub fn title(text: &str) -> String {
    let mut title = None;
    for (event, _) in events(text) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                title = Some(String::new());
            }
            Event::Text(text) | Event::Code(text) if title.is_some() => {
                title.get_or_insert_default().push_str(&text);
            }
            Event::End(TagEnd::Heading(_)) => break,
            _ => {}
        }
    }
    title.unwrap_or_default()
}

/// A fenced block of code.
pub struct Block {
    /// The first word after the fence.
    pub language: String,
    pub text: String,
    /// The line of the fence, counted from 1.
    pub line: usize,
    /// Reason in the comment `<!-- not run: … -->` above the block.
    pub not_run: Option<String>,
}

/// All fenced blocks of a page.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                inside = true;
                let before = text[..range.start].trim_end();
                let above = before.rsplit('\n').next().unwrap_or_default().trim();
                let reason = above.strip_prefix("<!-- not run: ");
                blocks.push(Block {
                    language: info.split([' ', ',']).next().unwrap_or_default().to_owned(),
                    text: String::new(),
                    line: text[..range.start].matches('\n').count() + 1,
                    not_run: reason.and_then(|r| r.strip_suffix(" -->")).map(str::to_owned),
                });
            }
            Event::Text(text) if inside => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    blocks
}

/// Resolves `link` in `page` to a path in the repository, without its anchor; `None` if it is outside
/// the repository. A link that is only an anchor resolves to the page.
pub fn target(page: &Path, link: &str) -> Option<PathBuf> {
    let link = link.split('#').next().unwrap_or_default();
    if link.is_empty() {
        return Some(page.to_owned());
    }
    let mut path = PathBuf::new();
    for part in page.parent()?.join(link).components() {
        match part {
            Component::ParentDir => path.pop().then_some(())?,
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path)
}

/// Whether `link` is a URL of another site.
pub fn is_remote(link: &str) -> bool {
    link.contains("://") || link.starts_with("mailto:")
}
