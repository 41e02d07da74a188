//! The steps that insert a part of the draft elsewhere, in the indentation of that place.

use super::find::{find, member};
use super::indent::Indent;
use crate::fix::members::{self, wholes};
use crate::manifest::field_names;
use crate::syntax::{Node, Value, quoted};
use crate::text::TextEdit;

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
