//! What in an SVG could run, or fetch something.

use std::ops::Range;

use roxmltree::{Document, Node};
use smol_str::SmolStr;

use super::NAMESPACE;

/// How many places are taken note of.
const FOUND_MAX: usize = 20;

/// How many references of one piece of CSS are looked at.
const REFERENCES_MAX: usize = 1000;

const XLINK: &str = "http://www.w3.org/1999/xlink";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Elements that run something or bring in what is no picture.
const ELEMENTS: &[&str] = &[
    "script",
    "foreignObject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "handler",
    "listener",
];

/// Something that could run, or fetch something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Active {
    /// Where, in bytes of the SVG.
    pub range: Range<usize>,
    /// What.
    pub kind: ActiveKind,
    /// Its name: that of the element or of the attribute, or what is referred to.
    pub name: SmolStr,
}

/// What could run, or fetch something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActiveKind {
    /// An element that runs something or shows what is no picture.
    Element,
    /// An attribute that runs something when something happens.
    Handler,
    /// A reference that runs something.
    ScriptLink,
    /// A reference to another host.
    Remote,
    /// A reference to a file beside this one.
    Local,
    /// A style sheet that is brought in.
    Import,
    /// An animation of a reference or a handler.
    Animation,
    /// Definitions of entities that unfold to very much.
    Entities,
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// Nothing, or a part of the same document.
    Inside,
    /// A picture that is carried in the reference.
    Picture,
    /// Something that runs, or a document that may.
    Script,
    /// This host.
    Remote(&'a str),
    /// A file beside the document.
    Local,
    /// An address that fetches nothing, such as a mail's.
    Other,
}

/// What `reference` leads to.
pub(super) fn target(reference: &str) -> Target<'_> {
    let reference = reference.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if reference.is_empty() || reference.starts_with('#') {
        return Target::Inside;
    }
    if let Some(rest) = reference.strip_prefix("//").or_else(|| reference.strip_prefix("\\\\")) {
        return Target::Remote(host(rest));
    }
    let Some((scheme, rest)) = reference.split_once(':') else { return Target::Local };
    // Browsers overlook line breaks and tabs in addresses.
    let scheme: String = scheme.chars().filter(|c| !c.is_control()).collect();
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if scheme.is_empty() || !scheme.chars().all(word) {
        return Target::Local;
    }
    match scheme.to_ascii_lowercase().as_str() {
        "javascript" | "vbscript" => Target::Script,
        "data" => {
            let kind = rest.split([';', ',']).next().unwrap_or_default().trim();
            let picture = ["png", "jpeg", "jpg", "gif", "webp", "avif", "bmp"];
            let kind = kind.to_ascii_lowercase();
            match kind.strip_prefix("image/") {
                Some(kind) if picture.contains(&kind) => Target::Picture,
                Some("svg+xml") => Target::Other,
                _ if kind.starts_with("font/") || kind.contains("font") => Target::Other,
                _ => Target::Script,
            }
        }
        "http" | "https" | "ftp" | "ws" | "wss" => {
            Target::Remote(host(rest.trim_start_matches('/')))
        }
        "file" => Target::Local,
        // A drive.
        drive if drive.len() == 1 => Target::Local,
        _ => Target::Other,
    }
}

fn host(rest: &str) -> &str {
    rest.split(['/', '\\', '?', '#']).next().unwrap_or(rest)
}

/// The references in a piece of CSS: what `url(…)` and `@import` name, each with where it stands.
pub(super) fn in_css(css: &str) -> Vec<(Range<usize>, &str, bool)> {
    let mut found = Vec::new();
    let lower = css.to_ascii_lowercase();
    let mut at = 0;
    while found.len() < REFERENCES_MAX {
        let url = lower[at..].find("url(").map(|len| at + len);
        let import = lower[at..].find("@import").map(|len| at + len);
        let (start, is_import) = match (url, import) {
            (None, None) => break,
            (Some(url), None) => (url, false),
            (None, Some(import)) => (import, true),
            (Some(url), Some(import)) => (url.min(import), import < url),
        };
        let end = if is_import {
            css[start..].find([';', '\n', '}']).map_or(css.len(), |len| start + len)
        } else {
            css[start..].find(')').map_or(css.len(), |len| start + len + 1)
        };
        let written = if is_import { &css[start + 7..end] } else { &css[start + 4..end] };
        let bare = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '(');
        let mut reference = written.trim_matches(bare);
        if is_import {
            reference = reference.strip_prefix("url").unwrap_or(reference).trim_matches(bare);
        }
        found.push((start..end, reference, is_import));
        at = end.max(start + 4);
    }
    found
}

/// What in `document` could run or fetch something.
pub(super) fn find(document: &Document<'_>) -> Vec<Active> {
    let mut finder = Finder { text: document.input_text(), found: Vec::new() };
    for node in document.descendants() {
        if finder.found.len() >= FOUND_MAX {
            break;
        }
        if let Some(pi) = node.pi() {
            if pi.target == "xml-stylesheet" {
                finder.add(node.range(), ActiveKind::Import, "xml-stylesheet");
            }
        } else if node.is_element() {
            finder.element(node);
        }
    }
    finder.found.truncate(FOUND_MAX);
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    found: Vec<Active>,
}

impl Finder<'_> {
    fn add(&mut self, range: Range<usize>, kind: ActiveKind, name: &str) {
        let name: String = name.chars().take(80).collect();
        self.found.push(Active { range, kind, name: name.into() });
    }

    fn element(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name();
        if name.namespace().is_some_and(|space| space != NAMESPACE && space != XHTML) {
            return;
        }
        if ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name.name())) {
            let start = node.range().start;
            let tag = &self.text[start..node.range().end];
            let len = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(1);
            self.add(start..start + len, ActiveKind::Element, name.name());
        }
        let animates =
            matches!(name.name(), "animate" | "set" | "animateTransform" | "animateMotion");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let of_svg = attribute.namespace().is_none();
            let is_handler = |name: &str| {
                name.len() > 4
                    && name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"))
                    && name.chars().all(|c| c.is_ascii_alphabetic())
            };
            if of_svg && is_handler(name) {
                self.add(attribute.range_qname(), ActiveKind::Handler, name);
                continue;
            }
            let refers = match attribute.namespace() {
                None => matches!(name, "href" | "src"),
                Some(space) => space == XLINK && name == "href",
            };
            if refers {
                self.reference(attribute.range_value(), value);
                continue;
            }
            if of_svg && animates && name == "attributeName" {
                let animated = value.rsplit(':').next().unwrap_or(value).trim();
                if animated == "href" || is_handler(animated) {
                    self.add(attribute.range_value(), ActiveKind::Animation, animated);
                }
            }
            if of_svg && value.contains('(') {
                self.css(attribute.range_value(), value);
            }
        }
        if name.name() == "style" {
            for text in node.children().filter(Node::is_text) {
                self.css(text.range(), text.text().unwrap_or_default());
            }
        }
    }

    fn reference(&mut self, range: Range<usize>, reference: &str) {
        match target(reference) {
            Target::Script => self.add(range, ActiveKind::ScriptLink, ""),
            Target::Remote(host) => self.add(range, ActiveKind::Remote, host),
            Target::Local => self.add(range, ActiveKind::Local, reference.trim()),
            Target::Inside | Target::Picture | Target::Other => {}
        }
    }

    /// The references in `css`, which stands somewhere in `range`.
    fn css(&mut self, range: Range<usize>, css: &str) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let shift = written.find(css);
        for (inside, reference, is_import) in in_css(css) {
            let place = match shift {
                Some(shift) => range.start + shift + inside.start..range.start + shift + inside.end,
                None => range.clone(),
            };
            if is_import {
                self.add(place, ActiveKind::Import, reference);
            } else {
                self.reference(place, reference);
            }
        }
    }
}
