//! Normal form of a schema: a list of alternatives, each of one type.
//!
//! `allOf` and sibling keywords are merged into each alternative. Properties and elements stay
//! unread until they are compared, so the cost is that of the level in question.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::keyword::{Role, role};
use crate::diff::value::Place;
use crate::manifest::field_names as names;
use crate::manifest::fields::SCHEMA;

/// Maximum number of alternatives of one schema. Beyond it, the schema is not judged.
const MAX_ALTERNATIVES: usize = 2_000;

/// Maximum length of a chain of `$ref`, `anyOf` and `allOf`.
const MAX_CHAIN: usize = 64;

/// The schemas that apply to a value, all at once. None means any value.
pub(super) type All<'t> = Vec<Place<'t>>;

/// JSON type of the values of an alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Any,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::Any => "any value",
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array => "array",
            Kind::Object => "object",
        }
    }

    fn of_type(name: &str) -> Option<Kind> {
        Some(match name {
            "null" => Kind::Null,
            "boolean" => Kind::Boolean,
            "number" | "integer" => Kind::Number,
            "string" => Kind::String,
            "array" => Kind::Array,
            "object" => Kind::Object,
            _ => return None,
        })
    }

    /// Type of the value at `place`.
    fn of_value(place: &Place<'_>) -> Kind {
        let value = place.value;
        if value.is_null() {
            Kind::Null
        } else if value.bool().is_some() {
            Kind::Boolean
        } else if value.is_object() {
            Kind::Object
        } else if value.is_array() {
            Kind::Array
        } else if value.string().is_some() {
            Kind::String
        } else {
            Kind::Number
        }
    }
}

/// A property of an object.
#[derive(Clone)]
pub(super) struct Property<'t> {
    pub(super) name: &'t str,
    pub(super) schemas: All<'t>,
    pub(super) required: bool,
    pub(super) place: Place<'t>,
}

/// Properties that an object does not list.
#[derive(Clone)]
pub(super) enum Rest<'t> {
    Open,
    Closed(Place<'t>),
    Schema(All<'t>),
}

/// Elements of an array.
#[derive(Clone)]
pub(super) enum Items<'t> {
    Any,
    Each(All<'t>),
    Tuple { items: Vec<Place<'t>>, place: Place<'t>, rest: Rest<'t> },
}

/// Values of one type.
#[derive(Clone)]
pub(super) struct Alternative<'t> {
    pub(super) place: Place<'t>,
    pub(super) kind: Kind,
    pub(super) integer: bool,
    /// The listed values, if only those are allowed.
    pub(super) values: Option<Vec<Place<'t>>>,
    /// Limits, patterns, formats and opaque keywords.
    pub(super) facets: BTreeMap<&'static str, (Role, Vec<Place<'t>>)>,
    pub(super) properties: Vec<Property<'t>>,
    positions: HashMap<&'t str, usize>,
    pub(super) rest: Rest<'t>,
    pub(super) items: Items<'t>,
}

impl<'t> Alternative<'t> {
    fn any(place: Place<'t>) -> Alternative<'t> {
        Alternative {
            place,
            kind: Kind::Any,
            integer: false,
            values: None,
            facets: BTreeMap::new(),
            properties: Vec::new(),
            positions: HashMap::new(),
            rest: Rest::Open,
            items: Items::Any,
        }
    }

    pub(super) fn property(&self, name: &str) -> Option<&Property<'t>> {
        self.positions.get(name).map(|at| &self.properties[*at])
    }

    /// Whether the alternative accepts every value of its type.
    pub(super) fn is_plain(&self) -> bool {
        self.values.is_none() && !self.integer && self.is_bare()
    }

    /// Whether nothing but `type`, `enum` and `const` limits the values.
    pub(super) fn is_bare(&self) -> bool {
        self.facets.is_empty()
            && self.properties.is_empty()
            && matches!(self.rest, Rest::Open)
            && matches!(self.items, Items::Any)
    }

    /// Digest of the accepted values.
    pub(super) fn digest(&self) -> u64 {
        let digests = |places: &[Place<'t>]| -> Vec<u64> {
            places.iter().map(|place| place.value.digest()).collect()
        };
        let rest = |rest: &Rest<'t>| match rest {
            Rest::Open => None,
            Rest::Closed(_) => Some(None),
            Rest::Schema(all) => Some(Some(digests(all))),
        };
        let facets: Vec<_> =
            self.facets.iter().map(|(name, (_, places))| (*name, digests(places))).collect();
        let mut properties: Vec<_> = self
            .properties
            .iter()
            .map(|property| (property.name, property.required, digests(&property.schemas)))
            .collect();
        properties.sort_unstable();
        let items = match &self.items {
            Items::Any => None,
            Items::Each(all) => Some((digests(all), None)),
            Items::Tuple { items, rest: more, .. } => Some((digests(items), Some(rest(more)))),
        };
        let values = self.values.as_deref().map(digests);
        self.place.value.digest_of((
            (self.kind, self.integer, values, facets),
            (properties, rest(&self.rest), items),
        ))
    }

    fn add_property(&mut self, property: Property<'t>) {
        match self.positions.get(property.name) {
            Some(at) => {
                let known = &mut self.properties[*at];
                known.required |= property.required;
                known.schemas.extend(property.schemas);
            }
            None => {
                self.positions.insert(property.name, self.properties.len());
                self.properties.push(property);
            }
        }
    }

    fn opaque(&mut self, keyword: &'static str, place: Place<'t>) {
        self.facets.entry(keyword).or_insert((Role::Opaque, Vec::new())).1.push(place);
    }

    /// Intersection of two alternatives, or `None` if it is empty.
    fn meet(&self, other: &Alternative<'t>, place: &Place<'t>) -> Option<Alternative<'t>> {
        let mut met = self.clone();
        met.place = place.clone();
        met.kind = match (self.kind, other.kind) {
            (Kind::Any, kind) | (kind, Kind::Any) => kind,
            (a, b) if a == b => a,
            _ => return None,
        };
        met.integer |= other.integer;
        met.values = match (&self.values, &other.values) {
            (Some(a), Some(b)) => {
                let digests: HashSet<u64> = b.iter().map(|value| value.value.digest()).collect();
                let mut a = a.clone();
                a.retain(|value| digests.contains(&value.value.digest()));
                Some(a)
            }
            (one, None) | (None, one) => one.clone(),
        };
        for (keyword, (role, places)) in &other.facets {
            met.facets.entry(keyword).or_insert((*role, Vec::new())).1.extend_from_slice(places);
        }
        for property in &other.properties {
            met.add_property(property.clone());
        }
        met.rest = match (&self.rest, &other.rest) {
            (Rest::Open, rest) | (rest, Rest::Open) => rest.clone(),
            (Rest::Closed(place), _) | (_, Rest::Closed(place)) => Rest::Closed(place.clone()),
            (Rest::Schema(a), Rest::Schema(b)) => Rest::Schema([&a[..], b].concat()),
        };
        met.items = match (&self.items, &other.items) {
            (Items::Any, items) | (items, Items::Any) => items.clone(),
            (Items::Each(a), Items::Each(b)) => Items::Each([&a[..], b].concat()),
            (Items::Tuple { place, .. }, _) | (_, Items::Tuple { place, .. }) => {
                met.opaque(names::ITEMS, place.clone());
                Items::Any
            }
        };
        Some(met)
    }

    /// Removes what does not apply to values of the alternative's type.
    fn remove_irrelevant(&mut self) {
        if self.kind == Kind::Any {
            return;
        }
        let kind = self.kind;
        self.facets.retain(|keyword, (role, _)| {
            let about = SCHEMA.field(keyword).and_then(|field| field.about);
            // A `not` or a reference may be about any type.
            let about = about.filter(|_| *role != Role::Opaque || *keyword != names::ITEMS);
            about.and_then(Kind::of_type).is_none_or(|about| about == kind)
        });
        if kind != Kind::Object {
            self.properties.clear();
            self.positions.clear();
            self.rest = Rest::Open;
        }
        if kind != Kind::Array {
            self.items = Items::Any;
        }
    }
}

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
