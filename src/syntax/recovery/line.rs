//! Lines of a text.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// A line, or the rest of one after a container or string of several lines.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Start of the line; identifies it.
    pub start: usize,
    /// First byte to read.
    pub from: usize,
    /// End of the line, without the line break.
    pub end: usize,
    /// Indentation in columns.
    pub indent: u16,
    /// Whether a value ends before `from`, in the same line.
    pub after_value: bool,
}

/// Returns the indentation in columns of the line that begins at `at`, and the offset of its first
/// token.
pub fn indentation(bytes: &[u8], at: usize) -> (u16, usize) {
    let mut columns = 0u16;
    for (index, byte) in bytes[at..].iter().enumerate() {
        columns = match byte {
            b' ' => columns.saturating_add(1),
            b'\t' => (columns | 3).saturating_add(1),
            _ => return (columns, at + index),
        };
    }
    (columns, bytes.len())
}

/// Whether a byte is white space inside a line.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// The start of the line after the one that `at` is in.
pub fn next_line(text: &str, at: usize) -> usize {
    memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |len| at + len + 1)
}

/// Whether the text consists of white space.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// The last character before `end`, but not before `start`.
pub fn last_char(text: &str, start: usize, end: usize) -> Range<usize> {
    let len = text[start..end].chars().next_back().map_or(0, char::len_utf8);
    end - len..end
}

/// The start of the line that `at` is in.
pub fn line_start(text: &str, at: usize) -> usize {
    memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |index| index + 1)
}
