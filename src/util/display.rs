//! Text for people: quotes, lists, suggestions and numbers in messages.
//!
//! Text from a document or a client never breaks a line, controls a terminal or changes the direction of
//! writing, and is never longer than a message allows.

use std::borrow::{Borrow, Cow};

/// Returns `text` with each control character and each character that changes the direction of writing
/// replaced by one visible character, so that columns stay the same.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| sanitize_char(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(sanitize_char).collect())
    }
}

/// Returns the character that [`sanitize`] writes for `c`.
pub fn sanitize_char(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

/// Returns the number with its noun: `1 error`, `2 errors`.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Returns the start of the character at `offset`, or the end of `text`.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    // That of the standard library is newer than the oldest compiler that is supported.
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Returns whether `text` starts with `start`, in ASCII letters of any case.
pub fn starts_with_ignore_case(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start.as_bytes()))
}

/// Returns the first `max` characters of `text` on one line, and an ellipsis if there are more.
pub fn truncate(text: &str, max: usize) -> String {
    let mut chars = text.chars();
    let mut out: String = chars.by_ref().take(max).map(sanitize_char).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// Returns [`truncate`]d `text` in backticks.
pub fn quote(text: &str, max: usize) -> String {
    format!("`{}`", truncate(text, max))
}

/// Returns the names in backticks, the last one after `conjunction`: "`a`, `b` and `c`".
pub fn list(names: &[&str], conjunction: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    list_plain(&names, conjunction)
}

/// Returns the parts, the last one after `conjunction`: "1 error, 2 warnings and 3 hints".
pub fn list_plain(parts: &[impl Borrow<str>], conjunction: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [before @ .., last] => {
            format!("{} {conjunction} {}", before.join(", "), last.borrow())
        }
    }
}

/// Returns `number` with commas between groups of three digits: "1,234,567".
pub fn group_digits(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sanitize_replaces_control_characters() {
        assert_eq!(sanitize("plain é 漢"), "plain é 漢");
        assert_eq!(sanitize("\x1b[31m\r\n\x7f\u{9b}\u{202e}\t"), "␛[31m␍␊␡\u{fffd}\u{fffd} ");
    }

    #[test]
    fn truncate_counts_characters_and_stays_on_one_line() {
        assert_eq!(truncate("äöü", 3), "äöü");
        assert_eq!(truncate("äöü", 2), "äö…");
        assert_eq!(truncate("a\r\nb\0", 9), "a␍␊b␀");
        assert_eq!(quote("abc", 1), "`a…`");
    }

    #[test]
    fn list_joins_the_last_name_with_the_conjunction() {
        assert_eq!(list(&[], "and"), "");
        assert_eq!(list(&["a"], "and"), "`a`");
        assert_eq!(list(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }

    #[test]
    fn group_digits_separates_thousands() {
        assert_eq!(group_digits(0), "0");
        assert_eq!(group_digits(7), "7");
        assert_eq!(group_digits(102_400), "102,400");
        assert_eq!(group_digits(123_456), "123,456");
        assert_eq!(group_digits(1_234_567), "1,234,567");
        assert_eq!(group_digits(52_428_800), "52,428,800");
    }
}
