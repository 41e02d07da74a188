//! Encoding and decoding of JSON strings.

use std::borrow::Cow;

/// Returns `text` as a JSON string with quotes.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Decodes the content of a string token (without its quotes). Invalid escapes are kept as they are, and an
/// unpaired surrogate becomes U+FFFD.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, len) = unescape_one(rest);
        out.push(c);
        rest = &rest[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Decodes the escape at the start of `text`. Returns the character and the length of the escape in bytes.
pub fn unescape_one(text: &str) -> (char, usize) {
    let bytes = text.as_bytes();
    let simple = |c| (c, 2);
    match bytes.get(1) {
        Some(b'n') => simple('\n'),
        Some(b't') => simple('\t'),
        Some(b'r') => simple('\r'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b @ (b'"' | b'\\' | b'/')) => simple(*b as char),
        Some(b'u') => {
            let unit = |at: usize| {
                let digits = bytes.get(at..at + 4)?;
                digits.iter().all(u8::is_ascii_hexdigit).then(|| hex(digits))
            };
            match unit(2) {
                Some(high @ 0xd800..0xdc00) => {
                    let low = (bytes.get(6..8) == Some(b"\\u")).then(|| unit(8)).flatten();
                    match low {
                        Some(low @ 0xdc00..0xe000) => {
                            let c = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                            (char::from_u32(c).unwrap_or('\u{fffd}'), 12)
                        }
                        _ => ('\u{fffd}', 6),
                    }
                }
                Some(c) => (char::from_u32(c).unwrap_or('\u{fffd}'), 6),
                None => ('\\', 1),
            }
        }
        _ => ('\\', 1),
    }
}

/// Returns the value of hexadecimal digits.
pub(super) fn hex(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |value, digit| value * 16 + (*digit as char).to_digit(16).unwrap_or(0))
}
