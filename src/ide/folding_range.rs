//! Folding ranges: objects, arrays, comments and regions.

use std::ops::Range;

use crate::snapshot::Snapshot;
use crate::syntax::trivia::{self, TriviaKind};
use crate::syntax::{Container, Dialect, Value};
use crate::text::Source;

/// A part of a document that can be folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldingRange {
    /// Folded range in bytes: between two brackets, a comment without its first line, or a region
    /// from its first comment to its last.
    pub range: Range<usize>,
    /// The kind of the range.
    pub kind: FoldKind,
}

/// The kind of a folding range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldKind {
    /// The contents of an object or array.
    Container,
    /// A comment.
    Comment,
    /// The lines from `// #region` to `// #endregion`.
    Region,
}

/// Returns the folding ranges in document order. Some may be on one line.
pub fn folding_ranges(snapshot: &Snapshot) -> Vec<FoldingRange> {
    let source = snapshot.buffer.reading();
    let has_comments = snapshot.tree.dialect() == Dialect::Jsonc;
    let mut folder = Folder { source: &source, has_comments, folds: Vec::new() };
    folder.container(snapshot.tree.document(), 0);
    // A region without its end is empty.
    folder.folds.retain(|fold| !fold.range.is_empty());
    folder.folds
}

struct Folder<'a> {
    source: &'a dyn Source,
    /// Whether the dialect has comments; otherwise each comment is a syntax error.
    has_comments: bool,
    folds: Vec<FoldingRange>,
}

impl Folder<'_> {
    /// Collects the ranges in `inside`, which starts at the byte `start`.
    fn container(&mut self, inside: &Container, start: usize) {
        let mut at = start + inside.open_len();
        // Regions without their end, as indexes of `folds`. Regions end in the same container.
        let mut open = Vec::new();
        for entry in inside.entries() {
            if self.has_comments || !entry.errors.is_empty() {
                self.comments(at..at + entry.lead as usize, &mut open);
            }
            let value = at + entry.value_offset();
            at += entry.len();
            if let Value::Container(child) = &entry.value {
                // Without a closing bracket the extent is unknown.
                if child.closed && (!child.entries().is_empty() || self.is_commented(child, at)) {
                    let range = value + 1..at - 1;
                    self.folds.push(FoldingRange { range, kind: FoldKind::Container });
                }
                self.container(child, value);
            }
        }
        if self.has_comments || !inside.tail_errors.is_empty() {
            self.comments(at..at + inside.tail as usize, &mut open);
        }
        for index in open {
            let range = &mut self.folds[index].range;
            range.end = range.start;
        }
    }

    /// Whether there is a comment in `container`, which is empty and ends at the byte `end`.
    fn is_commented(&self, container: &Container, end: usize) -> bool {
        let tail = end - 1 - container.tail as usize..end - 1;
        self.source.slice(tail).contains('/')
    }

    /// Collects block comments, runs of line comments on consecutive lines, and regions.
    fn comments(&mut self, range: Range<usize>, open: &mut Vec<usize>) {
        let text = self.source.slice(range.clone());
        if !text.contains('/') {
            return;
        }
        let Some(trivia) = trivia::scan_valid(&text, range.start == 0) else { return };
        let mut run: Option<Range<usize>> = None;
        let comment = |range| FoldingRange { range, kind: FoldKind::Comment };
        for trivia in trivia {
            let place = range.start + trivia.range.start..range.start + trivia.range.end;
            let marker = match trivia.kind {
                TriviaKind::LineComment => Marker::of(&text[trivia.range.clone()]),
                _ => None,
            };
            match (trivia.kind, &mut run) {
                (TriviaKind::LineComment, Some(run)) if marker.is_none() && trivia.breaks == 1 => {
                    run.end = place.end;
                    continue;
                }
                _ => self.folds.extend(run.take().map(comment)),
            }
            match (trivia.kind, marker) {
                (_, Some(Marker::Start)) => {
                    open.push(self.folds.len());
                    self.folds.push(FoldingRange { range: place, kind: FoldKind::Region });
                }
                (_, Some(Marker::End)) => {
                    if let Some(index) = open.pop() {
                        self.folds[index].range.end = place.end;
                    }
                }
                (TriviaKind::LineComment, None) => run = Some(place),
                (kind, None) if kind.is_comment() => self.folds.push(comment(place)),
                _ => {}
            }
        }
        self.folds.extend(run.map(comment));
    }
}

/// A comment that starts or ends a region.
#[derive(Clone, Copy)]
enum Marker {
    Start,
    End,
}

impl Marker {
    /// The marker in a line comment, as in JavaScript: `// #region`, `//#endregion`.
    fn of(comment: &str) -> Option<Marker> {
        let text = comment.trim_start_matches('/').trim_start();
        match text.split(|c: char| c.is_whitespace()).next()? {
            "#region" => Some(Marker::Start),
            "#endregion" => Some(Marker::End),
            _ => None,
        }
    }
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
        let shown = folds.iter().map(|FoldingRange { range, kind }| {
            let shown: String = text[range.clone()].chars().take(12).collect();
            format!("{}–{} {kind:?} {shown:?}\n", line(range.start), line(range.end))
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
        0–1 Comment "// one\n// tw"
        2–18 Container " // alone\n  "
        2–2 Comment "// alone"
        3–6 Container "\n    \"b\": [ "
        4–5 Container " 1,\n      2 "
        8–9 Comment "// three\n  /"
        11–11 Comment "// five"
        12–13 Comment "/* six\n  sev"
        14–17 Container "\n    // eigh"
        15–16 Comment "// eight\n   "
        "#);
    }

    #[test]
    fn regions_and_objects_with_comments_fold() {
        assert_snapshot!(check(
            r#"{
  // #region names
  "name": "a",
  "user": {
    // "tags": {}
  },
  // #region inner
  "icon": {},
  // #endregion
  // about the version
  //#endregion
  "version": "1.0.0", // #region never ends
  "code": { /* none */ }
}
// #endregion"#
        ));
    }

    #[test]
    fn unclosed_containers_are_not_folded() {
        assert_snapshot!(check("{\n\"a\": {\n\"b\": [\n1\n]\n"), @r#"2–4 Container "\n1\n""#);
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
