//! An alternative of a schema: values of one type, and what limits them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::keyword::Role;
use crate::diff::value::Place;
use crate::manifest::field_names as names;
use crate::manifest::fields::SCHEMA;

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

    pub(super) fn of_type(name: &str) -> Option<Kind> {
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
    pub(super) fn of_value(place: &Place<'_>) -> Kind {
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
    pub(super) positions: HashMap<&'t str, usize>,
    pub(super) rest: Rest<'t>,
    pub(super) items: Items<'t>,
}

impl<'t> Alternative<'t> {
    pub(super) fn any(place: Place<'t>) -> Alternative<'t> {
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

    pub(super) fn add_property(&mut self, property: Property<'t>) {
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

    pub(super) fn opaque(&mut self, keyword: &'static str, place: Place<'t>) {
        self.facets.entry(keyword).or_insert((Role::Opaque, Vec::new())).1.push(place);
    }

    /// Intersection of two alternatives, or `None` if it is empty.
    pub(super) fn meet(
        &self,
        other: &Alternative<'t>,
        place: &Place<'t>,
    ) -> Option<Alternative<'t>> {
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
    pub(super) fn remove_irrelevant(&mut self) {
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
