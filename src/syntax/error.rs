//! What is not JSON about a text.

use std::ops::Range;

/// One place where the text is not JSON. Offsets are relative to the entry or tail that owns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it begins, in bytes.
    pub start: u32,
    /// How long it is, in bytes.
    pub len: u32,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
}

impl SyntaxError {
    /// The range in a text where its owner begins at `base`.
    pub fn range(&self, base: usize) -> Range<usize> {
        let start = base + self.start as usize;
        start..start + self.len as usize
    }
}

/// Why a text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyntaxErrorKind {
    /// Nothing but white space.
    Empty,
    /// A `{` or `[` without its counterpart.
    Unclosed,
    /// A `}` or `]` that closes nothing.
    StrayClose,
    /// Two entries with no comma between them.
    MissingComma,
    /// A comma with no entry before it.
    ExtraComma,
    /// A comma after the last entry.
    TrailingComma,
    /// A colon where none belongs.
    StrayColon,
    /// A member's name that is not followed by a colon.
    MissingColon,
    /// A colon that no value follows.
    MissingValue,
    /// A value in an object without a name before it.
    MissingKey,
    /// A member's name without double quotes.
    UnquotedKey,
    /// Something that is no JSON value: a bare word, or a string in single quotes.
    NotAValue,
    /// Characters that begin nothing.
    Garbage,
    /// A number that JSON does not know: `01`, `+1`, `.5`, `1.`, `0x1F`, `NaN`.
    BadNumber,
    /// A string that does not end before its line does.
    UnclosedString,
    /// A backslash in a string followed by something it cannot escape.
    BadEscape,
    /// A control character in a string that has to be escaped.
    ControlCharacter,
    /// A comment.
    Comment,
    /// A block comment that does not end.
    UnclosedComment,
    /// White space other than space, tab, line feed and carriage return.
    InvalidWhitespace,
    /// More text after the one value that a JSON text is.
    SecondValue,
    /// Nesting beyond [`super::MAX_DEPTH`].
    TooDeep,
    /// A text of more than [`MAX_BYTES`](crate::util::budget::MAX_BYTES) bytes, which is not parsed.
    TooLarge,
    /// A text of more than [`MAX_TOKENS`](crate::util::budget::MAX_TOKENS) tokens, which is not parsed.
    TooManyTokens,
}

impl SyntaxErrorKind {
    /// Whether the text exceeds the budget of a document, and therefore is not parsed.
    pub fn is_excess(self) -> bool {
        matches!(self, SyntaxErrorKind::TooLarge | SyntaxErrorKind::TooManyTokens)
    }
}

/// An error inside a token or between tokens: its start and end in bytes of the text, and its kind.
pub type LexError = (usize, usize, SyntaxErrorKind);
