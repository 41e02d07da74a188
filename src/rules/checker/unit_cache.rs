//! What was found in a unit, in terms of the unit.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use smol_str::SmolStr;

use super::{Checker, UnitKey};
use crate::manifest::types::{EntryKind, Shape};
use crate::rules::publish::PathStates;
use crate::rules::{DiagnosticTag, FixIntent, Limits, Rule};
use crate::syntax::{Member, pointer};

/// What was found in a unit, and what that depends on besides the unit itself.
#[derive(Clone)]
pub(super) struct Unit {
    pub shape: Option<&'static Shape>,
    pub kind: Option<EntryKind>,
    pub states: PathStates,
    pub steps: u64,
    pub limits: Limits,
    pub name: SmolStr,
    /// How long its value is, in bytes.
    pub len: usize,
    pub own: Vec<UnitFinding>,
    /// In the order of the text.
    pub nested: Vec<ChildUnit>,
}

impl Unit {
    /// Whether nothing was found, neither in it nor in the units inside.
    pub fn is_clean(&self) -> bool {
        self.own.is_empty() && self.nested.is_empty()
    }

    /// Whether it is what would be found in the same container now. A container that stays may be
    /// something else than before: the name that it stands under may have been changed, or that
    /// of what it lies in.
    pub fn is_valid_for(
        &self,
        entrance: UnitKey<'_>,
        states: PathStates,
        engine: &Checker<'_>,
    ) -> bool {
        let address = |shape: Option<&'static Shape>| shape.map(std::ptr::from_ref);
        address(self.shape) == address(entrance.shape)
            && self.kind == entrance.kind
            && self.states == states
            && self.steps == engine.steps
            && self.limits == *engine.limits
            && self.name == entrance.name
    }

    /// Takes up that its value is `len` bytes long now, since what begins at the byte `value` of it
    /// has another length, and that `now` was found there.
    pub fn apply_resize(&mut self, value: usize, len: usize, now: Option<ChildUnit>) {
        let before = std::mem::replace(&mut self.len, len);
        let moved = |offset: &mut usize| {
            if *offset > value {
                *offset = *offset + len - before;
            }
        };
        for ChildUnit { value, key, .. } in &mut self.nested {
            [value, &mut key.start, &mut key.end].into_iter().for_each(moved);
        }
        for local in &mut self.own {
            let related = local.related.iter_mut().map(|(range, _)| range);
            let anchor = match &mut local.anchor {
                Anchor::Key => None,
                Anchor::Value(range) => Some(range),
            };
            for range in related.chain(anchor) {
                [&mut range.start, &mut range.end].into_iter().for_each(moved);
            }
        }
        let at = self.nested.partition_point(|nested| nested.value < value);
        let was = self.nested.get(at).is_some_and(|nested| nested.value == value);
        self.nested.splice(at..at + usize::from(was), now);
    }
}

/// A unit inside another, in which something was found.
#[derive(Clone)]
pub(super) struct ChildUnit {
    /// Where its value begins, from the outer unit's value on.
    pub value: usize,
    /// Where its name is, from the outer unit's value on.
    pub key: Range<usize>,
    /// The JSON Pointer from the outer unit to it.
    pub pointer: Box<str>,
    pub unit: Arc<Unit>,
    number: StableId,
}

impl ChildUnit {
    /// `unit`, to which `path` leads from an outer unit whose value begins at the byte `base`.
    pub fn new(unit: Arc<Unit>, path: &[Member<'_>], base: usize) -> ChildUnit {
        let mut pointer = String::new();
        path.iter().for_each(|member| member.push_to(&mut pointer));
        let (value, key) = path
            .last()
            .map_or((base, base..base), |member| (member.value().start(), member.key_range()));
        let (value, key) = (value - base, key.start - base..key.end - base);
        ChildUnit { value, key, pointer: pointer.into(), unit, number: StableId::default() }
    }

    /// A number that is the same only as long as nothing is changed in the unit, in its name and in
    /// the way to it.
    pub fn number(&self) -> u64 {
        self.number.get()
    }
}

/// A number that nothing else has; it is chosen as soon as somebody asks for it.
#[derive(Default)]
struct StableId(AtomicU64);

impl StableId {
    fn get(&self) -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0);
        match self.0.load(Ordering::Relaxed) {
            0 => {
                let new = LAST.fetch_add(1, Ordering::Relaxed) + 1;
                // Somebody else may have asked at the same time.
                let set = self.0.compare_exchange(0, new, Ordering::Relaxed, Ordering::Relaxed);
                set.map_or_else(|other| other, |_| new)
            }
            number => number,
        }
    }
}

impl Clone for StableId {
    fn clone(&self) -> StableId {
        StableId(self.0.load(Ordering::Relaxed).into())
    }
}

/// A finding relative to its unit.
#[derive(Debug, Clone)]
pub(in crate::rules) struct UnitFinding {
    pub(super) rule: &'static Rule,
    pub(super) anchor: Anchor,
    pub(super) pointer: Box<str>,
    pub(super) message: Box<str>,
    pub(super) related: Vec<(Range<usize>, String)>,
    pub(super) tag: Option<DiagnosticTag>,
    /// What would repair it.
    pub remedy: Option<FixIntent>,
    /// What else would.
    pub others: Vec<FixIntent>,
}

impl UnitFinding {
    /// Says how the range is drawn.
    pub fn tag(&mut self, tag: DiagnosticTag) -> &mut UnitFinding {
        self.tag = Some(tag);
        self
    }

    /// Says what would repair it.
    pub fn remedy(&mut self, remedy: FixIntent) -> &mut UnitFinding {
        self.remedy = Some(remedy);
        self
    }

    /// Says what would repair it: the likeliest first.
    pub fn with_alternatives(
        &mut self,
        remedies: impl IntoIterator<Item = FixIntent>,
    ) -> &mut UnitFinding {
        let mut remedies = remedies.into_iter();
        self.remedy = remedies.next();
        self.others = remedies.collect();
        self
    }

    /// Makes it about the member called `name` of the node being walked.
    pub fn at_member(&mut self, name: &str) -> &mut UnitFinding {
        let mut pointer = std::mem::take(&mut self.pointer).into_string();
        pointer::push(&mut pointer, name);
        self.pointer = pointer.into();
        self
    }
}

/// Where a finding is, relative to its unit.
#[derive(Debug, Clone)]
pub(super) enum Anchor {
    /// At the unit's name.
    Key,
    /// This far from the beginning of the unit's value.
    Value(Range<usize>),
}
