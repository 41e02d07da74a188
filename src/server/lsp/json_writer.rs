//! Fast serialization of diagnostics.
//!
//! After every keystroke, all diagnostics of a document are sent again. They can be a megabyte of JSON,
//! which serde writes in a call for each member and with a check of each byte of each string.

use std::ops::Range;

use crate::syntax::quoted;
use crate::text::Position;

/// JSON text under construction.
#[derive(Debug, Default)]
pub struct JsonWriter(String);

impl JsonWriter {
    /// Returns the text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Appends `json` unchanged.
    #[inline]
    pub fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Appends a comma, unless the text ends with an opening bracket.
    pub fn comma(&mut self) {
        if !self.0.ends_with(['[', '{']) {
            self.0.push(',');
        }
    }

    /// Appends a number.
    #[inline]
    pub fn number(&mut self, number: u32) {
        match u8::try_from(number) {
            Ok(digit @ 0..=9) => self.0.push(char::from(b'0' + digit)),
            _ => self.0.push_str(itoa::Buffer::new().format(number)),
        }
    }

    /// Appends `text` as a string. Fast for strings without characters to escape.
    pub fn text(&mut self, text: &str) {
        let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
        // Without an early exit, so that the loop is vectorized.
        if text.bytes().fold(false, |found, byte| found | special(byte)) {
            self.0.push_str(&quoted(text));
            return;
        }
        self.0.push('"');
        self.0.push_str(text);
        self.0.push('"');
    }

    /// Appends a range of the protocol.
    pub fn range(&mut self, range: Range<Position>) {
        self.raw("{\"start\":");
        self.position(range.start);
        self.raw(",\"end\":");
        self.position(range.end);
        self.raw("}");
    }

    fn position(&mut self, position: Position) {
        self.raw("{\"line\":");
        self.number(position.line);
        self.raw(",\"character\":");
        self.number(position.character);
        self.raw("}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn json_writer_text_matches_serde(text in "[a-c\"\\\\\u{0}-\u{20}é😀]{0,12}") {
            let mut json = JsonWriter::default();
            json.text(&text);
            prop_assert_eq!(json.into_string(), serde_json::to_string(&text).unwrap());
        }
    }
}
