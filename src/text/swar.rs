//! SIMD within a register: scans eight bytes at a time. Most of a document is whitespace, strings and
//! lines, which are scanned this way.

/// One in each byte of a word.
pub const LOW_BITS: u64 = 0x0101_0101_0101_0101;

/// The top bit of each byte.
pub const HIGH_BITS: u64 = 0x80 * LOW_BITS;

/// Returns the eight bytes of `bytes` at `at` in little-endian order; `None` if there are fewer.
#[inline]
pub fn load_word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Returns a mask whose lowest top bit marks the first byte of `word` that equals the ASCII `byte`.
/// Bits above it may be set for other bytes.
#[inline]
pub fn eq_mask(word: u64, byte: u8) -> u64 {
    (word ^ (u64::from(byte) * LOW_BITS)).wrapping_sub(LOW_BITS) & !word
}

/// Returns the index of the byte that contains the lowest set bit of `found`.
#[inline]
pub fn first_byte_index(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// Returns whether two texts are equal. Faster than the standard comparison for short texts, such as names.
#[inline]
pub fn str_eq(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while let (Some(one), Some(other)) = (load_word(a, at), load_word(b, at)) {
        if one != other {
            return false;
        }
        at += 8;
    }
    // The remaining bytes, read as a word that overlaps the compared ones if there are enough.
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(one), Some(other)) => one == other,
        _ => match (a.first_chunk::<4>(), a.last_chunk::<4>(), b.first_chunk(), b.last_chunk()) {
            (Some(a), Some(one), Some(b), Some(other)) => a == b && one == other,
            _ => a.iter().eq(b),
        },
    }
}
