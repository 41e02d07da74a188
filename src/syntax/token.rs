//! A token of JSON, and its kind.

/// A token of JSON.
///
/// It is packed into two words, because a token is created and copied for every few bytes of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Token {
    /// Start in the low half, end in the high half.
    span: u64,
    /// Tag in the lowest byte, flags in the next, a string's length in the high half.
    facts: u64,
}

const ESCAPED: u64 = 1 << 8;
const CLOSED: u64 = 1 << 9;
const HAS_ERRORS: u64 = 1 << 10;
const ON_NEW_LINE: u64 = 1 << 11;

/// All kinds, indexed by their numbers.
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
    /// Creates a token that is not a string.
    #[inline]
    pub fn new(kind: TokenKind, start: usize, end: usize, on_new_line: bool) -> Token {
        let span = start as u64 | (end as u64) << 32;
        let line = if on_new_line { ON_NEW_LINE } else { 0 };
        Token { span, facts: kind as u64 | line }
    }

    /// Returns the token as a string with these properties.
    pub(super) fn with(self, chars: u32, escaped: bool, closed: bool, has_errors: bool) -> Token {
        let flag = |set: bool, flag: u64| if set { flag } else { 0 };
        let flags = flag(escaped, ESCAPED) | flag(closed, CLOSED) | flag(has_errors, HAS_ERRORS);
        Token { facts: self.facts | flags | u64::from(chars) << 32, ..self }
    }

    /// Returns the kind of the token.
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

    /// Returns whether a string contains a syntax error.
    pub fn has_errors(self) -> bool {
        self.facts & HAS_ERRORS != 0
    }

    /// Returns the start of the token, in bytes of the text.
    pub fn start(self) -> usize {
        self.span as u32 as usize
    }

    /// Returns the end of the token, in bytes of the text.
    pub fn end(self) -> usize {
        (self.span >> 32) as usize
    }

    /// Returns whether a line break is between the previous token and this one.
    pub fn on_new_line(self) -> bool {
        self.facts & ON_NEW_LINE != 0
    }
}

/// Kind of a token.
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
    /// A valid number.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
    /// A bare word or a single-quoted string.
    Word,
    /// An invalid number.
    BadNumber,
    /// The end of the text.
    End,
}
