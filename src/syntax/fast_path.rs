//! Fast path of the parser for valid text in the usual style, which is nearly all of a manifest.

use super::container::Summary;
use super::interner::NameInterner;
use super::parser::{End, Nesting, Parser};
use super::scan::{plain_scalar, plain_string, skip_space};
use super::tree::{ContainerKind, Entry, Key, StringInfo, SyntaxErrors, Value};
use crate::text::Source;
use crate::util::budget::MAX_DEPTH;

impl<S: Source + ?Sized> Parser<'_, S> {
    /// Parses entries of a container of `kind` like [`Parser::entry`], from `start` on, while they are
    /// plain: a comma between entries, whitespace, a name without escapes, a colon, at most one space, and
    /// a plain value. Returns the end of the last one, and the end of the container if it was reached.
    ///
    /// The entries of the container are those from `before` on, its errors those from `mark` on, and
    /// `summary` is the summary of its entries.
    pub(super) fn plain_entries(
        &mut self,
        kind: ContainerKind,
        start: usize,
        around: Nesting,
        before: usize,
        mark: usize,
        summary: &mut Summary,
    ) -> (usize, Option<End>) {
        match kind {
            ContainerKind::Document => (start, None),
            ContainerKind::Object => self.plain::<true>(kind, start, around, before, mark, summary),
            ContainerKind::Array => self.plain::<false>(kind, start, around, before, mark, summary),
        }
    }

    /// Implements [`Parser::plain_entries`] for objects or for arrays, without a test for each entry.
    fn plain<const OBJECT: bool>(
        &mut self,
        kind: ContainerKind,
        mut start: usize,
        around: Nesting,
        before: usize,
        mark: usize,
        summary: &mut Summary,
    ) -> (usize, Option<End>) {
        let close = if OBJECT { b'}' } else { b']' };
        let inside = around.with(kind);
        // A local copy, which stays in registers.
        let mut sum = *summary;
        while self.is_plain_so_far(mark) {
            let knows_strings = self.tokens.knows_strings();
            let (window, base) = self.tokens.window();
            let bytes = window.as_bytes();
            let Some(mut from) = start.checked_sub(base) else { break };
            // Scalar entries, and the start of an entry with a container.
            let opened = loop {
                let comma = bytes.get(from) == Some(&b',');
                let at = skip_space(bytes, from + usize::from(comma), &mut false);
                if !comma && bytes.get(at) == Some(&close) {
                    let (at, tail_end, end) = (base + from, base + at, base + at + 1);
                    self.tokens.seek(end);
                    let errors = SyntaxErrors::default();
                    *summary = sum;
                    return (at, Some(End { tail_end, end, errors }));
                }
                let first = self.entries.len() == before;
                if comma == first {
                    break None;
                }
                let lead = (at - from) as u32;
                let name = match OBJECT.then(|| plain_name(bytes, at)) {
                    Some(None) => break None,
                    Some(name) => name,
                    None => None,
                };
                let at = name.as_ref().map_or(at, |name| name.value);
                let kind = match bytes.get(at) {
                    Some(b'{') => ContainerKind::Object,
                    Some(b'[') => ContainerKind::Array,
                    Some(b'"') => {
                        if knows_strings {
                            break None;
                        }
                        let Some((end, chars)) = plain_string(bytes, at) else { break None };
                        let len = (end - at) as u32;
                        let memo = StringInfo::memo(len);
                        let key = name.map(|name| name.key(window, &mut self.names, &mut sum));
                        let (escaped, closed, has_errors) = (false, true, false);
                        // A separate path: the value does not have to be moved to the common one.
                        self.entries.push(Entry {
                            lead,
                            len: (end - from) as u32,
                            key,
                            value: Value::String(StringInfo {
                                len,
                                chars,
                                escaped,
                                closed,
                                has_errors,
                                memo,
                            }),
                            errors: SyntaxErrors::default(),
                        });
                        self.work += 1;
                        from = end;
                        continue;
                    }
                    _ => {
                        let Some(value) = plain_scalar(bytes, at) else { break None };
                        let end = at + value.len();
                        self.entries.push(Entry {
                            lead,
                            len: (end - from) as u32,
                            key: name.map(|name| name.key(window, &mut self.names, &mut sum)),
                            value,
                            errors: SyntaxErrors::default(),
                        });
                        self.work += 1;
                        from = end;
                        continue;
                    }
                };
                let key = name.map(|name| name.key(window, &mut self.names, &mut sum));
                break Some((kind, lead, key, base + at));
            };
            start = base + from;
            let Some((kind, lead, key, at)) = opened.filter(|_| inside.depth() < MAX_DEPTH) else {
                self.tokens.seek(start);
                break;
            };
            self.work += 1;
            self.tokens.seek(at + 1);
            let index = self.entries.len();
            // Added before its content: a copy of memory that has just been written would stall, because
            // the processor cannot forward the pending stores.
            let (value, errors) = (Value::Missing, SyntaxErrors::default());
            self.entries.push(Entry { lead, len: 0, key, value, errors });
            let Some(container) = self.container(kind, at + 1, inside) else { break };
            let end = at + container.len as usize;
            sum.add_value(&container);
            let errors = self.take_errors(mark, start, end);
            sum.add_errors(&errors);
            let entry = &mut self.entries[index];
            entry.len = (end - start) as u32;
            entry.value = Value::Container(container);
            entry.errors = errors;
            start = end;
        }
        *summary = sum;
        (start, None)
    }
}

/// A name without escapes: its range with quotes in the window, and the start of its value.
struct PlainName {
    start: usize,
    end: usize,
    value: usize,
}

/// Returns the name at `at` if it has no escapes and is followed by a colon and at most one space.
#[inline(always)]
fn plain_name(bytes: &[u8], at: usize) -> Option<PlainName> {
    let (end, _) = plain_string(bytes, at)?;
    if bytes.get(end) != Some(&b':') {
        return None;
    }
    let space = bytes.get(end + 1) == Some(&b' ');
    Some(PlainName { start: at, end, value: end + 1 + usize::from(space) })
}

impl PlainName {
    /// Returns the name as a key, and adds it to the summary `sum`. `text` is the window.
    #[inline(always)]
    fn key(self, text: &str, names: &mut NameInterner, sum: &mut Summary) -> Key {
        let name = &text[self.start + 1..self.end - 1];
        let hash = Key::hash_of(name);
        sum.add_name(hash);
        Key {
            text: names.get(name, hash),
            hash,
            len: (self.end - self.start) as u32,
            gap: (self.value - self.end) as u32,
            colon: true,
        }
    }
}
