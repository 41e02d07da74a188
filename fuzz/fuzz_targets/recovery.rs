//! One accident in a sound manifest adds no finding outside of the damaged entry, and the tree after
//! edits is the tree of the text.

#![no_main]

use integration_manifest_ls::rules::{Finding, FixAction, Group};
use integration_manifest_ls::syntax::Dialect;
use integration_manifest_ls::text::{Change, PositionEncoding};
use integration_manifest_ls_fuzz::accidents::KINDS;
use integration_manifest_ls_fuzz::{Input, error_count, mutate, snapshot};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count()
}

fn key(finding: &Finding) -> (&'static str, &str) {
    (finding.rule.id, &finding.message)
}

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
    // Recovery relies on indentation, so the text is formatted first.
    let Ok(value) = serde_json::from_str::<serde_json::Value>(input.text) else { return };
    if !value.is_object() {
        return;
    }
    let text = format!("{value:#}\n");
    let lines = text.lines().count();
    let kind = &KINDS[usize::from(input.byte(1)) % KINDS.len()];
    let Some(accident) = kind.at(&text, input.place(2, &text) % lines) else { return };
    let mut edited = snapshot(&text, input.dialect());
    let known = edited.check().findings;
    edited.change(Change { range: None, text: accident.text.clone() }, PositionEncoding::Utf8);
    let found = edited.check().findings;
    // JSONC allows trailing commas.
    if input.dialect() == Dialect::Json {
        assert!(error_count(&edited.tree) > 0, "{}", accident.text);
    }
    // A mistaken shape explains the findings inside, and the mistake may hide the shape.
    let is_reshaped = |finding: &Finding| {
        let mut fixes = finding.fix.iter().chain(&finding.alternatives);
        fixes.any(|fix| matches!(fix.action, FixAction::Reshape(_)))
    };
    if known.iter().any(is_reshaped) {
        return;
    }
    // A mistake in the manifest explains others, which are reported when the accident hides it.
    let is_hidden = |it: &Finding| !found.iter().any(|finding| key(finding) == key(it));
    if known.iter().any(|it| it.rule.group == Group::Endpoint && is_hidden(it)) {
        return;
    }
    // The effects of references are far away.
    if ["interfaces", "secrets", "$ref"].iter().any(|name| text.contains(name)) {
        return;
    }
    for finding in &found {
        let distance = line_of(&accident.text, finding.range.start).abs_diff(accident.line);
        let is_known = known.iter().any(|it| key(it) == key(finding));
        let is_syntax = finding.rule.group == Group::Syntax;
        // The finding of several mistakes is at the first of them.
        let is_joined = finding.places > 1;
        assert!(
            is_known || is_syntax || is_joined || distance <= 2,
            "{finding:?} in {}",
            accident.text
        );
    }
});
