//! Mistakes of several entries of a map, which are one finding.

use super::arrays::fits_map;
use super::joined::{MAX_SHARED, MIN_SHARED, SAME_MISTAKE, and_others};
use super::names::is_sent_by_tools;
use super::repair::{Path, Repair, Step, path};
use super::site::{Found, ObjectSite, ValueSite, has_content, is_type};
use super::values::intended_value;
use super::{in_object, in_value};
use crate::manifest::skeleton;
use crate::manifest::types::{Choice, Field, Map, Object, Shape};
use crate::syntax::{Member, Node, Value, quoted};
use crate::util::suggest::nearest;

/// The fewest entries that share mistakes.
const MIN_ENTRIES: usize = 2;

/// The mistakes of several entries of a map.
#[derive(Default)]
pub struct SharedMistakes {
    /// The mistakes. They explain everything in these entries.
    pub all: Vec<Shared>,
    /// The names of the entries.
    pub entries: Vec<String>,
}

/// A mistake that several entries of a map have.
pub struct Shared {
    /// The mistake. Its repairs repair these entries, and are relative to the map.
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
    /// A value that is not one of the allowed ones.
    UnknownValue,
}

/// A mistake in one entry.
struct Mistaken {
    found: Found,
    kind: Kind,
    /// The path from the entry to the value with the mistake.
    path: Path,
}

/// Whether several entries of a map, one of which is `changed`, can share a mistake.
pub fn may_be_shared(map: &Map, node: Node<'_>, changed: Member<'_>) -> bool {
    has_few_entries(node) && may_be_wrong(map, changed.value()) && has_wrong_entries(map, node)
}

/// Whether the mistakes in the entries of the map `node` can be one finding, judged by their number.
fn has_few_entries(node: Node<'_>) -> bool {
    let count = node.container().map_or(0, |container| container.entries().len());
    (MIN_ENTRIES..=MAX_SHARED).contains(&count)
}

/// Whether enough entries of the map `node` may be wrong.
fn has_wrong_entries(map: &Map, node: Node<'_>) -> bool {
    let wrong = node.members().filter(|(_, member)| may_be_wrong(map, member.value()));
    wrong.take(MIN_ENTRIES).count() == MIN_ENTRIES
}

/// Whether the entry `value` of `map` has the wrong type or lacks a field, or has an unknown one where none
/// is required.
fn may_be_wrong(map: &Map, value: Node<'_>) -> bool {
    let is_absent = |field: &Field, value: Node<'_>| {
        value.get(field.name).is_none_or(|value| wrong_field(&field.shape, value).is_some())
    };
    let is_wrong = |object: &Object, value: Node<'_>| match object.required().next() {
        Some(_) => object.required().any(|field| is_absent(field, value)),
        None => value.members().any(|(name, _)| object.field(name).is_none()),
    };
    let parts = |object: &'static Object| {
        parts(object, value).any(|(_, object, part)| is_wrong(object, part))
    };
    let is_object = |object| is_wrong(object, value) || parts(object);
    !fits_map(map, value) || map.value.object().is_some_and(is_object)
}

/// How the value `node` of a required field of `shape` is wrong, as far as its text is not read.
fn wrong_field(shape: &Shape, node: Node<'_>) -> Option<Kind> {
    match (shape, node.value()) {
        (Shape::Text(text), Value::String(string)) => {
            let is_long = |choice: &Choice| choice.value.len() == string.chars as usize;
            let is_known = text.values.is_empty() || text.values.iter().any(is_long);
            (!is_known).then_some(Kind::UnknownValue)
        }
        (Shape::Text(_), Value::Number(_) | Value::Bool(_) | Value::Container(_)) => {
            Some(Kind::WrongType)
        }
        (Shape::Object(_) | Shape::Map(_) | Shape::Schema, _) if !node.is_object() => {
            Some(Kind::WrongType)
        }
        _ => None,
    }
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

/// The mistakes of the entries of a map, if several have some. They are reported in the first of these
/// entries.
pub fn in_several_entries(site: &ValueSite<'_>) -> SharedMistakes {
    let none = SharedMistakes::default();
    let Shape::Map(map) = site.shape else { return none };
    let Some(container) = site.node.container() else { return none };
    if !has_few_entries(site.node) || container.duplicates || !has_wrong_entries(map, site.node) {
        return none;
    }
    let found = |(name, member): (&'_ str, Member<'_>)| {
        let found = in_entry(site, map, name, member.value())?;
        let is_blank = member.value().is_object() && !has_content(member.value());
        (!found.is_empty()).then(|| Wrong { name: name.to_owned(), is_blank, found })
    };
    let wrong: Vec<Wrong> = site.node.members().filter_map(found).collect();
    let Some(first) = wrong.first() else { return none };
    let is_same = wrong.iter().all(|it| it.is_like(first));
    let count: usize = wrong.iter().map(|it| it.found.len()).sum();
    // Each of a few wrong entries among many right ones is a finding of its own.
    let is_usual = wrong.len() * 2 >= container.entries().len();
    let is_enough = wrong.len() >= MIN_ENTRIES && count >= MIN_SHARED && is_usual;
    // Definitions without content are not finished: each is a place to continue.
    let is_new = wrong.iter().all(|it| it.is_blank);
    // Fields can be missing in some definitions by chance.
    if !is_enough || is_new || !is_same && wrong.iter().all(Wrong::is_plain) {
        return none;
    }
    let kinds = first.found.len();
    let all = match is_same && kinds <= MAX_KINDS {
        true => (0..kinds).map(|index| join(map, &wrong, Some(index))).collect(),
        false => vec![join(map, &wrong, None)],
    };
    SharedMistakes { all, entries: wrong.into_iter().map(|it| it.name).collect() }
}

/// The most mistakes of each entry that are findings of their own.
const MAX_KINDS: usize = 2;

/// An entry with mistakes.
struct Wrong {
    name: String,
    /// Whether it is an object without content.
    is_blank: bool,
    found: Vec<Mistaken>,
}

impl Wrong {
    /// Whether `other` has the same mistakes.
    fn is_like(&self, other: &Wrong) -> bool {
        let same = |(a, b): (&Mistaken, &Mistaken)| {
            (a.found.id, &a.path, &a.found.fills) == (b.found.id, &b.path, &b.found.fills)
                && (a.found.id != UNKNOWN || a.found.covers == b.found.covers)
        };
        self.found.len() == other.found.len() && self.found.iter().zip(&other.found).all(same)
    }

    /// Whether it only lacks fields, or has unknown ones or wrong values, without a sign of the cause.
    fn is_plain(&self) -> bool {
        let is_value = |it: &Mistaken| match it.kind {
            Kind::UnknownValue => true,
            Kind::WrongType => !it.path.is_empty(),
            Kind::MissingField | Kind::UnknownField => false,
        };
        self.found.iter().all(|it| ["", UNKNOWN].contains(&it.found.id) || is_value(it))
    }
}

/// The id of a JSON Schema in the place of an object with one.
const BARE_SCHEMA: &str = "bare-schema";

/// The id of an unknown field without a cause.
const UNKNOWN: &str = "unknown";

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
    if !unknown.is_empty() {
        let is_only = all.is_empty() && missing.is_empty() && path.is_empty();
        return is_only.then(|| unexplained(object, node, &unknown))?;
    }
    let base: Vec<&str> =
        site.path.iter().copied().chain(path.iter().map(String::as_str)).collect();
    let mut wrong = Vec::new();
    for field in object.required() {
        let Some(value) = node.get(field.name) else { continue };
        let Some(kind) = wrong_field(&field.shape, value) else { continue };
        let names = base.iter().copied().chain([name, field.name]).collect();
        let value =
            ValueSite { shape: &field.shape, path: names, node: value, source: site.source };
        // The type of a schema that is written as a state.
        if is_type(value.node, site.source) && all.iter().any(|found| found.id == BARE_SCHEMA) {
            continue;
        }
        let found = match kind {
            Kind::UnknownValue => unknown_value(&value),
            _ => in_value(&value).or_else(|| unknown_value(&value)),
        }?;
        wrong.push(Mistaken { found, kind, path: [&path[..], &[field.name.to_owned()]].concat() });
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
    Some(all.into_iter().chain(absent).map(mistaken).chain(wrong).collect())
}

/// A value that is not one of the allowed ones. If it means none of them, each is offered.
fn unknown_value(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Text(text) = site.shape else { return None };
    let word = site.text();
    let right = word.as_deref().and_then(|word| intended_value(text, word));
    let choices = || text.values.iter().map(|choice| choice.value);
    let values: Vec<String> = choices().map(|value| format!("`{value}`")).collect();
    let message = format!("{} must be one of {}", site.label(), values.join(", "));
    let message = match right {
        Some(right) => format!("{message}; did you mean `{right}`?"),
        None => format!("{message}."),
    };
    let repair = |value: &str| {
        let json = quoted(value);
        let title = format!("Replace with `{json}`");
        Repair::new(title, 0, vec![Step::Replace(Vec::new(), json)])
    };
    let mut found = Found::new(message, right.map(repair));
    if right.is_none() {
        found.repairs = choices().map(repair).collect();
        found.manual = true;
    }
    found.id = "unknown-value";
    (!text.values.is_empty()).then_some(found)
}

/// The unknown fields `unknown` of the object `node`, which nothing explains; `None` if one may be
/// misspelled, or is sent by tools.
fn unexplained(object: &'static Object, node: Node<'_>, unknown: &[&str]) -> Option<Vec<Mistaken>> {
    let fields = || object.fields.iter().map(|field| field.name);
    let one = |name: &&str| {
        let is_known = is_sent_by_tools(object, name) || !nearest(name, fields()).is_empty();
        let noun = object.noun;
        let message = format!("Unknown field `{name}` in {noun}; the Botpress API ignores it.");
        let repair = Repair::new(format!("Remove `{name}`"), 0, vec![Step::Remove(path(&[name]))]);
        let mut found = Found::new(message, repair).explains(&[name], &[]);
        found.id = UNKNOWN;
        found.manual = node.get(name).is_some_and(has_content);
        (!is_known).then(|| Mistaken { found, kind: Kind::UnknownField, path: Vec::new() })
    };
    unknown.iter().map(one).collect()
}

/// The mistake at `index` of those in each entry, or all of them.
fn join(map: &Map, all: &[Wrong], index: Option<usize>) -> Shared {
    let each = || {
        all.iter().flat_map(move |it| {
            let found = it.found.iter().enumerate();
            let found = found.filter(move |(at, _)| index.is_none_or(|index| index == *at));
            found.map(|(_, one)| (it.name.as_str(), one))
        })
    };
    let (_, plural) = map.kind.plural();
    let count = all.len();
    let first = &all[0].found[index.unwrap_or_default()];
    let others: Vec<&str> = all.iter().skip(1).map(|it| it.name.as_str()).collect();
    let what = if index.is_some() { SAME_MISTAKE } else { "similar mistakes" };
    let message = and_others(&first.found.message, &others, plural, what);
    let base = |name: &str, it: &Mistaken| [&[name.to_owned()], it.path.as_slice()].concat();
    let repair = |(number, one): (usize, &Repair)| {
        let mut steps = Vec::new();
        let mut is_same = true;
        for (name, it) in each() {
            let Some(repair) = it.found.repairs.get(number) else {
                // Of different mistakes, those with a repair are repaired.
                index.is_none().then_some(())?;
                continue;
            };
            is_same &= repair.title == one.title;
            let base = base(name, it);
            let base = &base[..base.len().checked_sub(repair.up)?];
            steps.extend(repair.steps.iter().map(|step| step.clone().inside(base)));
        }
        let title = match is_same {
            true => format!("{} in {count} {plural}", one.title),
            false => format!("Repair all {count} {plural}"),
        };
        Some(Repair::new(title, 0, steps))
    };
    let mut found = Found::new(message, None);
    let with_repair = each().map(|(_, it)| &it.found).find(|it| !it.repairs.is_empty());
    let template = if index.is_some() { &first.found } else { with_repair.unwrap_or(&first.found) };
    let repairs = template.repairs.iter().enumerate();
    let repairs = repairs.take(if index.is_some() { usize::MAX } else { 1 });
    found.repairs = repairs.map_while(repair).collect();
    found.safe = each().all(|(_, it)| it.found.safe);
    found.manual = each().any(|(_, it)| it.found.manual);
    found.places = each().map(|(_, it)| it.found.places).sum();
    let place = |(name, it): (&str, &Mistaken)| {
        let member = it.found.covers.first().filter(|_| it.kind == Kind::UnknownField);
        base(name, it).into_iter().chain(member.cloned()).collect()
    };
    Shared { found, kind: first.kind, paths: each().map(place).collect() }
}
