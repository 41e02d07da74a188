//! Limits for scripts that are parsed, and the bracket check for scripts beyond them.
//!
//! The parser recurses. Realistic scripts are far below these limits. The cost of compiling is
//! estimated after parsing: see `cost.rs`.

use std::ops::Range;

use super::token::{Kind, Token, tokens};
use super::types::{Problem, Unchecked};

/// Maximum length of a parsed script in bytes: 2,000 characters, the maximum of the API, have at
/// most 8,000 bytes.
pub(super) const MAX_LENGTH: usize = 8000;

/// Maximum nesting of brackets in a parsed script.
const MAX_BRACKETS: usize = 64;

/// Maximum number of operators, brackets and keywords in a parsed script: 2,000 characters have at
/// most as many.
const MAX_PARTS: usize = 2000;

/// Fixed cost of compiling.
const STEPS_TO_BEGIN: u64 = 200;

/// Returns the maximum cost of parsing a script of `bytes` bytes.
fn steps_to_parse(bytes: usize) -> u64 {
    let bytes = bytes as u64;
    STEPS_TO_BEGIN + bytes * bytes / 64
}

/// Returns why `script` is not parsed with a budget of `steps`, if it is not.
pub(super) fn beyond(script: &str, steps: u64) -> Option<Unchecked> {
    if script.len() > MAX_LENGTH {
        return Some(Unchecked::Long);
    }
    if steps_to_parse(script.len()) > steps {
        return Some(Unchecked::Costly);
    }
    let (mut parts, mut open, mut too_deep) = (0, 0usize, None);
    pieces(script, |piece| match piece {
        Piece::Token(token) => {
            let text = &script[token.range.clone()];
            parts += usize::from(matches!(text, "if" | "else" | "return" | "abort"));
        }
        Piece::Between(at, c) => match c {
            '(' | '[' | '{' => {
                parts += 1;
                open += 1;
                if open > MAX_BRACKETS {
                    too_deep.get_or_insert(at..at + 1);
                }
            }
            ')' | ']' | '}' => open = open.saturating_sub(1),
            c => parts += usize::from(c.is_ascii_punctuation() && !matches!(c, ',' | ';' | ':')),
        },
    });
    let too_long = (parts > MAX_PARTS).then_some(Unchecked::Long);
    too_deep.map(Unchecked::Deep).or(too_long)
}

/// Returns the first unmatched bracket or unterminated string of `script`.
pub(super) fn unbalanced(script: &str) -> Option<Problem> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut found: Option<Problem> = None;
    let mut report = |range: Range<usize>, message: String| {
        found.get_or_insert(Problem { range, message, changes: Vec::new() });
    };
    pieces(script, |piece| match piece {
        Piece::Token(Token { kind: Kind::Text { closed: false }, range }) => {
            let first = script[range.clone()].chars().next().map_or(0, char::len_utf8);
            report(range.start..range.start + first, "Unterminated string.".into());
        }
        Piece::Between(at, '(') => open.push((at, ')')),
        Piece::Between(at, '[') => open.push((at, ']')),
        Piece::Between(at, '{') => open.push((at, '}')),
        Piece::Between(at, c @ (')' | ']' | '}')) => match open.pop() {
            Some((_, wanted)) if wanted == c => {}
            Some((_, wanted)) => {
                report(at..at + 1, format!("Expected `{wanted}`, found `{c}`."));
            }
            None => report(at..at + 1, format!("Unexpected `{c}`: no matching opening bracket.")),
        },
        _ => {}
    });
    found.or_else(|| {
        let (at, wanted) = open.pop()?;
        let message = format!("Unclosed bracket: expected `{wanted}`.");
        Some(Problem { range: at..at + 1, message, changes: Vec::new() })
    })
}

/// The closing brackets that `script` lacks at its end; `None` if its brackets do not match otherwise.
#[cfg(feature = "vrl")]
pub(super) fn missing_closers(script: &str) -> Option<String> {
    let mut open: Vec<char> = Vec::new();
    let mut is_sound = true;
    pieces(script, |piece| match piece {
        Piece::Token(Token { kind: Kind::Text { closed: false }, .. }) => is_sound = false,
        Piece::Between(_, '(') => open.push(')'),
        Piece::Between(_, '[') => open.push(']'),
        Piece::Between(_, '{') => open.push('}'),
        Piece::Between(_, c @ (')' | ']' | '}')) => is_sound &= open.pop() == Some(c),
        _ => {}
    });
    (is_sound && !open.is_empty()).then(|| open.into_iter().rev().collect())
}

/// A token, or a character between two tokens with its offset.
enum Piece<'t> {
    Token(&'t Token),
    Between(usize, char),
}

/// Visits the pieces of `script`.
fn pieces(script: &str, mut visit: impl FnMut(Piece<'_>)) {
    let mut start = 0;
    for token in &tokens(script) {
        for (at, c) in script.get(start..token.range.start).unwrap_or_default().char_indices() {
            visit(Piece::Between(start + at, c));
        }
        visit(Piece::Token(token));
        start = token.range.end;
    }
    for (at, c) in script[start..].char_indices() {
        visit(Piece::Between(start + at, c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_parsed(script: &str) -> bool {
        beyond(script, u64::MAX).is_none()
    }

    #[test]
    fn limits_allow_realistic_scripts() {
        assert!(is_parsed(&format!("{}1{}", "(".repeat(64), ")".repeat(64))));
        assert_eq!(beyond(&"({[".repeat(22), u64::MAX), Some(Unchecked::Deep(64..65)));
        assert!(is_parsed(&"f(1) -> |a| { a }\n".repeat(100)));
        assert!(is_parsed(&"1+".repeat(1000)));
        assert!(is_parsed(&"!".repeat(2000)));
        assert_eq!(beyond(&"!".repeat(2001), u64::MAX), Some(Unchecked::Long));
        assert!(is_parsed(&format!("\"{}\" # {}", "(".repeat(1000), "!".repeat(3000))));
        assert_eq!(beyond(&"é".repeat(4001), u64::MAX), Some(Unchecked::Long));
        assert_eq!(beyond("1", 10), Some(Unchecked::Costly));
    }

    #[test]
    fn unbalanced_brackets_are_located() {
        let check = |script: &str| {
            unbalanced(script).map_or(String::new(), |problem| {
                format!("{}: {}", problem.range.start, problem.message)
            })
        };
        for script in [
            "f(a[0], { \"(\": '[' }) # (",
            "r'(' + s'[' + \"\\\"(\" + \"{{ a }}(\"",
            ".\"(\".a.\"]\"",
            "map_values({}) -> |a| { (a) }",
        ] {
            assert_eq!(check(script), "", "{script}");
        }
        assert_eq!(check("f((1)"), "1: Unclosed bracket: expected `)`.");
        assert_eq!(check("\")\" + (1])"), "8: Expected `)`, found `]`.");
        assert_eq!(check("# (\n} + ("), "4: Unexpected `}`: no matching opening bracket.");
        assert_eq!(check("(\"é"), "1: Unterminated string.");
    }
}
