//! Estimate of the cost of compiling a regular expression, in the steps of [`super::cost`].

use std::str::Chars;

/// Cost of a large character class, of a small one, and of a single character in a regular
/// expression. The total is at most [`MAX_REGEX`], because larger expressions are rejected.
const LARGE_CLASS: u64 = 4000;
const SMALL_CLASS: u64 = 400;
const CHARACTER: u64 = 40;
const MAX_REGEX: u64 = 800_000;

/// Returns the cost of compiling the regular expression `pattern`, whose counted repetitions are
/// copied.
pub(super) fn regex(pattern: &str) -> u64 {
    let mut open = Vec::new();
    // Cost of the whole expression, and of its last piece.
    let (mut all, mut last) = (0u64, 0u64);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == '{' {
            let rest = chars.as_str();
            let count = &rest[..rest.find('}').unwrap_or(0)];
            let times = count.split(',').filter_map(|count| count.trim().parse().ok()).max();
            // The piece is counted once already; nested repetitions multiply.
            let more = last.saturating_mul(times.unwrap_or(1u64).saturating_sub(1));
            last = last.saturating_add(more);
            all = all.saturating_add(more);
            // The braces contain a count.
            if !count.is_empty() {
                chars = rest[count.len() + 1..].chars();
            }
            continue;
        }
        if c == '(' {
            open.push(all);
            (all, last) = (0, 0);
            continue;
        }
        if c == ')' {
            last = all;
            all = open.pop().unwrap_or_default().saturating_add(last);
            continue;
        }
        last = match c {
            '[' => class(&mut chars),
            c => piece(c, &mut chars),
        };
        all = all.saturating_add(last);
    }
    // Unclosed groups count as well.
    open.into_iter().fold(all, u64::saturating_add).min(MAX_REGEX)
}

/// Returns the cost of the character class at the start of `chars`.
fn class(chars: &mut Chars<'_>) -> u64 {
    let mut all = SMALL_CLASS;
    let mut depth = 1;
    while let Some(c) = chars.next() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            c => all = all.saturating_add(piece(c, chars)),
        }
        if depth == 0 {
            break;
        }
    }
    all
}

/// Returns the cost of the character `c` or, if it starts an escape, of the escape.
fn piece(c: char, chars: &mut Chars<'_>) -> u64 {
    match c {
        '.' => SMALL_CLASS,
        '\\' => match chars.next() {
            Some('p' | 'P') => {
                if chars.next() == Some('{') {
                    let rest = chars.as_str();
                    *chars = rest[rest.find('}').map_or(0, |end| end + 1)..].chars();
                }
                LARGE_CLASS
            }
            Some('w' | 'W' | 'b' | 'B') => LARGE_CLASS,
            Some('d' | 'D' | 's' | 'S') => SMALL_CLASS,
            _ => CHARACTER,
        },
        _ => CHARACTER,
    }
}
