//! Every question has an answer everywhere.

#![no_main]

use std::sync::Arc;

use integration_manifest_ls::Snapshot;
use integration_manifest_ls::ide::{completion, hover};
use integration_manifest_ls::rules::Settings;
use integration_manifest_ls::syntax::Dialect;
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
});
