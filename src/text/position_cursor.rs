//! Positions of many ascending offsets.

use ropey::Rope;

use super::position::{Position, PositionEncoding, position_in, units};
use super::rope_reader::RopeReader;
use super::swar;

/// Converts offsets to positions like [`position`]. Ascending offsets are fast: the text between two
/// of them is read once.
#[derive(Debug)]
pub struct PositionCursor<'r> {
    rope: &'r Rope,
    encoding: PositionEncoding,
    /// The last offset, and its position.
    offset: usize,
    position: Position,
    reading: RopeReader<'r>,
}

/// Maximum distance, in bytes, that is read; beyond it, looking the position up is faster.
const MAX_FORWARD: usize = 2 << 10;

impl<'r> PositionCursor<'r> {
    /// Positions in `rope`, counted in `encoding`.
    pub fn new(rope: &'r Rope, encoding: PositionEncoding) -> PositionCursor<'r> {
        let position = Position::default();
        PositionCursor { rope, encoding, offset: 0, position, reading: RopeReader::new(rope) }
    }

    /// Returns the position of the byte `offset`, which must be a character boundary.
    pub fn at(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.rope.len_bytes());
        if offset < self.offset || offset - self.offset > MAX_FORWARD || !self.read(offset) {
            self.offset = offset;
            let part = self.reading.part(offset);
            self.position = position_in(self.rope, part, offset, self.encoding);
        }
        self.position
    }

    /// Reads on to `offset`; false if it ends at a carriage return, which may or may not end a line.
    fn read(&mut self, offset: usize) -> bool {
        while self.offset < offset {
            let (chunk, start) = self.reading.chunk(self.offset);
            let to = (offset - start).min(chunk.len());
            if chunk.as_bytes().get(to - 1) == Some(&b'\r') {
                return false;
            }
            self.pass(chunk.as_bytes(), self.offset - start, to);
            self.offset = start + to;
        }
        true
    }

    /// Moves the position from the byte `at` of `bytes` to `end`, which is not behind a carriage
    /// return.
    fn pass(&mut self, bytes: &[u8], mut at: usize, end: usize) {
        let Position { mut line, mut character } = self.position;
        while at < end {
            // Up to the first character that is more than one byte or one UTF-16 unit.
            if let Some(word) = swar::load_word(bytes, at) {
                let breaks = swar::eq_mask(word, b'\n') | swar::eq_mask(word, b'\r');
                let found = (breaks | word) & swar::HIGH_BITS;
                let plain = if found == 0 { 8 } else { swar::first_byte_index(found) };
                let plain = plain.min(end - at);
                at += plain;
                character += plain as u32;
                if found == 0 || at == end {
                    continue;
                }
            }
            let byte = bytes[at];
            // The line feed of a pair ends the line.
            if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                line += 1;
                character = 0;
            } else {
                character += units(&[byte], self.encoding);
            }
            at += 1;
        }
        self.position = Position { line, character };
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::position::position;
    use super::*;

    /// Texts with every kind of line break and characters of every length, within one piece of a rope
    /// and over many.
    pub(in crate::text) fn texts() -> impl Strategy<Value = String> {
        let parts = prop::collection::vec("[a\n\ré😀]{0,6}", 0..12);
        let repeat = prop_oneof![Just(1_usize), Just(400)];
        (parts, repeat).prop_map(|(parts, repeat)| parts.concat().repeat(repeat))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn position_cursor_matches_lookup(
            text in texts(),
            steps in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
            sorted in any::<bool>(),
        ) {
            let rope = Rope::from_str(&text);
            let places: Vec<usize> =
                (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let mut offsets: Vec<usize> =
                steps.iter().map(|step| places[step.index(places.len())]).collect();
            if sorted {
                offsets.sort_unstable();
            }
            for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
                let mut positions = PositionCursor::new(&rope, encoding);
                for offset in &offsets {
                    prop_assert_eq!(positions.at(*offset), position(&rope, *offset, encoding));
                }
            }
        }
    }
}
