//! The findings of a unit, as they are cached in its container.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use smol_str::SmolStr;

use super::context::Omitted;
use super::finding_builder::{Anchor, UnitFinding};
use super::path::Path;
use super::publish::matcher::PathStates;
use super::settings::Limits;
use crate::manifest::types::{EntryKind, Shape};
use crate::syntax::Member;
use crate::util::budget::json_len;

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
    /// The number of its own findings that are not stored.
    pub omitted: Omitted,
    /// The number of findings that are stored, and the size of their messages, also in the units inside.
    pub size: Size,
    /// Whether all findings are stored, also in the units inside.
    pub is_complete: bool,
    /// The units inside that have findings, in document order.
    pub children: Vec<ChildUnit>,
}

impl Unit {
    /// The findings of a unit whose value has `len` bytes.
    pub fn new(
        inputs: UnitInputs<'_>,
        len: usize,
        (own, omitted): (Vec<UnitFinding>, Omitted),
        children: Vec<ChildUnit>,
    ) -> Unit {
        let UnitInputs { key: UnitKey { shape, kind, name }, states, script_budget, limits } =
            inputs;
        let (name, limits) = (name.into(), limits.clone());
        let mut unit = Unit {
            shape,
            kind,
            states,
            script_budget,
            limits,
            name,
            len,
            own,
            omitted,
            size: Size::default(),
            is_complete: true,
            children,
        };
        unit.summarize();
        unit
    }

    /// Updates the fields that follow from the findings.
    fn summarize(&mut self) {
        self.size = Size::of(&self.own);
        self.is_complete = self.omitted.is_empty();
        for child in &self.children {
            self.size.add(child.unit.size);
            self.is_complete &= child.unit.is_complete;
        }
    }

    /// Whether neither the unit nor the units inside have findings.
    pub fn is_clean(&self) -> bool {
        self.own.is_empty() && self.children.is_empty() && self.omitted.is_empty()
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
        self.summarize();
    }
}

/// The size of findings in an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    /// Their number.
    pub count: usize,
    /// The size of their messages as JSON, in bytes.
    pub text: usize,
}

impl Size {
    /// The size of `findings`, without their pointers.
    pub fn of(findings: &[UnitFinding]) -> Size {
        let text = |finding: &UnitFinding| {
            let related = finding.related.iter().map(|(_, message)| RELATED + json_len(message));
            json_len(&finding.message) + related.sum::<usize>()
        };
        Size { count: findings.len(), text: findings.iter().map(text).sum() }
    }

    /// Adds another size.
    pub fn add(&mut self, other: Size) {
        self.count += other.count;
        self.text += other.text;
    }
}

/// The size of a related place without its message, in bytes.
pub const RELATED: usize = 300;

/// A unit with findings inside another unit.
#[derive(Clone)]
pub struct ChildUnit {
    /// The start of its value, from the start of the outer unit's value.
    pub value: usize,
    /// The range of its name, from the start of the outer unit's value.
    pub key: Range<usize>,
    /// The path from the outer unit to it.
    pub path: Path,
    /// Its findings.
    pub unit: Arc<Unit>,
    id: StableId,
}

impl ChildUnit {
    /// The child `unit`, the value of `member` at `path` of an outer unit whose value starts at the byte
    /// `base`.
    pub fn new(unit: Arc<Unit>, path: Path, member: Member<'_>, base: usize) -> ChildUnit {
        let (value, key) = (member.value().start() - base, member.key_range());
        let key = key.start - base..key.end - base;
        ChildUnit { value, key, path, unit, id: StableId::default() }
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
