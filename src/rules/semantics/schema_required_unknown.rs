//! Required properties that are not defined.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use crate::manifest::field_names;
use crate::manifest::mistakes::{self, Repair, Step};
use crate::references::SchemaPosition;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::rules::schema_parts::Schema;
use crate::syntax::{Entry, Key, Member, NameFilter, Node, Value, quoted};
use crate::text::swar::str_eq;
use crate::util::suggest::closest;

rule! {
    /// Required property is not defined.
    ///
    /// ## What it finds
    /// Names in the `required` of a schema that are not in its `properties`, nor in those of a
    /// schema that applies to the same object: in `allOf`, `anyOf`, `oneOf`, `not`, `if`, `then`,
    /// `else` or `dependencies`. Nothing is reported if the property may be defined elsewhere: by
    /// `additionalProperties`, `patternProperties` or a `$ref`.
    ///
    /// In a `not`, which can exclude a property that is not defined, only names that are similar to
    /// a property are reported.
    ///
    /// ## Why it matters
    /// A value must contain a property that no schema defines and no form displays. Usually the
    /// property was renamed only in `properties`. With `"additionalProperties": false`, no value
    /// is valid.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "configuration": {
    ///     "schema": {
    ///       "type": "object",
    ///       "properties": { "apiKey": { "type": "string" } },
    ///       "required": ["apikey"]
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Use the name in `properties`, or define the property there.
    SCHEMA_REQUIRED_UNKNOWN = "schema-required-unknown", Semantics, Some(Warning);
}

/// Checks that the required properties of `schema` are defined.
pub fn check(context: &mut CheckContext, schema: &Schema<'_, '_>) {
    if schema.branched && !schema.scope.shared {
        check_group(context, schema.node);
    }
    let Some(required) = schema.required.map(|member| member.value()) else { return };
    let Some(properties) = schema.properties else { return };
    let closed = match schema.additional.map(|member| member.value().value()) {
        Some(Value::Bool(false)) => true,
        None => false,
        Some(_) => return,
    };
    if !closed && (schema.open || schema.branched || schema.scope.shared) {
        return;
    }
    // With `false`, only the properties and patterns are allowed; and a reference replaces the
    // other keywords.
    if schema.reference.is_some() || schema.node.get(field_names::PATTERN_PROPERTIES).is_some() {
        return;
    }
    let value = properties.value();
    let (Some(container), true, true) = (value.container(), value.is_object(), required.is_array())
    else {
        return;
    };
    // A syntax error may hide a property.
    if container.doubtful || schema.node.container().is_some_and(|schema| schema.doubtful) {
        return;
    }
    let list = context.source().slice(required.range());
    let named = |entry: &Entry, hash: u32, name: &str| {
        entry.key.as_ref().is_some_and(|key| key.is(name, hash))
    };
    let entries = &container.entries();
    // Tools list the required properties in the order of the properties.
    let mut next = 0;
    for element in required.entries() {
        let Some(text) = element.value().text_in(&list, required.start()) else { continue };
        let is_text =
            |entry: &Entry| entry.key.as_ref().is_some_and(|key| str_eq(&key.text, &text));
        if entries.get(next).is_some_and(is_text) {
            next = (next + 1) % entries.len();
            continue;
        }
        let hash = Key::hash_of(&text);
        let (before, after) = entries.split_at(next);
        let found = after.iter().position(|entry| named(entry, hash, &text)).map(|at| next + at);
        let found = found.or_else(|| before.iter().position(|entry| named(entry, hash, &text)));
        if let Some(at) = found {
            next = (at + 1) % entries.len();
            continue;
        }
        let unknown = Unknown { required, element, name: text, path: &[], negated: false };
        report(context, properties, value.members().map(|(name, _)| name), unknown);
    }
}

/// Whether the value `node` may contain one of `names`.
fn may_contain(node: Node<'_>, names: NameFilter) -> bool {
    node.container().is_some_and(|container| container.names.may_intersect(names))
}

/// The names of all keywords that a [`Group`] reads.
static READ: LazyLock<NameFilter> = LazyLock::new(|| {
    let mut names = NameFilter::default();
    for keyword in [
        field_names::PROPERTIES,
        field_names::REQUIRED,
        field_names::ADDITIONAL_PROPERTIES,
        field_names::PATTERN_PROPERTIES,
        field_names::REF,
    ] {
        names.add(NameFilter::of(keyword));
    }
    names
});

/// The schemas that describe the same object.
#[derive(Default)]
struct Group<'t> {
    /// Every `properties`.
    properties: Vec<Member<'t>>,
    lists: Vec<RequiredList<'t>>,
    /// Whether properties may be defined elsewhere.
    open: bool,
}

struct RequiredList<'t> {
    list: Node<'t>,
    path: Vec<Member<'t>>,
    negated: bool,
}

/// Checks the required properties of the schemas that describe the same object as `root`, together.
fn check_group(context: &mut CheckContext, root: Node<'_>) {
    if !may_contain(root, NameFilter::of(field_names::REQUIRED)) {
        return;
    }
    let mut group = Group::default();
    group.collect(root, SchemaPosition::Schema, &mut Vec::new(), false);
    let Group { properties, lists, open: false } = group else { return };
    let (Some(first), false) = (properties.first(), lists.is_empty()) else { return };
    let mut defined: HashSet<&str> = HashSet::default();
    // In document order, in which similar names are searched.
    let mut names = Vec::new();
    for (name, _) in properties.iter().flat_map(|member| member.value().members()) {
        if defined.insert(name) {
            names.push(name);
        }
    }
    for RequiredList { list, path, negated } in lists {
        for element in list.entries() {
            let Some(name) = element.value().text(context.source()) else { continue };
            if !defined.contains(&*name) {
                let path = &path;
                let unknown = Unknown { required: list, element, name, path, negated };
                report(context, *first, names.iter().copied(), unknown);
            }
        }
    }
}

impl<'t> Group<'t> {
    fn collect(
        &mut self,
        node: Node<'t>,
        position: SchemaPosition,
        path: &mut Vec<Member<'t>>,
        negated: bool,
    ) {
        let is_schema = position == SchemaPosition::Schema;
        let closed = is_schema
            && match node.get(field_names::ADDITIONAL_PROPERTIES).map(Node::value) {
                Some(Value::Bool(false)) => true,
                additional => {
                    let elsewhere = [field_names::REF, field_names::PATTERN_PROPERTIES];
                    self.open |= additional.is_some()
                        || elsewhere.iter().any(|keyword| node.get(keyword).is_some());
                    false
                }
            };
        for member in node.entries() {
            let (next, same) = position.step(member);
            match next {
                SchemaPosition::Properties => self.properties.push(member),
                // The check of a closed schema itself is stricter.
                SchemaPosition::Required if is_schema && !closed => {
                    let (list, path) = (member.value(), path.clone());
                    self.lists.push(RequiredList { list, path, negated });
                }
                SchemaPosition::Schema | SchemaPosition::Branches | SchemaPosition::Dependents
                    if same && may_contain(member.value(), *READ) =>
                {
                    let negated = negated || is_schema && member.key() == Some(field_names::NOT);
                    path.push(member);
                    self.collect(member.value(), next, path, negated);
                    path.pop();
                }
                _ => {}
            }
        }
    }
}

/// A required name that is not defined.
struct Unknown<'p, 't> {
    required: Node<'t>,
    element: Member<'t>,
    name: Cow<'p, str>,
    /// The path of the schema that requires it, from the checked schema.
    path: &'p [Member<'t>],
    negated: bool,
}

fn report<'n>(
    context: &mut CheckContext,
    properties: Member<'_>,
    candidates: impl Iterator<Item = &'n str>,
    unknown: Unknown<'_, '_>,
) {
    /// Maximum size of lists and names in which similar names are searched.
    const MAX_CANDIDATES: usize = 200;
    let Unknown { required, element, name, path, negated } = unknown;
    let source = context.source();
    let few = required.container().is_some_and(|list| list.entries().len() <= MAX_CANDIDATES);
    let candidates = candidates.take(MAX_CANDIDATES).filter(|name| name.len() <= MAX_CANDIDATES);
    let near = (few && name.len() <= MAX_CANDIDATES)
        .then(|| closest(&name, candidates))
        .flatten()
        // A name that is already in the list is not meant.
        .filter(|near| {
            let mut listed = required.entries().take(MAX_CANDIDATES);
            !listed.any(|other| other.value().text(source).as_deref() == Some(near))
        });
    if negated && near.is_none() {
        return;
    }
    let shown: String = name.chars().take(MAX_CANDIDATES).collect();
    let message = match near {
        Some(near) => format!("Unknown property `{shown}`; did you mean `{near}`?"),
        None => format!("Unknown property `{shown}`. Define it in `properties`."),
    };
    let near = near.map(|near| FixAction::ReplaceValue(quoted(near)));
    let member = (name.clone().into_owned(), "{ \"type\": \"string\" }".to_owned());
    let step = |member: &Member<'_>| match member.key() {
        Some(key) => key.to_owned(),
        None => member.index.to_string(),
    };
    let end = [field_names::REQUIRED.to_owned(), element.index.to_string()];
    let path: Vec<String> = path.iter().map(step).chain(end).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let steps = vec![Step::Add(mistakes::path(&[field_names::PROPERTIES]), vec![member])];
    let title = format!("Define `{shown}` in `{}`", field_names::PROPERTIES);
    let defined = FixAction::Reshape(Box::new(Repair::new(title, path.len(), steps)));
    let fixes = near.into_iter().chain((!negated).then_some(defined));
    context
        .report(&SCHEMA_REQUIRED_UNKNOWN, element.value().range(), message)
        .at_path(&path)
        .fixes(fixes, Applicability::Unsafe)
        .related(properties.key_range(), "properties are defined here");
}
