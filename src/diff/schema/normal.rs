//! Normal form of a schema: a list of alternatives, each of one type.
//!
//! `allOf` and sibling keywords are merged into each alternative. Properties and elements stay
//! unread until they are compared, so the cost is that of the level in question.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::alternatives::{Alternative, Items, Kind, Property, Rest};
use super::keyword::{Role, role};
use crate::diff::value::Place;
use crate::manifest::field_names as names;
use crate::manifest::fields::SCHEMA;

/// Maximum number of alternatives of one schema. Beyond it, the schema is not judged.
const MAX_ALTERNATIVES: usize = 2_000;

/// Maximum length of a chain of `$ref`, `anyOf` and `allOf`.
const MAX_CHAIN: usize = 64;

/// Normal form of a schema.
pub(super) struct Normal<'t> {
    pub(super) alternatives: Vec<Alternative<'t>>,
    /// Whether `null` is among the values, if other types are too.
    pub(super) null: Option<Place<'t>>,
}

/// Reads the schemas `all`, which apply at once. `root` resolves references. Returns `None` if there
/// are too many alternatives.
pub(super) fn normalize<'t>(
    all: &[Place<'t>],
    fallback: &Place<'t>,
    root: &Place<'t>,
) -> Option<Normal<'t>> {
    let place = all.first().unwrap_or(fallback);
    let mut alternatives = vec![Alternative::any(place.clone())];
    for schema in all {
        let read = expand(schema, root, 0)?;
        alternatives = meet_all(&alternatives, &read, false)?;
    }
    Some(simplify(alternatives))
}

fn meet_all<'t>(
    a: &[Alternative<'t>],
    b: &[Alternative<'t>],
    keeps_place: bool,
) -> Option<Vec<Alternative<'t>>> {
    if a.len().saturating_mul(b.len()) > MAX_ALTERNATIVES {
        return None;
    }
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    Some(
        pairs
            .filter_map(|(a, b)| {
                // A branch is a better place than the schema around it.
                let place = if keeps_place || a.kind != Kind::Any { &a.place } else { &b.place };
                a.meet(b, place)
            })
            .collect(),
    )
}

fn expand<'t>(schema: &Place<'t>, root: &Place<'t>, chain: usize) -> Option<Vec<Alternative<'t>>> {
    if chain > MAX_CHAIN {
        return None;
    }
    if schema.value.bool() == Some(false) {
        return Some(Vec::new());
    }
    let mut base = Alternative::any(schema.clone());
    if !schema.value.is_object() {
        return Some(vec![base]);
    }
    if let Some(reference) = schema.get(names::REF) {
        let target = reference.value.string().and_then(|target| root.resolve(&target));
        // The target applies in the place of the reference; so do the siblings for the platform.
        match target {
            Some(target) if target.value.start() != schema.value.start() => {
                return expand(&target, root, chain + 1);
            }
            _ => base.opaque(names::REF, reference),
        }
    }
    let mut kinds = Vec::new();
    for (name, place) in schema.members() {
        let Some(role) = role(name) else { continue };
        let Some(field) = SCHEMA.field(name) else { continue };
        match role {
            Role::Structure => structure(&mut base, &mut kinds, schema, name, &place),
            Role::Lower { .. } | Role::Upper | Role::Multiple | Role::Unique => {
                base.facets.insert(field.name, (role, vec![place]));
            }
            Role::Pattern | Role::Format | Role::Opaque => {
                base.facets.insert(field.name, (role, vec![place]));
            }
            Role::Default | Role::Display | Role::Words | Role::Ignored => {}
        }
    }
    add_required(&mut base, schema);
    if let Some(not) = schema.get(names::NOT) {
        match accepts(&not) {
            Some(true) => return Some(Vec::new()),
            Some(false) => {}
            None => base.opaque(names::NOT, not),
        }
    }
    let mut alternatives = if kinds.is_empty() {
        vec![base]
    } else {
        let one = |(kind, integer)| Alternative { kind, integer, ..base.clone() };
        kinds.into_iter().map(one).collect()
    };
    for keyword in [names::ANY_OF, names::ONE_OF] {
        let Some(list) = schema.get(keyword).filter(|list| list.value.is_array()) else {
            continue;
        };
        let mut branches = Vec::new();
        for branch in list.items() {
            branches.extend(expand(&branch, root, chain + 1)?);
            if branches.len() > MAX_ALTERNATIVES {
                return None;
            }
        }
        // The branch is the place: it says which alternative a finding is about.
        alternatives = meet_all(&branches, &alternatives, true)?;
    }
    if let Some(list) = schema.get(names::ALL_OF) {
        for part in list.items() {
            alternatives = meet_all(&alternatives, &expand(&part, root, chain + 1)?, true)?;
        }
    }
    Some(alternatives)
}

/// Whether a schema accepts everything or nothing, if that is visible at once.
fn accepts(schema: &Place<'_>) -> Option<bool> {
    if let Some(value) = schema.value.bool() {
        return Some(value);
    }
    let mut members = schema.members().peekable();
    if members.peek().is_none() {
        return Some(true);
    }
    let not = schema.get(names::NOT)?;
    (accepts(&not)? && schema.members().count() == 1).then_some(false)
}

fn structure<'t>(
    base: &mut Alternative<'t>,
    kinds: &mut Vec<(Kind, bool)>,
    schema: &Place<'t>,
    name: &str,
    place: &Place<'t>,
) {
    match name {
        names::TYPE => {
            let one = place.value.string().into_iter();
            for ty in one.chain(place.value.items().filter_map(|item| item.string())) {
                let integer = ty == "integer";
                if let Some(kind) = Kind::of_type(&ty)
                    && !kinds.contains(&(kind, integer))
                {
                    kinds.push((kind, integer));
                }
            }
        }
        names::ENUM if place.value.is_array() && base.values.is_none() => {
            base.values = Some(place.items().collect());
        }
        names::CONST => base.values = Some(vec![place.clone()]),
        names::PROPERTIES => {
            for (name, place) in place.members() {
                let schemas = vec![place.clone()];
                base.add_property(Property { name, schemas, required: false, place });
            }
        }
        names::ADDITIONAL_PROPERTIES => base.rest = rest(place),
        names::ITEMS if place.value.is_array() => {
            let rest = schema.get(names::ADDITIONAL_ITEMS).map_or(Rest::Open, |it| rest(&it));
            let items = place.items().collect();
            base.items = Items::Tuple { items, place: place.clone(), rest };
        }
        names::ITEMS => base.items = Items::Each(vec![place.clone()]),
        // Without `items`, the platform reads it as the schema of every element.
        names::ADDITIONAL_ITEMS
            if !schema.value.has(names::ITEMS) && place.value.bool() != Some(false) =>
        {
            base.items = Items::Each(vec![place.clone()]);
        }
        _ => {}
    }
}

fn rest<'t>(place: &Place<'t>) -> Rest<'t> {
    match place.value.bool() {
        Some(true) => Rest::Open,
        Some(false) => Rest::Closed(place.clone()),
        None if place.value.named().next().is_none() => Rest::Open,
        None => Rest::Schema(vec![place.clone()]),
    }
}

/// Marks the required properties; one that `properties` does not list accepts any value.
fn add_required<'t>(base: &mut Alternative<'t>, schema: &Place<'t>) {
    let Some(required) = schema.get(names::REQUIRED) else { return };
    for place in required.items() {
        let Some(name) = place.value.string() else { continue };
        if let Some(at) = base.positions.get(&*name) {
            base.properties[*at].required = true;
        } else if let Cow::Borrowed(name) = name {
            base.add_property(Property { name, schemas: Vec::new(), required: true, place });
        }
    }
}

/// Merges what belongs together: listed values of one type, types that contain others, `null`.
fn simplify(alternatives: Vec<Alternative<'_>>) -> Normal<'_> {
    let mut simple: Vec<Alternative<'_>> = Vec::new();
    for alternative in alternatives {
        for mut one in split_values(alternative) {
            one.remove_irrelevant();
            let is_literal = one.values.is_some() && one.is_bare();
            let same = simple.iter_mut().find(|other| {
                other.kind == one.kind
                    && (other.is_plain() || is_literal && other.values.is_some() && other.is_bare())
            });
            match same {
                Some(other) if other.is_plain() => {}
                Some(other) => {
                    other.values.get_or_insert_default().extend(one.values.into_iter().flatten());
                }
                None => {
                    if one.is_plain() {
                        simple.retain(|other| other.kind != one.kind);
                    }
                    simple.push(one);
                }
            }
        }
    }
    if let Some(any) = simple.iter().position(|one| one.kind == Kind::Any && one.is_plain()) {
        let any = simple.swap_remove(any);
        return Normal { alternatives: vec![any], null: None };
    }
    for one in &mut simple {
        if let Some(values) = &mut one.values {
            let mut seen = HashSet::new();
            values.retain(|value| seen.insert(value.value.digest()));
            // `true` and `false` are all booleans.
            if one.kind == Kind::Boolean && values.len() > 1 {
                one.values = None;
            }
        }
    }
    let mut null = None;
    if simple.len() > 1
        && let Some(at) = simple.iter().position(|one| one.kind == Kind::Null)
    {
        null = Some(simple.remove(at).place);
    }
    Normal { alternatives: simple, null }
}

/// Splits listed values of several types into one alternative for each type.
fn split_values(alternative: Alternative<'_>) -> Vec<Alternative<'_>> {
    let Some(values) = &alternative.values else { return vec![alternative] };
    let mut by_kind: BTreeMap<Kind, Vec<Place<'_>>> = BTreeMap::new();
    for value in values {
        by_kind.entry(Kind::of_value(value)).or_default().push(value.clone());
    }
    by_kind.retain(|kind, _| alternative.kind == Kind::Any || alternative.kind == *kind);
    let one = |(kind, values)| {
        let values = (kind != Kind::Null).then_some(values);
        Alternative { kind, values, ..alternative.clone() }
    };
    by_kind.into_iter().map(one).collect()
}
