//! Containers without errors, which recovery does not look into.
//!
//! An *atom* is a container that the ordinary parser accepts and whose extent is certain: it lies in
//! one line, or its lines are indented deeper than the line of its opening bracket up to a closing
//! bracket with the same indentation. Whether a container is an atom depends on its text alone. So
//! recovery can take atoms from an earlier version of the tree.

use std::ops::Range;

use memchr::{memchr, memmem, memrchr};

use super::line::{Line, indentation};
use crate::syntax::dialect::Dialect;
use crate::syntax::parser::{Nesting, NoReuse, Parser, Reuse};
use crate::syntax::tree::{Container, ContainerKind, Value};
use crate::text::Edit;

/// Finds atoms from left to right.
pub struct Atoms<'t> {
    text: &'t str,
    dialect: Dialect,
    /// Containers of the tree before an edit.
    old: Option<OldContainers<'t>>,
    /// The containers that attempts to parse found.
    parsed: Cursor,
    /// Attempts cover the text before this byte.
    tried: usize,
    /// Whether a container is nested too deeply.
    pub deep: bool,
}

impl<'t> Atoms<'t> {
    /// Atoms of `text`. `old` is the tree of the text before an edit.
    pub fn new(text: &'t str, dialect: Dialect, old: Option<(&Container, &'t Edit)>) -> Atoms<'t> {
        let old = old.map(|(document, edit)| {
            let cursor = Cursor::new(vec![(0, document.clone())]);
            OldContainers { cursor, edit }
        });
        Atoms { text, dialect, old, parsed: Cursor::new(Vec::new()), tried: 0, deep: false }
    }

    /// Returns the atom whose opening bracket is at the byte `at` of `line`. Offsets must ascend.
    pub fn find(&mut self, at: usize, kind: ContainerKind, line: &Line) -> Option<Container> {
        if at >= self.tried {
            self.parse(at, kind);
        }
        let container = self.parsed.find(at)?;
        let end = at + container.len as usize;
        let is_atom = !container.has_errors
            && container.kind == kind
            && (end <= line.end || {
                let compute = || block_indentation(self.text, at..end, self.dialect);
                container.block.get(compute) == Some(line.indent)
            });
        is_atom.then_some(container)
    }

    /// Parses the container at `at`. The tree before the edit saves work, but does not affect the
    /// result.
    fn parse(&mut self, at: usize, kind: ContainerKind) {
        if let Some(known) = self.old.as_mut().and_then(|old| old.find(at)) {
            self.tried = at + known.len as usize;
            self.parsed = Cursor::new(vec![(at, known)]);
            return;
        }
        let mut parser = Parser::new(self.text, self.dialect, at + 1);
        let reuse: &mut dyn Reuse = match &mut self.old {
            Some(old) => old,
            None => &mut NoReuse,
        };
        let parsed = parser.container_reusing(kind, at + 1, Nesting::default(), reuse);
        self.deep |= parser.deep;
        self.tried = match &parsed {
            Some(container) => at + container.len as usize,
            None => parser.tokens.last.max(at + 1),
        };
        let mut found = std::mem::take(&mut parser.complete);
        found.extend(parsed.map(|container| (at, container)));
        found.sort_by_key(|(start, _)| *start);
        self.parsed = Cursor::new(found);
    }
}

/// The containers without errors of the tree before an edit that the edit does not affect.
struct OldContainers<'t> {
    cursor: Cursor,
    edit: &'t Edit,
}

impl Reuse for OldContainers<'_> {
    fn find(&mut self, at: usize) -> Option<Container> {
        let edit = self.edit;
        let was = if at < edit.start {
            at
        } else if at >= edit.new_end() {
            at - edit.new_end() + edit.old_end()
        } else {
            return None;
        };
        let container = self.cursor.find(was)?;
        let end = was + container.len as usize;
        let untouched = end <= edit.start || was >= edit.old_end();
        (untouched && !container.has_errors).then_some(container)
    }

    fn is_deep(&self) -> bool {
        true
    }
}

/// The indentation of the line of its opening bracket that makes the container in `range`, which has no
/// errors, a block: its lines are indented deeper, between an opening bracket at the end of its line
/// and a closing bracket at the start of its own. May return `None` for a container with comments.
pub fn block_indentation(text: &str, range: Range<usize>, dialect: Dialect) -> Option<u16> {
    let bytes = text.as_bytes();
    let jsonc = dialect == Dialect::Jsonc;
    let last = memrchr(b'\n', &bytes[range.clone()])? + range.start + 1;
    let (indent, closer) = indentation(bytes, last);
    if closer + 1 != range.end || jsonc && memmem::find(&bytes[range.clone()], b"/*").is_some() {
        return None;
    }
    let mut at = range.start + 1;
    let first = memchr(b'\n', &bytes[at..last])?;
    if bytes[at..at + first].iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) {
        return None;
    }
    at += first + 1;
    while at < last {
        let (columns, token) = indentation(bytes, at);
        let is_blank = match bytes[token] {
            b'\n' | b'\r' => true,
            b'/' => jsonc && bytes[token + 1] == b'/',
            _ => false,
        };
        if columns <= indent && !is_blank {
            return None;
        }
        at = token + memchr(b'\n', &bytes[token..last])? + 1;
    }
    Some(indent)
}

/// Finds containers in trees from left to right.
struct Cursor {
    roots: Vec<(usize, Container)>,
    /// The roots before this one end before the current position.
    next: usize,
    path: Vec<Frame>,
}

/// A container around the current position.
struct Frame {
    container: Container,
    end: usize,
    /// The entry at the current position.
    index: usize,
    at: usize,
}

impl Frame {
    fn new(container: &Container, start: usize) -> Frame {
        let at = start + container.open_len();
        let end = start + container.len as usize;
        Frame { container: container.clone(), end, index: 0, at }
    }
}

impl Cursor {
    fn new(roots: Vec<(usize, Container)>) -> Cursor {
        let mut cursor = Cursor { roots, next: 0, path: Vec::new() };
        if let [(start, container)] = &cursor.roots[..]
            && container.kind == ContainerKind::Document
        {
            cursor.path.push(Frame::new(container, *start));
            cursor.roots.clear();
        }
        cursor
    }

    /// Returns the container that begins at the byte `at`. Offsets must ascend.
    fn find(&mut self, at: usize) -> Option<Container> {
        loop {
            let Some(frame) = self.path.last_mut() else {
                let (start, container) = self.roots.get(self.next)?;
                if start + container.len as usize <= at {
                    self.next += 1;
                } else if *start < at {
                    self.path.push(Frame::new(container, *start));
                } else {
                    return (*start == at).then(|| container.clone());
                }
                continue;
            };
            let Some(entry) = frame.container.entries().get(frame.index) else {
                if at < frame.end {
                    return None;
                }
                self.path.pop();
                continue;
            };
            let end = frame.at + entry.len();
            if end <= at {
                frame.at = end;
                frame.index += 1;
                continue;
            }
            let start = frame.at + entry.value_offset();
            let Value::Container(child) = &entry.value else { return None };
            if start >= at && child.opened {
                return (start == at).then(|| child.clone());
            }
            if start > at {
                return None;
            }
            let child = Frame::new(child, start);
            self.path.push(child);
        }
    }
}
