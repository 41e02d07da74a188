//! Regular expressions, as far as they are simple: matched in bounded time, and with a matching text.
//!
//! Lookbehind, back references, word boundaries and Unicode properties are not supported.

use std::collections::BTreeSet;

/// Maximum length of an expression in bytes.
const MAX_LENGTH: usize = 512;

/// Maximum length of a text that is matched, in characters.
const MAX_TEXT: usize = 512;

/// Maximum number of a counted repetition.
const MAX_COUNT: usize = 512;

/// Maximum nesting of groups.
const MAX_DEPTH: usize = 16;

/// Maximum number of steps of a match.
const MAX_STEPS: usize = 100_000;

/// A parsed expression.
#[derive(Debug)]
pub(crate) struct Pattern(Expression);

#[derive(Debug)]
enum Expression {
    Class(Class),
    Sequence(Vec<Expression>),
    Alternatives(Vec<Expression>),
    Repeat(Box<Expression>, usize, Option<usize>),
    Start,
    End,
    /// Lookahead, and whether it is negative.
    Lookahead(Box<Expression>, bool),
}

/// A set of characters.
#[derive(Debug, Default)]
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Class {
    fn of(ranges: &[(char, char)], negated: bool) -> Class {
        Class { negated, ranges: ranges.to_vec() }
    }

    fn contains(&self, c: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != self.negated
    }

    /// Returns a readable character of the set.
    fn example(&self) -> Option<char> {
        let usual = ('a'..='z').chain('A'..='Z').chain('1'..='9').chain("0_- ".chars());
        let own = self.ranges.iter().map(|(first, _)| *first);
        usual.chain(own).find(|c| self.contains(*c))
    }
}

const DIGITS: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')];
const SPACES: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{feff}', '\u{feff}'),
];
const LINE_BREAKS: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

impl Pattern {
    /// Parses `text`. Returns `None` if it is not simple.
    pub(crate) fn parse(text: &str) -> Option<Pattern> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let mut parser = Parser { rest: text };
        let expression = parser.alternatives(0)?;
        parser.rest.is_empty().then_some(Pattern(expression))
    }

    /// Whether a part of `text` matches. `None` if the text is too long, or the match takes too many steps.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        let chars: Vec<char> = text.chars().take(MAX_TEXT + 1).collect();
        if chars.len() > MAX_TEXT {
            return None;
        }
        let mut matcher = Matcher { text: &chars, steps: MAX_STEPS };
        let starts = (0..=chars.len()).collect();
        Some(!matcher.ends(&self.0, &starts)?.is_empty())
    }

    /// Returns a short text that is likely to match, with `count` repetitions where they are unlimited.
    pub(crate) fn example(&self, count: usize) -> Option<String> {
        let mut out = String::new();
        write_example(&self.0, count, &mut out)?;
        Some(out)
    }
}

fn write_example(expression: &Expression, count: usize, out: &mut String) -> Option<()> {
    if out.len() > MAX_TEXT {
        return None;
    }
    match expression {
        Expression::Class(class) => out.push(class.example()?),
        Expression::Sequence(parts) => {
            parts.iter().try_for_each(|part| write_example(part, count, out))?;
        }
        Expression::Alternatives(parts) => write_example(parts.first()?, count, out)?,
        Expression::Repeat(part, min, max) => {
            for _ in 0..count.min(max.unwrap_or(usize::MAX)).max(*min) {
                write_example(part, count, out)?;
            }
        }
        Expression::Start | Expression::End | Expression::Lookahead(..) => {}
    }
    Some(())
}

struct Matcher<'a> {
    text: &'a [char],
    steps: usize,
}

impl Matcher<'_> {
    /// Returns where matches end that begin at one of `starts`.
    fn ends(
        &mut self,
        expression: &Expression,
        starts: &BTreeSet<usize>,
    ) -> Option<BTreeSet<usize>> {
        self.steps = self.steps.checked_sub(1 + starts.len())?;
        let text = self.text;
        Some(match expression {
            Expression::Class(class) => {
                let matching = |at: &&usize| text.get(**at).is_some_and(|c| class.contains(*c));
                starts.iter().filter(matching).map(|at| at + 1).collect()
            }
            Expression::Start => starts.iter().copied().filter(|at| *at == 0).collect(),
            Expression::End => starts.iter().copied().filter(|at| *at == text.len()).collect(),
            Expression::Lookahead(inner, is_negative) => {
                let mut found = BTreeSet::new();
                for at in starts {
                    if self.ends(inner, &BTreeSet::from([*at]))?.is_empty() == *is_negative {
                        found.insert(*at);
                    }
                }
                found
            }
            Expression::Sequence(parts) => {
                let mut at = starts.clone();
                for part in parts {
                    at = self.ends(part, &at)?;
                }
                at
            }
            Expression::Alternatives(parts) => {
                let mut found = BTreeSet::new();
                for part in parts {
                    found.append(&mut self.ends(part, starts)?);
                }
                found
            }
            Expression::Repeat(part, min, max) => {
                let mut at = starts.clone();
                let mut found = if *min == 0 { starts.clone() } else { BTreeSet::new() };
                for count in 1..=max.unwrap_or(min + text.len() + 1) {
                    at = self.ends(part, &at)?;
                    // Positions that were reached before cannot reach others, except to satisfy the minimum.
                    if count > *min {
                        at.retain(|position| !found.contains(position));
                    }
                    if at.is_empty() {
                        break;
                    }
                    if count >= *min {
                        found.extend(&at);
                    }
                }
                found
            }
        })
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn alternatives(&mut self, depth: usize) -> Option<Expression> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut parts = vec![self.sequence(depth)?];
        while self.eat("|") {
            parts.push(self.sequence(depth)?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Expression::Alternatives(parts) })
    }

    fn sequence(&mut self, depth: usize) -> Option<Expression> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let atom = self.atom(depth)?;
            parts.push(self.repeat(atom)?);
        }
        Some(Expression::Sequence(parts))
    }

    fn atom(&mut self, depth: usize) -> Option<Expression> {
        let class = match self.next()? {
            '^' => return Some(Expression::Start),
            '$' => return Some(Expression::End),
            '.' => Class::of(LINE_BREAKS, true),
            '[' => self.class()?,
            '\\' => self.escape()?,
            '(' => {
                let lookahead = [("?=", false), ("?!", true)];
                let lookahead = lookahead.into_iter().find(|(start, _)| self.eat(start));
                if self.rest.starts_with('?') && !self.eat("?:") {
                    return None;
                }
                let group = self.alternatives(depth + 1)?;
                if !self.eat(")") {
                    return None;
                }
                return Some(match lookahead {
                    Some((_, is_negative)) => Expression::Lookahead(Box::new(group), is_negative),
                    None => group,
                });
            }
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            c => Class::of(&[(c, c)], false),
        };
        Some(Expression::Class(class))
    }

    fn repeat(&mut self, atom: Expression) -> Option<Expression> {
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let (inside, _) = self.rest[1..].split_once('}')?;
                let number = |text: &str| text.parse().ok().filter(|count| *count <= MAX_COUNT);
                let counts = match inside.split_once(',') {
                    None => (number(inside)?, Some(number(inside)?)),
                    Some((min, "")) => (number(min)?, None),
                    Some((min, max)) => (number(min)?, Some(number(max)?)),
                };
                self.rest = &self.rest[inside.len() + 1..];
                counts
            }
            _ => return Some(atom),
        };
        self.next();
        // Whether a repetition is lazy does not change which texts match.
        self.eat("?");
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            return None;
        }
        Some(Expression::Repeat(Box::new(atom), min, max))
    }

    fn class(&mut self) -> Option<Class> {
        let mut class = Class { negated: self.eat("^"), ranges: Vec::new() };
        loop {
            let first = match self.next()? {
                ']' => return Some(class),
                '\\' => {
                    let inner = self.escape()?;
                    match inner.ranges[..] {
                        [(c, last)] if c == last && !inner.negated => c,
                        _ if inner.negated => return None,
                        _ => {
                            class.ranges.extend(inner.ranges);
                            continue;
                        }
                    }
                }
                c => c,
            };
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            if !is_range {
                class.ranges.push((first, first));
                continue;
            }
            self.next();
            let last = match self.next()? {
                '\\' => match self.escape()?.ranges[..] {
                    [(c, last)] if c == last => c,
                    _ => return None,
                },
                c => c,
            };
            if first > last {
                return None;
            }
            class.ranges.push((first, last));
        }
    }

    /// Parses an escape after its backslash.
    fn escape(&mut self) -> Option<Class> {
        let c = match self.next()? {
            'd' => return Some(Class::of(DIGITS, false)),
            'D' => return Some(Class::of(DIGITS, true)),
            'w' => return Some(Class::of(WORD, false)),
            'W' => return Some(Class::of(WORD, true)),
            's' => return Some(Class::of(SPACES, false)),
            'S' => return Some(Class::of(SPACES, true)),
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            c if c.is_ascii_alphanumeric() => return None,
            c => c,
        };
        Some(Class::of(&[(c, c)], false))
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let text = self.rest.get(..digits)?;
        let code = u32::from_str_radix(text, 16).ok()?;
        self.rest = &self.rest[digits..];
        char::from_u32(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pattern_example_matches_the_pattern() {
        for text in [
            "^[a-z0-9-]+$",
            "^\\d{4}-\\d{2}$",
            "^(draft|sent)$",
            "^\\+?[1-9]\\d{1,14}$",
            "^https?:\\/\\/.+",
            "[^a-z]",
            "^(?:[A-Z]{2}_)*x$",
            "^$",
            "^(?!\\.)(?!.*\\.\\.)([a-zA-Z0-9_+-\\.]*)[a-zA-Z0-9_+-]@([a-zA-Z0-9][a-zA-Z0-9\\-]*\\.)+[a-zA-Z]{2,}$",
        ] {
            let pattern = Pattern::parse(text).expect(text);
            let regex = regress::Regex::new(text).unwrap();
            for count in [0, 1, 5] {
                let example = pattern.example(count).unwrap();
                if pattern.matches(&example).unwrap() {
                    assert!(regex.find(&example).is_some(), "{text} {example}");
                } else {
                    assert!(regex.find(&example).is_none(), "{text} {example}");
                }
            }
            assert!(pattern.matches(&pattern.example(1).unwrap()).unwrap(), "{text}");
        }
    }

    #[test]
    fn pattern_match_agrees_with_javascript() {
        let patterns = [
            "(a|ab)(c|bcd)(d*)",
            "^(a*)*$",
            "a{2,3}b?",
            "^[^\\d\\s]+$",
            "x*y|z",
            "(^a|b$)",
            "^(?!ab)(?=a).",
            "a(?!b)",
        ];
        let texts = ["", "a", "ab", "abcd", "aaab", "aab", "b", "zb", "1", "xxy", "z", "ab c"];
        for pattern in patterns {
            let regex = regress::Regex::new(pattern).unwrap();
            let parsed = Pattern::parse(pattern).expect(pattern);
            for text in texts {
                let expected = regex.find(text).is_some();
                assert_eq!(parsed.matches(text), Some(expected), "{pattern} {text}");
            }
        }
    }

    #[test]
    fn pattern_match_is_bounded() {
        let pattern = Pattern::parse("^(a+)+$").unwrap();
        assert_eq!(pattern.matches(&format!("{}!", "a".repeat(500))), Some(false));
        assert!(Pattern::parse("(?<=a)b").is_none());
        let pattern = Pattern::parse("(?!(?=(a+)+b)(a|aa)+$)(a+)+$").unwrap();
        pattern.matches(&"a".repeat(500));
        assert!(Pattern::parse(&"(".repeat(400)).is_none());
    }
}
