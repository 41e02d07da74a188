//! The hash of a member's name.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

use foldhash::SharedSeed;
use foldhash::fast::{FoldHasher, SeedableRandomState};

/// The key of the hash, random in each process: the author of a document cannot choose names with equal
/// hashes.
static KEY: LazyLock<SeedableRandomState> = LazyLock::new(|| {
    let random = |state: RandomState| state.hash_one(0);
    let shared = SharedSeed::from_u64(random(RandomState::new()));
    SeedableRandomState::with_seed(random(RandomState::new()), Box::leak(Box::new(shared)))
});

/// Returns the hash of a decoded name.
#[inline]
pub fn of(name: &str) -> u32 {
    let mut hasher: FoldHasher<'_> = KEY.build_hasher();
    hasher.write(name.as_bytes());
    (hasher.finish() >> 32) as u32
}
