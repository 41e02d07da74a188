//! Icons: whether the bytes are an SVG, and the problems of the SVG.

mod active;
mod broken;
mod css;
mod parse;
mod preview;
mod size;

pub(crate) use active::{Active, ActiveKind};
pub(crate) use broken::{Broken, closed};
pub(crate) use parse::NAMESPACE;
pub(crate) use preview::{MAX_BYTES as MAX_SHOWN, Preview, preview};
pub(crate) use size::Size;

use std::ops::Range;

use broken::{broken, line_and_column};
use parse::{Unparsed, parse};

use super::{base64, sniff};
use crate::util::display::starts_with_ignore_case;

/// Maximum size of an SVG in bytes; larger ones are not analyzed.
const MAX_BYTES: usize = 4 << 20;

/// Size of an icon that is not analyzed, so that it is not reported as missing.
fn unknown_size() -> Size {
    Size { view_box: Some("0 0 1 1".to_owned()), ..Size::default() }
}

/// Returns an icon that a browser may display, and that cannot be checked for active content.
fn unchecked(at: usize, reason: &str) -> Picture {
    let range = at..at + 1;
    let active =
        vec![Active { range: range.clone(), kind: ActiveKind::Unchecked, name: reason.into() }];
    Picture::Svg(Svg { root: range, has_namespace: true, size: unknown_size(), active })
}

/// Content of an icon.
#[derive(Debug, PartialEq)]
pub(crate) enum Picture {
    /// An SVG.
    Svg(Svg),
    /// Other content.
    Other(Other),
    /// An SVG that is not well-formed XML.
    Broken(Broken),
    /// XML that is not analyzed: it is too large, nested too deep, or in an unsupported encoding.
    Unread,
}

impl Picture {
    /// Converts every range with `locate`.
    pub fn relocate(&mut self, locate: impl Fn(&Range<usize>) -> Range<usize>) {
        match self {
            Picture::Svg(svg) => {
                svg.root = locate(&svg.root);
                svg.active.iter_mut().for_each(|one| one.range = locate(&one.range));
            }
            Picture::Broken(broken) => broken.range = locate(&broken.range),
            Picture::Other(_) | Picture::Unread => {}
        }
    }
}

/// Content of an icon that is not an SVG.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// Empty, or only whitespace.
    Empty,
    /// A known file format, detected from the first bytes.
    Binary(&'static str),
    /// An unknown format.
    Unknown,
    /// Text without markup.
    Text,
    /// An SVG that is base64-encoded twice.
    Twice,
    /// An HTML page.
    Html,
    /// XML with this root element.
    Xml(String),
}

/// Facts about an SVG.
#[derive(Debug, PartialEq)]
pub(crate) struct Svg {
    /// Byte range of `<svg` of the root element.
    pub root: Range<usize>,
    /// Whether the root element has the SVG namespace.
    pub has_namespace: bool,
    /// Size attributes of the root element.
    pub size: Size,
    /// Active and external content in document order, up to a maximum.
    pub active: Vec<Active>,
}

/// An SVG that displays `bytes`, a PNG image; `None` if it is not one, or too large.
pub(crate) fn around_png(bytes: &[u8]) -> Option<String> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    let (width, height) = (number(0)?, number(4)?);
    let size = format!("width=\"{width}\" height=\"{height}\"");
    let data = base64::encode(bytes);
    let svg = format!(
        "<svg xmlns=\"{NAMESPACE}\" {size}><image {size} href=\"data:image/png;base64,{data}\"/></svg>"
    );
    (bytes.len() < MAX_BYTES && width > 0 && height > 0).then_some(svg)
}

/// Analyzes `bytes`.
pub(crate) fn picture(bytes: &[u8]) -> Picture {
    if let Some(what) = sniff::binary(bytes) {
        return Picture::Other(Other::Binary(what));
    }
    if sniff::wide_encoding(bytes).is_some() {
        return unchecked(0, "is not UTF-8");
    }
    if bytes.len() > MAX_BYTES && bytes.trim_ascii_start().starts_with(b"<") {
        return unchecked(0, "is too large");
    }
    if bytes.len() > MAX_BYTES {
        return Picture::Unread;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return not_utf8(bytes, error.valid_up_to()),
    };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Picture::Other(Other::Empty);
    }
    if !start.starts_with('<') {
        let inner = base64::decode(start.trim_end());
        let inner = inner.bytes.filter(|inner| inner.trim_ascii_start().starts_with(b"<"));
        return Picture::Other(match inner {
            Some(_) => Other::Twice,
            None => Other::Text,
        });
    }
    if declares_other_encoding(start) {
        return unchecked(text.len() - start.len(), "is not UTF-8");
    }
    if ["<!doctype html", "<html"].iter().any(|tag| starts_with_ignore_case(start, tag)) {
        return Picture::Other(Other::Html);
    }
    let document = match parse(text) {
        Ok(document) => document,
        Err(Unparsed::TooMuch) => return unchecked(text.len() - start.len(), "is too complex"),
        Err(Unparsed::Unfolds(range)) => {
            let active = vec![Active { range, kind: ActiveKind::Entities, name: "".into() }];
            let size = unknown_size();
            // The text before the first bracket may contain multi-byte characters.
            let at = text.len() - start.len();
            return Picture::Svg(Svg { root: at..at + 1, has_namespace: true, size, active });
        }
        Err(Unparsed::Broken(error)) if text.contains("svg") => {
            return Picture::Broken(broken(text, &error));
        }
        Err(Unparsed::Broken(_)) => return Picture::Other(Other::Text),
    };
    let root = document.root_element();
    let name = root.tag_name();
    if name.name() != "svg" || name.namespace().is_some_and(|space| space != NAMESPACE) {
        return Picture::Other(Other::Xml(name.name().to_owned()));
    }
    let at = root.range().start;
    Picture::Svg(Svg {
        root: at..text[at..]
            .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .map_or(at + 1, |len| at + len),
        has_namespace: name.namespace().is_some(),
        size: Size::of(root),
        active: active::find(&document),
    })
}

/// Whether the XML declaration names an encoding in which the bytes of ASCII can mean other characters.
fn declares_other_encoding(text: &str) -> bool {
    let Some(declaration) = text.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next())
    else {
        return false;
    };
    let Some((_, value)) = declaration.split_once("encoding") else { return false };
    let value = value.trim_start_matches(|c: char| c == '=' || c.is_ascii_whitespace());
    let name = value.trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let is_ascii =
        ["iso-8859-", "windows-125", "latin"].iter().any(|known| name.starts_with(known));
    !is_ascii && !["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.as_str())
}

fn not_utf8(bytes: &[u8], at: usize) -> Picture {
    let head = &bytes[..bytes.len().min(200)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return Picture::Other(Other::Unknown);
    }
    // XML may declare another encoding.
    let declared =
        head.split_once("encoding=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    if declared.is_some_and(|name| !name.starts_with("utf-8")) {
        return unchecked(0, "is not UTF-8");
    }
    let before = String::from_utf8_lossy(&bytes[..at]);
    let (line, column) = line_and_column(&before, before.len());
    let why = format!(
        "byte 0x{:02X} is not valid UTF-8, and the XML declaration does not name another encoding",
        bytes[at]
    );
    Picture::Broken(Broken { range: at..at + 1, line, column, why })
}

#[cfg(test)]
mod tests;
