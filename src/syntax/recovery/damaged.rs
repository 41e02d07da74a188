//! Reading a damaged line by what is expected at each position.
//!
//! A line is read with a *role*: what the next token should be. The containers that the line opens
//! are on a stack; below them is the container around the line.

use super::line::Line;
use super::lines::{Lexer, Next};
use super::pattern::{Pattern, is_other_quote};
use super::token::{Kind, Mark};
use crate::syntax::dialect::Dialect;
use crate::syntax::error::SyntaxErrorKind;
use crate::syntax::escape::quoted;
use crate::syntax::tree::ContainerKind;

/// Role of the next token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An entry.
    Entry,
    /// A colon, after a name.
    Colon,
    /// A value, after a colon.
    Value,
    /// A comma or a closing bracket, after a value.
    Separator,
}

/// A damaged line that is being read.
pub struct Reader<'l, 't> {
    pub lexer: &'l mut Lexer<'t>,
    pub line: Line,
    pub pattern: Pattern<'t>,
    pub role: Role,
    /// The kinds of the containers around the position, from the one around the line.
    containers: Vec<ContainerKind>,
}

impl Lexer<'_> {
    /// Reads a damaged line.
    pub fn damaged(&mut self, line: Line) -> Next {
        let pattern = Pattern::new(self.text, line.from, line.end);
        let start = pattern.skip(line.from);
        let looks_like_member = pattern.name(start).or(pattern.opened_name(start)).is_some();
        let around = match self.is_in_object(&line, looks_like_member) {
            true => ContainerKind::Object,
            false => ContainerKind::Array,
        };
        let role = if line.after_value { Role::Separator } else { Role::Entry };
        let containers = vec![around];
        Reader { lexer: self, line, pattern, role, containers }.read()
    }
}

impl Reader<'_, '_> {
    /// Whether the position is in an object.
    pub fn in_object(&self) -> bool {
        self.containers.last() == Some(&ContainerKind::Object)
    }

    /// Whether the position is in a container that the line opens.
    pub fn in_line(&self) -> bool {
        self.containers.len() > 1
    }

    /// Adds a token.
    pub fn push(&mut self, kind: Kind, start: usize, end: usize) -> usize {
        self.lexer.push(kind, start..end, &self.line);
        end
    }

    /// Reports an error.
    pub fn mark(&mut self, kind: SyntaxErrorKind, start: usize, end: usize) -> &mut Mark {
        let marks = &mut self.lexer.out.marks;
        marks.push(Mark::new(kind, start..end, self.line.start));
        let last = marks.len() - 1;
        &mut marks[last]
    }

    /// Sets the repair of the last error.
    pub fn repair(&mut self, start: usize, end: usize, text: &str, is_clear: bool) {
        if let Some(mark) = self.lexer.out.marks.pop() {
            let mark = mark.repair(vec![(start..end, text.to_owned())], is_clear);
            self.lexer.out.marks.push(mark);
        }
    }

    fn read(mut self) -> Next {
        let mut at = self.line.from;
        loop {
            at = self.pattern.skip(at);
            if at >= self.line.end || !self.lexer.has_room() {
                return Next::Line;
            }
            match self.step(at) {
                Ok(next) => at = next,
                Err(next) => return next,
            }
        }
    }

    /// Reads what begins at `at`. Returns where to continue, or how the line ends.
    fn step(&mut self, at: usize) -> Result<usize, Next> {
        let line_end = self.line.end;
        let byte = self.pattern.byte(at);
        match byte {
            b'{' | b'[' => {
                let kind = match byte {
                    b'{' => ContainerKind::Object,
                    _ => ContainerKind::Array,
                };
                if let Some(end) = self.lexer.atom(at, kind, &self.line) {
                    self.role = Role::Separator;
                    return if end > line_end { Err(Next::At(end)) } else { Ok(end) };
                }
                self.containers.push(kind);
                self.role = Role::Entry;
                return Ok(self.push(Kind::Open(kind), at, at + 1));
            }
            b'}' | b']' => {
                if self.in_line() {
                    self.containers.pop();
                }
                self.role = Role::Separator;
                let kind = match byte {
                    b'}' => ContainerKind::Object,
                    _ => ContainerKind::Array,
                };
                return Ok(self.push(Kind::Close(kind), at, at + 1));
            }
            b',' => {
                self.role = Role::Entry;
                return Ok(self.push(Kind::Comma, at, at + 1));
            }
            b':' | b'=' if byte == b':' || self.role == Role::Colon => {
                return Ok(self.colon(at));
            }
            b';' if matches!(self.role, Role::Separator | Role::Colon) => {
                self.mark(SyntaxErrorKind::Semicolon, at, at + 1);
                self.repair(at, at + 1, ",", true);
                self.role = Role::Entry;
                return Ok(self.push(Kind::Comma, at, at + 1));
            }
            b'#' if self.role != Role::Value => {
                let end = self.pattern.trim(at, line_end);
                self.mark(SyntaxErrorKind::HashComment, at, end);
                match self.lexer.dialect {
                    Dialect::Jsonc => self.repair(at, at + 1, "//", true),
                    Dialect::Json => self.repair(at, end, "", false),
                }
                return Err(Next::Line);
            }
            b'/' => {
                if let Some(end) = self.lexer.comment(at, &self.line) {
                    return if end > line_end { Err(Next::At(end)) } else { Ok(end) };
                }
            }
            _ => {
                if let Some(end) = self.lexer.invalid_whitespace(at, &self.line) {
                    return Ok(end);
                }
            }
        }
        if self.role == Role::Colon {
            // The name before may be the start of a member.
            let is_name = self.in_object() && self.pattern.name(at).is_some();
            self.role = if is_name { Role::Entry } else { Role::Value };
        }
        if self.role == Role::Separator {
            let begins = self.pattern.begins_value(at)
                || self.in_object() && self.pattern.bare_name_and_colon(at);
            if !begins {
                return Ok(self.junk(at));
            }
            self.role = Role::Entry;
        }
        if self.role == Role::Entry && self.in_object() {
            return Ok(self.name(at));
        }
        self.value(at)
    }

    /// Reads the colon, or what is in its place, at `at`.
    fn colon(&mut self, at: usize) -> usize {
        let byte = self.pattern.byte(at);
        let after = self.pattern.byte(at + 1);
        let end = match (byte, after) {
            (b':', b'=') | (b'=', b'>') => at + 2,
            _ => at + 1,
        };
        if byte == b'=' || end > at + 1 {
            let start = match byte {
                b'=' => self.pattern.trim(self.line.from, at),
                _ => at,
            };
            self.mark(SyntaxErrorKind::Equals, at, end);
            self.repair(start, end, ":", true);
        }
        self.role = Role::Value;
        self.push(Kind::Colon, at, end)
    }

    /// Reads text after a value that does not begin an entry.
    fn junk(&mut self, at: usize) -> usize {
        let mut end = at;
        while end < self.line.end && !matches!(self.pattern.byte(end), b',' | b'}' | b']') {
            end += 1;
        }
        let shown = self.pattern.trim(at, end);
        self.mark(SyntaxErrorKind::Garbage, at, shown);
        end
    }

    /// Reads the name of a member.
    fn name(&mut self, at: usize) -> usize {
        let pattern = &self.pattern;
        let first = pattern.text[at..].chars().next().unwrap_or_default();
        self.role = Role::Colon;
        if first == '"' {
            return self.name_in_quotes(at);
        }
        if is_other_quote(first) {
            let mut end = None;
            for close in pattern.closing_quotes(at, first) {
                let next = pattern.byte(pattern.skip(close));
                if matches!(next, b':' | b'=') {
                    end = Some(close);
                    break;
                }
                if end.is_none() {
                    end = Some(close);
                }
            }
            let end = end.unwrap_or_else(|| self.pattern.trim(at, self.line.end));
            return self.key(at, end, quote_kind(first));
        }
        if let Some(end) = pattern.closed_name(at) {
            let end = self.key(at, end, SyntaxErrorKind::HalfQuotedKey);
            self.repair(at, at, "\"", true);
            return end;
        }
        if let Some(end) = pattern.bare_name(at) {
            return self.key(at, end, SyntaxErrorKind::UnquotedKey);
        }
        if let Some(end) = pattern.scalar(at) {
            self.role = Role::Separator;
            return self.scalar(at, end);
        }
        // Junk, with a comma at the end of the line.
        let mut end = at + first.len_utf8();
        let delimits = |byte| matches!(byte, b'"' | b',' | b'{' | b'}' | b'[' | b']' | b':');
        while end < self.line.end && !delimits(pattern.byte(end)) {
            end += 1;
        }
        let shown = pattern.trim(at, end);
        if pattern.is_word(at, shown) && pattern.ends_entry(end) {
            self.push(Kind::Word, at, shown);
            if let Some(tok) = self.lexer.out.toks.last_mut() {
                tok.has_errors = true;
            }
            self.mark(SyntaxErrorKind::Garbage, at, shown);
            return shown;
        }
        let ends_with_comma = pattern.byte(end) == b',' && pattern.is_end(end + 1);
        self.mark(SyntaxErrorKind::Garbage, at, shown);
        self.role = Role::Entry;
        if ends_with_comma { self.line.end } else { end }
    }

    /// Reads a name that begins with a double quote.
    fn name_in_quotes(&mut self, at: usize) -> usize {
        let pattern = &self.pattern;
        let opened = pattern.opened_name(at);
        let string = pattern.string(at);
        if let Some(end) = pattern.name(at) {
            return self.closed_string(at, end);
        }
        if let Some(end) = opened.filter(|end| string.is_none_or(|string| *end < string)) {
            let end = self.key(at, end, SyntaxErrorKind::HalfQuotedKey);
            self.repair(end, end, "\"", true);
            return end;
        }
        if let Some(end) = string {
            return self.closed_string(at, end);
        }
        let mut end = pattern.trim(at + 1, self.line.end);
        if pattern.byte(end - 1) == b',' && end > at + 1 {
            end = pattern.trim(at + 1, end - 1);
        }
        let end = self.key(at, end, SyntaxErrorKind::UnclosedString);
        self.repair(end, end, "\"", false);
        end
    }

    /// Adds a damaged name.
    fn key(&mut self, at: usize, end: usize, kind: SyntaxErrorKind) -> usize {
        self.push(Kind::String, at, end);
        if let Some(tok) = self.lexer.out.toks.last_mut() {
            (tok.is_key, tok.has_errors) = (true, true);
        }
        self.mark(kind, at, end);
        let name = quoted(key_text(&self.lexer.text[at..end]));
        self.repair(at, end, &name, true);
        end
    }

    /// Adds a number or literal.
    pub fn scalar(&mut self, at: usize, end: usize) -> usize {
        let kind = match self.pattern.byte(at) {
            b't' => Kind::True,
            b'f' => Kind::False,
            b'n' => Kind::Null,
            _ => Kind::Number,
        };
        self.push(kind, at, end)
    }
}

/// The text of a name that is not a string of JSON.
pub fn key_text(raw: &str) -> &str {
    let is_quote = |c: char| c == '"' || is_other_quote(c) || c == '»';
    let raw = raw.strip_prefix(is_quote).unwrap_or(raw);
    raw.strip_suffix(is_quote).unwrap_or(raw)
}

/// The error for a string that begins with the quote `open`.
pub fn quote_kind(open: char) -> SyntaxErrorKind {
    match open {
        '\'' | '`' => SyntaxErrorKind::SingleQuotes,
        _ => SyntaxErrorKind::TypographicQuotes,
    }
}
