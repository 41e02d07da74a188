//! Resolving a JSON Pointer, where keys may be duplicated.

use crate::syntax::{Member, Node, TokenKind, Tokens, Tree, Value, pointer};
use crate::text::Source;

/// The value at a pointer, and the path to it.
pub struct NodePath<'t> {
    /// The containers on the path, each with the member or element inside.
    pub steps: Vec<(Node<'t>, Member<'t>)>,
    /// The value.
    pub node: Node<'t>,
}

impl<'t> NodePath<'t> {
    /// Resolves `pointer`. Of members with the same name, the one at the byte `at` is used, or else
    /// the last.
    pub fn find(tree: &'t Tree, pointer: &str, at: usize) -> Option<NodePath<'t>> {
        let mut place = NodePath { steps: Vec::new(), node: tree.root()? };
        for token in pointer::tokens(pointer) {
            let node = place.node;
            let member = if node.is_array() {
                let index: usize = token.parse().ok()?;
                node.entries().nth(index)?
            } else {
                let named = || node.members().filter(|(name, _)| *name == token);
                let here = named().find(|(_, member)| member.range().contains(&at));
                here.or_else(|| named().last())?.1
            };
            place.steps.push((node, member));
            place.node = member.value();
        }
        Some(place)
    }

    /// The member or element itself, with its container.
    pub fn last(&self) -> Option<(Node<'t>, Member<'t>)> {
        self.steps.last().copied()
    }

    /// The names on the path; "" for elements.
    pub fn names(&self) -> impl Iterator<Item = &'t str> + '_ {
        self.steps.iter().map(|(_, member)| member.key().unwrap_or_default())
    }
}

/// The entry before the one that starts at the byte `at`.
pub fn before(tree: &Tree, at: usize) -> Option<Member<'_>> {
    let mut node = tree.root()?;
    loop {
        let mut before = None;
        let mut inside = None;
        for member in node.entries() {
            if member.range().start == at {
                return before;
            }
            if member.value().range().contains(&at) {
                inside = Some(member.value());
            }
            before = Some(member);
        }
        node = inside?;
    }
}

/// Whether `member` ends with an unterminated string, so that text after it would be part of it.
pub fn ends_open(source: &dyn Source, tree: &Tree, member: Member<'_>) -> bool {
    let mut last = member;
    while let Some(inner) = last.value().container().filter(|it| !it.closed)
        && let Some(entry) = last.value().entries().last()
    {
        if inner.tail > 0 {
            return false;
        }
        last = entry;
    }
    let range = match last.value().value() {
        Value::String(string) => return !string.closed,
        Value::Missing if last.key().is_some() => last.key_range(),
        Value::Invalid(_) => last.value().range(),
        _ => return false,
    };
    let token = Tokens::new(source, tree.dialect(), range.start).token();
    let text = source.slice(range);
    // Single quotes are not valid in JSON, but authors use them.
    let single = text.strip_prefix('\'').map(|rest| rest.ends_with('\'') && !rest.ends_with("\\'"));
    single == Some(false) || token.kind() == TokenKind::String && !token.is_closed()
}
