//! Links and images that are broken in a published readme.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Tag};
use smol_str::SmolStr;

use super::markdown::{MAX_HEADINGS, parser};
use crate::util::display::starts_with_ignore_case;

/// Maximum number of reported links.
const MAX_FOUND: usize = 20;

/// A broken link or image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Byte range of the target in the readme.
    pub range: Range<usize>,
    /// Reason why it is broken.
    pub kind: LinkKind,
    /// Whether this is an image.
    pub is_image: bool,
    /// Target as written.
    pub target: SmolStr,
}

/// Reason why a link is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    /// The target is relative to a file that is not published.
    Relative,
    /// The target is a local file.
    Local,
    /// The target is a URL without `https://`.
    NoScheme,
    /// The target is a heading that does not exist.
    NoHeading,
}

/// Text before a target, and the characters allowed in between.
static FORMS: LazyLock<[(memmem::Finder<'static>, &[char]); 4]> = LazyLock::new(|| {
    let finder = memmem::Finder::new::<str>;
    [
        (finder("]("), &['<']),
        (finder("]:"), &['<']),
        (finder("href"), &['=', '"', '\'', ' ']),
        (finder("src"), &['=', '"', '\'', ' ']),
    ]
});

/// Whether [`find`] may find a link in `text`; `false` is certain. If every target starts like a
/// URL, as in most readmes, the Markdown does not have to be parsed.
pub(super) fn may_find(text: &str) -> bool {
    let is_address = |target: &str| {
        ["https://", "http://", "mailto:"].iter().any(|start| target.starts_with(start))
    };
    FORMS.iter().any(|(before, between)| {
        before.find_iter(text.as_bytes()).any(|at| {
            let rest = text[at + before.needle().len()..].trim_start();
            !is_address(rest.trim_start_matches(*between))
        })
    })
}

/// Returns the broken links among `events`, the events of `text`.
pub(super) fn find(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    headings: &[(u8, String)],
) -> Vec<Link> {
    let mut finder = Finder { text, headings, anchors: None, found: Vec::new(), definitions: None };
    for (event, range) in events {
        if finder.found.len() >= MAX_FOUND {
            break;
        }
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                finder.link(*link_type, dest_url, range, false);
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                finder.link(*link_type, dest_url, range, true);
            }
            Event::Html(_) | Event::InlineHtml(_) => finder.html(range),
            _ => {}
        }
    }
    finder.found.sort_by_key(|link| link.range.start);
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    headings: &'a [(u8, String)],
    /// Normalized names of all anchors.
    anchors: Option<HashSet<String>>,
    found: Vec<Link>,
    /// Ranges of link reference definitions, by target.
    definitions: Option<HashMap<String, Range<usize>>>,
}

impl Finder<'_> {
    fn link(&mut self, link_type: LinkType, target: &str, range: &Range<usize>, is_image: bool) {
        if matches!(link_type, LinkType::Email | LinkType::Autolink | LinkType::WikiLink { .. }) {
            return;
        }
        let Some(kind) = self.judge(target, is_image) else { return };
        let around = match link_type {
            LinkType::Inline => range.clone(),
            _ => self.definition(target).unwrap_or(range.clone()),
        };
        // The link text may equal the target; the target comes last.
        let written = self.text[around.clone()].rfind(target);
        let range = match written {
            Some(at) => around.start + at..around.start + at + target.len(),
            None => around,
        };
        self.add(range, kind, is_image, target);
    }

    fn definition(&mut self, target: &str) -> Option<Range<usize>> {
        let definitions = self.definitions.get_or_insert_with(|| {
            let parser = parser(self.text);
            let all = parser.reference_definitions().iter();
            all.map(|(_, definition)| (definition.dest.to_string(), definition.span.clone()))
                .collect()
        });
        definitions.get(target).cloned()
    }

    fn add(&mut self, range: Range<usize>, kind: LinkKind, is_image: bool, target: &str) {
        if self.found.iter().any(|link| link.range == range) {
            return;
        }
        let target: String = target.chars().take(100).collect();
        self.found.push(Link { range, kind, is_image, target: target.into() });
    }

    /// Checks the targets in a piece of HTML.
    fn html(&mut self, range: &Range<usize>) {
        let html = &self.text[range.clone()];
        for name in ["href", "src"] {
            for (at, _) in html.match_indices(name) {
                let before = html[..at].chars().next_back();
                if !before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\'')) {
                    continue;
                }
                let rest = html[at + name.len()..].trim_start();
                let Some(rest) = rest.strip_prefix('=') else { continue };
                let rest = rest.trim_start();
                let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                    continue;
                };
                let Some((target, _)) = rest[1..].split_once(quote) else { continue };
                let start = range.end - rest.len() + 1;
                if let Some(kind) = self.judge(target, name == "src") {
                    self.add(start..start + target.len(), kind, name == "src", target);
                }
            }
        }
    }

    /// Returns why `target` is broken, if it is.
    fn judge(&mut self, target: &str, is_image: bool) -> Option<LinkKind> {
        let target = target.trim();
        // A template placeholder is not known.
        if target.is_empty() || target.contains("{{") || target.contains("${") {
            return None;
        }
        if let Some(anchor) = target.strip_prefix('#') {
            return (!is_image && !self.has_anchor(anchor)).then_some(LinkKind::NoHeading);
        }
        if target.starts_with("//") {
            return None;
        }
        if let Some((scheme, _)) = target.split_once(':') {
            let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
            if scheme.len() == 1 || scheme.eq_ignore_ascii_case("file") {
                return Some(LinkKind::Local);
            }
            // `example.com:80` does not start with a scheme.
            if !scheme.is_empty() && scheme.chars().all(word) {
                return None;
            }
        }
        let is_host = starts_with_ignore_case(target, "www.");
        Some(if is_host { LinkKind::NoScheme } else { LinkKind::Relative })
    }

    /// Whether a heading or an element may have the anchor `anchor`. Sites generate anchors in
    /// different ways, but all of them keep letters and digits.
    fn has_anchor(&mut self, anchor: &str) -> bool {
        let decoded = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        let wanted = bare(&decoded);
        if wanted.is_empty() || wanted == "top" || self.headings.len() >= MAX_HEADINGS {
            return true;
        }
        let anchors = self.anchors.get_or_insert_with(|| anchors(self.text, self.headings));
        // The second of two equal headings has a number after its name.
        let counted = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
        let prefixed = wanted.strip_prefix("usercontent").unwrap_or(&wanted);
        [wanted.as_str(), counted, prefixed].iter().any(|name| anchors.contains(*name))
    }
}

/// Returns all anchors in `text`: headings, HTML elements, and names in braces after headings.
fn anchors(text: &str, headings: &[(u8, String)]) -> HashSet<String> {
    let mut found: HashSet<String> = headings.iter().map(|(_, title)| bare(title)).collect();
    for start in ["id=", "name=", "{#"] {
        for (at, _) in text.match_indices(start) {
            let rest = text[at + start.len()..].trim_start_matches(['"', '\'']);
            let end = rest.find(|c: char| c.is_whitespace() || "\"'>}".contains(c));
            found.insert(bare(&rest[..end.unwrap_or(0)]));
        }
    }
    found
}

/// Normalizes a heading to the characters that all anchor schemes keep.
fn bare(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
