//! Suggestions for misspelled names.

/// Maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 3;

/// Maximum number of candidates that are compared with a word: more than a manifest written by hand
/// contains, but few enough for a manifest with a hundred thousand.
const COMPARED: usize = 1000;

/// Maximum length, in bytes, of a word and of its candidates.
const LONGEST: usize = 256;

/// Returns the candidate that is most similar to `word`, if one is similar enough.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    near(word, candidates).min_by_key(rank).map(|(_, candidate)| candidate)
}

/// Returns up to three candidates that are similar to `word`, the most similar first.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let mut near: Vec<_> = near(word, candidates).collect();
    near.sort_by_key(rank);
    near.dedup_by_key(|(_, candidate)| *candidate);
    near.into_iter().map(|(_, candidate)| candidate).take(MAX_SUGGESTIONS).collect()
}

fn rank((distance, candidate): &(usize, &str)) -> (usize, usize) {
    (*distance, candidate.len())
}

/// Returns the candidates that are similar enough to `word`, each with its edit distance.
fn near<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> impl Iterator<Item = (usize, &'c str)> {
    let folded = fold(word);
    let length = folded.chars().count();
    let letters = letters(&folded);
    let most = match length {
        0 => None,
        _ if folded.len() > LONGEST => None,
        1..=3 => Some(1),
        4..=7 => Some(2),
        _ => Some(3),
    };
    let compared = if most.is_some() { COMPARED } else { 0 };
    candidates.into_iter().take(compared).filter_map(move |candidate| {
        let most = most?;
        if candidate.len() > LONGEST {
            return None;
        }
        let other = fold(candidate);
        // The distance of an abbreviation is large, but its meaning is clear: `desc`, `config`.
        if folded.len() >= 3 && other.starts_with(&folded) {
            return Some((usize::from(other != folded), candidate));
        }
        let other_length = other.chars().count();
        // Two cheap lower bounds of the distance: the difference of the lengths, and half the number of
        // letters that only one of the words has.
        let others = (letters ^ self::letters(&other)).count_ones() as usize;
        if length.abs_diff(other_length) > most || others > 2 * most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&folded, &other);
        let near = distance <= most && distance * 2 <= other_length.max(2);
        near.then_some((distance, candidate))
    })
}

/// Returns `word` without differences in case and in word separators.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')) {
        // The fast path for ASCII.
        match c.is_ascii() {
            true => folded.push(c.to_ascii_lowercase()),
            false => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// Returns a bit set of the letters of a word. Letters may share a bit.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 32))
}

#[cfg(test)]
mod tests {
    use super::{closest, fold, near, nearest};

    #[test]
    fn suggestions_cover_typos_case_and_abbreviations() {
        let names = ["title", "description", "version", "visibility", "icon", "events"];
        let near = |word| closest(word, names);
        assert_eq!(near("titel"), Some("title"));
        assert_eq!(near("Visibility"), Some("visibility"));
        assert_eq!(near("desc"), Some("description"));
        assert_eq!(near("ver_sion"), Some("version"));
        assert_eq!(closest("TOO_LONG", ["too-long", "too-short"]), Some("too-long"));
        assert_eq!(near("x"), None);
        assert_eq!(near("homepage"), None);
        assert_eq!(near(""), None);
    }

    #[test]
    fn suggestion_candidates_are_bounded() {
        let mut asked = 0;
        let names = (0..1_000_000).map(|_| {
            asked += 1;
            "title"
        });
        assert_eq!(closest("titel", names), Some("title"));
        assert_eq!(asked, super::COMPARED);
        let long = "x".repeat(1_000_000);
        assert_eq!(closest(&long, [long.as_str(), "x"]), None);
        assert_eq!(closest("xx", [long.as_str()]), None);
    }

    #[test]
    fn nearest_returns_several_candidates() {
        let names = ["orderId", "orderIds", "order", "customerId"];
        assert_eq!(nearest("ordrId", names), ["orderId", "orderIds"]);
        assert_eq!(
            nearest("conf", ["configurations", "configuration"]).first(),
            Some(&"configuration")
        );
        assert_eq!(nearest("", names), [""; 0]);
    }

    /// Reference implementation without lower bounds.
    fn plainly(word: &str, candidate: &str) -> Option<usize> {
        let (word, other) = (fold(word), fold(candidate));
        let most = match word.chars().count() {
            0 => return None,
            1..=3 => 1,
            4..=7 => 2,
            _ => 3,
        };
        let distance = strsim::damerau_levenshtein(&word, &other);
        if word.len() >= 3 && other.starts_with(&word) {
            return Some(distance.min(1));
        }
        (distance <= most && distance * 2 <= other.chars().count().max(2)).then_some(distance)
    }

    proptest::proptest! {
        #[test]
        fn suggestions_match_plain_distance(word in "[a-dA_é-]{0,9}", candidate in "[a-dA_éq-]{0,11}") {
            let found = near(&word, [candidate.as_str()]).next().map(|(distance, _)| distance);
            proptest::prop_assert_eq!(found, plainly(&word, &candidate));
        }
    }
}
