//! The same mistakes in all entries of a map.

use super::repair::{Path, Repair, Step};
use super::shapes::fits_map;
use super::site::{Found, ObjectSite, ValueSite};
use super::{in_object, in_value};
use crate::manifest::skeleton;
use crate::manifest::types::{Map, Object, Shape};
use crate::syntax::{Member, Node, Value, quoted};

/// The fewest entries whose mistakes are one finding.
const MIN_ENTRIES: usize = 3;

/// The most entries whose mistakes are one finding.
const MAX_ENTRIES: usize = 64;

/// A mistake that all entries of a map have.
pub struct Shared {
    /// The mistake. Its repairs repair all entries, and are relative to the map.
    pub found: Found,
    /// Its type.
    pub kind: Kind,
    /// The paths from the map to the value or the member with the mistake, in each entry.
    pub paths: Vec<Path>,
}

/// The type of a mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A value of the wrong type.
    WrongType,
    /// An object without required fields.
    MissingField,
    /// A member that is not a field.
    UnknownField,
}

/// A mistake in one entry.
struct Mistaken {
    found: Found,
    kind: Kind,
    /// The path from the entry to the value with the mistake.
    path: Path,
}

/// Mistakes without missing fields that leave nothing in its place.
const SHAPES: &[&str] = &["bare-schema", "bare-properties", "wrapped"];

/// Whether the entries of a map can share a mistake, judged by its first entry and by `changed`.
pub fn may_be_shared(map: &Map, node: Node<'_>, changed: Member<'_>) -> bool {
    let first = node.members().next();
    has_few_entries(node)
        && first.is_some_and(|(_, first)| may_be_wrong(map, first.value()))
        && may_be_wrong(map, changed.value())
}

/// Whether the mistakes in the entries of the map `node` can be one finding, judged by their number.
fn has_few_entries(node: Node<'_>) -> bool {
    let count = node.container().map_or(0, |container| container.entries().len());
    (MIN_ENTRIES..=MAX_ENTRIES).contains(&count)
}

/// Whether the entry `value` of `map` has the wrong type or lacks a field, or has an unknown one where none
/// is required.
fn may_be_wrong(map: &Map, value: Node<'_>) -> bool {
    let is_wrong = |object: &Object, value: Node<'_>| match object.required().next() {
        Some(_) => object.required().any(|field| value.get(field.name).is_none()),
        None => value.members().any(|(name, _)| object.field(name).is_none()),
    };
    let parts = |object: &'static Object| {
        parts(object, value).any(|(_, object, part)| is_wrong(object, part))
    };
    let is_object = |object| is_wrong(object, value) || parts(object);
    !fits_map(map, value) || map.value.object().is_some_and(is_object)
}

/// The required fields of `object` that contain objects: their names, descriptions and values in `value`.
fn parts<'a>(
    object: &'static Object,
    value: Node<'a>,
) -> impl Iterator<Item = (&'static str, &'static Object, Node<'a>)> {
    object.required().filter_map(move |field| {
        let part = value.get(field.name).filter(|part| part.is_object())?;
        Some((field.name, field.shape.object()?, part))
    })
}

/// The mistakes that all entries have. They are reported in the first one.
pub fn in_all_entries(site: &ValueSite<'_>) -> Vec<Shared> {
    let Shape::Map(map) = site.shape else { return Vec::new() };
    let Some(container) = site.node.container() else { return Vec::new() };
    let count = container.entries().len();
    if !has_few_entries(site.node) || container.duplicates {
        return Vec::new();
    }
    let mut all: Vec<(&str, Vec<Mistaken>)> = Vec::new();
    for (name, member) in site.node.members() {
        let found = in_entry(site, map, name, member.value()).unwrap_or_default();
        let is_same = |(_, first): &(&str, Vec<Mistaken>)| {
            let same =
                |(a, b): (&Mistaken, &Mistaken)| a.found.id == b.found.id && a.path == b.path;
            first.len() == found.len() && first.iter().zip(&found).all(same)
        };
        if found.is_empty() || !all.first().is_none_or(is_same) {
            return Vec::new();
        }
        all.push((name, found));
    }
    let kinds = all.first().map_or(0, |(_, first)| first.len());
    (0..kinds).filter(|_| all.len() == count).map(|index| join(map, &all, index)).collect()
}

/// The mistakes in one entry; `None` if they do not explain its type and its missing and unknown fields.
fn in_entry(
    site: &ValueSite<'_>,
    map: &'static Map,
    name: &str,
    value: Node<'_>,
) -> Option<Vec<Mistaken>> {
    if !may_be_wrong(map, value) {
        return None;
    }
    let Some(object) = map.value.object().filter(|_| value.is_object()) else {
        let path = site.path.iter().copied().chain([name]).collect();
        let entry = ValueSite { shape: &map.value, path, node: value, source: site.source };
        let found = in_value(&entry).or_else(|| scalar(&entry))?;
        return Some(vec![Mistaken { found, kind: Kind::WrongType, path: Vec::new() }]);
    };
    let mut all = in_part(site, object, name, value, Vec::new())?;
    for (name, object, part) in parts(object, value) {
        all.extend(in_part(site, object, name, part, vec![name.to_owned()])?);
    }
    Some(all)
}

/// A number or a boolean instead of a string.
fn scalar(site: &ValueSite<'_>) -> Option<Found> {
    let is_scalar = matches!(site.node.value(), Value::Number(_) | Value::Bool(_));
    let is_text = matches!(site.shape, Shape::Text(text) if text.values.is_empty());
    let json = quoted(&site.source.slice(site.node.range()));
    let message = format!("{} must be a string, not {}.", site.label(), site.node.type_name());
    let steps = vec![Step::Replace(Vec::new(), json.clone())];
    let repair = Repair::new(format!("Replace with `{json}`"), 0, steps);
    (is_scalar && is_text).then(|| Found::new(message, repair))
}

/// The mistakes in the object `node`, at `path` in an entry; `None` if they do not explain everything.
fn in_part(
    site: &ValueSite<'_>,
    object: &'static Object,
    name: &str,
    node: Node<'_>,
    path: Path,
) -> Option<Vec<Mistaken>> {
    let part = ObjectSite::new(object, name, node, site.source)?;
    let mut unknown: Vec<&str> = part.unknown.iter().map(|(name, _)| *name).collect();
    let mut missing = part.missing.clone();
    let all = in_object(part);
    for found in &all {
        unknown.retain(|name| !found.covers.iter().any(|covered| covered == name));
        missing.retain(|name| !found.fills.contains(name));
    }
    if !unknown.is_empty() || all.is_empty() && !missing.is_empty() {
        return None;
    }
    let is_clear = |found: &Found| !found.fills.is_empty() || SHAPES.contains(&found.id);
    if !all.iter().all(is_clear) {
        return None;
    }
    let absent = object.required().filter(|field| missing.contains(&field.name)).map(|field| {
        let message = format!("Missing required field `{}` in `{name}`.", field.name);
        let json = skeleton::value(&field.shape);
        let is_blank = json == "\"\"";
        let steps = vec![Step::Add(Vec::new(), vec![(field.name.to_owned(), json)])];
        let repair = Repair::new(format!("Add `{}`", field.name), 0, steps);
        Found::new(message, (!is_blank).then_some(repair)).explains(&[], &[field.name])
    });
    let absent: Vec<Found> = absent.collect();
    let mistaken = |found: Found| {
        let kind = if found.fills.is_empty() { Kind::UnknownField } else { Kind::MissingField };
        Mistaken { found, kind, path: path.clone() }
    };
    Some(all.into_iter().chain(absent).map(mistaken).collect())
}

/// The mistake at `index` of those in each entry.
fn join(map: &Map, all: &[(&str, Vec<Mistaken>)], index: usize) -> Shared {
    let each = || all.iter().map(|(name, found)| (*name, &found[index]));
    let (_, plural) = map.kind.plural();
    let count = all.len();
    let first = &all[0].1[index];
    let message =
        format!("{} The other {} {plural} have the same mistake.", first.found.message, count - 1);
    let base = |name: &str, it: &Mistaken| [&[name.to_owned()], it.path.as_slice()].concat();
    let repair = |(number, one): (usize, &Repair)| {
        let mut steps = Vec::new();
        let mut is_same = true;
        for (name, it) in each() {
            let repair = it.found.repairs.get(number)?;
            is_same &= repair.title == one.title;
            let base = base(name, it);
            let base = &base[..base.len().checked_sub(repair.up)?];
            steps.extend(repair.steps.iter().map(|step| step.clone().inside(base)));
        }
        let title = match is_same {
            true => format!("{} in all {count} {plural}", one.title),
            false => format!("Repair all {count} {plural}"),
        };
        Some(Repair::new(title, 0, steps))
    };
    let mut found = Found::new(message, None);
    found.repairs = first.found.repairs.iter().enumerate().map_while(repair).collect();
    found.safe = each().all(|(_, it)| it.found.safe);
    found.manual = each().any(|(_, it)| it.found.manual);
    let place = |(name, it): (&str, &Mistaken)| {
        let member = it.found.covers.first().filter(|_| it.kind == Kind::UnknownField);
        base(name, it).into_iter().chain(member.cloned()).collect()
    };
    Shared { found, kind: first.kind, paths: each().map(place).collect() }
}
