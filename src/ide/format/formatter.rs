//! The formatter: walks a tree and decides on the trivia between tokens.
//!
//! The indentation of a container's contents follows from the formatted line on which the container
//! begins, so that formatted and unformatted parts fit together.

use std::ops::Range;

use super::{Options, WIDTH, indentation, last_break};
use crate::ide::trivia::{Piece, PieceKind, read};
use crate::syntax::{Container, ContainerKind, Entry, SyntaxErrorKind, Tree, Value};
use crate::text::{Source, TextEdit};

pub(super) struct Formatter<'a> {
    source: &'a dyn Source,
    options: &'a Options,
    /// Trivia that touches this range is formatted.
    range: Range<usize>,
    step: String,
    line_break: &'static str,
    /// The indentation of the line reached, but for what `passed` changes about it.
    line: String,
    /// Text that stays as it is, and was not looked at since.
    passed: Option<Range<usize>>,
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
            line_break,
            line: String::new(),
            passed: None,
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
    fn pass(&mut self, range: Range<usize>) {
        let start = self.passed.take().map_or(range.start, |passed| passed.start);
        self.passed = Some(start..range.end);
    }

    /// Makes `line` the indentation of the line reached.
    fn settle(&mut self) {
        let Some(passed) = self.passed.take() else { return };
        let start = last_break(self.source, passed.clone());
        if let Some(start) = start.or((passed.start == 0).then_some(0)) {
            self.line = indentation(self.source, start..passed.end);
        }
    }

    /// Formats the contents of `container`, which starts at `start` after a name of `name` columns.
    fn container(&mut self, container: &Container, start: usize, name: usize) {
        self.settle();
        let outside = self.line.clone();
        let inside = match container.kind {
            ContainerKind::Document => String::new(),
            _ => format!("{outside}{}", self.step),
        };
        let style = self.style(container, start, name);
        let frame = Frame { kind: container.kind, style, outside, inside };
        let mut at = start + container.kind.open_len();
        let mut between = Between::OpenAndEntry;
        // Whether the text before the trivia has a syntax error.
        let mut broken = false;
        for entry in container.entries() {
            let end = at + entry.len();
            if at > self.range.end {
                return;
            }
            let is_broken = entry.issues.as_slice().iter().any(|issue| breaks(issue.kind));
            if end < self.range.start {
                self.pass(at..end);
                broken = is_broken || ends_open(entry);
            } else {
                let lead = at..at + entry.lead as usize;
                if broken || is_broken {
                    self.pass(lead);
                } else {
                    self.gap(lead, between, &frame);
                }
                self.entry(entry, at, is_broken);
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
        if broken || container.tail_issues.as_slice().iter().any(|issue| breaks(issue.kind)) {
            self.pass(tail);
        } else {
            self.gap(tail, between, &frame);
        }
    }

    /// The name and the value of an entry that begins at `start`.
    fn entry(&mut self, entry: &Entry, start: usize, is_broken: bool) {
        let mut name = 0;
        if let Some(key) = &entry.key {
            let key_start = start + entry.lead as usize;
            let key_end = key_start + key.len as usize;
            let gap = key_end..key_end + key.gap as usize;
            if is_broken {
                self.pass(gap);
            } else {
                self.colon(gap);
            }
            if matches!(&entry.value, Value::Container(value) if value.kind == ContainerKind::Array)
            {
                name = self.columns(key_start..key_end).unwrap_or(WIDTH) + 2;
            }
        }
        let Value::Container(value) = &entry.value else { return };
        let start = start + entry.value_offset();
        let range = start..start + value.len as usize;
        if value.closed && self.touches(&range) {
            self.container(value, start, name);
        } else {
            self.pass(range);
        }
    }

    /// The gap between a name and its value.
    fn colon(&mut self, range: Range<usize>) {
        if !self.touches(&range) {
            return self.pass(range);
        }
        let text = self.source.slice(range.clone());
        match read(&text, false).as_deref() {
            Some([colon, next])
                if colon.kind == PieceKind::Colon && next.kind == PieceKind::Next =>
            {
                self.settle();
                self.put(range.start, &text, colon, "");
                self.put(range.start, &text, next, " ");
            }
            // Comments in here stay where they are.
            _ => self.pass(range),
        }
    }

    /// The gap between entries, or between one and a bracket.
    fn gap(&mut self, range: Range<usize>, between: Between, frame: &Frame) {
        if !self.touches(&range) {
            return self.pass(range);
        }
        let text = self.source.slice(range.clone());
        let Some(pieces) = read(&text, range.start == 0) else { return self.pass(range) };
        self.settle();
        for (index, piece) in pieces.iter().enumerate() {
            let wanted = match self.space(&pieces, index, between, frame) {
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
            self.put(range.start, &text, piece, &wanted);
        }
    }

    /// Returns the whitespace before the piece at `index`.
    fn space(&self, pieces: &[Piece], index: usize, between: Between, frame: &Frame) -> Space {
        let piece = &pieces[index];
        let before = index.checked_sub(1).map(|before| pieces[before].kind);
        let is_document = frame.kind == ContainerKind::Document;
        let comments = pieces.iter().any(|piece| piece.kind.is_comment());
        let blank = piece.breaks > 1 && !(between.opens() && before.is_none());
        let own_line = Space::Break { blank, inside: true };
        if is_document && between.opens() && before.is_none() {
            return Space::None;
        }
        // Nothing but a line break ends such a comment.
        let must_break = before == Some(PieceKind::LineComment);
        match piece.kind {
            PieceKind::Comma | PieceKind::Colon if must_break => {
                Space::Break { blank: false, inside: true }
            }
            PieceKind::Comma | PieceKind::Colon => Space::None,
            PieceKind::LineComment | PieceKind::BlockComment { .. } => {
                let fresh = match before {
                    None => between.opens(),
                    before => before == Some(PieceKind::Comma),
                };
                let leads = fresh && !between.closes() && leads_to_next(&pieces[index..]);
                if must_break || piece.breaks > 0 || leads { own_line } else { Space::One }
            }
            PieceKind::Next if is_document && between.closes() => self.end(piece, must_break),
            PieceKind::Next if between == Between::OpenAndClose && on_one_line(pieces) => {
                if comments {
                    Space::One
                } else {
                    Space::None
                }
            }
            PieceKind::Next if between.closes() => match frame.style {
                Style::Inline => Space::None,
                Style::Lines => Space::Break { blank: false, inside: false },
            },
            PieceKind::Next => {
                let behind_block = matches!(before, Some(PieceKind::BlockComment { .. }));
                match frame.style {
                    _ if behind_block && piece.breaks == 0 => Space::One,
                    Style::Lines => own_line,
                    Style::Inline if between.opens() => Space::None,
                    Style::Inline => Space::One,
                }
            }
        }
    }

    /// Returns the whitespace before the end of the text.
    fn end(&self, piece: &Piece, must_break: bool) -> Space {
        match piece.breaks {
            0 if self.options.insert_final_newline => Space::Breaks(1),
            0 if must_break => Space::Keep,
            0 => Space::None,
            _ if self.options.trim_final_newlines => Space::Breaks(1),
            count => Space::Breaks(count),
        }
    }

    /// How to write `container`, which begins at `start` behind a name of `name` columns.
    fn style(&self, container: &Container, start: usize, name: usize) -> Style {
        if container.kind != ContainerKind::Array || !container.tail_issues.is_empty() {
            return Style::Lines;
        }
        let indent = |c| if c == '\t' { self.options.columns() } else { 1 };
        let line: usize = self.line.chars().map(indent).sum();
        // The brackets, and a comma behind them.
        let mut columns = line + name + 3;
        let mut at = start + 1;
        let is_space = |range: Range<usize>| {
            let text = self.source.slice(range);
            text.bytes().all(|byte| byte.is_ascii_whitespace() || byte == b',')
        };
        for (index, entry) in container.entries().iter().enumerate() {
            let value = at + entry.lead as usize;
            let end = at + entry.len();
            let own = match &entry.value {
                _ if !entry.issues.is_empty() => None,
                Value::Container(inner) => {
                    let empty = inner.closed && inner.entries().is_empty();
                    (empty && !inner.flawed && is_space(value + 1..end - 1)).then_some(2)
                }
                _ => self.columns(value..end),
            };
            let Some(own) = own else { return Style::Lines };
            columns += own + if index > 0 { 2 } else { 0 };
            if columns > WIDTH || !is_space(at..value) {
                return Style::Lines;
            }
            at = end;
        }
        let tail = at..at + container.tail as usize;
        let trailing = self.source.slice(tail.clone()).contains(',');
        if columns + usize::from(trailing) > WIDTH || !is_space(tail) {
            return Style::Lines;
        }
        Style::Inline
    }

    /// How many columns the token at `range` takes; `None` if that is more than a line has.
    fn columns(&self, range: Range<usize>) -> Option<usize> {
        // No character has more than four bytes.
        if range.len() > 4 * WIDTH {
            return None;
        }
        Some(self.source.slice(range).chars().count())
    }

    /// Puts `wanted` in place of the white space before `piece` of the gap `text` at `start`.
    fn put(&mut self, start: usize, text: &str, piece: &Piece, wanted: &str) {
        if text[piece.space.clone()] != *wanted {
            let range = start + piece.space.start..start + piece.space.end;
            self.edits.push(TextEdit::new(range, wanted));
        }
    }
}

/// Whether the place of an issue of this kind, and what is around it, is not to be touched.
fn breaks(kind: SyntaxErrorKind) -> bool {
    use SyntaxErrorKind::*;
    // Odd white space is met again where gaps are read.
    !matches!(kind, Comment | TrailingComma | BadEscape | ControlCharacter | InvalidWhitespace)
}

/// Whether the entry's value lacks its end, so that what follows may belong to it.
fn ends_open(entry: &Entry) -> bool {
    matches!(&entry.value, Value::Container(value) if !value.closed)
}

/// Whether the first of `pieces` is the first of the block comments before the next token on its
/// line.
fn leads_to_next(pieces: &[Piece]) -> bool {
    let followed = pieces[1..].iter().all(|piece| piece.breaks == 0);
    let (last, comments) = match pieces.split_last() {
        Some(split) => split,
        None => return false,
    };
    let blocks = comments.iter().all(|piece| matches!(piece.kind, PieceKind::BlockComment { .. }));
    followed && blocks && last.kind == PieceKind::Next
}

/// Whether `pieces` fit on one line.
fn on_one_line(pieces: &[Piece]) -> bool {
    let comments = pieces.iter().any(|piece| piece.kind.is_comment());
    pieces.iter().all(|piece| match piece.kind {
        PieceKind::LineComment => false,
        PieceKind::BlockComment { breaks } => !breaks && piece.breaks == 0,
        _ => !comments || piece.breaks == 0,
    })
}
