//! One definition instead of a map of definitions.

use super::repair::{Repair, Step, path};
use super::shapes::KEYS;
use super::site::{Found, ValueSite};
use crate::manifest::field_names as names;
use crate::manifest::types::{Map, Object, Shape};
use crate::syntax::{Member, Node};
use crate::util::casing::camel;

/// Whether the names of the members of `node`, a value of `map`, are those of the fields of one
/// definition. Most maps fail this test at their first name.
pub fn may_be_single(map: &Map, node: Node<'_>) -> bool {
    let Some(object) = definition(map) else { return false };
    let mut names = node.members().map(|(name, _)| name).peekable();
    names.peek().is_some() && names.all(|name| object.field(name).is_some() || KEYS.contains(&name))
}

/// The description of a definition in `map`, if it has required fields.
fn definition(map: &Map) -> Option<&'static Object> {
    match map.value {
        Shape::Object(object) if map.kind.is_definition() => {
            object.required().next().map(|_| object)
        }
        _ => None,
    }
}

/// The fields of one definition directly in a map. The finding is at the first member that is not a
/// definition.
pub fn single(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Map(map) = site.shape else { return None };
    let object = definition(map).filter(|_| may_be_single(map, site.node))?;
    let has_all = |node: Node<'_>| object.required().all(|field| node.get(field.name).is_some());
    // A definition can have the name of a field.
    let is_entry = |(_, member): (&str, Member<'_>)| has_all(member.value());
    if site.node.members().any(is_entry) {
        return None;
    }
    let text = |name: &str| Some(site.node.get(name)?.text(site.source)?.into_owned());
    let named =
        |key: &&'static str| Some((*key, text(key).filter(|_| object.field(key).is_none())?));
    let key = KEYS.iter().find_map(named);
    let fields = site.node.members().filter(|(name, _)| object.field(name).is_some()).count();
    if fields == 0 || key.is_none() && !has_all(site.node) {
        return None;
    }
    let is_name = |name: &String| !name.is_empty() && !name.contains(char::is_whitespace);
    let (key, name) = key.filter(|(_, name)| is_name(name)).unzip();
    let noun = map.kind.noun();
    let noun = noun.split_once(' ').map_or(noun, |(_, noun)| noun);
    let title = || camel(&text(names::TITLE)?);
    let name = name.or_else(title).or_else(|| camel(noun))?;
    let mut steps: Vec<Step> = key.iter().map(|key| Step::Remove(path(&[key]))).collect();
    steps.push(Step::Wrap(path(&[]), name.clone()));
    let message = format!(
        "{} contains the fields of one {noun} directly; put them in an object under its name: \
         `\"{name}\": {{ … }}`.",
        site.label()
    );
    let first = site.node.members().find(|(_, member)| !member.value().is_object());
    let (first, _) = first.or_else(|| site.node.members().next())?;
    let repair = Repair::new(format!("Wrap in `{name}`"), 0, steps);
    Some(Found::new(message, repair).explains(&[first], &[]))
}
