//! Keywords of JSON Schema under other names, and other forms of their values.

use super::repair::{Repair, Step, path};
use super::schemas::is_map;
use super::site::{Found, ValueSite, is_schema, is_type, only};
use crate::manifest::types::Shape;
use crate::manifest::{field_names as names, fields};
use crate::syntax::{Member, Node, Value};
use crate::text::Source;

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
