//! Values where an object belongs.

use super::repair::{Item, Path, Repair, Step, path};
use super::site::{Found, ValueSite, is_property, is_type, only};
use super::values::{EMPTY, switch};
use crate::manifest::fields::json_schema::TYPE;
use crate::manifest::types::{EntryKind, Map, Object, Shape};
use crate::manifest::{INTEGRATION, field_names as names, fields, known, skeleton};
use crate::syntax::{Member, Node, Value, quoted};
use crate::text::Source;
use crate::util::casing::camel;

/// Members in which the elements of an array have their names.
pub const KEYS: &[&str] = &["name", "id", "key"];

/// The most elements that are converted.
pub const MAX_ENTRIES: usize = 1000;

fn map_of(shape: &Shape) -> Option<&'static Map> {
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

fn is_schema_shape(shape: &Shape) -> bool {
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

/// A schema as a string.
pub fn schema_as_string(site: &ValueSite<'_>) -> Option<Found> {
    if !is_schema_shape(site.shape) {
        return None;
    }
    let text = site.text()?;
    let word = text.trim();
    let label = site.label();
    let optional = word.trim_end_matches('?');
    let replace =
        |json: String, title: String| Repair::new(title, 0, vec![Step::Replace(path(&[]), json)]);
    if is_type(site.node, site.source) {
        let message = format!(
            "{label} must be a schema, not the name of a type: `{{ \"type\": \"{word}\" }}`."
        );
        let steps = vec![Step::Wrap(path(&[]), names::TYPE.to_owned())];
        return Some(Found::new(message, Repair::new("Wrap in `type`", 0, steps)));
    }
    let (item, depth) = match optional.strip_suffix("[]") {
        Some(item) => (item, true),
        None => (optional, false),
    };
    if TYPE.has_value(item) {
        let json = match depth {
            true => format!("{{ \"type\": \"array\", \"items\": {{ \"type\": \"{item}\" }} }}"),
            false => format!("{{ \"type\": \"{item}\" }}"),
        };
        let message = format!("{label} must be a schema, not the name of a type: `{json}`.");
        return Some(Found::new(message, replace(json, "Replace with a schema".to_owned())));
    }
    let is_zod = ["z.", "zod.", "sdk.z."].iter().any(|start| word.starts_with(*start));
    let is_root = matches!(site.shape, Shape::Schema);
    let what = if is_zod { "Zod code" } else { "a string" };
    let keyword = if is_zod { names::COMMENT } else { names::DESCRIPTION };
    let message = match is_zod {
        true => format!(
            "{label} must be a JSON Schema, not {what}. The SDK converts Zod schemas when it builds \
             the integration."
        ),
        false => format!("{label} must be a schema, not {what}: `{{ \"type\": … }}`."),
    };
    let mut steps = vec![Step::Wrap(path(&[]), keyword.to_owned())];
    if is_root {
        let properties = (names::PROPERTIES.to_owned(), "{}".to_owned());
        steps.extend([add_type(path(&[])), Step::Add(path(&[]), vec![properties])]);
    }
    let title = format!("Replace with a schema, and keep the text in `{keyword}`");
    Some(Found::new(message, Repair::new(title, 0, steps)))
}

/// An array of the name and the title of a tag, or of its title and its description, instead of the tag.
fn pair_for_tag(site: &ValueSite<'_>, object: &'static Object) -> Option<Found> {
    if !std::ptr::eq(object, &fields::TAG) || !site.node.is_array() {
        return None;
    }
    let texts = site.node.entries().map(|entry| entry.value().text(site.source));
    let texts: Vec<_> = texts.take(MAX_TEXTS + 1).collect::<Option<_>>()?;
    let values = match texts.as_slice() {
        [name, title] if name == site.name() => vec![(names::TITLE, title)],
        [title, text] => vec![(names::TITLE, title), (names::DESCRIPTION, text)],
        _ => return None,
    };
    let members: Vec<String> =
        values.iter().map(|(name, text)| format!("\"{name}\": {}", quoted(text))).collect();
    let json = format!("{{ {} }}", members.join(", "));
    let message =
        format!("{} must be an object, not an array: `{{ \"title\": … }}`.", site.label());
    let steps = vec![Step::Replace(path(&[]), json)];
    Some(Found::new(message, Repair::new("Convert to an object", 0, steps)))
}

/// The number of texts of a tag.
const MAX_TEXTS: usize = 2;

/// Whether `text` is a version of an interface, such as `1.0.0`, instead of the id of that version.
fn is_interface_version_text(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'v' | '^' | '~'))
}

/// The one text that matters, instead of an object.
pub fn string_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    if let Some(found) = pair_for_tag(site, object) {
        return Some(found);
    }
    let node = if site.node.is_array() { only(site.node.entries())?.value() } else { site.node };
    let (Value::String(string), Some(text)) = (node.value(), node.text(site.source)) else {
        return None;
    };
    let is = |one: &'static Object| std::ptr::eq(*object, one);
    let has = |name: &str| object.field(name).is_some();
    let title_fits = || match object.field(names::TITLE).map(|field| field.shape) {
        Some(Shape::Text(text)) => {
            text.max.is_none_or(|max| string.chars <= max) && string.chars > 0
        }
        _ => false,
    };
    let mut keyword = None;
    let field = if has(names::NAME) {
        names::NAME
    } else if has(names::ID) && string.chars >= 28 {
        names::ID
    } else if has(names::EXTRACT_SCRIPT) {
        names::EXTRACT_SCRIPT
    } else if has(names::LINK_TEMPLATE_SCRIPT) {
        names::LINK_TEMPLATE_SCRIPT
    } else if is(&fields::TAG) && title_fits() || is(&fields::ZUI) {
        names::TITLE
    } else if has(names::DESCRIPTION) {
        names::DESCRIPTION
    } else if (is(&fields::ACTION_INPUT) || is(&fields::ACTION_OUTPUT) || is(&fields::MESSAGE_TYPE))
        && !text.trim().is_empty()
    {
        names::SCHEMA
    } else if is(&fields::STATE) && !text.trim().is_empty() {
        // A state has no title or description, but its schema has.
        keyword = Some(if is_type(node, site.source) { names::TYPE } else { names::DESCRIPTION });
        names::SCHEMA
    } else if is(&fields::INTERFACE) && is_interface_version_text(&text) {
        names::VERSION
    } else {
        return None;
    };
    let mut steps = Vec::new();
    if site.node.is_array() {
        steps.push(Step::Replace(path(&[]), quoted(&text)));
    }
    steps.extend(keyword.map(|keyword| Step::Wrap(path(&[]), keyword.to_owned())));
    if field == names::VERSION {
        // The id of the version is not known.
        return Some(in_field(site, object, field, site.node.type_name(), steps).manual());
    }
    Some(in_field(site, object, field, site.node.type_name(), steps))
}

/// The mistake that the value, which is `what`, is not in the field `field` of `object`. `steps` convert
/// the value first.
fn in_field(
    site: &ValueSite<'_>,
    object: &'static Object,
    field: &'static str,
    what: &str,
    mut steps: Vec<Step>,
) -> Found {
    steps.push(Step::Wrap(path(&[]), field.to_owned()));
    let required = object.required().filter(|one| one.name != field);
    let required: Vec<_> =
        required.map(|field| (field.name.to_owned(), skeleton::value(&field.shape))).collect();
    if !required.is_empty() {
        steps.push(Step::Add(path(&[]), required));
    }
    let message =
        format!("{} must be an object, not {what}: `{{ \"{field}\": … }}`.", site.label());
    Found::new(message, Repair::new(format!("Wrap in `{field}`"), 0, steps))
}

/// The switch, or the list of required tags, instead of an object.
pub fn part_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    let is_list = site.node.is_array() && object.field(names::REQUIRED_TAGS).is_some();
    if is_list {
        let is_text = |entry: Member<'_>| matches!(entry.value().value(), Value::String(_));
        let fits = site.node.entries().all(is_text);
        return fits.then(|| in_field(site, object, names::REQUIRED_TAGS, "an array", Vec::new()));
    }
    object.field(names::ENABLED)?;
    let (what, steps) = match site.node.value() {
        Value::Bool(_) => ("a boolean", Vec::new()),
        Value::String(_) => match switch(&site.text()?) {
            Some(on) => ("a string", vec![Step::Replace(path(&[]), on.to_string())]),
            None if object.field(names::REQUIRED_TAGS).is_some() => {
                let json = format!("[{}]", site.source.slice(site.node.range()));
                let steps = vec![Step::Replace(path(&[]), json)];
                return Some(in_field(site, object, names::REQUIRED_TAGS, "a string", steps));
            }
            None => return None,
        },
        _ => return None,
    };
    Some(in_field(site, object, names::ENABLED, what, steps))
}

/// A number instead of the title of a tag, or a value without content instead of an object.
pub fn scalar_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let is_blank = match site.node.value() {
        Value::String(_) => site.text()?.trim().is_empty(),
        Value::Container(_) => site.node.is_array() && site.node.entries().next().is_none(),
        _ => false,
    };
    let replace = |json: String| {
        let message = format!(
            "{} must be an object, not {}: `{{ … }}`.",
            site.label(),
            site.node.type_name()
        );
        let steps = vec![Step::Replace(path(&[]), json.clone())];
        Some(Found::new(message, Repair::new(format!("Replace with `{json}`"), 0, steps)))
    };
    let Shape::Object(object) = site.shape else {
        return match (site.shape, site.node.value()) {
            (Shape::Map(_), Value::Bool(_)) => replace("{}".to_owned()),
            (Shape::Map(_), Value::String(_)) if is_blank => replace("{}".to_owned()),
            (Shape::Schema, Value::Bool(true)) => replace("{}".to_owned()),
            (Shape::Schema, Value::Bool(false) | Value::Number(_)) => replace(EMPTY.to_owned()),
            (Shape::Schema, _) if is_blank => replace(EMPTY.to_owned()),
            (Shape::Subschema, Value::Container(_)) if is_blank => replace("{}".to_owned()),
            // An example of the value.
            (Shape::Subschema, Value::Number(_)) => {
                let number = site.source.slice(site.node.range());
                replace(format!("{{ \"type\": \"number\", \"examples\": [{number}] }}"))
            }
            _ => None,
        };
    };
    // Without a definition, `false` and an empty value mean that there is none.
    let is_optional = site.field().is_some_and(|field| !field.required);
    match site.node.value() {
        Value::Number(_) if std::ptr::eq(*object, &fields::TAG) => {
            let json = quoted(&site.source.slice(site.node.range()));
            let steps = vec![Step::Replace(path(&[]), json)];
            Some(in_field(site, object, names::TITLE, "a number", steps))
        }
        Value::Bool(false) if site.field().is_none() => None,
        Value::Bool(false) | Value::Container(_) | Value::String(_) if is_optional => {
            let (name, message) = (
                site.name(),
                format!("{} must be an object, not {}.", site.label(), site.node.type_name()),
            );
            let steps = vec![Step::Remove(path(&[name]))];
            let is_content = !is_blank && !matches!(site.node.value(), Value::Bool(_));
            (!is_content)
                .then(|| Found::new(message, Repair::new(format!("Remove `{name}`"), 1, steps)))
        }
        Value::Bool(_) => replace(skeleton::value(site.shape)),
        _ if is_blank => replace(skeleton::value(site.shape)),
        _ => None,
    }
}

/// An array in an object whose only required field is a map: that map. Otherwise, its tags.
pub fn list_for_object(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Object(object) = site.shape else { return None };
    let field = only(object.required()).or_else(|| object.field(names::TAGS))?;
    let map = map_of(&field.shape)?;
    let is_filled = site.node.is_array() && site.node.entries().next().is_some();
    items(map, site.node, site.source).filter(|_| is_filled)?;
    Some(in_field(site, object, field.name, "an array", Vec::new()))
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
