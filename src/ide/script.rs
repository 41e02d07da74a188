//! The token at an offset inside a script.

use std::borrow::Cow;
use std::ops::Range;

use super::context::{CompletionSite, CursorContext};
use super::role::Role;
use crate::embedded::vrl::token::{Kind, Token, tokens};
use crate::embedded::vrl::{self, Callable};
use crate::embedded::{to_decoded_offset, to_document_range};
use crate::manifest::types::{Script, Shape, StringFormat};
use crate::syntax::Node;
use crate::text::Source;

/// Keywords of VRL with their documentation.
pub(super) static KEYWORDS: &[(&str, &str)] = &[
    ("if", "Runs the block if the condition is true."),
    ("else", "Runs the block if the condition of the `if` is false."),
    ("true", "The boolean true."),
    ("false", "The boolean false."),
    ("null", "The value of a path that does not exist."),
    ("abort", "Aborts the script without a result."),
    ("return", "Ends the script and returns the value."),
];

/// An offset in a script.
pub(super) struct ScriptCursor<'a, 't> {
    /// Purpose of the script.
    pub kind: Script,
    /// The script, decoded.
    pub text: Cow<'a, str>,
    /// Byte offset in the decoded script.
    pub offset: usize,
    /// Its tokens.
    pub tokens: Vec<Token>,
    source: &'a dyn Source,
    node: Node<'t>,
}

impl<'a, 't> ScriptCursor<'a, 't> {
    /// Returns the script that contains the offset of `cursor`.
    pub fn find(
        source: &'a dyn Source,
        cursor: &CursorContext<'t>,
    ) -> Option<ScriptCursor<'a, 't>> {
        let hit = cursor.hit.filter(|hit| !hit.name)?;
        let Role::Field(field) = hit.role else { return None };
        let Shape::Text(shape) = field.shape else { return None };
        let StringFormat::Script(kind) = shape.holds else { return None };
        let node = hit.member.value();
        let string = node.string()?;
        // After a single opening quote, completion proposes the entire string.
        if string.len > vrl::MAX_WRITTEN || (!string.closed && string.chars == 0) {
            return None;
        }
        let offset = to_decoded_offset(source, node, cursor.offset)?;
        let mut text = node.text(source)?;
        // An unclosed string extends beyond the text that the user types.
        if let CompletionSite::Value { insertion, .. } = &cursor.site
            && insertion.range.end < node.string_range()?.end
        {
            let end = to_decoded_offset(source, node, insertion.range.end)?;
            text = Cow::Owned(text.get(..end)?.to_owned());
        }
        let tokens = tokens(&text);
        Some(ScriptCursor { kind, text, offset, tokens, source, node })
    }

    /// Converts a range of the script to a range of the document.
    pub fn place(&self, range: Range<usize>) -> Option<Range<usize>> {
        to_document_range(self.source, self.node, range)
    }

    /// Returns the token that contains or touches the offset; of two, the one that ends there.
    pub fn token(&self) -> Option<&Token> {
        let touches = |token: &&Token| {
            let Range { start, end } = token.range;
            let inside = start < self.offset && self.offset < end;
            inside
                || match token.kind {
                    Kind::Text { closed } => !closed && self.offset == end,
                    Kind::Comment => self.offset == end,
                    _ => (start..=end).contains(&self.offset),
                }
        };
        let ends = |token: &&Token| token.range.end == self.offset && !token.range.is_empty();
        let mut hit = self.tokens.iter().filter(touches);
        let first = hit.next();
        first.filter(ends).or(hit.next()).or(first)
    }

    /// The text of a token.
    pub fn text_of(&self, token: &Token) -> &str {
        &self.text[token.range.clone()]
    }

    /// The variables that the script assigns or names between bars, each once, in order.
    pub fn variables(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for token in &self.tokens {
            let Kind::Word { called: false } = token.kind else { continue };
            let name = self.text_of(token);
            if name.is_empty() || found.contains(&name) || !self.is_set(token) {
                continue;
            }
            found.push(name);
        }
        found
    }

    /// Whether the word `token` is assigned to: `a = 1`, `a, err = f()`, `a.b = 1`, `|a| {`.
    fn is_set(&self, token: &Token) -> bool {
        let after = self.text[token.range.end..].trim_start_matches([' ', '\t']);
        let before = self.text[..token.range.start].trim_end_matches([' ', '\t']);
        let path = after.find(|c: char| !(c.is_ascii_alphanumeric() || "._[]".contains(c)));
        let behind_path = after[path.unwrap_or(after.len())..].trim_start_matches([' ', '\t']);
        let equals = |text: &str| text.starts_with('=') && !text.starts_with("==");
        if equals(behind_path) || behind_path.starts_with("|=") {
            return true;
        }
        // One of two: `a, err = `.
        let next = after.strip_prefix(',').map(|rest| {
            let rest = rest.trim_start_matches([' ', '\t']);
            let word = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            rest[word.unwrap_or(rest.len())..].trim_start_matches([' ', '\t'])
        });
        if next.is_some_and(equals) {
            return true;
        }
        // Between bars: `-> |key, value| {`.
        let bar = before.rfind('|').filter(|bar| {
            let names = &before[bar + 1..];
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ',' | ' ');
            names.chars().all(plain) && before[..*bar].trim_end().ends_with("->")
        });
        bar.is_some()
    }
}

/// How a function is called: `replace(value: string, pattern: regex or string, [count: integer])`.
pub(super) fn signature(function: &Callable) -> String {
    let arguments = function.arguments.iter().map(|argument| match argument.required {
        true => format!("{}: {}", argument.name, argument.kind),
        false => format!("[{}: {}]", argument.name, argument.kind),
    });
    let arguments = arguments.collect::<Vec<_>>().join(", ");
    let closure = if function.closure.is_some() { " -> |…| { … }" } else { "" };
    format!("{}({arguments}){closure}: {}", function.name, function.result)
}
