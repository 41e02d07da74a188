//! Did you mean …?

/// The candidate that `word` was probably meant to be.
pub(crate) fn closest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = word.to_lowercase().replace('_', "-");
    // About one slip in three letters: beyond that a suggestion confuses more than it helps.
    let tolerance = (folded.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= tolerance)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The second half of a message about an unknown name: `; did you mean …?` or nothing.
pub(super) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> String {
    closest(word, candidates)
        .map_or_else(String::new, |candidate| format!("; did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_forgiven_and_other_words_are_not() {
        let names = ["too-long", "too-short", "missing-field"];
        assert_eq!(closest("to-long", names), Some("too-long"));
        assert_eq!(closest("TOO_LONG", names), Some("too-long"));
        assert_eq!(closest("mising-feild", names), Some("missing-field"));
        assert_eq!(closest("elephant", names), None);
        assert_eq!(closest("", names), None);
    }
}
