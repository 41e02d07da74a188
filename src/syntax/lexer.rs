//! Lexer for a text that is read in chunks.
//!
//! Strings, whitespace and punctuation, which are nearly all of a manifest, are scanned by [`super::scan`]:
//! a string ends at the end of its line at the latest, and its characters are counted. The scanner of
//! jsonc-parser reads numbers, words and comments.

use std::borrow::Cow;
use std::sync::Arc;

use jsonc_parser::tokens::Token as JsoncToken;
use jsonc_parser::{Scanner, ScannerOptions};

use super::cache::Memo;
use super::dialect::Dialect;
use super::error::{LexError, SyntaxErrorKind};
use super::scan::{StringEnd, plain_string, scan_string, skip_space};
use super::token::{Token, TokenKind};
use super::tree::StringInfo;
use crate::text::Source;
use crate::util::budget::max_syntax_errors;

/// Numbers and strings of JSON, without the extensions of JSON5.
const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Size, in bytes, of the window of a rope; it grows for a longer token.
const WINDOW: usize = 4096;

/// Reads tokens from any offset of a text. Comments and unusual whitespace are skipped, and errors are added
/// to [`Tokens::errors`].
pub struct Tokens<'s, S: Source + ?Sized> {
    source: &'s S,
    pub(super) total: usize,
    dialect: Dialect,
    window: Cow<'s, str>,
    window_start: usize,
    window_end: usize,
    at: usize,
    /// The start of the last token that [`Tokens::token`] returned.
    pub last: usize,
    /// Long strings known from before and where they begin, in the order of the text.
    known: Vec<(usize, StringInfo)>,
    /// The errors so far, in the order of the text. One more than the budget shows that it is exceeded.
    pub errors: Vec<LexError>,
    max_errors: usize,
    /// Whether characters were skipped that do not begin a token.
    pub damaged: bool,
}

impl<'s, S: Source + ?Sized> Tokens<'s, S> {
    /// Creates a lexer for `source` from the byte `at` on, which must not be inside a token.
    pub fn new(source: &'s S, dialect: Dialect, at: usize) -> Tokens<'s, S> {
        let total = source.len();
        Tokens {
            source,
            total,
            dialect,
            window: Cow::Borrowed(""),
            window_start: at,
            window_end: at,
            at,
            last: at,
            known: Vec::new(),
            errors: Vec::new(),
            max_errors: max_syntax_errors(total) + 1,
            damaged: false,
        }
    }

    /// Reuses these strings of the previous version, each with its offset, in ascending order. Each is closed
    /// and has no errors.
    pub fn with_known_strings(mut self, known: Vec<(usize, StringInfo)>) -> Tokens<'s, S> {
        self.known = known;
        self
    }

    fn known(&self, start: usize) -> Option<&StringInfo> {
        if self.known.is_empty() {
            return None;
        }
        let index = self.known.binary_search_by_key(&start, |(at, _)| *at).ok()?;
        Some(&self.known[index].1)
    }

    /// Returns the cached properties of the known string at `start`.
    pub fn known_memo(&self, start: usize) -> Option<Arc<Memo>> {
        self.known(start)?.memo.clone()
    }

    /// Continues at `at`, which must not be inside a token.
    pub fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Returns the length of the text in bytes.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Returns the text of `start..end`, borrowed from a chunk of the source if possible.
    pub fn text(&self, start: usize, end: usize) -> Cow<'_, str> {
        if start >= self.window_start && end <= self.window_end {
            return Cow::Borrowed(&self.window[start - self.window_start..end - self.window_start]);
        }
        self.source.slice(start..end)
    }

    /// Moves the window so that it contains `at` and at least `least` bytes after it, or the rest of the
    /// text.
    #[inline]
    fn ensure(&mut self, at: usize, least: usize) {
        if at < self.window_start || (self.window_end < self.total && at + least > self.window_end)
        {
            self.refill(at, least);
        }
    }

    #[cold]
    fn refill(&mut self, at: usize, least: usize) {
        self.window = self.source.window(at, least.max(WINDOW));
        self.window_start = at;
        self.window_end = at + self.window.len();
    }

    /// Returns the text of the window, and its offset. A caller that consumes a part of it must
    /// [seek](Tokens::seek) to the end of that part.
    #[inline]
    pub fn window(&self) -> (&str, usize) {
        (&self.window, self.window_start)
    }

    /// Returns whether there are strings of the previous version to reuse.
    pub fn knows_strings(&self) -> bool {
        !self.known.is_empty()
    }

    fn rest(&self, at: usize) -> &[u8] {
        &self.window.as_bytes()[at - self.window_start..]
    }

    /// Returns whether the window contains the end of the text.
    fn complete(&self) -> bool {
        self.window_end >= self.total
    }

    fn report(&mut self, start: usize, end: usize, kind: SyntaxErrorKind) {
        if self.errors.len() < self.max_errors {
            self.errors.push((start, end, kind));
        }
    }

    /// The next token.
    pub fn token(&mut self) -> Token {
        let mut on_new_line = false;
        loop {
            self.ensure(self.at, 1);
            let rest = self.rest(self.at);
            let space = skip_space(rest, 0, &mut on_new_line);
            let first = rest.get(space).copied();
            let start = self.at + space;
            self.at = start;
            let Some(byte) = first else {
                if start < self.total {
                    continue;
                }
                self.last = start;
                return Token::new(TokenKind::End, start, start, on_new_line);
            };
            let single = |kind| Token::new(kind, start, start + 1, on_new_line);
            let token = match byte {
                b'"' => self.string(start, on_new_line),
                b'{' => single(TokenKind::OpenBrace),
                b'}' => single(TokenKind::CloseBrace),
                b'[' => single(TokenKind::OpenBracket),
                b']' => single(TokenKind::CloseBracket),
                b',' => single(TokenKind::Comma),
                b':' => single(TokenKind::Colon),
                b'/' if self.comment(start, &mut on_new_line) => continue,
                _ if self.invalid_whitespace(start) => continue,
                b'\'' => self.single_quoted(start, on_new_line),
                _ => match self.run(start, on_new_line) {
                    Some(token) => token,
                    None => continue,
                },
            };
            self.at = token.end();
            self.last = start;
            return token;
        }
    }

    /// Skips a comment at `start`; false if there is none.
    fn comment(&mut self, start: usize, on_new_line: &mut bool) -> bool {
        let mut least = WINDOW;
        loop {
            self.ensure(start, least);
            let rest = &self.window[start - self.window_start..];
            if !rest.starts_with("//") && !rest.starts_with("/*") {
                return false;
            }
            let mut scanner = Scanner::new(rest, &STRICT);
            let scanned = scanner.scan();
            let len = scanner.token_end();
            // A line comment ends with its line, so the window has to contain the line break.
            if (len == rest.len() || scanned.is_err()) && !self.complete() {
                least = rest.len() * 2;
                continue;
            }
            *on_new_line |= rest[..len].contains(['\n', '\r']);
            let closed = scanned.is_ok();
            if !closed {
                self.report(start, start + len, SyntaxErrorKind::UnclosedComment);
            } else if self.dialect == Dialect::Json {
                self.report(start, start + len, SyntaxErrorKind::Comment);
            }
            self.at = start + len;
            return true;
        }
    }

    /// Skips whitespace that JSON does not allow, or a byte order mark, at `start`; false if there is none.
    fn invalid_whitespace(&mut self, start: usize) -> bool {
        let byte = self.rest(start)[0];
        if byte != 0x0b && byte != 0x0c && byte < 0x80 {
            return false;
        }
        let rest = &self.window[start - self.window_start..];
        let odd = |c: char| c == '\u{feff}' || (c.is_whitespace() && !c.is_ascii_whitespace());
        let odd = |c: char| odd(c) || c == '\u{b}' || c == '\u{c}';
        let len = rest.find(|c| !odd(c)).unwrap_or(rest.len());
        if len == 0 {
            return false;
        }
        let mark =
            if start == 0 && rest.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        if len > mark {
            self.report(start + mark, start + len, SyntaxErrorKind::InvalidWhitespace);
        }
        self.at = start + len;
        true
    }

    fn single_quoted(&mut self, start: usize, on_new_line: bool) -> Token {
        let mut least = WINDOW;
        loop {
            self.ensure(start, least);
            let rest = &self.rest(start)[1..];
            let end = rest.iter().position(|b| matches!(b, b'\'' | b'\n' | b'\r'));
            let len = match end {
                Some(len) => len + usize::from(rest[len] == b'\''),
                None if self.complete() => rest.len(),
                None => {
                    least = rest.len() * 2;
                    continue;
                }
            };
            return Token::new(TokenKind::Word, start, start + 1 + len, on_new_line);
        }
    }

    /// Reads a number, a literal or a word at `start`. Any other character is skipped, and `None` returned.
    fn run(&mut self, start: usize, on_new_line: bool) -> Option<Token> {
        let mut least = 64;
        let (kind, len) = loop {
            self.ensure(start, least);
            let rest = &self.window[start - self.window_start..];
            let len = match run_end(rest) {
                // A `/` that does not start a comment.
                Some(0) => 1,
                Some(len) => len,
                None if self.complete() => rest.len(),
                None => {
                    least = rest.len() * 2;
                    continue;
                }
            };
            break (classify(&rest[..len]), len);
        };
        let end = start + len;
        let Some(kind) = kind else {
            self.report(start, end, SyntaxErrorKind::Garbage);
            self.damaged = true;
            self.at = end;
            return None;
        };
        Some(Token::new(kind, start, end, on_new_line))
    }

    /// Consumes this punctuation if it is directly after the last token, and returns its start.
    #[inline]
    pub fn take(&mut self, byte: u8) -> Option<usize> {
        let next = self.window.as_bytes().get(self.at.wrapping_sub(self.window_start));
        (next == Some(&byte)).then(|| {
            self.at += 1;
            self.at - 1
        })
    }

    /// Reads the string at `start`, whose opening quote is in the window.
    fn string(&mut self, start: usize, on_new_line: bool) -> Token {
        if let Some(string) = self.known(start) {
            let StringInfo { chars, escaped, len, .. } = *string;
            let end = start + len as usize;
            let token = Token::new(TokenKind::String, start, end, on_new_line);
            return token.with(chars, escaped, true, false);
        }
        if let Some((len, chars)) = plain_string(self.rest(start), 0) {
            let token = Token::new(TokenKind::String, start, start + len, on_new_line);
            return token.with(chars, false, true, false);
        }
        self.string_slow(start, on_new_line)
    }

    /// Like [`Tokens::string`], for a string that contains escapes or errors, or ends beyond the window.
    #[inline(never)]
    fn string_slow(&mut self, start: usize, on_new_line: bool) -> Token {
        let mut least = WINDOW;
        loop {
            self.ensure(start, least);
            let errors = self.errors.len();
            let complete = self.complete();
            let rest = &self.window.as_bytes()[start - self.window_start..];
            match scan_string(rest, complete, start, &mut self.errors, self.max_errors) {
                Some(StringEnd { len, chars, escaped, closed }) => {
                    let has_errors = self.errors.len() > errors;
                    let token = Token::new(TokenKind::String, start, start + len, on_new_line);
                    return token.with(chars, escaped, closed, has_errors);
                }
                None => {
                    self.errors.truncate(errors);
                    least = rest.len() * 2;
                }
            }
        }
    }
}

/// Returns the end of the run of characters at the start of `text`, unless it is beyond `text`.
pub(super) fn run_end(text: &str) -> Option<usize> {
    let end = text.bytes().position(|byte| {
        matches!(byte, b',' | b':' | b'[' | b']' | b'{' | b'}' | b'"' | b'/' | b'\'')
            || byte <= b' '
    });
    let run = &text[..end.unwrap_or(text.len())];
    if run.is_ascii() {
        return end;
    }
    run.find(|c: char| c.is_whitespace() || c == '\u{feff}').or(end)
}

/// Classifies a run of characters between delimiters; `None` if it does not start a token.
pub(super) fn classify(run: &str) -> Option<TokenKind> {
    let first = run.chars().next()?;
    let number_like = matches!(first, '-' | '+' | '.' | '0'..='9');
    let mut scanner = Scanner::new(run, &STRICT);
    let scanned = scanner.scan();
    if scanner.token_end() == run.len() {
        match scanned {
            Ok(Some(JsoncToken::Number(_))) => return Some(TokenKind::Number),
            Ok(Some(JsoncToken::Boolean(true))) => return Some(TokenKind::True),
            Ok(Some(JsoncToken::Boolean(false))) => return Some(TokenKind::False),
            Ok(Some(JsoncToken::Null)) => return Some(TokenKind::Null),
            _ => {}
        }
    }
    let digits = run.trim_start_matches(['-', '+', '.']);
    let is_run = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
    if number_like && digits.starts_with(|c: char| c.is_ascii_digit()) && run.chars().all(is_run)
        || matches!(digits, "NaN" | "Infinity")
    {
        return Some(TokenKind::BadNumber);
    }
    let word = first.is_alphanumeric() || matches!(first, '_' | '$' | '-' | '@');
    word.then_some(TokenKind::Word)
}
