//! Generated blocks between markers of a Markdown file.

use std::borrow::Cow;
use std::ops::Range;

use super::markdown;
use super::model::Model;
use super::section::{Options, SectionKind};
use crate::util::display::quote;

const BEGIN: &str = "<!-- BEGIN integration-manifest docs";
const END: &str = "<!-- END integration-manifest docs";
const CLOSE: &str = "-->";

/// Maximum length of a name in a message, in characters.
const MAX_NAME: usize = 40;

/// A block between two markers.
#[derive(Debug)]
struct Block {
    /// Section, or `None` for all.
    kind: Option<SectionKind>,
    /// Range between the lines of the markers.
    inside: Range<usize>,
}

/// Returns `text` with the current reference between its markers. `model` contains all sections: a marker can name
/// one that `options` does not select. The error names the line of a wrong marker.
pub(crate) fn inject(text: &str, model: &Model, options: &Options) -> Result<String, String> {
    let blocks = blocks(text)?;
    if blocks.is_empty() {
        return Err(format!(
            "no markers found: expected a line `{BEGIN} {CLOSE}` and a line `{END} {CLOSE}`"
        ));
    }
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Block { kind, inside } in blocks {
        out.push_str(&text[at..inside.start]);
        let content = match kind {
            None => markdown::sections(model, options),
            Some(kind) => markdown::section_content(model, kind, options.heading),
        };
        out.push_str(line_break);
        if !content.trim().is_empty() {
            out.push_str(&content.replace('\n', line_break));
            out.push_str(line_break);
        }
        at = inside.end;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

/// Returns `text` without generated blocks, if its markers are correct.
pub(crate) fn without_blocks(text: &str) -> Cow<'_, str> {
    let Ok(blocks) = blocks(text) else { return Cow::Borrowed(text) };
    if blocks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut at = 0;
    for block in blocks {
        out.push_str(&text[at..block.inside.start]);
        at = block.inside.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn blocks(text: &str) -> Result<Vec<Block>, String> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Option<SectionKind>, usize)> = None;
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let (number, start) = (index + 1, at);
        at += line.len();
        let line = line.trim();
        if let Some(name) = marker(line, BEGIN) {
            if let Some((begin, ..)) = open {
                return Err(format!(
                    "line {number}: a marker begins, but the one of line {begin} has no end"
                ));
            }
            open = Some((number, kind(name, number)?, at));
        } else if let Some(name) = marker(line, END) {
            let Some((begin, kind_of_begin, content)) = open.take() else {
                return Err(format!("line {number}: an end marker without a begin marker"));
            };
            if !name.is_empty() && kind(name, number)? != kind_of_begin {
                return Err(format!(
                    "line {number}: the end marker does not match the marker of line {begin}"
                ));
            }
            found.push(Block { kind: kind_of_begin, inside: content..start });
        }
    }
    match open {
        Some((begin, ..)) => Err(format!("line {begin}: a begin marker without an end marker")),
        None => Ok(found),
    }
}

/// Returns the name in the marker `line`, empty without one. A marker is an entire line.
fn marker<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(start)?.strip_suffix(CLOSE)?;
    match rest.trim() {
        "" => Some(""),
        name => name.strip_prefix(':').map(str::trim),
    }
}

fn kind(name: &str, line: usize) -> Result<Option<SectionKind>, String> {
    if name.is_empty() {
        return Ok(None);
    }
    let kind = SectionKind::find(name);
    kind.map(Some).ok_or_else(|| {
        let names = SectionKind::ALL.map(SectionKind::name).join(", ");
        format!("line {line}: unknown section {}; expected one of {names}", quote(name, MAX_NAME))
    })
}
