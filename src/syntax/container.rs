//! Creation and change of containers, and the properties that follow from their entries.

use triomphe::ThinArc;

use super::cache::Memo;
use super::error::{SyntaxError, SyntaxErrorKind};
use super::tree::{
    BlockCache, Container, ContainerHeader, ContainerKind, Entry, NameFilter, SyntaxErrors, Value,
};

impl Container {
    /// Creates a container with these entries. `facts` has all properties that do not follow from them.
    pub(super) fn new(mut facts: ContainerHeader, entries: Vec<Entry>) -> Container {
        let summary = Summary::of(&entries);
        facts.set(summary, summary.repeats(facts.kind, &entries));
        Container(ThinArc::from_header_and_iter(facts, entries.into_iter()))
    }

    /// A document of `len` bytes that is not parsed, because of `kind`.
    pub(super) fn unparsed(len: u32, kind: SyntaxErrorKind) -> Container {
        let errors = vec![SyntaxError::new(0..0, kind, 0)].into();
        let entry = Entry { lead: 0, len, key: None, value: Value::Deep(len), errors };
        let facts = ContainerHeader {
            kind: ContainerKind::Document,
            opened: true,
            closed: true,
            doubtful: true,
            has_errors: true,
            duplicates: false,
            len,
            tail: 0,
            names: NameFilter::default(),
            tail_errors: SyntaxErrors::default(),
            memo: Memo::default(),
            block: BlockCache::default(),
        };
        Container::new(facts, vec![entry])
    }

    /// Like [`Container::new`], with the entries of `all` from `first` on, which are moved. `summary` is their
    /// summary.
    #[inline]
    pub(super) fn of_last(
        mut facts: ContainerHeader,
        summary: Summary,
        all: &mut Vec<Entry>,
        first: usize,
    ) -> Container {
        facts.set(summary, summary.repeats(facts.kind, &all[first..]));
        Container(ThinArc::from_header_and_iter(facts, all.drain(first..)))
    }

    /// Changes the value of the entry at `index` with `change`, which returns the new length of the
    /// container, or `None` if nothing changes. A shared container is copied first. Returns whether the
    /// value was changed.
    pub(super) fn change(
        &mut self,
        index: usize,
        change: impl FnOnce(&mut Entry) -> Option<u32>,
    ) -> bool {
        let memo = self.memo.after_change(index);
        if ThinArc::strong_count(&self.0) > 1 {
            let facts = ContainerHeader::clone(self);
            self.0 = ThinArc::from_header_and_iter(facts, self.entries().iter().cloned());
        }
        self.0.with_arc_mut(|arc| {
            let own = triomphe::Arc::get_mut(arc);
            let Some(own) = own else {
                unreachable!("a container without other owners can be changed")
            };
            let entry = &mut own.slice_mut()[index];
            let Some(len) = change(entry) else { return false };
            let mut summary = Summary::default();
            summary.add(entry);
            // The other entries are read only if one of them had an error.
            if own.header().has_errors {
                summary = Summary::of(own.slice());
            }
            let facts = own.header_mut();
            facts.len = len;
            facts.changed(summary);
            facts.memo = memo;
            true
        })
    }
}

impl ContainerHeader {
    /// Sets the properties that follow from the entries.
    #[inline]
    fn set(&mut self, summary: Summary, duplicates: bool) {
        self.duplicates = duplicates;
        self.names = NameFilter::default();
        if duplicates {
            self.names.add(NameFilter::DUPLICATES);
        }
        self.changed(summary);
    }

    /// Updates the properties that depend on the entries after the value of one entry changed. `summary`
    /// covers at least that entry. Names do not change.
    #[inline]
    fn changed(&mut self, summary: Summary) {
        let complete = self.opened && self.closed && !self.doubtful;
        self.has_errors = summary.has_errors || !complete || !self.tail_errors.is_empty();
        self.block = BlockCache::default();
        // Removed names stay in the filter.
        self.names.add(summary.names);
        self.names.add(summary.below);
    }
}

/// Summary of the entries of a container, computed entry by entry.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    has_errors: bool,
    /// Whether two names may be equal: names before the second have its bits.
    alike: bool,
    names: NameFilter,
    /// Other bits of the hashes of the names.
    hashes: u64,
    /// Names in the values.
    below: NameFilter,
}

impl Summary {
    /// Returns the summary of `entries`.
    fn of(entries: &[Entry]) -> Summary {
        let mut summary = Summary::default();
        entries.iter().for_each(|entry| summary.add(entry));
        summary
    }

    /// Adds the next entry.
    #[inline]
    pub fn add(&mut self, entry: &Entry) {
        if let Some(key) = &entry.key {
            self.add_name(key.hash);
        }
        if let Value::Container(child) = &entry.value {
            self.add_value(child);
        }
        self.add_errors(&entry.errors);
    }

    /// Adds the name of the next entry, by its hash.
    #[inline]
    pub fn add_name(&mut self, hash: u32) {
        let (name, bit) = (NameFilter::of_hash(hash), 1 << (hash >> 26));
        self.alike |= self.names.may_intersect(name) && self.hashes & bit != 0;
        self.names.add(name);
        self.hashes |= bit;
    }

    /// Adds the value of the next entry.
    #[inline]
    pub fn add_value(&mut self, child: &Container) {
        self.below.add(child.names);
        self.has_errors |= child.has_errors;
    }

    /// Adds the errors of the next entry.
    #[inline]
    pub fn add_errors(&mut self, errors: &SyntaxErrors) {
        self.has_errors |= !errors.is_empty();
    }

    /// Returns whether two members of a container of `kind` with these entries have the same name.
    #[inline]
    fn repeats(&self, kind: ContainerKind, entries: &[Entry]) -> bool {
        self.alike && kind == ContainerKind::Object && has_duplicates(entries)
    }
}

fn has_duplicates(entries: &[Entry]) -> bool {
    /// Maximum number of members that are compared pairwise, without sorting.
    const MAX_ON_STACK: usize = 16;
    let keys = || entries.iter().filter_map(|entry| entry.key.as_ref());
    let distinct = if entries.len() <= MAX_ON_STACK {
        let mut hashes = [0; MAX_ON_STACK];
        keys().enumerate().all(|(at, key)| {
            hashes[at] = key.hash;
            !hashes[..at].contains(&key.hash)
        })
    } else {
        let mut hashes: Vec<u32> = keys().map(|key| key.hash).collect();
        hashes.sort_unstable();
        hashes.windows(2).all(|pair| pair[0] != pair[1])
    };
    // Different names may have the same hash. That is rare, so the slow path decides.
    let mut seen = std::collections::HashSet::new();
    !distinct && keys().any(|key| !seen.insert(key.text.as_str()))
}
