//! Syntax errors.

use std::ops::Range;

/// One place where the text is not JSON. Offsets are relative to the entry or tail that owns it, so
/// that they stay valid when the text before the owner changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// First byte. Negative where the error is at the end of the entry before.
    pub start: i32,
    /// Length in bytes.
    pub len: u32,
    /// The kind of error.
    pub kind: SyntaxErrorKind,
    /// The repair, if there is a single likely one.
    pub repair: Option<Box<Repair>>,
}

impl SyntaxError {
    /// Creates an error without a repair.
    pub fn new(range: Range<usize>, kind: SyntaxErrorKind, base: usize) -> SyntaxError {
        let start = (range.start as i64 - base as i64) as i32;
        SyntaxError { start, len: range.len() as u32, kind, repair: None }
    }

    /// Returns the range in a text in which the owner begins at `base`.
    pub fn range(&self, base: usize) -> Range<usize> {
        absolute(self.start, self.len, base)
    }
}

impl Repair {
    /// The repair that deletes the text of an error in `range`.
    pub(super) fn deletion(range: Range<usize>, base: usize) -> Box<Repair> {
        let start = (range.start as i64 - base as i64) as i32;
        let edit = RepairEdit { start, len: range.len() as u32, text: "".into() };
        Box::new(Repair { edits: vec![edit], is_clear: true })
    }
}

/// Text edits that remove a syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The edits in document order, without overlaps.
    pub edits: Vec<RepairEdit>,
    /// Whether this is the only plausible reading of the text, so that the repair may be applied
    /// without a review once its result has been parsed and compared.
    pub is_clear: bool,
}

/// One edit of a [`Repair`]. Offsets are relative to the owner of the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairEdit {
    /// First replaced byte.
    pub start: i32,
    /// Number of replaced bytes.
    pub len: u32,
    /// The new text.
    pub text: Box<str>,
}

impl RepairEdit {
    /// Returns the replaced range in a text in which the owner begins at `base`.
    pub fn range(&self, base: usize) -> Range<usize> {
        absolute(self.start, self.len, base)
    }
}

fn absolute(start: i32, len: u32, base: usize) -> Range<usize> {
    let start = (base as i64 + i64::from(start)) as usize;
    start..start + len as usize
}

/// The kind of a syntax error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyntaxErrorKind {
    /// Nothing but white space.
    Empty,
    /// A closing bracket is missing here. Where several are missing at one place, the error belongs
    /// to the innermost container.
    Unclosed,
    /// A `}` or `]` without an opening bracket.
    StrayClose,
    /// A `}` that closes a `[`, or a `]` that closes a `{`.
    WrongClose,
    /// Entries that are indented like the content of a container whose opening bracket is missing.
    MissingOpen,
    /// Two entries without a comma between them.
    MissingComma,
    /// A comma without an entry before it.
    ExtraComma,
    /// A comma after the last entry.
    TrailingComma,
    /// A `;` in place of a comma.
    Semicolon,
    /// A colon in an unexpected place.
    StrayColon,
    /// A `=`, `=>` or `:=` in place of a colon.
    Equals,
    /// A member name without a colon after it.
    MissingColon,
    /// A colon without a value after it.
    MissingValue,
    /// A value in an object without a name before it.
    MissingKey,
    /// A member name without quotes.
    UnquotedKey,
    /// A member name with only one of its quotes.
    HalfQuotedKey,
    /// A string in single quotes or backticks.
    SingleQuotes,
    /// A string in typographic quotes.
    TypographicQuotes,
    /// A string without its opening quote.
    MissingOpeningQuote,
    /// A string that does not end in its line.
    UnclosedString,
    /// An unescaped double quote inside a string.
    UnescapedQuote,
    /// Strings that are joined with `+`.
    Concatenation,
    /// An unescaped line break inside a string.
    LineBreakInString,
    /// A bare word in place of a value.
    NotAValue,
    /// A literal of another language, such as `True` or `None`.
    ForeignLiteral,
    /// Characters that do not belong to any entry.
    Garbage,
    /// A comment that starts with `#`.
    HashComment,
    /// An unresolved merge conflict.
    Conflict,
    /// Text around the entire document, such as a Markdown fence or `export default`.
    Wrapper,
    /// A text in YAML.
    Yaml,
    /// An invalid number: `01`, `+1`, `.5`, `1.`, `0x1F`, `NaN`.
    BadNumber,
    /// An invalid escape in a string.
    BadEscape,
    /// A control character in a string that has to be escaped.
    ControlCharacter,
    /// A comment.
    Comment,
    /// A block comment without an end.
    UnclosedComment,
    /// White space other than space, tab, line feed and carriage return.
    InvalidWhitespace,
    /// Text after the only value that a JSON text may have.
    SecondValue,
    /// Nesting beyond [`super::MAX_DEPTH`].
    TooDeep,
    /// A text of more than [`MAX_BYTES`](crate::util::budget::MAX_BYTES) bytes, which is not parsed.
    TooLarge,
    /// A text of more than [`MAX_TOKENS`](crate::util::budget::MAX_TOKENS) tokens, which is not parsed.
    TooManyTokens,
    /// A text with more errors than [`max_syntax_errors`](crate::util::budget::max_syntax_errors), which is not
    /// parsed.
    TooManyErrors,
    /// An error that is reported together with another one. It is not reported itself.
    Consequence,
}

impl SyntaxErrorKind {
    /// Whether the text exceeds the budget of a document, and therefore is not parsed.
    pub fn is_excess(self) -> bool {
        use SyntaxErrorKind::*;
        matches!(self, TooLarge | TooManyTokens | TooManyErrors)
    }

    /// Whether the structure of the text is certain although it has this error, so that the parser
    /// continues without recovery.
    pub fn is_local(self) -> bool {
        use SyntaxErrorKind::*;
        matches!(
            self,
            Empty
                | TrailingComma
                | BadNumber
                | BadEscape
                | ControlCharacter
                | Comment
                | UnclosedComment
                | InvalidWhitespace
                | TooDeep
        )
    }
}

/// An error inside a token or between tokens: its start and end in bytes of the text, and its kind.
pub type LexError = (usize, usize, SyntaxErrorKind);
