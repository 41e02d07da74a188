//! Other objects instead of a map: the fields of one definition, or groups of secrets.

use std::collections::HashSet;

use super::arrays::{KEYS, MAX_ENTRIES, items};
use super::repair::{Repair, Step, path};
use super::site::{Found, ValueSite};
use crate::manifest::field_names as names;
use crate::manifest::types::{EntryKind, Field, Map, Object, Shape};
use crate::syntax::{Member, Node, Value};
use crate::util::casing::camel;

/// Whether the names of the members of `node`, a value of `map`, are those of the fields of one
/// definition. Most maps fail this test at their first name.
pub fn may_be_single(map: &Map, node: Node<'_>) -> bool {
    let Some(object) = definition(map) else { return false };
    let mut names = node.members().map(|(name, _)| name).peekable();
    names.peek().is_some() && names.all(|name| object.field(name).is_some() || KEYS.contains(&name))
}

/// The description of a definition in `map`, if it has typical fields.
fn definition(map: &Map) -> Option<&'static Object> {
    match map.value {
        Shape::Object(object) if map.kind.is_definition() => typical(object).next().map(|_| object),
        _ => None,
    }
}

/// The fields that show a definition: the required ones, and its schema.
fn typical(object: &'static Object) -> impl Iterator<Item = &'static Field> {
    object.fields.iter().filter(|field| field.required || field.name == names::SCHEMA)
}

/// The fields of one definition directly in a map. The finding is at the first member that is not a
/// definition.
pub fn single(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Map(map) = site.shape else { return None };
    let object = definition(map).filter(|_| may_be_single(map, site.node))?;
    let has_all = |node: Node<'_>| typical(object).all(|field| node.get(field.name).is_some());
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

/// Secrets in groups, or as the properties of a JSON Schema. The finding is at the first group.
pub fn grouped_secrets(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Map(map) = site.shape else { return None };
    let holds = |(name, member): (&str, Member<'_>)| match name {
        names::TYPE | names::ADDITIONAL_PROPERTIES => member.value().container().is_none(),
        _ => SECRET_GROUPS.contains(&name) && member.value().container().is_some(),
    };
    if map.kind != EntryKind::Secret || !site.node.members().all(holds) {
        return None;
    }
    let mut secrets = site.node.members().flat_map(|(_, member)| member.value().entries());
    if secrets.nth(MAX_ENTRIES).is_some() {
        return None;
    }
    let is_group = |(_, member): &(&str, Member<'_>)| member.value().container().is_some();
    let (first, _) = site.node.members().find(is_group)?;
    let properties = site.node.get(names::PROPERTIES);
    let mut all: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    let mut is_complete = true;
    for (group, member) in site.node.members() {
        let value = member.value();
        if value.container().is_none() || properties.is_some() && group == names::REQUIRED {
            steps.push(Step::Remove(path(&[group])));
            continue;
        }
        if value.is_array() {
            let name = |entry: Member<'_>| Some(entry.value().text(site.source)?.into_owned());
            all.extend(value.entries().filter_map(name));
            match items(map, value, site.source) {
                Some(items) => steps.push(Step::ToMap(path(&[group]), items)),
                None => is_complete = false,
            }
        }
        for (name, secret) in value.members() {
            all.push(name.to_owned());
            let secret = secret.value();
            // No field of a secret can contain a text such as a description, so the fix would delete it.
            let is_text = |(key, it): (&str, Member<'_>)| {
                key != names::TYPE && !matches!(it.value().value(), Value::Bool(_))
            };
            match secret.value() {
                Value::String(_) | Value::Null => {}
                _ => {
                    is_complete &= !secret.is_array() && !secret.members().any(is_text);
                    steps.push(Step::Replace(path(&[group, name]), "null".to_owned()));
                }
            }
        }
        steps.push(Step::Unwrap(path(&[group])));
    }
    let mut seen = HashSet::new();
    is_complete &= all.iter().all(|name| seen.insert(name));
    let message =
        format!("{} must list the secrets directly, by name: `{{ \"…\": null }}`.", site.label());
    let repair = is_complete.then(|| Repair::new("Move the secrets up", 0, steps));
    Some(Found::new(message, repair).explains(&[first], &[]))
}

/// Names of groups of secrets.
const SECRET_GROUPS: &[&str] = &[names::REQUIRED, "optional", names::PROPERTIES];
