//! Interface statements: the entities in their keys, and the definitions that they refer to.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::INTERFACE;
use crate::manifest::known::Parts;
use crate::manifest::types::{EntryKind, Map, Shape, StringFormat};
use crate::syntax::{Member, Node};

/// Reference from an interface statement to a definition that implements a member of the interface.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'t> {
    /// The name of the statement.
    pub interface: &'t str,
    /// The map of the statement that contains it: `actions`, `entities` …
    pub map: &'static str,
    /// The kind of definition that it refers to.
    pub kind: EntryKind,
    /// Name of the member in the interface.
    pub part: &'t str,
    /// Name of the definition that implements the member.
    pub named: Node<'t>,
}

/// Selection among members with the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All of them.
    All,
    /// The last one, which overrides the others.
    Effective,
}

/// Returns all references from interface statements of the manifest to definitions.
pub(crate) fn targets(root: Node<'_>, which: Which) -> Vec<Target<'_>> {
    let mut found = Vec::new();
    for (interface, statement) in members(root.get(field_names::INTERFACES), which) {
        for (map, kind, field) in maps() {
            for (part, target) in members(statement.value().get(map), which) {
                if let Some(named) = target.value().get(field) {
                    found.push(Target { interface, map, kind, part, named });
                }
            }
        }
    }
    found
}

fn members(node: Option<Node<'_>>, which: Which) -> Vec<(&str, Member<'_>)> {
    let Some(node) = node else { return Vec::new() };
    match which {
        Which::All => node.members().collect(),
        Which::Effective => node.effective_members().collect(),
    }
}

/// Returns the maps of a statement: the field name, the kind of definition that its entries refer to,
/// and the field that contains the reference.
fn maps() -> impl Iterator<Item = (&'static str, EntryKind, &'static str)> {
    INTERFACE.fields.iter().filter_map(|field| {
        let Shape::Map(Map { kind: EntryKind::Target(_), value: Shape::Object(entry), .. }) =
            field.shape
        else {
            return None;
        };
        entry.fields.iter().find_map(|by| match by.shape {
            Shape::Text(text) => match text.holds {
                StringFormat::NameOf(kind) => Some((field.name, kind, by.name)),
                _ => None,
            },
            _ => None,
        })
    })
}

/// Returns the members of an interface, by the map of a statement that contains them.
pub(crate) fn wanted(
    parts: &'static Parts,
) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    INTERFACE.fields.iter().filter_map(|field| match field.shape {
        Shape::Map(Map { kind: EntryKind::Target(kind), .. }) => {
            Some((field.name, parts.of(*kind)))
        }
        _ => None,
    })
}

/// The name of an interface in the name of a statement, and the entities in its angle brackets.
/// `None` if the brackets are not as they should be.
pub(crate) fn split_key(key: &str) -> Option<(&str, Vec<&str>)> {
    let interface = key.split('<').next().unwrap_or(key);
    let well_formed = match key.split_once('<') {
        None => !key.contains('>'),
        Some((_, rest)) => {
            rest.strip_suffix('>').is_some_and(|inside| !inside.contains(['<', '>']))
        }
    };
    well_formed.then(|| {
        let entities = key_entities(key).into_iter().map(|(_, entity)| entity);
        (interface, entities.collect())
    })
}

/// The other way round.
pub(crate) fn join_key(interface: &str, entities: &[&str]) -> String {
    if entities.is_empty() {
        interface.to_owned()
    } else {
        format!("{interface}<{}>", entities.join(","))
    }
}

/// Returns the entities in the angle brackets of a statement's name, with their ranges in it; empty
/// if the brackets are malformed.
pub(crate) fn key_entities(key: &str) -> Vec<(Range<usize>, &str)> {
    let Some((interface, rest)) = key.split_once('<') else { return Vec::new() };
    let Some(inside) = rest.strip_suffix('>') else { return Vec::new() };
    if inside.contains(['<', '>']) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = interface.len() + 1;
    for part in inside.split(',') {
        let entity = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        if !entity.is_empty() {
            found.push((start..start + entity.len(), entity));
        }
        at += part.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interface_keys_round_trip() {
        assert_eq!(split_key("hitl<ticket>"), Some(("hitl", vec!["ticket"])));
        assert_eq!(split_key("sync<a, b>"), Some(("sync", vec!["a", "b"])));
        assert_eq!(split_key("typing-indicator"), Some(("typing-indicator", vec![])));
        assert_eq!(split_key("hitl<ticket"), None);
        assert_eq!(split_key("hitl>"), None);
        assert_eq!(split_key("a<b<c>"), None);
        assert_eq!(join_key("sync", &["a", "b"]), "sync<a,b>");
        assert_eq!(join_key("sync", &[]), "sync");
    }

    #[test]
    fn key_entities_have_their_ranges() {
        let key = "sync< a ,, b>";
        let places = key_entities(key);
        assert_eq!(places.len(), 2);
        for (range, entity) in places {
            assert_eq!(&key[range], entity);
        }
    }

    #[test]
    fn interface_maps_refer_to_definition_kinds() {
        let maps: Vec<_> = maps().map(|(map, kind, _)| (map, kind)).collect();
        let expected = [
            (field_names::ENTITIES, EntryKind::Entity),
            (field_names::ACTIONS, EntryKind::Action),
            (field_names::EVENTS, EntryKind::Event),
            (field_names::CHANNELS, EntryKind::Channel),
        ];
        assert_eq!(maps, expected);
    }
}
