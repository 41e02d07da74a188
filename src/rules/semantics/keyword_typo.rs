//! Typos in keywords.

use crate::manifest::types::Object;
use crate::util::suggest::closest;

/// Maximum length, in bytes, of a name that can be a typo.
pub const MAX_LEN: usize = 32;

/// The field of `object` that `word` is a typo of. Other words are allowed here, and short ones can
/// be similar by chance, so the limit is stricter than for words that have to be known.
pub fn typo(word: &str, object: &'static Object) -> Option<&'static str> {
    if word.len() > MAX_LEN {
        return None;
    }
    let near = closest(word, object.fields.iter().map(|field| field.name))?;
    let plain = |word: &str| word.replace(['-', '_', ' '], "").to_lowercase();
    let (folded, other) = (plain(word), plain(near));
    let distance = strsim::damerau_levenshtein(&folded, &other);
    (distance * 4 <= other.len() || has_doubled_or_swapped_letters(&folded, &other)).then_some(near)
}

/// Whether `word` is `meant` with a doubled letter or two swapped letters. This is certain even for
/// short words.
fn has_doubled_or_swapped_letters(word: &str, meant: &str) -> bool {
    let (word, meant) = (word.as_bytes(), meant.as_bytes());
    if meant.len() < 3 {
        return false;
    }
    let same = word.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (&word[same..], &meant[same..]);
    match (rest, wanted) {
        ([a, b, rest @ ..], [c, d, wanted @ ..]) if a == d && b == c => rest == wanted,
        ([again, rest @ ..], wanted) => same > 0 && *again == word[same - 1] && rest == wanted,
        _ => false,
    }
}
