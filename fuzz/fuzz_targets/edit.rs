//! Incremental results equal fresh ones: the tree and the findings after edits.

#![no_main]

use std::ops::Range;

use integration_manifest_ls::manifest::INTEGRATION;
use integration_manifest_ls::rules;
use integration_manifest_ls::text::{Change, PositionEncoding};
use integration_manifest_ls_fuzz::{Input, boundary, mutate, snapshot};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

/// Inserted texts, in addition to parts of the input.
const TYPED: &[&str] =
    &["", "\"", "{", "}", "[", "]", ",", ":", "/*", "*/", "//", "\n", "\r\n", "\\", "é", "😀", "1"];

/// Returns the range of the first name after `at`, with its quotes.
fn name_at(text: &str, at: usize) -> Option<Range<usize>> {
    let colon = at + text[at..].find("\":")?;
    let quote = text[..colon].rfind('"')?;
    Some(quote..colon + 1)
}

// Checks between the edits fill the caches, whose entries have to be moved or invalidated.
fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
    let mut text = input.text.to_owned();
    let mut edited = input.snapshot();
    for stroke in 0..4 {
        let index = 1 + stroke * 3;
        if input.flag(stroke as u32 + 1) {
            edited.check();
        }
        let mut start = input.place(index, &text);
        let what = input.byte(index + 2) as usize;
        let removed = [0, 0, 1, 7][what >> 6];
        let mut end = boundary(&text, start + removed).max(start);
        let from = input.place(13, &text);
        let mut inserted = match TYPED.get(what & 31) {
            Some(typed) => (*typed).to_owned(),
            None => text[from..boundary(&text, from + what)].to_owned(),
        };
        // A renamed member may have another role.
        if what & 31 == 31
            && let Some(name) = name_at(&text, start)
        {
            let all = INTEGRATION.fields;
            inserted = format!("{:?}", all[from % all.len()].name);
            (start, end) = (name.start, name.end);
        }
        let position = |offset| edited.buffer.position(offset, PositionEncoding::Utf8);
        let range = (position(start), position(end));
        // Positions inside a line break do not exist.
        let (from, to) = range;
        if edited.buffer.offset(from, PositionEncoding::Utf8) != start
            || edited.buffer.offset(to, PositionEncoding::Utf8) != end
        {
            continue;
        }
        text.replace_range(start..end, &inserted);
        let change = Change { range: Some(range), text: inserted };
        edited.change(change, PositionEncoding::Utf8);
        let fresh = snapshot(&text, input.dialect());
        assert!(edited.tree == fresh.tree, "{text:?}");
        if input.flag(7) || stroke == 3 {
            let afresh = rules::run(&text.as_str(), &fresh.tree, &fresh.settings).findings;
            let kept = edited.check().findings;
            assert_eq!(format!("{kept:?}"), format!("{afresh:?}"));
        }
    }
});
