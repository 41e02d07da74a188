//! Shared parts of the fuzz targets: the format of an input, and mutations that keep JSON valid.
//!
//! An input is a head of [`HEAD`] bytes and a text, so that all targets share one corpus.

use std::ops::Range;
use std::sync::Arc;

use integration_manifest_ls::Snapshot;
use integration_manifest_ls::ide::TextEdit;
use integration_manifest_ls::rules::Settings;
use integration_manifest_ls::syntax::{Dialect, Node, TokenKind, Tokens, Tree};
use libfuzzer_sys::fuzzer_mutate;

/// Length of the head in bytes.
pub const HEAD: usize = 16;

/// A parsed input.
pub struct Input<'a> {
    head: [u8; HEAD],
    /// The text, a manifest or not.
    pub text: &'a str,
}

impl<'a> Input<'a> {
    /// Parses `data`. The text ends at the first invalid UTF-8 sequence.
    pub fn parse(data: &'a [u8]) -> Option<Input<'a>> {
        let (head, text) = data.split_first_chunk::<HEAD>()?;
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).ok()?,
        };
        Some(Input { head: *head, text })
    }

    /// Returns the bit `number` of the head.
    pub fn flag(&self, number: u32) -> bool {
        self.head[0] >> number & 1 == 1
    }

    /// Returns the dialect of the text.
    pub fn dialect(&self) -> Dialect {
        if self.flag(0) { Dialect::Jsonc } else { Dialect::Json }
    }

    /// Returns the byte `index` of the head.
    pub fn byte(&self, index: usize) -> u8 {
        self.head[index]
    }

    /// Returns an offset in `text`, selected by two bytes of the head.
    pub fn place(&self, index: usize, text: &str) -> usize {
        let number = u16::from_le_bytes([self.head[index], self.head[index + 1]]);
        boundary(text, number as usize * (text.len() + 1) >> 16)
    }

    /// Returns the snapshot of the text.
    pub fn snapshot(&self) -> Snapshot {
        snapshot(self.text, self.dialect())
    }
}

/// Returns a snapshot of `text` with the default settings.
pub fn snapshot(text: &str, dialect: Dialect) -> Snapshot {
    Snapshot::new(text, dialect, Arc::new(Settings::default()), 1)
}

/// Returns the last character boundary at or before `at`.
pub fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the number of syntax errors.
pub fn error_count(tree: &Tree) -> usize {
    let mut count = 0;
    tree.error_ranges(&mut |_, _| count += 1);
    count
}

/// Asserts that `edits` are in bounds of `text`, in order and without overlaps.
pub fn assert_edits(text: &str, edits: &[TextEdit]) {
    let mut at = 0;
    for edit in edits {
        let Range { start, end } = edit.range;
        assert!(at <= start && text.get(start..end).is_some(), "{edit:?} of {edits:?}");
        at = end;
    }
}

#[path = "../../tests/common/accidents.rs"]
pub mod accidents;

#[path = "../../tests/common/tokens.rs"]
mod tokens;

pub use tokens::tokens;

/// Collects the ranges of values and of names in a tree.
fn pieces(node: Node<'_>, values: &mut Vec<Range<usize>>, names: &mut Vec<Range<usize>>) {
    values.push(node.range());
    for member in node.entries() {
        if member.key().is_some() {
            names.push(member.key_range());
        }
        pieces(member.value(), values, names);
    }
}

/// Mutates an input. Half of the mutations replace a value or a name with another one, or duplicate a
/// member, so that valid JSON stays valid; the others are those of libFuzzer.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let random = |salt: u32, most: usize| {
        let mixed = (seed ^ salt.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
        (mixed >> 8) as usize % most.max(1)
    };
    let changed = (random(1, 2) == 0)
        .then(|| {
            let input = Input::parse(&data[..size])?;
            let tree = Tree::parse(input.text, input.dialect());
            let (mut values, mut names) = (Vec::new(), Vec::new());
            pieces(tree.root()?, &mut values, &mut names);
            let text = input.text;
            let any = |list: &[Range<usize>], salt| list.get(random(salt, list.len())).cloned();
            let (range, new) = match random(2, 5) {
                0 => (any(&names, 3)?, text[any(&names, 4)?].to_owned()),
                1 => {
                    let plain = ["null", "{}", "[]", "\"\"", "1", "true", "\"a/b\"", "\"é😀\""];
                    (any(&values, 3)?, plain[random(4, plain.len())].to_owned())
                }
                2 => {
                    let at = any(&names, 3)?.start;
                    let (name, value) = (&text[any(&names, 4)?], &text[any(&values, 5)?]);
                    (at..at, format!("{name}: {value},\n"))
                }
                _ => (any(&values, 3)?, text[any(&values, 4)?].to_owned()),
            };
            let text = format!("{}{new}{}", &text[..range.start], &text[range.end..]);
            (HEAD + text.len() <= max_size).then_some(text)
        })
        .flatten();
    match changed {
        Some(text) => {
            // The head selects the offsets of the requests.
            fuzzer_mutate(&mut data[..HEAD], HEAD, HEAD);
            data[HEAD..HEAD + text.len()].copy_from_slice(text.as_bytes());
            HEAD + text.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
}
