//! The way that nearly all of a manifest takes through the parser.

use smol_str::SmolStr;

use super::parse::{Around, End, MAX_DEPTH, Parser};
use super::scan::{plain_scalar, plain_string, skip_space};
use super::tree::{ContainerKind, Entry, Issues, Key, Summary, Value};
use crate::text::Source;

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
        mut start: usize,
        around: Around,
        before: usize,
        mark: usize,
        summary: &mut Summary,
    ) -> (usize, Option<End>) {
        let (object, close) = match kind {
            ContainerKind::Document => return (start, None),
            ContainerKind::Object => (true, b'}'),
            ContainerKind::Array => (false, b']'),
        };
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
                let (key, at) = match object.then(|| plain_key(window, at)) {
                    Some(Some((key, at))) => (Some(key), at),
                    Some(None) => break None,
                    None => (None, at),
                };
                let kind = match bytes.get(at) {
                    Some(b'{') => ContainerKind::Object,
                    Some(b'[') => ContainerKind::Array,
                    Some(b'"') if knows_strings => break None,
                    _ => {
                        let Some(value) = plain_scalar(bytes, at) else { break None };
                        let end = at + value.len();
                        let len = (end - from) as u32;
                        let issues = Issues::default();
                        let entry = Entry { lead, len, key, value, issues };
                        sum.add(&entry);
                        self.entries.push(entry);
                        self.work += 1;
                        from = end;
                        continue;
                    }
                };
                break Some((kind, lead, key, base + at));
            };
            start = base + from;
            let Some((kind, lead, key, at)) = opened.filter(|_| inside.depth() < MAX_DEPTH) else {
                self.tokens.seek(start);
                break;
            };
            self.work += 1;
            self.tokens.seek(at + 1);
            let container = self.container(kind, at + 1, inside);
            let end = at + container.len as usize;
            let issues = self.take_issues(mark, start, end);
            let value = Value::Container(container);
            let len = (end - start) as u32;
            let entry = Entry { lead, len, key, value, issues };
            sum.add(&entry);
            self.entries.push(entry);
            start = end;
        }
        *summary = sum;
        (start, None)
    }
}

/// The name, without escapes, that begins at `at`, with its colon and at most one space, and where
/// the value begins.
#[inline]
fn plain_key(text: &str, at: usize) -> Option<(Key, usize)> {
    let bytes = text.as_bytes();
    let (end, _) = plain_string(bytes, at)?;
    if bytes.get(end) != Some(&b':') {
        return None;
    }
    let gap = 1 + usize::from(bytes.get(end + 1) == Some(&b' '));
    let name = &text[at + 1..end - 1];
    let (len, gap) = ((end - at) as u32, gap as u32);
    let key = Key { text: SmolStr::new(name), hash: Key::hash_of(name), len, gap, colon: true };
    Some((key, end + gap as usize))
}
