//! Did you mean …?

/// The most candidates that are offered.
const MOST: usize = 3;

/// So many candidates are compared with a word, and none longer than so many bytes: more than any
/// manifest has that a person wrote, and little enough where one has a hundred thousand.
const COMPARED: usize = 1000;
const LONGEST: usize = 256;

/// The candidate that somebody who wrote `word` most likely meant, if any is near enough.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    near(word, candidates).min_by_key(rank).map(|(_, candidate)| candidate)
}

/// The candidates that somebody who wrote `word` may have meant, the nearest first, and no more
/// than a few.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let mut near: Vec<_> = near(word, candidates).collect();
    near.sort_by_key(rank);
    near.dedup_by_key(|(_, candidate)| *candidate);
    near.into_iter().map(|(_, candidate)| candidate).take(MOST).collect()
}

fn rank((distance, candidate): &(usize, &str)) -> (usize, usize) {
    (*distance, candidate.len())
}

/// The candidates that are near enough to `word`, each with its distance.
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
        // Abbreviations are further away than typos, but no less clear: `desc`, `config`.
        if folded.len() >= 3 && other.starts_with(&folded) {
            return Some((usize::from(other != folded), candidate));
        }
        let other_length = other.chars().count();
        // The distance takes far longer to find out. It is no less than that of the lengths, and each
        // step of it brings or takes away two letters at most.
        let others = (letters ^ self::letters(&other)).count_ones() as usize;
        if length.abs_diff(other_length) > most || others > 2 * most {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&folded, &other);
        let near = distance <= most && distance * 2 <= other_length.max(2);
        near.then_some((distance, candidate))
    })
}

/// Case and the ways of joining words do not count.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')) {
        // Nearly all are in ASCII, where this is quicker.
        match c.is_ascii() {
            true => folded.push(c.to_ascii_lowercase()),
            false => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The letters of a word, roughly: a bit may stand for several.
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

    /// What is near, by the distance alone.
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
