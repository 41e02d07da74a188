//! JSON that is safe on a terminal and in the log of a runner.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::cli::sanitize::{is_command, sanitize_char};
use crate::text::swar::{HIGH_BITS, LOW_BITS, eq_mask};

/// Writes `value` as JSON. Characters that control a terminal or change the direction of text are escaped, and so
/// is the start of a command of a runner inside a line.
pub(super) fn write_json(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaped)).map_err(io::Error::from)
}

/// Returns the JSON text `json` with the same escapes. Such characters only occur in its strings.
pub(in crate::cli) fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for (at, c) in json.char_indices() {
        if is_command(json, at) || c >= '\u{7f}' && sanitize_char(c) != c {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether nothing is escaped in `text`, which has no control character below DEL: JSON has escaped them.
fn is_plain(text: &str) -> bool {
    let is_plain = |word: u64| {
        // Adding one sets the top bit of DEL, and changes the next byte only after one that is not ASCII.
        let special = word | word.wrapping_add(LOW_BITS) | eq_mask(word, b'#');
        special & HIGH_BITS == 0
    };
    let bytes = text.as_bytes();
    let (words, rest) = bytes.as_chunks();
    let is_plain = |word: &[u8; 8]| is_plain(u64::from_le_bytes(*word));
    words.iter().all(is_plain)
        && match bytes.last_chunk() {
            // The last word may overlap the one before.
            Some(last) => is_plain(last),
            None => rest.iter().all(|byte| *byte < 0x7f && *byte != b'#'),
        }
}

struct Escaped;

impl Formatter for Escaped {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_plain(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, c) in fragment.char_indices() {
            if is_command(fragment, at) || sanitize_char(c) != c {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                // All replaced characters have 16 bits.
                write!(writer, "\\u{:04x}", u32::from(c))?;
                written = at + c.len_utf8();
            }
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_found_at_every_offset() {
        for len in 0..20 {
            let plain = "a".repeat(len);
            assert!(is_plain(&plain), "{len}");
            for at in 0..=len {
                for special in ["#", "\u{7f}", "\u{9b}", "\u{202e}"] {
                    let mut text = plain.clone();
                    text.insert_str(at, special);
                    assert!(!is_plain(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn json_escapes_control_characters_and_commands() {
        let text = "a\u{9b}31m\u{202e}\u{7f}\n##[add-mask]x [\u{e9}] ::stop-commands::x";
        let mut out = Vec::new();
        write_json(&mut out, &text).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        assert_eq!(escape_json(&serde_json::to_string(text).unwrap()), json);
        assert_eq!(
            json,
            "\"a\\u009b31m\\u202e\\u007f\\n#\\u0023[add-mask]x [\u{e9}] ::stop-commands::x\""
        );
    }
}
