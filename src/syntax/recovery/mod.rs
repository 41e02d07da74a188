//! Parsing of text with syntax errors. One mistake is one error at its place, and does not change the tree
//! of the rest of the text.
//!
//! 1. [`lines`] splits the text into tokens. A line with an error that is not about brackets is read
//!    again by what is expected in it ([`damaged`], [`strings`]). Containers without errors are
//!    [`atoms`], which are not split.
//! 2. Where brackets do not match, [`layout`] finds the smallest part of the text that is affected,
//!    and [`brackets`] the cheapest explanation. Indentation counts only there.
//! 3. [`grammar`] parses the tokens. [`merge`] removes consequences, and [`finish`] builds the tree.
//!
//! The result depends only on the text. After an edit, atoms outside of it are taken from the tree
//! before, so the work is proportional to the entries beside the damaged containers.

mod atoms;
mod bracket_errors;
mod brackets;
mod conflict;
mod content;
mod damaged;
mod draft;
mod entries;
mod finish;
mod grammar;
mod layout;
mod line;
mod lines;
mod merge;
mod pattern;
mod state;
mod strings;
mod token;
mod wrapper;

pub use atoms::block_indentation;
pub use line::indentation;

use super::dialect::Dialect;
use super::tree::Container;
use crate::text::Edit;
use crate::util::budget::max_syntax_errors;

/// The tree of a damaged text.
pub struct Recovered {
    /// The document.
    pub document: Container,
    /// Whether an error leaves the structure uncertain.
    pub damaged: bool,
    /// Whether a container is nested too deeply.
    pub deep: bool,
    /// Whether a repair changes distant places.
    pub distant: bool,
    /// The number of tokens, where an atom is one token.
    pub work: usize,
}

/// Parses `text`; returns `None` if it exceeds the budget. `old` is the tree of the text before an edit.
pub fn recover(
    text: &str,
    dialect: Dialect,
    old: Option<(&Container, &Edit)>,
) -> Option<Recovered> {
    let max_errors = max_syntax_errors(text.len());
    let mut lexed = lines::lex(text, dialect, old)?;
    let plan = layout::plan(text, &lexed.toks);
    if plan.decisions.len() > max_errors {
        return None;
    }
    let mut grammar = grammar::parse(text, dialect, &lexed, &plan);
    let mut marks = std::mem::take(&mut grammar.marks);
    let (deep, work) = (lexed.deep || grammar.deep, lexed.toks.len());
    if marks.len() + lexed.marks.len() > max_errors {
        return None;
    }
    marks.extend(lexed.marks.iter().cloned());
    let damaged = marks.iter().any(|mark| !mark.kind.is_local());
    let (marks, distant) = merge::merge(text, &lexed.toks, marks);
    let drafts = std::mem::take(&mut grammar.drafts);
    drop(grammar);
    let atoms = std::mem::take(&mut lexed.atoms);
    let document = finish::finish(drafts, atoms, marks);
    Some(Recovered { document, damaged, deep, distant, work })
}
