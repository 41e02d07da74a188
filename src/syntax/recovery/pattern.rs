//! Patterns in a damaged line: where names, values and strings probably begin and end.

use super::line::is_space;

/// Maximum number of quotes that are considered as the end of a string.
const MAX_QUOTES: usize = 64;

/// Maximum distance in bytes to the end of a string in quotes other than double ones.
const MAX_QUOTED: usize = 4096;

/// A damaged line. Offsets are bytes of the text.
pub struct Pattern<'t> {
    pub text: &'t str,
    bytes: &'t [u8],
    /// End of the line.
    pub end: usize,
    /// The double quotes that are not escaped.
    quotes: Vec<usize>,
}

impl<'t> Pattern<'t> {
    /// Patterns in the line of `text` from `from` to `end`.
    pub fn new(text: &'t str, from: usize, end: usize) -> Pattern<'t> {
        let quotes = quotes(&text[from..end]).map(|at| from + at).collect();
        Pattern { text, bytes: text.as_bytes(), end, quotes }
    }

    /// The byte at `at`; 0 at the end of the line.
    pub fn byte(&self, at: usize) -> u8 {
        if at < self.end { self.bytes[at] } else { 0 }
    }

    /// The offset of the next byte after white space.
    pub fn skip(&self, mut at: usize) -> usize {
        while at < self.end && is_space(self.bytes[at]) {
            at += 1;
        }
        at
    }

    /// The end of the text before `at`, without white space, but not before `start`.
    pub fn trim(&self, start: usize, mut at: usize) -> usize {
        while at > start && is_space(self.bytes[at - 1]) {
            at -= 1;
        }
        at
    }

    /// Whether nothing follows `at` in the line.
    pub fn is_end(&self, at: usize) -> bool {
        self.skip(at) >= self.end
    }

    /// The double quotes from `at` on, at most [`MAX_QUOTES`].
    pub fn quotes(&self, at: usize) -> &[usize] {
        let from = self.quotes.partition_point(|quote| *quote < at);
        &self.quotes[from..self.quotes.len().min(from + MAX_QUOTES)]
    }

    /// Whether the number of double quotes from `at` on is odd.
    pub fn has_odd_quotes(&self, at: usize) -> bool {
        let from = self.quotes.partition_point(|quote| *quote < at);
        (self.quotes.len() - from) % 2 == 1
    }

    /// The end of the characters from `at` on that satisfy `is`.
    fn while_byte(&self, mut at: usize, is: impl Fn(u8) -> bool) -> usize {
        while at < self.end && is(self.bytes[at]) {
            at += 1;
        }
        at
    }

    /// Whether a colon, or a `=` in its place, follows at `at`.
    pub fn is_colon(&self, at: usize) -> bool {
        matches!(self.byte(self.skip(at)), b':' | b'=')
    }

    /// The end of the string that begins at `at`, at the next double quote.
    pub fn string(&self, at: usize) -> Option<usize> {
        if self.byte(at) != b'"' {
            return None;
        }
        self.quotes(at + 1).first().map(|quote| quote + 1)
    }

    /// The end of the name in double quotes at `at`, if a colon follows.
    pub fn name(&self, at: usize) -> Option<usize> {
        self.string(at).filter(|end| self.is_colon(*end))
    }

    /// The end of the name at `at` that has only its opening quote, if a colon and a value follow.
    pub fn opened_name(&self, at: usize) -> Option<usize> {
        if self.byte(at) != b'"' {
            return None;
        }
        let end = self.while_byte(at + 1, |byte| is_name(byte) || matches!(byte, b'@' | b'/'));
        let colon = self.skip(end);
        if end == at + 1 || self.byte(colon) != b':' {
            return None;
        }
        let value = self.skip(colon + 1);
        let follows = value >= self.end || self.begins_value(value) || value > colon + 1;
        follows.then_some(end)
    }

    /// The end of the bare word at `at`, if a colon follows.
    pub fn bare_name(&self, at: usize) -> Option<usize> {
        let first = self.byte(at);
        if !first.is_ascii_alphabetic() && !matches!(first, b'_' | b'$') {
            return None;
        }
        let end = self.while_byte(at, is_name);
        self.is_colon(end).then_some(end)
    }

    /// Whether the text is a bare word.
    pub fn is_word(&self, start: usize, end: usize) -> bool {
        start < end && self.bytes[start..end].iter().all(|byte| is_name(*byte))
    }

    /// Whether nothing else belongs to the entry that ends at `at`.
    pub fn ends_entry(&self, at: usize) -> bool {
        let at = self.skip(at);
        at >= self.end || matches!(self.bytes[at], b',' | b'}' | b']') || self.is_comment(at)
    }

    /// Whether a bare word and a colon begin at `at`.
    pub fn bare_name_and_colon(&self, at: usize) -> bool {
        self.bare_name(at).is_some_and(|end| self.byte(self.skip(end)) == b':')
    }

    /// The end of the name at `at` that has only its closing quote, if a colon follows.
    pub fn closed_name(&self, at: usize) -> Option<usize> {
        let delimiter = |byte| matches!(byte, b'"' | b':' | b'{' | b'}' | b'[' | b']' | b',');
        let end = self.while_byte(at, |byte| !delimiter(byte));
        (end > at && self.byte(end) == b'"' && self.is_colon(end + 1)).then_some(end + 1)
    }

    /// Whether a JSON value begins at `at`.
    pub fn begins_value(&self, at: usize) -> bool {
        match self.byte(at) {
            b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' => true,
            _ => self.literal(at).is_some(),
        }
    }

    /// The end of the JSON literal at `at`.
    pub fn literal(&self, at: usize) -> Option<usize> {
        let rest = &self.bytes[at.min(self.end)..self.end];
        let literal =
            [&b"true"[..], b"false", b"null"].into_iter().find(|it| rest.starts_with(it))?;
        let end = at + literal.len();
        (!is_name(self.byte(end)) || self.byte(end) == b'.').then_some(end)
    }

    /// The end of the number or literal at `at`, if a delimiter follows.
    pub fn scalar(&self, at: usize) -> Option<usize> {
        let end = self.literal(at).or_else(|| self.number(at))?;
        let delimited = matches!(self.byte(end), 0 | b',' | b';' | b'}' | b']' | b':')
            || is_space(self.byte(end));
        delimited.then_some(end)
    }

    fn number(&self, at: usize) -> Option<usize> {
        let digits = |at| self.while_byte(at, |byte| byte.is_ascii_digit());
        let start = at + usize::from(self.byte(at) == b'-');
        let mut end = digits(start);
        if end == start || self.byte(start) == b'0' && end > start + 1 {
            return None;
        }
        if self.byte(end) == b'.' {
            let fraction = digits(end + 1);
            if fraction == end + 1 {
                return None;
            }
            end = fraction;
        }
        if matches!(self.byte(end), b'e' | b'E') {
            let from = end + 1 + usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
            let exponent = digits(from);
            if exponent == from {
                return None;
            }
            end = exponent;
        }
        Some(end)
    }

    /// Whether a comment begins at `at`.
    pub fn is_comment(&self, at: usize) -> bool {
        self.byte(at) == b'/' && matches!(self.byte(at + 1), b'/' | b'*')
    }

    /// Whether a member of an object probably begins at `at`.
    fn begins_member(&self, at: usize) -> bool {
        let word = |from| self.while_byte(from, is_name);
        let closed_word = || {
            let end = word(at);
            end > at && self.byte(end) == b'"' && self.byte(self.skip(end + 1)) == b':'
        };
        // A name without its colon.
        let name_and_value = || {
            let end = word(at + 1);
            self.byte(at) == b'"' && self.byte(end) == b'"' && self.begins_value(self.skip(end + 1))
        };
        self.name(at).is_some()
            || self.opened_name(at).is_some()
            || self.bare_name(at).is_some()
            || closed_word()
            || name_and_value()
    }

    /// Whether the quote before `after` may end a value of an object or array, by what follows.
    pub fn may_end_value(&self, after: usize, in_object: bool) -> bool {
        let at = self.skip(after);
        if at >= self.end || self.is_comment(at) {
            return true;
        }
        match self.byte(at) {
            b';' => self.is_end(at + 1),
            b',' => {
                let next = self.skip(at + 1);
                next >= self.end
                    || matches!(self.byte(next), b'}' | b']' | b',')
                    || self.is_comment(next)
                    || if in_object { self.begins_member(next) } else { self.begins_value(next) }
            }
            b'}' | b']' => {
                let next =
                    self.while_byte(at, |byte| is_space(byte) || matches!(byte, b'}' | b']'));
                next >= self.end
                    || matches!(self.byte(next), b',' | b';')
                    || self.name(next).is_some()
            }
            b'"' if in_object => self.name(at).is_some(),
            b'"' if at > after => self.string(at).is_some_and(|end| {
                let next = self.skip(end);
                next >= self.end || matches!(self.byte(next), b',' | b']')
            }),
            _ => false,
        }
    }

    /// Whether an element or member begins at the quote at `at`.
    pub fn begins_entry(&self, at: usize, in_object: bool) -> bool {
        if in_object {
            return self.name(at).is_some();
        }
        self.string(at).is_some_and(|end| {
            let next = self.skip(end);
            next >= self.end || matches!(self.byte(next), b',' | b']' | b'}' | b':')
        })
    }

    /// The ends of the strings that begin at `at` with the quote `open`, by their closing quotes.
    pub fn closing_quotes(&self, at: usize, open: char) -> impl Iterator<Item = usize> {
        let mut limit = self.end.min(at + MAX_QUOTED);
        while !self.text.is_char_boundary(limit) {
            limit -= 1;
        }
        let from = at + open.len_utf8();
        self.text[from..limit.max(from)]
            .char_indices()
            .filter(move |(_, c)| closes(open, *c))
            .map(move |(index, c)| from + index + c.len_utf8())
            .take(MAX_QUOTES)
    }
}

/// Whether `close` may end a string that begins with the quote `open`.
fn closes(open: char, close: char) -> bool {
    match open {
        '\'' | '`' => close == open,
        _ => "”“‟»’‘‛´\"".contains(close),
    }
}

/// Whether `c` is a quote other than the double quote of JSON.
pub fn is_other_quote(c: char) -> bool {
    "'`“„”‟«‘‚’‛´".contains(c)
}

/// Whether a byte may belong to a bare name.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b'-')
}

/// The offsets of the double quotes in `line` that are not escaped.
pub fn quotes(line: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    line.bytes().enumerate().filter_map(move |(at, byte)| {
        let was_escaped = escaped;
        escaped = byte == b'\\' && !was_escaped;
        (byte == b'"' && !was_escaped).then_some(at)
    })
}
