//! Data of the tree: values with their lengths, but without offsets.
//!
//! With lengths instead of offsets, an edit does not change the values beside it: the versions of a document
//! share subtrees. [`super::Node`] combines a value with its offset.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use smol_str::SmolStr;
use triomphe::ThinArc;

use super::cache::Memo;
use super::error::SyntaxError;
use crate::syntax::name_hash;
use crate::text::swar::str_eq;

/// A JSON value in a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A missing value.
    Missing,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number of this many bytes.
    Number(u32),
    /// A string.
    String(StringInfo),
    /// A bare word or another invalid token of this many bytes, which is a syntax error.
    Invalid(u32),
    /// An object or array of this many bytes that is nested too deeply and not parsed.
    Deep(u32),
    /// An object or array.
    Container(Container),
}

/// Properties of a string. Its text is in the document.
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
    /// Whether it contains a syntax error.
    pub has_errors: bool,
    /// Cache for results about this string, if it has at least [`StringInfo::LONG`] bytes.
    pub memo: Option<Arc<Memo>>,
}

impl StringInfo {
    /// Minimum length, in bytes, of strings with a cache.
    pub const LONG: u32 = 256;

    /// Returns an empty cache for a string of `len` bytes.
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

    /// Returns whether the value has no text. Only a missing one has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Kind of a [`Container`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContainerKind {
    /// The document; its first entry is the manifest.
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

/// An object, an array or the document: a header and the entries, in one allocation that clones share.
#[derive(Debug, Clone, PartialEq)]
pub struct Container(pub(super) ThinArc<ContainerHeader, Entry>);

/// Properties of a container.
#[derive(Debug, Clone)]
pub struct ContainerHeader {
    /// Kind of the container.
    pub kind: ContainerKind,
    /// Whether it has its opening bracket.
    pub opened: bool,
    /// Whether it has its closing bracket.
    pub closed: bool,
    /// Whether its extent or its members are in doubt because of a syntax error, so that a missing,
    /// unknown or duplicate member may be a consequence of the error. A value whose entry has errors
    /// of its own is in doubt as well; see [`Entry::is_damaged`].
    pub doubtful: bool,
    /// Whether it or a descendant has a syntax error.
    pub has_errors: bool,
    /// Whether two members share a name.
    pub duplicates: bool,
    /// Length with brackets, in bytes.
    pub len: u32,
    /// Bytes between the last entry and the closing bracket.
    pub tail: u32,
    /// Names of members, here and below. May include names from before an edit.
    pub names: NameFilter,
    /// Syntax errors in the tail, relative to the end of the last entry.
    pub tail_errors: SyntaxErrors,
    /// Results kept for this very container; see [`Memo`].
    pub memo: Memo,
    /// See [`super::recovery`].
    pub(super) block: BlockCache,
}

/// The indentation that makes a container a block, once it is known; see [`super::recovery`].
#[derive(Debug)]
pub(super) struct BlockCache(AtomicU16);

impl BlockCache {
    const UNKNOWN: u16 = u16::MAX;
    const NONE: u16 = u16::MAX - 1;

    /// Returns the indentation; `compute` is called the first time.
    pub fn get(&self, compute: impl FnOnce() -> Option<u16>) -> Option<u16> {
        let mut value = self.0.load(Ordering::Relaxed);
        if value == BlockCache::UNKNOWN {
            // An indentation of more columns is as good as none.
            value = compute().map_or(BlockCache::NONE, |indent| indent.min(BlockCache::NONE));
            self.0.store(value, Ordering::Relaxed);
        }
        (value != BlockCache::NONE).then_some(value)
    }
}

impl Default for BlockCache {
    fn default() -> BlockCache {
        BlockCache(AtomicU16::new(BlockCache::UNKNOWN))
    }
}

impl Clone for BlockCache {
    fn clone(&self) -> BlockCache {
        BlockCache(AtomicU16::new(self.0.load(Ordering::Relaxed)))
    }
}

impl ContainerHeader {
    /// The header of a container of `kind` without entries and errors, of length 0.
    pub(super) fn empty(kind: ContainerKind) -> ContainerHeader {
        ContainerHeader {
            kind,
            opened: true,
            closed: true,
            doubtful: false,
            has_errors: false,
            duplicates: false,
            len: 0,
            tail: 0,
            names: NameFilter::default(),
            tail_errors: SyntaxErrors::default(),
            memo: Memo::default(),
            block: BlockCache::default(),
        }
    }

    /// The length of the opening bracket in bytes.
    pub fn open_len(&self) -> usize {
        if self.opened { self.kind.open_len() } else { 0 }
    }

    /// The length of the closing bracket in bytes.
    pub fn close_len(&self) -> usize {
        if self.closed { self.kind.open_len() } else { 0 }
    }
}

/// A Bloom filter of names, with one bit for each hash: it may contain names that were not added. A walk
/// that searches for names skips subtrees without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameFilter(u64);

impl NameFilter {
    /// A bit that is set if two members of an object have the same name.
    pub const DUPLICATES: NameFilter = NameFilter(1 << 63);

    /// Returns the filter with the name of this hash.
    pub(super) fn of_hash(hash: u32) -> NameFilter {
        NameFilter(1 << (hash % 63))
    }

    /// Returns the filter with one name.
    pub fn of(name: &str) -> NameFilter {
        NameFilter::of_hash(Key::hash_of(name))
    }

    /// Adds the names in `other`.
    pub fn add(&mut self, other: NameFilter) {
        self.0 |= other.0;
    }

    /// Returns whether both filters may contain the same name.
    pub fn may_intersect(self, other: NameFilter) -> bool {
        self.0 & other.0 != 0
    }
}

/// A member of an object or an element of an array.
///
/// It starts at the end of the previous entry, so that entries cover their container. Its parts are `lead`
/// (whitespace, comments, commas), key, `gap` (whitespace, colon) and value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Number of bytes before the key, or before the value if there is no key.
    pub lead: u32,
    /// Length in bytes, with the lead. It could be computed, but then a walk over the entries would have to
    /// load the values, which are elsewhere in memory.
    pub(super) len: u32,
    /// The name; `None` in arrays, and in objects where it is missing.
    pub key: Option<Key>,
    /// The value.
    pub value: Value,
    /// Syntax errors in the lead, the key, the gap or a scalar value, relative to the start of the entry.
    pub errors: SyntaxErrors,
}

/// Syntax errors of an entry or a tail. Nearly all are empty, and an empty list takes one word.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(clippy::box_collection)]
pub struct SyntaxErrors(Option<Box<Vec<SyntaxError>>>);

impl SyntaxErrors {
    /// Returns the errors as a slice.
    pub fn as_slice(&self) -> &[SyntaxError] {
        self.0.as_deref().map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl From<Vec<SyntaxError>> for SyntaxErrors {
    fn from(errors: Vec<SyntaxError>) -> SyntaxErrors {
        SyntaxErrors((!errors.is_empty()).then(|| Box::new(errors)))
    }
}

/// A member's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The decoded name.
    pub text: SmolStr,
    /// Its hash, for fast comparison; see [`Key::hash_of`].
    pub hash: u32,
    /// Length as written, quotes included, in bytes.
    pub len: u32,
    /// Number of bytes between the key and the value; 0 if neither colon nor value follows.
    pub gap: u32,
    /// Whether the gap contains a colon.
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
    /// Returns the offset of the value from the start of the entry.
    pub fn value_offset(&self) -> usize {
        let key = self.key.as_ref().map_or(0, |key| key.len + key.gap);
        (self.lead + key) as usize
    }

    /// The length in bytes, lead included.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether the entry has a syntax error that leaves its name or its value uncertain.
    pub fn is_damaged(&self) -> bool {
        let mut errors = self.errors.as_slice().iter();
        errors.any(|error| !error.kind.is_local() && i64::from(error.start) >= i64::from(self.lead))
    }

    /// Returns whether the entry has no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Container {
    /// Members or elements.
    #[inline]
    pub fn entries(&self) -> &[Entry] {
        &self.0.slice
    }
}

impl Deref for Container {
    type Target = ContainerHeader;

    #[inline]
    fn deref(&self) -> &ContainerHeader {
        &self.0.header.header
    }
}

/// Compares all properties except caches and the name filter, which may contain removed names.
impl PartialEq for ContainerHeader {
    fn eq(&self, other: &ContainerHeader) -> bool {
        let ContainerHeader {
            kind,
            opened,
            closed,
            doubtful,
            has_errors,
            duplicates,
            len,
            tail,
            names: _,
            tail_errors,
            memo: _,
            block: _,
        } = self;
        (*kind, *closed, *has_errors) == (other.kind, other.closed, other.has_errors)
            && (*opened, *doubtful) == (other.opened, other.doubtful)
            && (*duplicates, *len, *tail) == (other.duplicates, other.len, other.tail)
            && *tail_errors == other.tail_errors
    }
}
