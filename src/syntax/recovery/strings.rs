//! Reading a value in a damaged line, above all strings with missing or wrong quotes.

use super::content::{Concatenation, concatenation, escape_breaks, has_quotations, is_flush};
use super::damaged::{Reader, Role, quote_kind};
use super::line::{indentation, next_line};
use super::lines::Next;
use super::pattern::{is_other_quote, quotes};
use super::token::Kind;
use crate::syntax::error::SyntaxErrorKind;
use crate::syntax::escape::quoted;
use crate::syntax::lexer;
use crate::syntax::scan::scan_string;
use crate::syntax::token::TokenKind;
use crate::util::budget::max_syntax_errors;

/// Maximum number of lines of a string with line breaks.
const MAX_LINES: usize = 20;

impl Reader<'_, '_> {
    /// Reads the value at `at`. Returns where to continue, or how the line ends.
    pub fn value(&mut self, at: usize) -> Result<usize, Next> {
        let first = self.pattern.text[at..].chars().next().unwrap_or_default();
        let role = std::mem::replace(&mut self.role, Role::Separator);
        if let Some(end) = self.pattern.scalar(at) {
            return Ok(self.scalar(at, end));
        }
        if first == '"' {
            return self.string(at, role);
        }
        if is_other_quote(first)
            && let Some(end) = self.other_quotes(at, first)
        {
            return Ok(end);
        }
        Ok(self.opening_quote(at).unwrap_or_else(|| self.word(at, role)))
    }

    /// Reads a string that begins with a double quote.
    fn string(&mut self, at: usize, role: Role) -> Result<usize, Next> {
        let in_object = self.in_object();
        let pattern = &self.pattern;
        let candidates = pattern.quotes(at + 1);
        let Some(&next) = candidates.first() else { return self.unclosed(at) };
        if let Some(found) = concatenation(self.lexer.text, next) {
            let end = self.joined(at, next, found);
            return if end > self.line.end { Err(Next::Same(end)) } else { Ok(end) };
        }
        let is_name = role == Role::Entry && pattern.name(at).is_some();
        if is_name || pattern.may_end_value(next + 1, in_object) {
            return Ok(self.closed_string(at, next + 1));
        }
        // The quote may begin the next entry.
        let before = pattern.trim(at + 1, next);
        if pattern.byte(before - 1) == b','
            && before > at + 1
            && pattern.begins_entry(next, in_object)
        {
            let end = self.before_closers(at, before - 1);
            return Ok(self.unclosed_string(at, end));
        }
        let end =
            candidates[1..].iter().find(|quote| pattern.may_end_value(**quote + 1, in_object));
        if let Some(&end) = end {
            return Ok(self.inner_quotes(at, next, end + 1, role));
        }
        Ok(self.closed_string(at, next + 1))
    }

    /// The end of a string that ends before `end`: without the brackets that close containers of the
    /// line.
    fn before_closers(&self, at: usize, end: usize) -> usize {
        let pattern = &self.pattern;
        let mut last = pattern.trim(at + 1, end);
        if self.in_line() {
            let mut start = last;
            while start > at + 1
                && matches!(pattern.byte(start - 1), b'}' | b']' | b' ' | b'\t' | b',')
            {
                start -= 1;
            }
            if !pattern.text[at + 1..start].contains(['{', '[']) {
                last = pattern.trim(at + 1, start);
            }
        }
        last
    }

    /// Reads a string without another double quote in its line.
    fn unclosed(&mut self, at: usize) -> Result<usize, Next> {
        if let Some((quote, is_only)) = self.end_in_later_line() {
            let end = quote + 1;
            let line_end = self.line.end;
            self.push_string(at, end, true);
            self.mark(SyntaxErrorKind::LineBreakInString, at, line_end);
            let content = &self.lexer.text[at + 1..quote];
            self.repair(at + 1, quote, &escape_breaks(content), is_only && is_flush(content));
            return Err(Next::Same(end));
        }
        // An escaped quote may have been meant as the end.
        let pattern = &self.pattern;
        let mut end = pattern.trim(at + 1, self.line.end);
        if end > at + 1 && matches!(pattern.byte(end - 1), b',' | b';') {
            end -= 1;
        }
        let end = self.before_closers(at, end);
        if end > at + 2 && self.pattern.byte(end - 1) == b'"' && self.pattern.byte(end - 2) == b'\\'
        {
            self.push_string(at, end, true);
            self.mark(SyntaxErrorKind::BadEscape, end - 2, end - 1);
            self.repair(end - 2, end - 1, "\\\\", true);
            return Ok(end);
        }
        Ok(self.unclosed_string(at, end))
    }

    /// The last quote of the string that is open at the end of the line, if it ends in a later line, and
    /// whether that is the only quote of its line.
    fn end_in_later_line(&self) -> Option<(usize, bool)> {
        let text = self.lexer.text;
        let mut start = next_line(text, self.line.end);
        for _ in 0..MAX_LINES {
            if start >= text.len() {
                return None;
            }
            let next = next_line(text, start);
            let line = text[start..next].trim_end();
            let (_, token) = indentation(text.as_bytes(), start);
            let begins = text.as_bytes().get(token).copied().unwrap_or(b'\n');
            if matches!(begins, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'-')
                || text[token..].starts_with("//")
                || text[token..].starts_with("/*")
                || begins.is_ascii_digit()
                || ["true", "false", "null"].iter().any(|it| text[token..].starts_with(it))
                || line.ends_with(['{', '['])
            {
                return None;
            }
            let mut count = 0;
            let mut last = 0;
            for quote in quotes(line) {
                count += 1;
                last = quote;
            }
            if count > 0 {
                let rest = line[last + 1..].trim_start_matches([' ', '\t', ']', '}']);
                let ends = count % 2 == 1 && rest.trim_start_matches(',').is_empty();
                return ends.then_some((start + last, count == 1));
            }
            start = next;
        }
        None
    }

    /// Adds a string without its closing quote.
    fn unclosed_string(&mut self, at: usize, end: usize) -> usize {
        self.push_string(at, end, false);
        self.mark(SyntaxErrorKind::UnclosedString, at, end);
        self.repair(end, end, "\"", end > at + 1);
        end
    }

    /// Adds a string with unescaped quotes, the first of which is at `first`.
    fn inner_quotes(&mut self, at: usize, first: usize, end: usize, role: Role) -> usize {
        self.push_string(at, end, true);
        self.mark(SyntaxErrorKind::UnescapedQuote, first, first + 1);
        let content = &self.lexer.text[at + 1..end - 1];
        let mut escaped = String::with_capacity(content.len() + 8);
        let mut from = 0;
        for quote in quotes(content) {
            escaped.push_str(&content[from..quote]);
            escaped.push_str("\\\"");
            from = quote + 1;
        }
        escaped.push_str(&content[from..]);
        let is_clear = role == Role::Value && has_quotations(content);
        self.repair(at + 1, end - 1, &escaped, is_clear);
        end
    }

    /// Adds strings that are joined with `+`, the first of which ends at `quote`. Returns their end.
    fn joined(&mut self, at: usize, quote: usize, found: Concatenation) -> usize {
        self.push_string(at, found.end, true);
        self.mark(SyntaxErrorKind::Concatenation, quote, found.separators[0].end);
        if let Some(mark) = self.lexer.out.marks.pop() {
            let edits = found.separators.into_iter().map(|separator| (separator, String::new()));
            let mark = mark.repair(edits.collect(), true);
            self.lexer.out.marks.push(mark);
        }
        found.end
    }

    /// Adds a string that ends at a double quote.
    pub fn closed_string(&mut self, at: usize, end: usize) -> usize {
        let mut errors = Vec::new();
        let bytes = &self.lexer.text.as_bytes()[at..end];
        let max_errors = max_syntax_errors(self.lexer.text.len()) + 1;
        match scan_string(bytes, true, at, &mut errors, max_errors) {
            Some(string) if string.closed && string.len == bytes.len() => {
                self.lexer.push(Kind::String, at..end, &self.line);
                if let Some(tok) = self.lexer.out.toks.last_mut() {
                    (tok.data, tok.escaped, tok.closed) = (string.chars, string.escaped, true);
                    tok.has_errors = !errors.is_empty();
                }
                for (start, end, kind) in errors {
                    self.mark(kind, start, end);
                }
            }
            // A carriage return in the string.
            _ => {
                self.push_string(at, end, true);
                self.mark(SyntaxErrorKind::ControlCharacter, at, end);
            }
        }
        end
    }

    /// Adds a damaged string.
    fn push_string(&mut self, at: usize, end: usize, closed: bool) {
        let content = &self.lexer.text[at + 1..end - usize::from(closed)];
        let (chars, escaped) = (content.chars().count() as u32, content.contains('\\'));
        let tok = self.lexer.push(Kind::String, at..end, &self.line);
        (tok.data, tok.escaped, tok.closed, tok.has_errors) = (chars, escaped, closed, true);
    }

    /// Reads a string in quotes other than double ones. Returns its end.
    fn other_quotes(&mut self, at: usize, open: char) -> Option<usize> {
        let in_object = self.in_object();
        let pattern = &self.pattern;
        let next_is_string = |end: usize| {
            let comma = pattern.skip(end);
            open != '"'
                && pattern.byte(comma) == b','
                && pattern.byte(pattern.skip(comma + 1)) == open as u32 as u8
                && open.is_ascii()
        };
        let end = pattern
            .closing_quotes(at, open)
            .find(|end| pattern.may_end_value(*end, in_object) || next_is_string(*end));
        let end = match end {
            Some(end) => end,
            None => {
                let double = pattern.quotes(at);
                if double.iter().any(|quote| pattern.may_end_value(*quote + 1, in_object)) {
                    return None;
                }
                let mut end = pattern.trim(at, self.line.end);
                if pattern.byte(end - 1) == b',' {
                    end = pattern.trim(at, end - 1);
                }
                end
            }
        };
        self.push(Kind::Word, at, end);
        self.mark(quote_kind(open), at, end);
        let content = &self.lexer.text[at..end];
        let content = content.strip_prefix(open).unwrap_or(content);
        let closing =
            content.chars().next_back().filter(|c| is_other_quote(*c) || *c == '»' || *c == '"');
        let content = match closing {
            Some(c) => &content[..content.len() - c.len_utf8()],
            None => content,
        };
        let text = quoted(&content.replace("\\'", "'").replace("\\`", "`"));
        let is_clear =
            closing.is_some() && !content.contains(['\\', '"']) && !content.contains("${");
        self.repair(at, end, &text, is_clear);
        Some(end)
    }

    /// Reads a string that lacks its opening quote. Returns its end.
    fn opening_quote(&mut self, at: usize) -> Option<usize> {
        let in_object = self.in_object();
        let pattern = &self.pattern;
        let candidates = pattern.quotes(at);
        let next = *candidates.first()?;
        let before = pattern.byte(pattern.trim(at, next) - usize::from(next > at));
        let is_end = pattern.may_end_value(next + 1, in_object)
            && !matches!(before, b',' | b':' | b'{' | b'[');
        let bytes = pattern.text.as_bytes();
        let spaced = at >= 2 && bytes[at - 1] == b' ' && bytes[at - 2] == b' ';
        let (end, is_clear) = if is_end {
            (next + 1, !spaced)
        } else {
            let last = *candidates.last()?;
            let is_end = pattern.has_odd_quotes(at)
                && !self.in_line()
                && pattern.may_end_value(last + 1, in_object)
                && pattern.name(next).is_none();
            (is_end.then_some(last + 1)?, false)
        };
        self.push(Kind::Word, at, end);
        self.mark(SyntaxErrorKind::MissingOpeningQuote, at, end);
        self.repair(at, at, "\"", is_clear);
        Some(end)
    }

    /// Reads a bare word.
    fn word(&mut self, at: usize, role: Role) -> usize {
        let in_object = self.in_object();
        let pattern = &self.pattern;
        let quote = pattern.quotes(at).first().copied().unwrap_or(self.line.end);
        let mut stop = at;
        while stop < self.line.end && !matches!(pattern.byte(stop), b',' | b'}' | b']') {
            stop += 1;
        }
        if stop == at {
            stop += pattern.text[at..].chars().next().map_or(1, char::len_utf8);
        }
        if pattern.byte(stop) == b','
            && !pattern.is_end(stop + 1)
            && !pattern.may_end_value(stop, in_object)
            && quote > stop
        {
            stop = self.line.end;
            while stop > at && matches!(pattern.byte(stop - 1), b',' | b' ' | b'\t' | b'\r') {
                stop -= 1;
            }
        }
        if quote < stop {
            let first = pattern.text[at..].chars().next().map_or(1, char::len_utf8);
            stop = quote.max(at + first);
        }
        let end = pattern.trim(at + 1, stop);
        let word = &pattern.text[at..end];
        if let Some((literal, kind)) = foreign_literal(word) {
            self.push(kind, at, end);
            if let Some(tok) = self.lexer.out.toks.last_mut() {
                tok.has_errors = true;
            }
            self.mark(SyntaxErrorKind::ForeignLiteral, at, end);
            self.repair(at, end, literal, true);
            return end;
        }
        if lexer::classify(word) == Some(TokenKind::BadNumber) && !word.contains(' ') {
            self.push(Kind::BadNumber, at, end);
            if let Some(tok) = self.lexer.out.toks.last_mut() {
                tok.has_errors = true;
            }
            self.mark(SyntaxErrorKind::BadNumber, at, end);
            return end;
        }
        let rest = pattern.text[stop..].trim_start();
        let ends = rest.is_empty() || rest.starts_with([',', ']', '}']);
        let is_junk = role == Role::Entry && !in_object && !ends;
        if is_junk {
            self.mark(SyntaxErrorKind::Garbage, at, end);
            return stop;
        }
        self.push(Kind::Word, at, end);
        self.mark(SyntaxErrorKind::NotAValue, at, end);
        end
    }
}

/// The JSON literal that a literal of another language means.
fn foreign_literal(word: &str) -> Option<(&'static str, Kind)> {
    Some(match word {
        "True" | "TRUE" => ("true", Kind::True),
        "False" | "FALSE" => ("false", Kind::False),
        "None" | "NULL" | "Null" | "nil" | "undefined" => ("null", Kind::Null),
        _ => return None,
    })
}
