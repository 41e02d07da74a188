//! Sequential reads of a rope.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use ropey::Rope;

use super::Source;

/// A reader for many slices of a rope in mostly ascending order: it caches the chunk of the last
/// slice instead of looking it up each time.
#[derive(Debug, Clone)]
pub struct RopeReader<'r> {
    rope: &'r Rope,
    /// Chunk of the last slice.
    part: Cell<Part<'r>>,
}

/// A contiguous chunk of a rope.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part<'r> {
    /// Text of the chunk.
    pub text: &'r str,
    /// Start of the chunk, in bytes.
    pub start: usize,
    /// Line that contains the start, counted from 0.
    pub line: usize,
}

impl<'r> Part<'r> {
    /// Returns the chunk of `rope` that contains the byte `at`.
    pub fn new(rope: &'r Rope, at: usize) -> Part<'r> {
        let (text, start, _, line) = rope.chunk_at_byte(at);
        Part { text, start, line }
    }
}

impl<'r> RopeReader<'r> {
    /// Creates a reader of `rope`.
    pub fn new(rope: &'r Rope) -> RopeReader<'r> {
        RopeReader { rope, part: Cell::default() }
    }

    /// Returns the chunk that contains the byte `at`.
    pub(super) fn part(&self, at: usize) -> Part<'r> {
        let part = self.part.get();
        if (part.start..part.start + part.text.len()).contains(&at) {
            return part;
        }
        let part = Part::new(self.rope, at);
        self.part.set(part);
        part
    }

    /// Returns the text of the chunk that contains the byte `at`, and its start in bytes.
    pub(super) fn chunk(&self, at: usize) -> (&'r str, usize) {
        let Part { text, start, .. } = self.part(at);
        (text, start)
    }
}

impl Source for RopeReader<'_> {
    fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    fn is_char_boundary(&self, at: usize) -> bool {
        let (chunk, start) = self.chunk(at);
        chunk.is_char_boundary(at - start)
    }

    fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        let (chunk, start) = self.chunk(range.start);
        match chunk.get(range.start - start..range.end - start) {
            Some(text) => Cow::Borrowed(text),
            None => Source::slice(self.rope, range),
        }
    }

    fn window(&self, at: usize, least: usize) -> Cow<'_, str> {
        let (chunk, start) = self.chunk(at);
        match &chunk[at - start..] {
            rest if rest.len() >= least => Cow::Borrowed(rest),
            _ => Source::window(self.rope, at, least),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::position_cursor::tests::texts;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn rope_reader_matches_string(
            text in texts(),
            steps in prop::collection::vec(any::<[prop::sample::Index; 2]>(), 0..30),
        ) {
            let rope = Rope::from_str(&text);
            let reading = RopeReader::new(&rope);
            prop_assert_eq!(Source::len(&reading), text.len());
            for [one, other] in steps {
                let (one, other) = (one.index(text.len() + 1), other.index(text.len() + 1));
                prop_assert_eq!(reading.is_char_boundary(one), text.is_char_boundary(one));
                let (start, end) = (one.min(other), one.max(other));
                if text.is_char_boundary(start) && text.is_char_boundary(end) {
                    prop_assert_eq!(Source::slice(&reading, start..end), &text[start..end]);
                    let window = reading.window(start, end - start);
                    prop_assert!(window.len() >= end - start && text[start..].starts_with(&*window));
                }
            }
        }
    }
}
