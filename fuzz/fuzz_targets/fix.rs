//! Fixes keep valid JSON valid, and applying them terminates.

#![no_main]

use integration_manifest_ls::fix::{self, FixAll};
use integration_manifest_ls::rules::{self, Applicability, Group, Severity};
use integration_manifest_ls::syntax::Tree;
use integration_manifest_ls::text::apply;
use integration_manifest_ls_fuzz::{Input, assert_edits, error_count, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::parse(data) else { return };
    let (text, dialect) = (input.text, input.dialect());
    let snapshot = input.snapshot();
    // A fix may enable further rules: a public manifest is checked more strictly, and so is a field
    // whose misspelled name is fixed. The Botpress API must still accept an accepted manifest.
    let errors = |text: &str, tree: &Tree| {
        let mut findings = rules::run(&text, tree, &snapshot.settings).findings;
        findings.retain(|it| {
            it.severity == Severity::Error
                && matches!(it.rule.group, Group::Syntax | Group::Endpoint)
        });
        findings.len()
    };
    let sound = error_count(&snapshot.tree) == 0;
    let before = errors(text, &snapshot.tree);
    let mut all = Vec::new();
    for finding in snapshot.check().findings {
        let Some(fix) = fix::compute_fix(&text, &snapshot.tree, &finding) else { continue };
        assert_edits(text, &fix.edits);
        if sound && text.len() < 4096 {
            let after = apply(text, &fix.edits);
            let tree = Tree::parse(after.as_str(), dialect);
            assert_eq!(error_count(&tree), 0, "{finding:?}\n{text}\n→\n{after}");
            if fix.is_safe() {
                assert!(errors(&after, &tree) <= before, "{finding:?}\n{text}\n→\n{after}");
            }
        }
        all.push(fix);
    }
    if sound {
        let after = apply(text, &fix::combine(all));
        assert_eq!(error_count(&Tree::parse(after.as_str(), dialect)), 0, "{text}\n→\n{after}");
    }

    // Applying all safe fixes improves a broken text too, and changes only what is named.
    let FixAll { edits, fixed } =
        fix::fix_all(text, dialect, &snapshot.settings, Applicability::Safe);
    let after = apply(text, &edits);
    let (was, is) =
        (error_count(&snapshot.tree), error_count(&Tree::parse(after.as_str(), dialect)));
    let repairs = fixed.iter().filter(|fix| *fix.rule == rules::SYNTAX_ERROR).count();
    assert!(is + usize::from(repairs > 0) <= was, "{text}\n→\n{after}");
    assert!(fixed.iter().all(|fix| fix.start <= text.len()));

    // One call applies fixes in several rounds; repeated calls terminate too.
    let mut current = text.to_owned();
    for call in 0.. {
        let FixAll { edits, fixed } =
            fix::fix_all(&current, dialect, &snapshot.settings, Applicability::Safe);
        assert_edits(&current, &edits);
        assert_eq!(edits.is_empty(), fixed.is_empty(), "{edits:?}");
        if edits.is_empty() {
            break;
        }
        current = apply(&current, &edits);
        assert!(call < 10, "{text}\n→\n{current}");
    }
    if sound {
        assert_eq!(error_count(&Tree::parse(current.as_str(), dialect)), 0, "{text}\n→\n{current}");
    }
});
