//! Readmes: whether the bytes are text, what it says, and what in it leads nowhere.

mod links;
mod markdown;
mod preview;

pub(crate) use links::{Link, LinkKind};

use std::ops::Range;
use std::sync::LazyLock;

use markdown::{events, headings};
use memchr::memmem;

use super::sniff::{self, Wide};

/// The largest readme that is looked into, in bytes.
const BYTES_MAX: usize = 2 << 20;

/// How many characters that may mean something in Markdown are read. Each can become a piece of its
/// own, which takes several hundred bytes; in prose there are some thirty in a thousand.
const MARKS_MAX: usize = 100_000;

/// What the bytes of a readme are.
#[derive(Debug, PartialEq)]
pub(crate) enum Readme {
    /// Text in UTF-8.
    Text(Text),
    /// Something else.
    Other(Other),
}

/// Why bytes are not text in UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Other {
    /// The first byte that is no part of a character.
    pub range: Range<usize>,
    /// What they are instead.
    pub what: What,
}

/// What bytes are that are not text in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// Text in this encoding.
    Wide(Wide),
    /// A file of this kind, told by its first bytes.
    Binary(&'static str),
    /// Text with some bytes that are none: the first of them, and the line and column it is at.
    Byte {
        /// The byte.
        byte: u8,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in code points.
        column: usize,
    },
}

/// What is known of a readme.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Text {
    /// Whether there is nothing but white space.
    pub is_blank: bool,
    /// What a template left to be filled in, and where.
    pub placeholder: Option<(Range<usize>, &'static str)>,
    /// Links and images that lead nowhere once the readme is published; not more than a few.
    pub links: Vec<Link>,
}

/// What is shown of a readme.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shown {
    /// The headings, each with its level from 1.
    pub headings: Vec<(u8, String)>,
    /// Its beginning, as Markdown in which nothing runs and nothing is fetched.
    pub beginning: String,
    /// Whether there is more than [`Shown::beginning`].
    pub goes_on: bool,
}

impl Readme {
    /// Turns every range by `locate`.
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

/// What `bytes` are.
pub(crate) fn readme(bytes: &[u8]) -> Readme {
    let other = |range: Range<usize>, what| Readme::Other(Other { range, what });
    if let Some(wide) = sniff::wide_encoding(bytes) {
        return other(0..2.min(bytes.len()), What::Wide(wide));
    }
    if let Some(what) = sniff::binary(bytes) {
        return other(0..4.min(bytes.len()), What::Binary(what));
    }
    match std::str::from_utf8(bytes) {
        // A mark at the beginning is no part of the text.
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

/// What the templates of the official command line leave to be filled in, each a piece of a line
/// that nobody would write about an integration of their own.
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

/// What finds each of [`PLACEHOLDERS`]: made once, which costs more than to look through a readme.
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
    if text.len() <= BYTES_MAX && links::may_find(text) && readable(text).len() == text.len() {
        let events = events(text);
        found.links = links::find(text, &events, &headings(&events));
    }
    found
}

/// What is shown of the readme that `bytes` are; nothing of what is no text in UTF-8.
pub(crate) fn shown(bytes: &[u8]) -> Shown {
    let Ok(text) = std::str::from_utf8(bytes) else { return Shown::default() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > BYTES_MAX {
        return Shown::default();
    }
    let readable = readable(text);
    let events = events(readable);
    let headings = headings(&events);
    let (beginning, goes_on) = preview::beginning(events);
    Shown { headings, beginning, goes_on: goes_on || readable.len() < text.len() }
}

/// As much of `text` as can be read in little memory: usually all of it.
fn readable(text: &str) -> &str {
    if text.len() <= MARKS_MAX {
        return text;
    }
    let is_plain = |byte| b",;:'\"/?@%$".contains(&byte);
    let is_mark = |byte| byte == b'\n' || (byte as char).is_ascii_punctuation() && !is_plain(byte);
    match text.bytes().enumerate().filter(|(_, byte)| is_mark(*byte)).nth(MARKS_MAX) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests;
