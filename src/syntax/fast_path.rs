//! The way that nearly all of a manifest takes through the parser.

use super::interner::NameInterner;
use super::parser::{End, Nesting, Parser};
use super::scan::{plain_scalar, plain_string, skip_space};
use super::tree::{ContainerKind, Entry, Issues, Key, StringInfo, Summary, Value};
use crate::text::Source;
use crate::util::budget::MAX_DEPTH;

impl<S: Source + ?Sized> Parser<'_, S> {
    /// Takes entries of a container of `kind` as [`Parser::entry`] would, from `start` on and as long
    /// as they are plain: a comma where one belongs, white space, a name without escapes, a colon, at
    /// most one space, and a plain value. Returns where the last of them ends; and the container's
    /// end, if it came to that.
    ///
    /// The container's own entries are those from `before` on, and its flaws those from `mark` on;
    /// `summary` is that of its entries.
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

    /// The same for objects alone or for arrays alone: what nobody has to ask at each entry.
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
        // Kept here for as long as it is added to.
        let mut sum = *summary;
        while self.is_plain_so_far(mark) {
            let knows_strings = self.tokens.knows_strings();
            let (window, base) = self.tokens.window();
            let bytes = window.as_bytes();
            let Some(mut from) = start.checked_sub(base) else { break };
            // Entries without others in them, and the beginning of one with.
            let opened = loop {
                let comma = bytes.get(from) == Some(&b',');
                let at = skip_space(bytes, from + usize::from(comma), &mut false);
                if !comma && bytes.get(at) == Some(&close) {
                    let (at, tail_end, end) = (base + from, base + at, base + at + 1);
                    self.tokens.seek(end);
                    let issues = Issues::default();
                    *summary = sum;
                    return (at, Some(End { closed: true, tail_end, end, issues }));
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
                        let (escaped, closed, flawed) = (false, true, false);
                        // Apart from the others: it need not be moved to where those are made.
                        self.entries.push(Entry {
                            lead,
                            len: (end - from) as u32,
                            key,
                            value: Value::String(StringInfo {
                                len,
                                chars,
                                escaped,
                                closed,
                                flawed,
                                memo,
                            }),
                            issues: Issues::default(),
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
                            issues: Issues::default(),
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
            // Before what is in it, so that only little has to be written when the memory of that
            // has just been written to: a processor cannot copy what is still on its way there.
            let (value, issues) = (Value::Missing, Issues::default());
            self.entries.push(Entry { lead, len: 0, key, value, issues });
            let container = self.container(kind, at + 1, inside);
            let end = at + container.len as usize;
            sum.add_value(&container);
            let issues = self.take_issues(mark, start, end);
            sum.add_issues(&issues);
            let entry = &mut self.entries[index];
            entry.len = (end - start) as u32;
            entry.value = Value::Container(container);
            entry.issues = issues;
            start = end;
        }
        *summary = sum;
        (start, None)
    }
}

/// A name without escapes, with its quotes, in bytes of what is in sight; and where its value begins.
struct PlainName {
    start: usize,
    end: usize,
    value: usize,
}

/// The name that begins at `at`, if it has no escapes and a colon and at most one space follow.
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
    /// The name as a key, added to the summary `sum`; `text` is what is in sight.
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
