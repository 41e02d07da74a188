//! Any text can be checked, and what is found lies in it.

#![no_main]

use integration_manifest_ls::rules::{self, Settings};
use integration_manifest_ls::syntax::Dialect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for dialect in [Dialect::Json, Dialect::Jsonc] {
        for finding in rules::check(text, dialect, &Settings::default()) {
            assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
            for related in &finding.related {
                assert!(text.get(related.range.clone()).is_some(), "{finding:?}");
            }
        }
    }
});
