//! Locations and messages of errors in an SVG that is not well-formed.

use std::ops::Range;

use roxmltree::Error;

use super::parse::{Unparsed, parse};

/// Location and message of an error in an SVG that is not well-formed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// Byte range in the SVG.
    pub range: Range<usize>,
    /// Line, starting at 1.
    pub line: usize,
    /// Column in code points, starting at 1.
    pub column: usize,
    /// Description of the error, as a clause.
    pub why: String,
}

/// Converts an error of the XML parser.
pub fn broken(text: &str, error: &Error) -> Broken {
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
    // The range must not be empty at the end of the text.
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

/// `text` with the closing tags that are missing in it; `None` if that does not make it well-formed.
pub fn closed(text: &str) -> Option<String> {
    const TAGS: usize = 20;
    let mut text = text.trim_end().to_owned();
    for _ in 0..TAGS {
        let error = match parse(&text) {
            Ok(_) => None,
            Err(Unparsed::Broken(error)) => Some(error),
            Err(_) => return None,
        };
        let Some(error) = error else { return Some(text) };
        match &error {
            Error::UnexpectedCloseTag(expected, _, _) if !expected.is_empty() => {
                let at = broken(&text, &error).range.start;
                text.insert_str(at, &format!("</{expected}>"));
            }
            Error::UnclosedRootNode if text.ends_with('>') => text.push_str("</svg>"),
            _ => return None,
        }
    }
    None
}

/// Describes the error, as a clause.
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

/// Describes a byte.
fn byte(byte: u8) -> String {
    match byte {
        b'\n' | b'\r' => "the end of the line".to_owned(),
        b' ' | b'\t' => "a space".to_owned(),
        b'`' => "a backtick".to_owned(),
        0x21..0x7f => format!("`{}`", byte as char),
        _ => format!("the byte 0x{byte:02X}"),
    }
}

/// Returns the line and the column of the byte `at`, both starting at 1, the column in code points.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1);
    let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
    (lines + 1, before[line..].chars().count() + 1)
}
