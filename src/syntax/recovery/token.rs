//! Tokens and errors of a text that is not well-formed.

use std::ops::Range;

use crate::syntax::error::SyntaxErrorKind;
use crate::syntax::tree::ContainerKind;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Open(ContainerKind),
    Close(ContainerKind),
    /// A container without errors, from its opening to its closing bracket. Its index is in
    /// [`Tok::data`].
    Atom(ContainerKind),
    Comma,
    Colon,
    /// A string. Its decoded length is in [`Tok::data`].
    String,
    Number,
    True,
    False,
    Null,
    BadNumber,
    /// Anything else in the place of a name or value.
    Word,
    End,
}

impl Kind {
    /// Whether the token is a value or the end of one.
    pub fn ends_value(self) -> bool {
        !matches!(self, Kind::Open(_) | Kind::Comma | Kind::Colon | Kind::End)
    }

    /// Whether the token is a value or the start of one.
    pub fn begins_value(self) -> bool {
        !matches!(self, Kind::Close(_) | Kind::Comma | Kind::Colon | Kind::End)
    }

    /// Whether the token is a string, number or literal.
    pub fn is_scalar(self) -> bool {
        use Kind::*;
        matches!(self, String | Number | True | False | Null | BadNumber)
    }
}

/// A token with its line.
#[derive(Debug, Clone, Copy)]
pub struct Tok {
    pub kind: Kind,
    /// Whether it is the first token of its line.
    pub first: bool,
    /// Whether it was recognized as a member name.
    pub is_key: bool,
    /// Whether a string has an escape.
    pub escaped: bool,
    /// Whether a string has its closing quote.
    pub closed: bool,
    /// Whether the token has an error.
    pub has_errors: bool,
    /// The indentation of its line in columns.
    pub indent: u16,
    /// The start of its line, which identifies the line.
    pub line: u32,
    pub start: u32,
    pub end: u32,
    pub data: u32,
}

impl Tok {
    pub fn start(&self) -> usize {
        self.start as usize
    }

    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// The start of the line that the token ends in.
    pub fn end_line(&self, text: &str) -> usize {
        // Only an atom can have several lines.
        let bytes = &text.as_bytes()[self.start()..self.end()];
        let is_atom = matches!(self.kind, Kind::Atom(_));
        match is_atom.then(|| memchr::memrchr(b'\n', bytes)).flatten() {
            Some(at) => self.start() + at + 1,
            None => self.line as usize,
        }
    }
}

/// A syntax error in bytes of the text, before errors with one cause are merged.
#[derive(Debug, Clone)]
pub struct Mark {
    pub kind: SyntaxErrorKind,
    pub range: Range<usize>,
    /// The start of its line.
    pub line: usize,
    /// The offset that decides which entry the error belongs to.
    pub anchor: usize,
    /// The container whose closing bracket is missing or wrong.
    pub container: Option<usize>,
    /// The text that a missing comma is about: from the entry before to the first token of the next.
    pub around: Option<Range<usize>>,
    /// Whether a bracket was inserted, removed or replaced here.
    pub at_bracket: bool,
    /// Whether it may be a consequence of another error in its line.
    pub secondary: bool,
    /// How to remove it.
    pub repair: Option<MarkRepair>,
}

/// The edits that remove an error, in bytes of the text.
#[derive(Debug, Clone)]
pub struct MarkRepair {
    pub edits: Vec<(Range<usize>, String)>,
    pub is_clear: bool,
}

impl Mark {
    pub fn new(kind: SyntaxErrorKind, range: Range<usize>, line: usize) -> Mark {
        Mark {
            kind,
            anchor: range.start,
            range,
            line,
            container: None,
            around: None,
            at_bracket: false,
            secondary: false,
            repair: None,
        }
    }

    /// Sets a clear repair of one edit.
    pub fn replace(self, range: Range<usize>, text: impl Into<String>) -> Mark {
        self.repair(vec![(range, text.into())], true)
    }

    /// Sets the repair.
    pub fn repair(mut self, edits: Vec<(Range<usize>, String)>, is_clear: bool) -> Mark {
        self.repair = Some(MarkRepair { edits, is_clear });
        self
    }

    /// The same error, reported together with another one.
    pub fn hidden(self) -> Mark {
        Mark { kind: SyntaxErrorKind::Consequence, repair: None, ..self }
    }

    /// Makes the error a possible consequence of others in its line.
    pub fn secondary(mut self) -> Mark {
        self.secondary = true;
        self
    }
}
