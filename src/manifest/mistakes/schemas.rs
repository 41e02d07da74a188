//! Mistakes inside JSON Schemas.

use super::arrays::add_type;
use super::repair::{Repair, Step, excess_depth, path};
use super::site::{Found, ValueSite, is_keyword, is_property, is_schema, is_type, only};
use super::values::switch;
use crate::manifest::fields::json_schema::OBJECT;
use crate::manifest::types::Shape;
use crate::manifest::{field_names as names, fields};
use crate::syntax::{Member, Node, Value};
use crate::text::Source;

/// Members of the objects that Zod builds. Source: the types of Zod 3 and 4.
const ZOD: &[&str] = &["_def", "~standard", "_zod", "_cached", "_type", "_output", "_input"];

/// Keywords whose values are not objects.
const TEXTS: &[&str] = &[
    names::TYPE,
    names::TITLE,
    names::DESCRIPTION,
    names::FORMAT,
    names::PATTERN,
    names::ENUM,
    names::REQUIRED,
];

/// Whether `name` is a keyword of another draft or an extension whose value can be a schema.
fn is_elsewhere(name: &str) -> bool {
    name.starts_with(['$', '_'])
        || name.starts_with("x-")
        || ["unevaluatedProperties", "unevaluatedItems", "contentSchema", "schema"].contains(&name)
}

/// The number of members that are looked at.
const MEMBERS: usize = 100;

/// The internal data of a Zod schema.
pub fn zod(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    let is_zod = |(name, member): &(&str, crate::syntax::Member<'_>)| {
        let text = || member.value().text(source);
        ZOD.contains(name) || *name == "typeName" && text().is_some_and(|it| it.starts_with("Zod"))
    };
    let (name, _) = schema.members().take(MEMBERS).find(is_zod)?;
    let message = format!(
        "`{name}` is internal data of a Zod schema, not JSON Schema. Convert the schema with \
         `toJSONSchema()`, or let `bp build` do it."
    );
    Some(Found::new(message, None::<Repair>).explains(&[name], &[]))
}

/// A schema in a schema.
pub fn nested(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    const MAX_LEVELS: usize = 4;
    let mut keys: Vec<&str> = Vec::new();
    let mut node = schema;
    loop {
        let (name, member) = only(node.members())?;
        if !NESTED.contains(&name) || keys.len() == MAX_LEVELS {
            return None;
        }
        keys.push(name);
        node = member.value();
        if is_schema(node, source) && !is_map(node, source) {
            break;
        }
    }
    let message =
        format!("The JSON Schema is in `{}`, {}; move it up.", keys.join("."), excess_depth(&keys));
    Some(Found::new(message, Repair::unwrap(&keys)).explains(&keys[..1], &[]))
}

/// Names of objects around a schema.
const NESTED: &[&str] =
    &["schema", "jsonSchema", "json_schema", "definition", "input", "output", "payload"];

/// Whether all members of `node` look like properties.
fn is_map(node: Node<'_>, source: &dyn Source) -> bool {
    let mut members = node.members().take(MEMBERS);
    node.entries().next().is_some()
        && members.all(|(_, member)| is_property(member.value(), source))
        && !node
            .members()
            .take(MEMBERS)
            .any(|(name, member)| name == names::TYPE && !member.value().is_object())
}

/// Properties instead of a schema.
pub fn properties(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    // The fast path of nearly all schemas.
    let is_typed = schema.get(names::TYPE).is_some_and(|value| value.string().is_some());
    if is_typed && schema.get(names::PROPERTIES).is_some() {
        return None;
    }
    let is_all = is_map(schema, source);
    let described = [names::TYPE, names::PROPERTIES, names::REF, names::ANY_OF, names::ONE_OF];
    // Without `properties`, an object lists them directly.
    let describes = |name: &&str| {
        let is_bare = |value: Node<'_>| {
            let is_object = || value.text(source).as_deref() == Some(OBJECT);
            **name == *names::TYPE && (value.is_object() || is_object())
        };
        schema.get(name).is_some_and(|value| !is_bare(value))
    };
    if !is_all && described.iter().any(describes) || schema.entries().count() > MEMBERS {
        return None;
    }
    let strays = || {
        let strays = schema.members().filter(|(name, member)| {
            is_property(member.value(), source)
                && !is_elsewhere(name)
                && (!is_keyword(name) || TEXTS.contains(name) && member.value().is_object())
        });
        strays.map(|(name, _)| name).collect()
    };
    let members: Vec<&str> = match is_all {
        true => schema.members().map(|(name, _)| name).collect(),
        false => strays(),
    };
    let first = *members.iter().find(|name| !is_keyword(name)).or(members.first())?;
    let owned = members.iter().map(|name| (*name).to_owned()).collect();
    let steps =
        vec![Step::Gather(path(&[]), owned, names::PROPERTIES.to_owned()), add_type(path(&[]))];
    let message = format!(
        "The schema lists properties directly, such as `{first}`; put them in `properties`: \
         `{{ \"type\": \"object\", \"properties\": {{ … }} }}`."
    );
    let repair = Repair::new("Wrap in `properties`", 0, steps);
    Some(Found::new(message, repair).explains(&[first], &[]))
}

/// `required` in a property.
pub fn required_property(site: &ValueSite<'_>) -> Option<Found> {
    let [.., properties, property, required] = site.path.as_slice() else { return None };
    if *required != names::REQUIRED || *properties != names::PROPERTIES {
        return None;
    }
    let (on, word) = match site.node.value() {
        Value::Bool(on) => (*on, "a boolean"),
        Value::String(_) => (switch(&site.text()?)?, "a string"),
        _ => return None,
    };
    let mut steps = vec![Step::Remove(path(&[properties, property, required]))];
    if on {
        steps.push(Step::Require(path(&[]), (*property).to_owned()));
    }
    let message = format!(
        "`required` must be a list of property names, not {word}: `\"required\": [\"{property}\"]` in \
         the object around `{property}`."
    );
    let title = match on {
        true => format!("Add `{property}` to `required` of the object"),
        false => "Remove `required`".to_owned(),
    };
    Some(Found::new(message, Repair::new(title, 3, steps)))
}

/// A schema in `type`.
pub fn schema_in_type(site: &ValueSite<'_>) -> Option<Found> {
    let is_keyword = site.name() == names::TYPE && !matches!(site.shape, Shape::Subschema);
    let inner = site.node.get(names::TYPE).filter(|_| is_keyword)?;
    is_type(inner, site.source).then_some(())?;
    let steps = vec![Step::Unwrap(path(&[names::TYPE]))];
    let message = "`type` must be the name of a type, not a schema: move the schema up.";
    Some(Found::new(message, Repair::new("Unwrap `type`", 1, steps)))
}

/// Properties, or the internal data of a Zod schema, in a schema inside another one.
pub fn in_subschema(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let found = zod(schema, source).or_else(|| properties(schema, source))?;
    (found.covers.first().map(String::as_str) == Some(name)).then_some(found)
}

/// A schema in a property, such as a parameter of OpenAPI.
pub fn nested_in_property(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let inner = schema.get(name)?;
    let is_free = |(name, _): (&str, Member<'_>)| schema.get(name).is_none();
    let is_other_property =
        |(other, member): (&str, Member<'_>)| other != name && is_property(member.value(), source);
    let fits = [names::SCHEMA, "jsonSchema", "json_schema"].contains(&name)
        && !schema.members().take(MEMBERS).any(is_other_property)
        && is_schema(inner, source)
        && !is_schema(schema, source)
        && inner.members().take(MEMBERS).all(is_free);
    let message = format!("The JSON Schema is in `{name}`, one level too deep; move it up.");
    fits.then(|| Found::new(message, Repair::unwrap(&[name])).explains(&[name], &[]))
}

/// A keyword under another name.
pub fn other_keyword(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let value = schema.get(name)?;
    let alias = KEYWORDS.iter().find(|(names, _)| names.contains(&name)).map(|(_, to)| to.to_vec());
    let option = || Some(vec![names::X_ZUI, fields::ZUI.field(name)?.name]);
    let to = alias.or_else(option)?;
    let is_text = matches!(value.value(), Value::String(_));
    let fits = match to.as_slice() {
        [names::PROPERTIES] => is_map(value, source),
        [names::ENUM] => value.is_array(),
        [names::TYPE] => is_type(value, source),
        [names::DEFAULT | names::CONST] => !is_schema(value, source),
        [names::X_ZUI, option] => {
            fields::ZUI.field(option).is_some_and(|field| match field.shape {
                Shape::Text(_) => is_text,
                _ => matches!(value.value(), Value::Bool(_)),
            })
        }
        _ => is_text,
    };
    let shows =
        [names::PROPERTIES, names::TYPE].contains(&to[0]) || schema.get(names::TYPE).is_some();
    (fits && shows).then(|| renamed(schema, name, &to))?
}

/// A limit whose name depends on the type.
pub fn limit_keyword(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let kind = schema.get(names::TYPE)?.text(source)?;
    let of_type = |row: &&Limit| row.of.contains(&&*kind) && row.from.contains(&name);
    let to = LIMITS.iter().find(of_type)?.to;
    matches!(schema.get(name)?.value(), Value::Number(_)).then(|| renamed(schema, name, &[to]))?
}

/// The mistake that the keyword at `to` is called `name`, if that keyword is missing.
fn renamed(schema: Node<'_>, name: &str, to: &[&str]) -> Option<Found> {
    if schema.at(to).is_some() {
        return None;
    }
    let place = to.join(".");
    let message = format!("Unknown keyword `{name}`; did you mean `{place}`?");
    let verb = if to.len() == 1 { "Rename" } else { "Move" };
    let steps = vec![Step::Move(path(&[name]), path(to))];
    let repair = Repair::new(format!("{verb} to `{place}`"), 0, steps);
    Some(Found::new(message, repair).explains(&[name], &[]))
}

/// A keyword of OpenAPI or of Zod that allows a value to be `null` or missing.
pub fn nullable(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let Value::Bool(on) = schema.get(name)?.value() else { return None };
    let remove = Step::Remove(path(&[name]));
    let removal = || Repair::new(format!("Remove `{name}`"), 0, vec![remove.clone()]);
    let (message, repair) = match name {
        "nullable" if *on => {
            let kind = schema.get(names::TYPE).filter(|it| is_type(*it, source))?.text(source)?;
            let json = format!("[\"{kind}\", \"null\"]");
            let place = path(&[names::TYPE]);
            let steps = vec![Step::Replace(place, json.clone()), remove.clone()];
            let repair = Repair::new(format!("Replace with `\"type\": {json}`"), 0, steps);
            // An enumeration needs the value `null`, too.
            let is_free = [names::ENUM, names::CONST].iter().all(|name| schema.get(name).is_none());
            (format!("did you mean `\"type\": {json}`?"), is_free.then_some(repair))
        }
        "nullable" => ("without it, `null` is not allowed either.".to_owned(), Some(removal())),
        "optional" | "isOptional" => {
            let message =
                "a property is optional unless `required` of the object around it lists it.";
            (message.to_owned(), on.then(removal))
        }
        _ => return None,
    };
    Some(Found::new(format!("Unknown keyword `{name}`; {message}"), repair).explains(&[name], &[]))
}

/// The values of an enumeration as objects with their labels.
pub fn labeled_values(site: &ValueSite<'_>) -> Option<Found> {
    const MAX_VALUES: usize = 200;
    let labels = [names::TITLE, "label", "name", "text", "displayName"];
    let values = ["value", names::CONST, "id", "key"];
    let count = site.node.entries().count();
    let mut choices = Vec::new();
    for entry in site.node.entries().take(MAX_VALUES) {
        let one = entry.value();
        let find =
            |names: &[&'static str]| names.iter().find_map(|name| Some((*name, one.get(name)?)));
        let (value_name, value) = find(&values)?;
        let label = find(&labels);
        let is_other = |(name, _): (&str, Member<'_>)| {
            name != value_name && label.is_none_or(|(label, _)| label != name)
        };
        if value.container().is_some() || one.members().any(is_other) {
            return None;
        }
        let label = label.map(|(_, label)| label);
        if label.is_some_and(|label| !matches!(label.value(), Value::String(_))) {
            return None;
        }
        let json = |node: Node<'_>| site.source.slice(node.range()).into_owned();
        choices.push((json(value), label.map(json)));
    }
    if choices.is_empty() || choices.len() < count {
        return None;
    }
    let (name, kept) = (names::ENUM, choices.iter().any(|(_, label)| label.is_some()));
    let items: Vec<String> = (choices.iter())
        .map(|(value, label)| match label {
            Some(label) => {
                format!("{{ \"{}\": {value}, \"{}\": {label} }}", names::CONST, names::TITLE)
            }
            None if kept => format!("{{ \"{}\": {value} }}", names::CONST),
            None => value.clone(),
        })
        .collect();
    let mut steps = vec![Step::Replace(path(&[name]), format!("[{}]", items.join(", ")))];
    let (message, title) = match kept {
        true => {
            steps.push(Step::Move(path(&[name]), path(&[names::ANY_OF])));
            let example = "`\"anyOf\": [{ \"const\": …, \"title\": … }]`";
            let message = format!("To give each value a label, use {example}.");
            (message, "Convert to `anyOf`")
        }
        false => ("List the values directly.".to_owned(), "Convert to values"),
    };
    let message = format!("`{name}` lists objects, so no other value is valid. {message}");
    Some(Found::new(message, Repair::new(title, 1, steps)))
}

/// A limit of some types.
struct Limit {
    /// The types.
    of: &'static [&'static str],
    /// The other names.
    from: &'static [&'static str],
    /// The keyword.
    to: &'static str,
}

/// Names of limits in Zod and in forms.
const LIMITS: &[Limit] = &[
    Limit { of: &["string"], from: &["min"], to: names::MIN_LENGTH },
    Limit { of: &["string"], from: &["max"], to: names::MAX_LENGTH },
    Limit { of: &["array"], from: &["min"], to: names::MIN_ITEMS },
    Limit { of: &["array"], from: &["max"], to: names::MAX_ITEMS },
    Limit { of: NUMBERS, from: &["min", "gte"], to: names::MINIMUM },
    Limit { of: NUMBERS, from: &["max", "lte"], to: names::MAXIMUM },
    Limit { of: NUMBERS, from: &["gt"], to: names::EXCLUSIVE_MINIMUM },
    Limit { of: NUMBERS, from: &["lt"], to: names::EXCLUSIVE_MAXIMUM },
    Limit { of: NUMBERS, from: &["step"], to: names::MULTIPLE_OF },
];

const NUMBERS: &[&str] = &["number", "integer"];

/// Names of keywords in forms, editors and other languages, with the path of the keyword.
const KEYWORDS: &[(&[&str], &[&str])] = &[
    (&["props", "property", "fields", "attributes"], &[names::PROPERTIES]),
    (&["values", "choices", "options"], &[names::ENUM]),
    (&["desc", "help", "helpText", "summary"], &[names::DESCRIPTION]),
    (&["label", "displayName"], &[names::X_ZUI, names::TITLE]),
    (&["bsonType"], &[names::TYPE]),
    (&["regex", "regexp"], &[names::PATTERN]),
    (&["defaultValue", "default_value", "initialValue"], &[names::DEFAULT]),
    (&["literal"], &[names::CONST]),
];

/// An option of `x-zui` as a key of its own.
pub fn zui_key(schema: Node<'_>, name: &str, _: &dyn Source) -> Option<Found> {
    let option = ["x-zui.", "x-zui/", "x-zui:", "x-zui-", "x-zui_", "zui."]
        .iter()
        .find_map(|it| name.strip_prefix(it));
    // Options of React JSON Schema Form.
    let foreign = name.strip_prefix("ui:").filter(|it| fields::ZUI.field(it).is_some());
    let option = option.or(foreign);
    let to: Vec<&str> = match option {
        Some(option) => vec![names::X_ZUI, option],
        None if ["zui", "xzui", "x_zui", "xZui", "X-ZUI", "x-zUI", "x-ui"].contains(&name) => {
            vec![names::X_ZUI]
        }
        None => return None,
    };
    let value = schema.get(name)?;
    let there = schema.get(names::X_ZUI);
    let free = schema.at(&to).is_none()
        && there.is_none_or(|it| it.is_object())
        && (option.is_some() || value.is_object());
    let place = to.join(".");
    let message = match option {
        Some(option) if fields::ZUI.field(option).is_some() => format!(
            "Unknown keyword `{name}`; `{option}` belongs in an object: `\"x-zui\": {{ \"{option}\": … }}`."
        ),
        _ => format!("Unknown keyword `{name}`; did you mean `{place}`?"),
    };
    let steps = vec![Step::Move(path(&[name]), path(&to))];
    let title = match option {
        Some(_) => format!("Move to `{place}`"),
        None => format!("Rename to `{place}`"),
    };
    Some(Found::new(message, free.then(|| Repair::new(title, 0, steps))).explains(&[name], &[]))
}

/// The title, or another value, instead of the options.
pub fn zui_title(site: &ValueSite<'_>) -> Option<Found> {
    let replace = |json: String| vec![Step::Replace(path(&[]), json)];
    let inner = only(site.node.entries()).map(Member::value);
    let is_text = |node: Node<'_>| matches!(node.value(), Value::String(_));
    let (title, up, steps) = match site.node.value() {
        Value::String(_) => {
            let text = site.text()?;
            let is_json = text.trim_start().starts_with('{')
                && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            match is_json {
                true => ("Replace with the JSON in the string", 0, replace(text.into_owned())),
                false => {
                    ("Wrap in `title`", 0, vec![Step::Wrap(path(&[]), names::TITLE.to_owned())])
                }
            }
        }
        Value::Null => ("Remove `x-zui`", 1, vec![Step::Remove(path(&[names::X_ZUI]))]),
        _ => match inner {
            Some(node) if node.is_object() => {
                ("Remove the brackets", 0, vec![Step::Unwrap(path(&[]))])
            }
            Some(node) if is_text(node) => {
                let json = site.source.slice(node.range()).into_owned();
                let wrap = Step::Wrap(path(&[]), names::TITLE.to_owned());
                ("Wrap in `title`", 0, [replace(json), vec![wrap]].concat())
            }
            _ => ("", 0, Vec::new()),
        },
    };
    let message = format!(
        "{} must be an object, not {}: `{{ \"title\": … }}`.",
        site.label(),
        site.node.type_name()
    );
    let repair = (!steps.is_empty()).then(|| Repair::new(title, up, steps));
    Some(Found::new(message, repair))
}
