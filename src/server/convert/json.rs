//! JSON written piece by piece.
//!
//! Answers about a whole document are up to a megabyte long and are asked for after every keystroke;
//! serde takes a call for each member and looks at every byte of every string.

use std::ops::Range;

use serde::Serialize;

use crate::syntax::quoted;
use crate::text::Position;

/// JSON that is being written.
#[derive(Debug, Default)]
pub(in crate::server) struct JsonWriter(String);

impl JsonWriter {
    /// Nothing yet, with room for `bytes`.
    pub fn with_capacity(bytes: usize) -> JsonWriter {
        JsonWriter(String::with_capacity(bytes))
    }

    /// What was written.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Writes `json` as it stands.
    #[inline]
    pub fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// How much was written, in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Writes a comma, unless this is where a list began.
    pub fn comma(&mut self) {
        if !self.0.ends_with(['[', '{']) {
            self.0.push(',');
        }
    }

    /// Writes `number`.
    #[inline]
    pub fn number(&mut self, number: u32) {
        match u8::try_from(number) {
            Ok(digit @ 0..=9) => self.0.push(char::from(b'0' + digit)),
            _ => self.0.push_str(itoa::Buffer::new().format(number)),
        }
    }

    /// Writes a small value of the protocol.
    pub fn value(&mut self, value: &impl Serialize) {
        self.0.push_str(&serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()));
    }

    /// Writes `text` as a string, in which nearly always nothing has to be escaped.
    pub fn text(&mut self, text: &str) {
        let special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
        // Without a way out in the middle, so that many bytes are looked at in one go.
        if text.bytes().fold(false, |found, byte| found | special(byte)) {
            self.0.push_str(&quoted(text));
            return;
        }
        self.0.push('"');
        self.0.push_str(text);
        self.0.push('"');
    }

    /// Writes a `Range` of the protocol.
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
        fn strings_are_those_of_serde(text in "[a-c\"\\\\\u{0}-\u{20}é😀]{0,12}") {
            let mut json = JsonWriter::default();
            json.text(&text);
            prop_assert_eq!(json.into_string(), serde_json::to_string(&text).unwrap());
        }
    }
}
