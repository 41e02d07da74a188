//! Fingerprints of findings, by which code hosts recognize a finding in a later report.

use std::collections::HashMap;

use crate::rules::Finding;

/// The fingerprints of the findings of one file.
#[derive(Default)]
pub(super) struct Fingerprints<'a> {
    /// Number of findings so far, by rule and pointer.
    counts: HashMap<(&'static str, &'a str), usize>,
}

impl<'a> Fingerprints<'a> {
    /// Returns a fingerprint of the path, the rule, the pointer and the number of equal findings before
    /// this one. It does not change when lines move. FNV-1a, because it must be the same in every version
    /// of this program.
    pub(super) fn next(&mut self, path: &str, finding: &'a Finding) -> String {
        let count = self.counts.entry((finding.rule.id, finding.pointer.as_str())).or_default();
        let number = count.to_le_bytes();
        *count += 1;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |bytes: &[u8]| {
            for byte in bytes {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        };
        if !path.is_empty() {
            add(path.as_bytes());
            add(b"\0");
        }
        for part in [finding.rule.id.as_bytes(), b"\0", finding.pointer.as_bytes(), b"\0", &number]
        {
            add(part);
        }
        format!("{hash:016x}")
    }
}
