//! Formatting.
//!
//! The canonical format:
//!
//! - every member of an object is on its own line, indented by one level more than the line
//!   on which the object begins; empty objects and arrays are `{}` and `[]`;
//! - an array of scalars is on one line if that line has at most [`Options::width`] columns, unless
//!   [`Options::expand`] differs;
//!   any other array has a line for each element;
//! - a colon follows its name immediately, and one space follows the colon;
//! - several blank lines between two members become one; there are no blank lines at the start or
//!   end of an object, an array or the text;
//! - a comment stays on the line of the token before it, or on its own line, and is never changed;
//! - the text ends with one line break.
//!
//! Only whitespace between tokens is replaced, and only if it differs. Invalid parts stay unchanged:
//! an unclosed object or array with all of its contents, and elsewhere the whitespace around the
//! error.

mod formatter;
mod line_endings;
mod lines;
mod options;

#[cfg(test)]
mod tests;

use lines::{indentation, last_break};
pub use options::{Expand, Options, WIDTH};
use std::ops::Range;

use super::TextEdit;
use super::context::CompletionSite;
use super::locate::locate;
use crate::syntax::{Tree, Value};
use crate::text::Source;
use formatter::Formatter;
use line_endings::Breaks;

/// Returns the edits that format `source`, in document order.
pub fn document(source: &dyn Source, tree: &Tree, options: &Options) -> Vec<TextEdit> {
    let breaks = Breaks::new(source);
    let edits_with =
        |line_break| Formatter::new(source, options, 0..source.len(), line_break).document(tree);
    let edits = edits_with(breaks.most());
    // In a text with mixed line breaks, the edits can change which kind is the most frequent.
    let most = breaks.after(source, &edits).most();
    if most == breaks.most() { edits } else { edits_with(most) }
}

/// Returns the edits that format the lines that `range` (bytes) touches: the whitespace between
/// tokens on these lines.
pub fn range(
    source: &dyn Source,
    tree: &Tree,
    range: &Range<usize>,
    options: &Options,
) -> Vec<TextEdit> {
    let end = range.end.min(source.len());
    let start = line_start(source, range.start.min(end));
    part(source, tree, start..line_end(source, end), options)
}

/// Trigger characters of on-type formatting.
pub const TRIGGERS: [char; 3] = ['}', ']', '\n'];

/// Returns the edits after `typed`, one of [`TRIGGERS`], was typed immediately before the byte
/// `offset`: a closing bracket formats its container; a new line is indented.
pub fn on_type(
    source: &dyn Source,
    tree: &Tree,
    offset: usize,
    typed: char,
    options: &Options,
) -> Vec<TextEdit> {
    match typed {
        '}' | ']' => closed(source, tree, offset, options),
        '\n' => new_line(source, tree, offset, options).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn closed(source: &dyn Source, tree: &Tree, offset: usize, options: &Options) -> Vec<TextEdit> {
    let Some(before) = offset.min(source.len()).checked_sub(1) else { return Vec::new() };
    let cursor = locate(tree, source, before);
    let Some(level) = cursor.innermost().map(|level| level.node()) else { return Vec::new() };
    // The bracket may be in a string or a comment, or unmatched.
    let closed = matches!(level.value(), Value::Container(container) if container.closed);
    if !closed || level.end() != before + 1 {
        return Vec::new();
    }
    part(source, tree, level.start() + 1..before, options)
}

fn part(source: &dyn Source, tree: &Tree, range: Range<usize>, options: &Options) -> Vec<TextEdit> {
    Formatter::new(source, options, range, Breaks::new(source).most()).document(tree)
}

fn new_line(
    source: &dyn Source,
    tree: &Tree,
    offset: usize,
    options: &Options,
) -> Option<TextEdit> {
    let start = line_start(source, offset.min(source.len()));
    let line = source.window(start, 1024);
    let space = line.len() - line.trim_start_matches([' ', '\t']).len();
    let cursor = locate(tree, source, start + space);
    if matches!(cursor.site, CompletionSite::Nothing) {
        return None;
    }
    let mut indent = String::new();
    if let Some(level) = cursor.innermost() {
        let opening = line_start(source, level.node().start());
        indent.push_str(&indentation(source, opening..level.node().start()));
        let closes = line[space..].starts_with(['}', ']'])
            && level.node().container().is_some_and(|inner| inner.closed)
            && level.node().end() == start + space + 1;
        if !closes {
            indent += &options.step();
        }
    }
    let range = start..start + space;
    (line[..space] != indent).then(|| TextEdit::new(range, indent))
}

/// Where the line of the byte `at` begins.
fn line_start(source: &dyn Source, at: usize) -> usize {
    last_break(source, 0..at).unwrap_or(0)
}

/// Where the line of the byte `at` ends, the line break not counted.
fn line_end(source: &dyn Source, at: usize) -> usize {
    let mut at = at;
    while !source.is_char_boundary(at) {
        at += 1;
    }
    while at < source.len() {
        let window = source.window(at, 1);
        if let Some(len) = memchr::memchr2(b'\n', b'\r', window.as_bytes()) {
            return at + len;
        }
        at += window.len();
    }
    at
}
