//! Reparsing after an edit: the work is proportional to the edit, not to the document.
//!
//! An edit is first applied inside the smallest value that encloses it. There, entries are reparsed from the
//! one before the first that the edit touches, until the new parse is after the edit and between two entries
//! of the old tree: from there on, the old entries are reused. If the value does not end at its expected end,
//! the edit is applied inside the value around it.
//!
//! One entry before the first touched one is enough, because the parse of an entry reads no further than
//! its end ([`super::parser`]).

use super::dialect::Dialect;
use super::lexer::Tokens;
use super::parser::{Nesting, Parser, Reuse, Step};
use super::recovery;
use super::tree::{Container, ContainerHeader, ContainerKind, Entry, StringInfo, Value};
use crate::text::{Edit, Source};

pub(super) struct Reparser<'a, S: Source + ?Sized> {
    /// The text after the edit.
    pub source: &'a S,
    pub dialect: Dialect,
    pub edit: &'a Edit,
    /// Entries parsed.
    pub work: usize,
    /// Whether a container was skipped because it is nested too deeply.
    pub deep: bool,
    /// The part of the tree in which the edit may be applied.
    pub scope: Scope,
}

/// The part of the tree in which an edit may be applied without [recovery](super::recovery).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Anywhere: the tree does not come from recovery.
    Anywhere,
    /// Only inside a container that recovery does not examine.
    InAtom,
    /// Here, inside such a container, if the result has no errors.
    Atom,
}

impl<S: Source + ?Sized> Reparser<'_, S> {
    fn delta(&self) -> i64 {
        self.edit.inserted.len() as i64 - self.edit.removed.len() as i64
    }

    /// Applies the edit to `container`, which starts at `start`; false if the edit affects more than this
    /// container, which is unchanged then.
    pub fn apply(&mut self, container: &mut Container, start: usize, around: Nesting) -> bool {
        let scope = self.scope;
        if scope == Scope::InAtom && self.is_sound_block(container, start) {
            self.scope = Scope::Atom;
        }
        let done = self.apply_below(container, start, around)
            || self.scope != Scope::InAtom && self.reparse(container, start, around);
        self.scope = scope;
        done
    }

    /// Applies the edit to the value that encloses it.
    fn apply_below(&mut self, container: &mut Container, start: usize, around: Nesting) -> bool {
        let inside = around.with(container.kind);
        let Some(index) = self.enclosing(container, start) else { return false };
        let (entry_start, _) = bounds(container, start, index);
        let value_start = entry_start + container.entries()[index].value_offset();
        let len = self.resized(container.len);
        container.change(index, |entry| {
            let done = match &mut entry.value {
                Value::Container(child) => self.apply(child, value_start, inside),
                Value::String(string) if self.scope != Scope::InAtom => {
                    self.apply_in_string(string, value_start)
                }
                _ => false,
            };
            if done {
                entry.len = self.resized(entry.len);
            }
            done.then_some(len)
        })
    }

    /// Whether `container` is one that recovery does not look into, and the edit does not change the
    /// lines of the text.
    fn is_sound_block(&self, container: &Container, start: usize) -> bool {
        let edit = self.edit;
        if container.has_errors
            || container.kind == ContainerKind::Document
            || edit.start <= start
            || edit.old_end() >= start + container.len as usize
            || edit.removed.contains(['\n', '\r'])
            || edit.inserted.contains(['\n', '\r'])
        {
            return false;
        }
        let Some((first, first_token)) = self.line(edit.start) else { return false };
        // The edit does not change the indentation, and the line is not a comment or a marker.
        let is_ordinary = |byte: u8| {
            matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':')
                || byte.is_ascii_alphanumeric()
        };
        let Some(&byte) = first.as_bytes().get(first_token) else { return false };
        if !is_ordinary(byte) {
            return false;
        }
        let Some((line, _)) = self.line(start) else { return false };
        let (indent, _) = recovery::indentation(line.as_bytes(), 0);
        let end = start + self.resized(container.len) as usize;
        let text = self.source.slice(start..end);
        recovery::block_indentation(&text, 0..text.len(), self.dialect) == Some(indent)
    }

    /// The text before `at` in its line, with one byte more, and the offset of the first token in
    /// it; `None` if the line is long.
    fn line(&self, at: usize) -> Option<(String, usize)> {
        let mut from = at.saturating_sub(1024);
        while !self.source.is_char_boundary(from) {
            from += 1;
        }
        let before = self.source.slice(from..at);
        let start = match before.rfind('\n') {
            Some(index) => index + 1,
            None if from == 0 => 0,
            None => return None,
        };
        let line = before[start..].to_owned();
        let (_, token) = recovery::indentation(line.as_bytes(), 0);
        Some((line, token))
    }

    /// Returns the new length of a range that had the length `len` and encloses the edit.
    fn resized(&self, len: u32) -> u32 {
        (i64::from(len) + self.delta()) as u32
    }

    /// Returns the entry whose value encloses the edit, inside its brackets or quotes.
    fn enclosing(&self, container: &Container, start: usize) -> Option<usize> {
        let mut at = start + container.open_len();
        for (index, entry) in container.entries().iter().enumerate() {
            let end = at + entry.len();
            if end > self.edit.start {
                let value_start = at + entry.value_offset();
                let closed = match &entry.value {
                    Value::Container(child) => child.closed,
                    // The range of an error about the entire string would change.
                    Value::String(string) => string.closed && entry.errors.is_empty(),
                    _ => return None,
                };
                // The end of an unclosed container depends on the next token.
                let inside = self.edit.start > value_start && self.edit.old_end() < end;
                let whole = closed || matches!(entry.value, Value::Container(_));
                return (inside && whole).then_some(index);
            }
            at = end;
        }
        None
    }

    /// Applies the edit to the content of a valid string, if it changes only plain characters.
    fn apply_in_string(&mut self, string: &mut StringInfo, start: usize) -> bool {
        let plain = |text: &str| !text.bytes().any(|b| b < 0x20 || b == b'"' || b == b'\\');
        let Edit { removed, inserted, .. } = self.edit;
        if string.has_errors || !plain(removed) || !plain(inserted) {
            return false;
        }
        // Characters of an escape are not plain. The longest escape is \u with four digits.
        if string.escaped {
            let mut near = self.edit.start.saturating_sub(5).max(start + 1);
            let end = self.edit.start;
            while near < end && !self.source.is_char_boundary(near) {
                near += 1;
            }
            if self.source.slice(near..end).contains('\\') {
                return false;
            }
        }
        string.len = self.resized(string.len);
        string.chars += inserted.chars().count() as u32;
        string.chars -= removed.chars().count() as u32;
        string.memo = StringInfo::memo(string.len);
        true
    }

    /// Returns the long strings of `entries`, which start at `at`, that the edit does not change, each with
    /// its offset after the edit.
    fn long_strings(&self, entries: &[Entry], mut at: usize) -> Vec<(usize, StringInfo)> {
        let mut found = Vec::new();
        for entry in entries {
            let start = at + entry.value_offset();
            at += entry.len();
            let Value::String(string) = &entry.value else { continue };
            if string.len < LONG || !string.closed || string.has_errors {
                continue;
            }
            if at <= self.edit.start {
                found.push((start, string.clone()));
            } else if start >= self.edit.old_end() {
                found.push(((start as i64 + self.delta()) as usize, string.clone()));
            }
        }
        found
    }

    /// Reparses the entries that the edit touches.
    fn reparse(&mut self, container: &mut Container, start: usize, around: Nesting) -> bool {
        let delta = self.delta();
        let old: &Container = container;
        let kind = old.kind;
        let inside = start + old.open_len();
        let old_end = start + old.len as usize;
        let new_end = (old_end as i64 + delta) as usize;

        // The last unchanged entry, and its end.
        let mut kept = 0;
        let mut at = inside;
        let mut one_before = inside;
        for entry in old.entries() {
            let end = at + entry.len();
            if end >= self.edit.start {
                break;
            }
            kept += 1;
            one_before = at;
            at = end;
        }
        if kept > 0 {
            kept -= 1;
            at = one_before;
        }

        let tokens = Tokens::new(self.source, self.dialect, at);
        let tokens = tokens.with_known_strings(self.long_strings(&old.entries()[kept..], at));
        let mut parser = Parser::with(tokens, self.dialect);
        let mut known = ReusableNodes { old, index: kept, at, edit: self.edit };
        let mut old_index = kept;
        let mut old_at = at;
        let outcome = loop {
            let first = kept + parser.entries.len() == 0;
            match parser.entry(kind, at, first, around, 0, &mut known) {
                Step::Entry(end) => at = end,
                Step::End(end) => {
                    let same = end.end == new_end;
                    break (same || kind == ContainerKind::Document).then_some(Some(end));
                }
                Step::Damaged => break None,
            }
            if kind != ContainerKind::Document && at > new_end {
                break None;
            }
            if at < self.edit.new_end() {
                continue;
            }
            let target = (at as i64 - delta) as usize;
            while old_at < target && old_index < old.entries().len() {
                old_at += old.entries()[old_index].len();
                old_index += 1;
            }
            if old_at == target && target >= self.edit.old_end() && old_index > 0 {
                break Some(None);
            }
        };
        self.work += parser.work;
        self.deep |= parser.deep;
        let Some(end) = outcome else { return false };

        let mut facts = ContainerHeader::clone(old);
        facts.len = self.resized(facts.len);
        let mut entries = old.entries()[..kept].to_vec();
        entries.append(&mut parser.entries);
        match end {
            // The remaining entries are unchanged.
            None => entries.extend_from_slice(&old.entries()[old_index..]),
            Some(end) => {
                facts.tail = (end.tail_end - at) as u32;
                facts.tail_errors = end.errors;
            }
        }
        let parsed = Container::new(facts, entries);
        if self.scope == Scope::Atom && parsed.has_errors {
            return false;
        }
        *container = parsed;
        true
    }
}

/// Minimum length, in bytes, of strings that are reused instead of scanned.
const LONG: u32 = 4096;

/// Returns the start and the end of the entry at `index`.
fn bounds(container: &Container, start: usize, index: usize) -> (usize, usize) {
    let inside = start + container.open_len();
    let before: usize = container.entries()[..index].iter().map(Entry::len).sum();
    (inside + before, inside + before + container.entries()[index].len())
}

/// The objects and arrays in the entries of a container before the edit, searched from left to right.
struct ReusableNodes<'a> {
    old: &'a Container,
    index: usize,
    at: usize,
    edit: &'a Edit,
}

impl Reuse for ReusableNodes<'_> {
    fn find(&mut self, at: usize) -> Option<Container> {
        let before = at < self.edit.start;
        let old_at = if before {
            at
        } else if at >= self.edit.new_end() {
            at - self.edit.new_end() + self.edit.old_end()
        } else {
            return None;
        };
        loop {
            let entry = self.old.entries().get(self.index)?;
            let value_start = self.at + entry.value_offset();
            if value_start > old_at {
                return None;
            }
            if value_start == old_at {
                let Value::Container(container) = &entry.value else { return None };
                let end = value_start + container.len as usize;
                let untouched = !before || end <= self.edit.start;
                return (container.closed && untouched).then(|| container.clone());
            }
            self.at += entry.len();
            self.index += 1;
        }
    }
}
