//! Fast scanning of whitespace and strings, which are nearly all of a manifest: several bytes at a time.

use super::error::{LexError, SyntaxErrorKind};
use super::escape::hex;
use super::tree::Value;
use crate::text::swar::{HIGH_BITS, LOW_BITS, eq_mask, first_byte_index, load_word};

/// Returns the end of the whitespace at `at`, and sets `line_break` if it contains a line break.
#[inline]
pub fn skip_space(bytes: &[u8], mut at: usize, line_break: &mut bool) -> usize {
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
        // Nearly all whitespace is indentation.
        loop {
            let Some(word) = load_word(bytes, at) else {
                at += bytes[at..].iter().take_while(|byte| **byte == b' ').count();
                break;
            };
            let others = word ^ (u64::from(b' ') * LOW_BITS);
            if others != 0 {
                at += first_byte_index(others);
                break;
            }
            at += 8;
        }
    }
}

/// Length and properties of a scanned string.
pub struct StringEnd {
    /// Length with quotes, in bytes.
    pub len: usize,
    /// Decoded length, in Unicode code points.
    pub chars: u32,
    /// Whether it has a backslash.
    pub escaped: bool,
    /// Whether it has its closing quote.
    pub closed: bool,
}

/// Scans the string at the start of `bytes`, and adds its errors to `errors`, until there are `max_errors`.
/// Returns `None` if more text is required to find its end. `base` is the offset of `bytes` in the text.
pub fn scan_string(
    bytes: &[u8],
    complete: bool,
    base: usize,
    errors: &mut Vec<LexError>,
    max_errors: usize,
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
        let unclosed = |len, chars, escaped, errors: &mut Vec<LexError>| {
            errors.push((base, base + len, SyntaxErrorKind::UnclosedString));
            Some(StringEnd { len, chars, escaped, closed: false })
        };
        match bytes.get(at) {
            Some(b'"') => return Some(StringEnd { len: at + 1, chars, escaped, closed: true }),
            Some(b'\n' | b'\r') => return unclosed(at, chars, escaped, errors),
            None if complete => return unclosed(at, chars, escaped, errors),
            None => return None,
            Some(b'\\') => {}
            // Only the first control character of a string is reported.
            Some(_) => {
                if !control {
                    errors.push((base + at, base + at + 1, SyntaxErrorKind::ControlCharacter));
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
                errors.push((base + at, base + at + 1, SyntaxErrorKind::BadEscape));
                return unclosed(at + 1, chars + 1, true, errors);
            }
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                after_high_surrogate = false;
                chars += 1;
                at += 2;
            }
            Some(b'u') if rest.len() >= 5 && rest[1..5].iter().all(u8::is_ascii_hexdigit) => {
                let unit = hex(&rest[1..5]);
                let low = (0xdc00..0xe000).contains(&unit);
                // The low surrogate of a pair is part of the character that has been counted.
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
                if errors.len() < max_errors {
                    errors.push((base + at, base + at + width, SyntaxErrorKind::BadEscape));
                }
                after_high_surrogate = false;
                chars += 1;
                at += width;
            }
        }
    }
}

/// Returns the end of the string at `start` and its length in code points. Returns `None` if the string has
/// an escape or an error, or ends beyond `bytes`.
#[inline]
pub fn plain_string(bytes: &[u8], start: usize) -> Option<(usize, u32)> {
    if bytes.get(start) != Some(&b'"') {
        return None;
    }
    // The fast path: a short ASCII string.
    let inside = start + 1;
    let mut at = inside;
    while at < inside + SHORT
        && let Some(word) = load_word(bytes, at)
    {
        let found = (special(word) | word) & HIGH_BITS;
        if found != 0 {
            at += first_byte_index(found);
            if bytes.get(at) == Some(&b'"') {
                return Some((at + 1, (at - inside) as u32));
            }
            break;
        }
        at += 8;
    }
    rest_of_plain_string(bytes, inside, at)
}

/// Continues [`plain_string`] at `at`. The string from `inside` to `at` is ASCII without escapes.
#[inline(never)]
fn rest_of_plain_string(bytes: &[u8], inside: usize, at: usize) -> Option<(usize, u32)> {
    let (len, chars) = plain(bytes.get(at..)?);
    let end = at + len;
    (bytes.get(end) == Some(&b'"')).then_some((end + 1, (at - inside) as u32 + chars))
}

/// Returns a mask whose lowest top bit marks the first quote, backslash or control character of `word`.
/// Bits above it, and the bits of bytes that are not ASCII, may be set too.
#[inline]
fn special(word: u64) -> u64 {
    // With this bit flipped, the quote is the character after the control characters.
    let control_or_quote = (word ^ (2 * LOW_BITS)).wrapping_sub(0x21 * LOW_BITS);
    control_or_quote & !word | eq_mask(word, b'\\')
}

/// Returns the literal or the integer at `start`. Returns `None` for any other value, and if the character
/// after it is beyond `bytes`.
#[inline(always)]
pub fn plain_scalar(bytes: &[u8], start: usize) -> Option<Value> {
    let rest = bytes.get(start..)?;
    let value = match rest.first()? {
        b't' if rest.starts_with(b"true") => Value::Bool(true),
        b'f' if rest.starts_with(b"false") => Value::Bool(false),
        b'n' if rest.starts_with(b"null") => Value::Null,
        b'0' => Value::Number(1),
        b'1'..=b'9' => {
            Value::Number(rest.iter().take_while(|byte| byte.is_ascii_digit()).count() as u32)
        }
        _ => return None,
    };
    let after = rest.get(value.len())?;
    matches!(after, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t').then_some(value)
}

/// Returns the number of bytes at the start of `bytes` that are neither escaped nor special in a string, and
/// the number of code points in them. Reads several bytes at a time, because most of a manifest is such text.
fn plain(bytes: &[u8]) -> (usize, u32) {
    let mut rest = bytes;
    let mut continuing = 0;
    let mut len = 0;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let special = special(word) & HIGH_BITS;
        if (special | word & HIGH_BITS) != 0 {
            let mut later = (word >> 7) & !(word >> 6) & LOW_BITS;
            if special != 0 {
                let more = first_byte_index(special);
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

/// Minimum length, in bytes, of strings that are scanned in blocks.
const SHORT: usize = 64;

/// Like [`plain`] for a string that is probably long: returns the length of the leading blocks without
/// special characters.
fn long(bytes: &[u8], continuing: &mut u32) -> usize {
    let mut len = 0;
    for block in bytes.chunks_exact(64) {
        let special = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
        // Without an early exit, so that the compiler can vectorize it.
        if block.iter().fold(false, |found, byte| found | special(byte)) {
            break;
        }
        let later: u8 = block.iter().map(|byte| u8::from(is_continuing(*byte))).sum();
        *continuing += u32::from(later);
        len += block.len();
    }
    len
}

/// Returns whether the byte is a UTF-8 continuation byte.
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
