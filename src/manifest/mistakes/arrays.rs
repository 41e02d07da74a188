//! Arrays where an object belongs.

use super::repair::{Item, Path, Repair, Step, path};
use super::site::{Found, ValueSite, is_property, is_type, only};
use crate::manifest::types::{EntryKind, Map, Shape};
use crate::manifest::{INTEGRATION, field_names as names, fields, known, skeleton};
use crate::syntax::{Member, Node, Value, quoted};
use crate::text::Source;
use crate::util::casing::camel;

/// Members in which the elements of an array have their names.
pub const KEYS: &[&str] = &["name", "id", "key"];

/// The most elements that are converted.
pub const MAX_ENTRIES: usize = 1000;

/// The map that `shape` describes.
pub fn map_of(shape: &Shape) -> Option<&'static Map> {
    match shape {
        Shape::Map(map) => Some(map),
        _ => None,
    }
}

/// An array of named things instead of a map.
pub fn array_for_map(site: &ValueSite<'_>) -> Option<Found> {
    let map = map_of(site.shape)?;
    let noun = map.kind.noun();
    let one = noun.split_once(' ').map_or(noun, |(_, noun)| noun);
    let label = site.label();
    if let Some(found) = value_for_map(site, map) {
        return Some(found);
    }
    if let Value::String(_) = site.node.value() {
        let text = site.text()?;
        let names: Vec<&str> = text.split(',').map(str::trim).collect();
        let is_name = |name: &&str| !name.is_empty() && !name.contains(char::is_whitespace);
        let is_list = names.iter().all(is_name) && names.len() <= MAX_ENTRIES;
        let member = |name: &&str| format!("{}: {}", quoted(name), blank(map, name));
        let members: Vec<String> = names.iter().filter(|_| is_list).map(member).collect();
        let json = format!("{{ {} }}", members.join(", "));
        let message = format!(
            "{label} must be an object, not a string. Use the name of each {one} as a key: `{{ \"…\": … }}`."
        );
        let repair = Repair::new("Convert to an object", 0, vec![Step::Replace(path(&[]), json)]);
        return is_list.then(|| Found::new(message, repair));
    }
    if !site.node.is_array() {
        return None;
    }
    let mut steps = Vec::new();
    let items = match unwrap_tools(site.node, site.source, &mut steps) {
        Some(inner) => named_items(map, inner.into_iter(), site.source),
        None => items(map, site.node, site.source),
    };
    let example = items.iter().flatten().next().map_or("…", |item| match item {
        Item::Object { name, .. } | Item::Member(name, _) => name.as_str(),
        Item::Name(_) | Item::Single | Item::Pair => "…",
    });
    let message = format!(
        "{label} must be an object, not an array. Use the name of each {one} as its key: \
         `{{ \"{example}\": … }}`."
    );
    let repair = items.map(|items| {
        steps.push(Step::ToMap(path(&[]), items));
        Repair::new("Convert to an object", 0, steps)
    });
    Some(Found::new(message, repair))
}

/// The only known value of an attribute, instead of the attributes.
fn value_for_map(site: &ValueSite<'_>, map: &'static Map) -> Option<Found> {
    let node = if site.node.is_array() { only(site.node.entries())?.value() } else { site.node };
    let text = node.text(site.source)?;
    let has_value = |known: &&known::Known| known.values().iter().any(|it| it.value == text);
    let name = map.known.iter().find(has_value)?.name;
    let mut steps = vec![Step::Wrap(path(&[]), name.to_owned())];
    if site.node.is_array() {
        steps.insert(0, Step::Replace(path(&[]), quoted(&text)));
    }
    let message = format!(
        "{} must be an object, not {}: `{{ \"{name}\": … }}`.",
        site.label(),
        site.node.type_name()
    );
    Some(Found::new(message, Repair::new(format!("Wrap in `{name}`"), 0, steps)))
}

/// The definitions in the elements of `node` if each is in the member `function`, as in a tool of a
/// language model. Adds the steps that move them up.
fn unwrap_tools<'a>(
    node: Node<'a>,
    source: &dyn Source,
    steps: &mut Vec<Step>,
) -> Option<Vec<Node<'a>>> {
    const FUNCTION: &str = "function";
    const MAX_TOOLS: usize = 64;
    let inner = |entry: Member<'a>| entry.value().get(FUNCTION).filter(|it| it.is_object());
    let count = node.entries().count();
    let all: Vec<Node<'a>> = node.entries().take(MAX_TOOLS).map_while(inner).collect();
    if all.is_empty() || all.len() < count {
        return None;
    }
    for (index, entry) in node.entries().enumerate() {
        let index = index.to_string();
        let kind = entry.value().get(names::TYPE).and_then(|kind| kind.text(source));
        if kind.is_some_and(|kind| kind == FUNCTION) {
            steps.push(Step::Remove(path(&[&index, names::TYPE])));
        }
        steps.push(Step::Unwrap(path(&[&index, FUNCTION])));
    }
    Some(all)
}

/// How each element of the array `node` becomes an entry of `map`; `None` if one has no name, or if
/// two have the same.
pub fn items(map: &'static Map, node: Node<'_>, source: &dyn Source) -> Option<Vec<Item>> {
    let is_short = node.entries().count() <= MAX_ENTRIES;
    is_short.then(|| named_items(map, node.entries().map(|entry| entry.value()), source))?
}

fn named_items<'a>(
    map: &'static Map,
    values: impl Iterator<Item = Node<'a>>,
    source: &dyn Source,
) -> Option<Vec<Item>> {
    let mut names: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for value in values {
        let (name, item) = item(map, value, source)?;
        if name.trim().is_empty() || names.contains(&name) {
            return None;
        }
        names.push(name);
        all.push(item);
    }
    Some(all)
}

fn item(map: &'static Map, node: Node<'_>, source: &dyn Source) -> Option<(String, Item)> {
    if let Value::String(_) = node.value() {
        let name = node.text(source)?.into_owned();
        let json = blank(map, &name);
        return Some((name, Item::Name(json)));
    }
    if node.is_array() {
        let mut entries = node.entries().map(|entry| entry.value());
        let (name, value) = (entries.next()?.text(source)?.into_owned(), entries.next()?);
        if let (Value::String(_), None, EntryKind::Tag) = (value.value(), entries.next(), map.kind)
        {
            let title = quoted(&value.text(source)?);
            return Some((
                name.clone(),
                Item::Member(name, format!("{{ \"{}\": {title} }}", names::TITLE)),
            ));
        }
        let mut entries = node.entries().skip(2);
        let is_pair = entries.next().is_none() && fits_map(map, value);
        return is_pair.then(|| (name.clone(), Item::Pair));
    }
    if !node.is_object() {
        return None;
    }
    let mut keys = KEYS.to_vec();
    if map.kind == EntryKind::Message {
        keys.push(names::TYPE);
    }
    let kind = node.get(names::TYPE);
    if map.kind == EntryKind::Event && kind.is_some_and(|kind| !is_type(kind, source)) {
        keys.push(names::TYPE);
    }
    if let EntryKind::Target(_) = map.kind {
        keys.push("from");
    }
    let noun = map.kind.noun().split(' ').nth(1).unwrap_or_default();
    let noun_name = format!("{noun}Name");
    keys.extend([noun, &noun_name, "slug", "handle"]);
    let named = |key: &&str| Some(((*key).to_owned(), node.get(key)?.text(source)?.into_owned()));
    let titled = || {
        let title = node.get(names::TITLE).filter(|_| map.kind.is_definition())?.text(source)?;
        Some((names::TITLE.to_owned(), camel(&title)?))
    };
    if let Some((key, name)) = keys.iter().find_map(named).or_else(titled) {
        if map.kind == EntryKind::Secret {
            let value = node.get("value").map(|value| source.slice(value.range()).into_owned());
            let value = value.filter(|json| json.starts_with('"'));
            let is_switch = |node: Node<'_>| matches!(node.value(), Value::Bool(_) | Value::Null);
            let mut others = node.members().filter(|(other, _)| *other != key && *other != "value");
            let json = value.unwrap_or_else(|| "null".to_owned());
            // A manifest has no field for a description, so it is not moved.
            if others.all(|(_, other)| is_switch(other.value())) {
                return Some((name.clone(), Item::Member(name, json)));
            }
        }
        let remove = map.value.object().is_none_or(|object| object.field(&key).is_none());
        return Some((name.clone(), Item::Object { name, key, remove }));
    }
    let (name, member) = only(node.members())?;
    fits_map(map, member.value()).then(|| (name.to_owned(), Item::Single))
}

/// Whether `value` can be an entry of `map`.
pub fn fits_map(map: &Map, value: Node<'_>) -> bool {
    match map.value {
        Shape::Text(_) => matches!(value.value(), Value::String(_) | Value::Null),
        _ => value.is_object(),
    }
}

/// The JSON text of an entry of `map` of which only the name is known.
fn blank(map: &'static Map, name: &str) -> String {
    match (map.kind, known::find(map.known, name)) {
        (EntryKind::Message, Some(known)) => {
            format!("{{ \"{}\": {} }}", names::SCHEMA, known.schema())
        }
        _ => skeleton::value(&map.value),
    }
}

/// An array of named properties instead of a schema.
pub fn array_for_schema(site: &ValueSite<'_>) -> Option<Found> {
    let holds_schema = match site.shape {
        Shape::Object(object) => {
            let is_property = |entry: Member<'_>| is_property(entry.value(), site.source);
            let is_name = |entry: Member<'_>| matches!(entry.value().value(), Value::String(_));
            object.field(names::SCHEMA).is_some()
                && (site.node.entries().any(is_property)
                    || site.node.entries().count() > 1 && site.node.entries().all(is_name))
        }
        _ => false,
    };
    if !(is_schema_shape(site.shape) || holds_schema) || !site.node.is_array() {
        return None;
    }
    let properties = fields::SCHEMA.field(names::PROPERTIES)?.shape;
    let items = items(map_of(&properties)?, site.node, site.source)?;
    if items.is_empty() {
        return None;
    }
    let mut steps = vec![
        Step::ToMap(path(&[]), items),
        Step::Wrap(path(&[]), names::PROPERTIES.to_owned()),
        add_type(path(&[])),
    ];
    if holds_schema {
        steps.push(Step::Wrap(path(&[]), names::SCHEMA.to_owned()));
    }
    let message = format!(
        "{} must be a JSON Schema, not an array. List the properties by name: \
         `{{ \"type\": \"object\", \"properties\": {{ … }} }}`.",
        site.label()
    );
    Some(Found::new(message, Repair::new("Convert to a JSON Schema", 0, steps)))
}

/// The step that adds the type `object`.
pub fn add_type(at: Path) -> Step {
    Step::Add(at, vec![(names::TYPE.to_owned(), "\"object\"".to_owned())])
}

/// Whether `shape` is a JSON Schema, or can be one.
pub fn is_schema_shape(shape: &Shape) -> bool {
    match shape {
        Shape::Schema | Shape::Subschema => true,
        Shape::Either(shapes) => shapes.iter().any(is_schema_shape),
        _ => false,
    }
}

/// An array with one object instead of the object.
pub fn array_of_one(site: &ValueSite<'_>) -> Option<Found> {
    let takes_object = matches!(site.shape, Shape::Object(_) | Shape::Schema | Shape::Subschema);
    let entry = only(site.node.entries())?;
    if !takes_object || !site.node.is_array() || !entry.value().is_object() {
        return None;
    }
    let message = format!("{} must be an object, not an array with one object.", site.label());
    let repair = Repair::new("Remove the brackets", 0, vec![Step::Unwrap(path(&[]))]);
    Some(Found::new(message, repair))
}

/// An array of definitions in a map, as one of its entries: a group of them, such as the states of one
/// type.
pub fn grouped_list(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    let name = site.name();
    let scope = match object.field(names::TYPE)?.shape {
        Shape::Text(text) if text.has_value(name) => name,
        _ => return None,
    };
    let mut maps = INTEGRATION.fields.iter().filter_map(|field| map_of(&field.shape));
    let map = maps.find(|map| map.value.object().is_some_and(|one| std::ptr::eq(one, *object)))?;
    let items = items(map, site.node, site.source).filter(|_| site.node.is_array())?;
    let named = |item: &Item| match item {
        Item::Object { name, .. } => Some(name.clone()),
        _ => None,
    };
    let all: Vec<String> = items.iter().map(named).collect::<Option<_>>()?;
    let mut steps = vec![Step::ToMap(path(&[name]), items)];
    let kind = || vec![(names::TYPE.to_owned(), quoted(scope))];
    steps.extend(all.iter().map(|one| Step::Add(path(&[name, one]), kind())));
    steps.push(Step::Unwrap(path(&[name])));
    let message = format!(
        "States cannot be grouped by type. Move those in `{scope}` up one level, and set their \
         `type` to `\"{scope}\"`."
    );
    (!all.is_empty())
        .then(|| Found::new(message, Repair::new(format!("Unwrap `{scope}`"), 1, steps)))
}
