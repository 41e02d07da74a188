//! The steps that add or remove a level: values become members of an object, or the members of a value
//! replace it. Each returns the edits of the draft, in any order.

use std::collections::HashSet;
use std::ops::Range;

use super::find::{entries, find, member};
use super::indent::Indent;
use crate::fix::members::{self, Whole, wholes};
use crate::syntax::{Node, quoted};
use crate::text::TextEdit;

/// Wraps the value `node` in an object, as the member `name`.
pub fn wrap(text: &str, node: Node<'_>, name: &str, indent: &Indent) -> Option<Vec<TextEdit>> {
    let count = node.entries().count();
    if node.is_object() && count > 0 {
        return wrap_entries(text, node, 0..count, name, indent);
    }
    let name = quoted(name);
    let Range { start, end } = node.range();
    if !text[start..end].contains('\n') {
        return Some(vec![
            TextEdit::insert(start, format!("{{ {name}: ")),
            TextEdit::insert(end, " }"),
        ]);
    }
    let Indent { unit, line_break, .. } = indent;
    let outer = indent.of_line(text, start);
    let mut edits = vec![TextEdit::insert(start, format!("{{{line_break}{outer}{unit}{name}: "))];
    edits.extend(indented(text, start..end, unit));
    edits.push(TextEdit::insert(end, format!("{line_break}{outer}}}")));
    Some(edits)
}

/// Wraps the entries `range` of the object `holder` in an object, as the member `name`.
pub fn wrap_entries(
    text: &str,
    holder: Node<'_>,
    range: Range<usize>,
    name: &str,
    indent: &Indent,
) -> Option<Vec<TextEdit>> {
    let wholes = wholes(&text, holder);
    let name = quoted(name);
    let first = wholes.get(range.start)?;
    let last = wholes.get(range.end.checked_sub(1)?)?;
    let gap = range.start.checked_sub(1).map_or(holder.start() + 1, |before| wholes[before].end);
    if !text.get(gap..first.start)?.contains('\n') {
        let compact = holder.entries().next()?.entry().key.as_ref().is_some_and(|key| key.gap == 1);
        let (open, close) = if compact { ("{", "}") } else { ("{ ", " }") };
        let colon = if compact { ":" } else { ": " };
        return Some(vec![
            TextEdit::insert(first.entry.start, format!("{name}{colon}{open}")),
            TextEdit::insert(last.entry.end, close),
        ]);
    }
    let Indent { unit, line_break, .. } = indent;
    let outer = indent.of_line(text, first.start);
    let open = format!("{name}: {{{line_break}{outer}{unit}");
    let mut edits = vec![TextEdit::insert(first.start, open)];
    let comma = last.comma.map_or("", |_| ",");
    let close = format!("{line_break}{outer}}}{comma}");
    match last.comma {
        Some(at) if at + 1 == last.end => {
            edits.extend(indented(text, first.start..at, unit));
            edits.push(TextEdit::new(at..at + 1, close));
        }
        at => {
            edits.extend(indented(text, first.start..last.end, unit));
            edits.extend(at.map(|at| TextEdit::delete(at..at + 1)));
            edits.push(TextEdit::insert(last.end, close));
        }
    }
    Some(edits)
}

/// The edits that indent all lines of `range` except the first.
fn indented(text: &str, range: Range<usize>, unit: &str) -> Vec<TextEdit> {
    let starts = line_starts(text, range);
    let filled = starts.filter(|start| !text[*start..].starts_with(['\n', '\r']));
    filled.map(|start| TextEdit::insert(start, unit)).collect()
}

/// The starts of all lines in `range` except the first.
fn line_starts(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let start = range.start;
    text[range].match_indices('\n').map(move |(at, _)| start + at + 1)
}

/// Replaces the member at `path` with the members of its value, or an array of one item with the
/// item.
pub fn unwrap(
    text: &str,
    root: Node<'_>,
    path: &[String],
    indent: &Indent,
) -> Option<Vec<TextEdit>> {
    let node = find(root, path)?;
    if node.is_array() {
        let mut items = node.entries();
        let (Some(item), None) = (items.next(), items.next()) else { return None };
        let start = node.start();
        return item
            .value()
            .is_object()
            .then(|| lifted(text, start, node, content(text, node), indent))?;
    }
    let (holder, member) = member(root, path)?;
    if !node.is_object() || !holder.is_object() {
        return None;
    }
    let others = holder.members().filter(|(_, other)| other.index != member.index);
    let others: HashSet<&str> = others.map(|(name, _)| name).collect();
    if node.members().any(|(name, _)| others.contains(name)) {
        return None;
    }
    let inner = wholes(&text, node);
    let Some(last) = inner.last() else {
        return members::remove(&text, holder, &entries(holder), member.index);
    };
    let mut edits = lifted(text, member.range().start, node, content(text, node), indent)?;
    let outer: Option<Whole> = wholes(&text, holder).into_iter().nth(member.index);
    if let Some(comma) = outer.and_then(|whole| whole.comma) {
        if last.comma.is_some() {
            edits.push(TextEdit::delete(comma..comma + 1));
        } else if content(text, node).end > last.entry.end {
            edits.push(TextEdit::insert(last.entry.end, ","));
            edits.push(TextEdit::delete(comma..comma + 1));
        }
    }
    Some(edits)
}

/// The range in the container `node` without the space at both ends.
pub fn content(text: &str, node: Node<'_>) -> Range<usize> {
    let (start, end) = (node.start() + 1, node.end() - 1);
    let inside = &text[start..end];
    let lead = inside.len() - inside.trim_start().len();
    start + lead..start + inside.trim_end().len().max(lead)
}

/// Puts the text `content` of `node` at the byte `start` instead of everything from there to the end
/// of `node`.
fn lifted(
    text: &str,
    start: usize,
    node: Node<'_>,
    content: Range<usize>,
    indent: &Indent,
) -> Option<Vec<TextEdit>> {
    // A line comment must not swallow what follows.
    let last = node.last_entry().map_or(content.start, |last| last.range().end);
    let last_line = text[last.max(content.start)..content.end].rsplit('\n').next()?;
    let follows = text[node.end()..].trim_start_matches([' ', '\t', ',']);
    if last_line.contains("//") && !(follows.is_empty() || follows.starts_with(['\n', '\r'])) {
        return None;
    }
    let deeper = indent.of_line(text, content.start).len();
    let extra = deeper.saturating_sub(indent.of_line(text, start).len());
    let mut edits = vec![TextEdit::delete(start..content.start)];
    let is_own_line = text[node.start() + 1..content.start].contains('\n');
    for line in line_starts(text, content.clone()).filter(|_| is_own_line) {
        let blank = text[line..].len() - text[line..].trim_start_matches([' ', '\t']).len();
        edits.push(TextEdit::delete(line..line + blank.min(extra)));
    }
    edits.push(TextEdit::delete(content.end..node.end()));
    edits.retain(|edit| !edit.range.is_empty());
    Some(edits)
}
