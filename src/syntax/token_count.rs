//! The number of tokens of a text, which limits the memory of its tree before there is one.

use crate::text::Source;
use crate::util::budget::{MAX_BYTES, MAX_TOKENS};

use super::error::SyntaxErrorKind;

/// Size, in bytes, of the pieces in which a rope is read.
const PIECE: usize = 64 << 10;

/// Why the document `source` exceeds the budget; `None` if it does not. Takes constant memory.
pub(super) fn excess<S: Source + ?Sized>(source: &S) -> Option<SyntaxErrorKind> {
    match source.len() {
        len if len <= MAX_TOKENS => None,
        len if len > MAX_BYTES => Some(SyntaxErrorKind::TooLarge),
        _ => (count(source) > MAX_TOKENS).then_some(SyntaxErrorKind::TooManyTokens),
    }
}

/// Where a byte of the text is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Between,
    /// In a word or a number.
    Word,
    String,
    LineComment,
    BlockComment,
}

/// Counts the tokens of `source`, and stops above [`MAX_TOKENS`]. A text that is not JSON can have more
/// tokens for the lexer, but only in strings without their first quote.
fn count<S: Source + ?Sized>(source: &S) -> usize {
    let (mut state, mut before, mut tokens, mut at) = (State::Between, 0, 0, 0);
    while at < source.len() && tokens <= MAX_TOKENS {
        let window = source.window(at, PIECE.min(source.len() - at));
        let bytes = window.as_bytes();
        at += bytes.len();
        let mut index = 0;
        while let Some(&byte) = bytes.get(index) {
            // The inside of strings and comments is most of a large text.
            if state == State::String && !matches!(byte, b'"' | b'\\' | b'\n') {
                let rest = &bytes[index..];
                let skipped = memchr::memchr3(b'"', b'\\', b'\n', rest).unwrap_or(rest.len());
                index += skipped;
                before = 0;
                continue;
            }
            index += 1;
            let last = std::mem::replace(&mut before, byte);
            state = match (state, byte) {
                // An escaped backslash does not escape.
                (State::String, b'\\') if last == b'\\' => {
                    before = 0;
                    State::String
                }
                (State::String, b'"') if last == b'\\' => State::String,
                (State::String, b'"' | b'\n') => State::Between,
                (State::String, _) => State::String,
                (State::LineComment, b'\n') => State::Between,
                (State::BlockComment, b'/') if last == b'*' => State::Between,
                (State::LineComment | State::BlockComment, _) => state,
                (_, b' ' | b'\t' | b'\r' | b'\n') => State::Between,
                (_, b'/') if last == b'/' => State::LineComment,
                (_, b'*') if last == b'/' => State::BlockComment,
                (State::Word, byte) if is_word(byte) => State::Word,
                (_, byte) => {
                    tokens += 1;
                    match byte {
                        b'"' => State::String,
                        byte if is_word(byte) => State::Word,
                        _ => State::Between,
                    }
                }
            };
        }
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'=') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Buffer;

    #[test]
    fn count_counts_tokens_outside_of_strings_and_comments() {
        for (text, tokens) in [
            (r#"{ "a": [1, -2.5e+3, true], "b\"c\\": {} }"#, 16),
            ("[] // , , ,\n [] /* , */ [1]", 9),
            ("\"open , ,\n,", 2),
            ("\0\0\0,", 4),
            ("", 0),
        ] {
            assert_eq!(count(text), tokens, "{text}");
        }
    }

    #[test]
    fn count_is_equal_for_a_rope() {
        let text = "{ \"name\\\\\": \"a\\\"b\" } // x\n".repeat(20_000);
        assert_eq!(count(text.as_str()), count(Buffer::new(&text).source()));
    }
}
