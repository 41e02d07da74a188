//! Repairs of invalid regular expressions.

use super::regex;

/// Maximum length, in bytes, of an expression that is repaired.
const MAX_LENGTH: usize = 1024;

/// Returns the valid regular expression that the invalid `pattern` most likely means: with closed brackets,
/// and with the syntax of JavaScript.
pub fn repaired(pattern: &str) -> Option<String> {
    if pattern.len() > MAX_LENGTH {
        return None;
    }
    let text = closed_groups(closed_class(with_operand(in_javascript(pattern))));
    (text != pattern && regex::error(&text).is_none()).then_some(text)
}

/// Replaces the syntax of other languages.
fn in_javascript(pattern: &str) -> String {
    let mut text = pattern.replace("(?P<", "(?<").replace("(?>", "(?:");
    while let Some(start) = text.find("(?P=") {
        let Some(len) = text[start..].find(')') else { break };
        let name = text[start + "(?P=".len()..start + len].to_owned();
        text.replace_range(start..=start + len, &format!("\\k<{name}>"));
    }
    for (possessive, plain) in [("*+", "*"), ("++", "+"), ("?+", "?")] {
        text = text.replace(possessive, plain);
    }
    text
}

/// Gives a quantifier at the start something to repeat: `*.txt` is a file name, `+49` a number.
fn with_operand(text: String) -> String {
    match text.chars().next() {
        Some('*' | '?') => format!(".{text}"),
        Some('+') => format!("\\{text}"),
        _ => text,
    }
}

/// Closes a class in front of the quantifier that follows it, or at the end.
fn closed_class(mut text: String) -> String {
    let Some(open) = Brackets::of(&text).class else { return text };
    let start = open + 1 + usize::from(text[open + 1..].starts_with('^'));
    let mut is_escaped = false;
    let is_end = |(at, c): &(usize, char)| {
        let was_escaped = is_escaped;
        is_escaped = !was_escaped && *c == '\\';
        *at > 0 && !was_escaped && matches!(c, '+' | '*' | '?' | '{' | '$' | '(' | ')' | '|')
    };
    let end = text[start..].char_indices().find(is_end).map_or(text.len(), |(at, _)| start + at);
    text.insert(end, ']');
    text
}

/// Closes groups in front of a final `$`, and escapes closing parentheses without a group.
fn closed_groups(mut text: String) -> String {
    let Brackets { groups, extra, .. } = Brackets::of(&text);
    for at in extra.into_iter().rev() {
        text.insert(at, '\\');
    }
    let is_anchored = text.ends_with('$') && !text.ends_with("\\$");
    let end = text.len() - usize::from(is_anchored);
    text.insert_str(end, &")".repeat(groups));
    text
}

/// The brackets of an expression that do not match.
#[derive(Default)]
struct Brackets {
    /// The offset of a `[` that is not closed.
    class: Option<usize>,
    /// The number of groups that are not closed.
    groups: usize,
    /// The offsets of closing parentheses without a group.
    extra: Vec<usize>,
}

impl Brackets {
    fn of(pattern: &str) -> Brackets {
        let mut brackets = Brackets::default();
        let mut chars = pattern.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => {
                    chars.next();
                }
                ']' => brackets.class = None,
                _ if brackets.class.is_some() => {}
                '[' => brackets.class = Some(at),
                '(' => brackets.groups += 1,
                ')' if brackets.groups == 0 => brackets.extra.push(at),
                ')' => brackets.groups -= 1,
                _ => {}
            }
        }
        brackets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repaired_pattern_is_the_probable_one() {
        for (pattern, right) in [
            ("^[a-z+$", "^[a-z]+$"),
            ("^[^/$", "^[^/]$"),
            ("[\\]a", "[\\]a]"),
            ("^(abc$", "^(abc)$"),
            ("((a|b)", "((a|b))"),
            ("([a-z", "([a-z])"),
            ("a)", "a\\)"),
            ("(?P<year>\\d{4})-(?P=year)", "(?<year>\\d{4})-\\k<year>"),
            ("\\d++", "\\d+"),
            ("*.txt", ".*.txt"),
            ("+49\\d+", "\\+49\\d+"),
        ] {
            assert_eq!(repaired(pattern).as_deref(), Some(right), "{pattern}");
        }
    }

    #[test]
    fn pattern_without_clear_meaning_is_not_repaired() {
        for pattern in ["[z-a]", "(?i)abc", "a{2,1}", "(?<1>a)", "\\"] {
            assert_eq!(repaired(pattern), None, "{pattern}");
        }
    }
}
