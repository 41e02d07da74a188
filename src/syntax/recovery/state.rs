//! The states of the solver in [`super::brackets`], and its decisions.

use std::rc::Rc;

use crate::syntax::tree::ContainerKind;

/// The cost of a bracket to insert, remove or replace.
pub const EDIT: u32 = 6;
/// The cost of each further bracket inserted at the same place.
pub const MORE: u32 = 4;
/// The cost of an opening bracket inserted after a colon.
pub const OPEN_AFTER_COLON: u32 = 5;
/// The cost of a member in an array, of a value without a name in an object, and of text after the
/// end of the document.
pub const SHAPE: u32 = 4;
/// The cost of unexpected indentation.
pub const INDENT: u32 = 1;
/// The additional cost where a bracket at the end of its line is concerned.
pub const HANGING: u32 = 1;

/// An opening bracket that a decision is about.
#[derive(Debug, Clone, Copy)]
pub struct Opener {
    pub kind: ContainerKind,
    /// Its token, or `None` if it is inserted.
    pub tok: Option<usize>,
    /// The indentation of its line.
    pub indent: i32,
    /// The start of its line.
    pub line: u32,
    /// Whether it is at the end of its line.
    pub hanging: bool,
}

/// A change of a bracket. `at` is the index of the token before which it applies.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Insert the closing brackets of these containers, innermost first.
    Close { at: usize, openers: Vec<Opener>, is_root: bool },
    /// Remove the closing bracket.
    Drop { at: usize },
    /// Replace the closing bracket by that of this container.
    Change { at: usize, kind: ContainerKind },
    /// Insert an opening bracket, after a colon or before a line.
    Open { at: usize, kind: ContainerKind, after_colon: bool },
}

impl Decision {
    /// The index of the token before which it applies.
    pub fn at(&self) -> usize {
        match self {
            Decision::Close { at, .. }
            | Decision::Drop { at }
            | Decision::Change { at, .. }
            | Decision::Open { at, .. } => *at,
        }
    }
}

/// An opening bracket on the stack of a state.
#[derive(Debug, Clone)]
pub struct Node {
    pub parent: Option<Rc<Node>>,
    pub opener: Opener,
    /// The token of the bracket, or the one before which it is inserted.
    pub index: usize,
    /// The indentation of the latest entry that began a line.
    pub entries: Option<i32>,
    pub hash: u64,
}

impl Node {
    pub fn new(
        parent: Option<Rc<Node>>,
        opener: Opener,
        index: usize,
        entries: Option<i32>,
    ) -> Rc<Node> {
        let inserted = u64::from(opener.tok.is_none());
        let mut hash = parent.as_ref().map_or(7, |parent| parent.hash);
        for part in [index as u64 * 2 + inserted, entries.map_or(u64::MAX, |it| it as u64)] {
            hash = (hash.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
        Rc::new(Node { parent, opener, index, entries, hash })
    }

    pub fn with_entries(self: &Rc<Node>, indent: i32) -> Rc<Node> {
        if self.entries == Some(indent) {
            return self.clone();
        }
        Node::new(self.parent.clone(), self.opener, self.index, Some(indent))
    }
}

impl Drop for Node {
    /// Drops the parents in a loop, because there may be very many.
    fn drop(&mut self) {
        let mut parent = self.parent.take();
        while let Some(node) = parent {
            parent = Rc::try_unwrap(node).ok().and_then(|mut node| node.parent.take());
        }
    }
}

/// A list of decisions that shares its start with others.
pub struct Log {
    pub decision: Choice,
    pub before: Option<Rc<Log>>,
}

impl Drop for Log {
    /// Drops the earlier decisions in a loop, because there may be very many.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(log) = before {
            before = Rc::try_unwrap(log).ok().and_then(|mut log| log.before.take());
        }
    }
}

/// A decision as the solver notes it.
pub enum Choice {
    Close {
        at: usize,
        from: Rc<Node>,
        until: Option<Rc<Node>>,
    },
    Drop {
        at: usize,
    },
    Change {
        at: usize,
        kind: ContainerKind,
    },
    Open {
        at: usize,
        kind: ContainerKind,
        after_colon: bool,
    },
    /// The bracket inserted before the token `at` is of this kind.
    Reopen {
        at: usize,
        kind: ContainerKind,
    },
}

/// One explanation of the brackets so far.
#[derive(Clone)]
pub struct State {
    pub top: Option<Rc<Node>>,
    pub cost: u32,
    pub log: Option<Rc<Log>>,
}

impl State {
    pub fn then(&self, top: Option<Rc<Node>>, cost: u32) -> State {
        State { top, cost: self.cost + cost, log: self.log.clone() }
    }

    pub fn with_choice(mut self, decision: Choice) -> State {
        self.log = Some(Rc::new(Log { decision, before: self.log.take() }));
        self
    }
}
