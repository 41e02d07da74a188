//! Text edits: changes that a fix, a format or a rename proposes.

use std::ops::Range;
use std::rc::Rc;

/// A replacement of a range of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextEdit {
    /// Replaced range in bytes; empty for an insertion.
    pub range: Range<usize>,
    /// The new text.
    pub text: String,
}

impl TextEdit {
    /// Replaces `range` by `text`.
    pub fn new(range: Range<usize>, text: impl Into<String>) -> TextEdit {
        TextEdit { range, text: text.into() }
    }

    /// Inserts `text` at the byte `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> TextEdit {
        TextEdit::new(at..at, text)
    }

    /// Removes `range`.
    pub fn delete(range: Range<usize>) -> TextEdit {
        TextEdit::new(range, "")
    }

    /// Returns the smallest single edit that changes `old` to `new`.
    pub fn difference(old: &str, new: &str) -> TextEdit {
        let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
            start -= 1;
        }
        let rest = old[start..].bytes().rev().zip(new[start..].bytes().rev());
        let mut tail = rest.take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
            tail -= 1;
        }
        TextEdit::new(start..old.len() - tail, &new[start..new.len() - tail])
    }
}

/// Applies `edits`, which are in ascending order and do not overlap, to `text`.
pub fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// A piece of an edited text.
enum Piece {
    /// Text of the original; its range there, in bytes.
    Kept(Range<usize>),
    /// Inserted text: a range of it, because later edits can split it many times.
    New(Rc<str>, Range<usize>),
}

/// Composes `rounds` of edits into one list of edits of the original text, which has `len` bytes.
/// The edits of each round refer to the text after the round before, in order and without overlaps.
pub fn compose(len: usize, rounds: impl IntoIterator<Item = Vec<TextEdit>>) -> Vec<TextEdit> {
    let mut pieces = vec![Piece::Kept(0..len)];
    for edits in rounds {
        pieces = edit_pieces(pieces, edits);
    }
    let mut composed = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    // The text after the last edit.
    for piece in pieces.into_iter().chain([Piece::Kept(len..len)]) {
        match piece {
            Piece::New(more, range) => text += &more[range],
            Piece::Kept(range) => {
                if at < range.start || !text.is_empty() {
                    composed.push(TextEdit::new(at..range.start, std::mem::take(&mut text)));
                }
                at = range.end;
            }
        }
    }
    composed
}

fn edit_pieces(pieces: Vec<Piece>, edits: Vec<TextEdit>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len() + 2 * edits.len());
    let mut pieces = pieces.into_iter();
    let mut rest = pieces.next();
    let mut at = 0;
    // Advances to the offset `to`, and moves the pieces before it to `out`.
    let mut pass = |to: usize, out: Option<&mut Vec<Piece>>| {
        let mut passed = Vec::new();
        while at < to
            && let Some(piece) = rest.take()
        {
            let (Piece::Kept(range) | Piece::New(_, range)) = &piece;
            let len = range.len();
            let taken = len.min(to - at);
            at += taken;
            let (first, second) = split(piece, taken);
            passed.push(first);
            rest = if taken < len { Some(second) } else { pieces.next() };
        }
        if let Some(out) = out {
            out.append(&mut passed);
        }
    };
    for edit in edits {
        pass(edit.range.start, Some(&mut out));
        pass(edit.range.end, None);
        let len = edit.text.len();
        out.push(Piece::New(edit.text.into(), 0..len));
    }
    pass(usize::MAX, Some(&mut out));
    out
}

/// Splits a piece after `len` bytes.
fn split(piece: Piece, len: usize) -> (Piece, Piece) {
    let halves = |range: Range<usize>| {
        let middle = range.start + len;
        (range.start..middle, middle..range.end)
    };
    match piece {
        Piece::Kept(range) => {
            let (first, second) = halves(range);
            (Piece::Kept(first), Piece::Kept(second))
        }
        Piece::New(text, range) => {
            let (first, second) = halves(range);
            (Piece::New(Rc::clone(&text), first), Piece::New(text, second))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Edits of a text of `len` bytes.
    fn edits(len: usize) -> impl Strategy<Value = Vec<TextEdit>> {
        let cuts = prop::collection::btree_set(0..=len, 0..6);
        (cuts, prop::collection::vec("[xyz]{0,3}", 3)).prop_map(|(cuts, texts)| {
            let cuts: Vec<usize> = cuts.into_iter().collect();
            let ranges = cuts.chunks_exact(2).map(|cut| cut[0]..cut[1]);
            ranges.zip(texts).map(|(range, text)| TextEdit::new(range, text)).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn composed_edit_matches_sequential_edits(
            rounds in prop::collection::vec(edits(40), 0..4),
        ) {
            let text: String = ('A'..='Z').cycle().take(40).collect();
            let mut after = text.clone();
            let mut taken = Vec::new();
            for mut round in rounds {
                round.retain(|edit| edit.range.end <= after.len());
                after = apply(&after, &round);
                taken.push(round);
            }
            let composed = compose(text.len(), taken);
            prop_assert_eq!(apply(&text, &composed), after);
            for pair in composed.windows(2) {
                prop_assert!(pair[0].range.end < pair[1].range.start);
            }
        }
    }
}
