//! The place of an offset in a settings file, which can be incomplete.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use crate::config::description::{Key, SETTINGS, Shape};

/// A place in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    pub(super) kind: SiteKind,
    /// The word at the offset: a key, a string with its quotes, or a number. Empty between words.
    pub(super) word: Range<usize>,
    /// The keys of the same table, without the word.
    pub(super) siblings: Vec<String>,
    /// Whether `=`, `.` or `]` follows the word.
    pub(super) is_followed: bool,
}

/// The kind of a place, with keys as a path from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SiteKind {
    /// A key in the table at `table`. `is_line` says whether a table header can be here.
    Key { table: Vec<String>, is_line: bool },
    /// A table header. `before` are the parts before the word.
    Header { before: Vec<String>, is_array: bool },
    /// A value of the key `key`, or an item of its array.
    Value { key: Vec<String>, is_item: bool },
}

/// Returns the place of the byte `offset`, unless it is in a comment or between values.
pub(super) fn site_at(text: &str, offset: usize) -> Option<Site> {
    let mut scanner = Scanner::new(text, offset);
    let tokens: Vec<Token> = Source::new(text).lex().collect();
    for index in 0..tokens.len() {
        scanner.token(&tokens, index);
    }
    scanner.finish()
}

/// Returns the key at `path`, or the type of the values of a map.
pub(super) fn find(path: &[String]) -> Option<(Option<&'static Key>, &'static Shape)> {
    let mut table = &SETTINGS;
    let mut names = path.iter();
    while let Some(name) = names.next() {
        let key = table.keys.iter().find(|key| key.name == name)?;
        match &key.shape {
            shape if names.len() == 0 => return Some((Some(key), shape)),
            Shape::Table(inner) | Shape::Tables(inner) => table = inner,
            Shape::Map(_, value) if names.len() == 1 => return Some((None, value)),
            _ => return None,
        }
    }
    None
}

/// An array or an inline table that is open.
struct Frame {
    is_array: bool,
    /// The key whose value it is or belongs to.
    key: Vec<String>,
    /// Its start, which identifies it.
    id: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Key,
    Header { is_array: bool },
    Value,
    AfterValue,
}

struct Scanner<'t> {
    text: &'t str,
    offset: usize,
    header: Vec<String>,
    /// The start of the header, which identifies its table.
    header_id: usize,
    frames: Vec<Frame>,
    mode: Mode,
    /// The parts of the current key.
    parts: Vec<String>,
    /// The key of the current value.
    key: Vec<String>,
    /// The keys of each table, by its start.
    keys: Vec<(usize, String)>,
    found: Option<(Site, usize)>,
    /// Whether the offset was passed.
    is_past: bool,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, offset: usize) -> Scanner<'t> {
        Scanner {
            text,
            offset,
            header: Vec::new(),
            header_id: 0,
            frames: Vec::new(),
            mode: Mode::Key,
            parts: Vec::new(),
            key: Vec::new(),
            keys: Vec::new(),
            found: None,
            is_past: false,
        }
    }

    /// The table that keys are added to: its path, and its start.
    fn table(&self) -> (&[String], usize) {
        match self.frames.iter().rev().find(|frame| !frame.is_array) {
            Some(frame) => (&frame.key, frame.id),
            None => (&self.header, self.header_id),
        }
    }

    fn token(&mut self, tokens: &[Token], index: usize) {
        let token = tokens[index];
        let (start, end) = (token.span().start(), token.span().end());
        let is_word = matches!(
            token.kind(),
            TokenKind::Atom
                | TokenKind::LiteralString
                | TokenKind::BasicString
                | TokenKind::MlLiteralString
                | TokenKind::MlBasicString
        );
        if !self.is_past {
            if is_word && (start..=end).contains(&self.offset) {
                self.arrive(start..end, tokens, index + 1);
            } else if token.kind() == TokenKind::Comment
                && self.offset > start
                && self.offset <= end
            {
                self.is_past = true;
            } else if start >= self.offset {
                self.arrive(self.offset..self.offset, tokens, index);
            } else if token.kind() == TokenKind::Whitespace && self.offset < end {
                // A word can begin where the white space ends.
                self.arrive(self.offset..self.offset, tokens, index + 1);
            }
        }
        self.advance(tokens, index, is_word);
    }

    /// Records the place of the offset, whose word is `word`. `next` is the index of the token after it.
    fn arrive(&mut self, word: Range<usize>, tokens: &[Token], next: usize) {
        self.is_past = true;
        let (table, id) = self.table();
        let kind = match self.mode {
            Mode::Key => SiteKind::Key {
                table: table.iter().chain(&self.parts).cloned().collect(),
                is_line: self.frames.is_empty() && self.parts.is_empty(),
            },
            Mode::Header { is_array } => SiteKind::Header { before: self.parts.clone(), is_array },
            Mode::Value => SiteKind::Value {
                key: self.key.clone(),
                is_item: self.frames.last().is_some_and(|frame| frame.is_array),
            },
            Mode::AfterValue => return,
        };
        // In a dotted key, the keys of the inner table are not compared.
        let id = if self.parts.is_empty() { id } else { usize::MAX };
        let mut after = tokens[next..].iter().map(Token::kind);
        let after = after.find(|kind| *kind != TokenKind::Whitespace);
        let is_followed = matches!(
            after,
            Some(TokenKind::Equals | TokenKind::Dot | TokenKind::RightSquareBracket)
        );
        self.found = Some((Site { kind, word, siblings: Vec::new(), is_followed }, id));
    }

    fn advance(&mut self, tokens: &[Token], index: usize, is_word: bool) {
        let token = tokens[index];
        let start = token.span().start();
        match token.kind() {
            _ if is_word => match self.mode {
                Mode::Key | Mode::Header { .. } => {
                    let word = &self.text[start..token.span().end()];
                    self.parts.push(unquoted(word).to_owned());
                }
                Mode::Value => self.mode = Mode::AfterValue,
                Mode::AfterValue => {}
            },
            TokenKind::Newline if self.frames.is_empty() || starts_statement(&tokens[index..]) => {
                self.frames.clear();
                self.parts.clear();
                self.mode = Mode::Key;
            }
            TokenKind::LeftSquareBracket => match self.mode {
                Mode::Key if self.parts.is_empty() && self.frames.is_empty() => {
                    self.mode = Mode::Header { is_array: false };
                    self.header_id = start;
                }
                Mode::Header { .. } => self.mode = Mode::Header { is_array: true },
                Mode::Value => self.open(true, start),
                _ => {}
            },
            TokenKind::LeftCurlyBracket if self.mode == Mode::Value => {
                self.open(false, start);
                self.parts.clear();
                self.mode = Mode::Key;
            }
            TokenKind::RightSquareBracket if matches!(self.mode, Mode::Header { .. }) => {
                self.header = std::mem::take(&mut self.parts);
                self.keys.push((0, self.header.join(".")));
                self.mode = Mode::AfterValue;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                self.frames.pop();
                self.mode = Mode::AfterValue;
            }
            TokenKind::Comma => match self.frames.last() {
                Some(Frame { is_array: true, key, .. }) => {
                    self.key.clone_from(key);
                    self.mode = Mode::Value;
                }
                Some(_) => {
                    self.parts.clear();
                    self.mode = Mode::Key;
                }
                None => {}
            },
            TokenKind::Equals if self.mode == Mode::Key => {
                let (table, id) = self.table();
                self.key = table.iter().chain(&self.parts).cloned().collect();
                // The word at the offset is not its own sibling.
                let is_own = self.found.as_ref().is_some_and(|(site, _)| {
                    !site.word.is_empty()
                        && site.is_followed
                        && site.word.end <= start
                        && self.text[site.word.end..start].trim().is_empty()
                });
                if let (Some(first), false) = (self.parts.first(), is_own) {
                    self.keys.push((id, first.clone()));
                }
                self.mode = Mode::Value;
            }
            _ => {}
        }
    }

    fn open(&mut self, is_array: bool, id: usize) {
        self.frames.push(Frame { is_array, key: self.key.clone(), id });
    }

    fn finish(self) -> Option<Site> {
        let (mut site, id) = self.found?;
        site.siblings = self.keys.into_iter().filter(|(it, _)| *it == id).map(|it| it.1).collect();
        Some(site)
    }
}

/// Whether a statement starts on the line after `tokens[0]`, a line break in an array that is not closed:
/// a table header, or a key. Settings have no arrays of arrays.
fn starts_statement(tokens: &[Token]) -> bool {
    let mut kinds =
        tokens[1..].iter().map(Token::kind).filter(|kind| *kind != TokenKind::Whitespace);
    let mut last = match kinds.next() {
        Some(TokenKind::LeftSquareBracket) => return true,
        Some(kind @ TokenKind::Atom) => kind,
        _ => return false,
    };
    for kind in kinds {
        match (last, kind) {
            (TokenKind::Atom, TokenKind::Dot) | (TokenKind::Dot, TokenKind::Atom) => last = kind,
            (_, kind) => return kind == TokenKind::Equals,
        }
    }
    false
}

/// Returns a key or a string without its quotes. Settings need no escapes.
pub(super) fn unquoted(word: &str) -> &str {
    let inner = word.trim_start_matches(['"', '\'']);
    inner.trim_end_matches(['"', '\''])
}
