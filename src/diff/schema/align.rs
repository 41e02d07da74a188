//! Pairs of alternatives of two schemas that are compared with each other.

use std::collections::{BTreeMap, HashMap};

use super::alternatives::{Alternative, Property};
use super::compare::Places;
use super::walk::Walk;
use crate::diff::checks;
use crate::diff::finding::Level;
use crate::manifest::field_names as names;

impl<'t> Walk<'_, 't> {
    /// Pairs the alternatives of one type and compares the pairs.
    pub(super) fn align(
        &mut self,
        old: &[Alternative<'t>],
        new: &[Alternative<'t>],
        at: Places<'_, 't>,
    ) {
        if let ([old], [new]) = (old, new) {
            return self.compare_pair(old, new, at);
        }
        if let Some((old, new)) = discriminate(old, new) {
            for (value, old) in &old {
                match new.get(value) {
                    Some(new) => self.compare_pair(old, new, at),
                    None => {
                        self.report_subject(&checks::ALTERNATIVE_REMOVED, &old.place, at.1, value)
                    }
                }
            }
            for (value, new) in new.iter().filter(|(value, _)| !old.contains_key(*value)) {
                self.report_subject(&checks::ALTERNATIVE_ADDED, at.0, &new.place, value);
            }
            return;
        }
        self.align_by_inclusion(old, new, at);
    }

    fn align_by_inclusion(
        &mut self,
        old: &[Alternative<'t>],
        new: &[Alternative<'t>],
        at: Places<'_, 't>,
    ) {
        let mut old_left: Vec<&Alternative<'t>> = old.iter().collect();
        let mut new_left: Vec<&Alternative<'t>> = new.iter().collect();
        if !self.has_references {
            let (mut of_old, mut of_new) = (digests(old), digests(new));
            old_left.retain(|one| take(&mut of_new, one));
            new_left.retain(|one| take(&mut of_old, one));
        }
        if let ([old], [new]) = (&old_left[..], &new_left[..]) {
            return self.compare_pair(old, new, at);
        }
        // Values of one side must be values of the other; what is left on the other side is new. An
        // alternative that only accepts more than before is compared with that of before.
        let mut changed: Vec<(&Alternative<'t>, &Alternative<'t>)> = Vec::new();
        let mut unmatched_old = Vec::new();
        for old in old_left {
            match self.closest(new.iter().map(|new| (old, new))) {
                Some((Level::Note, _)) => {}
                Some((_, pair)) => changed.push(pair),
                None => unmatched_old.push(old),
            }
        }
        let mut unmatched_new = Vec::new();
        for new in new_left {
            match self.closest(old.iter().map(|old| (old, new))) {
                Some((Level::Note, _)) => {}
                Some((_, pair)) => {
                    let is_same = |known: &(&Alternative<'t>, &Alternative<'t>)| {
                        std::ptr::eq(known.0, pair.0) && std::ptr::eq(known.1, pair.1)
                    };
                    if !changed.iter().any(is_same) {
                        changed.push(pair);
                    }
                }
                None => unmatched_new.push(new),
            }
        }
        for (old, new) in changed {
            self.compare_pair(old, new, at);
        }
        for old in unmatched_old {
            self.report(&checks::ALTERNATIVE_REMOVED, &old.place, at.1);
        }
        for new in unmatched_new {
            self.report(&checks::ALTERNATIVE_ADDED, at.0, &new.place);
        }
    }

    /// The pair that differs least, and the level of its differences. `None` if all pairs differ in a
    /// way that affects users.
    fn closest<'a>(
        &mut self,
        pairs: impl Iterator<Item = (&'a Alternative<'t>, &'a Alternative<'t>)>,
    ) -> Option<(Level, (&'a Alternative<'t>, &'a Alternative<'t>))>
    where
        't: 'a,
    {
        let mut closest = None;
        for (old, new) in pairs {
            if !self.step() {
                return None;
            }
            let level = self.try_compare(|walk| walk.compare_alternatives(old, new));
            if level < Level::Risky && closest.is_none_or(|(best, _)| level < best) {
                closest = Some((level, (old, new)));
            }
            if level == Level::Note {
                break;
            }
        }
        closest
    }
}

/// Number of alternatives by their text and by what they accept: siblings of `anyOf` may limit
/// branches of equal text in different ways.
type Count = HashMap<(u64, u64), usize>;

fn digests(side: &[Alternative<'_>]) -> Count {
    let mut count = Count::new();
    for one in side {
        *count.entry((one.place.value.digest(), one.digest())).or_default() += 1;
    }
    count
}

/// Whether the alternative has no equal on the other side; each equal counts once.
fn take(count: &mut Count, one: &Alternative<'_>) -> bool {
    match count.get_mut(&(one.place.value.digest(), one.digest())) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    }
}

type ByValue<'a, 't> = BTreeMap<String, &'a Alternative<'t>>;

/// Finds a property that tells the alternatives apart: required and with exactly one string in each.
fn discriminate<'a, 't>(
    old: &'a [Alternative<'t>],
    new: &'a [Alternative<'t>],
) -> Option<(ByValue<'a, 't>, ByValue<'a, 't>)> {
    let first = old.first()?;
    first.properties.iter().find_map(|property| {
        let by_value = |side: &'a [Alternative<'t>]| -> Option<ByValue<'a, 't>> {
            let mut found = BTreeMap::new();
            for one in side {
                let value = only_value(one.property(property.name)?)?;
                if found.insert(value, one).is_some() {
                    return None;
                }
            }
            Some(found)
        };
        only_value(property)?;
        Some((by_value(old)?, by_value(new)?))
    })
}

/// The one string that a required property accepts.
fn only_value(property: &Property<'_>) -> Option<String> {
    let [schema] = &property.schemas[..] else { return None };
    if !property.required {
        return None;
    }
    let value = schema.value.get(names::CONST).or_else(|| {
        let listed = schema.value.get(names::ENUM)?;
        let mut values = listed.items();
        let first = values.next()?;
        values.next().is_none().then_some(first)
    })?;
    Some(value.string()?.into_owned())
}
