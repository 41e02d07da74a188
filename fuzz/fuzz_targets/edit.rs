//! An edited tree is the tree of the edited text.

#![no_main]

use arbitrary::Arbitrary;
use integration_manifest_ls::syntax::{Dialect, Tree};
use integration_manifest_ls::text::Buffer;
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Session {
    text: String,
    comments: bool,
    strokes: Vec<(u16, u8, String)>,
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fuzz_target!(|session: Session| {
    let dialect = if session.comments { Dialect::Jsonc } else { Dialect::Json };
    let mut text = session.text;
    let mut buffer = Buffer::new(&text);
    let mut tree = Tree::parse(buffer.source(), dialect);
    for (at, removed, inserted) in session.strokes {
        let start = boundary(&text, at as usize);
        let end = boundary(&text, start + removed as usize).max(start);
        text.replace_range(start..end, &inserted);
        let edit = buffer.replace(start..end, inserted);
        tree.edit(buffer.source(), &edit);
        assert!(tree == Tree::parse(text.as_str(), dialect));
    }
});
