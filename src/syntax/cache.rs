//! Caches of results in a tree.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A cache in a container for results that depend on this container only. An edit inside the container
/// creates a new container with an empty cache. After an edit elsewhere, the container is shared, with its
/// cache.
///
/// The cache has one entry for each type. An entry that was added with [`Memo::set_lasting`] is available
/// once more after an edit, as a stale entry that its owner can update.
#[derive(Default)]
pub struct Memo(Mutex<Option<Box<Slot>>>);

/// An entry of the list of entries. Nearly all lists have one.
struct Slot {
    value: Arc<dyn Any + Send + Sync>,
    retention: Retention,
    next: Option<Box<Slot>>,
}

/// Lifetime of an entry.
#[derive(Clone, Copy, PartialEq)]
enum Retention {
    /// Dropped by an edit in the container.
    No,
    /// Becomes stale by an edit of one entry of the container.
    Yes,
    /// Stale: the value of the container's entry at this index has changed since, and nothing else.
    Stale(usize),
}

impl Memo {
    /// Returns the cached `T`, if any.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.find::<T, _>(|value| value.clone().downcast().ok())?
    }

    /// Returns the result of `look` for the cached `T`, if any.
    pub fn peek<T: Any + Send + Sync, R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.find::<T, _>(|value| value.downcast_ref().map(look))?
    }

    fn find<T: Any, R>(&self, look: impl FnOnce(&Arc<dyn Any + Send + Sync>) -> R) -> Option<R> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots(&first).find(|slot| (*slot.value).is::<T>())?;
        (!matches!(slot.retention, Retention::Stale(_))).then(|| look(&slot.value))
    }

    /// Caches `value` instead of the current `T`.
    pub fn set<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.insert(value, Retention::No);
    }

    /// Like [`Memo::set`], but [`Memo::take_stale`] returns `value` after an edit of one entry.
    pub fn set_lasting<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.insert(value, Retention::Yes);
    }

    fn insert<T: Any + Send + Sync>(&self, value: Arc<T>, retention: Retention) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let position = position_of::<T>(&mut first);
        let next = position.as_mut().and_then(|slot| slot.next.take());
        *position = Some(Box::new(Slot { value, retention, next }));
    }

    /// Removes and returns the stale `T`, and the index of the entry whose value has changed since. Nothing
    /// else in the container has changed.
    pub fn take_stale<T: Any + Send + Sync>(&self) -> Option<(Arc<T>, usize)> {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let position = position_of::<T>(&mut first);
        let Retention::Stale(index) = position.as_ref()?.retention else { return None };
        let Slot { value, next, .. } = *position.take()?;
        *position = next;
        Some((value.downcast().ok()?, index))
    }

    /// Returns the cache for a copy of the container in which the value of the entry at `index` is changed.
    pub(super) fn after_change(&self, index: usize) -> Memo {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stale = None;
        for slot in slots(&first) {
            let is_retained = match slot.retention {
                Retention::No => false,
                Retention::Yes => true,
                Retention::Stale(earlier) => earlier == index,
            };
            if is_retained {
                let (value, retention) = (slot.value.clone(), Retention::Stale(index));
                stale = Some(Box::new(Slot { value, retention, next: stale }));
            }
        }
        Memo(Mutex::new(stale))
    }
}

/// Returns all entries of the list that starts with `first`.
fn slots(first: &Option<Box<Slot>>) -> impl Iterator<Item = &Slot> {
    std::iter::successors(first.as_deref(), |slot| slot.next.as_deref())
}

/// Returns the position of the entry for `T` in the list, or the end of the list.
fn position_of<T: Any>(first: &mut Option<Box<Slot>>) -> &mut Option<Box<Slot>> {
    let mut position = first;
    while position.as_ref().is_some_and(|slot| !(*slot.value).is::<T>()) {
        let Some(slot) = position else { unreachable!("the condition checks it") };
        position = &mut slot.next;
    }
    position
}

impl Clone for Memo {
    /// Returns an empty cache: a container is copied to be edited.
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
        // A new value replaces the stale one.
        changed.set_lasting(Arc::new(2_u8));
        assert_eq!(changed.get::<u8>().as_deref(), Some(&2));
        assert_eq!(changed.take_stale::<u8>(), None);
    }
}
