//! The resilient tree: there is one for every text, with a note of all that is not JSON in it.
//!
//! Nothing here knows what a manifest is.

mod cache;
mod dialect;
mod error;
mod escape;
mod fast_path;
mod interner;
mod lexer;
pub(crate) mod name_hash;
mod node;
mod parser;
pub mod pointer;
mod reparse;
mod scan;
mod token_count;
mod tree;
pub mod trivia;

#[cfg(test)]
mod tests;

pub use crate::util::budget::MAX_DEPTH;
pub use cache::Memo;
pub use dialect::Dialect;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use escape::{quoted, unescape, unescape_one};
pub use lexer::{Token, TokenKind, Tokens};
pub use node::{Member, Node};
pub use tree::{Container, ContainerKind, Entry, Issues, Key, NameFilter, StringInfo, Value};

use std::ops::Range;

use crate::text::{Edit, Source};
use crate::util::budget::MAX_BYTES;
use parser::{Nesting, Parser};
use reparse::Reparser;

/// A document's tree. Clones share everything.
#[derive(Debug, Clone)]
pub struct Tree {
    document: Container,
    dialect: Dialect,
    /// Number of bytes inserted since the last comparison with the budget.
    unchecked: usize,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Tree) -> bool {
        let Tree { document, dialect, unchecked: _ } = self;
        *document == other.document && *dialect == other.dialect
    }
}

/// Number of inserted bytes after which the text is compared with the budget again.
const MAX_UNCHECKED: usize = 256 << 10;

impl Tree {
    /// The tree of `source`, valid or not. A text that exceeds the budget is one value with one error.
    pub fn parse<S: Source + ?Sized>(source: &S, dialect: Dialect) -> Tree {
        if let Some(kind) = token_count::excess(source) {
            let len = u32::try_from(source.len()).unwrap_or(u32::MAX);
            return Tree { document: Container::unparsed(len, kind), dialect, unchecked: 0 };
        }
        let mut parser = Parser::new(source, dialect, 0);
        let document = parser.container(ContainerKind::Document, 0, Nesting::default());
        Tree { document, dialect, unchecked: 0 }
    }

    /// Makes this the tree of `source`, given that it was the tree of the text before `edit`.
    /// Returns how many entries had to be parsed.
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
        let mut editing = Reparser { source, dialect: self.dialect, edit, work: 0 };
        // The document takes every edit.
        editing.apply(&mut self.document, 0, Nesting::default());
        editing.work
    }

    /// Why the text was not parsed, if it exceeds the budget.
    pub fn excess(&self) -> Option<SyntaxErrorKind> {
        let first = self.document.entries().first()?.issues.as_slice().first()?;
        Some(first.kind).filter(|kind| kind.is_excess())
    }

    /// The dialect it was parsed in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The whole text as a container.
    pub fn document(&self) -> &Container {
        &self.document
    }

    /// The one value that the text is, or `None` if there is nothing but white space.
    pub fn root(&self) -> Option<Node<'_>> {
        let entry = self.document.entries().first()?;
        Some(Node::new(&entry.value, entry.value_offset()))
    }

    /// Calls `visit` for every issue with its range in the text, in no particular order. Subtrees
    /// without issues are not entered.
    pub fn issues(&self, visit: &mut dyn FnMut(Range<usize>, SyntaxErrorKind)) {
        issues_in(&self.document, 0, visit);
    }
}

fn issues_in(
    container: &Container,
    start: usize,
    visit: &mut dyn FnMut(Range<usize>, SyntaxErrorKind),
) {
    if !container.flawed {
        return;
    }
    if !container.closed {
        visit(start..start + container.kind.open_len(), SyntaxErrorKind::Unclosed);
    }
    let mut at = start + container.kind.open_len();
    for entry in container.entries() {
        for issue in entry.issues.as_slice() {
            visit(issue.range(at), issue.kind);
        }
        if let Value::Container(child) = &entry.value {
            issues_in(child, at + entry.value_offset(), visit);
        }
        at += entry.len();
    }
    for issue in container.tail_issues.as_slice() {
        visit(issue.range(at), issue.kind);
    }
}
