//! What others keep in a tree.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A place in the tree where somebody else keeps what was computed from a container alone, so that
/// it lives exactly as long as the container stays as it is: an edit inside makes a new container
/// with an empty memo, an edit elsewhere shares this one.
///
/// Several may keep something, each its own type. What is kept with [`Memo::set_lasting`] can be had
/// once more after an edit: to be brought up to date instead of being computed anew.
#[derive(Default)]
pub struct Memo(Mutex<Option<Box<Slot>>>);

/// Something that is kept, and what else is: nearly always nothing, so that it is found at once.
struct Slot {
    thing: Arc<dyn Any + Send + Sync>,
    state: Retention,
    next: Option<Box<Slot>>,
}

/// How long a thing is kept.
#[derive(Clone, Copy, PartialEq)]
enum Retention {
    /// As long as the container stays as it is.
    No,
    /// Beyond that.
    Yes,
    /// It is kept although the value of the entry at this index is another now. All else in the
    /// container is as it was when the thing was computed.
    Outdated(usize),
}

impl Memo {
    /// What is kept, if it is a `T`.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.find::<T, _>(|thing| thing.clone().downcast().ok())?
    }

    /// What `look` tells of what is kept, if it is a `T`.
    pub fn peek<T: Any + Send + Sync, R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.find::<T, _>(|thing| thing.downcast_ref().map(look))?
    }

    fn find<T: Any, R>(&self, tell: impl FnOnce(&Arc<dyn Any + Send + Sync>) -> R) -> Option<R> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all(&first).find(|kept| (*kept.thing).is::<T>())?;
        (!matches!(kept.state, Retention::Outdated(_))).then(|| tell(&kept.thing))
    }

    /// Keeps `value` in place of the `T` that was kept.
    pub fn set<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.keep(value, Retention::No);
    }

    /// The same, so that [`Memo::take_outdated`] has it once an entry's value has been changed.
    pub fn set_lasting<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.keep(value, Retention::Yes);
    }

    fn keep<T: Any + Send + Sync>(&self, thing: Arc<T>, state: Retention) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = place_of::<T>(&mut first);
        let next = place.as_mut().and_then(|kept| kept.next.take());
        *place = Some(Box::new(Slot { thing, state, next }));
    }

    /// Takes out the `T` that was kept before the value of one entry was changed, and the index of
    /// that entry. Since then nothing else in the container has been changed.
    pub fn take_stale<T: Any + Send + Sync>(&self) -> Option<(Arc<T>, usize)> {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = place_of::<T>(&mut first);
        let Retention::Outdated(index) = place.as_ref()?.state else { return None };
        let Slot { thing, next, .. } = *place.take()?;
        *place = next;
        Some((thing.downcast().ok()?, index))
    }

    /// What is left of it once the value of the entry at `index` has been changed.
    pub(super) fn after_change(&self, index: usize) -> Memo {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = None;
        for kept in all(&first) {
            let lasts = match kept.state {
                Retention::No => false,
                Retention::Yes => true,
                Retention::Outdated(earlier) => earlier == index,
            };
            if lasts {
                let (thing, state) = (kept.thing.clone(), Retention::Outdated(index));
                left = Some(Box::new(Slot { thing, state, next: left }));
            }
        }
        Memo(Mutex::new(left))
    }
}

/// Everything that is kept.
fn all(first: &Option<Box<Slot>>) -> impl Iterator<Item = &Slot> {
    std::iter::successors(first.as_deref(), |kept| kept.next.as_deref())
}

/// Where a `T` is kept, or would be.
fn place_of<T: Any>(first: &mut Option<Box<Slot>>) -> &mut Option<Box<Slot>> {
    let mut place = first;
    while place.as_ref().is_some_and(|kept| !(*kept.thing).is::<T>()) {
        let Some(kept) = place else { unreachable!("it was looked at") };
        place = &mut kept.next;
    }
    place
}

impl Clone for Memo {
    /// A copy of a container is about to be changed, so it starts without memories.
    fn clone(&self) -> Memo {
        Memo::default()
    }
}

impl PartialEq for Memo {
    fn eq(&self, _: &Memo) -> bool {
        true
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memo_keeps_one_value_per_type() {
        let memo = Memo::default();
        memo.set(Arc::new(1_u8));
        memo.set(Arc::new("one"));
        memo.set(Arc::new(2_u8));
        assert_eq!(memo.get::<u8>().as_deref(), Some(&2));
        assert_eq!(memo.get::<&str>().as_deref(), Some(&"one"));
        assert_eq!(memo.peek(|number: &u8| *number), Some(2));
        assert_eq!(memo.get::<u16>(), None);
    }

    #[test]
    fn retained_value_survives_one_entry_change() {
        let memo = Memo::default();
        memo.set(Arc::new("not this"));
        memo.set_lasting(Arc::new(1_u8));
        assert_eq!(memo.take_stale::<u8>(), None, "nothing was changed");
        let changed = memo.after_change(3);
        assert_eq!(changed.get::<u8>(), None);
        assert_eq!(changed.peek(|number: &u8| *number), None);
        let again = changed.after_change(3);
        assert_eq!(again.take_stale::<&str>(), None);
        assert_eq!(again.take_stale(), Some((Arc::new(1_u8), 3)));
        assert_eq!(again.take_stale::<u8>(), None);
        assert_eq!(changed.after_change(4).take_stale::<u8>(), None, "two entries were changed");
        // What is computed anew takes the place of what is outdated.
        changed.set_lasting(Arc::new(2_u8));
        assert_eq!(changed.get::<u8>().as_deref(), Some(&2));
        assert_eq!(changed.take_stale::<u8>(), None);
    }
}
