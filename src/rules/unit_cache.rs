//! The findings of a unit, as they are cached in its container.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use smol_str::SmolStr;

use super::finding_builder::{Anchor, UnitFinding};
use super::publish::matcher::PathStates;
use super::settings::Limits;
use crate::manifest::types::{EntryKind, Shape};
use crate::syntax::Member;

/// The expected shape of a unit, and its name.
#[derive(Clone, Copy)]
pub struct UnitKey<'a> {
    /// The shape of its value, if it is known.
    pub shape: Option<&'static Shape>,
    /// The kind of definition, if it is one.
    pub kind: Option<EntryKind>,
    /// Its name; "" for the manifest.
    pub name: &'a str,
}

/// Everything besides its text that the findings of a unit depend on.
#[derive(Clone, Copy)]
pub struct UnitInputs<'a> {
    /// Its shape and its name.
    pub key: UnitKey<'a>,
    /// The states of the publish rules' paths at the unit.
    pub states: PathStates,
    /// The maximum cost of compiling a script.
    pub script_budget: u64,
    /// The platform's limits.
    pub limits: &'a Limits,
}

/// The findings of a unit, with the inputs that they depend on.
#[derive(Clone)]
pub struct Unit {
    /// The shape of its value.
    pub shape: Option<&'static Shape>,
    /// The kind of definition, if it is one.
    pub kind: Option<EntryKind>,
    states: PathStates,
    script_budget: u64,
    limits: Limits,
    /// Its name; "" for the manifest.
    pub name: SmolStr,
    /// The length of its value, in bytes.
    len: usize,
    /// The findings in the unit itself.
    pub own: Vec<UnitFinding>,
    /// The units inside that have findings, in document order.
    pub children: Vec<ChildUnit>,
}

impl Unit {
    /// The findings of a unit whose value has `len` bytes.
    pub fn new(
        inputs: UnitInputs<'_>,
        len: usize,
        own: Vec<UnitFinding>,
        children: Vec<ChildUnit>,
    ) -> Unit {
        let UnitInputs { key: UnitKey { shape, kind, name }, states, script_budget, limits } =
            inputs;
        let (name, limits) = (name.into(), limits.clone());
        Unit { shape, kind, states, script_budget, limits, name, len, own, children }
    }

    /// Whether neither the unit nor the units inside have findings.
    pub fn is_clean(&self) -> bool {
        self.own.is_empty() && self.children.is_empty()
    }

    /// Whether a check with `inputs` would yield the same. An unchanged container can get another
    /// shape or name, when the member around it is renamed.
    pub fn is_valid_for(&self, inputs: &UnitInputs<'_>) -> bool {
        let address = |shape: Option<&'static Shape>| shape.map(std::ptr::from_ref);
        address(self.shape) == address(inputs.key.shape)
            && self.kind == inputs.key.kind
            && self.states == inputs.states
            && self.script_budget == inputs.script_budget
            && self.limits == *inputs.limits
            && self.name == inputs.key.name
    }

    /// Updates the unit after an edit of one child: the unit's value is now `len` bytes long, and
    /// the child at offset `value` was rechecked as `child`.
    pub fn apply_resize(&mut self, value: usize, len: usize, child: Option<ChildUnit>) {
        let before = std::mem::replace(&mut self.len, len);
        let shift = |offset: &mut usize| {
            if *offset > value {
                *offset = *offset + len - before;
            }
        };
        for ChildUnit { value, key, .. } in &mut self.children {
            [value, &mut key.start, &mut key.end].into_iter().for_each(shift);
        }
        for finding in &mut self.own {
            let related = finding.related.iter_mut().map(|(range, _)| range);
            let anchor = match &mut finding.anchor {
                Anchor::Key => None,
                Anchor::Value(range) => Some(range),
            };
            for range in related.chain(anchor) {
                [&mut range.start, &mut range.end].into_iter().for_each(shift);
            }
        }
        let at = self.children.partition_point(|child| child.value < value);
        let replaced = self.children.get(at).is_some_and(|child| child.value == value);
        self.children.splice(at..at + usize::from(replaced), child);
    }
}

/// A unit with findings inside another unit.
#[derive(Clone)]
pub struct ChildUnit {
    /// The start of its value, from the start of the outer unit's value.
    pub value: usize,
    /// The range of its name, from the start of the outer unit's value.
    pub key: Range<usize>,
    /// The JSON Pointer from the outer unit to it.
    pub pointer: Box<str>,
    /// Its findings.
    pub unit: Arc<Unit>,
    id: StableId,
}

impl ChildUnit {
    /// The child `unit` at `path` of an outer unit whose value starts at the byte `base`.
    pub fn new(unit: Arc<Unit>, path: &[Member<'_>], base: usize) -> ChildUnit {
        let mut pointer = String::new();
        path.iter().for_each(|member| member.push_to(&mut pointer));
        let (value, key) = path
            .last()
            .map_or((base, base..base), |member| (member.value().start(), member.key_range()));
        let (value, key) = (value - base, key.start - base..key.end - base);
        ChildUnit { value, key, pointer: pointer.into(), unit, id: StableId::default() }
    }

    /// A process-wide unique number that stays the same until the unit, its name or its path
    /// changes.
    pub fn id(&self) -> u64 {
        self.id.get()
    }
}

/// A process-wide unique number, assigned at the first use.
#[derive(Default)]
struct StableId(AtomicU64);

impl StableId {
    fn get(&self) -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0);
        match self.0.load(Ordering::Relaxed) {
            0 => {
                let new = LAST.fetch_add(1, Ordering::Relaxed) + 1;
                // Another thread may assign one at the same time.
                let set = self.0.compare_exchange(0, new, Ordering::Relaxed, Ordering::Relaxed);
                set.map_or_else(|other| other, |_| new)
            }
            id => id,
        }
    }
}

impl Clone for StableId {
    fn clone(&self) -> StableId {
        StableId(self.0.load(Ordering::Relaxed).into())
    }
}
