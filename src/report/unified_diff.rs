//! Edits of a text as a unified diff.

use std::fmt::Write;
use std::ops::Range;

use crate::manifest::redacted;
use crate::text::{self, EditMap, TextEdit};
use crate::util::display::sanitize;

/// Number of unchanged lines around a change.
const CONTEXT: usize = 3;

/// A range of lines that differs: before and after, counted from 0.
struct Change {
    before: Range<usize>,
    after: Range<usize>,
}

/// Returns the unified diff of `edits` in `before`, the text of the file `path`; empty if nothing
/// changes. Values of secrets are redacted.
pub(crate) fn unified_diff(path: &str, before: &str, edits: &[TextEdit]) -> String {
    let after = text::apply(before, edits);
    let changes = changes(before, &after, edits);
    let (before, after) = (redacted(before), redacted(&after));
    let (before, after) = (lines(&before), lines(&after));
    let mut out = String::new();
    let mut rest = &changes[..];
    while let Some(first) = rest.first() {
        let near = |pair: &[Change]| pair[1].before.start - pair[0].before.end <= 2 * CONTEXT;
        let count = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
        let (hunk, others) = rest.split_at(count);
        rest = others;
        if out.is_empty() {
            let path = sanitize(path);
            let _ = write!(out, "--- {path}\n+++ {path}\n");
        }
        let last = &hunk[count - 1];
        let lead = first.before.start.min(CONTEXT);
        let trail = (before.len() - last.before.end).min(CONTEXT);
        let olds = first.before.start - lead..last.before.end + trail;
        let news = first.after.start - lead..last.after.end + trail;
        let _ = writeln!(out, "@@ -{} +{} @@", span(&olds), span(&news));
        let mut at = olds.start;
        for change in hunk {
            write_lines(&mut out, ' ', &before[at..change.before.start]);
            write_lines(&mut out, '-', &before[change.before.clone()]);
            write_lines(&mut out, '+', &after[change.after.clone()]);
            at = change.before.end;
        }
        write_lines(&mut out, ' ', &before[at..olds.end]);
    }
    out
}

/// The lines that the edits change, without equal lines at the start and the end of each change.
fn changes(before: &str, after: &str, edits: &[TextEdit]) -> Vec<Change> {
    let (olds, news) = (lines(before), lines(after));
    let breaks =
        |text: &str| -> Vec<usize> { memchr::memchr_iter(b'\n', text.as_bytes()).collect() };
    let (old_breaks, new_breaks) = (breaks(before), breaks(after));
    let touched = |breaks: &[usize], count: usize, range: &Range<usize>| {
        let line = |at: usize| breaks.partition_point(|line_break| *line_break < at);
        line(range.start).min(count)..(line(range.end) + 1).min(count)
    };
    let mut changes: Vec<Change> = Vec::new();
    for (old, new) in EditMap::new(edits).ranges() {
        let old = touched(&old_breaks, olds.len(), old);
        let new = touched(&new_breaks, news.len(), new);
        match changes.last_mut() {
            Some(last) if old.start <= last.before.end => {
                last.before.end = last.before.end.max(old.end);
                last.after.end = last.after.end.max(new.end);
            }
            _ => changes.push(Change { before: old, after: new }),
        }
    }
    for Change { before, after } in &mut changes {
        let is_empty = |old: &Range<usize>, new: &Range<usize>| old.is_empty() || new.is_empty();
        while !is_empty(before, after) && olds[before.start] == news[after.start] {
            before.start += 1;
            after.start += 1;
        }
        while !is_empty(before, after) && olds[before.end - 1] == news[after.end - 1] {
            before.end -= 1;
            after.end -= 1;
        }
    }
    changes.retain(|change| !change.before.is_empty() || !change.after.is_empty());
    changes
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The start and the length of a range of lines in a hunk header.
fn span(lines: &Range<usize>) -> String {
    match lines.len() {
        // An empty range is named by the line before it.
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn write_lines(out: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        out.push(sign);
        let text = line.strip_suffix('\n');
        let (text, end) = text.map_or((*line, "\n\\ No newline at end of file\n"), |it| (it, "\n"));
        let (text, end) = match text.strip_suffix('\r') {
            Some(text) => (text, format!("\r{end}")),
            None => (text, end.to_owned()),
        };
        // Tabs of a manifest stay as they are.
        let mut parts = text.split('\t');
        out.push_str(&sanitize(parts.next().unwrap_or_default()));
        for part in parts {
            out.push('\t');
            out.push_str(&sanitize(part));
        }
        out.push_str(&end);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    /// The diff that replaces each `from` in `text` with `to`.
    fn diff(text: &str, from: &str, to: &str) -> String {
        let edits = text.match_indices(from);
        let edits = edits.map(|(at, _)| TextEdit::new(at..at + from.len(), to));
        unified_diff("a.json", text, &edits.collect::<Vec<_>>())
    }

    #[test]
    fn diff_shows_changed_lines_with_context() {
        let text: String = (1..30).map(|line| format!("line {line}\n")).collect();
        assert_snapshot!(diff(&text, "5", "five"));
    }

    #[test]
    fn diff_shows_added_and_removed_lines() {
        assert_snapshot!(diff("a\nb\nc\nd\n", "b\nc\n", ""), @r"
        --- a.json
        +++ a.json
        @@ -1,4 +1,2 @@
         a
        -b
        -c
         d
        ");
        assert_snapshot!(diff("a\nb", "b", "b\nc"), @r"
        --- a.json
        +++ a.json
        @@ -1,2 +1,3 @@
         a
        -b
        \ No newline at end of file
        +b
        +c
        \ No newline at end of file
        ");
        assert_eq!(diff("a\n", "b", "c"), "");
    }

    #[test]
    fn diff_redacts_secrets_and_control_characters() {
        let text = "{\n\t\"secrets\": { \"A\": \"hunter2\" },\n\t\"title\": \"\u{1b}[31m\"\n}\n";
        let shown = diff(text, "{ \"A", "{  \"A");
        assert!(!shown.contains("hunter2") && !shown.contains('\u{1b}'), "{shown}");
    }
}
