//! Hash of member names, for fast comparison.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Returns the hash of a decoded name.
#[inline]
pub fn of(name: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    (hasher.finish() >> 32) as u32
}
