//! What all targets share: what the bytes of an input mean, and mutations that keep JSON sound.
//!
//! Every input is a head of so many bytes and a text, in all targets alike, so that one corpus is
//! for all of them.

use std::ops::Range;
use std::sync::Arc;

use integration_manifest_ls::Snapshot;
use integration_manifest_ls::ide::TextEdit;
use integration_manifest_ls::rules::Settings;
use integration_manifest_ls::syntax::{Dialect, Node, TokenKind, Tokens, Tree};
use libfuzzer_sys::fuzzer_mutate;

/// The bytes before the text.
pub const HEAD: usize = 16;

/// An input, read.
pub struct Input<'a> {
    head: [u8; HEAD],
    /// The text, a manifest or not.
    pub text: &'a str,
}

impl<'a> Input<'a> {
    /// What `data` means; what is no UTF-8 ends the text.
    pub fn of(data: &'a [u8]) -> Option<Input<'a>> {
        let (head, text) = data.split_first_chunk::<HEAD>()?;
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).ok()?,
        };
        Some(Input { head: *head, text })
    }

    /// Whether the bit of this number is set.
    pub fn flag(&self, number: u32) -> bool {
        self.head[0] >> number & 1 == 1
    }

    /// Whether comments are allowed.
    pub fn dialect(&self) -> Dialect {
        if self.flag(0) { Dialect::Jsonc } else { Dialect::Json }
    }

    /// One of the bytes of the head.
    pub fn byte(&self, index: usize) -> u8 {
        self.head[index]
    }

    /// A place in `text`, by two bytes of the head.
    pub fn place(&self, index: usize, text: &str) -> usize {
        let number = u16::from_le_bytes([self.head[index], self.head[index + 1]]);
        boundary(text, number as usize * (text.len() + 1) >> 16)
    }

    /// The document.
    pub fn snapshot(&self) -> Snapshot {
        snapshot(self.text, self.dialect())
    }
}

/// The document with this text.
pub fn snapshot(text: &str, dialect: Dialect) -> Snapshot {
    Snapshot::new(text, dialect, Arc::new(Settings::default()), 1)
}

/// The nearest place at or before `at` between two characters.
pub fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How much of a text is not JSON.
pub fn issues(tree: &Tree) -> usize {
    let mut count = 0;
    tree.issues(&mut |_, _| count += 1);
    count
}

/// Panics unless `edits` are edits of `text`, in order.
pub fn assert_edits(text: &str, edits: &[TextEdit]) {
    let mut at = 0;
    for edit in edits {
        let Range { start, end } = edit.range;
        assert!(at <= start && text.get(start..end).is_some(), "{edit:?} of {edits:?}");
        at = end;
    }
}

#[path = "../../tests/common/tokens.rs"]
mod tokens;

pub use tokens::tokens;

/// The places of values and of names in a tree.
fn pieces(node: Node<'_>, values: &mut Vec<Range<usize>>, names: &mut Vec<Range<usize>>) {
    values.push(node.range());
    for member in node.entries() {
        if member.key().is_some() {
            names.push(member.key_range());
        }
        pieces(member.value(), values, names);
    }
}

/// Half of the time, a mutation that puts a value or a name in another's place, adds an entry again
/// or takes one out, so that a sound manifest stays one; else what libFuzzer does.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let random = |salt: u32, most: usize| {
        let mixed = (seed ^ salt.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
        (mixed >> 8) as usize % most.max(1)
    };
    let changed = (random(1, 2) == 0)
        .then(|| {
            let input = Input::of(&data[..size])?;
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
            // The head decides where things are tried.
            fuzzer_mutate(&mut data[..HEAD], HEAD, HEAD);
            data[HEAD..HEAD + text.len()].copy_from_slice(text.as_bytes());
            HEAD + text.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
}
