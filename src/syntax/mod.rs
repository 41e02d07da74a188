//! The syntax tree. Every text has one, with the syntax errors in it.
//!
//! This module does not depend on the meaning of a manifest.

mod cache;
mod container;
mod dialect;
mod error;
mod escape;
mod fast_path;
mod interner;
mod lexer;
mod member_index;
pub(crate) mod name_hash;
mod node;
mod parser;
pub mod pointer;
mod recovery;
mod repair;
mod reparse;
mod scan;
mod strip_jsonc;
mod token;
mod token_count;
mod tree;
pub mod trivia;

#[cfg(test)]
mod tests;

pub use crate::util::budget::MAX_DEPTH;
pub use cache::Memo;
pub use dialect::Dialect;
pub use error::{Repair, RepairEdit, SyntaxError, SyntaxErrorKind};
pub use escape::{quoted, unescape, unescape_one};
pub use lexer::Tokens;
pub use member_index::{MemberIndex, Members};
pub use node::{Member, Node};
pub use strip_jsonc::strip_jsonc;
pub use token::{Token, TokenKind};
pub use tree::{Container, ContainerKind, Entry, Key, NameFilter, StringInfo, SyntaxErrors, Value};

use std::ops::Range;

use crate::text::{Edit, Source, TextEdit};
use crate::util::budget::MAX_BYTES;
use parser::{Nesting, Parser};
use reparse::{Reparser, Scope};

/// A document's tree. Clones share everything.
#[derive(Debug, Clone)]
pub struct Tree {
    document: Container,
    dialect: Dialect,
    /// Whether an error leaves the structure uncertain, so that the tree comes from [`recovery`].
    damaged: bool,
    /// Whether the tree before an edit cannot help to parse the text after it: a container is nested
    /// too deeply, or a repair changes distant places.
    fragile: bool,
    /// Number of bytes inserted since the last comparison with the budget.
    unchecked: usize,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Tree) -> bool {
        (self.dialect, self.damaged) == (other.dialect, other.damaged)
            && self.document == other.document
    }
}

/// One syntax error of a tree.
#[derive(Debug, Clone)]
pub struct FoundError<'t> {
    /// The error.
    pub error: &'t SyntaxError,
    /// Its range in the text.
    pub range: Range<usize>,
    /// The opening bracket of the container whose closing bracket is missing or wrong.
    pub opener: Option<Range<usize>>,
    /// Where the offsets of the error and of its repair begin.
    base: usize,
}

impl FoundError<'_> {
    /// The edits that remove the error, if there is a single likely repair, and whether that is the
    /// only plausible one.
    pub fn repair<S: Source + ?Sized>(&self, source: &S) -> Option<(Vec<TextEdit>, bool)> {
        let Some(repair) = &self.error.repair else {
            let text = source.slice(self.range.clone());
            let (text, is_clear) = repair::local_repair(self.error.kind, &text)?;
            return Some((vec![TextEdit::new(self.range.clone(), text)], is_clear));
        };
        let edits =
            repair.edits.iter().map(|edit| TextEdit::new(edit.range(self.base), &*edit.text));
        Some((edits.collect(), repair.is_clear))
    }
}

/// Number of inserted bytes after which the text is compared with the budget again.
const MAX_UNCHECKED: usize = 256 << 10;

impl Tree {
    /// The tree of `source`, valid or not. A text that exceeds the budget is one value with one error.
    pub fn parse<S: Source + ?Sized>(source: &S, dialect: Dialect) -> Tree {
        if let Some(kind) = token_count::excess(source) {
            return Tree::unparsed(source, dialect, kind);
        }
        let mut parser = Parser::new(source, dialect, 0);
        let document = parser.container(ContainerKind::Document, 0, Nesting::default());
        match document {
            Some(document) => {
                Tree { document, dialect, damaged: false, fragile: parser.deep, unchecked: 0 }
            }
            None => Tree::recover(source, dialect),
        }
    }

    /// The tree of a text that exceeds the budget.
    fn unparsed<S: Source + ?Sized>(source: &S, dialect: Dialect, kind: SyntaxErrorKind) -> Tree {
        let len = u32::try_from(source.len()).unwrap_or(u32::MAX);
        let document = Container::unparsed(len, kind);
        Tree { document, dialect, damaged: false, fragile: false, unchecked: 0 }
    }

    /// Parses a damaged text.
    #[cold]
    fn recover<S: Source + ?Sized>(source: &S, dialect: Dialect) -> Tree {
        let text = source.slice(0..source.len());
        let Some(recovered) = recovery::recover(&text, dialect, None) else {
            return Tree::unparsed(source, dialect, SyntaxErrorKind::TooManyErrors);
        };
        let fragile = recovered.deep || recovered.distant;
        Tree { document: recovered.document, dialect, damaged: true, fragile, unchecked: 0 }
    }

    /// Makes this the tree of `source`, given that it was the tree of the text before `edit`.
    /// Returns the number of entries or tokens that were parsed.
    pub fn edit<S: Source + ?Sized>(&mut self, source: &S, edit: &Edit) -> usize {
        self.unchecked += edit.inserted.len();
        let is_over = self.excess().is_some() || source.len() > MAX_BYTES;
        if is_over || self.unchecked > MAX_UNCHECKED {
            self.unchecked = 0;
            if is_over || token_count::excess(source).is_some() {
                *self = Tree::parse(source, self.dialect);
                return self.document.entries().len();
            }
        }
        let scope = if self.damaged { Scope::InAtom } else { Scope::Anywhere };
        let mut reparser =
            Reparser { source, dialect: self.dialect, edit, work: 0, deep: false, scope };
        let done = !(self.damaged && self.fragile)
            && reparser.apply(&mut self.document, 0, Nesting::default());
        if done {
            self.fragile |= reparser.deep;
            return reparser.work;
        }
        reparser.work + self.recover_after(source, edit)
    }

    /// Parses a text that is or was damaged, with the help of the tree before `edit`.
    #[cold]
    fn recover_after<S: Source + ?Sized>(&mut self, source: &S, edit: &Edit) -> usize {
        let text = source.slice(0..source.len());
        let recovered = match self.fragile {
            true => None,
            false => recovery::recover(&text, self.dialect, Some((&self.document, edit))),
        };
        match recovered {
            Some(recovered) if recovered.damaged && !recovered.deep => {
                let fragile = recovered.distant;
                *self = Tree {
                    document: recovered.document,
                    dialect: self.dialect,
                    damaged: true,
                    fragile,
                    unchecked: self.unchecked,
                };
                recovered.work
            }
            _ => {
                *self = Tree::parse(source, self.dialect);
                self.document.entries().len()
            }
        }
    }

    /// Why the text was not parsed, if it exceeds the budget.
    pub fn excess(&self) -> Option<SyntaxErrorKind> {
        let first = self.document.entries().first()?.errors.as_slice().first()?;
        Some(first.kind).filter(|kind| kind.is_excess())
    }

    /// The dialect.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The entire text as a container.
    pub fn document(&self) -> &Container {
        &self.document
    }

    /// The root value, or `None` if there is nothing but white space.
    pub fn root(&self) -> Option<Node<'_>> {
        let entry = self.document.entries().first()?;
        Some(Node::new(&entry.value, entry.value_offset()))
    }

    /// Calls `visit` for every syntax error with its range in the text, in no particular order.
    /// Subtrees without errors are not entered.
    pub fn error_ranges(&self, visit: &mut dyn FnMut(Range<usize>, SyntaxErrorKind)) {
        self.errors(&mut |found| visit(found.range, found.error.kind));
    }

    /// Calls `visit` for every syntax error, in no particular order.
    pub fn errors<'t>(&'t self, visit: &mut dyn FnMut(FoundError<'t>)) {
        errors_in(&self.document, 0, &mut |found| {
            if found.error.kind != SyntaxErrorKind::Consequence {
                visit(found);
            }
        });
    }
}

fn errors_in<'t>(container: &'t Container, start: usize, visit: &mut dyn FnMut(FoundError<'t>)) {
    if !container.has_errors {
        return;
    }
    let mut at = start + container.open_len();
    for entry in container.entries() {
        for error in entry.errors.as_slice() {
            visit(FoundError { error, range: error.range(at), opener: None, base: at });
        }
        if let Value::Container(child) = &entry.value {
            errors_in(child, at + entry.value_offset(), visit);
        }
        at += entry.len();
    }
    for error in container.tail_errors.as_slice() {
        let at_closer =
            matches!(error.kind, SyntaxErrorKind::Unclosed | SyntaxErrorKind::WrongClose);
        let opener = (at_closer && container.opened && container.kind != ContainerKind::Document)
            .then_some(start..start + 1);
        visit(FoundError { error, range: error.range(at), opener, base: at });
    }
}
