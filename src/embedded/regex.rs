//! JavaScript regular expressions.

use regress::Flags;
use regress::backends::try_parse;

/// Maximum length of an expression in bytes. Longer ones are not written by hand, are slow to
/// check, and are not checked.
const MAX_LENGTH: usize = 8 * 1024;

/// Maximum number of named groups and Unicode classes: their cost is quadratic.
const MOST_COSTLY: usize = 32;

/// Returns why `pattern` is not a valid regular expression. `None` if it is valid with or without
/// the `u` flag, because validators differ in whether they set it.
pub fn error(pattern: &str) -> Option<String> {
    if pattern.len() > MAX_LENGTH {
        return None;
    }
    let count = |part: &str| pattern.matches(part).take(MOST_COSTLY + 1).count();
    if count("(?<") + count("\\p") + count("\\P") > MOST_COSTLY {
        return None;
    }
    let scan = Scan::of(pattern);
    if let Some(error) = scan.error {
        return Some(error.to_owned());
    }
    let parse = |pattern: &str, flags: &str| {
        let units = pattern.chars().map(u32::from);
        try_parse(units, Flags::from(flags)).err().map(|error| error.to_string())
    };
    let error = parse(&scan.without_u, "")?;
    parse(pattern, "u")?;
    // The limits of the parser are not errors of the expression.
    if error.contains("limit exceeded") || error.contains("too deeply nested") {
        return None;
    }
    Some(foreign(pattern).or(plain(&error)).map_or_else(|| in_a_sentence(&error), str::to_owned))
}

/// The parts of a pattern that the parser accepts or rejects unlike JavaScript engines.
struct Scan {
    /// Why the pattern is invalid with and without the `u` flag.
    error: Option<&'static str>,
    /// The pattern for a parser without the `u` flag. There, `\u` in front of a brace is the letter
    /// `u`, not the start of a code point.
    without_u: String,
}

impl Scan {
    fn of(pattern: &str) -> Scan {
        let mut error = None;
        let mut without_u = String::with_capacity(pattern.len());
        let mut in_class = false;
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let mut len = c.len_utf8();
            match c {
                '\\' => {
                    let escaped = rest[1..].chars().next();
                    len += escaped.map_or(0, char::len_utf8);
                    let is_boundary = matches!(escaped, Some('b' | 'B')) && !in_class;
                    if is_boundary && starts_with_quantifier(&rest[len..]) {
                        error = Some(
                            "a quantifier cannot follow `\\b` or `\\B`, which match no character",
                        );
                    }
                    if escaped == Some('u') && rest[len..].starts_with('{') {
                        without_u.push('u');
                        rest = &rest[len..];
                        continue;
                    }
                }
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class && starts_with_modifiers(&rest[1..]) => {
                    error = Some("groups with flags such as `(?i:…)` are not supported everywhere");
                }
                _ => {}
            }
            without_u.push_str(&rest[..len]);
            rest = &rest[len..];
        }
        Scan { error, without_u }
    }
}

/// Whether `rest` starts with `*`, `+`, `?`, `{2}`, `{2,}` or `{2,3}`.
fn starts_with_quantifier(rest: &str) -> bool {
    let Some(inside) = rest.strip_prefix('{') else { return rest.starts_with(['*', '+', '?']) };
    let Some((count, _)) = inside.split_once('}') else { return false };
    let (min, max) = count.split_once(',').unwrap_or((count, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !min.is_empty() && is_number(min) && is_number(max)
}

/// Whether `rest`, after an opening parenthesis, starts with flags: `?i:`, `?s-m:`.
fn starts_with_modifiers(rest: &str) -> bool {
    let Some(flags) = rest.strip_prefix('?').and_then(|rest| rest.split_once(':')) else {
        return false;
    };
    let is_flag = |byte: u8| matches!(byte, b'i' | b'm' | b's' | b'-');
    !flags.0.is_empty() && flags.0.bytes().all(is_flag)
}

/// Explains syntax from other languages.
fn foreign(pattern: &str) -> Option<&'static str> {
    let has = |part: &str| pattern.contains(part);
    if ["(?i)", "(?m)", "(?s)", "(?x)", "(?im)", "(?is)"].iter().any(|flags| has(flags)) {
        return Some("JavaScript does not support inline flags such as `(?i)`");
    }
    if has("(?P<") || has("(?P=") {
        return Some("a named group in JavaScript is `(?<name>…)`, without `P`");
    }
    if has("(?>") {
        return Some("JavaScript does not support atomic groups `(?>…)`");
    }
    if ["*+", "++", "?+"].iter().any(|quantifier| has(quantifier)) {
        return Some("JavaScript does not support possessive quantifiers such as `*+`");
    }
    None
}

/// Rewrites the most common parser errors.
fn plain(error: &str) -> Option<&'static str> {
    Some(match error {
        "Unbalanced parenthesis" => "unbalanced parenthesis",
        "Unbalanced bracket" => "unclosed `[`",
        "Incomplete escape" => "incomplete escape `\\` at the end",
        "Invalid atom character" => "nothing to repeat before `*`, `+`, `?` or `{`",
        "Invalid group modifier" => "unknown group type after `(?`",
        _ if error.starts_with("Range values reversed") => "reversed range between `[` and `]`",
        _ if error.starts_with("Unexpected char") => "unbalanced bracket",
        _ => return None,
    })
}

fn in_a_sentence(error: &str) -> String {
    let mut letters = error.trim_end_matches('.').chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_valid_in_some_engine_are_accepted() {
        for pattern in [
            "",
            "^[A-Z]{2}-\\d{4,}$",
            "(?<year>\\d{4})-\\k<year>",
            "(?<=a)b(?<!c)d(?=e)(?!f)",
            // Only without `u`: unnecessary escapes, unmatched brackets.
            "^[\\w.\\-]+@[\\w\\-]+$",
            "a{",
            "]",
            "\\_",
            "[\\w-.]",
            // Only with `u`.
            "\\p{Letter}+",
            "\\u{1F600}",
            "\u{e9}\u{1f600}",
        ] {
            assert_eq!(error(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn patterns_invalid_everywhere_are_rejected() {
        for pattern in ["(", ")", "[a", "*", "a**", "[z-a]", "a{2,1}", "\\", "(?<a", "(?<1>a)"] {
            assert!(error(pattern).is_some(), "{pattern}");
        }
        assert!(error("(?i)abc").is_some_and(|error| error.contains("inline flags")));
        assert!(error("(?P<a>b)").is_some_and(|error| error.contains("without `P`")));
        assert!(error("(?>a)").is_some_and(|error| error.contains("atomic")));
        assert!(error("a*+").is_some_and(|error| error.contains("possessive")));
    }

    #[test]
    fn patterns_are_judged_like_by_node() {
        for pattern in ["\\b+", "\\B{2}x", "a\\b?", "\\b{1,}", "(?i:a)", "\\u{1}+\\A"] {
            assert!(error(pattern).is_some(), "{pattern}");
        }
        for pattern in ["[\\u{2-\\u{1}]", "[\\b]+", "\\\\b+", "\\b{", "(?:a)", "[(?i:]", "\\u{"] {
            assert_eq!(error(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn vrl_errors_are_explained() {
        for pattern in ["(a", "[a", "a\\", "*", "a**", "(?a)", "[z-a]", "a)"] {
            let said = error(pattern).expect(pattern);
            assert!(said.contains('`') || said.contains("unbalanced"), "{pattern}: {said}");
        }
    }

    #[test]
    fn compiler_limits_are_not_errors() {
        for unit in ["(", "[", "(?=", "(?:", "(a", "a{9}", "(?<a>", "|", "\\p{L}", "[\\p{L}", "\\"]
        {
            for closing in ["", ")", "]"] {
                for count in [300, 4000, 100_000] {
                    let text = format!("{}{}", unit.repeat(count), closing.repeat(count));
                    error(&text);
                }
            }
        }
        assert_eq!(error(&format!("{}{}", "(".repeat(400), ")".repeat(400))), None);
        assert_eq!(error(&"(a)".repeat(2000)), None);
    }
}
