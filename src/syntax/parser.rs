//! The parser for text without structural errors.
//!
//! It continues after errors that leave the structure certain, such as a comment or an invalid
//! escape. At any other error it stops, and [`super::recovery`] parses the text instead.
//!
//! The parse of an entry depends only on the text from the end of the entry before to the end of the
//! entry, on whether the entry is the first of its container, and on the depth. [`super::reparse`]
//! relies on that.

use std::cell::Cell;
use std::mem;

use smol_str::SmolStr;

use super::container::Summary;
use super::dialect::Dialect;
use super::error::{LexError, Repair, SyntaxError, SyntaxErrorKind};
use super::escape::unescape;
use super::interner::NameInterner;
use super::lexer::Tokens;
use super::token::{Token, TokenKind};
use super::tree::{
    Container, ContainerHeader, ContainerKind, Entry, Key, StringInfo, SyntaxErrors, Value,
};
use crate::text::Source;
use crate::util::budget::MAX_DEPTH;
use crate::util::budget::max_syntax_errors;

/// The number of containers around a position.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nesting(u32);

impl Nesting {
    /// The nesting inside a container of `kind`.
    pub fn with(self, kind: ContainerKind) -> Nesting {
        match kind {
            ContainerKind::Document => self,
            ContainerKind::Object | ContainerKind::Array => Nesting(self.0 + 1),
        }
    }

    /// The depth.
    pub fn depth(self) -> usize {
        self.0 as usize
    }
}

/// Result of parsing the next part of a container.
pub(super) enum Step {
    /// An entry, which is the last of [`Parser::entries`] now and ends at this byte.
    Entry(usize),
    /// The container's end.
    End(End),
    /// An error after which only [recovery](super::recovery) can decide the structure.
    Damaged,
}

/// End of a container.
pub(super) struct End {
    /// End of its content, before the closing bracket.
    pub tail_end: usize,
    /// End of the container.
    pub end: usize,
    pub errors: SyntaxErrors,
}

/// Source of values of the previous version that can be reused.
pub(super) trait Reuse {
    /// Returns the object or array at this byte of the text.
    fn find(&mut self, at: usize) -> Option<Container>;

    /// Whether it also finds values inside of new containers.
    fn is_deep(&self) -> bool {
        false
    }
}

/// Reuses no values.
pub(super) struct NoReuse;

impl Reuse for NoReuse {
    fn find(&mut self, _: usize) -> Option<Container> {
        None
    }
}

pub(super) struct Parser<'s, S: Source + ?Sized> {
    pub(super) tokens: Tokens<'s, S>,
    dialect: Dialect,
    /// The next token, if it was already read.
    ahead: Option<Token>,
    /// Complete entries of the open containers, those of the innermost one last.
    pub entries: Vec<Entry>,
    /// Names in plain entries, for sharing.
    pub(super) names: NameInterner,
    /// Entries parsed so far, at any depth.
    pub work: usize,
    /// The number of errors that the text may still have.
    errors_left: usize,
    /// Whether an error left the structure uncertain. Parsing stops there.
    pub damaged: bool,
    /// Whether a container was skipped because it is nested too deeply.
    pub deep: bool,
    /// The complete containers inside the containers that damage ended, with their offsets, in no
    /// particular order.
    pub complete: Vec<(usize, Container)>,
}

thread_local! {
    /// Allocations of the last parser, for the next one of the thread.
    static SPARE: Cell<Scratch> = Cell::default();
}

/// Memory that a parser uses only during the parse.
#[derive(Default)]
struct Scratch {
    /// Empty, with capacity.
    entries: Vec<Entry>,
    names: NameInterner,
}

/// Maximum capacity, in entries, that the next parser reuses.
const SPARE_CAPACITY: usize = 1 << 10;

impl<S: Source + ?Sized> Drop for Parser<'_, S> {
    fn drop(&mut self) {
        self.entries.clear();
        self.entries.shrink_to(SPARE_CAPACITY);
        let spare =
            Scratch { entries: mem::take(&mut self.entries), names: mem::take(&mut self.names) };
        // The thread may be ending; then the memory is dropped.
        let _ = SPARE.try_with(|place| place.set(spare));
    }
}

impl<'s, S: Source + ?Sized> Parser<'s, S> {
    pub fn new(source: &'s S, dialect: Dialect, at: usize) -> Parser<'s, S> {
        Parser::with(Tokens::new(source, dialect, at), dialect)
    }

    /// Creates a parser for `tokens`.
    pub fn with(tokens: Tokens<'s, S>, dialect: Dialect) -> Parser<'s, S> {
        let Scratch { entries, names } = SPARE.take();
        let errors_left = max_syntax_errors(tokens.total);
        Parser {
            tokens,
            dialect,
            ahead: None,
            entries,
            names,
            work: 0,
            errors_left,
            damaged: false,
            deep: false,
            complete: Vec::new(),
        }
    }

    #[inline]
    fn peek(&mut self) -> Token {
        *self.ahead.get_or_insert_with(|| self.tokens.token())
    }

    #[inline]
    fn bump(&mut self) -> Token {
        match self.ahead.take() {
            Some(token) => token,
            None => self.tokens.token(),
        }
    }

    /// Consumes this punctuation if it follows without whitespace, which is the usual case.
    #[inline]
    fn eat(&mut self, byte: u8, kind: TokenKind) -> Option<Token> {
        if self.ahead.is_some() {
            return None;
        }
        let at = self.tokens.take(byte)?;
        Some(Token::new(kind, at, at + 1, false))
    }

    fn report(&mut self, token: Token, kind: SyntaxErrorKind) {
        self.tokens.errors.push((token.start(), token.end(), kind));
    }

    /// Removes and returns the errors since `mark` that start before `end`, relative to `start`. Later ones
    /// are errors of the next entry.
    #[inline]
    pub(super) fn take_errors(&mut self, mark: usize, start: usize, end: usize) -> SyntaxErrors {
        if self.tokens.errors.len() == mark {
            return SyntaxErrors::default();
        }
        self.take_some_errors(mark, start, end)
    }

    #[cold]
    fn take_some_errors(&mut self, mark: usize, start: usize, end: usize) -> SyntaxErrors {
        let errors = &mut self.tokens.errors;
        let mut taken: Vec<SyntaxError> = errors[mark..]
            .iter()
            .filter(|(at, ..)| *at < end)
            .map(|&(from, to, kind): &LexError| {
                let is_comma = kind == SyntaxErrorKind::TrailingComma;
                let repair = is_comma.then(|| Repair::deletion(from..to, start));
                SyntaxError { repair, ..SyntaxError::new(from..to, kind, start) }
            })
            .collect();
        match self.errors_left.checked_sub(taken.len()) {
            Some(left) => self.errors_left = left,
            None => self.tokens.damaged = true,
        }
        let mut index = 0;
        errors.retain(|(at, ..)| {
            index += 1;
            index <= mark || *at >= end
        });
        taken.sort_by_key(|error| (error.start, error.kind));
        taken.into()
    }

    /// Parses the container of `kind` whose content begins at `inside`; `None` on damage.
    pub fn container(
        &mut self,
        kind: ContainerKind,
        inside: usize,
        around: Nesting,
    ) -> Option<Container> {
        self.container_reusing(kind, inside, around, &mut NoReuse)
    }

    /// Parses a container with the values that `reuse` finds in it; `None` on damage.
    pub fn container_reusing(
        &mut self,
        kind: ContainerKind,
        inside: usize,
        around: Nesting,
        reuse: &mut dyn Reuse,
    ) -> Option<Container> {
        let is_deep = reuse.is_deep();
        let mark = self.tokens.errors.len();
        let before = self.entries.len();
        let mut at = inside;
        let mut summary = Summary::default();
        let end = loop {
            if !is_deep {
                let (taken, end) = self.plain_entries(kind, at, around, before, mark, &mut summary);
                at = taken;
                if let Some(end) = end {
                    break end;
                }
            }
            let first = self.entries.len() == before;
            let step = match self.damaged {
                true => Step::Damaged,
                false => self.entry(kind, at, first, around, mark, reuse),
            };
            match step {
                Step::Entry(end) => {
                    at = end;
                    self.entries.last().into_iter().for_each(|entry| summary.add(entry));
                }
                Step::End(end) => break end,
                Step::Damaged => {
                    self.save_complete(before, inside);
                    return None;
                }
            }
        };
        let facts = ContainerHeader {
            len: (end.end - (inside - kind.open_len())) as u32,
            tail: (end.tail_end - at) as u32,
            tail_errors: end.errors,
            ..ContainerHeader::empty(kind)
        };
        Some(Container::of_last(facts, summary, &mut self.entries, before))
    }

    /// Moves the containers among the entries from `before` on, the first of which begins at
    /// `start`, to [`Parser::complete`].
    #[cold]
    fn save_complete(&mut self, before: usize, start: usize) {
        self.damaged = true;
        let mut at = start;
        for entry in self.entries.drain(before..) {
            let value = at + entry.value_offset();
            at += entry.len();
            if let Value::Container(container) = entry.value {
                self.complete.push((value, container));
            }
        }
    }

    /// Returns whether no token was read ahead, and no error was found since `mark`.
    pub(super) fn is_plain_so_far(&self, mark: usize) -> bool {
        !self.damaged && self.ahead.is_none() && self.tokens.errors.len() <= mark
    }

    /// Parses the next entry of a container of `kind`, or its end. `start` is the end of the previous entry;
    /// `around` does not count the container itself.
    pub fn entry(
        &mut self,
        kind: ContainerKind,
        start: usize,
        first: bool,
        around: Nesting,
        mark: usize,
        reuse: &mut dyn Reuse,
    ) -> Step {
        let mut comma = match kind {
            ContainerKind::Document => None,
            _ if first => None,
            _ => self.eat(b',', TokenKind::Comma),
        };
        let mut token = self.peek();
        if token.kind() == TokenKind::Comma
            && kind != ContainerKind::Document
            && !first
            && comma.is_none()
        {
            comma = Some(self.bump());
            token = self.peek();
        }
        let closing = match kind {
            ContainerKind::Document => TokenKind::End,
            ContainerKind::Object => TokenKind::CloseBrace,
            ContainerKind::Array => TokenKind::CloseBracket,
        };
        if token.kind() == closing {
            return self.end(kind, token, comma, start, first, mark);
        }
        let separated = first || comma.is_some();
        if !separated || !begins_value(token.kind()) || self.tokens.damaged {
            return Step::Damaged;
        }
        self.work += 1;
        let inside = around.with(kind);
        let lead = (token.start() - start) as u32;
        // The entries of the value follow it and are removed when the value is complete.
        let index = self.entries.len();
        self.entries.push(Entry {
            lead,
            len: 0,
            key: None,
            value: Value::Missing,
            errors: SyntaxErrors::default(),
        });
        let end = match kind {
            ContainerKind::Object => self.member(index, token, inside, reuse),
            _ => self.value(index, inside, reuse),
        };
        let Some(end) = end.filter(|_| !self.tokens.damaged) else { return Step::Damaged };
        self.entries[index].len = (end - start) as u32;
        self.entries[index].errors = self.take_errors(mark, start, end);
        Step::Entry(end)
    }

    /// Ends a container at `token`: its closing bracket or the end of the text.
    fn end(
        &mut self,
        kind: ContainerKind,
        token: Token,
        comma: Option<Token>,
        start: usize,
        first: bool,
        mark: usize,
    ) -> Step {
        if self.tokens.damaged {
            return Step::Damaged;
        }
        if kind == ContainerKind::Document {
            let mut errors = self.take_errors(mark, start, usize::MAX);
            if first && errors.is_empty() {
                errors = vec![SyntaxError::new(0..0, SyntaxErrorKind::Empty, 0)].into();
            }
            let end = token.end();
            return Step::End(End { tail_end: end, end, errors });
        }
        self.bump();
        if let Some(comma) = comma
            && self.dialect == Dialect::Json
        {
            self.report(comma, SyntaxErrorKind::TrailingComma);
        }
        let errors = self.take_errors(mark, start, token.start());
        Step::End(End { tail_end: token.start(), end: token.end(), errors })
    }

    /// Parses a member of an object, which begins with `token`, into the entry at `index`. Returns
    /// its end; `None` on damage.
    fn member(
        &mut self,
        index: usize,
        token: Token,
        inside: Nesting,
        reuse: &mut dyn Reuse,
    ) -> Option<usize> {
        if token.kind() != TokenKind::String || !token.is_closed() {
            return None;
        }
        let raw = self.tokens.text(token.start() + 1, token.end() - 1);
        let text = SmolStr::new(if token.is_escaped() { unescape(&raw) } else { raw });
        let hash = Key::hash_of(&text);
        self.bump();
        if self.eat(b':', TokenKind::Colon).is_none() && self.bump().kind() != TokenKind::Colon {
            return None;
        }
        let len = (token.end() - token.start()) as u32;
        let gap = (self.peek().start() - token.end()) as u32;
        self.entries[index].key = Some(Key { text, hash, len, gap, colon: true });
        self.value(index, inside, reuse)
    }

    /// Parses the value that the next token begins into the entry at `index`. Returns its end;
    /// `None` on damage.
    fn value(&mut self, index: usize, inside: Nesting, reuse: &mut dyn Reuse) -> Option<usize> {
        let token = self.peek();
        // Parsing stops at the same token, whatever is reused.
        if self.tokens.damaged {
            return None;
        }
        let len = (token.end() - token.start()) as u32;
        let kind = match token.kind() {
            TokenKind::OpenBrace => ContainerKind::Object,
            TokenKind::OpenBracket => ContainerKind::Array,
            other => {
                self.bump();
                self.entries[index].value = self.scalar(token, other, len)?;
                return Some(token.end());
            }
        };
        let container = match reuse.find(token.start()) {
            Some(container) => {
                self.ahead = None;
                self.tokens.seek(token.start() + container.len as usize);
                container
            }
            None if inside.depth() >= MAX_DEPTH => {
                self.bump();
                let end = self.skip(token)?;
                self.entries[index].value = Value::Deep((end - token.start()) as u32);
                return Some(end);
            }
            None => {
                self.bump();
                match reuse.is_deep() {
                    true => self.container_reusing(kind, token.end(), inside, reuse)?,
                    false => self.container(kind, token.end(), inside)?,
                }
            }
        };
        let end = token.start() + container.len as usize;
        self.entries[index].value = Value::Container(container);
        Some(end)
    }

    fn scalar(&mut self, token: Token, kind: TokenKind, len: u32) -> Option<Value> {
        Some(match kind {
            TokenKind::String if token.is_closed() => Value::String(StringInfo {
                len,
                chars: token.chars(),
                escaped: token.is_escaped(),
                closed: true,
                has_errors: token.has_errors(),
                memo: self.tokens.known_memo(token.start()).or_else(|| StringInfo::memo(len)),
            }),
            TokenKind::Number => Value::Number(len),
            TokenKind::True => Value::Bool(true),
            TokenKind::False => Value::Bool(false),
            TokenKind::Null => Value::Null,
            TokenKind::BadNumber => {
                self.report(token, SyntaxErrorKind::BadNumber);
                Value::Invalid(len)
            }
            _ => return None,
        })
    }

    /// Skips the container that starts with `open`. Returns its end; `None` on damage.
    fn skip(&mut self, open: Token) -> Option<usize> {
        let mark = self.tokens.errors.len();
        let mut open_kinds = vec![open.kind()];
        let mut end = open.end();
        while let Some(innermost) = open_kinds.last() {
            let token = self.bump();
            match token.kind() {
                TokenKind::OpenBrace | TokenKind::OpenBracket => open_kinds.push(token.kind()),
                TokenKind::CloseBrace if *innermost == TokenKind::OpenBrace => {
                    open_kinds.pop();
                }
                TokenKind::CloseBracket if *innermost == TokenKind::OpenBracket => {
                    open_kinds.pop();
                }
                TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::End => return None,
                _ => {}
            }
            end = token.end();
            self.tokens.errors.truncate(mark);
        }
        if self.tokens.damaged {
            return None;
        }
        self.deep = true;
        self.report(open, SyntaxErrorKind::TooDeep);
        Some(end)
    }
}

fn begins_value(kind: TokenKind) -> bool {
    !matches!(
        kind,
        TokenKind::CloseBrace
            | TokenKind::CloseBracket
            | TokenKind::Comma
            | TokenKind::Colon
            | TokenKind::End
    )
}
