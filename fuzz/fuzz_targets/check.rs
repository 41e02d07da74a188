//! Any text can be checked, and the ranges of its findings are in bounds.

#![no_main]

use integration_manifest_ls::rules::{self, Settings};
use integration_manifest_ls::syntax::Dialect;
use integration_manifest_ls_fuzz::{Input, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(Input { text, .. }) = Input::parse(data) else { return };
    for dialect in [Dialect::Json, Dialect::Jsonc] {
        let findings = rules::check(text, dialect, &Settings::default());
        for finding in &findings {
            assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
            for related in &finding.related {
                assert!(text.get(related.range.clone()).is_some(), "{finding:?}");
            }
        }
        // Compare with another parser.
        if dialect == Dialect::Json && text.len() < 4096 {
            let sound = findings.iter().all(|finding| finding.rule.id != "syntax-error");
            let other = serde_json::from_str::<serde::de::IgnoredAny>(text);
            // It rejects a byte order mark, and its nesting limit is lower.
            let deep = other.as_ref().is_err_and(|error| error.to_string().contains("recursion"));
            if !text.starts_with('\u{feff}') && !deep {
                assert_eq!(sound, other.is_ok(), "{findings:?} {other:?}");
            }
        }
    }
});
