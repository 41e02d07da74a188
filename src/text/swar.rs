//! Eight bytes in one go: white space, strings and lines are looked through so, because most of a
//! document is that.

/// One in each byte of a word.
pub const EACH: u64 = 0x0101_0101_0101_0101;

/// The top bit of each byte.
pub const TOP: u64 = 0x80 * EACH;

/// The eight bytes of `bytes` from `at` on, if there are as many; the first is the lowest.
#[inline]
pub fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Has the top bit of the first byte of `word` that is `byte`, which is in ASCII, and the top bits of no
/// bytes before it. Any other bits may be set.
#[inline]
pub fn equal(word: u64, byte: u8) -> u64 {
    (word ^ (u64::from(byte) * EACH)).wrapping_sub(EACH) & !word
}

/// Which byte the lowest bit of `found` that is set is in.
#[inline]
pub fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}
