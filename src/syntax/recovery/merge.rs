//! One error for each mistake: hides errors that follow from others, and merges those that have one
//! cause. Hidden errors stay in the tree as [`Consequence`], so that it is known what they affect.

use super::line::next_line;
use super::token::{Kind, Mark, Tok};
use crate::syntax::error::SyntaxErrorKind::{self, *};

/// Maximum distance in bytes between errors of one line that are merged.
const MAX_MERGE_DISTANCE: usize = 80;
/// Maximum number of errors that are merged into one.
const MAX_MERGED: usize = 8;
/// Number of equal errors from which on they count as a convention of the entire text.
const CONVENTION_MIN: usize = 3;

/// Merges the errors of a text. Returns them in the order of the text, and whether the repair of
/// one affects distant places.
pub fn merge(text: &str, toks: &[Tok], mut marks: Vec<Mark>) -> (Vec<Mark>, bool) {
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end, mark.kind));
    let primary: Vec<&Mark> =
        marks.iter().filter(|mark| !mark.secondary && !is_separate(mark.kind)).collect();
    let keep: Vec<bool> = marks
        .iter()
        .map(|mark| !mark.secondary || !follows_from_another(text, &primary, mark))
        .collect();
    let mut merged: Vec<Merged> = Vec::new();
    let mut separate = Vec::new();
    for (mut mark, keep) in marks.into_iter().zip(keep) {
        if !keep {
            separate.push(mark.hidden());
            continue;
        }
        if is_separate(mark.kind) {
            separate.push(mark);
            continue;
        }
        if let Some(last) = merged.last_mut()
            && last.mark.line == mark.line
            && last.absorb(toks, &mut mark)
        {
            separate.push(mark.hidden());
            continue;
        }
        merged.push(Merged { last: mark.range.end, count: 1, mark });
    }
    let mut marks: Vec<Mark> = merged.into_iter().map(|merged| merged.mark).collect();
    let mut distant = marks.iter().any(|mark| matches!(mark.kind, Wrapper | Yaml));
    for kind in [SingleQuotes, TypographicQuotes, UnquotedKey, HashComment] {
        distant |= merge_convention(&mut marks, kind);
    }
    marks.append(&mut separate);
    marks.sort_by_key(|mark| (mark.range.start, mark.range.end, mark.kind));
    (marks, distant)
}

/// Whether an error is never merged with others.
fn is_separate(kind: SyntaxErrorKind) -> bool {
    kind.is_local() && kind != TrailingComma
        || matches!(kind, Conflict | Wrapper | Yaml | Consequence)
}

/// Whether a secondary error follows from a primary one nearby.
fn follows_from_another(text: &str, primary: &[&Mark], mark: &Mark) -> bool {
    let start = mark.around.as_ref().map_or(mark.range.start, |around| around.start);
    let first = primary.partition_point(|it| it.range.start < start).saturating_sub(4);
    let last = primary.partition_point(|it| it.range.start <= mark.anchor) + 4;
    let near = &primary[first..last.min(primary.len()).min(first + 16).max(first)];
    near.iter().any(|it| explains(text, it, mark))
}

/// Whether the error `primary` explains the secondary error `mark`.
fn explains(text: &str, primary: &Mark, mark: &Mark) -> bool {
    let same_line = primary.line == mark.line;
    match mark.kind {
        MissingComma => {
            let Some(around) = &mark.around else { return same_line };
            let before = around.start.saturating_sub(1);
            if mark.at_bracket {
                return primary.at_bracket && adjacent(text, primary.line, mark.line)
                    || primary.range.start >= before && primary.range.end <= around.end;
            }
            let in_value = matches!(
                primary.kind,
                ForeignLiteral
                    | NotAValue
                    | UnescapedQuote
                    | SingleQuotes
                    | TypographicQuotes
                    | UnquotedKey
                    | HalfQuotedKey
                    | Equals
                    | MissingOpeningQuote
            );
            if in_value && !same_line {
                return false;
            }
            let inside = primary.range.start >= around.start && primary.range.start <= around.end;
            let touches =
                primary.range.end >= around.start && primary.range.start <= mark.range.end;
            inside && (same_line || primary.range.start >= mark.range.end) || touches
        }
        ExtraComma | TrailingComma => {
            let beside =
                matches!(primary.kind, StrayClose | Unclosed | WrongClose | Garbage | HashComment);
            beside && adjacent(text, primary.line, mark.line)
                || same_line
                    && primary.range.end + 1 >= mark.range.start
                    && primary.range.start <= mark.range.end
        }
        _ => same_line,
    }
}

/// Whether two lines, given by their starts, are the same or follow each other.
fn adjacent(text: &str, one: usize, other: usize) -> bool {
    let (first, second) = (one.min(other), one.max(other));
    first == second || next_line(text, first) == second
}

/// An error and the number of errors merged into it.
struct Merged {
    mark: Mark,
    last: usize,
    count: usize,
}

impl Merged {
    /// Merges `next`, a later error in the same line, with this one, and leaves the less important of
    /// them in `next`. Returns false if they have different causes.
    fn absorb(&mut self, toks: &[Tok], next: &mut Mark) -> bool {
        let is_quotes = matches!(next.kind, SingleQuotes | TypographicQuotes);
        if is_quotes && self.mark.kind == next.kind {
            self.add_repair(next);
            return true;
        }
        let near = next.range.start.saturating_sub(self.last) <= MAX_MERGE_DISTANCE;
        let is_consequence = match self.mark.kind {
            HalfQuotedKey | UnquotedKey | UnclosedString | MissingOpeningQuote | UnescapedQuote
            | Garbage | HashComment | Equals => {
                near && matches!(
                    next.kind,
                    MissingValue | MissingColon | Garbage | StrayColon | NotAValue
                )
            }
            MissingColon => next.kind == UnclosedString,
            StrayColon => next.kind == MissingComma && next.range.start <= self.mark.range.end,
            _ => false,
        };
        if is_consequence {
            self.last = self.last.max(next.range.end);
            return true;
        }
        if self.mark.kind == MissingColon && next.kind == Unclosed {
            std::mem::swap(&mut self.mark, next);
            return true;
        }
        if !near
            || self.count > MAX_MERGED
            || has_comma(toks, self.mark.range.end, next.range.start)
        {
            return false;
        }
        if next.kind == Unclosed && self.mark.kind != Unclosed {
            std::mem::swap(&mut self.mark, next);
        }
        self.add_repair(next);
        self.count += 1;
        true
    }

    /// Adds the repair of another error, without which the text is not repaired.
    fn add_repair(&mut self, other: &Mark) {
        add_repair(&mut self.mark, other);
        self.last = self.last.max(other.range.end);
    }
}

fn add_repair(mark: &mut Mark, other: &Mark) {
    let (Some(own), Some(more)) = (&mut mark.repair, &other.repair) else {
        mark.repair = None;
        return;
    };
    // Most repairs follow the others. Checking only the new edits keeps the work linear.
    let follows = match (own.edits.last(), more.edits.first()) {
        (Some((last, _)), Some((first, _))) => last.end <= first.start,
        _ => true,
    };
    let first = if follows { own.edits.len() } else { 0 };
    own.edits.extend(more.edits.iter().cloned());
    own.edits[first..].sort_by_key(|(range, _)| (range.start, range.end));
    own.is_clear &= more.is_clear;
    if own.edits[first..].windows(2).any(|pair| pair[0].0.end > pair[1].0.start) {
        mark.repair = None;
    }
}

/// Whether a comma is between two offsets.
fn has_comma(toks: &[Tok], start: usize, end: usize) -> bool {
    let first = toks.partition_point(|tok| tok.start() < start);
    toks[first..].iter().take_while(|tok| tok.start() < end).any(|tok| tok.kind == Kind::Comma)
}

/// Merges all errors of `kind` into the first if the text has many of them.
fn merge_convention(marks: &mut Vec<Mark>, kind: SyntaxErrorKind) -> bool {
    if marks.iter().filter(|mark| mark.kind == kind).count() < CONVENTION_MIN {
        return false;
    }
    let (same, others) =
        std::mem::take(marks).into_iter().partition::<Vec<_>, _>(|mark| mark.kind == kind);
    let mut same = same.into_iter();
    *marks = others;
    if let Some(mut first) = same.next() {
        let mut edits = first.repair.take();
        for mark in same {
            match (&mut edits, &mark.repair) {
                (Some(edits), Some(more)) => {
                    edits.edits.extend(more.edits.iter().cloned());
                    edits.is_clear &= more.is_clear;
                }
                _ => edits = None,
            }
            marks.push(mark.hidden());
        }
        first.repair = edits;
        marks.push(first);
    }
    true
}
