//! A payload that satisfies a JSON Schema.

mod values;

use super::check::{MAX_CONSTANT, is_valid};
use super::json_value::Json;
use super::schema::{Schema, is_false};
use crate::manifest::field_names as names;
use crate::syntax::{Node, Value};
use crate::text::Source;

/// Maximum number of steps for one sample, including its validation.
const MAX_WORK: u32 = 50_000;

/// Maximum nesting of a sample.
const MAX_DEPTH: usize = 24;

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
}

/// Whether Botpress Studio masks the value of `schema`.
pub(crate) fn is_secret(schema: Node<'_>) -> bool {
    let secret = schema.at(&[names::X_ZUI, names::SECRET]);
    secret.is_some_and(|node| *node.value() == Value::Bool(true))
}

#[cfg(test)]
mod tests;
