//! Selection ranges: from the text between quotes to the entire document.

use std::ops::Range;

use crate::snapshot::Snapshot;
use crate::syntax::{Container, Member, Value};
use crate::text::Source;

/// The ranges around the byte `offset`, the smallest first, each inside the next and larger only.
pub fn selections(snapshot: &Snapshot, offset: usize) -> Vec<Range<usize>> {
    let all = 0..snapshot.buffer.len();
    let offset = offset.min(all.end);
    let mut ranges = vec![all];
    let mut container = snapshot.tree.document();
    let mut start = 0;
    while let Some(member) = touched(container, start, offset) {
        ranges.push(member.range());
        let value = member.value();
        if value.start() > offset || offset > value.end() {
            if member.key_range().contains(&offset) || member.key_range().end == offset {
                name(snapshot, member, &mut ranges);
            }
            break;
        }
        ranges.push(value.range());
        ranges.extend(value.string_range());
        let Value::Container(inner) = value.value() else { break };
        let inside = value.start() + inner.open_len()..value.end() - usize::from(inner.closed);
        if offset < inside.start || inside.end < offset {
            break;
        }
        ranges.push(trimmed(snapshot, inside));
        container = inner;
        start = value.start();
    }
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        // A cursor between a bracket and the trimmed contents is outside the trimmed range.
        let fits = range.start <= offset && offset <= range.end;
        let smaller = kept.last().is_none_or(|outer| {
            outer.start <= range.start && range.end <= outer.end && *outer != range
        });
        if fits && smaller {
            kept.push(range);
        }
    }
    kept.reverse();
    kept
}

/// The member or element that the offset touches, the later one of two.
fn touched(container: &Container, start: usize, offset: usize) -> Option<Member<'_>> {
    let mut at = start + container.open_len();
    let mut found = None;
    for (index, entry) in container.entries().iter().enumerate() {
        if at > offset {
            break;
        }
        let member = Member::new(entry, at, index);
        let range = member.range();
        if range.start <= offset && offset <= range.end {
            found = Some(member);
        }
        at = range.end;
    }
    found
}

/// A name, with and without its quotes.
fn name(snapshot: &Snapshot, member: Member<'_>, ranges: &mut Vec<Range<usize>>) {
    let range = member.key_range();
    ranges.push(range.clone());
    let text = Source::slice(snapshot.buffer.source(), range.clone());
    if let Some(inside) = text.strip_prefix('"') {
        let closed = inside.ends_with('"');
        ranges.push(range.start + 1..range.end - usize::from(closed));
    }
}

/// `range` without the white space at its ends.
fn trimmed(snapshot: &Snapshot, range: Range<usize>) -> Range<usize> {
    let source = snapshot.buffer.source();
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let before = source.bytes_at(range.start).take(range.len()).take_while(is_space).count();
    let rest = range.len() - before;
    let after = source.bytes_at(range.end).reversed().take(rest).take_while(is_space).count();
    range.start + before..range.end - after
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{MANIFEST, cursor, snapshot};
    use crate::syntax::Dialect;

    fn check(marked: &str) -> String {
        let (text, offset) = cursor(marked);
        let ranges = selections(&snapshot(&text, Dialect::Jsonc), offset);
        ranges.into_iter().map(|range| format!("{}\n", &text[range])).collect()
    }

    #[test]
    fn selection_ranges_grow_from_token_to_document() {
        assert_snapshot!(check(r#" { "a": { "b" : [ 1, "c$0d" ] } }"#), @r#"
        cd
        "cd"
        1, "cd"
        [ 1, "cd" ]
        "b" : [ 1, "cd" ]
        { "b" : [ 1, "cd" ] }
        "a": { "b" : [ 1, "cd" ] }
        { "a": { "b" : [ 1, "cd" ] } }
         { "a": { "b" : [ 1, "cd" ] } }
        "#);
        assert_snapshot!(check(r#"{ "a$0b": 1 }"#), @r#"
        ab
        "ab"
        "ab": 1
        { "ab": 1 }
        "#);
        assert_snapshot!(check(r#"{ "a" $0: 1 }"#), @r#"
        "a" : 1
        { "a" : 1 }
        "#);
        assert_snapshot!(check(r#"{ $0 "a": 1 }"#), @r#"{  "a": 1 }"#);
        assert_snapshot!(check(r#"{ "a": 1, "b$0 }"#), @r#"
        b }
        "b }
        "a": 1, "b }
        { "a": 1, "b }
        "#);
    }

    #[test]
    fn selection_ranges_nest_for_truncated_input() {
        for end in (0..=MANIFEST.len()).filter(|at| MANIFEST.is_char_boundary(*at)) {
            let snapshot = snapshot(&MANIFEST[..end], Dialect::Json);
            for offset in end.saturating_sub(9)..=end + 1 {
                let ranges = selections(&snapshot, offset);
                assert_eq!(ranges.last(), Some(&(0..end)));
                for pair in ranges.windows(2) {
                    assert!(pair[1].start <= pair[0].start && pair[0].end <= pair[1].end);
                    assert!(pair[0] != pair[1]);
                }
                assert!(ranges[0].start <= offset.min(end) && offset.min(end) <= ranges[0].end);
            }
        }
    }
}
