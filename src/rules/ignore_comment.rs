//! Comments in JSONC that suppress a finding: `// integration-manifest-ignore RULE: reason`.

use std::ops::Range;

use memchr::{memchr2, memmem, memrchr2};

use crate::text::Source;

/// The word that starts such a comment.
const MARKER: &str = "integration-manifest-ignore";

/// Maximum number of such comments that have an effect.
const MAX_COMMENTS: usize = 10_000;

/// Number of bytes that are read at once.
const WINDOW: usize = 64 << 10;

/// A comment that suppresses findings of one rule in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreComment {
    /// The range of the comment, from `//` to the end of the line.
    pub range: Range<usize>,
    /// The line whose findings are suppressed: that of the comment, or the next one if the comment has its
    /// own line.
    pub line: Range<usize>,
    /// The ID of the rule, as written.
    pub rule: String,
    /// The text after the colon.
    pub reason: Option<String>,
}

/// Returns the comments in the JSONC text `source`, in order.
pub fn find(source: &dyn Source) -> Vec<IgnoreComment> {
    let mut found: Vec<IgnoreComment> = Vec::new();
    let mut from = 0;
    while let Some(at) = next_marker(source, from) {
        let line = line_around(source, at);
        // Each line is read once, whatever it contains.
        from = line.end.max(at + MARKER.len());
        // Comments in successive lines have the same next line, which is found once.
        let next = found.last().map(|it| it.line.clone()).filter(|next| next.start >= line.end);
        found.extend(in_line(source, line, next));
        if found.len() >= MAX_COMMENTS {
            break;
        }
    }
    found
}

/// Returns the comment in `line`, if it is one. `next` is the next line that contains more than a comment, if
/// it is known.
fn in_line(
    source: &dyn Source,
    line: Range<usize>,
    next: Option<Range<usize>>,
) -> Option<IgnoreComment> {
    let text = source.slice(line.clone());
    let start = comment_start(&text)?;
    let body = text[start + 2..].trim_start().strip_prefix(MARKER)?;
    if body.starts_with(|c: char| !c.is_whitespace()) {
        return None;
    }
    let body = body.trim();
    let (rule, reason) = match body.split_once(':') {
        Some((rule, reason)) => (rule.trim(), Some(reason.trim())),
        None => (body, None),
    };
    let has_own_line = text[..start].trim_start_matches('\u{feff}').trim().is_empty();
    let range = line.start + start..line.start + text.trim_end().len();
    let line = match has_own_line {
        true => next.unwrap_or_else(|| next_line(source, line.end)),
        false => line,
    };
    let reason = reason.filter(|reason| !reason.is_empty()).map(str::to_owned);
    Some(IgnoreComment { range, line, rule: rule.to_owned(), reason })
}

/// Returns the offset of the `//` that starts a comment in a line.
fn comment_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut at, mut is_string) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if is_string => at += 1,
            b'"' => is_string = !is_string,
            b'/' if !is_string && bytes.get(at + 1) == Some(&b'/') => return Some(at),
            b'/' if !is_string && bytes.get(at + 1) == Some(&b'*') => {
                at += 3 + memmem::find(&bytes[at + 2..], b"*/")?;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns the next line after `at` that contains more than a comment.
fn next_line(source: &dyn Source, mut at: usize) -> Range<usize> {
    while at < source.len() {
        // The line break has one or two bytes; an empty line between them is skipped.
        at += 1;
        let line = line_around(source, at);
        let text = source.slice(line.start..line.end.min(line.start + WINDOW));
        let text = text.trim_start();
        if !text.is_empty() && !text.starts_with("//") {
            return line;
        }
        at = line.end;
    }
    at..at
}

/// Returns the line that contains `at`, without its line break.
fn line_around(source: &dyn Source, at: usize) -> Range<usize> {
    let mut start = at;
    while start > 0 {
        let from = boundary(source, start.saturating_sub(WINDOW));
        if let Some(found) = memrchr2(b'\n', b'\r', source.slice(from..start).as_bytes()) {
            start = from + found + 1;
            break;
        }
        start = from;
    }
    let mut end = at;
    while end < source.len() {
        let window = source.window(end, WINDOW);
        if let Some(found) = memchr2(b'\n', b'\r', window.as_bytes()) {
            end += found;
            break;
        }
        end += window.len();
    }
    start..end
}

/// Returns the offset of the next marker from `at` on.
fn next_marker(source: &dyn Source, mut at: usize) -> Option<usize> {
    while at < source.len() {
        let window = source.window(at, WINDOW);
        if let Some(found) = memmem::find(window.as_bytes(), MARKER.as_bytes()) {
            return Some(at + found);
        }
        let end = at + window.len();
        if end >= source.len() {
            return None;
        }
        // A marker can cross the end of the window.
        at = boundary(source, end - MARKER.len()).max(at + 1);
    }
    None
}

/// Returns the last character boundary up to `at`.
fn boundary(source: &dyn Source, mut at: usize) -> usize {
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use ropey::Rope;

    /// Returns for each comment its rule, its reason, and the text of the line.
    fn comments(text: &str) -> Vec<(String, Option<String>, String)> {
        let of_text = find(&text);
        assert_eq!(of_text, find(&Rope::from_str(text)), "{text:?}");
        let describe =
            |it: IgnoreComment| (it.rule, it.reason, text[it.line].trim_ascii().to_owned());
        of_text.into_iter().map(describe).collect()
    }

    #[test]
    fn comment_covers_its_line_or_the_next() {
        let text = "{\r\n  // integration-manifest-ignore too-long: legacy\r\n  // other\r\n\r\n  \"é\": 1,\r\n  \
            \"b\": 2, // integration-manifest-ignore wrong-type\r\n  \"c\": 3 // integration-manifest-ignore\n}";
        let expected =
            [("too-long", Some("legacy"), "\"é\": 1,"), ("wrong-type", None, ""), ("", None, "")];
        let found = comments(text);
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].0.as_str(), found[0].1.as_deref(), found[0].2.as_str()), expected[0]);
        assert_eq!((found[1].0.as_str(), found[1].1.as_deref()), ("wrong-type", None));
        assert!(found[1].2.starts_with("\"b\": 2, //"));
        assert_eq!(found[2].0, "");
    }

    #[test]
    fn comments_in_successive_lines_cover_the_same_line() {
        let comment = format!("  // {MARKER} too-long\n");
        let text = format!("{{\n{}\n  \"a\": 1, // {MARKER} x\n{comment}}}", comment.repeat(3));
        let lines: Vec<String> = comments(&text).into_iter().map(|(_, _, line)| line).collect();
        let first = format!("\"a\": 1, // {MARKER} x");
        assert_eq!(lines, [&*first, &first, &first, &first, "}"]);
    }

    #[test]
    fn text_that_is_no_comment_has_no_effect() {
        for text in [
            r#"{ "a": "// integration-manifest-ignore too-long" }"#,
            r#"{ "a": "\"// integration-manifest-ignore too-long" }"#,
            "{} /* // integration-manifest-ignore too-long */",
            "// integration-manifest-ignored too-long\n{}",
            "// do not integration-manifest-ignore too-long\n{}",
        ] {
            assert_eq!(comments(text), [], "{text}");
        }
        let after_block = "{} /* a */ // integration-manifest-ignore too-long: é";
        assert_eq!(comments(after_block).len(), 1);
    }

    #[test]
    fn marker_is_found_at_every_offset_of_a_large_text() {
        for offset in WINDOW - 40..WINDOW + 40 {
            let text = format!("{}\n// {MARKER} too-long: x\n1", "é".repeat(offset / 2));
            assert_eq!(comments(&text).len(), 1, "{offset}");
        }
    }
}
