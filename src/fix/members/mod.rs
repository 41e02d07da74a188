//! Removing members from objects and adding members, with their commas, lines and comments.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::manifest::types::Object;
use crate::syntax::{Member, Node, quoted};
use crate::text::{Source, TextEdit};

/// A comma or a comment between two entries.
struct Piece {
    range: Range<usize>,
    comma: bool,
}

/// The text between two entries, or between an entry and a bracket.
struct Trivia {
    text: String,
    /// Its start in the document.
    start: usize,
    /// Its commas and comments.
    pieces: Vec<Piece>,
}

impl Trivia {
    fn new(source: &dyn Source, range: Range<usize>) -> Trivia {
        let text = source.slice(range.clone()).into_owned();
        let (bytes, mut at) = (text.as_bytes(), 0);
        let mut pieces = Vec::new();
        while let Some(&byte) = bytes.get(at) {
            let len = match (byte, bytes.get(at + 1)) {
                (b'/', Some(b'/')) => text[at..].find(['\n', '\r']).unwrap_or(text.len() - at),
                (b'/', Some(b'*')) => {
                    text[at + 2..].find("*/").map_or(text.len() - at, |len| len + 4)
                }
                (b',', _) => 1,
                _ => {
                    at += 1;
                    continue;
                }
            };
            let range = range.start + at..range.start + at + len;
            pieces.push(Piece { range, comma: byte == b',' });
            at += len;
        }
        Trivia { text, start: range.start, pieces }
    }

    /// The text of a range of the document inside this trivia.
    fn between(&self, range: Range<usize>) -> &str {
        &self.text[range.start - self.start..range.end - self.start]
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn commas(&self) -> impl DoubleEndedIterator<Item = &Range<usize>> {
        self.pieces.iter().filter(|piece| piece.comma).map(|piece| &piece.range)
    }

    fn comments(&self) -> impl DoubleEndedIterator<Item = &Range<usize>> {
        self.pieces.iter().filter(|piece| !piece.comma).map(|piece| &piece.range)
    }

    /// The end of the comments that follow `at` on the same line; `at` itself if there are none.
    fn end_of_line_comments(&self, at: usize) -> usize {
        let mut end = at;
        for comment in self.comments() {
            if comment.start >= end && !self.between(end..comment.start).contains('\n') {
                end = comment.end;
            }
        }
        end
    }

    /// The start of the spaces before `at`.
    fn spaces_before(&self, at: usize) -> usize {
        let before = self.between(self.start..at);
        self.start + before.trim_end_matches([' ', '\t']).len()
    }

    /// The end of the spaces after `at`.
    fn spaces_after(&self, at: usize) -> usize {
        let after = self.between(at..self.end());
        at + after.len() - after.trim_start_matches([' ', '\t']).len()
    }

    /// The start of the line break that ends at `at`.
    fn line_break_before(&self, at: usize) -> Option<usize> {
        let before = self.between(self.start..at).strip_suffix('\n')?;
        Some(self.start + before.strip_suffix('\r').unwrap_or(before).len())
    }

    /// The end of the line break that starts at `at`.
    fn line_break_after(&self, at: usize) -> Option<usize> {
        let after = self.between(at..self.end());
        let len = after.len() - after.trim_start_matches('\r').len();
        after[len..].starts_with('\n').then_some(at + len + 1)
    }
}

/// Whether the container `holder` has both brackets around its entries. In a damaged text, one may be
/// missing, or an entry may reach up to the end.
pub fn is_delimited(holder: Node<'_>) -> bool {
    let Some(container) = holder.container() else { return false };
    let last = holder.last_entry().map_or(holder.start() + 1, |last| last.range().end);
    container.opened && container.closed && last < holder.end()
}

/// The end of the content of an object or array.
fn inner_end(holder: Node<'_>) -> usize {
    holder.end() - usize::from(holder.container().is_some_and(|container| container.closed))
}

/// Removes the entry at `index` of `entries`, which are those of `holder`.
///
/// Comments on the lines directly above the entry, and after it on its last line, belong to it and
/// are removed too; all others stay. If the entry has its own lines, they are removed.
pub fn remove(
    source: &dyn Source,
    holder: Node<'_>,
    entries: &[Member<'_>],
    index: usize,
) -> Option<Vec<TextEdit>> {
    let entry = entries.get(index)?;
    let container = holder.container()?;
    let is_closed = container.closed;
    if !container.opened || is_closed && !is_delimited(holder) {
        return None;
    }
    let next = entries.get(index + 1);
    let previous = index.checked_sub(1).map(|before| entries[before].range().end);
    let before = Trivia::new(source, previous.unwrap_or(holder.start() + 1)..entry.range().start);
    let after_end = next.map_or(inner_end(holder), |next| next.range().start);
    let after = Trivia::new(source, entry.range().end..after_end);

    let start = own_start(&before);
    let comma_after = after.commas().next().cloned();
    let mut end = comma_after.as_ref().map_or(after.start, |comma| comma.end);
    let commented = after.end_of_line_comments(end);
    // With the next entry on the same line, a comment before it is about that one.
    if next.is_none() || after.between(commented..after.end()).contains('\n') {
        end = commented;
    }

    if previous.is_none()
        && next.is_none()
        && before.comments().all(|comment| comment.start >= start)
        && after.comments().all(|comment| comment.end <= end)
        && is_closed
    {
        return Some(vec![TextEdit::delete(holder.start() + 1..inner_end(holder))]);
    }

    let line_start = before.spaces_before(start);
    let break_before = before.line_break_before(line_start);
    let break_after = after.line_break_after(after.spaces_after(end));

    let comma_before = before.commas().next_back().cloned();
    if let (None, None, Some(comma), Some(previous)) = (next, comma_after, comma_before, previous) {
        if before.comments().all(|comment| comment.start >= start) {
            return Some(vec![TextEdit::delete(previous..end)]);
        }
        let from = break_before.unwrap_or(line_start).max(comma.end);
        return Some(vec![TextEdit::delete(comma), TextEdit::delete(from..end)]);
    }
    let range = match (break_before, break_after) {
        (Some(_), Some(after)) => line_start..after,
        (None, Some(_)) => line_start..end,
        (_, None) => start..after.spaces_after(end),
    };
    Some(vec![TextEdit::delete(range)])
}

/// An entry with its comments: those that [`remove`] removes too.
pub struct Whole {
    /// The start of its first comment or of the entry, in bytes.
    pub start: usize,
    /// The range of the entry itself.
    pub entry: Range<usize>,
    /// The start of its comma.
    pub comma: Option<usize>,
    /// The end of its last part, including the comma.
    pub end: usize,
    /// Whether its last part is a comment that ends with its line.
    pub ends_line: bool,
}

/// The entries of `holder`, each with its comments.
pub fn wholes(source: &dyn Source, holder: Node<'_>) -> Vec<Whole> {
    let entries: Vec<Range<usize>> = holder.entries().map(Member::range).collect();
    let gap = |index: usize| {
        let start = index.checked_sub(1).map_or(holder.start() + 1, |before| entries[before].end);
        let end = entries.get(index).map_or(inner_end(holder), |entry| entry.start);
        Trivia::new(source, start..end)
    };
    let mut found = Vec::with_capacity(entries.len());
    let mut before = gap(0);
    for (index, entry) in entries.iter().enumerate() {
        let after = gap(index + 1);
        let comma = after.commas().next().cloned();
        let bare = comma.as_ref().map_or(entry.end, |comma| comma.end);
        let commented = after.end_of_line_comments(bare);
        let last = index + 1 == entries.len();
        let end = match last || after.between(commented..after.end()).contains('\n') {
            true => commented,
            false => bare,
        };
        let closing = after.comments().find(|comment| comment.end == end);
        let ends_line =
            closing.is_some_and(|comment| after.between(comment.clone()).starts_with("//"));
        let start = own_start(&before);
        let comma = comma.map(|comma| comma.start);
        found.push(Whole { start, entry: entry.clone(), comma, end, ends_line });
        before = after;
    }
    found
}

/// The start of the entry after the trivia `before`, including its comments.
fn own_start(before: &Trivia) -> usize {
    let mut start = before.end();
    let first = before.commas().next_back().map_or(before.start, |comma| comma.end);
    for comment in before.comments().rev() {
        if comment.start < first {
            break;
        }
        let lines = before.between(comment.end..start).matches('\n').count();
        let line_start = before.spaces_before(comment.start);
        let own_line = before.line_break_before(line_start).is_some();
        if lines > 1 || (lines == 1 && !own_line) {
            break;
        }
        start = comment.start;
    }
    start
}

/// Adds `members` (name, JSON text) to the object `holder`, each at its usual place: in the order of the
/// fields of `object`, or else after the last member.
pub fn add_in_order(
    source: &dyn Source,
    holder: Node<'_>,
    members: &[(String, String)],
    object: Option<&Object>,
) -> Vec<TextEdit> {
    let Some(object) = object.filter(|_| holder.container().is_some_and(|it| !it.has_errors))
    else {
        return add(source, holder, members);
    };
    let rank = |name: &str| object.fields.iter().position(|field| field.name == name);
    let ranks: Vec<Option<usize>> =
        holder.entries().map(|entry| entry.key().and_then(rank)).collect();
    let mut sorted: Vec<&(String, String)> = members.iter().collect();
    sorted.sort_by_key(|(name, _)| rank(name).unwrap_or(usize::MAX));
    let mut last = Vec::new();
    let mut before: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for member in sorted {
        match rank(&member.0).and_then(|rank| place(&ranks, rank)).filter(|at| *at < ranks.len()) {
            Some(at) => before.entry(at).or_default().push(text(member)),
            None => last.push(member.clone()),
        }
    }
    let mut edits = Vec::new();
    if !before.is_empty() {
        let entries: Vec<Member<'_>> = holder.entries().collect();
        let wholes = wholes(source, holder);
        for (at, texts) in before {
            edits.push(add_before(source, entries[at], &wholes[at], &texts));
        }
    }
    if !last.is_empty() {
        edits.extend(add(source, holder, &last));
    }
    edits
}

/// The index at which a member of the rank `rank` belongs between members of these `ranks`: after the
/// nearest one that comes before it, or else before the nearest one that comes after it.
fn place(ranks: &[Option<usize>], rank: usize) -> Option<usize> {
    let known = || ranks.iter().enumerate().filter_map(|(at, other)| Some(((*other)?, at)));
    let previous = known().filter(|(other, _)| *other < rank).max();
    let next = || known().filter(|(other, _)| *other > rank).min();
    previous.map(|(_, at)| at + 1).or_else(|| next().map(|(_, at)| at))
}

/// Adds `texts` before `entry`, which is `whole` with its comments.
fn add_before(source: &dyn Source, entry: Member<'_>, whole: &Whole, texts: &[String]) -> TextEdit {
    let lead = source.slice(entry.start()..whole.start);
    let compact = entry.entry().key.as_ref().is_some_and(|key| key.gap == 1);
    let separator = match lead.rsplit_once('\n') {
        Some((before, indent)) => {
            let line_break = if before.ends_with('\r') { "\r\n" } else { "\n" };
            format!("{line_break}{indent}")
        }
        None if compact => String::new(),
        None => " ".to_owned(),
    };
    let joined: String = texts.iter().map(|text| format!("{text},{separator}")).collect();
    TextEdit::insert(whole.start, joined)
}

fn text((name, json): &(String, String)) -> String {
    format!("{}: {json}", quoted(name))
}

/// Adds `members` (name, JSON text) to the object `holder`, after its last member.
pub fn add(source: &dyn Source, holder: Node<'_>, members: &[(String, String)]) -> Vec<TextEdit> {
    let texts: Vec<String> = members.iter().map(text).collect();
    match holder.last_entry() {
        Some(last) => add_after(source, holder, last, &texts),
        None => add_first(source, holder, &texts),
    }
}

pub(super) fn add_after(
    source: &dyn Source,
    holder: Node<'_>,
    last: Member<'_>,
    texts: &[String],
) -> Vec<TextEdit> {
    let lead = source.slice(last.start()..last.range().start);
    let tail = Trivia::new(source, last.range().end..inner_end(holder));
    let comma = tail.commas().next_back().cloned();
    let compact = last.entry().key.as_ref().is_some_and(|key| key.gap == 1);
    let separator = match lead.rsplit_once('\n') {
        Some((before, line)) => {
            let indent = &line[..line.len() - line.trim_start().len()];
            let line_break = if before.ends_with('\r') { "\r\n" } else { "\n" };
            format!("{line_break}{indent}")
        }
        None if compact => String::new(),
        None => " ".to_owned(),
    };
    let own_line = separator.contains('\n');
    let joined = texts.join(&format!(",{separator}"));
    let Some(comma) = comma else {
        let at = if own_line { tail.end_of_line_comments(tail.start) } else { tail.start };
        if at == tail.start {
            return vec![TextEdit::insert(at, format!(",{separator}{joined}"))];
        }
        let comma = TextEdit::insert(tail.start, ",");
        return vec![comma, TextEdit::insert(at, format!("{separator}{joined}"))];
    };
    let at = if own_line { tail.end_of_line_comments(comma.end) } else { comma.end };
    vec![TextEdit::insert(at, format!("{separator}{joined},"))]
}

pub(super) fn add_first(source: &dyn Source, holder: Node<'_>, texts: &[String]) -> Vec<TextEdit> {
    let inside = Trivia::new(source, holder.start() + 1..inner_end(holder));
    let comment = inside.comments().next_back().map(|comment| comment.end);
    let Some((_, close)) = inside.text.rsplit_once('\n') else {
        let joined = texts.join(", ");
        return match comment {
            Some(at) => vec![TextEdit::insert(at, format!(" {joined}"))],
            None => vec![TextEdit::new(inside.start..inside.end(), format!(" {joined} "))],
        };
    };
    let line_break = if inside.text.contains("\r\n") { "\r\n" } else { "\n" };
    let outer = &close[..close.len() - close.trim_start().len()];
    let step = if outer.starts_with('\t') { "\t" } else { "  " };
    let separator = format!("{line_break}{outer}{step}");
    let joined = texts.join(&format!(",{separator}"));
    match comment {
        Some(at) => vec![TextEdit::insert(at, format!("{separator}{joined}"))],
        None => {
            let text = format!("{separator}{joined}{line_break}{outer}");
            vec![TextEdit::new(inside.start..inside.end(), text)]
        }
    }
}

#[cfg(test)]
mod tests;
