//! Active and external content in an SVG.

use std::ops::Range;

use roxmltree::{Document, Node};
use smol_str::SmolStr;

use super::css::{Reference, in_css};
use super::parse::NAMESPACE;

/// Maximum number of reported places.
const MAX_FOUND: usize = 20;

const XLINK: &str = "http://www.w3.org/1999/xlink";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const MATH_ML: &str = "http://www.w3.org/1998/Math/MathML";

/// Elements that run scripts or include content other than images.
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

/// Active or external content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Active {
    /// Byte range in the SVG.
    pub range: Range<usize>,
    /// Kind of the content.
    pub kind: ActiveKind,
    /// Name of the element or the attribute, or the referenced target.
    pub name: SmolStr,
}

/// Kind of active or external content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActiveKind {
    /// An element that runs scripts or displays content other than images.
    Element,
    /// An event handler attribute.
    Handler,
    /// A reference that runs a script.
    ScriptLink,
    /// A reference to another host.
    Remote,
    /// A reference to a local file.
    Local,
    /// An imported style sheet.
    Import,
    /// An animation of a reference or a handler.
    Animation,
    /// External definitions.
    Definitions,
    /// Entities that expand to a very large size.
    Entities,
    /// Attribute defaults in the document type, which the parser does not apply.
    Defaults,
    /// Entities that contain markup.
    Markup,
    /// An icon that cannot be checked, with the reason.
    Unchecked,
}

/// Target of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// Empty, or a part of the same document.
    Inside,
    /// An image in a `data:` URL.
    Picture,
    /// A script, or a document that may contain one.
    Script,
    /// A resource on this host.
    Remote(&'a str),
    /// A local file.
    Local,
    /// A URL that does not fetch anything, such as `mailto:`.
    Other,
}

/// Classifies `reference`.
pub(super) fn target(reference: &str) -> Target<'_> {
    let reference = reference.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if reference.is_empty() || reference.starts_with('#') {
        return Target::Inside;
    }
    if let Some(rest) = reference.strip_prefix("//").or_else(|| reference.strip_prefix("\\\\")) {
        return Target::Remote(host(rest));
    }
    let Some((scheme, rest)) = reference.split_once(':') else { return Target::Local };
    // Browsers ignore line breaks and tabs in URLs.
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
        // A drive letter.
        drive if drive.len() == 1 => Target::Local,
        _ => Target::Other,
    }
}

fn host(rest: &str) -> &str {
    rest.split(['/', '\\', '?', '#']).next().unwrap_or(rest)
}

/// Returns the external definitions in the prolog of a document, each with the range and the URL.
/// Definitions of W3C, which drawing programs write, are built into all SVG readers and are not
/// fetched.
fn definitions(prolog: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(len) = prolog[at..].find('<') {
        at += len;
        let rest = &prolog[at..];
        let skipped = [("<!--", "-->"), ("<?", "?>")];
        if let Some((_, end)) = skipped.iter().find(|(start, _)| rest.starts_with(start)) {
            at += rest.find(end).unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("<!DOCTYPE") || rest.starts_with("<!ENTITY") {
            found.extend(
                definition(rest)
                    .map(|(range, address)| (at + range.start..at + range.end, address)),
            );
        }
        at += 1;
    }
    found
}

/// Default values of attributes that do nothing by themselves.
const HARMLESS_DEFAULTS: [&str; 5] = [NAMESPACE, XLINK, "default", "preserve", "1.1"];

/// Returns the declarations in the prolog that change the content in a way that the parser does not see:
/// attribute defaults, and entities with markup or parameters.
fn declarations(prolog: &str) -> Vec<(Range<usize>, ActiveKind, &str)> {
    let mut found = Vec::new();
    for (start, _) in prolog.match_indices("<!") {
        let text = &prolog[start..];
        let text = &text[..text.find('>').unwrap_or(text.len())];
        let mut words = text.split_ascii_whitespace();
        match words.next() {
            Some("<!ATTLIST") => {
                let name = words.next().unwrap_or_default();
                // Every second part is in quotes: a default value.
                if text
                    .split(['"', '\''])
                    .skip(1)
                    .step_by(2)
                    .any(|it| !HARMLESS_DEFAULTS.contains(&it))
                {
                    found.push((start..start + 9, ActiveKind::Defaults, name));
                }
            }
            Some("<!ENTITY") => {
                let name = words.next().unwrap_or_default();
                let value = &text[text.find(['"', '\'']).unwrap_or(text.len())..];
                // `<` can be written as a character reference, at any level.
                let has_markup = value.contains('<') || value.contains("&#") || value.contains('%');
                if has_markup || name == "%" {
                    found.push((start..start + 8, ActiveKind::Markup, name));
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the URL of the declaration at the start of `text`.
fn definition(text: &str) -> Option<(Range<usize>, &str)> {
    // A quoted string before it belongs to something else.
    let head = &text[..text.find(['"', '\'', '[', '>'])?];
    let word = head.split_ascii_whitespace().next_back()?;
    let mut rest = &text[head.len()..];
    let mut quoted = || {
        rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let start = text.len() - rest.len() + 1;
        let end = start + text[start..].find(quote)?;
        rest = &text[end + 1..];
        Some(start..end)
    };
    let public = match word {
        "SYSTEM" => None,
        "PUBLIC" => Some(quoted()?),
        _ => return None,
    };
    let address = quoted()?;
    let is_known = public.is_some_and(|public| text[public].starts_with("-//W3C//"))
        || ["http://www.w3.org/", "https://www.w3.org/"]
            .iter()
            .any(|known| text[address.clone()].starts_with(known));
    (!is_known).then(|| (address.start - 1..address.end + 1, &text[address]))
}

/// Returns the active and external content of `document`.
pub(super) fn find(document: &Document<'_>) -> Vec<Active> {
    let text = document.input_text();
    let mut finder = Finder { text, found: Vec::new() };
    let root = document.root_element().range().start;
    let prolog = &text[..root];
    for (range, address) in definitions(prolog).into_iter().take(MAX_FOUND) {
        finder.add(range, ActiveKind::Definitions, address);
    }
    for (range, kind, name) in declarations(prolog).into_iter().take(MAX_FOUND) {
        finder.add(range, kind, name);
    }
    for node in document.descendants() {
        if finder.found.len() >= MAX_FOUND {
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
    finder.found.truncate(MAX_FOUND);
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    found: Vec<Active>,
}

/// Whether the element is of XHTML or MathML.
fn of_html_or_math_ml(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace().is_some_and(|space| space == XHTML || space == MATH_ML)
}

impl Finder<'_> {
    fn add(&mut self, range: Range<usize>, kind: ActiveKind, name: &str) {
        let name: String = name.chars().take(80).collect();
        self.found.push(Active { range, kind, name: name.into() });
    }

    fn element(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name();
        // Browsers run handlers and load resources in XHTML and MathML.
        let is_svg = name.namespace().is_none_or(|space| space == NAMESPACE);
        let is_foreign = of_html_or_math_ml(node);
        let is_reported = node.parent_element().is_some_and(|parent| {
            of_html_or_math_ml(parent) || parent.has_tag_name((NAMESPACE, "foreignObject"))
        });
        if is_foreign && !is_reported
            || is_svg && ELEMENTS.iter().any(|it| it.eq_ignore_ascii_case(name.name()))
        {
            let start = node.range().start;
            let tag = &self.text[start..node.range().end];
            let len = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(1);
            self.add(start..start + len, ActiveKind::Element, name.name());
        }
        if !is_svg && !is_foreign {
            return;
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
                // The URLs of XHTML are covered by its elements.
                None => matches!(name, "href" | "src" | "data" | "action" | "background"),
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

    /// Checks the references in `css`, which is located inside `range`.
    fn css(&mut self, range: Range<usize>, css: &str) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let shift = written.find(css);
        for Reference { range: inside, target, is_import } in in_css(css) {
            let place = match shift {
                Some(shift) => range.start + shift + inside.start..range.start + shift + inside.end,
                None => range.clone(),
            };
            if is_import {
                self.add(place, ActiveKind::Import, &target);
            } else {
                self.reference(place, &target);
            }
        }
    }
}
