//! JSONC as JSON of the same length.

use std::borrow::Cow;

use super::{Dialect, TokenKind, Tokens};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Converts `text` to JSON: blanks out a byte order mark and, in JSONC, comments and trailing commas.
/// Offsets and lines stay, so that a location in the body is the same location in the file.
pub fn strip_jsonc(text: &str, dialect: Dialect) -> Cow<'_, str> {
    let start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    if dialect == Dialect::Json && start == 0 {
        return Cow::Borrowed(text);
    }
    let mut json = text.as_bytes().to_vec();
    blank_out(&mut json[..start]);
    if dialect == Dialect::Jsonc {
        strip(text, start, &mut json);
    }
    // Only whole characters were blanked out, so this is UTF-8.
    String::from_utf8(json).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Blanks out comments and trailing commas of `text`, from the offset `start`, in its copy `json`.
fn strip(text: &str, start: usize, json: &mut [u8]) {
    let mut tokens = Tokens::new(text, Dialect::Jsonc, start);
    let (mut end, mut errors) = (start, 0);
    let mut trailing_comma = None;
    loop {
        let token = tokens.token();
        // Invalid characters between tokens are kept, so that a reader of the JSON reports them.
        if tokens.errors.len() == errors {
            blank_out(&mut json[end..token.start()]);
        }
        errors = tokens.errors.len();
        end = token.end();
        match token.kind() {
            TokenKind::End => return,
            TokenKind::Comma => trailing_comma = Some(token.start()),
            TokenKind::CloseBrace | TokenKind::CloseBracket => {
                if let Some(comma) = trailing_comma.take() {
                    json[comma] = b' ';
                }
            }
            _ => trailing_comma = None,
        }
    }
}

fn blank_out(bytes: &mut [u8]) {
    for byte in bytes {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::strip_jsonc;
    use crate::syntax::{Dialect, Tree};

    #[test]
    fn strip_blanks_out_comments_and_trailing_commas() {
        let text = "\u{feff}{ // é\r\n \"a\": [1, /* , \n */ 2, /*x*/ ], \"b//\\\"/*\": \"c, }\", // end\n}//";
        let json = strip_jsonc(text, Dialect::Jsonc);
        assert_eq!(
            json,
            "   {      \r\n \"a\": [1,      \n    2        ], \"b//\\\"/*\": \"c, }\"        \n}  "
        );
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value, serde_json::json!({"a": [1, 2], "b//\"/*": "c, }"}));
    }

    #[test]
    fn strip_keeps_invalid_characters() {
        assert_eq!(strip_jsonc("{ @ /*c*/ }", Dialect::Jsonc), "{ @       }");
    }

    #[test]
    fn strip_does_not_change_json() {
        for text in ["{ // no \n}", "", "[1,]"] {
            assert_eq!(strip_jsonc(text, Dialect::Json), text);
        }
        assert_eq!(strip_jsonc("\u{feff}{}", Dialect::Json), "   {}");
    }

    proptest! {
        /// JSONC without syntax errors becomes JSON of the same length.
        #[test]
        fn valid_jsonc_becomes_json(text in "([{}\\[\\],:\"a1 \n/*\\\\é]|\"a\"|//a\n|/\\*é\\*/|\"a\":1,?){0,24}") {
            let json = strip_jsonc(&text, Dialect::Jsonc);
            prop_assert_eq!(json.len(), text.len());
            let mut errors = 0;
            Tree::parse(text.as_str(), Dialect::Jsonc).error_ranges(&mut |_, _| errors += 1);
            if errors == 0 {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{:?}", json);
            }
        }
    }
}
