//! Tokenizer for VRL. It has no grammar, so it also works on incomplete scripts.

use std::ops::Range;

use crate::embedded::is_word;
use crate::manifest::field_names;

/// A token of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Kind of the token.
    pub kind: Kind,
    /// Byte range in the script.
    pub range: Range<usize>,
}

/// Kind of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A standalone name: a function, a variable, a keyword; or a variable in a string.
    Word {
        /// Whether the parenthesis of a call follows.
        called: bool,
    },
    /// The first name of a path into the input, with its dot: `.body`. The dot alone is the whole
    /// input.
    Input,
    /// The name of a secret: `KEY` in `.secrets.KEY`, and in `s.KEY` after `s = .secrets`. Empty if
    /// nothing follows the dot.
    Secret,
    /// A name inside another value: `b` in `a.b`.
    Field,
    /// A string, or the part of one between two variables.
    Text {
        /// Whether it has a closing quote.
        closed: bool,
    },
    /// A comment, up to the end of its line.
    Comment,
    /// A number.
    Number,
}

/// Returns the tokens of `script`, in order.
pub(crate) fn tokens(script: &str) -> Vec<Token> {
    let mut scan = Scan { script, tokens: Vec::new(), aliases: Vec::new() };
    scan.run();
    scan.tokens
}

struct Scan<'s> {
    script: &'s str,
    tokens: Vec<Token>,
    /// Variables that hold all secrets.
    aliases: Vec<&'s str>,
}

impl<'s> Scan<'s> {
    fn run(&mut self) {
        let script = self.script;
        let bytes = script.as_bytes();
        let mut at = 0;
        // The variable of an assignment whose value has not started yet.
        let mut set: Option<&str> = None;
        let mut word: Option<&str> = None;
        // Whether the value before this contains all secrets.
        let mut secrets = false;
        while let Some(&byte) = bytes.get(at) {
            let all_secrets = std::mem::take(&mut secrets);
            match byte {
                b' ' | b'\t' => at += 1,
                b'\n' | b'\r' => {
                    at += 1;
                    word = None;
                }
                b'=' if bytes.get(at + 1) != Some(&b'=') => {
                    set = word.take();
                    at += 1;
                }
                b'#' => {
                    let rest = &bytes[at..];
                    let end = memchr::memchr(b'\n', rest).map_or(bytes.len(), |len| at + len);
                    self.push(Kind::Comment, at..end);
                    at = end;
                }
                b'"' => {
                    at = self.string(at);
                    (set, word) = (None, None);
                }
                b'\'' => {
                    let (end, closed) = string_end(bytes, at);
                    self.push(Kind::Text { closed }, at..end);
                    at = end;
                    (set, word) = (None, None);
                }
                b'.' => {
                    let (name, end) = field(script, at);
                    if at > 0 && continues(bytes[at - 1]) {
                        let kind = if all_secrets { Kind::Secret } else { Kind::Field };
                        self.push(kind, name);
                    } else {
                        self.push(Kind::Input, at..end);
                        secrets = script[name] == *field_names::SECRETS;
                        if secrets && !script[end..].starts_with(['.', '[']) {
                            self.aliases.extend(set);
                        }
                    }
                    at = end;
                    (set, word) = (None, None);
                }
                b'0'..=b'9' => {
                    let digits = |c: char| !is_word(c) && c != '.';
                    let end = script[at..].find(digits).map_or(script.len(), |len| at + len);
                    self.push(Kind::Number, at..end);
                    at = end;
                    (set, word) = (None, None);
                }
                _ if is_word(byte as char) => {
                    let end = word_end(script, at);
                    let name = &script[at..end];
                    // `r'…'`, `s'…'` and `t'…'` are literals.
                    if bytes.get(end) != Some(&b'\'') {
                        let rest = script[end..].strip_prefix('!').unwrap_or(&script[end..]);
                        self.push(Kind::Word { called: rest.starts_with('(') }, at..end);
                    }
                    secrets = self.aliases.contains(&name);
                    at = end;
                    (set, word) = (None, Some(name));
                }
                _ => {
                    // Multi-byte characters are not tokens.
                    at += 1;
                    (set, word) = (None, None);
                }
            }
        }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        self.tokens.push(Token { kind, range });
    }

    /// Reads the string at `start` and the variables in it, and returns its end.
    fn string(&mut self, start: usize) -> usize {
        let bytes = self.script.as_bytes();
        let (end, closed) = string_end(bytes, start);
        let mut from = start;
        let mut at = start + 1;
        while at < end {
            if bytes[at] == b'\\' {
                at += 2;
            } else if bytes[at..end].starts_with(b"{{") {
                let inside = at + 2;
                let rest = &self.script[inside..end];
                let name = rest.len() - rest.trim_start_matches([' ', '\t']).len() + inside;
                let name = name..word_end(self.script, name).min(end);
                self.push(Kind::Text { closed: true }, from..name.start);
                at = name.end;
                from = name.end;
                self.push(Kind::Word { called: false }, name);
            } else {
                at += 1;
            }
        }
        self.push(Kind::Text { closed }, from..end);
        end
    }
}

/// Returns the end of the word at `at`.
fn word_end(script: &str, at: usize) -> usize {
    script[at..].find(|c| !is_word(c)).map_or(script.len(), |len| at + len)
}

/// Returns the range of the name in `.name` or `."name"` at `at`, and the end of the path segment.
pub(super) fn field(script: &str, at: usize) -> (Range<usize>, usize) {
    let start = at + 1;
    if let Some(quoted) = script[start..].strip_prefix('"')
        && let Some(len) = quoted.find(['"', '\\', '\n'])
        && quoted[len..].starts_with('"')
    {
        let end = start + 1 + len;
        return (start + 1..end, end + 1);
    }
    let end = word_end(script, start);
    (start..end, end)
}

/// Returns the end of the string at `start`, and whether it has a closing quote.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let quote = bytes[start];
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return (at + 1, true),
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}

/// Whether a dot after `byte` continues a path instead of starting one.
fn continues(byte: u8) -> bool {
    is_word(byte as char) || matches!(byte, b')' | b']' | b'"' | b'}' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns each token after a word for its kind.
    fn check(script: &str) -> String {
        let shown = tokens(script).into_iter().map(|token| {
            let kind = match token.kind {
                Kind::Word { called: true } => "call",
                Kind::Word { called: false } => "word",
                Kind::Input => "input",
                Kind::Secret => "secret",
                Kind::Field => "field",
                Kind::Text { closed: true } => "text",
                Kind::Text { closed: false } => "open",
                Kind::Comment => "comment",
                Kind::Number => "number",
            };
            format!("{kind} {}", &script[token.range])
        });
        shown.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn semantic_tokens_in_scripts() {
        assert_eq!(
            check("a = to_string!(.body.id) # x\nb(1.5, .)"),
            "word a; call to_string; input .body; field id; comment # x; call b; number 1.5; \
             input ."
        );
        assert_eq!(check("r'a.b' + s'c' != t'd'"), "text 'a.b'; text 'c'; text 'd'");
        assert_eq!(
            check(". x.y.z [1].a f().b"),
            "input .; word x; field y; field z; number 1; \
             field a; call f; field b"
        );
        assert_eq!(check("é.\"é\" = 'é"), "input .\"é\"; open 'é");
    }

    #[test]
    fn variables_in_template_strings_are_tokens() {
        assert_eq!(
            check(r#""{{ a }}/\"{{b}}?" + """#),
            r#"text "{{ ; word a; text  }}/\"{{; word b; text }}?"; text """#
        );
        assert_eq!(check(r#""\{{ a }}""#), r#"text "\{{ a }}""#);
        assert_eq!(check("\"{{"), "text \"{{; word ; open ");
    }

    #[test]
    fn secret_hover_shows_source() {
        assert_eq!(
            check(".secrets.A + .secrets."),
            "input .secrets; secret A; input .secrets; \
             secret "
        );
        assert_eq!(
            check("s = .secrets\ns.A s .B t.C"),
            "word s; input .secrets; word s; \
             secret A; word s; input .B; word t; field C"
        );
    }
}
