//! The type, the values and the limits of a schema, in words.

use super::check::MAX_CONSTANT;
use super::json_value::Json;
use super::sample::is_secret;
use super::schema::Schema;
use crate::manifest::field_names as names;
use crate::syntax::{Node, Value};

/// Maximum nesting of fields.
pub(super) const MAX_DEPTH: usize = 16;

/// Maximum number of values that are listed.
const MAX_VALUES: usize = 20;

/// Maximum length of a value that is shown, in characters.
const MAX_VALUE_LENGTH: usize = 80;

/// Returns a short value as JSON.
pub(super) fn shown(schema: &Schema<'_>, node: Node<'_>) -> Option<String> {
    let text = Json::read(schema.source, node, MAX_CONSTANT)?.compact();
    Some(crate::util::display::truncate(&text, MAX_VALUE_LENGTH))
}

/// Returns the type of the values of `node`, in words.
pub(super) fn type_name<'t>(schema: &Schema<'t>, node: Node<'t>, depth: usize) -> String {
    let any = || "any".to_owned();
    if depth > MAX_DEPTH || schema.step().is_none() {
        return any();
    }
    let Some(parts) = schema.parts(node) else { return any() };
    let mut is_nullable = false;
    let mut found: Option<String> = None;
    for part in &parts {
        let own = part_type(schema, *part, depth, &mut is_nullable);
        found = found.or(own);
    }
    let found = found.unwrap_or_else(any);
    if is_nullable && found != "nothing" { format!("{found} or nothing") } else { found }
}

fn part_type<'t>(
    schema: &Schema<'t>,
    part: Node<'t>,
    depth: usize,
    is_nullable: &mut bool,
) -> Option<String> {
    if let Some(value) = part.get(names::CONST) {
        return shown(schema, value);
    }
    if let Some(list) = part.get(names::ENUM).filter(|list| list.is_array()) {
        let nodes: Vec<Node<'t>> = list.entries().map(|entry| entry.value()).collect();
        let (nothing, values): (Vec<_>, Vec<_>) =
            nodes.into_iter().partition(|node| *node.value() == Value::Null);
        *is_nullable |= !nothing.is_empty();
        let mut words: Vec<String> =
            values.iter().take(MAX_VALUES).filter_map(|node| shown(schema, *node)).collect();
        if values.len() > MAX_VALUES {
            words.push("…".to_owned());
        }
        return match &words[..] {
            [] => Some("nothing".to_owned()),
            [one] => Some(one.clone()),
            words => Some(format!("one of {}", words.join(", "))),
        };
    }
    for name in [names::ONE_OF, names::ANY_OF] {
        let Some(list) = part.get(name).filter(|list| list.is_array()) else { continue };
        let mut words: Vec<String> = Vec::new();
        for entry in list.entries() {
            let mut word = type_name(schema, entry.value(), depth + 1);
            if let Some(inner) = word.strip_suffix(" or nothing") {
                *is_nullable = true;
                word = inner.to_owned();
            }
            if word == "nothing" {
                *is_nullable = true;
            } else if !words.contains(&word) {
                words.push(word);
            }
        }
        return Some(if words.is_empty() { "nothing".to_owned() } else { words.join(" or ") });
    }
    let types = part.get(names::TYPE)?;
    let mut words: Vec<String> = Vec::new();
    let nodes: Vec<Node<'t>> = match types.is_array() {
        true => types.entries().map(|entry| entry.value()).collect(),
        false => vec![types],
    };
    for node in nodes {
        let word = match &*node.text(schema.source).unwrap_or_default() {
            "string" => match schema.text(part, names::FORMAT).as_deref() {
                Some("date-time") => "date and time".to_owned(),
                Some("uri" | "url") => "URL".to_owned(),
                Some("email") => "email address".to_owned(),
                Some("date") => "date".to_owned(),
                _ => "text".to_owned(),
            },
            "integer" => "whole number".to_owned(),
            "number" => "number".to_owned(),
            "boolean" => "true or false".to_owned(),
            "object" => "object".to_owned(),
            "null" => {
                *is_nullable = true;
                continue;
            }
            "array" => match part.get(names::ITEMS).filter(|items| !items.is_array()) {
                Some(items) => format!("list of {}", type_name(schema, items, depth + 1)),
                None => "list".to_owned(),
            },
            _ => "any".to_owned(),
        };
        words.push(word);
    }
    Some(if words.is_empty() { "nothing".to_owned() } else { words.join(" or ") })
}

/// Returns the default value and the limits of a value, as sentences without a period.
pub(super) fn limits(schema: &Schema<'_>, part: Node<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(default) = part.get(names::DEFAULT)
        && !is_secret(part)
        && let Some(text) = shown(schema, default)
    {
        found.push(format!("Default: {text}"));
    }
    let number = |name: &str| schema.number(part, name).filter(|it| it.is_finite());
    for (min, max, unit) in [
        (names::MIN_LENGTH, names::MAX_LENGTH, "character"),
        (names::MIN_ITEMS, names::MAX_ITEMS, "item"),
        (names::MIN_PROPERTIES, names::MAX_PROPERTIES, "field"),
        (names::MINIMUM, names::MAXIMUM, ""),
    ] {
        let plural = |count: f64| match unit {
            "" => String::new(),
            unit if count == 1.0 => format!(" {unit}"),
            unit => format!(" {unit}s"),
        };
        match (number(min), number(max)) {
            (Some(min), Some(max)) if min == max => {
                found.push(format!("Exactly {min}{}", plural(min)))
            }
            (Some(min), Some(max)) => found.push(format!("{min} to {max}{}", plural(max))),
            (Some(min), None) if !unit.is_empty() && min <= 0.0 => {}
            (Some(min), None) => found.push(format!("At least {min}{}", plural(min))),
            (None, Some(max)) => found.push(format!("At most {max}{}", plural(max))),
            (None, None) => {}
        }
    }
    if let Some(min) = number(names::EXCLUSIVE_MINIMUM) {
        found.push(format!("Greater than {min}"));
    }
    if let Some(max) = number(names::EXCLUSIVE_MAXIMUM) {
        found.push(format!("Less than {max}"));
    }
    if let Some(step) = number(names::MULTIPLE_OF) {
        found.push(format!("A multiple of {step}"));
    }
    if let Some(pattern) = schema.text(part, names::PATTERN) {
        found.push(format!(
            "Pattern: {}",
            crate::util::display::truncate(&pattern, MAX_VALUE_LENGTH)
        ));
    }
    found
}
