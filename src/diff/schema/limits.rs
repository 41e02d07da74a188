//! Comparison of limits, patterns, formats, and of keywords that are compared by equality.

use super::alternatives::Alternative;
use super::keyword::Role;
use super::walk::Walk;
use crate::diff::checks::{self, Check};
use crate::diff::sink::Located;
use crate::diff::value::Place;

/// Direction in which a limit moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    Tightened,
    Loosened,
    /// Neither limit includes the other.
    Other,
}

impl<'t> Walk<'_, 't> {
    pub(super) fn compare_limits(&mut self, old: &Alternative<'t>, new: &Alternative<'t>) {
        let added = new.facets.keys().filter(|keyword| !old.facets.contains_key(*keyword));
        let keywords: Vec<&'static str> = old.facets.keys().chain(added).copied().collect();
        for keyword in keywords {
            let (role, from) = old.facets.get(keyword).cloned().unzip();
            let (new_role, to) = new.facets.get(keyword).cloned().unzip();
            let Some(role) = role.or(new_role) else { continue };
            let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
            match role {
                Role::Pattern => self.compare_texts(
                    [&checks::PATTERN_ADDED, &checks::PATTERN_CHANGED, &checks::PATTERN_REMOVED],
                    (old, &from),
                    (new, &to),
                    keyword,
                ),
                Role::Format => self.compare_texts(
                    [&checks::FORMAT_ADDED, &checks::FORMAT_CHANGED, &checks::FORMAT_REMOVED],
                    (old, &from),
                    (new, &to),
                    keyword,
                ),
                Role::Lower { .. } | Role::Upper | Role::Multiple | Role::Unique => {
                    self.compare_bound(role, (old, &from), (new, &to), keyword);
                }
                _ => self.compare_texts([&checks::UNJUDGED; 3], (old, &from), (new, &to), keyword),
            }
        }
    }

    fn compare_texts(
        &mut self,
        [added, changed, removed]: [&'static Check; 3],
        (old, from): (&Alternative<'t>, &[Place<'t>]),
        (new, to): (&Alternative<'t>, &[Place<'t>]),
        keyword: &str,
    ) {
        let digests = |places: &[Place<'t>]| {
            let mut digests: Vec<u64> = places.iter().map(|it| it.value.digest()).collect();
            digests.sort_unstable();
            digests.dedup();
            digests
        };
        match (from.first(), to.first()) {
            (None, Some(to)) => {
                self.report_subject(added, Located::around(&old.place), to, keyword)
            }
            (Some(from), None) => {
                self.report_subject(removed, from, Located::around(&new.place), keyword)
            }
            (Some(first), Some(second)) if digests(from) != digests(to) => {
                self.report_subject(changed, first, second, keyword)
            }
            _ => {}
        }
    }

    fn compare_bound(
        &mut self,
        role: Role,
        (old, from): (&Alternative<'t>, &[Place<'t>]),
        (new, to): (&Alternative<'t>, &[Place<'t>]),
        keyword: &str,
    ) {
        let (from, to) = (tightest(role, from), tightest(role, to));
        let report = |walk: &mut Self, check| {
            let (from, to) = (Located::at(from, &old.place), Located::at(to, &new.place));
            walk.report_subject(check, from, to, keyword);
        };
        match (from, to) {
            (None, None) => {}
            (None, Some(_)) => report(self, &checks::BOUND_ADDED),
            (Some(_), None) => report(self, &checks::BOUND_REMOVED),
            (Some(from), Some(to)) => match change(role, from, to) {
                Change::None => {}
                Change::Tightened => report(self, &checks::BOUND_TIGHTENED),
                Change::Loosened => report(self, &checks::BOUND_LOOSENED),
                Change::Other => {
                    report(self, &checks::BOUND_TIGHTENED);
                    report(self, &checks::BOUND_LOOSENED);
                }
            },
        }
    }
}

/// The limit that counts of several, or `None` if it allows everything.
fn tightest<'a, 't>(role: Role, places: &'a [Place<'t>]) -> Option<&'a Place<'t>> {
    if role == Role::Unique {
        return places.iter().find(|place| place.value.bool() == Some(true));
    }
    let numbers = places.iter().filter_map(|place| Some((place.value.number()?, place)));
    let tightest = match role {
        Role::Upper => numbers.min_by(|a, b| a.0.total_cmp(&b.0)),
        _ => numbers.max_by(|a, b| a.0.total_cmp(&b.0)),
    };
    let (number, place) = tightest?;
    let is_limit = !matches!(role, Role::Lower { is_count: true }) || number > 0.0;
    is_limit.then_some(place)
}

fn change(role: Role, old: &Place<'_>, new: &Place<'_>) -> Change {
    let (Some(old), Some(new)) = (old.value.number(), new.value.number()) else {
        return Change::None;
    };
    if old == new {
        return Change::None;
    }
    match role {
        Role::Lower { .. } if new > old => Change::Tightened,
        Role::Lower { .. } => Change::Loosened,
        Role::Upper if new < old => Change::Tightened,
        Role::Upper => Change::Loosened,
        Role::Multiple if (new / old).fract() == 0.0 => Change::Tightened,
        Role::Multiple if (old / new).fract() == 0.0 => Change::Loosened,
        _ => Change::Other,
    }
}
