//! A value of one type.

use super::{Fields, Sampler};
use crate::docs::formats;
use crate::docs::json_value::Json;
use crate::docs::pattern::Pattern;
use crate::docs::schema::is_false;
use crate::manifest::field_names as names;
use crate::syntax::{Node, Value};

/// Nesting up to which optional fields are included.
const OPTIONAL_DEPTH: usize = 3;

/// Nesting up to which optional fields are included in a sample with all fields.
const ALL_DEPTH: usize = 12;

/// Maximum number of items or fields that are added to satisfy a minimum.
const MAX_ADDED: usize = 100;

/// Maximum length of a text that is made as long as its minimum.
const MAX_TEXT: usize = 4096;

/// Text of a string without other constraints.
const ANY_TEXT: &str = "…";

impl<'t> Sampler<'t> {
    pub(super) fn of_type(&self, name: &str, parts: &[Node<'t>], depth: usize) -> Option<Json> {
        match name {
            "null" => Some(Json::Null),
            "boolean" => {
                [true, false].map(Json::Bool).into_iter().find(|it| self.accepts(parts, it))
            }
            "integer" => self.number(parts, true),
            "number" => self.number(parts, false),
            "string" => self.string(parts),
            "array" => self.array(parts, depth),
            "object" => self.object(parts, depth),
            _ => None,
        }
    }

    /// Returns the largest value of the keyword `name`.
    fn largest(&self, parts: &[Node<'t>], name: &str) -> Option<f64> {
        parts.iter().filter_map(|part| self.schema.number(*part, name)).max_by(f64::total_cmp)
    }

    fn smallest(&self, parts: &[Node<'t>], name: &str) -> Option<f64> {
        parts.iter().filter_map(|part| self.schema.number(*part, name)).min_by(f64::total_cmp)
    }

    /// Returns the smallest number from 0 on, or else the largest number.
    fn number(&self, parts: &[Node<'t>], is_whole: bool) -> Option<Json> {
        let step = self.largest(parts, names::MULTIPLE_OF).filter(|step| *step > 0.0);
        let step = step.unwrap_or(1.0);
        let min = self.largest(parts, names::MINIMUM);
        let above = self.largest(parts, names::EXCLUSIVE_MINIMUM);
        let low = [min, above].into_iter().flatten().fold(0.0, f64::max);
        let mut candidates = vec![(low / step).ceil() * step, ((low / step).floor() + 1.0) * step];
        let max = self.smallest(parts, names::MAXIMUM);
        let below = self.smallest(parts, names::EXCLUSIVE_MAXIMUM);
        if let Some(high) = [max, below].into_iter().flatten().min_by(f64::total_cmp) {
            candidates.push((high / step).floor() * step);
            candidates.push(((high / step).ceil() - 1.0) * step);
            if !is_whole {
                candidates.extend([low, high, low.midpoint(high)]);
            }
        }
        let values = candidates.into_iter().filter_map(number);
        values.into_iter().find(|value| self.accepts(parts, value))
    }

    fn string(&self, parts: &[Node<'t>]) -> Option<Json> {
        let min = self.largest(parts, names::MIN_LENGTH).unwrap_or(0.0);
        let min = if min > MAX_TEXT as f64 { return None } else { min as usize };
        let text = |name: &'static str| {
            parts.iter().filter_map(move |part| self.schema.text(*part, name)).next()
        };
        let format = text(names::FORMAT).and_then(|name| formats::example(&name));
        let pattern = text(names::PATTERN).and_then(|pattern| Pattern::parse(&pattern));
        let of_pattern = pattern.iter().flat_map(|pattern| {
            [0, 1, 2, min].into_iter().filter_map(|count| pattern.example(count))
        });
        let any = if min > 1 { "x".repeat(min) } else { ANY_TEXT.to_owned() };
        let email = format!("{}@example.com", "j".repeat(min.saturating_sub(12).clamp(1, 64)));
        let url = format!("https://example.com/{}", "x".repeat(min.saturating_sub(20)));
        let candidates = format.map(str::to_owned).into_iter().chain(of_pattern);
        let others = [any, "a".repeat(min), String::new(), email, url, "#000000".to_owned()];
        let values = candidates.chain(others).map(Json::String);
        values.into_iter().find(|value| self.accepts(parts, value))
    }

    fn array(&self, parts: &[Node<'t>], depth: usize) -> Option<Json> {
        let min = self.largest(parts, names::MIN_ITEMS).unwrap_or(0.0);
        let max = self.smallest(parts, names::MAX_ITEMS).unwrap_or(f64::INFINITY);
        if min > MAX_ADDED as f64 || min > max {
            return None;
        }
        let is_unique = parts.iter().any(|part| {
            part.get(names::UNIQUE_ITEMS).is_some_and(|node| *node.value() == Value::Bool(true))
        });
        let list = parts.iter().find_map(|part| part.get(names::ITEMS).filter(|it| it.is_array()));
        let fixed = list.map_or(0, |list| list.entries().count());
        let wanted = (min as usize).max(fixed.max(1)).min(max.min(MAX_ADDED as f64) as usize);
        let contained = parts.iter().find_map(|part| part.get(names::CONTAINS));
        let mut items: Vec<Json> = Vec::new();
        for index in 0..wanted {
            let mut own: Vec<Node<'t>> = Vec::new();
            for part in parts {
                let node = match part.get(names::ITEMS) {
                    Some(list) if list.is_array() => {
                        let own = list.entries().nth(index).map(|entry| entry.value());
                        own.or_else(|| part.get(names::ADDITIONAL_ITEMS))
                    }
                    other => other,
                };
                if let Some(node) = node.filter(|node| !is_false(*node)) {
                    own.extend(self.schema.parts(node)?);
                }
            }
            if index == 0
                && let Some(node) = contained
            {
                own.extend(self.schema.parts(node)?);
            }
            let Some(item) = self.satisfy(&own, depth + 1) else { break };
            let item = if is_unique && items.iter().any(|other| other.equals(&item)) {
                match self.other(&own, &item, &items) {
                    Some(item) => item,
                    None => break,
                }
            } else {
                item
            };
            items.push(item);
        }
        (items.len() as f64 >= min).then_some(Json::Array(items))
    }

    /// Returns a value that satisfies `parts`, and differs from `items`.
    fn other(&self, parts: &[Node<'t>], item: &Json, items: &[Json]) -> Option<Json> {
        let is_new = |value: &Json| {
            !items.iter().any(|other| other.equals(value)) && self.accepts(parts, value)
        };
        if let Some(value) = self.given(parts).find(is_new) {
            return Some(value);
        }
        let count = items.len();
        match item {
            Json::String(text) => {
                let values = [format!("{text}{count}"), format!("{count}{text}")];
                values.map(Json::String).into_iter().find(is_new)
            }
            Json::Number(_) => {
                let step = self.largest(parts, names::MULTIPLE_OF).unwrap_or(1.0);
                let values =
                    [1.0, -1.0].map(|sign| item.number().map(|it| it + sign * step * count as f64));
                values.into_iter().flatten().filter_map(number).find(is_new)
            }
            Json::Bool(value) => Some(Json::Bool(!value)).filter(is_new),
            _ => None,
        }
    }

    fn object(&self, parts: &[Node<'t>], depth: usize) -> Option<Json> {
        let optional_depth = match self.fields {
            Fields::Usual => OPTIONAL_DEPTH,
            Fields::Required => 0,
            Fields::All => ALL_DEPTH,
        };
        let with_optional = depth < optional_depth;
        let full = self.members(parts, depth, with_optional)?;
        if !with_optional || self.accepts(parts, &full) {
            return Some(full);
        }
        self.members(parts, depth, false)
    }

    fn members(&self, parts: &[Node<'t>], depth: usize, with_optional: bool) -> Option<Json> {
        let mut required: Vec<String> = Vec::new();
        for list in parts.iter().filter_map(|part| part.get(names::REQUIRED)) {
            for name in list.entries().filter_map(|entry| entry.value().text(self.schema.source)) {
                if !required.iter().any(|known| **known == *name) {
                    required.push(name.into_owned());
                }
            }
        }
        let mut fields: Vec<&str> = Vec::new();
        for map in parts.iter().filter_map(|part| part.get(names::PROPERTIES)) {
            for (name, _) in map.effective_members() {
                if !fields.contains(&name) {
                    fields.push(name);
                }
                self.schema.step()?;
            }
        }
        let extra = required.iter().map(String::as_str).filter(|name| !fields.contains(name));
        let all: Vec<&str> = fields.iter().copied().chain(extra).collect();
        let mut members: Vec<(String, Json)> = Vec::new();
        for name in all {
            let is_required = required.iter().any(|known| known == name);
            if !is_required && !with_optional {
                continue;
            }
            match self.member(parts, name, depth) {
                Some(value) => members.push((name.to_owned(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        self.add_members(parts, &mut members, with_optional && fields.is_empty(), depth)?;
        Some(Json::Object(members))
    }

    /// Returns a value for the member `name`.
    fn member(&self, parts: &[Node<'t>], name: &str, depth: usize) -> Option<Json> {
        let mut own = Vec::new();
        for part in parts {
            let property = part.get(names::PROPERTIES).and_then(|map| map.get(name));
            let others = || part.get(names::ADDITIONAL_PROPERTIES);
            let mut nodes: Vec<Node<'t>> = property.into_iter().collect();
            for (pattern, member) in patterns(*part) {
                self.schema.step()?;
                if Pattern::parse(pattern)?.matches(name)? {
                    nodes.push(member);
                }
            }
            if nodes.is_empty() {
                nodes.extend(others());
            }
            for node in nodes {
                if is_false(node) {
                    return None;
                }
                own.extend(self.schema.parts(node)?);
            }
        }
        self.satisfy(&own, depth + 1)
    }

    /// Adds members with names of any choice: as many as are required, or one to show what they look like.
    fn add_members(
        &self,
        parts: &[Node<'t>],
        members: &mut Vec<(String, Json)>,
        show: bool,
        depth: usize,
    ) -> Option<()> {
        let min = self.largest(parts, names::MIN_PROPERTIES).unwrap_or(0.0);
        if min > MAX_ADDED as f64 {
            return None;
        }
        let is_map = parts.iter().any(|part| {
            part.get(names::ADDITIONAL_PROPERTIES).is_some_and(|node| node.is_object())
                || patterns(*part).next().is_some()
        });
        let wanted = (min as usize).max(usize::from(show && is_map));
        let mut names: Vec<String> = Vec::new();
        for part in parts {
            if let Some(allowed) = part.get(names::PROPERTY_NAMES)
                && let Some(list) = allowed.get(names::ENUM)
            {
                let texts =
                    list.entries().filter_map(|entry| entry.value().text(self.schema.source));
                names.extend(texts.map(|text| text.into_owned()));
            }
            let examples =
                patterns(*part).filter_map(|(pattern, _)| Pattern::parse(pattern)?.example(1));
            names.extend(examples);
            // Optional fields, if they were left out.
            let fields = part.get(names::PROPERTIES).into_iter().flat_map(|map| map.members());
            names.extend(fields.take(MAX_ADDED).map(|(name, _)| name.to_owned()));
        }
        names.push("key".to_owned());
        names.extend((2..=wanted).map(|number| format!("key{number}")));
        for name in names {
            self.schema.step()?;
            if members.len() >= wanted {
                break;
            }
            if members.iter().any(|(known, _)| *known == name) {
                continue;
            }
            if let Some(value) = self.member(parts, &name, depth) {
                members.push((name, value));
            }
        }
        Some(())
    }
}

/// Returns the entries of `patternProperties`.
fn patterns<'t>(part: Node<'t>) -> impl Iterator<Item = (&'t str, Node<'t>)> {
    let map = part.get(names::PATTERN_PROPERTIES).into_iter();
    map.flat_map(|map| map.effective_members()).map(|(name, member)| (name, member.value()))
}

/// Returns `number` as JSON, rounded to the digits that people write.
fn number(number: f64) -> Option<Json> {
    if !number.is_finite() || number.abs() >= 1e21 {
        return None;
    }
    let rounded: f64 = format!("{number:.9}").parse().ok()?;
    let shown = if rounded == 0.0 { 0.0 } else { rounded };
    Some(Json::Number(shown.to_string()))
}
