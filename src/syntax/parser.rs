//! From tokens to a tree. Parsing never fails.
//!
//! The parse of an entry depends on the text from the entry's start to the token after its end, on
//! whether it is its container's first, and on which brackets are open around it; on nothing else.
//! [`super::edit`] lives on that.

use std::cell::Cell;
use std::mem;

use smol_str::SmolStr;

use super::cache::Memo;
use super::dialect::Dialect;
use super::error::{LexError, SyntaxError, SyntaxErrorKind};
use super::escape::unescape;
use super::interner::NameInterner;
use super::lexer::{Token, TokenKind, Tokens};
use super::tree::{
    Container, ContainerHeader, ContainerKind, Entry, Issues, Key, NameFilter, StringInfo, Summary,
    Value,
};
use crate::text::Source;
use crate::util::budget::MAX_DEPTH;

/// How many brackets of each kind are open around a place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nesting {
    objects: u32,
    arrays: u32,
}

impl Nesting {
    /// The same, with a container of `kind` more.
    pub fn with(self, kind: ContainerKind) -> Nesting {
        match kind {
            ContainerKind::Document => self,
            ContainerKind::Object => Nesting { objects: self.objects + 1, ..self },
            ContainerKind::Array => Nesting { arrays: self.arrays + 1, ..self },
        }
    }

    /// How many there are in all.
    pub fn depth(self) -> usize {
        (self.objects + self.arrays) as usize
    }

    fn awaits(self, closing: TokenKind) -> bool {
        match closing {
            TokenKind::CloseBrace => self.objects > 0,
            _ => self.arrays > 0,
        }
    }
}

/// What comes next in a container.
pub(super) enum Step {
    /// An entry, which is the last of [`Parser::entries`] now and ends at this byte.
    Entry(usize),
    /// The container's end.
    End(End),
}

/// How a container ends.
pub(super) struct End {
    pub closed: bool,
    /// Where its last byte but the closing bracket is.
    pub tail_end: usize,
    /// Where its last byte is.
    pub end: usize,
    pub issues: Issues,
}

/// Knows of values parsed before that can be taken as they are.
pub(super) trait Reuse {
    /// The object or array that begins at this byte of the text.
    fn find(&mut self, at: usize) -> Option<Container>;
}

/// Parses everything afresh.
pub(super) struct NoReuse;

impl Reuse for NoReuse {
    fn find(&mut self, _: usize) -> Option<Container> {
        None
    }
}

pub(super) struct Parser<'s, S: Source + ?Sized> {
    pub(super) tokens: Tokens<'s, S>,
    dialect: Dialect,
    /// Tokens seen ahead, as many as `seen`.
    ahead: [Token; 2],
    seen: usize,
    /// Finished entries of the containers being parsed, the innermost one's last.
    pub entries: Vec<Entry>,
    /// Names met in plain entries.
    pub(super) names: NameInterner,
    /// Entries parsed so far, at any depth.
    pub work: usize,
}

thread_local! {
    /// What the last parser left to the next one of the same thread.
    static SPARE: Cell<Scratch> = Cell::default();
}

/// What a parser needs only while it parses.
#[derive(Default)]
struct Scratch {
    /// None, but room for some.
    entries: Vec<Entry>,
    names: NameInterner,
}

/// Room for more entries is not left to the next parser.
const SPARED: usize = 1 << 10;

impl<S: Source + ?Sized> Drop for Parser<'_, S> {
    fn drop(&mut self) {
        self.entries.clear();
        self.entries.shrink_to(SPARED);
        let spare =
            Scratch { entries: mem::take(&mut self.entries), names: mem::take(&mut self.names) };
        // A thread that ends needs nothing any more.
        let _ = SPARE.try_with(|place| place.set(spare));
    }
}

impl<'s, S: Source + ?Sized> Parser<'s, S> {
    pub fn new(source: &'s S, dialect: Dialect, at: usize) -> Parser<'s, S> {
        Parser::with(Tokens::new(source, dialect, at), dialect)
    }

    /// A parser that takes its tokens from `tokens`.
    pub fn with(tokens: Tokens<'s, S>, dialect: Dialect) -> Parser<'s, S> {
        let Scratch { entries, names } = SPARE.take();
        Parser { tokens, dialect, ahead: [Token::default(); 2], seen: 0, entries, names, work: 0 }
    }

    #[inline]
    fn peek(&mut self) -> Token {
        if self.seen == 0 {
            self.ahead[0] = self.tokens.token();
            self.seen = 1;
        }
        self.ahead[0]
    }

    fn peek_second(&mut self) -> Token {
        self.peek();
        if self.seen == 1 {
            self.ahead[1] = self.tokens.token();
            self.seen = 2;
        }
        self.ahead[1]
    }

    #[inline]
    fn bump(&mut self) -> Token {
        if self.seen == 0 {
            return self.tokens.token();
        }
        let token = self.ahead[0];
        self.ahead[0] = self.ahead[1];
        self.seen -= 1;
        token
    }

    /// Takes this piece of punctuation if it follows without white space, as it nearly always does.
    #[inline]
    fn eat(&mut self, byte: u8, kind: TokenKind) -> Option<Token> {
        if self.seen > 0 {
            return None;
        }
        let at = self.tokens.take(byte)?;
        Some(Token::new(kind, at, at + 1, false))
    }

    fn issue(&mut self, token: Token, kind: SyntaxErrorKind) {
        self.tokens.flaws.push((token.start(), token.end(), kind));
    }

    /// Takes the flaws noted since `mark` that begin before `end`, relative to `start`. Later ones
    /// belong to what follows and stay.
    #[inline]
    pub(super) fn take_issues(&mut self, mark: usize, start: usize, end: usize) -> Issues {
        if self.tokens.flaws.len() == mark {
            return Issues::default();
        }
        self.take_some_issues(mark, start, end)
    }

    #[cold]
    fn take_some_issues(&mut self, mark: usize, start: usize, end: usize) -> Issues {
        let flaws = &mut self.tokens.flaws;
        let mut taken: Vec<SyntaxError> = flaws[mark..]
            .iter()
            .filter(|(at, ..)| *at < end)
            .map(|&(from, to, kind): &LexError| SyntaxError {
                start: (from - start) as u32,
                len: (to - from) as u32,
                kind,
            })
            .collect();
        let mut index = 0;
        flaws.retain(|(at, ..)| {
            index += 1;
            index <= mark || *at >= end
        });
        taken.sort_by_key(|issue| (issue.start, issue.kind));
        taken.into()
    }

    /// The container of `kind` whose inside begins at `inside`.
    pub fn container(&mut self, kind: ContainerKind, inside: usize, around: Nesting) -> Container {
        let mark = self.tokens.flaws.len();
        let before = self.entries.len();
        let mut at = inside;
        let mut summary = Summary::default();
        let end = loop {
            let (taken, end) = self.plain_entries(kind, at, around, before, mark, &mut summary);
            at = taken;
            if let Some(end) = end {
                break end;
            }
            let first = self.entries.len() == before;
            match self.entry(kind, at, first, around, mark, &mut NoReuse) {
                Step::Entry(end) => {
                    at = end;
                    self.entries.last().into_iter().for_each(|entry| summary.add(entry));
                }
                Step::End(end) => break end,
            }
        };
        let facts = ContainerHeader {
            kind,
            closed: end.closed,
            flawed: false,
            duplicates: false,
            len: (end.end - (inside - kind.open_len())) as u32,
            tail: (end.tail_end - at) as u32,
            names: NameFilter::default(),
            tail_issues: end.issues,
            memo: Memo::default(),
        };
        Container::of_last(facts, summary, &mut self.entries, before)
    }

    /// Whether nothing has been seen ahead, and nothing was wrong since `mark`.
    pub(super) fn is_plain_so_far(&self, mark: usize) -> bool {
        self.seen == 0 && self.tokens.flaws.len() <= mark
    }

    /// The next entry of a container of `kind`, or its end. `start` is where the entry before
    /// ended; `around` does not count the container itself.
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
        let mut seen = comma.map_or(start, Token::end);
        let token = loop {
            let token = self.peek();
            match token.kind() {
                TokenKind::Comma => {
                    if kind == ContainerKind::Document {
                        self.issue(token, SyntaxErrorKind::SecondValue);
                    } else if first || comma.is_some() {
                        self.issue(token, SyntaxErrorKind::ExtraComma);
                    }
                    comma = Some(token);
                }
                TokenKind::CloseBrace | TokenKind::CloseBracket => {
                    let own = match kind {
                        ContainerKind::Document => false,
                        ContainerKind::Object => token.kind() == TokenKind::CloseBrace,
                        ContainerKind::Array => token.kind() == TokenKind::CloseBracket,
                    };
                    if own {
                        self.bump();
                        if let Some(comma) = comma
                            && !first
                            && self.dialect == Dialect::Json
                        {
                            self.issue(comma, SyntaxErrorKind::TrailingComma);
                        }
                        let issues = self.take_issues(mark, start, token.start());
                        return Step::End(End {
                            closed: true,
                            tail_end: token.start(),
                            end: token.end(),
                            issues,
                        });
                    }
                    if kind != ContainerKind::Document && around.awaits(token.kind()) {
                        return self.unclosed(start, seen, mark);
                    }
                    self.issue(token, SyntaxErrorKind::StrayClose);
                }
                TokenKind::Colon => self.issue(token, SyntaxErrorKind::StrayColon),
                TokenKind::End if kind == ContainerKind::Document => {
                    let mut issues = self.take_issues(mark, start, usize::MAX);
                    if first && issues.is_empty() {
                        let empty = SyntaxError { start: 0, len: 0, kind: SyntaxErrorKind::Empty };
                        issues = vec![empty].into();
                    }
                    let end = token.end();
                    return Step::End(End { closed: true, tail_end: end, end, issues });
                }
                TokenKind::End => return self.unclosed(start, seen, mark),
                _ => break token,
            }
            seen = token.end();
            self.bump();
        };
        self.work += 1;
        if !first && kind == ContainerKind::Document {
            self.issue(token, SyntaxErrorKind::SecondValue);
        } else if !first && comma.is_none() {
            self.issue(token, SyntaxErrorKind::MissingComma);
        }
        let inside = around.with(kind);
        let lead = (token.start() - start) as u32;
        // The entries of the value come after it and are gone when the value is there.
        let index = self.entries.len();
        self.entries.push(Entry {
            lead,
            len: 0,
            key: None,
            value: Value::Missing,
            issues: Issues::default(),
        });
        let end = match kind {
            ContainerKind::Object => self.member(index, token, inside, reuse),
            _ => self.value(index, inside, reuse),
        };
        self.entries[index].len = (end - start) as u32;
        self.entries[index].issues = self.take_issues(mark, start, end);
        Step::Entry(end)
    }

    fn unclosed(&mut self, start: usize, seen: usize, mark: usize) -> Step {
        let issues = self.take_issues(mark, start, seen);
        Step::End(End { closed: false, tail_end: seen, end: seen, issues })
    }

    /// A member of an object, which begins with `token`, for the entry at `index`. Returns where it
    /// ends.
    fn member(
        &mut self,
        index: usize,
        token: Token,
        inside: Nesting,
        reuse: &mut dyn Reuse,
    ) -> usize {
        let text = match token.kind() {
            TokenKind::String => {
                let end = token.end() - usize::from(token.is_closed());
                let raw = self.tokens.text(token.start() + 1, end);
                SmolStr::new(if token.is_escaped() { unescape(&raw) } else { raw })
            }
            TokenKind::OpenBrace | TokenKind::OpenBracket => {
                self.issue(token, SyntaxErrorKind::MissingKey);
                return self.value(index, inside, reuse);
            }
            _ => {
                self.issue(token, SyntaxErrorKind::UnquotedKey);
                let raw = self.tokens.text(token.start(), token.end());
                SmolStr::new(raw.trim_matches('\''))
            }
        };
        let hash = Key::hash_of(&text);
        self.bump();
        let len = (token.end() - token.start()) as u32;
        let colon = self.colons();
        let next = self.peek();
        let missing = match colon {
            None => {
                self.issue(token, SyntaxErrorKind::MissingColon);
                next.on_new_line() || !begins_value(next.kind())
            }
            Some(_) => !begins_value(next.kind()) || self.begins_member(next),
        };
        if missing && let Some(colon) = colon {
            self.issue(colon, SyntaxErrorKind::MissingValue);
        }
        let value_start = match colon {
            _ if !missing => next.start(),
            Some(colon) => colon.end(),
            None => token.end(),
        };
        let gap = (value_start - token.end()) as u32;
        self.entries[index].key = Some(Key { text, hash, len, gap, colon: colon.is_some() });
        if missing { value_start } else { self.value(index, inside, reuse) }
    }

    /// Takes one colon, or as many as there are. Returns the last.
    fn colons(&mut self) -> Option<Token> {
        let mut colon = self.eat(b':', TokenKind::Colon);
        while self.peek().kind() == TokenKind::Colon {
            let next = self.bump();
            if colon.is_some() {
                self.issue(next, SyntaxErrorKind::StrayColon);
            }
            colon = Some(next);
        }
        colon
    }

    /// Whether `next`, where a value should be, is the name of the next line's member instead.
    fn begins_member(&mut self, next: Token) -> bool {
        next.on_new_line()
            && next.kind() == TokenKind::String
            && self.peek_second().kind() == TokenKind::Colon
    }

    /// The value that the next token begins, for the entry at `index`. Returns where it ends.
    fn value(&mut self, index: usize, inside: Nesting, reuse: &mut dyn Reuse) -> usize {
        let token = self.peek();
        let len = (token.end() - token.start()) as u32;
        let kind = match token.kind() {
            TokenKind::OpenBrace => ContainerKind::Object,
            TokenKind::OpenBracket => ContainerKind::Array,
            other => {
                self.bump();
                self.entries[index].value = self.scalar(token, other, len);
                return token.end();
            }
        };
        let container = match reuse.find(token.start()) {
            Some(container) => {
                self.seen = 0;
                self.tokens.seek(token.start() + container.len as usize);
                container
            }
            None if inside.depth() >= MAX_DEPTH => {
                self.bump();
                let end = self.skip(token);
                self.entries[index].value = Value::Deep((end - token.start()) as u32);
                return end;
            }
            None => {
                self.bump();
                self.container(kind, token.end(), inside)
            }
        };
        let end = token.start() + container.len as usize;
        self.entries[index].value = Value::Container(container);
        end
    }

    fn scalar(&mut self, token: Token, kind: TokenKind, len: u32) -> Value {
        match kind {
            TokenKind::String => Value::String(StringInfo {
                len,
                chars: token.chars(),
                escaped: token.is_escaped(),
                closed: token.is_closed(),
                flawed: token.is_flawed(),
                memo: self.tokens.known_memo(token.start()).or_else(|| StringInfo::memo(len)),
            }),
            TokenKind::Number => Value::Number(len),
            TokenKind::True => Value::Bool(true),
            TokenKind::False => Value::Bool(false),
            TokenKind::Null => Value::Null,
            TokenKind::Word => {
                self.issue(token, SyntaxErrorKind::NotAValue);
                Value::Invalid(len)
            }
            TokenKind::BadNumber => {
                self.issue(token, SyntaxErrorKind::BadNumber);
                Value::Invalid(len)
            }
            _ => Value::Missing,
        }
    }

    /// Skips the container that `open` began without looking at its structure.
    fn skip(&mut self, open: Token) -> usize {
        let mark = self.tokens.flaws.len();
        let mut depth = 1;
        let mut end = open.end();
        while depth > 0 {
            let token = self.peek();
            match token.kind() {
                TokenKind::OpenBrace | TokenKind::OpenBracket => depth += 1,
                TokenKind::CloseBrace | TokenKind::CloseBracket => depth -= 1,
                TokenKind::End => break,
                _ => {}
            }
            end = token.end();
            self.bump();
            self.tokens.flaws.truncate(mark);
        }
        self.issue(open, SyntaxErrorKind::TooDeep);
        end
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
