//! Folding ranges: objects, arrays and comments.

use std::ops::Range;

use crate::snapshot::Snapshot;
use crate::syntax::trivia::{self, TriviaKind};
use crate::syntax::{Container, Dialect, Value};
use crate::text::Source;

/// A part of a document that can be folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldingRange {
    /// Folded range in bytes: between two brackets, or a comment without its first line.
    pub range: Range<usize>,
    /// Whether it is a comment.
    pub comment: bool,
}

/// Returns the folding ranges in document order. Some may be on one line.
pub fn folding_ranges(snapshot: &Snapshot) -> Vec<FoldingRange> {
    let mut folds = Vec::new();
    let source = snapshot.buffer.reading();
    let allowed = snapshot.tree.dialect() == Dialect::Jsonc;
    container(&source, snapshot.tree.document(), 0, allowed, &mut folds);
    folds
}

/// Collects the ranges in `inside`. `allowed` is whether the dialect has comments; otherwise each
/// comment is a syntax error.
fn container(
    source: &dyn Source,
    inside: &Container,
    start: usize,
    allowed: bool,
    folds: &mut Vec<FoldingRange>,
) {
    let mut at = start + inside.kind.open_len();
    for entry in inside.entries() {
        if allowed || !entry.issues.is_empty() {
            comments(source, at..at + entry.lead as usize, folds);
        }
        let value = at + entry.value_offset();
        at += entry.len();
        if let Value::Container(child) = &entry.value {
            // Without a closing bracket the extent is unknown.
            if child.closed && !child.entries().is_empty() {
                folds.push(FoldingRange { range: value + 1..at - 1, comment: false });
            }
            container(source, child, value, allowed, folds);
        }
    }
    if allowed || !inside.tail_issues.is_empty() {
        comments(source, at..at + inside.tail as usize, folds);
    }
}

/// Collects block comments, and runs of line comments on consecutive lines.
fn comments(source: &dyn Source, range: Range<usize>, folds: &mut Vec<FoldingRange>) {
    let text = source.slice(range.clone());
    if !text.contains('/') {
        return;
    }
    let Some(trivia) = trivia::scan_valid(&text, range.start == 0) else { return };
    let mut run: Option<Range<usize>> = None;
    for trivia in trivia {
        let comment = range.start + trivia.range.start..range.start + trivia.range.end;
        match (trivia.kind, &mut run) {
            (TriviaKind::LineComment, Some(run)) if trivia.breaks == 1 => run.end = comment.end,
            (TriviaKind::LineComment, run) => {
                folds.extend(
                    run.replace(comment).map(|range| FoldingRange { range, comment: true }),
                );
            }
            (kind, run) => {
                folds.extend(run.take().map(|range| FoldingRange { range, comment: true }));
                if kind.is_comment() {
                    folds.push(FoldingRange { range: comment, comment: true });
                }
            }
        }
    }
    folds.extend(run.map(|range| FoldingRange { range, comment: true }));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{MANIFEST, snapshot};

    /// Renders the folding ranges with their lines.
    fn check(text: &str) -> String {
        let folds = folding_ranges(&snapshot(text, Dialect::Jsonc));
        let line = |at: usize| text[..at].matches('\n').count();
        let shown = folds.iter().map(|FoldingRange { range, comment }| {
            let kind = if *comment { "comment" } else { "region" };
            let shown: String = text[range.clone()].chars().take(12).collect();
            format!("{}–{} {kind} {shown:?}\n", line(range.start), line(range.end))
        });
        shown.collect()
    }

    #[test]
    fn folding_ranges_cover_containers_and_comments() {
        assert_snapshot!(check(r#"// one
// two
{ // alone
  "a": {
    "b": [ 1,
      2 ]
  },

  // three
  // four

  // five
  "c": {}, /* six
  seven */
  "d": {
    // eight
    // nine
  }
}"#), @r#"
        0–1 comment "// one\n// tw"
        2–18 region " // alone\n  "
        2–2 comment "// alone"
        3–6 region "\n    \"b\": [ "
        4–5 region " 1,\n      2 "
        8–9 comment "// three\n  /"
        11–11 comment "// five"
        12–13 comment "/* six\n  sev"
        15–16 comment "// eight\n   "
        "#);
    }

    #[test]
    fn unclosed_containers_are_not_folded() {
        assert_snapshot!(check("{\n\"a\": {\n\"b\": [\n1\n]\n"), @r#"2–4 region "\n1\n""#);
    }

    #[test]
    fn folding_ranges_in_bounds_for_truncated_input() {
        for end in (0..=MANIFEST.len()).filter(|at| MANIFEST.is_char_boundary(*at)) {
            for fold in folding_ranges(&snapshot(&MANIFEST[..end], Dialect::Jsonc)) {
                assert!(fold.range.start <= fold.range.end && fold.range.end <= end);
            }
        }
    }

    /// In JSON, comments are only searched in trivia with syntax errors.
    #[test]
    fn folding_ranges_cover_comments_between_any_tokens() {
        let text = r#"/* 1
*/ { /* 2
*/ "a" /* 3
*/ : /* 4
*/ [ /* 5
*/ 1 /* 6
*/ , /* 7
*/ {} /* 8
*/ ], "b": "x" /* 9
*/ "c": nope /* 10
*/ } /* 11
*/"#;
        for end in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let folds = |dialect| folding_ranges(&snapshot(&text[..end], dialect));
            assert_eq!(folds(Dialect::Json), folds(Dialect::Jsonc), "{}", &text[..end]);
        }
    }
}
