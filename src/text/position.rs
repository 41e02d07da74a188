//! Byte offsets ↔ positions of the Language Server Protocol.
//!
//! A line ends with `\n`, `\r\n` or a lone `\r`, as in the protocol. A position that does not exist
//! maps to the nearest one before it: beyond the end of a line, to that end, before its line break;
//! beyond the last line, to the end of the text; inside a character, to the start of that
//! character.

use ropey::Rope;

use super::rope_reader::Part;

/// Unit in which a client counts characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PositionEncoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the default of the protocol.
    #[default]
    Utf16,
    /// Unicode code points.
    Utf32,
}

/// Position in a text, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// Offset in the line, in units of a [`PositionEncoding`].
    pub character: u32,
}

/// Returns the byte offset of `position` in `rope`. Positions outside of the text are clamped.
pub fn offset(rope: &Rope, position: Position, encoding: PositionEncoding) -> usize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_bytes();
    }
    let start = rope.line_to_char(line);
    let end = content_end(rope, line);
    let character = position.character as usize;
    let target = match encoding {
        PositionEncoding::Utf32 => start.saturating_add(character),
        PositionEncoding::Utf16 => {
            let unit = rope.char_to_utf16_cu(start).saturating_add(character);
            rope.utf16_cu_to_char(unit.min(rope.len_utf16_cu()))
        }
        PositionEncoding::Utf8 => {
            let byte = rope.char_to_byte(start).saturating_add(character);
            rope.byte_to_char(byte.min(rope.len_bytes()))
        }
    };
    rope.char_to_byte(target.min(end))
}

/// Returns the position of the byte `offset` in `rope`. Offsets beyond the text are clamped.
pub fn position(rope: &Rope, offset: usize, encoding: PositionEncoding) -> Position {
    let offset = offset.min(rope.len_bytes());
    position_in(rope, Part::new(rope, offset), offset, encoding)
}

/// Like [`look_up`], for an offset in the chunk `part` of the rope.
pub(super) fn position_in(
    rope: &Rope,
    part: Part<'_>,
    offset: usize,
    encoding: PositionEncoding,
) -> Position {
    read(rope, part, offset, encoding).unwrap_or_else(|| look_up(rope, offset, encoding))
}

/// Maximum number of bytes of a line that are read to count characters; longer lines use the rope's
/// index.
const MAX_READ: usize = 2048;

/// Returns the position of `offset` by reading the text before it in its chunk of the rope and in
/// its line: a tenth of the work of [`look_up`]. `None` if that text is long or contains carriage
/// returns.
fn read(
    rope: &Rope,
    part: Part<'_>,
    offset: usize,
    encoding: PositionEncoding,
) -> Option<Position> {
    let Part { text: chunk, start: chunk_start, line: chunk_line } = part;
    let mut end = offset - chunk_start;
    while !chunk.is_char_boundary(end) {
        end -= 1;
    }
    let before = &chunk.as_bytes()[..end];
    if memchr::memchr(b'\r', before).is_some() {
        return None;
    }
    let breaks = memchr::memchr_iter(b'\n', before).count();
    let line = (chunk_line + breaks) as u32;
    let character = match memchr::memrchr(b'\n', before) {
        Some(last) => units(&before[last + 1..], encoding),
        None => {
            let line_start = rope.line_to_byte(chunk_line);
            if chunk_start - line_start > MAX_READ {
                return None;
            }
            let earlier = rope.byte_slice(line_start..chunk_start);
            let units = |bytes| units(bytes, encoding);
            earlier.chunks().map(|chunk| units(chunk.as_bytes())).sum::<u32>() + units(before)
        }
    };
    Some(Position { line, character })
}

/// Returns the length, in units of `encoding`, of the characters that start in `bytes`.
pub(super) fn units(bytes: &[u8], encoding: PositionEncoding) -> u32 {
    let count = |counts: fn(u8) -> bool| bytes.iter().filter(|byte| counts(**byte)).count();
    let characters = || count(|byte| byte & 0xc0 != 0x80);
    let units = match encoding {
        PositionEncoding::Utf8 => bytes.len(),
        PositionEncoding::Utf16 => characters() + count(|byte| byte >= 0xf0),
        PositionEncoding::Utf32 => characters(),
    };
    units as u32
}

/// Computes the position of `offset` from the sums that the rope caches.
fn look_up(rope: &Rope, offset: usize, encoding: PositionEncoding) -> Position {
    let target = rope.byte_to_char(offset.min(rope.len_bytes()));
    let line = rope.char_to_line(target);
    let start = rope.line_to_char(line);
    // An offset between `\r` and `\n` maps to the end of the line.
    let target = if target == start { target } else { target.min(content_end(rope, line)) };
    let character = match encoding {
        PositionEncoding::Utf32 => target - start,
        PositionEncoding::Utf16 => rope.char_to_utf16_cu(target) - rope.char_to_utf16_cu(start),
        PositionEncoding::Utf8 => rope.char_to_byte(target) - rope.char_to_byte(start),
    };
    Position { line: line as u32, character: character as u32 }
}

/// Returns the end of `line`, before its line break, in characters of the text.
fn content_end(rope: &Rope, line: usize) -> usize {
    if line + 1 >= rope.len_lines() {
        return rope.len_chars();
    }
    let next = rope.line_to_char(line + 1);
    let crlf = next >= 2 && rope.char(next - 1) == '\n' && rope.char(next - 2) == '\r';
    next - if crlf { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The model: lines and characters counted one by one over a plain string.
    fn naive_offset(text: &str, position: Position, encoding: PositionEncoding) -> usize {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let lone = *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
            if *byte == b'\n' || lone {
                starts.push(at + 1);
            }
        }
        let Some(&start) = starts.get(position.line as usize) else { return text.len() };
        let mut units = 0;
        for (at, c) in text[start..].char_indices() {
            let width = match encoding {
                PositionEncoding::Utf8 => c.len_utf8(),
                PositionEncoding::Utf16 => c.len_utf16(),
                PositionEncoding::Utf32 => 1,
            };
            units += width;
            if c == '\n' || c == '\r' || units > position.character as usize {
                return start + at;
            }
        }
        text.len()
    }

    fn texts() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                Just("\n".to_owned()),
                Just("\r".to_owned()),
                Just("\r\n".to_owned()),
                Just("😀".to_owned()),
                Just("é\u{301}".to_owned()),
                Just("\u{2028}\u{85}\u{b}\u{c}".to_owned()),
                "[a-z ]{0,4}",
            ],
            0..30,
        )
        .prop_map(|parts| parts.concat())
    }

    fn encodings() -> impl Strategy<Value = PositionEncoding> {
        prop_oneof![
            Just(PositionEncoding::Utf8),
            Just(PositionEncoding::Utf16),
            Just(PositionEncoding::Utf32)
        ]
    }

    proptest! {
        #[test]
        fn offsets_match_naive_model(
            text in texts(), line in 0u32..12, character in 0u32..20, encoding in encodings(),
        ) {
            let rope = Rope::from_str(&text);
            let place = Position { line, character };
            prop_assert_eq!(offset(&rope, place, encoding), naive_offset(&text, place, encoding));
        }

        #[test]
        fn positions_round_trip(
            text in texts(), repeat in prop_oneof![Just(1), Just(60)], encoding in encodings(),
        ) {
            // Long enough to be in several parts of the rope.
            let text = text.repeat(repeat);
            let rope = Rope::from_str(&text);
            // A prime, so that it is not the same characters of each repetition.
            let step = if repeat == 1 { 1 } else { 7 };
            let ends = text.char_indices().step_by(step).chain([(text.len(), ' ')]);
            for (at, _) in ends {
                prop_assert_eq!(position(&rope, at, encoding), look_up(&rope, at, encoding));
                let back = offset(&rope, position(&rope, at, encoding), encoding);
                let inside_crlf = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                prop_assert_eq!(back, if inside_crlf { at - 1 } else { at });
            }
        }
    }

    #[test]
    fn invalid_positions_are_clamped() {
        let rope = Rope::from_str("a😀b\r\nc");
        let far = Position { line: u32::MAX, character: u32::MAX };
        assert_eq!(offset(&rope, far, PositionEncoding::Utf16), rope.len_bytes());
        let inside_pair = Position { line: 0, character: 2 };
        assert_eq!(offset(&rope, inside_pair, PositionEncoding::Utf16), 1);
        let past_line = Position { line: 0, character: 99 };
        assert_eq!(offset(&rope, past_line, PositionEncoding::Utf8), 6);
    }
}
