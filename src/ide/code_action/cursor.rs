//! The place in added members where the user continues to type.

use std::ops::Range;

use crate::ide::TextEdit;
use crate::ide::snippet::final_stop;
use crate::snapshot::Snapshot;
use crate::syntax::{Dialect, Node, Tree, Value};
use crate::text::Source;

/// Maximum length in bytes of a value that is selected to be replaced.
const MAX_SELECTED_BYTES: usize = 40;

/// Returns the index of the edit that adds the value to fill in, and its text in the snippet syntax of the
/// LSP. Returns `None` if the edits change existing text, or add no such value.
pub fn cursor_snippet(snapshot: &Snapshot, edits: &[TextEdit]) -> Option<(usize, String)> {
    let source = snapshot.buffer.source();
    let only_adds = |edit: &TextEdit| Source::slice(source, edit.range.clone()).trim().is_empty();
    if !edits.iter().all(only_adds) {
        return None;
    }
    edits.iter().enumerate().find_map(|(index, TextEdit { text, .. })| {
        let place = place(text)?;
        let stop = final_stop(&text[..place.start], &text[place.clone()], &text[place.end..]);
        Some((index, stop))
    })
}

/// Returns the range of the first empty value of a member in `text`, or else of its first short value: the
/// content of a string or container, or another scalar.
fn place(text: &str) -> Option<Range<usize>> {
    // Commas and white space around the members would be errors in an object of their own.
    let is_around = |c: char| c == ',' || c.is_ascii_whitespace();
    let start = text.len() - text.trim_start_matches(is_around).len();
    let object = format!("{{{}}}", text.trim_matches(is_around));
    let tree = Tree::parse(object.as_str(), Dialect::Json);
    let root = tree.root().filter(|root| root.entries().next().is_some())?;
    let mut rest = vec![root];
    let mut short = None;
    while let Some(node) = rest.pop() {
        let content = match node.value() {
            Value::Container(_) if node.entries().next().is_some() => {
                // Added elements of an array have no names here; only those with members have a place.
                let is_place = |value: Node<'_>| value.container().is_some() || node.is_array();
                let entries =
                    node.entries().filter(|it| it.key().is_some() || is_place(it.value()));
                let values: Vec<_> = entries.map(|entry| entry.value()).collect();
                rest.extend(values.into_iter().rev());
                continue;
            }
            Value::Container(_) => node.start() + 1..node.end().checked_sub(1)?,
            Value::String(_) => node.string_range()?,
            Value::Missing => continue,
            _ => node.range(),
        };
        let place = start + content.start - 1..start + content.end - 1;
        if text.get(place.clone())?.trim().is_empty() {
            return Some(place);
        }
        short = short.or((place.len() <= MAX_SELECTED_BYTES).then_some(place));
    }
    short
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn check(text: &str, edit: TextEdit) -> String {
        let snapshot = Snapshot::new(text, Dialect::Json, Arc::default(), 1);
        let snippet = cursor_snippet(&snapshot, &[edit]);
        snippet.map_or_else(|| "no snippet".to_owned(), |(_, snippet)| snippet)
    }

    #[test]
    fn cursor_is_in_first_empty_value() {
        let added = [
            r#""title": "", "description": """#,
            r#", "input": { "schema": { "type": "object", "properties": {} } }"#,
            r#""a$\"{}": [ ], "b": null,"#,
            r#""version": "0.1.0$","#,
            r#""enabled": false"#,
            r#", { "name": "" }"#,
            r#", "tag""#,
            "\"",
            ",",
        ];
        let snippets = added.map(|text| check("{  }", TextEdit::new(1..3, text)));
        insta::assert_snapshot!(snippets.join("\n"), @r#"
        "title": "$0", "description": ""
        , "input": { "schema": { "type": "object", "properties": {$0} } }
        "a\$\\"{}": [$0 ], "b": null,
        "version": "${0:0.1.0\$}",
        "enabled": ${0:false}
        , { "name": "$0" }
        no snippet
        no snippet
        no snippet
        "#);
    }

    #[test]
    fn changed_and_long_values_have_no_cursor() {
        assert_eq!(check("{ 1 }", TextEdit::new(1..4, r#""title": """#)), "no snippet");
        let long = format!(r#""icon": "{}""#, "PHN2".repeat(20));
        assert_eq!(check("{}", TextEdit::insert(1, long)), "no snippet");
    }
}
