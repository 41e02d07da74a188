//! Pictures: whether the bytes of an icon are an SVG, and what about it could go wrong.

mod active;
mod preview;

pub(crate) use active::{Active, ActiveKind};
pub(crate) use preview::{BYTES_MAX as SHOWN_MAX, Preview, preview};

use std::ops::Range;

use roxmltree::{Document, Error, Node, ParsingOptions};

use super::sniff;

/// The namespace of SVG.
pub(crate) const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The largest SVG that is looked into, in bytes.
const BYTES_MAX: usize = 4 << 20;

/// How many nodes are looked at.
const NODES_MAX: u32 = 400_000;

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

/// Where and why an SVG is not well-formed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Where, in bytes of the SVG.
    pub range: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in code points.
    pub column: usize,
    /// Why, as a sentence.
    pub why: String,
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

/// How large a picture says it is.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Size {
    /// `width` as written.
    pub width: Option<String>,
    /// `height` as written.
    pub height: Option<String>,
    /// `viewBox` as written.
    pub view_box: Option<String>,
}

impl Size {
    /// What `root` says.
    fn of(root: Node<'_, '_>) -> Size {
        let said = |name| root.attribute(name).map(str::to_owned);
        Size { width: said("width"), height: said("height"), view_box: said("viewBox") }
    }

    /// The left and upper edge, width and height of `viewBox`, if it is four numbers that make sense.
    pub fn view_box(&self) -> Option<[f64; 4]> {
        let written = self.view_box.as_deref()?;
        let mut numbers = written
            .split([' ', ',', '\t', '\n', '\r'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite()));
        let mut next = || numbers.next().flatten();
        let found = [next()?, next()?, next()?, next()?];
        let whole = numbers.next().is_none() && found[2] > 0.0 && found[3] > 0.0;
        whole.then_some(found)
    }

    /// Width and height in pixels, if both are given in a unit that has a length of its own.
    pub fn pixels(&self) -> Option<(f64, f64)> {
        Some((pixels(self.width.as_deref()?)?, pixels(self.height.as_deref()?)?))
    }
}

fn pixels(written: &str) -> Option<f64> {
    let written = written.trim();
    let end = written.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').len();
    let (mut number, mut unit) = written.split_at(end);
    // The `e` of `1e3` is no unit.
    if let Ok(whole) = written.parse::<f64>()
        && whole.is_finite()
    {
        (number, unit) = (written, "");
    }
    let scale = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" | "em" | "rem" => 16.0,
        "ex" => 8.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        _ => return None,
    };
    let number = number.trim().parse::<f64>().ok()? * scale;
    (number.is_finite() && number > 0.0).then_some(number)
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
        let inner = super::base64::decode(start.trim_end());
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

/// Why a text was not taken for a document.
enum Unparsed {
    Broken(Error),
    /// It is made so that reading it would take very long.
    TooMuch,
    /// It defines entities, here, that could unfold to very much.
    Unfolds(Range<usize>),
}

/// The document that `text` is. Whatever could take time or memory out of proportion is refused
/// beforehand.
fn parse(text: &str) -> Result<Document<'_>, Unparsed> {
    if let Some(range) = unfolding(text) {
        return Err(Unparsed::Unfolds(range));
    }
    // Every namespace is looked for among those around it, every attribute among those beside it.
    let bytes = text.as_bytes();
    if memchr::memmem::find_iter(bytes, "xmlns").nth(NAMESPACES_MAX).is_some() {
        return Err(Unparsed::TooMuch);
    }
    let crowded = |tag: &[u8]| memchr::memchr_iter(b'=', tag).nth(ATTRIBUTES_MAX).is_some();
    if bytes.split(|byte| *byte == b'<').any(crowded) {
        return Err(Unparsed::TooMuch);
    }
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => Unparsed::TooMuch,
        error => Unparsed::Broken(error),
    })
}

/// How often a document may say `xmlns`.
const NAMESPACES_MAX: usize = 250;

/// How many `=` may stand between two `<`.
const ATTRIBUTES_MAX: usize = 1000;

/// The first definition of an entity in `text`, if they could unfold to more than is reasonable.
/// The estimate is high: every reference is taken for the longest entity, and to have as many
/// references in it as the parser follows.
fn unfolding(text: &str) -> Option<Range<usize>> {
    const DEFINITION: &str = "<!ENTITY";
    const FOLLOWED: usize = 256;
    const UNFOLDED_MAX: usize = 16 << 20;
    const LONGEST_MAX: usize = 1 << 14;
    let bytes = text.as_bytes();
    let mut first = None;
    let mut longest = 0;
    for (count, at) in memchr::memmem::find_iter(bytes, DEFINITION).enumerate() {
        let range = first.get_or_insert(at..at + DEFINITION.len());
        let rest = &bytes[at..];
        let value = memchr::memchr2(b'"', b'\'', &rest[..rest.len().min(LONGEST_MAX)]);
        let len = value.and_then(|open| {
            let inside = &rest[open + 1..];
            memchr::memchr(rest[open], &inside[..inside.len().min(LONGEST_MAX)])
        });
        match len {
            Some(len) if count < FOLLOWED => longest = longest.max(len),
            _ => return Some(range.clone()),
        }
    }
    let references = memchr::memchr_iter(b'&', bytes).count();
    first.filter(|_| references.saturating_mul(FOLLOWED).saturating_mul(longest) > UNFOLDED_MAX)
}

/// The line and the column of the byte `at`, both from 1, the column in code points.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1);
    let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
    (lines + 1, before[line..].chars().count() + 1)
}

/// Where and why `text` is not well-formed.
fn broken(text: &str, error: &Error) -> Broken {
    let pos = error.pos();
    let at = match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream | Error::NoRootNode => {
            text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at)
        }
        _ => {
            let mut lines = memchr::memchr_iter(b'\n', text.as_bytes());
            let skipped = (pos.row as usize).saturating_sub(2);
            let start = if pos.row < 2 { 0 } else { lines.nth(skipped).map_or(0, |at| at + 1) };
            let column = (pos.col as usize).saturating_sub(1);
            let inside = text[start..].char_indices().nth(column);
            inside.map_or(text.len(), |(at, _)| start + at)
        }
    };
    // At the end of the text there is nothing to point at.
    let at =
        if at == text.len() { text.char_indices().next_back().map_or(0, |(at, _)| at) } else { at };
    let rest = &text[at..];
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let word = rest[first..].find(|c: char| !(c.is_alphanumeric() || "-_:/".contains(c)));
    let len = first + word.unwrap_or(rest.len() - first).min(60);
    let end = (at + len..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    let (line, column) = line_and_column(text, at);
    Broken { range: at..end, line, column, why: why(error) }
}

/// What is wrong, as a part of a sentence.
fn why(error: &Error) -> String {
    match error {
        Error::UnexpectedCloseTag(expected, actual, _) if expected.is_empty() => {
            format!("unexpected closing tag `</{actual}>`")
        }
        Error::UnexpectedCloseTag(expected, actual, _) => {
            format!("expected `</{expected}>`, found `</{actual}>`")
        }
        Error::UnclosedRootNode => "unclosed element at the end".to_owned(),
        Error::UnexpectedEndOfStream => "unexpected end inside a tag".to_owned(),
        Error::NoRootNode => "no complete element found".to_owned(),
        Error::UnknownNamespace(prefix, _) => {
            format!("undeclared prefix `{prefix}:` (missing `xmlns:{prefix}`)")
        }
        Error::DuplicatedNamespace(name, _) => format!("duplicate namespace `{name}`"),
        Error::DuplicatedAttribute(name, _) => {
            format!("duplicate attribute `{name}`")
        }
        Error::UnknownEntityReference(name, _) => format!(
            "undefined entity `&{name};`; XML defines only `&amp;`, `&lt;`, `&gt;`, `&quot;` and \
             `&apos;`, and numeric references such as `&#160;`"
        ),
        Error::MalformedEntityReference(_) => "unescaped `&`; use `&amp;`".to_owned(),
        Error::EntityReferenceLoop(_) => {
            "an entity refers to itself, or to too many others".to_owned()
        }
        Error::InvalidAttributeValue(_) => "unescaped `<` in an attribute; use `&lt;`".to_owned(),
        Error::UnexpectedDeclaration(_) => "the XML declaration must come first".to_owned(),
        Error::InvalidName(_) => "expected a name".to_owned(),
        Error::NonXmlChar(c, _) => format!("invalid character U+{:04X}", *c as u32),
        Error::InvalidChar(expected, actual, _) => {
            format!("expected {}, found {}", byte(*expected), byte(*actual))
        }
        Error::InvalidChar2(expected, actual, _) => {
            format!("expected {}, found {}", expected.replace('\'', "`"), byte(*actual))
        }
        Error::InvalidString(expected, _) => format!("expected `{expected}`"),
        Error::InvalidComment(_) => "`--` is not allowed in a comment".to_owned(),
        Error::InvalidCharacterData(_) => "`]]>` is not allowed in text".to_owned(),
        _ => "unexpected content".to_owned(),
    }
}

/// A byte in words.
fn byte(byte: u8) -> String {
    match byte {
        b'\n' | b'\r' => "the end of the line".to_owned(),
        b' ' | b'\t' => "a space".to_owned(),
        b'`' => "a backtick".to_owned(),
        0x21..0x7f => format!("`{}`", byte as char),
        _ => format!("the byte 0x{byte:02X}"),
    }
}

#[cfg(test)]
mod tests;
