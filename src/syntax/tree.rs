//! The tree's data: values that know how long they are, not where they stand.
//!
//! Lengths instead of offsets let an edit leave everything beside it as it was: subtrees are shared
//! between the versions of a document. [`super::Node`] puts a value and an offset together.

use std::ops::Deref;
use std::sync::Arc;

use smol_str::SmolStr;
use triomphe::ThinArc;

use super::cache::Memo;
use super::error::{SyntaxError, SyntaxErrorKind};
use crate::syntax::name_hash;
use crate::text::swar::str_eq;

/// One value of the document.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing stands where a value should.
    Missing,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number of this many bytes.
    Number(u32),
    /// A string.
    String(StringInfo),
    /// A bare word or the like, of this many bytes: reported as an issue.
    Invalid(u32),
    /// An object or array nested too deeply, of this many bytes, not looked into.
    Deep(u32),
    /// An object or array.
    Container(Container),
}

/// A string's facts; its text is in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct StringInfo {
    /// Length with quotes, in bytes.
    pub len: u32,
    /// Decoded length, in Unicode code points.
    pub chars: u32,
    /// Whether it has a backslash.
    pub escaped: bool,
    /// Whether it has its closing quote.
    pub closed: bool,
    /// Whether an issue lies in it.
    pub flawed: bool,
    /// Results kept for this very string, where it is long enough for that to be worth it.
    pub memo: Option<Arc<Memo>>,
}

impl StringInfo {
    /// The least length in bytes at which a string has a memo.
    pub const LONG: u32 = 256;

    /// An empty memo for a string of `len` bytes.
    pub(super) fn memo(len: u32) -> Option<Arc<Memo>> {
        (len >= StringInfo::LONG).then(Arc::default)
    }
}

impl Value {
    /// The length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Value::Missing => 0,
            Value::Null | Value::Bool(true) => 4,
            Value::Bool(false) => 5,
            Value::Number(len) | Value::Invalid(len) | Value::Deep(len) => *len as usize,
            Value::String(string) => string.len as usize,
            Value::Container(container) => container.len as usize,
        }
    }

    /// Whether the value takes up no room, as only a missing one does.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a [`Container`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerKind {
    /// The whole text; its first entry is the manifest.
    Document,
    /// `{…}`
    Object,
    /// `[…]`
    Array,
}

impl ContainerKind {
    /// The length of the opening bracket in bytes.
    pub const fn open_len(self) -> usize {
        match self {
            ContainerKind::Document => 0,
            ContainerKind::Object | ContainerKind::Array => 1,
        }
    }
}

/// An object, an array or the whole document: what is known of it, and its entries, one after the
/// other. Clones share both, in one piece of memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Container(ThinArc<ContainerHeader, Entry>);

/// What is known of a container besides its entries.
#[derive(Debug, Clone)]
pub struct ContainerHeader {
    /// What it is.
    pub kind: ContainerKind,
    /// Whether it has its closing bracket.
    pub closed: bool,
    /// Whether an issue lies in it or below it.
    pub flawed: bool,
    /// Whether two members share a name.
    pub duplicates: bool,
    /// Length with brackets, in bytes.
    pub len: u32,
    /// Bytes between the last entry and the closing bracket.
    pub tail: u32,
    /// What names members have, here or below, or had before an edit.
    pub names: NameFilter,
    /// What is wrong in the tail, relative to the last entry's end.
    pub tail_issues: Issues,
    /// Results kept for this very container; see [`Memo`].
    pub memo: Memo,
}

/// A set of names that may have more in it than was put in, but never less: a bit for the hash of
/// each. It tells a walk for certain names that it need not go somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameFilter(u64);

impl NameFilter {
    /// Stands for no name, but for two members somewhere that share one.
    pub const DUPLICATES: NameFilter = NameFilter(1 << 63);

    /// The set of one name, by its hash.
    pub(super) fn of_hash(hash: u32) -> NameFilter {
        NameFilter(1 << (hash % 63))
    }

    /// The set of one name.
    pub fn of(name: &str) -> NameFilter {
        NameFilter::of_hash(Key::hash_of(name))
    }

    /// Adds what is in `other`.
    pub fn add(&mut self, other: NameFilter) {
        self.0 |= other.0;
    }

    /// Whether something may be in both sets.
    pub fn may_intersect(self, other: NameFilter) -> bool {
        self.0 & other.0 != 0
    }
}

/// A member of an object or an element of an array.
///
/// It begins where the entry before it ends, so that entries tile their container:
/// `lead` (white space, comments, commas), key, `gap` (white space, colon), value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Bytes before the key, or before the value where there is no key.
    pub lead: u32,
    /// The length in bytes, lead included. It follows from the others, but nobody has to look at a
    /// value that lies elsewhere to step over it.
    pub(super) len: u32,
    /// The name; `None` in arrays, and in objects where it is missing.
    pub key: Option<Key>,
    /// The value.
    pub value: Value,
    /// What is wrong in the lead, the key, the gap or a scalar value, relative to the entry's start.
    pub issues: Issues,
}

/// Issues of an entry or a tail: nearly always none, which takes no more than a word.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(clippy::box_collection)]
pub struct Issues(Option<Box<Vec<SyntaxError>>>);

impl Issues {
    /// The issues as a slice.
    pub fn as_slice(&self) -> &[SyntaxError] {
        self.0.as_deref().map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl From<Vec<SyntaxError>> for Issues {
    fn from(issues: Vec<SyntaxError>) -> Issues {
        Issues((!issues.is_empty()).then(|| Box::new(issues)))
    }
}

/// A member's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The decoded name.
    pub text: SmolStr,
    /// Its hash, to tell names apart quickly; see [`Key::hash_of`].
    pub hash: u32,
    /// Length as written, quotes included, in bytes.
    pub len: u32,
    /// Bytes between the key and the value; 0 where neither colon nor value follows.
    pub gap: u32,
    /// Whether a colon stands in the gap.
    pub colon: bool,
}

impl Key {
    /// The hash of a decoded name.
    #[inline]
    pub fn hash_of(name: &str) -> u32 {
        name_hash::of(name)
    }

    /// Whether it is `name`, whose hash is `hash`.
    #[inline]
    pub fn is(&self, name: &str, hash: u32) -> bool {
        self.hash == hash && str_eq(&self.text, name)
    }
}

impl Entry {
    /// The value's distance from the entry's start, in bytes.
    pub fn value_offset(&self) -> usize {
        let key = self.key.as_ref().map_or(0, |key| key.len + key.gap);
        (self.lead + key) as usize
    }

    /// The length in bytes, lead included.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether the entry takes up no room.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Container {
    /// A container with these entries, of which `facts` has all that does not follow from them.
    pub(super) fn new(mut facts: ContainerHeader, entries: Vec<Entry>) -> Container {
        let summary = Summary::of(&entries);
        facts.set(summary, summary.repeats(facts.kind, &entries));
        Container(ThinArc::from_header_and_iter(facts, entries.into_iter()))
    }

    /// A document of `len` bytes that is not parsed, because of `kind`.
    pub(super) fn unparsed(len: u32, kind: SyntaxErrorKind) -> Container {
        let issues = vec![SyntaxError { start: 0, len: 0, kind }].into();
        let entry = Entry { lead: 0, len, key: None, value: Value::Deep(len), issues };
        let facts = ContainerHeader {
            kind: ContainerKind::Document,
            closed: true,
            flawed: true,
            duplicates: false,
            len,
            tail: 0,
            names: NameFilter::default(),
            tail_issues: Issues::default(),
            memo: Memo::default(),
        };
        Container::new(facts, vec![entry])
    }

    /// As [`Container::new`], with the entries that `all` has from `first` on, which are taken out and
    /// of which `summary` is the summary.
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

    /// Members or elements.
    #[inline]
    pub fn entries(&self) -> &[Entry] {
        &self.0.slice
    }

    /// Lets `change` change the value of the entry at `index`, and its length with it, of a copy if
    /// others share this container. It says how long the container is then; or that it changed
    /// nothing, which is passed on as `false`.
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
            let Some(own) = own else { unreachable!("what nobody shares can be changed") };
            let entry = &mut own.slice_mut()[index];
            let Some(len) = change(entry) else { return false };
            let mut summary = Summary::default();
            summary.add(entry);
            // The other entries are looked at only where something was wrong in one of them.
            if own.header().flawed {
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

impl Deref for Container {
    type Target = ContainerHeader;

    #[inline]
    fn deref(&self) -> &ContainerHeader {
        &self.0.header.header
    }
}

impl ContainerHeader {
    /// Sets what follows from the entries.
    #[inline]
    fn set(&mut self, summary: Summary, duplicates: bool) {
        self.duplicates = duplicates;
        self.names = NameFilter::default();
        if duplicates {
            self.names.add(NameFilter::DUPLICATES);
        }
        self.changed(summary);
    }

    /// Sets what follows from the entries once the value of one of them is another, which
    /// `summary` has seen at least. No name becomes another by that.
    #[inline]
    fn changed(&mut self, summary: Summary) {
        let closed = self.closed || self.kind == ContainerKind::Document;
        self.flawed = summary.flawed || !closed || !self.tail_issues.is_empty();
        // What is not below any more stays in the set: it may have more in it.
        self.names.add(summary.names);
        self.names.add(summary.below);
    }
}

/// Two are equal that say the same of their entries; what only may be so is not compared.
impl PartialEq for ContainerHeader {
    fn eq(&self, other: &ContainerHeader) -> bool {
        let ContainerHeader {
            kind,
            closed,
            flawed,
            duplicates,
            len,
            tail,
            names: _,
            tail_issues,
            memo: _,
        } = self;
        (*kind, *closed, *flawed) == (other.kind, other.closed, other.flawed)
            && (*duplicates, *len, *tail) == (other.duplicates, other.len, other.tail)
            && *tail_issues == other.tail_issues
    }
}

/// What is gathered from a container's entries, one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Summary {
    flawed: bool,
    /// Whether two names may be one: they are alike in the rough way of [`Names`].
    alike: bool,
    names: NameFilter,
    /// The names in values.
    below: NameFilter,
}

impl Summary {
    /// The summary of all of `entries`.
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
        self.add_issues(&entry.issues);
    }

    /// Adds the name of the next entry, by its hash.
    #[inline]
    pub fn add_name(&mut self, hash: u32) {
        let name = NameFilter::of_hash(hash);
        self.alike |= self.names.may_intersect(name);
        self.names.add(name);
    }

    /// Adds the value of the next entry.
    #[inline]
    pub fn add_value(&mut self, child: &Container) {
        self.below.add(child.names);
        self.flawed |= child.flawed;
    }

    /// Adds the issues of the next entry.
    #[inline]
    pub fn add_issues(&mut self, issues: &Issues) {
        self.flawed |= !issues.is_empty();
    }

    /// Whether two members of a container of `kind` with these entries share a name.
    #[inline]
    fn repeats(&self, kind: ContainerKind, entries: &[Entry]) -> bool {
        self.alike && kind == ContainerKind::Object && has_duplicates(entries)
    }
}

fn has_duplicates(entries: &[Entry]) -> bool {
    /// For so many nothing has to be sorted.
    const FEW: usize = 16;
    let keys = || entries.iter().filter_map(|entry| entry.key.as_ref());
    let distinct = if entries.len() <= FEW {
        let mut hashes = [0; FEW];
        keys().enumerate().all(|(at, key)| {
            hashes[at] = key.hash;
            !hashes[..at].contains(&key.hash)
        })
    } else {
        let mut hashes: Vec<u32> = keys().map(|key| key.hash).collect();
        hashes.sort_unstable();
        hashes.windows(2).all(|pair| pair[0] != pair[1])
    };
    // Two names may have one hash, which is rare enough for the slow way.
    let mut seen = std::collections::HashSet::new();
    !distinct && keys().any(|key| !seen.insert(key.text.as_str()))
}
