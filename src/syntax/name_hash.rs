//! The hash by which names are told apart.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// The hash of a decoded name.
#[inline]
pub fn of(name: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    (hasher.finish() >> 32) as u32
}
