//! The errors for missing, extra and wrong brackets.

use std::ops::Range;

use super::layout::{closer, opener};
use super::line::{indentation, is_blank, last_char, line_start};
use super::state::{Decision, Opener};
use super::token::{Kind, Mark, Tok};
use crate::syntax::error::SyntaxErrorKind;

/// Returns the errors that `decisions` are about. [`Mark::container`] is the token at which a
/// bracket is missing or wrong.
pub fn marks(text: &str, toks: &[Tok], decisions: &[Decision]) -> Vec<Mark> {
    let line_break = match memchr::memchr(b'\n', text.as_bytes()) {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    };
    let context = Context { text, toks, line_break };
    let mut marks: Vec<Mark> = Vec::new();
    let mut index = 0;
    while let Some(decision) = decisions.get(index) {
        index += 1;
        match decision {
            Decision::Close { at, openers, is_root } => {
                let (mut openers, mut is_root) = (openers.clone(), *is_root);
                // Brackets that are inserted at one place are one error.
                while let Some(Decision::Close { at: next, openers: more, is_root: root }) =
                    decisions.get(index).filter(|next| next.at() == *at)
                {
                    debug_assert_eq!(next, at);
                    openers.extend(more);
                    is_root |= root;
                    index += 1;
                }
                if openers.iter().any(|opener| opener.tok.is_some()) {
                    marks.push(context.unclosed(*at, &openers, is_root));
                }
            }
            Decision::Drop { at } => marks.push(context.stray(*at)),
            Decision::Change { at, kind } => {
                let range = context.range(*at);
                let mark = context.mark(SyntaxErrorKind::WrongClose, *at);
                let mark = mark.replace(range, closer(*kind).to_string());
                marks.push(Mark { container: Some(*at), ..mark });
            }
            Decision::Open { at, kind, after_colon: true } => {
                let Some(colon) = at.checked_sub(1) else { continue };
                let end = toks[colon].end();
                let mark = context.mark(SyntaxErrorKind::MissingOpen, colon);
                marks.push(mark.replace(end..end, format!(" {}", opener(*kind))));
            }
            Decision::Open { at, .. } => {
                let mut mark = context.mark(SyntaxErrorKind::MissingOpen, *at);
                if let Kind::Atom(_) = toks[*at].kind {
                    mark.range.end = mark.range.start + 1;
                }
                marks.push(mark);
            }
        }
    }
    marks
}

struct Context<'t> {
    text: &'t str,
    toks: &'t [Tok],
    line_break: &'t str,
}

impl Context<'_> {
    fn range(&self, at: usize) -> Range<usize> {
        self.toks[at].start()..self.toks[at].end()
    }

    fn mark(&self, kind: SyntaxErrorKind, at: usize) -> Mark {
        let mark = Mark::new(kind, self.range(at), self.toks[at].line as usize);
        Mark { at_bracket: true, ..mark }
    }

    /// The error for brackets that are missing before the token `at`.
    fn unclosed(&self, at: usize, openers: &[Opener], is_root: bool) -> Mark {
        let next = &self.toks[at];
        let Some(index) = at.checked_sub(1) else {
            return self.mark(SyntaxErrorKind::Unclosed, at);
        };
        let before = &self.toks[index];
        let line = before.end_line(self.text);
        let is_empty = openers.first().is_some_and(|opener| opener.tok == Some(index));
        let on_lines = match next.kind {
            Kind::End => openers.iter().any(|opener| opener.line as usize != line),
            _ => {
                openers.iter().any(|opener| opener.hanging)
                    && !is_empty
                    && line != next.line as usize
            }
        };
        let ends = matches!(next.kind, Kind::Close(_) | Kind::End);
        let comma = if ends || next.kind == Kind::Comma || is_root { "" } else { "," };
        let mut inserted = String::new();
        for opener in openers {
            if on_lines {
                inserted += self.line_break;
                inserted += &self.indentation(opener);
            }
            inserted.push(closer(opener.kind));
        }
        inserted += comma;
        let start = if before.kind == Kind::Comma { before.start() } else { before.end() };
        let edits = vec![(start..before.end(), inserted)];
        // The end of the text may be missing, but not if all that is left to close is the root.
        let is_complete =
            ['}', ']', '"'].iter().any(|end| self.text[..before.end()].ends_with(*end));
        let is_clear = match next.kind {
            Kind::End => is_complete && on_lines && openers.len() == 1,
            _ => !is_empty,
        };
        let range = last_char(self.text, before.start(), before.end());
        let mark = Mark::new(SyntaxErrorKind::Unclosed, range, line).repair(edits, is_clear);
        Mark { container: Some(at), at_bracket: true, ..mark }
    }

    /// The white space before the line of an opening bracket.
    fn indentation(&self, opener: &Opener) -> String {
        match opener.tok {
            Some(tok) => {
                let start = line_start(self.text, self.toks[tok].start());
                let (_, end) = indentation(self.text.as_bytes(), start);
                self.text[start..end].to_owned()
            }
            None => " ".repeat(opener.indent.clamp(0, 256) as usize),
        }
    }

    /// The error for an extra closing bracket.
    fn stray(&self, at: usize) -> Mark {
        let Range { mut start, end } = self.range(at);
        let line = self.toks[at].line as usize;
        let before = at.checked_sub(1).map(|index| self.toks[index]);
        // The line is searched for its first token only, because it can have very many.
        let is_first = before.is_none_or(|before| before.end() <= line);
        let alone = is_first && is_blank(&self.text[line..start]) && {
            let rest = self.text[end..].split(['\n', '\r']).next().unwrap_or_default();
            matches!(rest.trim(), "" | ",")
        };
        if alone && line > 0 {
            start = line - 1;
            start -= usize::from(self.text[..start].ends_with('\r'));
        }
        // A comma on both sides would be one too many, and so would one before a closing bracket.
        let mut edits = vec![(start..end, String::new())];
        if let Some(comma) = before.filter(|before| before.kind == Kind::Comma) {
            match self.toks[at + 1].kind {
                Kind::Comma => edits[0].0.end = self.toks[at + 1].end(),
                Kind::Close(_) => edits.insert(0, (comma.start()..comma.end(), String::new())),
                _ => {}
            }
        }
        self.mark(SyntaxErrorKind::StrayClose, at).repair(edits, true)
    }
}
