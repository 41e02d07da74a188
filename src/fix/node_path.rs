//! Resolving a JSON Pointer, where keys may be duplicated.

use crate::syntax::{Member, MemberIndex, Node, TokenKind, Tokens, Tree, Value, pointer};
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
    pub fn find(index: &MemberIndex<'t>, pointer: &str, at: usize) -> Option<NodePath<'t>> {
        let mut place = NodePath { steps: Vec::new(), node: index.tree().root()? };
        for token in pointer::tokens(pointer) {
            let node = place.node;
            let members = index.members(node);
            let member = if node.is_array() {
                let index: usize = token.parse().ok()?;
                *members.all().get(index)?
            } else {
                let here = members
                    .at(at)
                    .filter(|member| member.key() == Some(&*token) && member.range().contains(&at));
                here.or_else(|| members.named(&token))?
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

/// Whether `member` ends with an unterminated string, so that text after it would be part of it.
pub fn ends_open(source: &dyn Source, tree: &Tree, member: Member<'_>) -> bool {
    let mut last = member;
    while let Some(inner) = last.value().container().filter(|it| !it.closed)
        && let Some(entry) = last.value().last_entry()
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
