//! Comparison of the alternatives of two schemas.

use std::collections::BTreeSet;

use super::alternatives::{All, Alternative, Items, Kind, Property, Rest};
use super::normal::{Normal, normalize};
use super::walk::{MAX_DEPTH, Step, Walk};
use crate::diff::checks;
use crate::diff::finding::{Direction, Level, Part};
use crate::diff::sink::Located;
use crate::diff::value::Place;
use crate::manifest::field_names as names;
use crate::util::suggest::closest;

/// Maximum number of removed or added properties of one object that are searched for renames.
const MAX_RENAMES: usize = 50;

/// The schemas that two alternatives are read from.
pub(super) type Places<'p, 't> = (&'p Place<'t>, &'p Place<'t>);

impl<'t> Walk<'_, 't> {
    /// Compares what a property, an element or a value of a map accepts.
    fn compare_at(&mut self, step: Step<'t>, old: &[Place<'t>], new: &[Place<'t>]) {
        self.path.push(step);
        self.compare(old, new);
        self.path.pop();
    }

    /// Compares two schemas, each a list of schemas that apply at once.
    pub(super) fn compare(&mut self, old: &[Place<'t>], new: &[Place<'t>]) {
        if !self.has_references && is_equal(old, new) || !self.step() || self.depth > MAX_DEPTH {
            return;
        }
        let pair = match (old, new) {
            ([old], [new]) => Some((old.value.start(), new.value.start())),
            _ => None,
        };
        if pair.is_some_and(|pair| !self.open.insert(pair)) {
            return;
        }
        self.depth += 1;
        if let ([old], [new]) = (old, new) {
            self.compare_annotations(old, new);
        }
        self.compare_normal(old, new);
        self.depth -= 1;
        if let Some(pair) = pair {
            self.open.remove(&pair);
        }
    }

    fn compare_normal(&mut self, old: &[Place<'t>], new: &[Place<'t>]) {
        let fallback = |all: &[Place<'t>], root: &Place<'t>| all.first().unwrap_or(root).clone();
        let (old_place, new_place) = (fallback(old, self.old_root), fallback(new, self.new_root));
        let normals =
            (normalize(old, &old_place, self.old_root), normalize(new, &new_place, self.new_root));
        let (Some(old), Some(new)) = normals else {
            return self.report(&checks::UNJUDGED, &old_place, &new_place);
        };
        let at = (&old_place, &new_place);
        self.compare_null(&old, &new, at);
        match (&old.alternatives[..], &new.alternatives[..]) {
            ([], []) => {}
            ([], _) => self.report(&checks::TYPE_WIDENED, at.0, at.1),
            (_, []) => self.report(&checks::TYPE_NARROWED, at.0, at.1),
            // `null` beside other types is not among the alternatives.
            ([one], _) if one.kind == Kind::Null && new.null.is_some() => {
                self.report(&checks::TYPE_WIDENED, at.0, at.1)
            }
            (_, [one]) if one.kind == Kind::Null && old.null.is_some() => {
                self.report(&checks::TYPE_NARROWED, at.0, at.1)
            }
            ([old], [new]) => self.compare_pair(old, new, at),
            (old, new) => self.compare_several(old, new, at),
        }
    }

    fn compare_null(&mut self, old: &Normal<'t>, new: &Normal<'t>, at: Places<'_, 't>) {
        let accepts = |side: &Normal<'t>| {
            let includes = |one: &Alternative<'t>| matches!(one.kind, Kind::Any | Kind::Null);
            side.null.is_some() || side.alternatives.iter().any(includes)
        };
        // A type that only one side has is another finding.
        if old.alternatives.is_empty() || new.alternatives.is_empty() {
            return;
        }
        match (&old.null, &new.null) {
            (Some(null), None) if !accepts(new) => self.report(&checks::NULL_REFUSED, null, at.1),
            (None, Some(null)) if !accepts(old) => self.report(&checks::NULL_ALLOWED, at.0, null),
            _ => {}
        }
    }

    /// Compares two alternatives of any types.
    pub(super) fn compare_pair(
        &mut self,
        old: &Alternative<'t>,
        new: &Alternative<'t>,
        at: Places<'_, 't>,
    ) {
        if old.place.value.start() != at.0.value.start()
            || new.place.value.start() != at.1.value.start()
        {
            self.compare_annotations(&old.place, &new.place);
        }
        match (old.kind, new.kind) {
            (Kind::Any, kind) if kind != Kind::Any => {
                self.report(&checks::TYPE_NARROWED, at.0, at.1);
                self.limits_of_any(old, at);
            }
            (kind, Kind::Any) if kind != Kind::Any => {
                self.report(&checks::TYPE_WIDENED, at.0, at.1);
                self.limits_of_any(new, at);
            }
            (a, b) if a != b => self.report(&checks::TYPE_CHANGED, at.0, at.1),
            _ => self.compare_alternatives(old, new),
        }
    }

    /// A schema without a type that limits some types only: compared with one type, the effect is
    /// not judged.
    fn limits_of_any(&mut self, any: &Alternative<'t>, at: Places<'_, 't>) {
        if !any.is_plain() {
            self.report(&checks::UNJUDGED, at.0, at.1);
        }
    }

    fn compare_several(
        &mut self,
        old: &[Alternative<'t>],
        new: &[Alternative<'t>],
        at: Places<'_, 't>,
    ) {
        let kinds = |side: &[Alternative<'t>]| -> BTreeSet<Kind> {
            side.iter().map(|one| one.kind).collect()
        };
        let (old_kinds, new_kinds) = (kinds(old), kinds(new));
        let is_shared = old_kinds.intersection(&new_kinds).next().is_some();
        let any = [old, new].into_iter().flatten().find(|one| one.kind == Kind::Any);
        if let Some(any) = any {
            match (old_kinds.contains(&Kind::Any), new_kinds.contains(&Kind::Any)) {
                (true, false) => self.report(&checks::TYPE_NARROWED, at.0, at.1),
                (false, true) => self.report(&checks::TYPE_WIDENED, at.0, at.1),
                _ => {
                    self.report(&checks::UNJUDGED, at.0, at.1);
                    return;
                }
            }
            return self.limits_of_any(any, at);
        }
        if !is_shared {
            return self.report(&checks::TYPE_CHANGED, at.0, at.1);
        }
        for kind in old_kinds.difference(&new_kinds) {
            self.report_subject(&checks::TYPE_NARROWED, at.0, at.1, kind.name());
        }
        for kind in new_kinds.difference(&old_kinds) {
            self.report_subject(&checks::TYPE_WIDENED, at.0, at.1, kind.name());
        }
        for kind in old_kinds.intersection(&new_kinds) {
            let of_kind = |side: &'_ [Alternative<'t>]| -> Vec<Alternative<'t>> {
                side.iter().filter(|one| one.kind == *kind).cloned().collect()
            };
            self.align(&of_kind(old), &of_kind(new), at);
        }
    }

    /// Compares two alternatives of one type.
    pub(super) fn compare_alternatives(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        if old.integer && !new.integer {
            self.report(&checks::TYPE_WIDENED, &old.place, &new.place);
        } else if new.integer && !old.integer {
            self.report(&checks::TYPE_NARROWED, &old.place, &new.place);
        }
        self.compare_values(old, new);
        self.compare_limits(old, new);
        self.compare_objects(old, new);
        self.compare_items(old, new);
    }

    fn compare_values(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        let (old_values, new_values) = match (&old.values, &new.values) {
            (None, None) => return,
            (None, Some(_)) => {
                return self.report(&checks::VALUES_LISTED, &old.place, &new.place);
            }
            (Some(_), None) => {
                return self.report(&checks::VALUES_UNLISTED, &old.place, &new.place);
            }
            (Some(old), Some(new)) => (old, new),
        };
        if let ([old], [new]) = (&old_values[..], &new_values[..]) {
            if !old.value.equals(new.value) {
                self.report(&checks::VALUE_CHANGED, old, new);
            }
            return;
        }
        let missing = |from: &[Place<'t>], to: &[Place<'t>]| -> Vec<Place<'t>> {
            let known: BTreeSet<u64> = to.iter().map(|value| value.value.digest()).collect();
            from.iter().filter(|value| !known.contains(&value.value.digest())).cloned().collect()
        };
        for value in missing(old_values, new_values) {
            self.report(&checks::VALUE_REMOVED, &value, Located::around(&new.place));
        }
        for value in missing(new_values, old_values) {
            self.report(&checks::VALUE_ADDED, Located::around(&old.place), &value);
        }
    }

    fn compare_objects(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        if let (Rest::Schema(rest), true) = (&new.rest, is_object(old))
            && new.properties.is_empty()
        {
            return self.compare_shape(old, rest, old, new, Direction::Consumed);
        }
        if let (Rest::Schema(rest), true) = (&old.rest, is_object(new))
            && old.properties.is_empty()
        {
            return self.compare_shape(new, rest, old, new, Direction::Produced);
        }
        for property in &old.properties {
            match new.property(property.name) {
                Some(other) => self.compare_property(property, other),
                None => self.report_removed(property, new),
            }
        }
        for property in &new.properties {
            if old.property(property.name).is_none() {
                self.path.push(Some(property.name));
                let check = if property.required {
                    &checks::PROPERTY_ADDED_REQUIRED
                } else {
                    &checks::PROPERTY_ADDED
                };
                self.report(check, Located::around(&old.place), &property.place);
                // A map has accepted the property, with the values of all others.
                if let Rest::Schema(rest) = &old.rest {
                    self.compare(rest, &property.schemas);
                }
                self.path.pop();
            }
        }
        self.link_renamed(old, new);
        self.compare_rest(old, new);
    }

    /// Links a removed property with an added one that has the same schema and a similar name.
    fn link_renamed(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        let lacks = |side: &Alternative<'t>, name: &str| side.property(name).is_none();
        let removed: Vec<_> = old.properties.iter().filter(|it| lacks(new, it.name)).collect();
        let mut added: Vec<_> = new.properties.iter().filter(|it| lacks(old, it.name)).collect();
        if self.is_trial() || removed.len() > MAX_RENAMES || added.len() > MAX_RENAMES {
            return;
        }
        for property in removed {
            let same = added.iter().filter(|it| is_equal(&property.schemas, &it.schemas));
            if let Some(name) = closest(property.name, same.map(|it| it.name)) {
                added.retain(|it| it.name != name);
                self.rename(property.name, name);
            }
        }
    }

    /// Compares an object with a map. It is compatible if values of the object are values of the map
    /// and the values flow from the object to the map.
    fn compare_shape(
        &mut self,
        object: &Alternative<'t>,
        rest: &All<'t>,
        old: &Alternative<'t>,
        new: &Alternative<'t>,
        direction: Direction,
    ) {
        let is_produced = self.direction() == Direction::Produced;
        let flows = is_produced == (direction == Direction::Produced)
            && self.direction() != Direction::Both;
        let fits = flows
            && object.properties.iter().all(|property| {
                let worst = self.try_compare(|walk| match direction {
                    Direction::Consumed => walk.compare(&property.schemas, rest),
                    _ => walk.compare(rest, &property.schemas),
                });
                worst < Level::Risky
            });
        if !fits {
            self.report(&checks::SHAPE_CHANGED, &old.place, &new.place);
            return;
        }
        let check = match (&object.rest, direction) {
            (Rest::Open, Direction::Consumed) => &checks::EXTRA_REFUSED,
            (Rest::Closed(_), Direction::Consumed) => &checks::EXTRA_ALLOWED,
            (Rest::Open, _) => &checks::EXTRA_ALLOWED,
            (Rest::Closed(_), _) => &checks::EXTRA_REFUSED,
            (Rest::Schema(_), _) => return,
        };
        self.report(check, Located::around(&old.place), Located::around(&new.place));
    }

    fn compare_property(&mut self, old: &Property<'t>, new: &Property<'t>) {
        self.path.push(Some(old.name));
        let (from, to) = (Located::around(&old.place), Located::around(&new.place));
        match (old.required, new.required) {
            (false, true) => self.report(&checks::PROPERTY_BECAME_REQUIRED, from, to),
            (true, false) => {
                let check = &checks::PROPERTY_BECAME_OPTIONAL;
                // Code of the old version may read the data after a rollback.
                let level = match self.context.part {
                    Part::State => Level::Risky,
                    _ => self.level(check),
                };
                self.report_level(check, level, from, to, None);
            }
            _ => {}
        }
        self.compare(&old.schemas, &new.schemas);
        self.path.pop();
    }

    fn report_removed(&mut self, property: &Property<'t>, new: &Alternative<'t>) {
        self.path.push(Some(property.name));
        let check = &checks::PROPERTY_REMOVED;
        let level = match self.direction() {
            Direction::Produced if !property.required => Level::Risky,
            _ => self.level(check),
        };
        let listed = new.place.get(names::PROPERTIES);
        let place = listed.as_ref().unwrap_or(&new.place);
        let old = Located::from(&property.place);
        self.report_level(check, level, old, Located::around(place), None);
        self.path.pop();
    }

    fn compare_rest(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        match (&old.rest, &new.rest) {
            (Rest::Open, Rest::Open) | (Rest::Closed(_), Rest::Closed(_)) => {}
            (Rest::Open | Rest::Schema(_), Rest::Closed(place)) => {
                self.report(&checks::EXTRA_REFUSED, Located::around(&old.place), place)
            }
            (Rest::Closed(place), Rest::Open | Rest::Schema(_)) => {
                self.report(&checks::EXTRA_ALLOWED, place, Located::around(&new.place))
            }
            (Rest::Open, Rest::Schema(new)) => self.compare_at(None, &[], new),
            (Rest::Schema(old), Rest::Open) => self.compare_at(None, old, &[]),
            (Rest::Schema(old), Rest::Schema(new)) => self.compare_at(None, old, new),
        }
    }

    fn compare_items(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        match (&old.items, &new.items) {
            (Items::Any, Items::Any) => {}
            (Items::Any, Items::Each(new)) => self.compare_at(None, &[], new),
            (Items::Each(old), Items::Any) => self.compare_at(None, old, &[]),
            (Items::Each(old), Items::Each(new)) => self.compare_at(None, old, new),
            (
                Items::Tuple { items: from, place: old_place, rest: old_rest },
                Items::Tuple { items: to, place: new_place, rest: new_rest },
            ) => {
                if from.len() != to.len() {
                    return self.report(&checks::TUPLE_CHANGED, old_place, new_place);
                }
                for (from, to) in from.iter().zip(to) {
                    self.compare_at(None, std::slice::from_ref(from), std::slice::from_ref(to));
                }
                match (old_rest, new_rest) {
                    (Rest::Schema(from), Rest::Schema(to)) => self.compare_at(None, from, to),
                    (Rest::Open, Rest::Open) | (Rest::Closed(_), Rest::Closed(_)) => {}
                    _ => self.report(&checks::TUPLE_CHANGED, old_place, new_place),
                }
            }
            _ => self.report(&checks::TUPLE_CHANGED, &old.place, &new.place),
        }
    }
}

/// Whether both lists hold equal schemas.
fn is_equal(old: &[Place<'_>], new: &[Place<'_>]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.value.equals(new.value))
}

/// Whether an alternative lists properties.
fn is_object(one: &Alternative<'_>) -> bool {
    !one.properties.is_empty()
}
