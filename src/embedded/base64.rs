//! Lenient base64 decoding: errors in the encoding, and the mapping from decoded bytes to
//! characters.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use crate::util::display::starts_with_ignore_case;

/// Standard alphabet with padding. Unused trailing bits are ignored, as in all common decoders.
const STRICT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// Prefix of a `data:` URL.
const DATA_SCHEME: &str = "data:";

/// An error in a base64 text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodingError {
    /// Byte range in the text, of the first occurrence.
    pub range: Range<usize>,
    /// Kind of the error.
    pub kind: EncodingErrorKind,
}

/// Kind of a base64 error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EncodingErrorKind {
    /// A `data:` URL.
    DataUrl {
        /// Whether base64 follows the comma.
        encoded: bool,
    },
    /// Content that is not encoded.
    Plain,
    /// Whitespace.
    Space,
    /// `-` or `_`, from the URL-safe alphabet.
    UrlAlphabet(char),
    /// A character outside both alphabets.
    Foreign(char),
    /// A `=` before the end.
    InnerPadding,
    /// Number of `=` missing at the end.
    MissingPadding(usize),
    /// Number of `=` at the end, and the expected number.
    SurplusPadding(usize, usize),
    /// A length of one more than a multiple of four, which no byte sequence has.
    Length,
}

/// Result of decoding a text as base64.
#[derive(Debug, PartialEq)]
pub(crate) struct Decoded {
    /// Errors in the order of the text, each kind at most once.
    pub errors: Vec<EncodingError>,
    /// Decoded bytes, if only the form is wrong.
    pub bytes: Option<Vec<u8>>,
    /// Byte offset at which the base64 starts.
    body: usize,
    /// Whether all characters belong to an alphabet, without gaps.
    solid: bool,
}

impl Decoded {
    /// Whether decoded bytes can be mapped to the text; see [`Decoded::place`].
    pub fn is_mapped(&self) -> bool {
        let encoded = |error: &EncodingError| {
            !matches!(
                error.kind,
                EncodingErrorKind::Plain | EncodingErrorKind::DataUrl { encoded: false }
            )
        };
        self.bytes.is_some() && self.errors.iter().all(encoded)
    }

    /// Returns the range of `text`, the decoded text, that encodes the range `bytes`.
    pub fn place(&self, text: &str, bytes: Range<usize>) -> Range<usize> {
        // Four characters encode three bytes, so each character overlaps one or two bytes.
        let first = bytes.start / 3 * 4 + bytes.start % 3;
        let last = match bytes.end.checked_sub(1) {
            Some(last) if bytes.end > bytes.start => last / 3 * 4 + last % 3 + 1,
            _ => first,
        };
        let start = self.nth(text, first);
        start..(self.nth(text, last) + 1).min(text.len()).max(start)
    }

    /// Returns the offset of the character with this index, not counting gaps.
    fn nth(&self, text: &str, number: usize) -> usize {
        if self.solid {
            return (self.body + number).min(text.len());
        }
        let body = text[self.body..].bytes().enumerate();
        let mut written = body.filter(|(_, byte)| !byte.is_ascii_whitespace());
        written.nth(number).map_or(text.len(), |(at, _)| self.body + at)
    }
}

/// Decodes base64 without errors.
fn decode_strict(text: &str) -> Option<Vec<u8>> {
    // This crate is several times as fast, but rejects unused trailing bits.
    let bytes = base64_simd::STANDARD.decode_to_vec(text);
    bytes.ok().or_else(|| STRICT.decode(text).ok())
}

/// Decodes `text` as base64.
pub(crate) fn decode(text: &str) -> Decoded {
    if let Some(bytes) = decode_strict(text) {
        return Decoded { errors: Vec::new(), bytes: Some(bytes), body: 0, solid: true };
    }
    let start = text.len() - text.trim_start().len();
    if starts_with_ignore_case(&text[start..], DATA_SCHEME) {
        return data_url(text, start);
    }
    let decoded = body(text, 0);
    if is_plain(text, &decoded) {
        let first = text[start..].chars().next().map_or(0, char::len_utf8);
        let error = EncodingError { range: start..start + first, kind: EncodingErrorKind::Plain };
        let bytes = Some(text.as_bytes().to_vec());
        return Decoded { errors: vec![error], bytes, ..decoded };
    }
    decoded
}

fn data_url(text: &str, start: usize) -> Decoded {
    let comma = memchr::memchr(b',', text.as_bytes());
    let head = &text[start..comma.unwrap_or(text.len())];
    let encoded = comma.is_some() && head.to_ascii_lowercase().ends_with(";base64");
    let end = comma.map_or(text.len(), |comma| comma + 1);
    let error = EncodingError { range: start..end, kind: EncodingErrorKind::DataUrl { encoded } };
    if !encoded {
        let bytes = comma.map(|comma| {
            percent_encoding::percent_decode_str(&text[comma + 1..]).collect::<Vec<u8>>()
        });
        return Decoded { errors: vec![error], bytes, body: end, solid: false };
    }
    let mut decoded = body(text, end);
    decoded.errors.insert(0, error);
    decoded
}

/// Decodes `text` from the byte `start` on and collects all errors.
fn body(text: &str, start: usize) -> Decoded {
    if let Some(bytes) = decode_strict(&text[start..]) {
        return Decoded { errors: Vec::new(), bytes: Some(bytes), body: start, solid: true };
    }
    let mut errors: Vec<EncodingError> = Vec::new();
    let mut solid = true;
    let mut written = Vec::with_capacity(text.len() - start);
    // Offsets of the `=` signs that may be padding.
    let mut padding: Vec<usize> = Vec::new();
    let mut last = start;
    for (at, c) in text[start..].char_indices().map(|(at, c)| (start + at, c)) {
        let kind = match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => None,
            '-' | '_' => Some(EncodingErrorKind::UrlAlphabet(c)),
            '=' => {
                padding.push(at);
                continue;
            }
            ' ' | '\n' | '\r' | '\t' | '\u{c}' => {
                solid = false;
                Some(EncodingErrorKind::Space)
            }
            _ => Some(EncodingErrorKind::Foreign(c)),
        };
        let is_space = kind == Some(EncodingErrorKind::Space);
        if !is_space && let Some(first) = padding.first() {
            let range = *first..first + 1;
            note(&mut errors, EncodingError { range, kind: EncodingErrorKind::InnerPadding });
            padding.clear();
        }
        if let Some(kind) = kind {
            note(&mut errors, EncodingError { range: at..at + c.len_utf8(), kind });
        }
        match c {
            '-' => written.push(b'+'),
            '_' => written.push(b'/'),
            _ if is_space => continue,
            _ => written.push(u8::try_from(c).unwrap_or(b'?')),
        }
        last = at;
    }
    let broken = |error: &EncodingError| {
        matches!(error.kind, EncodingErrorKind::Foreign(_) | EncodingErrorKind::InnerPadding)
    };
    if errors.iter().any(broken) {
        errors.sort_by_key(|error| error.range.start);
        return Decoded { errors, bytes: None, body: start, solid };
    }
    let over = written.len() % 4;
    let wanted = (4 - over) % 4;
    let character = |at: usize| at..text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let found = padding.len();
    if over == 1 {
        errors.push(EncodingError { range: character(last), kind: EncodingErrorKind::Length });
    } else if found < wanted {
        let kind = EncodingErrorKind::MissingPadding(wanted - found);
        let at = padding.last().copied().unwrap_or(last);
        errors.push(EncodingError { range: character(at), kind });
    } else if found > wanted {
        let kind = EncodingErrorKind::SurplusPadding(found, wanted);
        errors.push(EncodingError { range: character(padding[wanted]), kind });
    }
    errors.sort_by_key(|error| error.range.start);
    let bytes = (over != 1).then(|| {
        written.resize(written.len() + wanted, b'=');
        STRICT.decode(&written).ok()
    });
    Decoded { errors, bytes: bytes.flatten(), body: start, solid }
}

/// Adds `error`, unless there is one of its kind.
fn note(errors: &mut Vec<EncodingError>, error: EncodingError) {
    let kind = std::mem::discriminant(&error.kind);
    if !errors.iter().any(|known| std::mem::discriminant(&known.kind) == kind) {
        errors.push(error);
    }
}

/// Whether `text` is prose or markup, not base64 with errors.
fn is_plain(text: &str, decoded: &Decoded) -> bool {
    let is_text = |bytes: &Vec<u8>| std::str::from_utf8(bytes).is_ok();
    if text.trim().is_empty() || decoded.bytes.as_ref().is_some_and(is_text) {
        return false;
    }
    if text.trim_start().starts_with(['<', '#']) {
        return true;
    }
    // In prose, about every sixth character is a space; lines of base64 are longer than words.
    let (mut foreign, mut spaces) = (0, 0);
    for c in text.chars() {
        match c {
            ' ' => spaces += 1,
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '-' | '_' | '=' => {}
            c if c.is_whitespace() => {}
            _ => foreign += 1,
        }
    }
    // Words of letters, with single spaces between them: base64 is wrapped at line breaks.
    let words = text.trim().split(' ');
    let is_word =
        |word: &str| (1..=20).contains(&word.len()) && word.chars().all(char::is_alphabetic);
    let in_words = spaces > 0 && words.into_iter().all(is_word);
    in_words || spaces * 15 > text.len() && (foreign > 0 || spaces > 2)
}

/// Returns `text` as standard base64. `None` if it is valid already, or if its content is
/// ambiguous.
pub(crate) fn repaired(text: &str) -> Option<String> {
    let decoded = decode(text);
    if decoded.errors.is_empty() {
        return None;
    }
    let bytes = decoded.bytes.filter(|bytes| is_sensible(bytes))?;
    Some(STANDARD.encode(bytes))
}

/// Whether these bytes are text or a known file format. Otherwise, the decoded text probably was
/// not base64.
pub(crate) fn is_sensible(bytes: &[u8]) -> bool {
    let printable = |text: &str| {
        !text.is_empty() && !text.contains(|c: char| c.is_control() && !c.is_whitespace())
    };
    std::str::from_utf8(bytes).is_ok_and(printable) || super::sniff::binary(bytes).is_some()
}

/// Encodes `bytes` as base64.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the errors of `text`, each with the characters in its range.
    fn errors(text: &str) -> Vec<(&str, EncodingErrorKind)> {
        let errors = decode(text).errors.into_iter();
        errors.map(|error| (&text[error.range], error.kind)).collect()
    }

    #[test]
    fn invalid_base64_is_classified() {
        use EncodingErrorKind::*;
        assert_eq!(errors(""), []);
        assert_eq!(errors("PHN2Zz4="), []);
        assert_eq!(errors("PHN2Zz5="), [], "unused bits can be 1");
        assert_eq!(
            errors("data:image/svg+xml;base64,PHN2Zz4="),
            [("data:image/svg+xml;base64,", DataUrl { encoded: true })]
        );
        assert_eq!(
            errors("data:image/svg+xml,%3Csvg%3E"),
            [("data:image/svg+xml,", DataUrl { encoded: false })]
        );
        assert_eq!(errors("data:"), [("data:", DataUrl { encoded: false })]);
        assert_eq!(errors("<svg/>"), [("<", Plain)]);
        assert_eq!(errors("What it does, and how."), [("W", Plain)]);
        assert_eq!(errors("PHN2\nZz4="), [("\n", Space)]);
        assert_eq!(errors("Pz8_Pz8-"), [("_", UrlAlphabet('_'))]);
        assert_eq!(errors("PHN2%Zz4="), [("%", Foreign('%'))]);
        assert_eq!(errors("PHN2é"), [("é", Foreign('é'))]);
        assert_eq!(errors("PHN2Zz4=PHN2"), [("=", InnerPadding)]);
        assert_eq!(errors("PHN2Zz4"), [("4", MissingPadding(1))]);
        assert_eq!(errors("PHN2Zw="), [("=", MissingPadding(1))]);
        assert_eq!(errors("PHN2Zz4=="), [("=", SurplusPadding(2, 1))]);
        assert_eq!(errors("PHN2Z"), [("Z", Length)]);
        assert_eq!(errors("="), [("=", SurplusPadding(1, 0))]);
        assert_eq!(errors("PHN2\nZz4"), [("\n", Space), ("4", MissingPadding(1))]);
    }

    #[test]
    fn base64_is_normalized() {
        for text in [
            "data:image/svg+xml;base64,PHN2Zz4=",
            "DATA:;base64,PHN2Zz4",
            "data:image/svg+xml,%3Csvg%3E",
            "<svg>",
            " PHN2\r\nZz4=\n",
            "PHN2Zz4",
            "PHN2Zz4===",
        ] {
            assert_eq!(repaired(text).as_deref(), Some("PHN2Zz4="), "{text}");
        }
        assert_eq!(repaired("Pz8_Pz8-").as_deref(), Some("Pz8/Pz8+"));
        for text in ["PHN2Zz4=", "PHN2Z", "PHN2%Zz4=", "Helloworld", "data:", "", "\n"] {
            assert_eq!(repaired(text), None, "{text}");
        }
    }

    /// Returns the characters of each byte, computed bit by bit.
    fn naive(text: &str, start: usize) -> Vec<Range<usize>> {
        let written: Vec<usize> = text
            .char_indices()
            .filter(|(at, c)| *at >= start && !c.is_whitespace() && *c != '=')
            .map(|(at, _)| at)
            .collect();
        let bytes = written.len() * 6 / 8;
        let bytes = (0..bytes).map(|byte| (byte * 8 / 6, (byte * 8 + 7) / 6));
        bytes.map(|(first, last)| written[first]..written[last] + 1).collect()
    }

    proptest! {
        #[test]
        fn decoded_bytes_have_source_offsets(
            bytes in prop::collection::vec(any::<u8>(), 1..80),
            breaks in prop::collection::vec(0..120usize, 0..4),
            prefix: bool,
            padding: bool,
        ) {
            let mut text = encode(&bytes);
            if !padding {
                text.truncate(text.trim_end_matches('=').len());
            }
            for at in breaks {
                text.insert_str(at.min(text.len()), "\r\n");
            }
            let start = if prefix { "data:x/y;base64,".len() } else { 0 };
            if prefix {
                text.insert_str(0, "data:x/y;base64,");
            }
            let decoded = decode(&text);
            // Base64 with unusual line breaks may look like prose; then it is not mapped.
            prop_assume!(decoded.is_mapped());
            prop_assert_eq!(decoded.bytes.as_ref(), Some(&bytes));
            let naive = naive(&text, start);
            for first in 0..bytes.len() {
                for end in first + 1..=bytes.len() {
                    let wanted = naive[first].start..naive[end - 1].end;
                    prop_assert_eq!(decoded.place(&text, first..end), wanted);
                }
            }
        }

        #[test]
        fn decode_strict_equals_base64_crate(
            mut text in "([A-Za-z0-9+/]{4}){0,60}",
            change in proptest::option::of((0..240usize, "[A-Za-z0-9+/=_ é]")),
            end in "[A-Za-z0-9+/]{0,3}={0,3}",
        ) {
            text += &end;
            if let Some((at, new)) = change
                && at < text.len()
            {
                text.replace_range(at..at + 1, &new);
            }
            prop_assert_eq!(decode_strict(&text), STRICT.decode(&text).ok());
        }

        #[test]
        fn decode_accepts_any_text(text in "(data:)?[a-zA-Z0-9+/=_ \\-\n,;é%<]{0,40}") {
            let decoded = decode(&text);
            for error in &decoded.errors {
                prop_assert!(text.get(error.range.clone()).is_some());
            }
            let right = decoded.errors.is_empty();
            let strict = STRICT.decode(&text).ok();
            prop_assert_eq!(right, strict.is_some());
            prop_assert_eq!(decode_strict(&text), strict);
            if let Some(repaired) = repaired(&text) {
                prop_assert!(decode(&repaired).errors.is_empty());
                prop_assert_eq!(&decode(&repaired).bytes, &decoded.bytes);
            }
            if decoded.is_mapped() {
                for at in 0..decoded.bytes.as_ref().map_or(0, Vec::len) + 3 {
                    prop_assert!(text.get(decoded.place(&text, at..at + 1)).is_some());
                }
            }
        }
    }
}
