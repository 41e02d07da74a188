//! Readmes: encoding, placeholders, and broken links.

mod links;
mod markdown;
mod preview;

pub(crate) use links::{Link, LinkKind};
pub(crate) use markdown::reduce;

use std::ops::Range;
use std::sync::LazyLock;

use markdown::{events, headings};
use memchr::memmem;

use super::sniff::{self, Wide};

/// Maximum size of a readme in bytes; larger ones are not analyzed.
const MAX_BYTES: usize = 2 << 20;

/// Maximum number of Markdown special characters that are parsed. Each may become an event of
/// several hundred bytes; prose has about 30 per 1,000 characters.
const MAX_MARKS: usize = 100_000;

/// Content of a readme.
#[derive(Debug, PartialEq)]
pub(crate) enum Readme {
    /// UTF-8 text.
    Text(Text),
    /// Other content.
    Other(Other),
}

/// Bytes that are not UTF-8 text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Other {
    /// Range of the first invalid byte.
    pub range: Range<usize>,
    /// Actual content.
    pub what: What,
}

/// Kind of content that is not UTF-8 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Text in this encoding.
    Wide(Wide),
    /// A known file format, detected from the first bytes.
    Binary(&'static str),
    /// Text with invalid bytes: the first one, with its line and column.
    Byte {
        /// The byte.
        byte: u8,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
    },
}

/// Facts about a readme.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Text {
    /// Whether it contains only whitespace.
    pub is_blank: bool,
    /// First placeholder of a template, with its range.
    pub placeholder: Option<(Range<usize>, &'static str)>,
    /// Links and images that are broken once the readme is published, up to a maximum.
    pub links: Vec<Link>,
}

/// Preview of a readme.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shown {
    /// The headings, each with its level from 1.
    pub headings: Vec<(u8, String)>,
    /// Start of the readme, as Markdown without active or external content.
    pub beginning: String,
    /// Whether the readme is longer than [`Shown::beginning`].
    pub goes_on: bool,
}

impl Readme {
    /// Converts every range with `locate`.
    pub fn relocate(&mut self, locate: impl Fn(&Range<usize>) -> Range<usize>) {
        match self {
            Readme::Text(text) => {
                text.links.iter_mut().for_each(|link| link.range = locate(&link.range));
                if let Some((range, _)) = &mut text.placeholder {
                    *range = locate(range);
                }
            }
            Readme::Other(other) => other.range = locate(&other.range),
        }
    }
}

/// Analyzes `bytes`.
pub(crate) fn readme(bytes: &[u8]) -> Readme {
    let other = |range: Range<usize>, what| Readme::Other(Other { range, what });
    if let Some(wide) = sniff::wide_encoding(bytes) {
        return other(0..2.min(bytes.len()), What::Wide(wide));
    }
    if let Some(what) = sniff::binary(bytes) {
        return other(0..4.min(bytes.len()), What::Binary(what));
    }
    match std::str::from_utf8(bytes) {
        // A byte order mark does not belong to the text.
        Ok(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => {
                let mark = text.len() - rest.len();
                let mut readme = Readme::Text(look(rest));
                readme.relocate(|range| range.start + mark..range.end + mark);
                readme
            }
            None => Readme::Text(look(text)),
        },
        Err(error) => {
            let at = error.valid_up_to();
            let before = String::from_utf8_lossy(&bytes[..at]);
            let line = before.rsplit('\n').next().unwrap_or_default();
            let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
            let column = line.chars().count() + 1;
            let what = What::Byte { byte: bytes[at], line: lines + 1, column };
            other(at..at + 1, what)
        }
    }
}

/// Placeholders in the templates of the official command line. Each is unlikely in the readme of an
/// integration.
const PLACEHOLDERS: &[&str] = &[
    "Describe the integration's purpose.",
    "Explain how to configure your integration",
    "Explain how to use your integration",
    "You might also want to include an example if there is a specific use case",
    "You might also want to add configuration details for specific use cases",
    "If some versions of your integration introduce changes worth",
    "# Integration Title",
    "Integration publication checklist",
];

/// Searchers for [`PLACEHOLDERS`]. Building them costs more than searching a readme.
static FINDERS: LazyLock<Vec<memmem::Finder<'static>>> =
    LazyLock::new(|| PLACEHOLDERS.iter().map(|left| memmem::Finder::new(*left)).collect());

fn look(text: &str) -> Text {
    if text.trim().is_empty() {
        return Text { is_blank: true, ..Text::default() };
    }
    let placeholder = FINDERS
        .iter()
        .zip(PLACEHOLDERS)
        .filter_map(|(finder, left)| Some((finder.find(text.as_bytes())?, *left)))
        .min()
        .map(|(at, left)| (at..at + left.len(), left));
    let mut found = Text { placeholder, ..Text::default() };
    if text.len() <= MAX_BYTES && links::may_find(text) && readable(text).len() == text.len() {
        let events = events(text);
        found.links = links::find(text, &events, &headings(&events));
    }
    found
}

/// Returns the preview of the readme `bytes`; empty if it is not UTF-8 text.
pub(crate) fn shown(bytes: &[u8]) -> Shown {
    let Ok(text) = std::str::from_utf8(bytes) else { return Shown::default() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        return Shown::default();
    }
    let readable = readable(text);
    let events = events(readable);
    let headings = headings(&events);
    let (beginning, goes_on) = preview::beginning(events);
    Shown { headings, beginning, goes_on: goes_on || readable.len() < text.len() }
}

/// Returns the part of `text` that can be parsed with bounded memory: usually all of it.
fn readable(text: &str) -> &str {
    if text.len() <= MAX_MARKS {
        return text;
    }
    let is_plain = |byte| b",;:'\"/?@%$".contains(&byte);
    let is_mark = |byte| byte == b'\n' || (byte as char).is_ascii_punctuation() && !is_plain(byte);
    match text.bytes().enumerate().filter(|(_, byte)| is_mark(*byte)).nth(MAX_MARKS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests;
