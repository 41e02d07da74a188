//! Reordering the members of an object.

use super::members::{is_delimited, wholes};
use crate::syntax::Node;
use crate::text::Source;

/// Returns the text of the object `node` with its members in `order`, and with `texts` instead of
/// their values.
/// Each member moves with its comments; other trivia stays.
pub fn reordered(
    source: &dyn Source,
    node: Node<'_>,
    order: &[usize],
    texts: &[Option<String>],
) -> Option<String> {
    if !is_delimited(node) {
        return None;
    }
    let wholes = wholes(source, node);
    let values: Vec<usize> = node.entries().map(|member| member.value().start()).collect();
    let mut out = source.slice(node.start()..node.start() + 1).into_owned();
    let mut at = node.start() + 1;
    let mut ends_line = false;
    // Whitespace after a line comment starts with a line break.
    let between = |out: &mut String, range: std::ops::Range<usize>, ends_line: bool| {
        let text = source.slice(range);
        let blank = text.trim_start_matches([' ', '\t']);
        if ends_line && !blank.starts_with(['\n', '\r']) {
            out.push('\n');
        }
        *out += &text;
    };
    for (insertion, &index) in wholes.iter().zip(order) {
        if insertion.start < at {
            return None;
        }
        between(&mut out, at..insertion.start, ends_line);
        at = insertion.end;
        let whole = wholes.get(index)?;
        match texts.get(index)? {
            Some(text) => {
                out += &source.slice(whole.start..*values.get(index)?);
                out += text;
            }
            None => out += &source.slice(whole.start..whole.entry.end),
        }
        let comma = if insertion.comma.is_some() { "," } else { "" };
        match whole.comma {
            Some(own) => {
                out += &source.slice(whole.entry.end..own);
                out += comma;
                out += &source.slice(own + 1..whole.end);
            }
            None => {
                out += comma;
                out += &source.slice(whole.entry.end..whole.end);
            }
        }
        ends_line = whole.ends_line;
    }
    between(&mut out, at..node.end(), ends_line);
    Some(out)
}
