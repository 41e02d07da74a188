//! Pictures: whether the bytes of an icon are an SVG, and what about it could go wrong.

mod active;
mod broken;
mod parse;
mod preview;
mod size;

pub(crate) use active::{Active, ActiveKind};
pub(crate) use broken::Broken;
pub(crate) use parse::NAMESPACE;
pub(crate) use preview::{BYTES_MAX as SHOWN_MAX, Preview, preview};
pub(crate) use size::Size;

use std::ops::Range;

use broken::{broken, line_and_column};
use parse::{Unparsed, parse};

use super::{base64, sniff};

/// The largest SVG that is looked into, in bytes.
const BYTES_MAX: usize = 4 << 20;

/// What the bytes of an icon are.
#[derive(Debug, PartialEq)]
pub(crate) enum Picture {
    /// An SVG.
    Svg(Svg),
    /// Something else.
    Other(Other),
    /// An SVG that is not well-formed.
    Broken(Broken),
    /// XML that is not looked into: it is too large or too deeply made, or in an encoding that is
    /// not read here.
    Unread,
}

impl Picture {
    /// Turns every range by `locate`.
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

/// What an icon is that is no SVG.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// Nothing, or white space.
    Empty,
    /// A file of this kind, told by its first bytes.
    Binary(&'static str),
    /// Bytes of no known meaning.
    Unknown,
    /// Text without markup.
    Text,
    /// Base64 of this picture in base64: it was encoded twice.
    Twice,
    /// A page of HTML.
    Html,
    /// XML with another element at its root.
    Xml(String),
}

/// What is known of an SVG.
#[derive(Debug, PartialEq)]
pub(crate) struct Svg {
    /// The `<svg` of the root, in bytes of the SVG.
    pub root: Range<usize>,
    /// Whether the root says that it is SVG.
    pub has_namespace: bool,
    /// How large the picture says it is.
    pub size: Size,
    /// What could run or fetch something, in the order of the document; not more than a few.
    pub active: Vec<Active>,
}

/// What `bytes` are.
pub(crate) fn picture(bytes: &[u8]) -> Picture {
    if let Some(what) = sniff::binary(bytes) {
        return Picture::Other(Other::Binary(what));
    }
    if sniff::wide_encoding(bytes).is_some() || bytes.len() > BYTES_MAX {
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
    let begins = |tag: &str| start.get(..tag.len()).is_some_and(|s| s.eq_ignore_ascii_case(tag));
    if begins("<!doctype html") || begins("<html") {
        return Picture::Other(Other::Html);
    }
    let document = match parse(text) {
        Ok(document) => document,
        Err(Unparsed::TooMuch) => return Picture::Unread,
        Err(Unparsed::Unfolds(range)) => {
            let active = vec![Active { range, kind: ActiveKind::Entities, name: "".into() }];
            let size = Size { view_box: Some("0 0 1 1".to_owned()), ..Size::default() };
            // What stands before the first bracket may be longer than a byte.
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

fn not_utf8(bytes: &[u8], at: usize) -> Picture {
    let head = &bytes[..bytes.len().min(200)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return Picture::Other(Other::Unknown);
    }
    // Other encodings are fine in XML, if it says so.
    let declared =
        head.split_once("encoding=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
    if declared.is_some_and(|name| !name.starts_with("utf-8")) {
        return Picture::Unread;
    }
    let before = String::from_utf8_lossy(&bytes[..at]);
    let (line, column) = line_and_column(&before, before.len());
    let why =
        format!("invalid UTF-8 byte 0x{:02X}, and the XML declares no other encoding", bytes[at]);
    Picture::Broken(Broken { range: at..at + 1, line, column, why })
}

#[cfg(test)]
mod tests;
