//! The place in added members where the user continues to type.

use std::ops::Range;

use crate::ide::TextEdit;
use crate::ide::snippet::final_stop;
use crate::snapshot::Snapshot;
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
    let bytes = text.as_bytes();
    let next = |from: usize| (from..bytes.len()).find(|at| !bytes[*at].is_ascii_whitespace());
    let (mut at, mut short, mut in_member) = (0, None, false);
    while let Some(start) = next(at) {
        let mut value = None;
        at = start + 1;
        match bytes[start] {
            b'"' => {
                let end = string_end(bytes, at)?;
                value = Some(at..end);
                at = end + 1;
            }
            open @ (b'{' | b'[') => {
                let close = next(at).filter(|end| bytes[*end] == open + 2);
                value = close.map(|end| at..end);
            }
            c if c.is_ascii_alphanumeric() || c == b'-' => {
                let is_part = |c: &u8| c.is_ascii_alphanumeric() || b"+-.".contains(c);
                at = start + bytes[start..].iter().take_while(|c| is_part(c)).count();
                value = Some(start..at);
            }
            _ => {}
        }
        let is_name = next(at).is_some_and(|end| bytes[end] == b':');
        in_member |= is_name;
        let Some(value) = value.filter(|_| in_member && !is_name) else { continue };
        if text[value.clone()].trim().is_empty() {
            return Some(value);
        }
        short = short.or((value.len() <= MAX_SELECTED_BYTES).then_some(value));
    }
    short
}

/// Returns the offset of the closing quote of the string with the content that begins at `from`.
fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut is_escaped = false;
    (from..bytes.len()).find(|at| {
        let is_end = bytes[*at] == b'"' && !is_escaped;
        is_escaped = bytes[*at] == b'\\' && !is_escaped;
        is_end
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::syntax::Dialect;

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
