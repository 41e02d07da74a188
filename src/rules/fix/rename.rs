//! Giving a definition another name, here and wherever the manifest names it.

use super::place::Place;
use super::{TextEdit, quoted};
use crate::embedded::{in_document, script};
use crate::manifest::shape::Kind;
use crate::manifest::{described, name};
use crate::rules::semantics::interfaces;
use crate::syntax::{Node, Tree};
use crate::text::Source;

/// The edits that give the definition at `place` the name `new`; `None` if it is no definition, or
/// if another one has that name.
pub fn definition(
    source: &dyn Source,
    tree: &Tree,
    place: &Place,
    new: &str,
) -> Option<Vec<TextEdit>> {
    let path: Vec<&str> = place.names().collect();
    let kind = described(&path)?.1?;
    let (holder, member) = place.last()?;
    let old = member.key()?;
    if holder.get(new).is_some() {
        return None;
    }
    let mut edits = vec![TextEdit::new(member.key_range(), quoted(new))];
    // With a second definition of the old name, what names it may mean that one.
    if holder.members().filter(|(name, _)| *name == old).count() == 1 {
        references(source, tree.root()?, place, kind, old, new, &mut edits);
    }
    edits.sort_by_key(|edit| edit.range.start);
    Some(edits)
}

fn references(
    source: &dyn Source,
    root: Node<'_>,
    place: &Place,
    kind: Kind,
    old: &str,
    new: &str,
    edits: &mut Vec<TextEdit>,
) {
    match kind {
        Kind::Tag => {
            // The way ends with: the object that has the tags, `tags`, the tag.
            let owner = place.steps.len().checked_sub(2).map(|step| place.steps[step].0);
            let required = owner.and_then(|owner| owner.at(&[name::CREATION, name::REQUIRED_TAGS]));
            for element in required.into_iter().flat_map(Node::entries) {
                if element.value().text(source).as_deref() == Some(old) {
                    edits.push(TextEdit::new(element.value().range(), quoted(new)));
                }
            }
        }
        Kind::Action => targets(source, root, name::ACTIONS, old, new, edits),
        Kind::Event => targets(source, root, name::EVENTS, old, new, edits),
        Kind::Channel => targets(source, root, name::CHANNELS, old, new, edits),
        Kind::Entity => {
            targets(source, root, name::ENTITIES, old, new, edits);
            statements(root, old, new, edits);
        }
        Kind::Secret => {
            for (_, member) in script::all(root) {
                let value = member.value();
                let Some(text) = value.text(source) else { continue };
                for (range, read) in script::secrets(&text) {
                    if read == old
                        && let Some(range) = in_document(source, value, range)
                    {
                        edits.push(TextEdit::new(range, new));
                    }
                }
            }
        }
        _ => {}
    }
}

/// Interface statements that say `old` plays a part.
fn targets(
    source: &dyn Source,
    root: Node<'_>,
    map: &str,
    old: &str,
    new: &str,
    edits: &mut Vec<TextEdit>,
) {
    let statements = root.get(name::INTERFACES).into_iter().flat_map(Node::members);
    for (_, statement) in statements {
        let parts = statement.value().get(map).into_iter().flat_map(Node::members);
        for (_, part) in parts {
            if let Some(named) = part.value().get(name::NAME)
                && named.text(source).as_deref() == Some(old)
            {
                edits.push(TextEdit::new(named.range(), quoted(new)));
            }
        }
    }
}

/// Interface statements that have the entity `old` in their own name.
fn statements(root: Node<'_>, old: &str, new: &str, edits: &mut Vec<TextEdit>) {
    let Some(interfaces) = root.get(name::INTERFACES) else { return };
    for (key, statement) in interfaces.members() {
        let Some((interface, entities)) = interfaces::split_key(key) else { continue };
        if !entities.contains(&old) {
            continue;
        }
        let entities: Vec<&str> =
            entities.into_iter().map(|entity| if entity == old { new } else { entity }).collect();
        let key = interfaces::join_key(interface, &entities);
        edits.push(TextEdit::new(statement.key_range(), quoted(&key)));
    }
}
