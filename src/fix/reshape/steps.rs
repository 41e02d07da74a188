//! The single steps of a repair. Each returns the edits of the draft, in any order.

use std::collections::HashSet;
use std::ops::Range;

use super::indent::Indent;
use crate::fix::members::{self, Whole, wholes};
use crate::fix::reorder::reordered;
use crate::manifest::field_names;
use crate::manifest::mistakes::Item;
use crate::syntax::{Member, Node, Value, quoted, trivia};
use crate::text::TextEdit;

/// The value at `path` from `node`.
pub fn find<'t>(node: Node<'t>, path: &[String]) -> Option<Node<'t>> {
    path.iter().try_fold(node, |node, name| Some(child(node, name)?.value()))
}

/// The member at `path` from `node`, with its container.
pub fn member<'t>(node: Node<'t>, path: &[String]) -> Option<(Node<'t>, Member<'t>)> {
    let (last, way) = path.split_last()?;
    let holder = find(node, way)?;
    Some((holder, child(holder, last)?))
}

/// The entries of `node`.
pub fn entries(node: Node<'_>) -> Vec<Member<'_>> {
    node.entries().collect()
}

fn child<'t>(node: Node<'t>, name: &str) -> Option<Member<'t>> {
    match node.is_array() {
        true => node.entries().nth(name.parse().ok()?),
        false => node.member(name),
    }
}

/// Renames the member at `path`.
pub fn rename(root: Node<'_>, path: &[String], name: &str) -> Option<Vec<TextEdit>> {
    let (holder, member) = member(root, path)?;
    let free = holder.is_object() && holder.get(name).is_none();
    free.then(|| vec![TextEdit::new(member.key_range(), quoted(name))])
}

/// Replaces the value `node` with `json`, and puts its comments after it.
pub fn replace(text: &str, node: Node<'_>, json: &str) -> Option<Vec<TextEdit>> {
    Some(vec![TextEdit::new(node.range(), with_comments(text, node, json.to_owned()))])
}

/// The text `new` with the comments in `node`, which it replaces.
fn with_comments(text: &str, node: Node<'_>, mut new: String) -> String {
    for comment in comments(text, node) {
        let inside = comment.trim_start_matches(['/', '*']).trim_end_matches(['*', '/']).trim();
        if !inside.contains("*/") {
            new.push_str(&format!(" /* {inside} */"));
        }
    }
    new
}

/// The comments in the container `node`, without those in its values.
fn comments<'a>(text: &'a str, node: Node<'_>) -> Vec<&'a str> {
    if node.container().is_none() {
        return Vec::new();
    }
    let mut at = node.start() + 1;
    let mut gaps = Vec::new();
    for entry in node.entries() {
        gaps.push(at..entry.range().start);
        at = entry.range().end;
    }
    gaps.push(at..node.end().saturating_sub(1).max(at));
    let scan = |gap: Range<usize>| {
        let start = gap.start;
        let trivia = trivia::scan(&text[gap]).filter(|trivia| trivia.kind.is_comment());
        trivia.map(move |trivia| &text[start + trivia.range.start..start + trivia.range.end])
    };
    gaps.into_iter().flat_map(scan).collect()
}

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

/// Makes the members `names` of `holder` neighbors, in their current order, at the place of the
/// first.
pub fn join(text: &str, holder: Node<'_>, names: &[String]) -> Option<Vec<TextEdit>> {
    let entries: Vec<Member<'_>> = holder.entries().collect();
    let named = |index: &usize| {
        let key = entries[*index].key();
        names.iter().any(|name| key == Some(name))
    };
    let all = 0..entries.len();
    let moved: Vec<usize> = all.clone().filter(named).collect();
    let (&first, &last) = (moved.first()?, moved.last()?);
    if moved.len() != names.len() {
        return None;
    }
    if last - first + 1 == moved.len() {
        return Some(Vec::new());
    }
    let others = |range: Range<usize>| range.filter(|index| !named(index));
    let order: Vec<usize> =
        others(0..first).chain(moved.iter().copied()).chain(others(first..all.end)).collect();
    let text = reordered(&text, holder, &order, &vec![None; entries.len()])?;
    Some(vec![TextEdit::new(holder.range(), text)])
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
fn content(text: &str, node: Node<'_>) -> Range<usize> {
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

/// Converts the array `node` to an object.
pub fn to_map(text: &str, node: Node<'_>, items: &[Item]) -> Option<Vec<TextEdit>> {
    let elements = entries(node);
    if !node.is_array() || elements.len() != items.len() {
        return None;
    }
    let (start, end) = (node.start(), node.end());
    let mut edits = vec![TextEdit::new(start..start + 1, "{"), TextEdit::new(end - 1..end, "}")];
    let mut names = HashSet::new();
    for (entry, item) in elements.iter().zip(items) {
        let value = entry.value();
        let name = match item {
            Item::Name(json) => {
                edits.push(TextEdit::insert(value.end(), format!(": {json}")));
                value.text(text)?.into_owned()
            }
            Item::Object { name, key, remove } => {
                edits.push(TextEdit::insert(value.start(), format!("{}: ", quoted(name))));
                if *remove {
                    edits.extend(remove_only(text, value, value.member(key)?.index)?);
                }
                name.clone()
            }
            Item::Single => {
                let inner = content(text, value);
                edits.push(TextEdit::delete(value.start()..inner.start));
                edits.push(TextEdit::delete(inner.end..value.end()));
                value.members().next()?.0.to_owned()
            }
            Item::Pair => {
                let mut pair = value.entries().map(|entry| entry.value());
                let (name, inner) = (pair.next()?, pair.next()?);
                edits.push(TextEdit::delete(value.start()..name.start()));
                edits.push(TextEdit::new(name.end()..inner.start(), ": "));
                edits.push(TextEdit::delete(inner.end()..value.end()));
                if text[name.end()..inner.start()].contains('/') {
                    return None;
                }
                name.text(text)?.into_owned()
            }
            Item::Member(name, json) => {
                let new = with_comments(text, value, format!("{}: {json}", quoted(name)));
                edits.push(TextEdit::new(value.range(), new));
                name.clone()
            }
        };
        if !names.insert(name) {
            return None;
        }
    }
    Some(edits)
}

/// Removes the member at `index` of `holder`, but not its comments.
pub fn remove_only(text: &str, holder: Node<'_>, index: usize) -> Option<Vec<TextEdit>> {
    let wholes = wholes(&text, holder);
    let whole = wholes.get(index)?;
    let Range { start, end } = whole.entry;
    let is_commented = |range: Range<usize>| text[range].contains('/');
    // The comments of an object whose members were moved are those of the author, too.
    let value = holder.entries().nth(index)?.value();
    let kept = if value.entries().next().is_none() { comments(text, value) } else { Vec::new() };
    if kept.is_empty() && !is_commented(whole.start..start) && !is_commented(end..whole.end) {
        return members::remove(&text, holder, &entries(holder), index);
    }
    let bare = whole.comma.map_or(end, |comma| comma + 1);
    let is_simple = whole.comma.is_none_or(|comma| text[end..comma].trim().is_empty());
    let removed = match is_simple {
        true => own_line(text, start..bare),
        false => start..end,
    };
    let mut new = String::new();
    if !kept.is_empty() {
        new.push_str(text.get(removed.start..start).unwrap_or_default());
        new.push_str(with_comments(text, value, String::new()).trim_start());
    }
    let mut edits = vec![TextEdit::new(removed, new)];
    match (whole.comma.filter(|_| !is_simple), index.checked_sub(1)) {
        (Some(comma), _) => edits.push(TextEdit::delete(comma..comma + 1)),
        // Before the last member, which has no comma, a comma separates two members.
        (None, Some(previous)) if index + 1 == wholes.len() && whole.comma.is_none() => {
            edits.extend(wholes[previous].comma.map(|comma| TextEdit::delete(comma..comma + 1)));
        }
        _ => {}
    }
    Some(edits)
}

/// `range` with its line, if there is nothing else, or else with the spaces after it.
fn own_line(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    let after = range.end + rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let before = text[..range.start].trim_end_matches([' ', '\t']);
    match before.strip_suffix('\n') {
        Some(lines) if text[after..].starts_with(['\n', '\r']) => {
            lines.strip_suffix('\r').unwrap_or(lines).len()..after
        }
        _ => range.start..after,
    }
}

/// A member with its comments, to be inserted elsewhere.
pub struct Piece {
    text: String,
    /// The indentation of its lines.
    indent: String,
}

/// The member at `path`, with the name `name`.
pub fn piece(
    text: &str,
    root: Node<'_>,
    path: &[String],
    name: &str,
    indent: &Indent,
) -> Option<Piece> {
    let (holder, member) = member(root, path)?;
    let whole = wholes(&text, holder).into_iter().nth(member.index)?;
    let line_break = indent.line_break;
    let own = indent.of_line(text, whole.entry.start).to_owned();
    // Comments after the entry come before it, so that they cannot swallow a comma.
    let after = text[whole.entry.end..whole.end].replacen(',', "", 1);
    let after = match after.trim() {
        "" => String::new(),
        comment => format!("{comment}{line_break}{own}"),
    };
    let before = &text[whole.start..whole.entry.start];
    let value = &text[member.value().range()];
    Some(Piece { text: format!("{before}{after}{}: {value}", quoted(name)), indent: own })
}

/// Inserts `piece` at `path`, and the objects on the path to it.
pub fn insert(
    text: &str,
    root: Node<'_>,
    path: &[String],
    piece: Piece,
    indent: &Indent,
) -> Option<Vec<TextEdit>> {
    let (_, way) = path.split_last()?;
    let mut holder = root;
    let mut rest = way;
    while let Some((name, more)) = rest.split_first() {
        let Some(inner) = holder.get(name) else { break };
        (holder, rest) = (inner, more);
    }
    if !holder.is_object() || matches!(holder.value(), Value::Missing) {
        return None;
    }
    let Indent { unit, line_break, .. } = indent;
    let close = indent.of_line(text, holder.start()).to_owned();
    let own = holder.last_entry().map(|last| text[last.start()..last.range().start].contains('\n'));
    let is_multi_line = piece.text.contains('\n') || own == Some(true);
    let inline = own == Some(false) && !piece.text.contains('\n');
    let mut at = match holder.last_entry() {
        Some(last) if own == Some(true) => indent.of_line(text, last.range().start).to_owned(),
        _ => format!("{close}{unit}"),
    };
    let mut outside = (String::new(), String::new());
    for name in rest {
        let (open, end) = match is_multi_line && !inline {
            true => (
                format!("{}: {{{line_break}{at}{unit}", quoted(name)),
                format!("{line_break}{at}}}"),
            ),
            false => (format!("{}: {{ ", quoted(name)), " }".to_owned()),
        };
        outside = (outside.0 + &open, end + &outside.1);
        at += unit;
    }
    let body = reindented(&piece.text, &piece.indent, &at);
    let body = format!("{}{body}{}", outside.0, outside.1);
    Some(match holder.last_entry() {
        Some(last) => members::add_after(&text, holder, last, &[body]),
        None if body.contains('\n') && !text[holder.range()].contains('\n') => {
            let body = format!("{line_break}{close}{unit}{body}{line_break}{close}");
            vec![TextEdit::insert(holder.start() + 1, body)]
        }
        None => members::add_first(&text, holder, &[body]),
    })
}

/// `text` with the indentation `to` instead of `from` on all lines except the first.
fn reindented(text: &str, from: &str, to: &str) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.trim().is_empty() {
            out += to;
        }
        out += line.strip_prefix(from).unwrap_or_else(|| line.trim_start());
    }
    out
}

/// Replaces the reference at `path` with a copy of the schema at `from`, which must not contain it.
pub fn inline(
    text: &str,
    root: Node<'_>,
    path: &[String],
    from: &[String],
    indent: &Indent,
) -> Option<Vec<TextEdit>> {
    let (node, target) = (find(root, path)?, find(root, from)?);
    let reference = quoted(&node.get(field_names::REF)?.text(text)?);
    let copied = &text[target.range()];
    if copied.contains(&reference) {
        return None;
    }
    let of_line = |node: Node<'_>| indent.of_line(text, node.start());
    let copy = reindented(copied, of_line(target), of_line(node));
    Some(vec![TextEdit::new(node.range(), copy)])
}

/// Adds `name` to `required` of the JSON Schema `node`.
pub fn require(text: &str, node: Node<'_>, name: &str) -> Option<Vec<TextEdit>> {
    let Some(list) = node.get(field_names::REQUIRED) else {
        let members = [(field_names::REQUIRED.to_owned(), format!("[{}]", quoted(name)))];
        return node.is_object().then(|| members::add(&text, node, &members));
    };
    if !list.is_array() {
        return None;
    }
    if list.entries().any(|entry| entry.value().text(text).as_deref() == Some(name)) {
        return Some(Vec::new());
    }
    Some(match list.last_entry() {
        Some(last) => members::add_after(&text, list, last, &[quoted(name)]),
        None => vec![TextEdit::new(list.range(), format!("[{}]", quoted(name)))],
    })
}
