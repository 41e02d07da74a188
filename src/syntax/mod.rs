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
mod member_index;
pub(crate) mod name_hash;
mod node;
mod parser;
pub mod pointer;
mod reparse;
mod scan;
mod tree;
pub mod trivia;

#[cfg(test)]
mod tests;

pub use cache::Memo;
pub use dialect::Dialect;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use escape::{quoted, unescape, unescape_one};
pub use lexer::{Token, TokenKind, Tokens};
pub use member_index::{MemberIndex, Members};
pub use node::{Member, Node};
pub use parser::MAX_DEPTH;
pub use tree::{Container, ContainerKind, Entry, Issues, Key, NameFilter, StringInfo, Value};

use std::ops::Range;

use crate::text::{Edit, Source};
use parser::{Nesting, Parser};
use reparse::Reparser;

/// A document's tree. Clones share everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    document: Container,
    dialect: Dialect,
}

impl Tree {
    /// The tree of `source`, whatever it holds. Texts beyond 4 GiB are not supported.
    pub fn parse<S: Source + ?Sized>(source: &S, dialect: Dialect) -> Tree {
        let mut parser = Parser::new(source, dialect, 0);
        let document = parser.container(ContainerKind::Document, 0, Nesting::default());
        Tree { document, dialect }
    }

    /// Makes this the tree of `source`, given that it was the tree of the text before `edit`.
    /// Returns how many entries had to be parsed.
    pub fn edit<S: Source + ?Sized>(&mut self, source: &S, edit: &Edit) -> usize {
        let mut editing = Reparser { source, dialect: self.dialect, edit, work: 0 };
        // The document takes every edit.
        editing.apply(&mut self.document, 0, Nesting::default());
        editing.work
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
