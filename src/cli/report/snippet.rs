//! The lines around a place, short enough to be read whatever the document looks like.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::cli::line_index::LineIndex;
use crate::util::display::sanitize_char;

/// Lines up to this many bytes are left to the renderer, which fits them to the screen.
const LONG: usize = 400;

/// What stays of a longer line: so many bytes before the place, and so many from its start on.
const BEFORE: usize = 50;
const AFTER: usize = 80;

/// A place across more lines than this is drawn to the end of its first line only.
const MANY_LINES: usize = 12;

/// A range to underline.
pub(super) struct Place<'a> {
    pub(super) range: Range<usize>,
    pub(super) label: Option<Cow<'a, str>>,
}

/// A drawing to be, and how to find the place it names.
pub(super) struct RenderedSnippet<'a> {
    pub(super) snippet: Snippet<'a, Annotation<'a>>,
    /// Where the first place starts in the document.
    pub(super) start: usize,
    /// The column at which it stands in the drawing: another one if the line was cut.
    pub(super) column: usize,
}

/// Excerpts that show all places: one for the primary one and what is near it, and one for each
/// other.
pub(super) fn excerpts<'a>(
    text: &str,
    lines: &LineIndex<'_>,
    primary: Place<'a>,
    related: impl Iterator<Item = Place<'a>>,
) -> Vec<RenderedSnippet<'a>> {
    let mut first = Excerpt::new(text, lines, primary, AnnotationKind::Primary);
    let mut others = Vec::new();
    for place in related {
        let other = Excerpt::new(text, lines, place, AnnotationKind::Context);
        match first.join(other) {
            Ok(()) => {}
            Err(other) => others.push(other),
        }
    }
    std::iter::once(first).chain(others).map(Excerpt::draw).collect()
}

/// Some neighbouring lines with places in them.
struct Excerpt<'a, 't> {
    text: &'t str,
    lines: &'t LineIndex<'t>,
    /// The first line and the last, from 0 on.
    first: usize,
    last: usize,
    is_long: bool,
    places: Vec<(Place<'a>, AnnotationKind)>,
}

impl<'a, 't> Excerpt<'a, 't> {
    fn new(
        text: &'t str,
        lines: &'t LineIndex<'t>,
        mut place: Place<'a>,
        kind: AnnotationKind,
    ) -> Excerpt<'a, 't> {
        let start = boundary(text, place.range.start);
        let mut end = boundary(text, place.range.end).max(start);
        let first = lines.line_of(start);
        // An end at the very start of a line means the end of the line before.
        let mut last = lines.line_of(if end > start { end - 1 } else { end });
        if last - first >= MANY_LINES {
            last = first;
            end = lines.range(first).end.max(start);
        }
        place.range = start..end;
        let is_long = (first..=last).any(|line| lines.range(line).len() > LONG);
        Excerpt { text, lines, first, last, is_long, places: vec![(place, kind)] }
    }

    /// Takes over the other's places if that is easy to read; a cut line shows only one place.
    fn join(&mut self, other: Excerpt<'a, 't>) -> Result<(), Excerpt<'a, 't>> {
        let first = self.first.min(other.first);
        let last = self.last.max(other.last);
        let between = || (first..=last).any(|line| self.lines.range(line).len() > LONG);
        if self.is_long || other.is_long || last - first >= MANY_LINES || between() {
            return Err(other);
        }
        self.first = first;
        self.last = last;
        self.places.extend(other.places);
        Ok(())
    }

    fn draw(self) -> RenderedSnippet<'a> {
        let mut source = String::new();
        let mut spans: Vec<Range<usize>> = self.places.iter().map(|_| 0..0).collect();
        for line in self.first..=self.last {
            if line > self.first {
                source.push('\n');
            }
            self.push_line(line, &mut source, &mut spans);
        }
        // The renderer knows no empty line at the very end.
        if source.ends_with('\n') {
            source.push(' ');
        }
        let (mut start, mut column) = (0, 0);
        if let (Some((place, _)), Some(span)) = (self.places.first(), spans.first()) {
            start = place.range.start;
            let line_start = source[..span.start].rfind('\n').map_or(0, |at| at + 1);
            column = source[line_start..span.start].chars().count() + 1;
        }
        let annotations: Vec<Annotation<'a>> = self
            .places
            .into_iter()
            .zip(spans)
            .map(|((place, kind), span)| kind.span(span).label(place.label))
            .collect();
        let snippet = Snippet::source(source).line_start(self.first + 1).annotations(annotations);
        RenderedSnippet { snippet, start, column }
    }

    /// Adds what is shown of a line, and notes where the ends of the places come to lie.
    fn push_line(&self, line: usize, source: &mut String, spans: &mut [Range<usize>]) {
        let whole = self.lines.range(line);
        let shown = self.window(line, whole.clone());
        let begin = source.len();
        if shown.start > whole.start {
            source.push('…');
        }
        let body = source.len();
        let mut ends: Vec<(usize, &mut usize)> = Vec::new();
        for ((place, _), span) in self.places.iter().zip(spans) {
            let Range { start, end } = span;
            if self.lines.line_of(place.range.start) == line {
                ends.push((place.range.start, start));
            }
            // An end at the start of the next line is drawn at the end of this one.
            let last = place.range.end.saturating_sub(usize::from(!place.range.is_empty()));
            if self.lines.line_of(last) == line {
                ends.push((place.range.end, end));
            }
        }
        for (at, end) in &mut ends {
            **end = if *at < shown.start { begin } else { body };
        }
        for (offset, c) in self.text[shown.clone()].char_indices() {
            // Tabs stay: the renderer knows their width.
            source.push(if c == '\t' { c } else { sanitize_char(c) });
            for (at, end) in &mut ends {
                if *at > shown.start + offset {
                    **end = source.len();
                }
            }
        }
        if shown.end < whole.end {
            source.push('…');
            for (at, end) in &mut ends {
                if *at > shown.end {
                    **end = source.len();
                }
            }
        }
    }

    /// The part of a line that is shown.
    fn window(&self, line: usize, whole: Range<usize>) -> Range<usize> {
        if whole.len() <= LONG {
            return whole;
        }
        // A place is alone in an excerpt with long lines.
        let Some((Place { range, .. }, _)) = self.places.first() else { return whole };
        let focus = if line == self.first {
            range.start
        } else if line == self.last {
            range.end
        } else {
            whole.start
        };
        let start = boundary(self.text, focus.saturating_sub(BEFORE)).max(whole.start);
        let end = boundary(self.text, focus.saturating_add(AFTER)).min(whole.end);
        start..end.max(start)
    }
}

/// The nearest start of a character at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
