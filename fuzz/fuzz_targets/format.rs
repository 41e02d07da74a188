//! Formatting changes only whitespace, and is idempotent.

#![no_main]

use integration_manifest_ls::ide::format::{self, Expand, Options};
use integration_manifest_ls::syntax::{Dialect, Tree};
use integration_manifest_ls::text::apply;
use integration_manifest_ls_fuzz::{Input, assert_edits, error_count, mutate, tokens};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
    let text = input.text;
    let options = Options {
        tab_size: u32::from(input.byte(5) % 9),
        insert_spaces: input.flag(1),
        insert_final_newline: input.flag(2),
        trim_final_newlines: input.flag(3),
        width: usize::from(input.byte(6)),
        expand: [Expand::Auto, Expand::Always, Expand::Never][usize::from(input.byte(7) % 3)],
    };
    let tree = Tree::parse(text, Dialect::Jsonc);
    let is_sound = error_count(&tree) == 0;
    // Errors leave it open what the tokens are.
    let content = |text: &str| -> Vec<String> {
        match is_sound {
            true => tokens(text).into_iter().map(str::to_owned).collect(),
            false => text
                .split_ascii_whitespace()
                .collect::<String>()
                .chars()
                .map(String::from)
                .collect(),
        }
    };
    let edits = format::document(&text, &tree, &options);
    assert_edits(text, &edits);
    for edit in &edits {
        let old = &text[edit.range.clone()];
        assert!(old.bytes().chain(edit.text.bytes()).all(|it| it.is_ascii_whitespace()));
    }
    let once = apply(text, &edits);
    assert_eq!(content(&once), content(text));
    let again =
        format::document(&once.as_str(), &Tree::parse(once.as_str(), Dialect::Jsonc), &options);
    assert!(again.is_empty() || !is_sound, "{text:?}\n→\n{once:?}");

    let (one, other) = (input.place(1, text), input.place(3, text));
    let range = one.min(other)..one.max(other);
    let part = apply(text, &format::range(&text, &tree, &range, &options));
    assert_eq!(content(&part), content(text));
    for typed in format::TRIGGERS {
        let typed = apply(text, &format::on_type(&text, &tree, one, typed, &options));
        assert_eq!(content(&typed), content(text));
    }
});
