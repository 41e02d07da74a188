//! Which scripts the compiler can be trusted with.
//!
//! It recurses as deep as a script nests, looks at everything again for every operator before it,
//! and at the arguments of a call several times for every call around it. No script that somebody
//! would write is anywhere near these limits.

use super::token::{Kind, Token, tokens};

/// The longest script that is compiled, in bytes: 2,000 characters, all the endpoint takes, have
/// no more.
pub(super) const LENGTH_MAX: usize = 8000;

/// How deep brackets nest in a script that is compiled.
const BRACKETS_MAX: usize = 32;

/// How deep calls nest in the arguments of others and in the blocks behind them.
const CALLS_MAX: usize = 8;

/// How many operators, brackets and keywords a script has that is compiled.
const PARTS_MAX: usize = 500;

/// Whether the compiler is sure to come to an end soon, on a stack that is not too large.
pub(super) fn is_moderate(script: &str) -> bool {
    if script.len() > LENGTH_MAX {
        return false;
    }
    let mut counted = Counted::default();
    let mut start = 0;
    let mut before: Option<Kind> = None;
    for Token { kind, range } in tokens(script) {
        counted.between(script.get(start..range.start).unwrap_or_default(), before);
        if let "if" | "else" | "return" | "abort" = &script[range.clone()] {
            counted.parts += 1;
        }
        start = range.end;
        before = Some(kind);
    }
    counted.between(&script[start..], before);
    counted.parts <= PARTS_MAX
        && counted.brackets_max <= BRACKETS_MAX
        && counted.calls_max <= CALLS_MAX
}

#[derive(Default)]
struct Counted {
    /// Whether each open bracket is that of a call.
    open: Vec<bool>,
    calls: usize,
    /// Whether the next brace opens the block behind a call.
    arrow: bool,
    parts: usize,
    brackets_max: usize,
    calls_max: usize,
}

impl Counted {
    /// Counts what stands between two tokens.
    fn between(&mut self, text: &str, before: Option<Kind>) {
        let mut called = before == Some(Kind::Word { called: true });
        let mut previous = ' ';
        for c in text.chars() {
            self.arrow |= previous == '-' && c == '>';
            previous = c;
            match c {
                '(' | '[' | '{' => {
                    self.parts += 1;
                    let mut call = std::mem::take(&mut called);
                    if c == '{' {
                        call |= std::mem::take(&mut self.arrow);
                    }
                    self.calls += usize::from(call);
                    self.open.push(call);
                    self.brackets_max = self.brackets_max.max(self.open.len());
                    self.calls_max = self.calls_max.max(self.calls);
                }
                ')' | ']' | '}' => self.calls -= usize::from(self.open.pop() == Some(true)),
                c if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | ':') => self.parts += 1,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_such_scripts() {
        assert!(is_moderate(&format!("{}1{}", "(".repeat(32), ")".repeat(32))));
        assert!(!is_moderate(&format!("{}1{}", "(".repeat(33), ")".repeat(33))));
        assert!(is_moderate(&format!("{}1{}", "f(g!([".repeat(4), "]))".repeat(4))));
        assert!(!is_moderate(&"f(".repeat(9)));
        assert!(is_moderate(&"f(1)\n".repeat(100)));
        assert!(is_moderate(&"f(1) -> |a| { a }\n".repeat(20)));
        assert!(is_moderate(&"f(1) -> |a| { ".repeat(8)));
        assert!(!is_moderate(&"f(1) -> |a| { ".repeat(9)));
        assert!(is_moderate(&"1+".repeat(500)));
        assert!(!is_moderate(&"1+".repeat(501)));
        assert!(!is_moderate(&"!".repeat(501)));
        assert!(!is_moderate(&"return ".repeat(501)));
        assert!(is_moderate(&format!("\"{}\" # {}", "(".repeat(1000), "!".repeat(1000))));
        assert!(!is_moderate(&format!("# {}", "é".repeat(4000))));
    }
}
