//! The budget of one document: the only place where the limits of all commands and requests are defined.
//!
//! A manifest comes from a repository, a pull request or the network. With these limits, a check needs
//! at most 30 times the size of the input plus 64 MB of memory, and an answer has at most 10 times that
//! size plus 1 MB.

use std::borrow::Cow;

/// Maximum size of a document in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// Maximum number of tokens of a document: names, other values, brackets, commas and colons. A large
/// manifest is large because of its code, which is one token.
pub const MAX_TOKENS: usize = 1_000_000;

/// Maximum number of syntax errors of a text of `len` bytes. An error takes more memory than any other byte.
pub fn max_syntax_errors(len: usize) -> usize {
    20_000 + len / 40
}

/// Maximum number of tokens of a text of `len` bytes with an error in its structure.
pub fn max_damaged_tokens(len: usize) -> usize {
    200_000 + len / 4
}

/// Maximum nesting of objects and arrays.
pub const MAX_DEPTH: usize = 256;

/// Maximum number of findings of a document that are stored. Further ones are only counted.
pub const MAX_STORED_FINDINGS: usize = 20_000;

/// Maximum number of findings with a fix of a document of `len` bytes that are stored to apply all fixes. It
/// grows with the document, so that the number of rounds does not.
pub fn max_stored_fixes(len: usize) -> usize {
    MAX_STORED_FINDINGS + len / 40
}

/// Maximum number of findings in one answer, unless the document is large.
pub const MAX_FINDINGS: usize = 1_000;

/// Maximum size, in bytes, of the pointers and messages of the findings in one answer, as JSON, unless
/// the document is large.
pub const MAX_FINDING_TEXT: usize = 256 << 10;

/// Maximum number of findings in one answer about a document of `len` bytes.
pub fn max_findings(len: usize) -> usize {
    MAX_FINDINGS.max(len / 5_000)
}

/// Maximum size, in bytes, of the pointers and messages of the findings in one answer about a document of
/// `len` bytes, as JSON.
pub fn max_finding_text(len: usize) -> usize {
    MAX_FINDING_TEXT.max(len / 20)
}

/// Maximum number of characters of a name in a JSON Pointer that is shown.
pub const MAX_NAME: usize = 1_000;

/// Maximum number of characters of a message.
pub const MAX_MESSAGE: usize = 1_000;

/// Size, in bytes, of a report without the part that depends on the size of the document.
const MIN_REPORT: usize = 1 << 20;

/// Maximum size, in bytes, of the report about a document of `len` bytes.
pub fn max_report(len: usize) -> usize {
    MIN_REPORT + 8 * len
}

/// Maximum number of bytes that the structural fixes of a document of `len` bytes may parse. Each one parses
/// the value that it changes, and many can change the same value.
pub fn max_reshaped(len: usize) -> usize {
    (16 << 20) + 16 * len
}

/// Returns `text` cut to [`MAX_MESSAGE`] characters.
pub fn cut_message(text: String) -> String {
    match cut(&text, MAX_MESSAGE) {
        Some(start) => format!("{start}…"),
        None => text,
    }
}

/// Returns `name` cut to [`MAX_NAME`] characters, for a JSON Pointer that is shown.
pub fn cut_name(name: &str) -> Cow<'_, str> {
    match cut(name, MAX_NAME) {
        Some(start) => Cow::Owned(format!("{start}…")),
        None => Cow::Borrowed(name),
    }
}

/// Returns the first `max` characters of `text` if it has more.
pub fn cut(text: &str, max: usize) -> Option<&str> {
    if text.len() <= max {
        return None;
    }
    text.char_indices().nth(max).map(|(at, _)| &text[..at])
}

/// The size of `text` as JSON, in bytes.
pub fn json_len(text: &str) -> usize {
    /// The maximum number of bytes whose escapes can be counted in one byte, which the compiler vectorizes.
    const CHUNK: usize = 48;
    let escape = |byte: &u8| u8::from(*byte == b'"' || *byte == b'\\') + 5 * u8::from(*byte < 0x20);
    let escapes = |chunk: &[u8]| usize::from(chunk.iter().map(escape).sum::<u8>());
    text.len() + text.as_bytes().chunks(CHUNK).map(escapes).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_counts_characters() {
        assert_eq!(cut("äöü", 3), None);
        assert_eq!(cut("äöü", 2), Some("äö"));
        assert_eq!(cut_message("é".repeat(MAX_MESSAGE + 1)).chars().count(), MAX_MESSAGE + 1);
    }

    #[test]
    fn json_len_counts_escapes() {
        let text = "a\"\\\u{1}é";
        assert_eq!(json_len(text) + 2, serde_json::to_string(text).unwrap().len());
    }
}
