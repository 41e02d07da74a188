//! Every question has an answer everywhere, and what it speaks of lies in the text.

#![no_main]

use integration_manifest_ls::ide::code_action::{self, fill, level, plain, sort};
use integration_manifest_ls::ide::{
    code_lens, completion, contents, definition, document_link, findings, folding, format,
    highlight, hover, inlay, linked_editing, markdown, references, rename, selection, symbols,
    tokens,
};
use integration_manifest_ls::rules::Group;
use integration_manifest_ls::text::{Encoding, Positions};
use integration_manifest_ls_fuzz::{Input, assert_edits, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::of(data) else { return };
    let text = input.text;
    let snapshot = input.snapshot();
    let (offset, other) = (input.place(1, text), input.place(3, text));
    let range = offset.min(other)..offset.max(other);

    for item in completion::completion(&snapshot, offset) {
        assert!(text.get(item.edit.range.clone()).is_some(), "{item:?}");
        item.documentation.as_deref().map(markdown::plain);
    }
    if let Some(hover) = hover::hover(&snapshot, offset) {
        assert!(text.get(hover.range).is_some());
        markdown::plain(&hover.markdown);
    }
    for action in code_action::actions(&snapshot, &range) {
        assert_edits(text, &action.edits);
    }
    assert_edits(text, &code_action::fix_all(&snapshot));
    assert_edits(text, &sort::everywhere(&snapshot));
    assert_eq!(sort::extent(&snapshot, offset).is_some(), sort::here(&snapshot, offset).is_some());
    assert_edits(text, &plain::edits(&snapshot));
    for group in [Group::Publish, Group::Endpoint] {
        assert_edits(text, &fill::edits(&snapshot, group, Some(&range)));
    }
    fill::definition(&snapshot, offset);
    level::choices(&findings::at(&snapshot, offset));
    symbols::symbols(&snapshot);
    folding::folds(&snapshot);
    selection::selections(&snapshot, offset);
    tokens::each(&snapshot, &range, &mut |_| {});
    inlay::hints(&snapshot, &range);
    definition::definition(&snapshot, offset);
    highlight::highlights(&snapshot, offset);
    references::references(&snapshot, offset, true);
    linked_editing::ranges(&snapshot, offset);
    code_lens::lenses(&snapshot);
    document_link::links(&snapshot);
    if rename::prepare(&snapshot, offset).is_ok()
        && let Ok(renaming) = rename::rename(&snapshot, offset, "another")
    {
        assert_edits(text, &renaming.edits);
    }
    for content in contents::list(&snapshot) {
        if let Ok(before) = contents::read(&snapshot, &content.place.pointer) {
            let edits = contents::write(&snapshot, &content.place.pointer, "other", Some(&before));
            assert_edits(text, &edits.unwrap_or_default());
        }
    }

    let options = format::Options::default();
    for typed in format::TRIGGERS {
        let edits = format::on_type(&text, &snapshot.tree, offset, typed, &options);
        assert_edits(text, &edits);
    }
    assert_edits(text, &format::range(&text, &snapshot.tree, &range, &options));

    let rope = snapshot.buffer.source();
    for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
        let mut positions = Positions::new(rope, encoding);
        for offset in [range.start, range.end] {
            let position = positions.at(offset);
            let back = snapshot.buffer.offset(position, encoding);
            assert_eq!(position, snapshot.buffer.position(back, encoding));
        }
    }
});
