//! The steps that change one member or one value. Each returns the edits of the draft, in any order.

use std::collections::HashSet;
use std::ops::Range;

use super::find::{entries, member};
use super::wrap::content;
use crate::fix::members::{self, wholes};
use crate::fix::reorder::reordered;
use crate::manifest::field_names;
use crate::manifest::mistakes::Item;
use crate::syntax::{Member, Node, quoted, trivia};
use crate::text::TextEdit;

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
