//! The content of damaged strings: what it means, and whether that is certain.

use std::ops::Range;

use super::pattern::quotes;

/// Returns `content` with its line breaks and control characters escaped. A backslash at the end of a line
/// continues the string in JavaScript, and is removed with the line break.
pub fn escape_breaks(content: &str) -> String {
    let mut out = String::with_capacity(content.len() + 8);
    let text = content.replace("\r\n", "\n").replace('\r', "\n");
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            let backslashes = out.bytes().rev().take_while(|byte| *byte == b'\\').count();
            match backslashes % 2 {
                1 => drop(out.pop()),
                _ => out.push_str("\\n"),
            }
        }
        out.push_str(&line.replace('\t', "\\t"));
    }
    out
}

/// Whether each line of `content` after the first begins in the first column. White space before it may be
/// the indentation of the file or a part of the string.
pub fn is_flush(content: &str) -> bool {
    content.split('\n').skip(1).all(|line| !line.starts_with([' ', '\t']))
}

/// Whether the double quotes in `content` are pairs around words of it, as in `an "order"`, so that they
/// belong to the text. Quotes at both ends may be doubled by mistake.
pub fn has_quotations(content: &str) -> bool {
    let inner: Vec<usize> = quotes(content).collect();
    let (Some(&first), Some(&last)) = (inner.first(), inner.last()) else { return false };
    let is_structure = |c: char| ",:;{}[]=+\\".contains(c);
    let fits = |index: usize, at: usize| {
        let (before, after) = (&content[..at], &content[at + 1..]);
        let beside = [before.trim_end().chars().next_back(), after.trim_start().chars().next()];
        let blank = match index.is_multiple_of(2) {
            true => after.starts_with(char::is_whitespace),
            false => before.ends_with(char::is_whitespace),
        };
        !blank && !beside.into_iter().flatten().any(is_structure)
    };
    inner.len().is_multiple_of(2)
        && (first > 0 || last + 1 < content.len())
        && inner.windows(2).all(|pair| pair[1] > pair[0] + 1)
        && inner.iter().enumerate().all(|(index, at)| fits(index, *at))
}

/// Strings that are joined with `+`, as in JavaScript.
pub struct Concatenation {
    /// The texts between two strings, from the closing quote to the next opening quote.
    pub separators: Vec<Range<usize>>,
    /// The end of the last string.
    pub end: usize,
}

/// Maximum number of strings that are joined.
const MAX_JOINED: usize = 64;

/// Finds the strings that are joined with the one whose closing quote is at `quote`.
pub fn concatenation(text: &str, quote: usize) -> Option<Concatenation> {
    let bytes = text.as_bytes();
    let skip =
        |at: usize| at + bytes[at..].iter().take_while(|it| it.is_ascii_whitespace()).count();
    let mut separators = Vec::new();
    let mut end = quote + 1;
    while separators.len() < MAX_JOINED {
        let plus = skip(end);
        if bytes.get(plus) != Some(&b'+') {
            break;
        }
        let open = skip(plus + 1);
        if bytes.get(open) != Some(&b'"') {
            return None;
        }
        let rest = &text[open + 1..];
        let line = rest.split('\n').next().unwrap_or(rest);
        let close = open + 1 + quotes(line).next()?;
        separators.push(end - 1..open + 1);
        end = close + 1;
    }
    let rest = text[end..].split('\n').next().unwrap_or_default();
    let rest = rest.trim_start_matches([' ', '\t', '\r', ']', '}']);
    let ends = rest.is_empty() || rest.starts_with(',');
    (!separators.is_empty() && ends).then_some(Concatenation { separators, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_pairs_around_words() {
        for text in ["an \"order\"", "say \"yes\" or \"no\".", "L\"ook\"s", "\"Yes\" is meant"] {
            assert!(has_quotations(text), "{text}");
        }
        for text in [
            "\"order\"",
            "a\" \"b",
            "a\" and \"b",
            "5\" screen",
            "a\", \"b",
            "a\": \"b",
            "a \"\" b",
        ] {
            assert!(!has_quotations(text), "{text}");
        }
    }

    #[test]
    fn line_breaks_are_escaped() {
        assert_eq!(escape_breaks("a\r\nb\rc\n\td"), "a\\nb\\nc\\n\\td");
        assert_eq!(escape_breaks("a \\\nb"), "a b");
        assert_eq!(escape_breaks("a\\\\\nb"), "a\\\\\\nb");
    }
}
