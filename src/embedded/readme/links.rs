//! Links and images that lead nowhere once a readme stands on its own.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Tag};
use smol_str::SmolStr;

use super::markdown::{HEADINGS_MAX, parser};

/// How many links are taken note of.
const FOUND_MAX: usize = 20;

/// A link or an image that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where its target is written, in bytes of the readme.
    pub range: Range<usize>,
    /// Why it leads nowhere.
    pub kind: LinkKind,
    /// Whether it is an image.
    pub is_image: bool,
    /// The target.
    pub target: SmolStr,
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    /// It is relative to a file that is not there any more.
    Relative,
    /// It names a file on somebody's machine.
    Local,
    /// It is an address without its `https://`.
    NoScheme,
    /// It names a heading that does not exist.
    NoHeading,
}

/// What stands in front of a target, and what may stand between.
static FORMS: LazyLock<[(memmem::Finder<'static>, &[char]); 4]> = LazyLock::new(|| {
    let finder = memmem::Finder::new::<str>;
    [
        (finder("]("), &['<']),
        (finder("]:"), &['<']),
        (finder("href"), &['=', '"', '\'', ' ']),
        (finder("src"), &['=', '"', '\'', ' ']),
    ]
});

/// Whether [`find`] may find anything in `text`; `false` is certain. Where every target begins like
/// an address, as in most readmes, the Markdown need not be read.
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

/// The links among `events`, which are those of `text`, that lead nowhere.
pub(super) fn find(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    headings: &[(u8, String)],
) -> Vec<Link> {
    let mut finder = Finder { text, headings, anchors: None, found: Vec::new(), definitions: None };
    for (event, range) in events {
        if finder.found.len() >= FOUND_MAX {
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
    /// What an anchor can name, by what matters about it.
    anchors: Option<HashSet<String>>,
    found: Vec<Link>,
    /// Where links that are defined apart are defined, by target.
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
        // What is linked may be written as its own target, but the target comes last.
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

    /// The targets in a piece of HTML.
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

    /// Why `target` leads nowhere, if it does.
    fn judge(&mut self, target: &str, is_image: bool) -> Option<LinkKind> {
        let target = target.trim();
        // What is filled in later is not known.
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
            // `example.com:80` is as little of a scheme as anybody would use.
            if !scheme.is_empty() && scheme.chars().all(word) {
                return None;
            }
        }
        let starts = |start: &str| {
            target.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
        };
        Some(if starts("www.") { LinkKind::NoScheme } else { LinkKind::Relative })
    }

    /// Whether a heading or an element may be called `anchor`. Sites make anchors of headings in
    /// different ways; all of them keep letters and digits.
    fn has_anchor(&mut self, anchor: &str) -> bool {
        let decoded = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        let wanted = bare(&decoded);
        if wanted.is_empty() || wanted == "top" || self.headings.len() >= HEADINGS_MAX {
            return true;
        }
        let anchors = self.anchors.get_or_insert_with(|| anchors(self.text, self.headings));
        // The second of two headings that are alike has a number behind its name.
        let counted = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
        let prefixed = wanted.strip_prefix("usercontent").unwrap_or(&wanted);
        [wanted.as_str(), counted, prefixed].iter().any(|name| anchors.contains(*name))
    }
}

/// Everything in `text` that an anchor can name: headings, elements of HTML, and what is written in
/// braces behind headings.
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

/// What every way of making an anchor keeps of a heading.
fn bare(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
