//! The grammar of entries: names, colons and values.

use super::damaged::key_text;
use super::draft::{DraftEntry, DraftName, DraftValue};
use super::grammar::{Grammar, Piece};
use super::token::{Kind, Mark, Tok};
use crate::syntax::MAX_DEPTH;
use crate::syntax::error::SyntaxErrorKind;
use crate::syntax::escape::{quoted, unescape};
use crate::syntax::tree::{Container, Value};

impl Grammar<'_> {
    /// Parses an element of an array, or a value of the document.
    pub fn element(&mut self, depth: usize) -> DraftEntry {
        let start = self.start();
        let (value, end) = self.value(depth);
        DraftEntry { start, name: None, value_start: start, value, end }
    }

    /// Parses a member of an object.
    pub fn member(&mut self, depth: usize) -> DraftEntry {
        let Some(name) = self.token().copied() else { return self.element(depth) };
        let start = name.start();
        let text = match name.kind {
            Kind::String | Kind::Word => self.name_text(&name),
            kind if kind.is_scalar() => {
                let raw = &self.text[name.start()..name.end()];
                let range = name.start()..name.end();
                let mark =
                    Mark::new(SyntaxErrorKind::UnquotedKey, range.clone(), name.line as usize);
                self.marks.push(mark.replace(range, quoted(raw)));
                raw.to_owned()
            }
            _ => {
                let secondary = self.is_after_bracket_error();
                let end = name.start() + 1;
                let mark = self.mark(SyntaxErrorKind::MissingKey, name);
                mark.range.end = end;
                mark.secondary = secondary;
                return self.element(depth);
            }
        };
        self.bump();
        let colon = self.colons();
        let next_is_name = self.token().is_some_and(|next| {
            let after = self.pieces.get(self.next + 1).copied();
            let after = match after {
                Some(Piece::Token(at)) => self.toks[at].kind,
                _ => Kind::End,
            };
            let is_name = next.kind == Kind::String && (after == Kind::Colon || next.is_key);
            is_name && (next.first || colon.is_none())
        });
        let on_new_line = self.token().is_some_and(|next| next.first);
        let missing = match colon {
            None => on_new_line || !self.begins_value() || next_is_name,
            Some(_) => !self.begins_value() || next_is_name,
        };
        match colon {
            None => {
                let mut mark = Mark::new(
                    SyntaxErrorKind::MissingColon,
                    name.start()..name.end(),
                    name.line as usize,
                );
                mark.secondary = name.has_errors;
                if !missing {
                    mark = mark.replace(name.end()..name.end(), ":");
                }
                self.marks.push(mark);
            }
            Some(colon) if missing => {
                let range = colon.start()..colon.end();
                let mark = Mark::new(SyntaxErrorKind::MissingValue, range, colon.line as usize);
                self.marks.push(Mark { secondary: name.has_errors || colon.has_errors, ..mark });
            }
            Some(_) => {}
        }
        let colon_end = colon.map(|colon| colon.end());
        let value_start = match missing {
            false => self.start(),
            true => colon_end.unwrap_or(name.end()),
        };
        let name = DraftName { text, end: name.end(), colon: colon.is_some() };
        let (value, end) = match missing {
            true => (DraftValue::Missing, value_start),
            false => self.value(depth),
        };
        DraftEntry { start, name: Some(name), value_start, value, end }
    }

    /// Reads one colon, or several. Returns the last.
    fn colons(&mut self) -> Option<Tok> {
        let mut colon: Option<Tok> = None;
        while let Some(next) = self.token().copied().filter(|next| next.kind == Kind::Colon) {
            if colon.is_some() {
                let range = next.start()..next.end();
                let line = next.line as usize;
                let mark = Mark::new(SyntaxErrorKind::StrayColon, range.clone(), line);
                self.marks.push(mark.secondary().replace(range, ""));
            }
            colon = Some(next);
            self.bump();
        }
        colon
    }

    fn name_text(&self, name: &Tok) -> String {
        let raw = &self.text[name.start()..name.end()];
        match name.closed {
            true => unescape(&raw[1..raw.len() - 1]).into_owned(),
            false => key_text(raw).to_owned(),
        }
    }

    /// Parses a value. Returns its end.
    fn value(&mut self, depth: usize) -> (DraftValue, usize) {
        let (kind, start, opened, at) = match self.peek() {
            Piece::Open(kind, at) => {
                self.next += 1;
                (kind, self.toks[at].start(), false, at)
            }
            Piece::Token(at) => {
                let tok = self.toks[at];
                self.bump();
                match tok.kind {
                    Kind::Open(kind) => (kind, tok.start(), true, at),
                    Kind::Atom(_) => {
                        let is_deep = exceeds(
                            &self.atoms[tok.data as usize],
                            MAX_DEPTH - depth.min(MAX_DEPTH),
                        );
                        if is_deep {
                            self.too_deep(tok);
                            return (DraftValue::Deep, tok.end());
                        }
                        return (DraftValue::Atom(tok.data), tok.end());
                    }
                    _ => return (DraftValue::Scalar(tok), tok.end()),
                }
            }
            _ => return (DraftValue::Missing, self.last_end()),
        };
        if depth >= MAX_DEPTH {
            let end = self.skip(start);
            self.too_deep(self.toks[at]);
            return (DraftValue::Deep, end);
        }
        let doubtful = self.plan.is_uncertain(at);
        let draft = self.container(kind, start, opened, doubtful, depth + 1);
        (DraftValue::Container(draft), self.drafts[draft].end)
    }

    fn too_deep(&mut self, tok: Tok) {
        self.deep = true;
        let mark = self.mark(SyntaxErrorKind::TooDeep, tok);
        mark.range.end = mark.range.start + 1;
    }

    /// Skips a container whose opening bracket was read. Returns its end.
    fn skip(&mut self, start: usize) -> usize {
        let mut depth = 1;
        let mut end = start;
        while depth > 0 {
            match self.peek() {
                Piece::Open(..) => depth += 1,
                Piece::Close(_) | Piece::WrongClose(..) => depth -= 1,
                Piece::Dropped(_) => {}
                Piece::Token(at) => match self.toks[at].kind {
                    Kind::Open(_) => depth += 1,
                    Kind::Close(_) => depth -= 1,
                    Kind::End => break,
                    _ => {}
                },
            }
            self.bump();
            end = self.last_end().max(start);
        }
        end
    }
}

/// Whether a container nests deeper than `limit`, itself included.
fn exceeds(container: &Container, limit: usize) -> bool {
    // Each level takes two brackets.
    if (container.len as usize) < 2 * limit + 2 {
        return false;
    }
    limit == 0
        || container.entries().iter().any(|entry| match &entry.value {
            Value::Container(child) => exceeds(child, limit - 1),
            _ => false,
        })
}
