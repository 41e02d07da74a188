//! From text to tokens, line by line.
//!
//! JSON strings do not contain line breaks, so an error in quotes, separators or words does not
//! extend beyond its line. A line without such errors is split into ordinary tokens. Any other line
//! is read again by [`super::damaged`], which decides by what is expected at each position.

use std::ops::Range;

use memchr::{memchr, memmem, memrchr};

use super::atoms::Atoms;
use super::conflict::Conflicts;
use super::line::{Line, indentation, is_space, next_line};
use super::token::{Kind, Mark, Tok};
use super::wrapper::Wrapper;
use crate::syntax::dialect::Dialect;
use crate::syntax::error::{LexError, SyntaxErrorKind};
use crate::syntax::lexer;
use crate::syntax::scan::scan_string;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Container, ContainerKind};
use crate::text::Edit;
use crate::util::budget::{max_damaged_tokens, max_syntax_errors};

/// Where lexing continues.
pub enum Next {
    /// In the line after this one.
    Line,
    /// At this byte of a later line.
    At(usize),
    /// At this byte of a later line, which counts as the same line.
    Same(usize),
}

/// The tokens of a text.
pub struct Lexed {
    pub toks: Vec<Tok>,
    pub marks: Vec<Mark>,
    /// The containers of the atoms.
    pub atoms: Vec<Container>,
    pub deep: bool,
}

pub struct Lexer<'t> {
    pub text: &'t str,
    pub dialect: Dialect,
    pub out: Lexed,
    atoms: Atoms<'t>,
    /// The brackets that are open at the current position, by a rough count.
    open: Vec<OpenBracket>,
    /// Where the current line was searched for atoms, with the index of each that was found.
    searched: Vec<(usize, Option<u32>)>,
    errors: Vec<LexError>,
}

/// An opening bracket and its line.
struct OpenBracket {
    kind: ContainerKind,
    indent: u16,
    line: usize,
}

/// Returns the tokens of `text`; `None` if it exceeds the budget. `old` is the tree before an edit.
pub fn lex<'t>(
    text: &'t str,
    dialect: Dialect,
    old: Option<(&Container, &'t Edit)>,
) -> Option<Lexed> {
    let mut lexer = Lexer {
        text,
        dialect,
        out: Lexed { toks: Vec::new(), marks: Vec::new(), atoms: Vec::new(), deep: false },
        atoms: Atoms::new(text, dialect, old),
        open: Vec::new(),
        searched: Vec::new(),
        errors: Vec::new(),
    };
    lexer.run();
    lexer.out.deep |= lexer.atoms.deep;
    lexer.has_room().then_some(lexer.out)
}

impl Lexer<'_> {
    fn run(&mut self) {
        let wrapper = Wrapper::find(self.text);
        self.out.marks.extend(wrapper.mark);
        let end = wrapper.inside.end;
        let mut conflicts = Conflicts::default();
        let mut at = wrapper.inside.start;
        let mut resumed: Option<Line> = None;
        while at < end && self.has_room() {
            let line = match resumed.take() {
                Some(same) => {
                    Line { from: at, end: self.line_end(at, end), after_value: true, ..same }
                }
                None => self.line(at, end),
            };
            if line.from == line.start
                && let Some(next) = conflicts.skip(self.text, line, &mut self.out.marks)
            {
                at = next;
                continue;
            }
            let before = self.out.toks.len();
            let next = self.read(line);
            self.count_brackets(before);
            at = match next {
                Next::Line => next_line(self.text, line.end).min(end),
                Next::At(at) => at,
                Next::Same(at) => {
                    resumed = Some(line);
                    at
                }
            };
        }
        let last = Line { start: self.text.len(), from: end, end, indent: 0, after_value: false };
        self.push(Kind::End, self.text.len()..self.text.len(), &last).first = true;
    }

    /// Whether the tokens and errors so far are within the budget.
    pub fn has_room(&self) -> bool {
        // The tree of an atom takes more memory than a token.
        self.out.toks.len() + 2 * self.out.atoms.len() <= max_damaged_tokens(self.text.len())
            && self.out.marks.len() <= max_syntax_errors(self.text.len())
    }

    /// The end of the line around the byte `at`, without the line break.
    fn line_end(&self, at: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let line_end = memchr(b'\n', &bytes[at..end]).map_or(end, |index| at + index);
        line_end - usize::from(line_end > at && bytes[line_end - 1] == b'\r')
    }

    /// The line around the byte `at`, from there on.
    fn line(&self, at: usize, end: usize) -> Line {
        let bytes = self.text.as_bytes();
        let start = memrchr(b'\n', &bytes[..at]).map_or(0, |index| index + 1);
        let line_end = self.line_end(at, end);
        let (indent, _) = indentation(bytes, start);
        // A container that ends here began in an earlier line.
        let after_value = self.out.toks.last().is_some_and(|tok| tok.end() > start);
        Line { start, from: at, end: line_end, indent, after_value }
    }

    /// Reads a line.
    fn read(&mut self, line: Line) -> Next {
        let state = (self.out.toks.len(), self.out.marks.len());
        self.searched.clear();
        match self.plain(line) {
            Some(next) => next,
            None => {
                self.out.toks.truncate(state.0);
                self.out.marks.truncate(state.1);
                self.damaged(line)
            }
        }
    }

    /// Splits a line into ordinary tokens; `None` if it contains anything else.
    fn plain(&mut self, line: Line) -> Option<Next> {
        let bytes = self.text.as_bytes();
        let mut at = line.from;
        let mut previous = if line.after_value { Some(Kind::Null) } else { None };
        loop {
            at += bytes[at..line.end].iter().take_while(|byte| is_space(**byte)).count();
            if at >= line.end || !self.has_room() {
                return Some(Next::Line);
            }
            let kind = match bytes[at] {
                b'"' => Kind::String,
                b'{' => Kind::Open(ContainerKind::Object),
                b'[' => Kind::Open(ContainerKind::Array),
                b'}' => Kind::Close(ContainerKind::Object),
                b']' => Kind::Close(ContainerKind::Array),
                b',' => Kind::Comma,
                b':' => Kind::Colon,
                b'/' => {
                    at = match self.comment(at, &line)? {
                        end if end > line.end => return Some(Next::At(end)),
                        end => end,
                    };
                    continue;
                }
                _ => match self.invalid_whitespace(at, &line) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None => self.number_or_literal(at, &line)?,
                },
            };
            if let Some(previous) = previous.filter(|previous| previous.ends_value())
                && (kind.begins_value() || kind == Kind::Colon && previous != Kind::String)
            {
                return None;
            }
            previous = Some(kind);
            at = match kind {
                Kind::String => self.sound_string(at, &line)?,
                Kind::Open(container) => match self.atom(at, container, &line) {
                    Some(end) if end > line.end => return Some(Next::At(end)),
                    Some(end) => {
                        previous = Some(Kind::Null);
                        end
                    }
                    None => self.push(kind, at..at + 1, &line).end(),
                },
                _ if kind.is_scalar() => {
                    let end = at + self.characters(at, &line).len();
                    self.push(kind, at..end, &line).has_errors = kind == Kind::BadNumber;
                    if kind == Kind::BadNumber {
                        self.mark(Mark::new(SyntaxErrorKind::BadNumber, at..end, line.start));
                    }
                    end
                }
                _ => self.push(kind, at..at + 1, &line).end(),
            };
        }
    }

    /// The characters from `at` to the next delimiter.
    fn characters(&self, at: usize, line: &Line) -> &str {
        let rest = &self.text[at..line.end];
        &rest[..lexer::run_end(rest).unwrap_or(rest.len())]
    }

    /// The kind of the number or literal at `at`; `None` for anything else.
    fn number_or_literal(&self, at: usize, line: &Line) -> Option<Kind> {
        Some(match lexer::classify(self.characters(at, line))? {
            TokenKind::Number => Kind::Number,
            TokenKind::True => Kind::True,
            TokenKind::False => Kind::False,
            TokenKind::Null => Kind::Null,
            TokenKind::BadNumber => Kind::BadNumber,
            _ => return None,
        })
    }

    /// Adds the string at `at` if it ends in its line. Returns its end.
    fn sound_string(&mut self, at: usize, line: &Line) -> Option<usize> {
        let bytes = &self.text.as_bytes()[at..line.end];
        self.errors.clear();
        // One more than the budget shows that it is exceeded.
        let max_errors = max_syntax_errors(self.text.len()) + 1;
        let string = scan_string(bytes, true, at, &mut self.errors, max_errors)
            .filter(|string| string.closed)?;
        let has_errors = !self.errors.is_empty();
        for (start, end, kind) in self.errors.drain(..) {
            self.out.marks.push(Mark::new(kind, start..end, line.start));
        }
        let end = at + string.len;
        let tok = self.push(Kind::String, at..end, line);
        (tok.data, tok.escaped, tok.closed, tok.has_errors) =
            (string.chars, string.escaped, true, has_errors);
        Some(end)
    }

    /// Adds the atom that begins at `at`, if there is one. Returns its end.
    pub fn atom(&mut self, at: usize, kind: ContainerKind, line: &Line) -> Option<usize> {
        let index = match self.searched.last() {
            Some((last, _)) if at <= *last => {
                let found = self.searched.binary_search_by_key(&at, |(at, _)| *at).ok()?;
                self.searched[found].1
            }
            _ => {
                let atom = self.atoms.find(at, kind, line);
                let index = atom.map(|atom| {
                    self.out.atoms.push(atom);
                    self.out.atoms.len() as u32 - 1
                });
                self.searched.push((at, index));
                index
            }
        }?;
        let end = at + self.out.atoms[index as usize].len as usize;
        self.push(Kind::Atom(kind), at..end, line).data = index;
        Some(end)
    }

    /// Skips the comment at `at`, if there is one. Returns its end.
    pub fn comment(&mut self, at: usize, line: &Line) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let (end, closed) = match bytes.get(at + 1).filter(|_| at + 1 < line.end)? {
            // A carriage return ends it too, although it does not end the line here.
            b'/' => {
                (memchr(b'\r', &bytes[at..line.end]).map_or(line.end, |index| at + index), true)
            }
            b'*' => match memmem::find(&bytes[at + 2..], b"*/") {
                Some(len) => (at + 2 + len + 2, true),
                None => (self.text.len(), false),
            },
            _ => return None,
        };
        if !closed {
            self.mark(Mark::new(SyntaxErrorKind::UnclosedComment, at..end, line.start));
        } else if self.dialect == Dialect::Json {
            self.mark(Mark::new(SyntaxErrorKind::Comment, at..end, line.start));
        }
        Some(end)
    }

    /// Skips white space that JSON does not allow. Returns its end, if there is any.
    pub fn invalid_whitespace(&mut self, at: usize, line: &Line) -> Option<usize> {
        let byte = self.text.as_bytes()[at];
        if byte != 0x0b && byte != 0x0c && byte < 0x80 {
            return None;
        }
        let odd = |c: char| {
            matches!(c, '\u{feff}' | '\u{b}' | '\u{c}')
                || c.is_whitespace() && !c.is_ascii_whitespace()
        };
        let rest = &self.text[at..line.end];
        let len = rest.find(|c| !odd(c)).unwrap_or(rest.len());
        if len == 0 {
            return None;
        }
        let mark = if at == 0 && rest.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        if len > mark {
            let range = at + mark..at + len;
            self.mark(Mark::new(SyntaxErrorKind::InvalidWhitespace, range, line.start));
        }
        Some(at + len)
    }

    /// Adds a token of `line`.
    pub fn push(&mut self, kind: Kind, range: Range<usize>, line: &Line) -> &mut Tok {
        let first = !line.after_value
            && self.out.toks.last().is_none_or(|tok| tok.line as usize != line.start);
        self.out.toks.push(Tok {
            kind,
            first,
            is_key: false,
            escaped: false,
            closed: false,
            has_errors: false,
            indent: line.indent,
            line: line.start as u32,
            start: range.start as u32,
            end: range.end as u32,
            data: 0,
        });
        let last = self.out.toks.len() - 1;
        &mut self.out.toks[last]
    }

    /// Adds an error.
    pub fn mark(&mut self, mark: Mark) {
        self.out.marks.push(mark);
    }

    /// Counts the brackets among the tokens from `before` on.
    fn count_brackets(&mut self, before: usize) {
        for tok in &self.out.toks[before..] {
            let line = tok.line as usize;
            match tok.kind {
                Kind::Open(kind) => {
                    self.open.push(OpenBracket { kind, indent: tok.indent, line });
                }
                Kind::Close(kind) if self.open.last().is_some_and(|last| last.kind != kind) => {
                    let agrees = |it: &OpenBracket| it.indent == tok.indent || it.line == line;
                    let first = self.open.len().saturating_sub(5);
                    let near = self.open[first..].iter().rposition(agrees);
                    let last = self.open.len() - 1;
                    self.open.truncate(near.map_or(last, |near| first + near));
                }
                Kind::Close(_) => {
                    self.open.pop();
                }
                _ => {}
            }
        }
    }

    /// Whether `line` is probably the content of an object.
    pub fn is_in_object(&self, line: &Line, looks_like_member: bool) -> bool {
        // The brackets of deeper lines are not around this line.
        let near = &self.open[self.open.len().saturating_sub(256)..];
        let around = near.iter().rfind(|it| it.indent < line.indent || it.line == line.start);
        let agrees = self.open.last().is_some_and(|it| it.indent < line.indent);
        match around.or(self.open.first()) {
            Some(it) if agrees || !looks_like_member => it.kind == ContainerKind::Object,
            _ => true,
        }
    }
}
