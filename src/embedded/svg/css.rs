//! References in CSS.

use std::ops::Range;

/// Maximum number of checked references in one piece of CSS.
const MAX_REFERENCES: usize = 1000;

/// A reference in a piece of CSS.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// Byte range in the CSS.
    pub range: Range<usize>,
    /// Target as written, unescaped.
    pub target: String,
    /// Whether this is an `@import`.
    pub is_import: bool,
}

/// Returns the references in a piece of CSS: targets of `url(…)` and `@import`, and strings that
/// are URLs. Escapes are decoded like in browsers.
pub(super) fn in_css(css: &str) -> Vec<Reference> {
    let mut scan = Css { css, at: 0, open: Vec::new(), found: Vec::new() };
    while scan.at < css.len() && scan.found.len() < MAX_REFERENCES {
        scan.step();
    }
    scan.found
}

/// Functions in which a string is a URL.
const OF_ADDRESSES: &[&str] =
    &["image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade", "src"];

struct Css<'a> {
    css: &'a str,
    at: usize,
    /// For each open bracket, whether strings in it are URLs.
    open: Vec<bool>,
    found: Vec<Reference>,
}

impl<'a> Css<'a> {
    fn rest(&self) -> &'a str {
        self.css.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        let start = self.at;
        let Some(c) = self.rest().chars().next() else { return };
        match c {
            '/' if self.rest().starts_with("/*") => {
                let inside = &self.rest()[2..];
                self.at += inside.find("*/").map_or(self.rest().len(), |len| len + 4);
            }
            '"' | '\'' => {
                let target = self.string(c);
                if self.open.last() == Some(&true) {
                    self.add(start, target, false);
                }
            }
            '@' => {
                self.at += 1;
                if self.name().eq_ignore_ascii_case("import") {
                    self.import(start);
                }
            }
            '(' | ')' => {
                self.at += 1;
                if c == '(' {
                    self.open.push(false);
                } else {
                    self.open.pop();
                }
            }
            _ => {
                let name = self.name();
                if name.is_empty() {
                    self.at += c.len_utf8();
                } else if self.rest().starts_with('(') {
                    self.at += 1;
                    if name.eq_ignore_ascii_case("url") {
                        let target = self.address();
                        self.add(start, target, false);
                    } else {
                        let is = |known: &&str| name.eq_ignore_ascii_case(known);
                        self.open.push(OF_ADDRESSES.iter().any(is));
                    }
                }
            }
        }
    }

    fn add(&mut self, start: usize, target: String, is_import: bool) {
        self.found.push(Reference { range: start..self.at, target, is_import });
    }

    /// Reads the target and the conditions after `@import`.
    fn import(&mut self, start: usize) {
        self.white();
        let target = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => self.string(quote),
            _ => {
                let before = self.at;
                if self.name().eq_ignore_ascii_case("url") && self.rest().starts_with('(') {
                    self.at += 1;
                    self.address()
                } else {
                    self.at = before;
                    let end = self.rest().find([';', '\n', '}']).unwrap_or(self.rest().len());
                    self.rest()[..end].trim().to_owned()
                }
            }
        };
        self.at += self.rest().find([';', '\n', '}']).unwrap_or(self.rest().len());
        self.add(start, target, true);
    }

    fn white(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Reads an unescaped name; empty if there is none.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' if !self.rest()[1..].starts_with(['\n', '\r', '\u{c}']) => {
                    name.extend(self.escape());
                }
                '-' | '_' | '0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{80}'.. => {
                    name.push(c);
                    self.at += c.len_utf8();
                }
                _ => break,
            }
        }
        name
    }

    /// Reads a string that starts with `quote`. An unterminated string ends at the end of the line.
    fn string(&mut self, quote: char) -> String {
        let mut string = String::new();
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' => string.extend(self.escape()),
                '\n' => break,
                c => {
                    self.at += c.len_utf8();
                    if c == quote {
                        break;
                    }
                    string.push(c);
                }
            }
        }
        string
    }

    /// Reads the content of `url(…)` after the opening bracket.
    fn address(&mut self) -> String {
        self.white();
        let mut address = String::new();
        if let Some(quote @ ('"' | '\'')) = self.rest().chars().next() {
            address = self.string(quote);
        }
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' => address.extend(self.escape()),
                c => {
                    self.at += c.len_utf8();
                    if c == ')' {
                        break;
                    }
                    address.push(c);
                }
            }
        }
        address.truncate(address.trim_end().len());
        address
    }

    /// Reads an escape and returns its character; `None` for an escaped line break.
    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let rest = self.rest();
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits == 0 {
            let c = rest.chars().next()?;
            self.at += c.len_utf8();
            return (c != '\n').then_some(c);
        }
        self.at += digits;
        // One space terminates the number.
        if self.rest().starts_with(|c: char| c.is_ascii_whitespace()) {
            self.at += 1;
        }
        let code = u32::from_str_radix(&rest[..digits], 16).ok()?;
        Some(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}'))
    }
}
