//! The formatter: walks a tree and decides on the trivia between tokens.
//!
//! The indentation of a container's contents follows from the formatted line on which the container
//! begins, so that formatted and unformatted parts fit together.

use std::ops::Range;

use super::{Options, indentation, last_break};
use crate::syntax::trivia::{Trivia, TriviaKind, scan_valid};
use crate::syntax::{Container, ContainerKind, Entry, SyntaxErrorKind, Tree, Value};
use crate::text::{Source, TextEdit};

pub(super) struct Formatter<'a> {
    source: &'a dyn Source,
    options: &'a Options,
    /// Trivia that touches this range is formatted.
    range: Range<usize>,
    step: String,
    /// Maximum number of columns of a line with an array on it.
    width: usize,
    line_break: &'static str,
    /// Indentation of the current line, before the text in `kept`.
    line: String,
    /// Unchanged text since the last update of `line`.
    kept: Option<Range<usize>>,
    edits: Vec<TextEdit>,
}

/// How a container is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// On one line.
    Inline,
    /// With a line for each entry.
    Lines,
}

/// Position of trivia in its container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    OpenAndEntry,
    Entries,
    EntryAndClose,
    OpenAndClose,
}

impl Between {
    fn opens(self) -> bool {
        matches!(self, Between::OpenAndEntry | Between::OpenAndClose)
    }

    fn closes(self) -> bool {
        matches!(self, Between::EntryAndClose | Between::OpenAndClose)
    }
}

/// The whitespace that formatting produces.
enum Space {
    None,
    One,
    /// A line break, or two, and indentation.
    Break {
        blank: bool,
        inside: bool,
    },
    /// This many line breaks and nothing else.
    Breaks(usize),
    Keep,
}

/// A container during formatting.
struct Frame {
    kind: ContainerKind,
    style: Style,
    /// The indentation of its closing bracket, and of its entries.
    outside: String,
    inside: String,
}

impl<'a> Formatter<'a> {
    pub fn new(
        source: &'a dyn Source,
        options: &'a Options,
        range: Range<usize>,
        line_break: &'static str,
    ) -> Formatter<'a> {
        Formatter {
            source,
            options,
            range,
            step: options.step(),
            width: options.inline_width(),
            line_break,
            line: String::new(),
            kept: None,
            edits: Vec::new(),
        }
    }

    pub fn document(mut self, tree: &Tree) -> Vec<TextEdit> {
        let document = tree.document();
        if !document.entries().is_empty() {
            self.container(document, 0, 0);
        }
        self.edits
    }

    fn touches(&self, range: &Range<usize>) -> bool {
        range.start <= self.range.end && self.range.start <= range.end
    }

    /// Keeps `range` unchanged. Only tokens may be between it and the previous kept range.
    fn keep(&mut self, range: Range<usize>) {
        let start = self.kept.take().map_or(range.start, |kept| kept.start);
        self.kept = Some(start..range.end);
    }

    /// Updates `line` to the indentation of the current line.
    fn update_line(&mut self) {
        let Some(kept) = self.kept.take() else { return };
        let start = last_break(self.source, kept.clone());
        if let Some(start) = start.or((kept.start == 0).then_some(0)) {
            self.line = indentation(self.source, start..kept.end);
        }
    }

    /// Formats the contents of `container`, which starts at `start` after a name of `name` columns.
    fn container(&mut self, container: &Container, start: usize, name: usize) {
        self.update_line();
        let outside = self.line.clone();
        let inside = match container.kind {
            ContainerKind::Document => String::new(),
            _ => format!("{outside}{}", self.step),
        };
        let style = self.style(container, start, name);
        let frame = Frame { kind: container.kind, style, outside, inside };
        let mut at = start + container.open_len();
        let mut between = Between::OpenAndEntry;
        // Whether the text before the trivia has a syntax error.
        let mut broken = false;
        // Whether whitespace between entries may belong to something else.
        let doubtful = container.doubtful && container.kind != ContainerKind::Document;
        for entry in container.entries() {
            let end = at + entry.len();
            if at > self.range.end {
                return;
            }
            let is_broken = entry.errors.as_slice().iter().any(|error| breaks(error.kind));
            if end < self.range.start {
                self.keep(at..end);
                broken = is_broken || ends_open(entry);
            } else {
                let lead = at..at + entry.lead as usize;
                if broken || is_broken || doubtful {
                    self.keep(lead);
                } else {
                    self.trivia(lead, between, &frame);
                }
                self.entry(entry, at, is_broken, doubtful, &frame.inside);
                broken = is_broken || ends_open(entry);
            }
            at = end;
            between = Between::Entries;
        }
        let tail = at..at + container.tail as usize;
        let between = match between {
            Between::OpenAndEntry => Between::OpenAndClose,
            _ => Between::EntryAndClose,
        };
        if broken
            || doubtful
            || container.tail_errors.as_slice().iter().any(|error| breaks(error.kind))
        {
            self.keep(tail);
        } else {
            self.trivia(tail, between, &frame);
        }
    }

    /// Formats the name and the value of the entry that begins at `start`, in a container whose entries
    /// are indented by `inside`.
    fn entry(
        &mut self,
        entry: &Entry,
        start: usize,
        is_broken: bool,
        doubtful: bool,
        inside: &str,
    ) {
        let mut name = 0;
        if let Some(key) = &entry.key {
            let key_start = start + entry.lead as usize;
            let key_end = key_start + key.len as usize;
            let between_tokens = key_end..key_end + key.gap as usize;
            if is_broken || doubtful {
                self.keep(between_tokens);
            } else {
                self.colon(between_tokens, inside);
            }
            if matches!(&entry.value, Value::Container(value) if value.kind == ContainerKind::Array)
            {
                name = self.columns(key_start..key_end).unwrap_or(self.width).saturating_add(2);
            }
        }
        let Value::Container(value) = &entry.value else { return };
        let start = start + entry.value_offset();
        let range = start..start + value.len as usize;
        // New lines could change what belongs to a container whose extent is in doubt.
        let may_change = !doubtful || self.source.slice(range.clone()).contains('\n');
        if value.opened && value.closed && may_change && self.touches(&range) {
            self.container(value, start, name);
        } else {
            self.keep(range);
        }
    }

    /// Formats the trivia between a name and its value. A value after a line comment is on a line of
    /// its own, indented by `inside` like the name.
    fn colon(&mut self, range: Range<usize>, inside: &str) {
        if !self.touches(&range) {
            return self.keep(range);
        }
        let text = self.source.slice(range.clone());
        let Some(trivia) = scan_valid(&text, false) else { return self.keep(range) };
        let colons = trivia.iter().filter(|item| item.kind == TriviaKind::Colon).count();
        if colons != 1 || trivia.iter().any(|item| item.kind == TriviaKind::Comma) {
            return self.keep(range);
        }
        self.update_line();
        let mut before = None;
        for item in &trivia {
            let is_comment = item.kind.is_comment();
            let follows_comment = before.is_some_and(TriviaKind::is_comment);
            // Only a line break ends a line comment.
            let must_break = before == Some(TriviaKind::LineComment);
            let may_break = is_comment || (item.kind == TriviaKind::End && follows_comment);
            let wanted = match item.kind {
                _ if must_break || (may_break && item.breaks > 0) => {
                    inside.clone_into(&mut self.line);
                    format!("{}{inside}", self.line_break)
                }
                TriviaKind::Colon => String::new(),
                _ => " ".to_owned(),
            };
            self.set_space(range.start, &text, item, &wanted);
            before = Some(item.kind);
        }
    }

    /// Formats the trivia between two entries, or between an entry and a bracket.
    fn trivia(&mut self, range: Range<usize>, between: Between, frame: &Frame) {
        if !self.touches(&range) {
            return self.keep(range);
        }
        let text = self.source.slice(range.clone());
        let Some(trivia) = scan_valid(&text, range.start == 0) else { return self.keep(range) };
        self.update_line();
        for (index, item) in trivia.iter().enumerate() {
            let wanted = match self.space(&trivia, index, between, frame) {
                Space::Keep => continue,
                Space::None => String::new(),
                Space::One => " ".to_owned(),
                Space::Breaks(count) => self.line_break.repeat(count),
                Space::Break { blank, inside } => {
                    let indent = if inside { &frame.inside } else { &frame.outside };
                    self.line.clone_from(indent);
                    let blank = if blank { self.line_break } else { "" };
                    format!("{blank}{}{indent}", self.line_break)
                }
            };
            self.set_space(range.start, &text, item, &wanted);
        }
    }

    /// Returns the whitespace before the item at `index`.
    fn space(&self, trivia: &[Trivia], index: usize, between: Between, frame: &Frame) -> Space {
        let item = &trivia[index];
        let before = index.checked_sub(1).map(|before| trivia[before].kind);
        let is_document = frame.kind == ContainerKind::Document;
        let comments = trivia.iter().any(|item| item.kind.is_comment());
        let blank = item.breaks > 1 && !(between.opens() && before.is_none());
        let own_line = Space::Break { blank, inside: true };
        if is_document && between.opens() && before.is_none() {
            return Space::None;
        }
        // Only a line break ends a line comment.
        let must_break = before == Some(TriviaKind::LineComment);
        match item.kind {
            TriviaKind::Comma | TriviaKind::Colon if must_break => {
                Space::Break { blank: false, inside: true }
            }
            TriviaKind::Comma | TriviaKind::Colon => Space::None,
            TriviaKind::LineComment | TriviaKind::BlockComment { .. } => {
                let fresh = match before {
                    None => between.opens(),
                    before => before == Some(TriviaKind::Comma),
                };
                let leads = fresh && !between.closes() && leads_to_next(&trivia[index..]);
                if must_break || item.breaks > 0 || leads { own_line } else { Space::One }
            }
            TriviaKind::End if is_document && between.closes() => self.end(item, must_break),
            TriviaKind::End if between == Between::OpenAndClose && on_one_line(trivia) => {
                if comments {
                    Space::One
                } else {
                    Space::None
                }
            }
            TriviaKind::End if between.closes() => match frame.style {
                Style::Inline => Space::None,
                Style::Lines => Space::Break { blank: false, inside: false },
            },
            TriviaKind::End => {
                let behind_block = matches!(before, Some(TriviaKind::BlockComment { .. }));
                match frame.style {
                    _ if behind_block && item.breaks == 0 => Space::One,
                    Style::Lines => own_line,
                    Style::Inline if between.opens() => Space::None,
                    Style::Inline => Space::One,
                }
            }
            TriviaKind::Unknown => Space::Keep,
        }
    }

    /// Returns the whitespace before the end of the text.
    fn end(&self, item: &Trivia, must_break: bool) -> Space {
        match item.breaks {
            0 if self.options.insert_final_newline => Space::Breaks(1),
            0 if must_break => Space::Keep,
            0 => Space::None,
            _ if self.options.trim_final_newlines => Space::Breaks(1),
            count => Space::Breaks(count),
        }
    }

    /// Returns the style of `container`, which begins at `start` after a name of `name` columns.
    fn style(&self, container: &Container, start: usize, name: usize) -> Style {
        if container.kind != ContainerKind::Array || !container.tail_errors.is_empty() {
            return Style::Lines;
        }
        let indent = |c| if c == '\t' { self.options.columns() } else { 1 };
        let line: usize = self.line.chars().map(indent).sum();
        // Two brackets and a comma.
        let mut columns = line.saturating_add(name).saturating_add(3);
        let mut at = start + 1;
        let is_space = |range: Range<usize>| {
            let text = self.source.slice(range);
            text.bytes().all(|byte| byte.is_ascii_whitespace() || byte == b',')
        };
        for (index, entry) in container.entries().iter().enumerate() {
            let value = at + entry.lead as usize;
            let end = at + entry.len();
            let own = match &entry.value {
                _ if !entry.errors.is_empty() => None,
                Value::Container(inner) => {
                    let empty = inner.closed && inner.entries().is_empty();
                    (empty && !inner.has_errors && is_space(value + 1..end - 1)).then_some(2)
                }
                _ => self.columns(value..end),
            };
            let Some(own) = own else { return Style::Lines };
            columns = columns.saturating_add(own + if index > 0 { 2 } else { 0 });
            if columns > self.width || !is_space(at..value) {
                return Style::Lines;
            }
            at = end;
        }
        let tail = at..at + container.tail as usize;
        let trailing = self.source.slice(tail.clone()).contains(',');
        if columns.saturating_add(usize::from(trailing)) > self.width || !is_space(tail) {
            return Style::Lines;
        }
        Style::Inline
    }

    /// Returns the width of the token at `range` in columns; `None` if it exceeds a line.
    fn columns(&self, range: Range<usize>) -> Option<usize> {
        // A character has at most four bytes.
        if range.len() > self.width.saturating_mul(4) {
            return None;
        }
        Some(self.source.slice(range).chars().count())
    }

    /// Replaces the whitespace before `item` with `wanted`. The trivia `text` begins at the byte
    /// `start`.
    fn set_space(&mut self, start: usize, text: &str, item: &Trivia, wanted: &str) {
        if text[item.space.clone()] != *wanted {
            let range = start + item.space.start..start + item.space.end;
            self.edits.push(TextEdit::new(range, wanted));
        }
    }
}

/// Whether the trivia around a syntax error of this kind stays unchanged.
fn breaks(kind: SyntaxErrorKind) -> bool {
    use SyntaxErrorKind::*;
    // The trivia scanner rejects invalid whitespace.
    !matches!(kind, Comment | TrailingComma | BadEscape | ControlCharacter | InvalidWhitespace)
}

/// Whether the value of the entry is unclosed, so that the following text may be a part of it.
fn ends_open(entry: &Entry) -> bool {
    matches!(&entry.value, Value::Container(value) if !value.closed)
}

/// Whether the first of `trivia` is the first of the block comments before the next token on its
/// line.
fn leads_to_next(trivia: &[Trivia]) -> bool {
    let followed = trivia[1..].iter().all(|item| item.breaks == 0);
    let (last, comments) = match trivia.split_last() {
        Some(split) => split,
        None => return false,
    };
    let blocks = comments.iter().all(|item| matches!(item.kind, TriviaKind::BlockComment { .. }));
    followed && blocks && last.kind == TriviaKind::End
}

/// Whether `trivia` fits on one line.
fn on_one_line(trivia: &[Trivia]) -> bool {
    let comments = trivia.iter().any(|item| item.kind.is_comment());
    trivia.iter().all(|item| match item.kind {
        TriviaKind::LineComment => false,
        TriviaKind::BlockComment { multiline, .. } => !multiline && item.breaks == 0,
        _ => !comments || item.breaks == 0,
    })
}
