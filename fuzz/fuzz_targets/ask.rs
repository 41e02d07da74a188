//! Every request has a result at every offset, and its ranges are in bounds.

#![no_main]

use integration_manifest_ls::ide::code_action::{
    self, add_all_missing, configure_severity, jsonc_to_json, sort_members,
};
use integration_manifest_ls::ide::{
    code_lens, completion, definition, document_highlight, document_link, document_symbol,
    embedded_documents, findings, folding_range, format, hover, inlay_hint, linked_editing_range,
    markdown, references, rename, selection_range, semantic_tokens,
};
use integration_manifest_ls::rules::Group;
use integration_manifest_ls::text::{PositionCursor, PositionEncoding};
use integration_manifest_ls_fuzz::{Input, assert_edits, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
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
    assert_edits(text, &sort_members::everywhere(&snapshot));
    assert_eq!(
        sort_members::extent(&snapshot, offset).is_some(),
        sort_members::sort_at(&snapshot, offset).is_some()
    );
    assert_edits(text, &jsonc_to_json::edits(&snapshot));
    for group in [Group::Publish, Group::Endpoint] {
        assert_edits(text, &add_all_missing::edits(&snapshot, group, Some(&range)));
    }
    add_all_missing::definition(&snapshot, offset);
    configure_severity::choices(&findings::at(&snapshot, offset));
    document_symbol::symbols(&snapshot);
    folding_range::folding_ranges(&snapshot);
    selection_range::selections(&snapshot, offset);
    semantic_tokens::each(&snapshot, &range, &mut |_| {});
    inlay_hint::hints(&snapshot, &range);
    definition::definition(&snapshot, offset);
    document_highlight::highlights(&snapshot, offset);
    references::references(&snapshot, offset, true);
    linked_editing_range::ranges(&snapshot, offset);
    code_lens::lenses(&snapshot);
    document_link::links(&snapshot);
    if rename::prepare(&snapshot, offset).is_ok()
        && let Ok(renaming) = rename::rename(&snapshot, offset, "another")
    {
        assert_edits(text, &renaming.edits);
    }
    for content in embedded_documents::list(&snapshot) {
        if let Ok(before) = embedded_documents::read(&snapshot, &content.place.pointer) {
            let edits = embedded_documents::write(
                &snapshot,
                &content.place.pointer,
                "other",
                Some(&before),
            );
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
    for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32] {
        let mut positions = PositionCursor::new(rope, encoding);
        for offset in [range.start, range.end] {
            let position = positions.at(offset);
            let back = snapshot.buffer.offset(position, encoding);
            assert_eq!(position, snapshot.buffer.position(back, encoding));
        }
    }
});
