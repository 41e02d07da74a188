//! Every question has an answer everywhere.

#![no_main]

use std::sync::Arc;

use integration_manifest_ls::Snapshot;
use integration_manifest_ls::ide::{
    code_action, completion, folding, format, hover, inlay, selection, symbols, tokens,
};
use integration_manifest_ls::rules::Settings;
use integration_manifest_ls::syntax::{Dialect, Tree};
use integration_manifest_ls::text::apply;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &str)| {
    let (at, text) = input;
    let mut offset = (at as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let snapshot = Snapshot::new(text, Dialect::Jsonc, Arc::new(Settings::default()), 1);
    completion::completion(&snapshot, offset);
    hover::hover(&snapshot, offset);
    code_action::fix_all(&snapshot);
    symbols::symbols(&snapshot);
    folding::folds(&snapshot);
    selection::selections(&snapshot, offset);
    tokens::tokens(&snapshot, &(offset..text.len()));
    inlay::hints(&snapshot, &(0..offset));
    let options = format::Options::default();
    for typed in format::TRIGGERS {
        format::on_type(&text, &snapshot.tree, offset, typed, &options);
    }
    format::range(&text, &snapshot.tree, &(0..offset), &options);
    let edits = format::document(&text, &snapshot.tree, &options);
    let once = apply(text, &edits);
    let tree = Tree::parse(once.as_str(), Dialect::Jsonc);
    assert_eq!(format::document(&once.as_str(), &tree, &options), []);
});
