//! What is sent.

use std::borrow::Cow;

use crate::syntax::Dialect;

/// `text` as the endpoint takes it. Comments and trailing commas of JSONC become blanks, byte for
/// byte, so that a place in what was sent is the same place in the file.
pub(crate) fn strip_jsonc(text: &str, dialect: Dialect) -> Cow<'_, str> {
    // A byte order mark is no part of JSON, though many editors write one.
    let mark = '\u{feff}';
    let marked = text.starts_with(mark);
    if dialect == Dialect::Json && !marked {
        return Cow::Borrowed(text);
    }
    let mut out = text.as_bytes().to_vec();
    if marked {
        blank_out(&mut out[..mark.len_utf8()]);
    }
    if dialect == Dialect::Jsonc {
        strip(&mut out);
    }
    // Whole characters were blanked, so it is still text.
    match String::from_utf8(out) {
        Ok(json) => Cow::Owned(json),
        Err(_) => Cow::Borrowed(text),
    }
}

fn blank_out(bytes: &mut [u8]) {
    for byte in bytes {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn strip(text: &mut [u8]) {
    let mut at = 0;
    // The last comma with nothing but blanks after it.
    let mut comma = None;
    while at < text.len() {
        let rest = &text[at..];
        match rest[0] {
            b'"' => {
                at += string(rest);
                comma = None;
            }
            b'/' if rest.starts_with(b"//") => {
                let len = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                blank_out(&mut text[at..at + len]);
                at += len;
            }
            b'/' if rest.starts_with(b"/*") => {
                let len = memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |len| len + 4);
                blank_out(&mut text[at..at + len]);
                at += len;
            }
            byte => {
                match byte {
                    b',' => comma = Some(at),
                    b'}' | b']' => {
                        if let Some(comma) = comma.take() {
                            text[comma] = b' ';
                        }
                    }
                    byte if byte.is_ascii_whitespace() => {}
                    _ => comma = None,
                }
                at += 1;
            }
        }
    }
}

/// The length of the string at the start of `text`, which ends with its line at the latest.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &text[at..]) {
        at += found + 1;
        match text[at - 1] {
            b'\\' => at += 1,
            _ => return at.min(text.len()),
        }
        if at >= text.len() {
            break;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::strip_jsonc;
    use crate::syntax::{Dialect, Tree};

    #[test]
    fn comments_and_trailing_commas_become_blanks() {
        let text = "\u{feff}{ // é\r\n \"a\": [1, /* , */ 2, /*x*/ ], \"b//\\\"/*\": \"c, }\", // end\n}//";
        let json = strip_jsonc(text, Dialect::Jsonc);
        assert_eq!(
            json,
            "   {      \r\n \"a\": [1,         2        ], \"b//\\\"/*\": \"c, }\"        \n}  "
        );
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value, serde_json::json!({"a": [1, 2], "b//\"/*": "c, }"}));
    }

    #[test]
    fn json_is_sent_as_it_is() {
        for text in ["{ // no \n}", "", "[1,]"] {
            assert_eq!(strip_jsonc(text, Dialect::Json), text);
        }
        assert_eq!(strip_jsonc("\u{feff}{}", Dialect::Json), "   {}");
    }

    proptest! {
        /// Where the parser sees no mistake, what is sent is JSON, and as long as the file.
        #[test]
        fn sound_jsonc_becomes_json(text in "([{}\\[\\],:\"a1 \n/*\\\\é]|\"a\"|//a\n|/\\*é\\*/|\"a\":1,?){0,24}") {
            let json = strip_jsonc(&text, Dialect::Jsonc);
            prop_assert_eq!(json.len(), text.len());
            let mut issues = 0;
            Tree::parse(text.as_str(), Dialect::Jsonc).issues(&mut |_, _| issues += 1);
            if issues == 0 {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{:?}", json);
            }
        }
    }
}
