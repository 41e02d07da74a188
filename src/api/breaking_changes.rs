//! Finds the schema members that a `BreakingChanges` error is about.
//!
//! The API compares schemas with jex, whose reasons have the form `#.title: undefined ⊈ string`: a path from
//! the root of a schema, and two types. The text before the path names the definition, if at all.

use super::response::Violation;
use crate::manifest::field_names;
use crate::syntax::Node;

/// The error type of the API.
pub(super) const KIND: &str = "BreakingChanges";

/// The sign between the two types of a reason.
const NOT_INCLUDED: char = '⊈';

/// Maximum number of reasons.
const MAX_REASONS: usize = 1000;

/// Maximum number of alternatives that are searched for one step of a path.
const MAX_ALTERNATIVES: usize = 64;

/// A JSON Schema of the manifest.
struct Schema<'t> {
    /// Names from the root of the manifest.
    path: Vec<String>,
    node: Node<'t>,
}

/// A step of a jex path.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Property(String),
    AnyProperty,
    AnyElement,
    Element(usize),
}

/// Returns the reasons in `message` with the paths of their members in the manifest; none if `message` has no
/// reason. A reason that fits several schemas equally well has the path of the manifest.
pub(super) fn violations(root: Node<'_>, message: &str) -> Vec<Violation> {
    let mut schemas = Vec::new();
    for section in [
        field_names::ACTIONS,
        field_names::EVENTS,
        field_names::CHANNELS,
        field_names::STATES,
        field_names::CONFIGURATION,
        field_names::CONFIGURATIONS,
        field_names::ENTITIES,
    ] {
        if let Some(node) = root.get(section) {
            collect(node, &mut vec![section.to_owned()], &mut schemas);
        }
    }
    let reasons = message.lines().filter(|line| line.contains(NOT_INCLUDED)).take(MAX_REASONS);
    reasons
        .map(|reason| Violation {
            path: Some(locate(&schemas, reason).unwrap_or_default()),
            message: reason.trim().trim_start_matches(['-', '*', '•', ' ']).to_owned(),
        })
        .collect()
}

/// Collects the schemas below `node`, which is outside of any schema.
fn collect<'t>(node: Node<'t>, path: &mut Vec<String>, schemas: &mut Vec<Schema<'t>>) {
    for (name, member) in node.effective_members() {
        path.push(name.to_owned());
        if name == field_names::SCHEMA {
            schemas.push(Schema { path: path.clone(), node: member.value() });
        } else {
            collect(member.value(), path, schemas);
        }
        path.pop();
    }
}

/// Returns the path of the member that `reason` is about: in the schema whose names the text mentions most
/// often, and in which the most steps exist.
fn locate(schemas: &[Schema<'_>], reason: &str) -> Option<Vec<String>> {
    let start = reason.find('#')?;
    let (before, path) = (&reason[..start], parse(&reason[start + 1..]));
    let words: Vec<&str> = before
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$')))
        .filter(|word| !word.is_empty())
        .collect();
    let mut best = None;
    let mut is_unique = false;
    for schema in schemas {
        let mentions = schema.path.iter().filter(|name| words.contains(&name.as_str())).count();
        let mut found = schema.path.clone();
        let resolved = resolve(schema.node, &path, &mut found);
        let score = (mentions, resolved);
        match best.as_ref().map(|(best, _)| score.cmp(best)) {
            None | Some(std::cmp::Ordering::Greater) => {
                best = Some((score, found));
                is_unique = true;
            }
            Some(std::cmp::Ordering::Equal) => is_unique = false,
            Some(std::cmp::Ordering::Less) => {}
        }
    }
    best.filter(|_| is_unique).map(|(_, found)| found)
}

/// Parses the steps at the start of a jex path without `#`.
fn parse(mut text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    loop {
        if let Some(rest) = text.strip_prefix('.') {
            let end = rest.find(['.', '[', ':', ' ']).unwrap_or(rest.len());
            steps.push(Step::Property(rest[..end].to_owned()));
            text = &rest[end..];
        } else if let Some((inner, rest)) =
            text.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        {
            steps.push(match inner {
                "string" => Step::AnyProperty,
                "number" => Step::AnyElement,
                inner => match inner.parse() {
                    Ok(index) => Step::Element(index),
                    Err(_) => Step::Property(inner.trim_matches(['"', '\'', '`']).to_owned()),
                },
            });
            text = rest;
        } else {
            return steps;
        }
    }
}

/// Follows `steps` in a schema, appends the names to `path`, and returns the number of steps that exist.
fn resolve(mut schema: Node<'_>, steps: &[Step], path: &mut Vec<String>) -> usize {
    for (index, step) in steps.iter().enumerate() {
        let mut budget = MAX_ALTERNATIVES;
        let Some((next, names)) = enter(schema, step, &mut budget) else { return index };
        path.extend(names);
        schema = next;
    }
    steps.len()
}

/// Returns the schema of a step and the names to it, also in alternatives.
fn enter<'t>(schema: Node<'t>, step: &Step, budget: &mut usize) -> Option<(Node<'t>, Vec<String>)> {
    *budget = budget.checked_sub(1)?;
    let keyword = |name: &str| schema.get(name).map(|node| (node, vec![name.to_owned()]));
    let direct = match step {
        Step::Property(name) => keyword("properties").and_then(|(properties, mut names)| {
            names.push(name.clone());
            Some((properties.get(name)?, names))
        }),
        Step::AnyProperty => keyword("additionalProperties"),
        Step::AnyElement => keyword("items"),
        Step::Element(index) => keyword("items").and_then(|(items, mut names)| {
            names.push(index.to_string());
            Some((items.entries().nth(*index).filter(|_| items.is_array())?.value(), names))
        }),
    };
    if direct.is_some() {
        return direct;
    }
    for name in ["anyOf", "oneOf", "allOf"] {
        let Some(alternatives) = schema.get(name).filter(|node| node.is_array()) else { continue };
        for (index, alternative) in alternatives.entries().enumerate() {
            if let Some((node, names)) = enter(alternative.value(), step, budget) {
                let mut path = vec![name.to_owned(), index.to_string()];
                path.extend(names);
                return Some((node, path));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Dialect, Tree};

    const MANIFEST: &str = r#"{
      "actions": {
        "open": {
          "input": { "schema": { "properties": { "title": {}, "tags": { "items": { "properties": { "b": {} } } } } } },
          "output": { "schema": { "anyOf": [{ "properties": { "id": {} } }] } }
        },
        "close": { "input": { "schema": { "properties": { "title": {} } } } }
      },
      "states": { "cache": { "schema": { "additionalProperties": {} } } }
    }"#;

    fn paths(message: &str) -> Vec<String> {
        let tree = Tree::parse(MANIFEST, Dialect::Json);
        let violations = violations(tree.root().unwrap(), message);
        violations.iter().map(|it| it.path.as_ref().unwrap().join("/")).collect()
    }

    #[test]
    fn reasons_are_located_by_path_and_by_names() {
        assert_eq!(
            paths("#.id: string ⊈ number"),
            ["actions/open/output/schema/anyOf/0/properties/id"]
        );
        assert_eq!(
            paths("Breaking changes:\n - action `close` input: #.title: undefined ⊈ string\n"),
            ["actions/close/input/schema/properties/title"]
        );
        assert_eq!(
            paths("actions.open.input #.tags[number].b: a ⊈ b"),
            ["actions/open/input/schema/properties/tags/items/properties/b"]
        );
        assert_eq!(paths("#[string]: a ⊈ b"), ["states/cache/schema/additionalProperties"]);
        // The removed property is in the schema no longer.
        assert_eq!(paths("state cache #.gone: a ⊈ b"), ["states/cache/schema"]);
    }

    #[test]
    fn ambiguous_reason_has_no_location() {
        assert_eq!(paths("#.title: undefined ⊈ string"), [""]);
        assert_eq!(paths("nothing to find"), [""; 0]);
    }
}
