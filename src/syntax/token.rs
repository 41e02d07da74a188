//! Tokens of a text that is read in pieces.
//!
//! Strings, white space and punctuation, which are nearly all of a manifest, are taken here, so
//! that a string ends with its line and its characters are counted on the way; numbers, words and
//! comments are left to jsonc-parser's scanner.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use jsonc_parser::tokens::Token as JsoncToken;
use jsonc_parser::{Scanner, ScannerOptions};

use super::Dialect;
use super::issue::IssueKind;
use super::tree::{Memo, Str};
use crate::text::Source;

/// JSON's own numbers and strings, none of JSON5's.
const STRICT: ScannerOptions = ScannerOptions {
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// How much of a rope is looked at in one go, in bytes; more where a token is longer.
const WINDOW: usize = 4096;

/// A piece of the text with a meaning of its own.
///
/// Packed into two words: tokens are made and copied once for every few bytes of text, and fields
/// written one by one are slow to copy as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Token {
    /// Start in the low half, end in the high one.
    span: u64,
    /// Tag in the lowest byte, flags in the next, a string's length in the high half.
    facts: u64,
}

const ESCAPED: u64 = 1 << 8;
const CLOSED: u64 = 1 << 9;
const FLAWED: u64 = 1 << 10;
const ON_NEW_LINE: u64 = 1 << 11;

/// Every kind, at its own number.
const KINDS: [TokenKind; 16] = [
    TokenKind::OpenBrace,
    TokenKind::CloseBrace,
    TokenKind::OpenBracket,
    TokenKind::CloseBracket,
    TokenKind::Comma,
    TokenKind::Colon,
    TokenKind::String,
    TokenKind::Number,
    TokenKind::True,
    TokenKind::False,
    TokenKind::Null,
    TokenKind::Word,
    TokenKind::BadNumber,
    TokenKind::End,
    TokenKind::End,
    TokenKind::End,
];

impl Token {
    /// A token that is no string.
    #[inline]
    pub fn new(kind: TokenKind, start: usize, end: usize, on_new_line: bool) -> Token {
        let span = start as u64 | (end as u64) << 32;
        let line = if on_new_line { ON_NEW_LINE } else { 0 };
        Token { span, facts: kind as u64 | line }
    }

    /// The same token, a string with these facts.
    fn with(self, chars: u32, escaped: bool, closed: bool, flawed: bool) -> Token {
        let flag = |set: bool, flag: u64| if set { flag } else { 0 };
        let flags = flag(escaped, ESCAPED) | flag(closed, CLOSED) | flag(flawed, FLAWED);
        Token { facts: self.facts | flags | u64::from(chars) << 32, ..self }
    }

    /// What it is.
    #[inline]
    pub fn kind(self) -> TokenKind {
        KINDS[(self.facts & 0xf) as usize]
    }

    /// A string's decoded length in Unicode code points.
    pub fn chars(self) -> u32 {
        (self.facts >> 32) as u32
    }

    /// Whether a string has a backslash.
    pub fn is_escaped(self) -> bool {
        self.facts & ESCAPED != 0
    }

    /// Whether a string has its closing quote.
    pub fn is_closed(self) -> bool {
        self.facts & CLOSED != 0
    }

    /// Whether something in a string was reported as an issue.
    pub fn is_flawed(self) -> bool {
        self.facts & FLAWED != 0
    }

    /// Where it begins, in bytes of the text.
    pub fn start(self) -> usize {
        self.span as u32 as usize
    }

    /// Where it ends.
    pub fn end(self) -> usize {
        (self.span >> 32) as usize
    }

    /// Whether a line break stands between the token before and this one.
    pub fn on_new_line(self) -> bool {
        self.facts & ON_NEW_LINE != 0
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A string, closed or not.
    String,
    /// A number as JSON writes it.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
    /// A bare word or a single-quoted string.
    Word,
    /// A number that JSON does not know.
    BadNumber,
    /// The end of the text.
    End,
}

/// The tokens of a member, or those before its value; see [`Tokens::plain_member`]. All places are
/// in bytes of the text.
pub struct PlainMember {
    /// The name with its quotes.
    pub name: Range<usize>,
    /// Where the value begins.
    pub value: usize,
    /// Where the value ends, and its length in code points, if it is a plain string.
    pub string: Option<(usize, u32)>,
}

/// Something wrong inside a token or between tokens, in bytes of the text.
pub type Flaw = (usize, usize, IssueKind);

/// Reads tokens from any place of a text on. Comments and odd white space are skipped; what is
/// wrong on the way is added to [`Tokens::flaws`].
pub struct Tokens<'s, S: Source + ?Sized> {
    source: &'s S,
    total: usize,
    dialect: Dialect,
    window: Cow<'s, str>,
    window_start: usize,
    window_end: usize,
    at: usize,
    /// Long strings known from before and where they begin, in the order of the text.
    known: Vec<(usize, Str)>,
    /// What was wrong so far, in the order in which it was met.
    pub flaws: Vec<Flaw>,
}

impl<'s, S: Source + ?Sized> Tokens<'s, S> {
    /// Tokens of `source` from the byte `at` on, which must not lie inside a token.
    pub fn new(source: &'s S, dialect: Dialect, at: usize) -> Tokens<'s, S> {
        Tokens {
            source,
            total: source.len(),
            dialect,
            window: Cow::Borrowed(""),
            window_start: at,
            window_end: at,
            at,
            known: Vec::new(),
            flaws: Vec::new(),
        }
    }

    /// Takes these strings, each closed and without flaws, as they are wherever one begins at the
    /// byte beside it. They must be in the order of the text.
    pub fn knowing(mut self, known: Vec<(usize, Str)>) -> Tokens<'s, S> {
        self.known = known;
        self
    }

    fn known(&self, start: usize) -> Option<&Str> {
        if self.known.is_empty() {
            return None;
        }
        let index = self.known.binary_search_by_key(&start, |(at, _)| *at).ok()?;
        Some(&self.known[index].1)
    }

    /// What is remembered of the known string at `start`.
    pub fn known_memo(&self, start: usize) -> Option<Arc<Memo>> {
        self.known(start)?.memo.clone()
    }

    /// Goes on from `at` instead, which must not lie inside a token.
    pub fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// The length of the whole text in bytes.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The text of `start..end`, borrowed from the source's pieces where that is possible.
    pub fn text(&self, start: usize, end: usize) -> Cow<'_, str> {
        if start >= self.window_start && end <= self.window_end {
            return Cow::Borrowed(&self.window[start - self.window_start..end - self.window_start]);
        }
        self.source.slice(start..end)
    }

    /// Makes the window begin at or before `at` and hold at least `least` bytes from there, or all
    /// there are.
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

    fn rest(&self, at: usize) -> &[u8] {
        &self.window.as_bytes()[at - self.window_start..]
    }

    /// Whether the window reaches to the end of the text.
    fn complete(&self) -> bool {
        self.window_end >= self.total
    }

    fn flaw(&mut self, start: usize, end: usize, kind: IssueKind) {
        self.flaws.push((start, end, kind));
    }

    /// The next token.
    pub fn token(&mut self) -> Token {
        let mut on_new_line = false;
        loop {
            self.ensure(self.at, 1);
            let rest = self.rest(self.at);
            let space = skip_space(rest, &mut on_new_line);
            let first = rest.get(space).copied();
            let start = self.at + space;
            self.at = start;
            let Some(byte) = first else {
                if start < self.total {
                    continue;
                }
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
                _ if self.odd_space(start) => continue,
                b'\'' => self.single_quoted(start, on_new_line),
                _ => match self.run(start, on_new_line) {
                    Some(token) => token,
                    None => continue,
                },
            };
            self.at = token.end();
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
            // A line comment's end is its line's end, which has to be in sight.
            if (len == rest.len() || scanned.is_err()) && !self.complete() {
                least = rest.len() * 2;
                continue;
            }
            *on_new_line |= rest[..len].contains(['\n', '\r']);
            let closed = scanned.is_ok();
            if !closed {
                self.flaw(start, start + len, IssueKind::UnclosedComment);
            } else if self.dialect == Dialect::Json {
                self.flaw(start, start + len, IssueKind::Comment);
            }
            self.at = start + len;
            return true;
        }
    }

    /// Skips white space that JSON does not know, or a byte order mark, at `start`; false if there
    /// is none.
    fn odd_space(&mut self, start: usize) -> bool {
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
            self.flaw(start + mark, start + len, IssueKind::OddSpace);
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

    /// A number, a literal or a word at `start`; `None` if what stands there begins nothing, in
    /// which case it was skipped.
    fn run(&mut self, start: usize, on_new_line: bool) -> Option<Token> {
        let mut least = 64;
        let (kind, len) = loop {
            self.ensure(start, least);
            let rest = &self.window[start - self.window_start..];
            let len = match run_end(rest) {
                // A lone `/`, which no comment follows.
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
            self.flaw(start, end, IssueKind::Garbage);
            self.at = end;
            return None;
        };
        Some(Token::new(kind, start, end, on_new_line))
    }

    /// Takes this piece of punctuation if it stands at once behind the last token. Returns where it
    /// begins.
    #[inline]
    pub fn take(&mut self, byte: u8) -> Option<usize> {
        let next = self.window.as_bytes().get(self.at.wrapping_sub(self.window_start));
        (next == Some(&byte)).then(|| {
            self.at += 1;
            self.at - 1
        })
    }

    /// Takes what stands behind the last token, up to a value, if it is as plain as nearly all of a
    /// manifest: a comma unless it is the `first` of an object, white space, a name without escapes,
    /// a colon, and at most one space; and the value as well, if it is a string without escapes. Of
    /// anything else nothing is taken.
    #[inline]
    pub fn plain_member(&mut self, first: bool) -> Option<PlainMember> {
        let bytes = self.window.as_bytes();
        let from = self.at.checked_sub(self.window_start)?;
        let mut at = from;
        if !first {
            if bytes.get(at) != Some(&b',') {
                return None;
            }
            at += 1;
        }
        at += skip_space(bytes.get(at..)?, &mut false);
        let name = at;
        let (name_end, _) = plain_string(bytes, name)?;
        if bytes.get(name_end) != Some(&b':') {
            return None;
        }
        at = name_end + 1;
        at += usize::from(bytes.get(at) == Some(&b' '));
        let string = match bytes.get(at)? {
            // One that is known need not be read.
            b'"' if self.known.is_empty() => plain_string(bytes, at),
            b'"' | b'{' | b'[' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9' => None,
            _ => return None,
        };
        let base = self.window_start;
        self.at = base + string.map_or(at, |(end, _)| end);
        Some(PlainMember {
            name: base + name..base + name_end,
            value: base + at,
            string: string.map(|(end, chars)| (base + end, chars)),
        })
    }

    /// The string whose opening quote stands at `start`, which is in the window.
    fn string(&mut self, start: usize, on_new_line: bool) -> Token {
        if let Some(string) = self.known(start) {
            let Str { chars, escaped, len, .. } = *string;
            let end = start + len as usize;
            let token = Token::new(TokenKind::String, start, end, on_new_line);
            return token.with(chars, escaped, true, false);
        }
        if let Some((len, chars)) = plain_string(self.rest(start), 0) {
            let token = Token::new(TokenKind::String, start, start + len, on_new_line);
            return token.with(chars, false, true, false);
        }
        self.intricate_string(start, on_new_line)
    }

    /// As [`Tokens::string`] for one that has escapes or mistakes in it, or ends beyond the window.
    #[inline(never)]
    fn intricate_string(&mut self, start: usize, on_new_line: bool) -> Token {
        let mut least = WINDOW;
        loop {
            self.ensure(start, least);
            let flaws = self.flaws.len();
            let complete = self.complete();
            let rest = &self.window.as_bytes()[start - self.window_start..];
            match scan_string(rest, complete, start, &mut self.flaws) {
                Some(StringEnd { len, chars, escaped, closed }) => {
                    let flawed = self.flaws.len() > flaws;
                    let token = Token::new(TokenKind::String, start, start + len, on_new_line);
                    return token.with(chars, escaped, closed, flawed);
                }
                None => {
                    self.flaws.truncate(flaws);
                    least = rest.len() * 2;
                }
            }
        }
    }
}

/// The length of the white space that `bytes` begins with; sets `line_break` if there is one in it.
fn skip_space(bytes: &[u8], line_break: &mut bool) -> usize {
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(b' ') => {}
            Some(b'\t') => {
                at += 1;
                continue;
            }
            Some(b'\n' | b'\r') => {
                *line_break = true;
                at += 1;
            }
            _ => return at,
        }
        // Nearly all white space is indentation.
        while let Some(word) = word(bytes, at) {
            let spaces = (word ^ (u64::from(b' ') * EACH)).trailing_zeros() as usize / 8;
            at += spaces;
            if spaces < 8 {
                break;
            }
        }
        while bytes.get(at) == Some(&b' ') {
            at += 1;
        }
    }
}

/// One in each byte of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The eight bytes of `bytes` from `at` on, if there are as many.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Where the run of characters ends that `text` begins with, if that is in sight.
fn run_end(text: &str) -> Option<usize> {
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

/// What a run of characters between delimiters is; `None` if it begins nothing.
fn classify(run: &str) -> Option<TokenKind> {
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
    if number_like && digits.starts_with(|c: char| c.is_ascii_digit())
        || matches!(digits, "NaN" | "Infinity")
    {
        return Some(TokenKind::BadNumber);
    }
    let word = first.is_alphanumeric() || matches!(first, '_' | '$' | '-' | '@');
    word.then_some(TokenKind::Word)
}

struct StringEnd {
    /// From the opening quote to after the closing one, in bytes.
    len: usize,
    chars: u32,
    escaped: bool,
    closed: bool,
}

/// Finds the end of the string that `bytes` begins with, and what is wrong in it; `None` if that
/// cannot be told before more text is seen. `base` is where `bytes` begins in the text.
fn scan_string(
    bytes: &[u8],
    complete: bool,
    base: usize,
    flaws: &mut Vec<Flaw>,
) -> Option<StringEnd> {
    let mut at = 1;
    let mut chars = 0u32;
    let mut escaped = false;
    let mut after_high_surrogate = false;
    let mut control = false;
    loop {
        let (len, more) = plain(&bytes[at..]);
        at += len;
        chars += more;
        after_high_surrogate &= len == 0;
        let unclosed = |len, chars, escaped, flaws: &mut Vec<Flaw>| {
            flaws.push((base, base + len, IssueKind::UnclosedString));
            Some(StringEnd { len, chars, escaped, closed: false })
        };
        match bytes.get(at) {
            Some(b'"') => return Some(StringEnd { len: at + 1, chars, escaped, closed: true }),
            Some(b'\n' | b'\r') => return unclosed(at, chars, escaped, flaws),
            None if complete => return unclosed(at, chars, escaped, flaws),
            None => return None,
            Some(b'\\') => {}
            // A control character; one of them is enough to say so.
            Some(_) => {
                if !control {
                    flaws.push((base + at, base + at + 1, IssueKind::ControlCharacter));
                }
                control = true;
                chars += 1;
                at += 1;
                continue;
            }
        }
        escaped = true;
        let rest = &bytes[at + 1..];
        // The longest escape has six bytes.
        if rest.len() < 5 && !complete {
            return None;
        }
        match rest.first() {
            None | Some(b'\n' | b'\r') => {
                flaws.push((base + at, base + at + 1, IssueKind::BadEscape));
                return unclosed(at + 1, chars + 1, true, flaws);
            }
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                after_high_surrogate = false;
                chars += 1;
                at += 2;
            }
            Some(b'u') if rest.len() >= 5 && rest[1..5].iter().all(u8::is_ascii_hexdigit) => {
                let unit = hex(&rest[1..5]);
                let low = (0xdc00..0xe000).contains(&unit);
                // The second half of a pair belongs to the character already counted.
                chars += u32::from(!(low && after_high_surrogate));
                after_high_surrogate = (0xd800..0xdc00).contains(&unit);
                at += 6;
            }
            Some(&first) => {
                let hexes = match first {
                    b'u' => rest[1..].iter().take_while(|b| b.is_ascii_hexdigit()).count(),
                    _ => 0,
                };
                let width = 1 + utf8_len(first) + hexes;
                flaws.push((base + at, base + at + width, IssueKind::BadEscape));
                after_high_surrogate = false;
                chars += 1;
                at += width;
            }
        }
    }
}

/// Where the string ends that begins at the byte `start`, and how many code points are in it, if
/// there is no escape and no mistake in it and its end is in sight.
#[inline]
fn plain_string(bytes: &[u8], start: usize) -> Option<(usize, u32)> {
    let inside = bytes.get(start..)?.strip_prefix(b"\"")?;
    let (len, chars) = plain(inside);
    (inside.get(len) == Some(&b'"')).then_some((start + len + 2, chars))
}

/// How many bytes `bytes` begins with that mean nothing but themselves in a string, and how many
/// code points they are. Many bytes are looked at in one go, because most of a manifest is this.
fn plain(bytes: &[u8]) -> (usize, u32) {
    const TOP: u64 = 0x80 * EACH;
    // The top bit of each byte that is zero; and of others, but only above one that is.
    let zeros = |word: u64| word.wrapping_sub(EACH) & !word;
    let mut rest = bytes;
    let mut continuing = 0;
    let mut len = 0;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let quote = zeros(word ^ (u64::from(b'"') * EACH));
        let backslash = zeros(word ^ (u64::from(b'\\') * EACH));
        let control = word.wrapping_sub(0x20 * EACH) & !word;
        let special = (quote | backslash | control) & TOP;
        if (special | word & TOP) != 0 {
            let mut later = (word >> 7) & !(word >> 6) & EACH;
            if special != 0 {
                let more = special.trailing_zeros() as usize / 8;
                later &= (1 << (8 * more)) - 1;
                len += more;
                return (len, len as u32 - continuing - later.count_ones());
            }
            continuing += later.count_ones();
        }
        rest = after;
        len += 8;
        if len == SHORT {
            let more = long(rest, &mut continuing);
            rest = &rest[more..];
            len += more;
        }
    }
    for byte in rest {
        if *byte < 0x20 || *byte == b'"' || *byte == b'\\' {
            break;
        }
        continuing += u32::from(is_continuing(*byte));
        len += 1;
    }
    (len, len as u32 - continuing)
}

/// From this length on, a string is taken for a long one.
const SHORT: usize = 64;

/// As [`plain`] for what is probably long: whole blocks, of which none has anything special in it.
fn long(bytes: &[u8], continuing: &mut u32) -> usize {
    let mut len = 0;
    for block in bytes.chunks_exact(64) {
        let special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
        // Without a way out in the middle, so that the compiler can look at all of it at once.
        if block.iter().fold(false, |found, byte| found | special(byte)) {
            break;
        }
        let later: u8 = block.iter().map(|byte| u8::from(is_continuing(*byte))).sum();
        *continuing += u32::from(later);
        len += block.len();
    }
    len
}

/// Whether the byte is one of a character's bytes but the first.
fn is_continuing(byte: u8) -> bool {
    (byte as i8) < -0x40
}

fn utf8_len(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

fn hex(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 16 + (*digit as char).to_digit(16).unwrap_or(0))
}

/// `text` as a JSON string, quotes included.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text that the inside of a string token (without its quotes) stands for. Escapes that mean
/// nothing stand for themselves, and half of a surrogate pair for U+FFFD.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, len) = unescape_one(rest);
        out.push(c);
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that the escape at the start of `text` stands for, and the escape's length in
/// bytes.
pub fn unescape_one(text: &str) -> (char, usize) {
    let bytes = text.as_bytes();
    let simple = |c| (c, 2);
    match bytes.get(1) {
        Some(b'n') => simple('\n'),
        Some(b't') => simple('\t'),
        Some(b'r') => simple('\r'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b @ (b'"' | b'\\' | b'/')) => simple(*b as char),
        Some(b'u') => {
            let unit = |at: usize| {
                let digits = bytes.get(at..at + 4)?;
                digits.iter().all(u8::is_ascii_hexdigit).then(|| hex(digits))
            };
            match unit(2) {
                Some(high @ 0xd800..0xdc00) => {
                    let low = (bytes.get(6..8) == Some(b"\\u")).then(|| unit(8)).flatten();
                    match low {
                        Some(low @ 0xdc00..0xe000) => {
                            let c = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                            (char::from_u32(c).unwrap_or('\u{fffd}'), 12)
                        }
                        _ => ('\u{fffd}', 6),
                    }
                }
                Some(c) => (char::from_u32(c).unwrap_or('\u{fffd}'), 6),
                None => ('\\', 1),
            }
        }
        _ => ('\\', 1),
    }
}
