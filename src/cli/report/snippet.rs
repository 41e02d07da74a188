//! The source lines around a finding, cut to a readable length.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::cli::line_index::LineIndex;
use crate::cli::sanitize::sanitize_char;
use crate::util::display::floor_char_boundary;

/// Maximum length, in bytes, of a line that is passed to the renderer whole; it fits the line to the
/// screen. Longer lines are cut here.
const MAX_LINE_BYTES: usize = 400;

/// Number of bytes of a cut line that are shown before the start of the label.
const BYTES_BEFORE: usize = 50;

/// Number of bytes of a cut line that are shown from the start of the label.
const BYTES_AFTER: usize = 80;

/// Maximum number of lines of a snippet. A longer range is underlined in its first line only.
const MAX_LINES: usize = 12;

/// A range to underline, with the text below it.
pub(super) struct Label<'a> {
    pub(super) range: Range<usize>,
    pub(super) text: Option<Cow<'a, str>>,
}

/// A snippet for the renderer, with the position in the document that it starts at.
pub(super) struct RenderedSnippet<'a> {
    pub(super) snippet: Snippet<'a, Annotation<'a>>,
    /// Offset of the first label in the document.
    pub(super) start: usize,
    /// Column of the first label in the snippet, which differs from the document if the line is cut.
    pub(super) column: usize,
}

/// Returns the snippets that show all labels: one for the primary label and the related ones near it,
/// and one for each other related label.
pub(super) fn render_snippets<'a>(
    text: &str,
    lines: &LineIndex,
    primary: Label<'a>,
    related: impl Iterator<Item = Label<'a>>,
) -> Vec<RenderedSnippet<'a>> {
    let mut first = Excerpt::new(text, lines, primary, AnnotationKind::Primary);
    let mut others = Vec::new();
    for label in related {
        let other = Excerpt::new(text, lines, label, AnnotationKind::Context);
        match first.join(other) {
            Ok(()) => {}
            Err(other) => others.push(other),
        }
    }
    std::iter::once(first).chain(others).map(Excerpt::render).collect()
}

/// Consecutive lines with their labels.
struct Excerpt<'a, 't> {
    text: &'t str,
    lines: &'t LineIndex<'t>,
    /// Indexes, from 0, of the first and the last line.
    first: usize,
    last: usize,
    is_long: bool,
    labels: Vec<(Label<'a>, AnnotationKind)>,
}

impl<'a, 't> Excerpt<'a, 't> {
    fn new(
        text: &'t str,
        lines: &'t LineIndex<'t>,
        mut label: Label<'a>,
        kind: AnnotationKind,
    ) -> Excerpt<'a, 't> {
        let start = floor_char_boundary(text, label.range.start);
        let mut end = floor_char_boundary(text, label.range.end).max(start);
        let first = lines.line_of(start);
        // A range that ends at the start of a line ends with the previous line.
        let mut last = lines.line_of(if end > start { end - 1 } else { end });
        if last - first >= MAX_LINES {
            last = first;
            end = lines.range(first).end.max(start);
        }
        label.range = start..end;
        let is_long = (first..=last).any(|line| lines.range(line).len() > MAX_LINE_BYTES);
        Excerpt { text, lines, first, last, is_long, labels: vec![(label, kind)] }
    }

    /// Adds the labels of another excerpt, or returns it if the result would be too large. A cut line
    /// has only one label.
    fn join(&mut self, other: Excerpt<'a, 't>) -> Result<(), Excerpt<'a, 't>> {
        let first = self.first.min(other.first);
        let last = self.last.max(other.last);
        let between = || (first..=last).any(|line| self.lines.range(line).len() > MAX_LINE_BYTES);
        if self.is_long || other.is_long || last - first >= MAX_LINES || between() {
            return Err(other);
        }
        self.first = first;
        self.last = last;
        self.labels.extend(other.labels);
        Ok(())
    }

    fn render(self) -> RenderedSnippet<'a> {
        let mut source = String::new();
        let mut spans: Vec<Range<usize>> = self.labels.iter().map(|_| 0..0).collect();
        for line in self.first..=self.last {
            if line > self.first {
                source.push('\n');
            }
            self.push_line(line, &mut source, &mut spans);
        }
        // The renderer drops an empty last line.
        if source.ends_with('\n') {
            source.push(' ');
        }
        let (mut start, mut column) = (0, 0);
        if let (Some((label, _)), Some(span)) = (self.labels.first(), spans.first()) {
            start = label.range.start;
            let line_start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
            column = source[line_start..span.start].chars().count() + 1;
        }
        let annotations: Vec<Annotation<'a>> = self
            .labels
            .into_iter()
            .zip(spans)
            .map(|((label, kind), span)| kind.span(span).label(label.text))
            .collect();
        let snippet = Snippet::source(source).line_start(self.first + 1).annotations(annotations);
        RenderedSnippet { snippet, start, column }
    }

    /// Appends the visible part of a line to `source`, and updates the spans of the labels in it.
    fn push_line(&self, line: usize, source: &mut String, spans: &mut [Range<usize>]) {
        let full = self.lines.range(line);
        let visible = self.visible_range(line, full.clone());
        let begin = source.len();
        if visible.start > full.start {
            source.push('…');
        }
        let body = source.len();
        let mut ends: Vec<(usize, &mut usize)> = Vec::new();
        for ((label, _), span) in self.labels.iter().zip(spans) {
            let Range { start, end } = span;
            if self.lines.line_of(label.range.start) == line {
                ends.push((label.range.start, start));
            }
            // A range that ends at the start of the next line is underlined to the end of this one.
            let last = label.range.end.saturating_sub(usize::from(!label.range.is_empty()));
            if self.lines.line_of(last) == line {
                ends.push((label.range.end, end));
            }
        }
        for (at, end) in &mut ends {
            **end = if *at < visible.start { begin } else { body };
        }
        for (offset, c) in self.text[visible.clone()].char_indices() {
            // The renderer expands tabs.
            source.push(if c == '\t' { c } else { sanitize_char(c) });
            for (at, end) in &mut ends {
                if *at > visible.start + offset {
                    **end = source.len();
                }
            }
        }
        if visible.end < full.end {
            source.push('…');
            for (at, end) in &mut ends {
                if *at > visible.end {
                    **end = source.len();
                }
            }
        }
    }

    /// Returns the visible part of the line `full`.
    fn visible_range(&self, line: usize, full: Range<usize>) -> Range<usize> {
        if full.len() <= MAX_LINE_BYTES {
            return full;
        }
        // An excerpt with long lines has only one label.
        let Some((Label { range, .. }, _)) = self.labels.first() else { return full };
        let focus = if line == self.first {
            range.start
        } else if line == self.last {
            range.end
        } else {
            full.start
        };
        let start =
            floor_char_boundary(self.text, focus.saturating_sub(BYTES_BEFORE)).max(full.start);
        let end = floor_char_boundary(self.text, focus.saturating_add(BYTES_AFTER)).min(full.end);
        start..end.max(start)
    }
}
