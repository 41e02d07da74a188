//! A payload that satisfies a JSON Schema.

use super::check::{MAX_CONSTANT, is_valid};
use super::formats;
use super::json_value::Json;
use super::pattern::Pattern;
use super::schema::{Schema, is_false};
use crate::manifest::field_names as names;
use crate::syntax::{Node, Value};
use crate::text::Source;

/// Maximum number of steps for one sample, including its validation.
const MAX_WORK: u32 = 50_000;

/// Maximum nesting of a sample.
const MAX_DEPTH: usize = 24;

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

/// The optional fields of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fields {
    /// The fields of the outer objects.
    #[default]
    Usual,
    /// No field that is not required.
    Required,
    /// As many fields as possible.
    All,
}

/// Returns a payload that is valid against the schema `root`. Returns `None` if none was found: the schema
/// accepts nothing, cannot be read, or has constraints that no simple value satisfies.
pub(crate) fn sample(source: &dyn Source, root: Node<'_>, fields: Fields) -> Option<Json> {
    let attempts: &[Fields] = match fields {
        Fields::Required => &[Fields::Required],
        Fields::Usual => &[Fields::Usual, Fields::Required],
        Fields::All => &[Fields::All, Fields::Usual, Fields::Required],
    };
    attempts.iter().find_map(|fields| {
        let schema = Schema::new(source, root, MAX_WORK);
        let sampler = Sampler { schema, fields: *fields };
        let sample = sampler.value(root, 0)?;
        // The steps of the sampler do not count for the final check.
        let schema = Schema::new(source, root, MAX_WORK);
        (is_valid(&schema, root, &sample) == Some(true)).then_some(sample)
    })
}

struct Sampler<'t> {
    schema: Schema<'t>,
    fields: Fields,
}

impl<'t> Sampler<'t> {
    fn value(&self, node: Node<'t>, depth: usize) -> Option<Json> {
        if is_false(node) {
            return None;
        }
        let parts = self.schema.parts(node)?;
        self.satisfy(&parts, depth)
    }

    /// Returns a value that satisfies all of `parts`.
    fn satisfy(&self, parts: &[Node<'t>], depth: usize) -> Option<Json> {
        self.schema.step()?;
        if depth > MAX_DEPTH {
            return None;
        }
        if let Some(value) = self.given(parts).find(|value| self.accepts(parts, value)) {
            return Some(value);
        }
        self.alternative(parts, depth).or_else(|| self.of_types(parts, depth))
    }

    /// Returns a value of the first type that has one.
    fn of_types(&self, parts: &[Node<'t>], depth: usize) -> Option<Json> {
        self.types(parts)?.iter().find_map(|name| {
            let value = self.of_type(name, parts, depth)?;
            self.accepts(parts, &value).then_some(value)
        })
    }

    fn accepts(&self, parts: &[Node<'t>], value: &Json) -> bool {
        parts.iter().all(|part| is_valid(&self.schema, *part, value) == Some(true))
    }

    /// Returns the values that the schema itself contains. Values of secrets are not among them.
    fn given<'a>(&'a self, parts: &'a [Node<'t>]) -> impl Iterator<Item = Json> + 'a {
        let is_secret = parts.iter().any(|part| is_secret(*part));
        let single = move |name: &'static str| {
            parts.iter().filter_map(move |part| part.get(name)).collect::<Vec<_>>()
        };
        let first = move |name: &'static str| {
            let lists = parts.iter().filter_map(move |part| part.get(name));
            lists.filter_map(|list| Some(list.entries().next()?.value())).collect::<Vec<_>>()
        };
        let all = move |name: &'static str| {
            let lists = parts.iter().filter_map(move |part| part.get(name));
            lists.flat_map(|list| list.entries().map(|entry| entry.value())).collect::<Vec<_>>()
        };
        let examples = if is_secret {
            Vec::new()
        } else {
            [single(names::DEFAULT), first(names::EXAMPLES)].concat()
        };
        let nodes = examples.into_iter().chain(single(names::CONST)).chain(all(names::ENUM));
        nodes.filter_map(|node| Json::read(self.schema.source, node, MAX_CONSTANT))
    }

    /// Returns a value of the first alternative that has one.
    fn alternative(&self, parts: &[Node<'t>], depth: usize) -> Option<Json> {
        for part in parts {
            for name in [names::ONE_OF, names::ANY_OF] {
                let Some(list) = part.get(name).filter(|list| list.is_array()) else { continue };
                let mut entries: Vec<Node<'t>> =
                    list.entries().map(|entry| entry.value()).collect();
                // Nothing is a less helpful value than something.
                entries.sort_by_key(|entry| self.is_null(*entry));
                return entries.iter().find_map(|entry| self.with(parts, part, *entry, depth));
            }
            if part.get(names::IF).is_some() {
                let branches = [names::THEN, names::ELSE].into_iter();
                let mut nodes = branches.filter_map(|name| part.get(name));
                if let Some(value) = nodes.find_map(|node| self.with(parts, part, node, depth)) {
                    return Some(value);
                }
            }
        }
        None
    }

    /// Returns a value of `parts` that also satisfies `entry`, an alternative of `owner`.
    fn with(
        &self,
        parts: &[Node<'t>],
        owner: &Node<'t>,
        entry: Node<'t>,
        depth: usize,
    ) -> Option<Json> {
        if is_false(entry) {
            return None;
        }
        let mut all = self.schema.parts(entry)?;
        // The entry first: it is more specific. The owner's other keywords still apply, its alternatives are
        // checked at the end.
        let own = all.len();
        all.extend(parts.iter().copied());
        let value = self.satisfy_without(&all, owner, own, depth)?;
        self.accepts(&all, &value).then_some(value)
    }

    fn satisfy_without(
        &self,
        all: &[Node<'t>],
        owner: &Node<'t>,
        own: usize,
        depth: usize,
    ) -> Option<Json> {
        self.schema.step()?;
        if depth > MAX_DEPTH {
            return None;
        }
        if let Some(value) = self.given(&all[..own]).find(|value| self.accepts(all, value)) {
            return Some(value);
        }
        let others: Vec<Node<'t>> =
            all.iter().copied().filter(|part| part.start() != owner.start()).collect();
        self.alternative(&others, depth + 1).or_else(|| self.of_types(all, depth))
    }

    fn is_null(&self, node: Node<'t>) -> bool {
        self.schema.text(node, names::TYPE).as_deref() == Some("null")
    }

    /// Returns the types that a value can have, those of the keywords first if there is no `type`.
    fn types(&self, parts: &[Node<'t>]) -> Option<Vec<String>> {
        let mut found: Option<Vec<String>> = None;
        for part in parts {
            let Some(types) = part.get(names::TYPE) else { continue };
            let name = |node: Node<'t>| node.text(self.schema.source).map(|name| name.into_owned());
            let own: Vec<String> = if types.is_array() {
                types.entries().filter_map(|entry| name(entry.value())).collect()
            } else {
                name(types).into_iter().collect()
            };
            found = Some(match found {
                Some(found) => found.into_iter().filter(|name| own.contains(name)).collect(),
                None => own,
            });
        }
        if let Some(mut found) = found {
            found.sort_by_key(|name| name == "null");
            return (!found.is_empty()).then_some(found);
        }
        let has = |names: &[&str]| {
            parts.iter().any(|part| names.iter().any(|name| part.get(name).is_some()))
        };
        let mut guessed = Vec::new();
        let texts = [names::PATTERN, names::FORMAT, names::MIN_LENGTH, names::MAX_LENGTH];
        let numbers =
            [names::MINIMUM, names::MAXIMUM, names::MULTIPLE_OF, names::EXCLUSIVE_MINIMUM];
        for (name, keywords) in [
            ("array", &[names::ITEMS, names::CONTAINS, names::MIN_ITEMS][..]),
            ("string", &texts[..]),
            ("number", &numbers[..]),
        ] {
            if has(keywords) {
                guessed.push(name.to_owned());
            }
        }
        // An object has any type that a manifest does not restrict.
        guessed
            .extend(["object", "string", "number", "boolean", "array", "null"].map(str::to_owned));
        Some(guessed)
    }

    fn of_type(&self, name: &str, parts: &[Node<'t>], depth: usize) -> Option<Json> {
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

/// Whether Botpress Studio masks the value of `schema`.
pub(crate) fn is_secret(schema: Node<'_>) -> bool {
    let secret = schema.at(&[names::X_ZUI, names::SECRET]);
    secret.is_some_and(|node| *node.value() == Value::Bool(true))
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

#[cfg(test)]
mod tests;
