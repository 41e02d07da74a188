//! Matching the paths of all publish rules at once, as an NFA over the members of the walk.

use std::sync::LazyLock;

use super::table::{Step, TARGETS, Target};
use crate::manifest::field_names;
use crate::syntax::{Key, Member, NameFilter};
use crate::text::swar::str_eq;

/// A set of states of the NFA, one bit each.
pub type PathStates = u64;

/// A state of the NFA: the walk has taken the first steps of a path. Paths that start with the same
/// steps share these states.
struct State {
    /// The steps taken.
    taken: &'static [Step],
    /// The next step; `None` if the path is complete.
    awaits: Option<Step>,
    /// The name in the next step, if there is one.
    name: Option<NameFilter>,
    /// The index of the target whose path it belongs to.
    target: usize,
    /// The states after the next step.
    next: PathStates,
}

/// The states of all paths.
struct Matcher {
    /// The state of each bit.
    states: Vec<State>,
    /// The states at the end of a path.
    complete: PathStates,
    /// The states that stay active in all descendants.
    lasting: PathStates,
    /// The states whose next step is any member.
    any: PathStates,
    /// The states whose next step is a name, by some bits of the name's hash.
    named: [PathStates; HASHES],
    start: PathStates,
}

const HASHES: usize = 64;

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let mut matcher = Matcher {
        states: Vec::new(),
        complete: 0,
        lasting: 0,
        any: 0,
        named: [0; HASHES],
        start: 0,
    };
    for (target, Target { path, .. }) in TARGETS.iter().enumerate() {
        for depth in 0..=path.len() {
            matcher.add(&path[..depth], path.get(depth).copied(), target);
        }
    }
    assert!(matcher.states.len() <= PathStates::BITS as usize, "a bit for every state");
    matcher.start = matcher.all_after(&[]);
    for index in 0..matcher.states.len() {
        let State { taken, awaits, .. } = matcher.states[index];
        let further: Vec<Step> = taken.iter().copied().chain(awaits).collect();
        matcher.states[index].next = if awaits.is_some() { matcher.all_after(&further) } else { 0 };
    }
    matcher
});

impl Matcher {
    /// Adds the state of a target's path after the steps `taken`, before the step `awaits`.
    fn add(&mut self, taken: &'static [Step], awaits: Option<Step>, target: usize) {
        let shared = |state: &State| state.taken == taken && state.awaits == awaits;
        if awaits.is_some() && self.states.iter().any(shared) {
            return;
        }
        let bit = 1 << self.states.len();
        let mut wanted = None;
        match awaits {
            None => self.complete |= bit,
            Some(Step::Any) => self.any |= bit,
            Some(Step::Name(name) | Step::Below(name)) => {
                self.named[Key::hash_of(name) as usize % HASHES] |= bit;
                wanted = Some(NameFilter::of(name));
            }
        }
        if let Some(Step::Below(_)) = awaits {
            self.lasting |= bit;
        }
        self.states.push(State { taken, awaits, name: wanted, target, next: 0 });
    }

    /// The states after the steps `taken`.
    fn all_after(&self, taken: &[Step]) -> PathStates {
        let bits = self.states.iter().enumerate().filter(|(_, state)| state.taken == taken);
        bits.fold(0, |all, (index, _)| all | 1 << index)
    }
}

/// The states at the root.
pub fn start() -> PathStates {
    MATCHER.start
}

/// No states, so that the publish rules report nothing.
pub fn nowhere() -> PathStates {
    0
}

/// The states at `member`, one step below `states`.
pub fn advance(states: PathStates, member: Member<'_>) -> PathStates {
    take_step(states, member, true)
}

/// Like [`advance`], for a property of a JSON Schema: a property called `ui` is not the legacy field.
pub fn advance_property(states: PathStates, member: Member<'_>) -> PathStates {
    take_step(states, member, member.key() != Some(field_names::UI))
}

fn take_step(states: PathStates, member: Member<'_>, below: bool) -> PathStates {
    let matcher = &*MATCHER;
    let key = member.entry().key.as_ref();
    let named = key.map_or(0, |key| matcher.named[key.hash as usize % HASHES]);
    let mut after = states & matcher.lasting;
    let mut rest = states & (matcher.any | named);
    while rest != 0 {
        let state = &matcher.states[rest.trailing_zeros() as usize];
        rest &= rest - 1;
        let takes = match (state.awaits, key) {
            (Some(Step::Any), _) => true,
            (Some(Step::Name(wanted)), Some(key)) => str_eq(&key.text, wanted),
            (Some(Step::Below(wanted)), Some(key)) => below && str_eq(&key.text, wanted),
            _ => false,
        };
        if takes {
            after |= state.next;
        }
    }
    after
}

/// Whether no path continues from `states` into a container with these names.
pub fn cannot_match(states: PathStates, names: NameFilter) -> bool {
    let matcher = &*MATCHER;
    let mut rest = states & !matcher.complete;
    while rest != 0 {
        let state = &matcher.states[rest.trailing_zeros() as usize];
        rest &= rest - 1;
        // A step that matches any name cannot be excluded.
        if state.name.is_none_or(|name| names.may_intersect(name)) {
            return false;
        }
    }
    true
}

/// Whether a path ends here.
#[inline]
pub fn is_match(states: PathStates) -> bool {
    states & MATCHER.complete != 0
}

/// The indexes of the targets whose paths end here.
pub fn matches(states: PathStates) -> impl Iterator<Item = usize> {
    let mut rest = states & MATCHER.complete;
    std::iter::from_fn(move || {
        let state = MATCHER.states.get(rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(state.target)
    })
}
