//! Completions keep valid JSON valid.

#![no_main]

use integration_manifest_ls::ide::completion;
use integration_manifest_ls::syntax::Tree;
use integration_manifest_ls::text::apply;
use integration_manifest_ls_fuzz::{Input, assert_edits, error_count, mutate};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some(input) = Input::parse(data) else { return Corpus::Reject };
    let snapshot = input.snapshot();
    if error_count(&snapshot.tree) > 0 {
        return Corpus::Reject;
    }
    let text = input.text;
    for index in [1, 3, 5, 7] {
        let offset = input.place(index, text);
        for item in completion::completion(&snapshot, offset) {
            let after = outcome(text, &item);
            let tree = Tree::parse(after.as_str(), input.dialect());
            assert_eq!(error_count(&tree), 0, "{item:?} at {offset} in {text:?} made {after:?}");
        }
    }
    Corpus::Keep
});

fn outcome(text: &str, item: &completion::Item) -> String {
    let mut edits = item.additional.clone();
    edits.push(item.edit.clone());
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    assert_edits(text, &edits);
    apply(text, &edits)
}
