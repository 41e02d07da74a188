//! Search of members by offset and by name.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Member, Node, Tree};

/// The members of containers, by offset and by name.
///
/// An entry stores its length, not its offset, so one search is linear in the entries of a container.
/// The index computes the offsets of a container once, for callers with many searches.
pub struct MemberIndex<'t> {
    tree: &'t Tree,
    containers: RefCell<FxHashMap<ContainerId, Rc<Members<'t>>>>,
}

/// The start of a container, and its address: a container without an opening bracket may start
/// where its first entry starts.
type ContainerId = (usize, usize);

/// The members of a container.
pub struct Members<'t> {
    all: Vec<Member<'t>>,
    /// The index of the last member with each name, computed on the first search by name.
    by_name: RefCell<Option<HashMap<&'t str, usize>>>,
}

impl<'t> MemberIndex<'t> {
    /// An empty index of `tree`.
    pub fn new(tree: &'t Tree) -> MemberIndex<'t> {
        MemberIndex { tree, containers: RefCell::default() }
    }

    /// The tree.
    pub fn tree(&self) -> &'t Tree {
        self.tree
    }

    /// The members of `node`; none if it is a scalar.
    pub fn members(&self, node: Node<'t>) -> Rc<Members<'t>> {
        let id = (node.start(), std::ptr::from_ref(node.value()).addr());
        let mut containers = self.containers.borrow_mut();
        let members = containers.entry(id).or_insert_with(|| {
            Rc::new(Members { all: node.entries().collect(), by_name: RefCell::default() })
        });
        Rc::clone(members)
    }
}

impl<'t> Members<'t> {
    /// All members in document order.
    pub fn all(&self) -> &[Member<'t>] {
        &self.all
    }

    /// The member whose entry, with the trivia before it, contains the byte `at`.
    pub fn at(&self, at: usize) -> Option<Member<'t>> {
        let next = self.all.partition_point(|member| member.start() <= at);
        self.all.get(next.checked_sub(1)?).copied()
    }

    /// The last member called `name`.
    pub fn named(&self, name: &str) -> Option<Member<'t>> {
        let mut by_name = self.by_name.borrow_mut();
        let by_name = by_name.get_or_insert_with(|| {
            let named = self.all.iter().enumerate();
            named.filter_map(|(index, member)| Some((member.key()?, index))).collect()
        });
        by_name.get(name).map(|index| self.all[*index])
    }
}
