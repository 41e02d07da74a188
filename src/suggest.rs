//! Did you mean …?

/// The candidate that somebody who wrote `word` most likely meant, if any is near enough.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = fold(word);
    let most = match folded.chars().count() {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = fold(candidate);
            let distance = strsim::damerau_levenshtein(&folded, &other);
            // Abbreviations are further away than typos, but no less clear: `desc`, `config`.
            let short = folded.len() >= 3 && other.starts_with(&folded);
            let near = distance <= most && distance * 2 <= other.chars().count().max(2);
            (near || short).then_some((if short { distance.min(1) } else { distance }, candidate))
        })
        .min_by_key(|(distance, candidate)| (*distance, candidate.len()))
        .map(|(_, candidate)| candidate)
}

/// Case and the ways of joining words do not count.
fn fold(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn typos_case_and_abbreviations_are_near() {
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
}
