//! Validation of a value against a JSON Schema (draft 7), in bounded time.

use super::formats::has_format;
use super::json_value::Json;
use super::pattern::Pattern;
use super::schema::{Schema, is_false};
use crate::manifest::field_names::{self as names};
use crate::syntax::{Node, Value};

/// Maximum nesting of schemas.
const MAX_DEPTH: usize = 64;

/// Maximum size of a constant in a schema, in bytes.
pub(crate) const MAX_CONSTANT: usize = 64 << 10;

/// Whether `value` is valid against the schema `node`. `None` if this is unknown: the schema is incomplete, it
/// refers to another document, its regular expression is not supported, or the work exceeds the limit.
pub(crate) fn is_valid<'t>(schema: &Schema<'t>, node: Node<'t>, value: &Json) -> Option<bool> {
    check(schema, node, value, 0)
}

fn check<'t>(schema: &Schema<'t>, node: Node<'t>, value: &Json, depth: usize) -> Option<bool> {
    schema.step()?;
    if depth > MAX_DEPTH {
        return None;
    }
    match node.value() {
        Value::Bool(accepts) => return Some(*accepts),
        Value::Container(container) if node.is_object() && !container.has_errors => {}
        _ => return None,
    }
    if let Some(reference) = node.get(names::REF) {
        return check(schema, schema.resolve(reference)?, value, depth + 1);
    }
    let is_valid = has_type(schema, node, value)
        && is_constant(schema, node, value)?
        && match value {
            Json::Number(_) => is_number_valid(schema, node, value)?,
            Json::String(text) => is_string_valid(schema, node, text)?,
            Json::Array(items) => is_array_valid(schema, node, items, depth)?,
            Json::Object(members) => is_object_valid(schema, node, members, depth)?,
            Json::Null | Json::Bool(_) => true,
        };
    Some(is_valid && is_combination_valid(schema, node, value, depth)?)
}

fn has_type(schema: &Schema<'_>, node: Node<'_>, value: &Json) -> bool {
    let Some(types) = node.get(names::TYPE) else { return true };
    let is = |one: Node<'_>| one.text(schema.source).is_some_and(|name| is_of_type(value, &name));
    if types.is_array() { types.entries().any(|entry| is(entry.value())) } else { is(types) }
}

fn is_of_type(value: &Json, name: &str) -> bool {
    match value {
        Json::Null => name == "null",
        Json::Bool(_) => name == "boolean",
        Json::Number(_) => {
            name == "number"
                || name == "integer" && value.number().is_some_and(|number| number.fract() == 0.0)
        }
        Json::String(_) => name == "string",
        Json::Array(_) => name == "array",
        Json::Object(_) => name == "object",
    }
}

fn is_constant<'t>(schema: &Schema<'t>, node: Node<'t>, value: &Json) -> Option<bool> {
    let equals = |node: Node<'t>| {
        schema.step()?;
        Some(Json::read(schema.source, node, MAX_CONSTANT)?.equals(value))
    };
    if let Some(constant) = node.get(names::CONST)
        && !equals(constant)?
    {
        return Some(false);
    }
    let Some(values) = node.get(names::ENUM) else { return Some(true) };
    for one in values.entries() {
        if equals(one.value())? {
            return Some(true);
        }
    }
    Some(false)
}

fn is_number_valid(schema: &Schema<'_>, node: Node<'_>, value: &Json) -> Option<bool> {
    let number = value.number()?;
    let limit = |name: &str| schema.number(node, name);
    let is_multiple = limit(names::MULTIPLE_OF).is_none_or(|step| {
        let quotient = number / step;
        step > 0.0 && (quotient - quotient.round()).abs() < 1e-9
    });
    Some(
        is_multiple
            && limit(names::MINIMUM).is_none_or(|min| number >= min)
            && limit(names::MAXIMUM).is_none_or(|max| number <= max)
            && limit(names::EXCLUSIVE_MINIMUM).is_none_or(|min| number > min)
            && limit(names::EXCLUSIVE_MAXIMUM).is_none_or(|max| number < max),
    )
}

fn is_within(schema: &Schema<'_>, node: Node<'_>, count: usize, min: &str, max: &str) -> bool {
    let count = count as f64;
    schema.number(node, min).is_none_or(|min| count >= min)
        && schema.number(node, max).is_none_or(|max| count <= max)
}

fn is_string_valid(schema: &Schema<'_>, node: Node<'_>, text: &str) -> Option<bool> {
    let length = text.chars().count();
    if !is_within(schema, node, length, names::MIN_LENGTH, names::MAX_LENGTH) {
        return Some(false);
    }
    if let Some(pattern) = schema.text(node, names::PATTERN)
        && !Pattern::parse(&pattern)?.matches(text)?
    {
        return Some(false);
    }
    Some(schema.text(node, names::FORMAT).is_none_or(|format| has_format(text, &format)))
}

fn is_array_valid<'t>(
    schema: &Schema<'t>,
    node: Node<'t>,
    items: &[Json],
    depth: usize,
) -> Option<bool> {
    if !is_within(schema, node, items.len(), names::MIN_ITEMS, names::MAX_ITEMS) {
        return Some(false);
    }
    let is_unique =
        node.get(names::UNIQUE_ITEMS).map(|node| node.value()) == Some(&Value::Bool(true));
    for (index, item) in items.iter().enumerate() {
        for other in if is_unique { &items[..index] } else { &[] } {
            schema.step()?;
            if item.equals(other) {
                return Some(false);
            }
        }
        let own = match node.get(names::ITEMS) {
            Some(list) if list.is_array() => {
                let own = list.entries().nth(index).map(|entry| entry.value());
                own.or_else(|| node.get(names::ADDITIONAL_ITEMS))
            }
            other => other,
        };
        if let Some(own) = own
            && !check(schema, own, item, depth + 1)?
        {
            return Some(false);
        }
    }
    let Some(contained) = node.get(names::CONTAINS) else { return Some(true) };
    for item in items {
        if check(schema, contained, item, depth + 1)? {
            return Some(true);
        }
    }
    Some(false)
}

fn is_object_valid<'t>(
    schema: &Schema<'t>,
    node: Node<'t>,
    members: &[(String, Json)],
    depth: usize,
) -> Option<bool> {
    if !is_within(schema, node, members.len(), names::MIN_PROPERTIES, names::MAX_PROPERTIES) {
        return Some(false);
    }
    let has = |name: &str| members.iter().any(|(own, _)| own == name);
    let has_all = |list: Node<'t>| {
        list.entries().all(|entry| entry.value().text(schema.source).is_none_or(|name| has(&name)))
    };
    if node.get(names::REQUIRED).is_some_and(|list| list.is_array() && !has_all(list)) {
        return Some(false);
    }
    let patterns: Vec<(Pattern, Node<'t>)> = match node.get(names::PATTERN_PROPERTIES) {
        Some(map) => {
            let pattern = |(name, member): (&str, crate::syntax::Member<'t>)| {
                Some((Pattern::parse(name)?, member.value()))
            };
            map.effective_members().map(pattern).collect::<Option<_>>()?
        }
        None => Vec::new(),
    };
    for (name, value) in members {
        let mut is_described = false;
        let property = node.get(names::PROPERTIES).and_then(|map| map.get(name));
        let mut own: Vec<Node<'t>> = property.into_iter().collect();
        for (pattern, node) in &patterns {
            schema.step()?;
            if pattern.matches(name)? {
                own.push(*node);
            }
        }
        for own in own {
            is_described = true;
            if !check(schema, own, value, depth + 1)? {
                return Some(false);
            }
        }
        if let Some(others) = node.get(names::ADDITIONAL_PROPERTIES)
            && !is_described
            && !check(schema, others, value, depth + 1)?
        {
            return Some(false);
        }
        if let Some(allowed) = node.get(names::PROPERTY_NAMES)
            && !check(schema, allowed, &Json::String(name.clone()), depth + 1)?
        {
            return Some(false);
        }
    }
    let Some(dependencies) = node.get(names::DEPENDENCIES) else { return Some(true) };
    for (name, member) in dependencies.effective_members() {
        if !has(name) {
            continue;
        }
        let needed = member.value();
        let is_met = match needed.is_array() {
            true => has_all(needed),
            false => check(schema, needed, &Json::Object(members.to_vec()), depth + 1)?,
        };
        if !is_met {
            return Some(false);
        }
    }
    Some(true)
}

fn is_combination_valid<'t>(
    schema: &Schema<'t>,
    node: Node<'t>,
    value: &Json,
    depth: usize,
) -> Option<bool> {
    let count = |name: &str| -> Option<Option<(usize, usize)>> {
        let Some(list) = node.get(name).filter(|list| list.is_array()) else { return Some(None) };
        let (mut matching, mut all) = (0, 0);
        for entry in list.entries() {
            all += 1;
            matching += usize::from(check(schema, entry.value(), value, depth + 1)?);
        }
        Some(Some((matching, all)))
    };
    if count(names::ALL_OF)?.is_some_and(|(matching, all)| matching < all)
        || count(names::ANY_OF)?.is_some_and(|(matching, _)| matching == 0)
        || count(names::ONE_OF)?.is_some_and(|(matching, _)| matching != 1)
    {
        return Some(false);
    }
    if let Some(not) = node.get(names::NOT)
        && (!is_false(not) && check(schema, not, value, depth + 1)?)
    {
        return Some(false);
    }
    let Some(condition) = node.get(names::IF) else { return Some(true) };
    let branch =
        if check(schema, condition, value, depth + 1)? { names::THEN } else { names::ELSE };
    node.get(branch).map_or(Some(true), |branch| check(schema, branch, value, depth + 1))
}
