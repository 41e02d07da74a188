//! Values with their places: what rules and features walk over.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::escape::unescape;
use super::pointer;
use super::tree::{Container, ContainerKind, Entry, Key, NameFilter, StringInfo, Value};
use crate::text::Source;

/// A value and where it begins.
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    value: &'t Value,
    start: usize,
}

/// A member or element and where its entry begins.
#[derive(Debug, Clone, Copy)]
pub struct Member<'t> {
    entry: &'t Entry,
    start: usize,
    /// Its place among its siblings, from 0.
    pub index: usize,
}

impl<'t> Node<'t> {
    /// `value`, which begins at the byte `start`.
    pub fn new(value: &'t Value, start: usize) -> Node<'t> {
        Node { value, start }
    }

    /// The value itself.
    pub fn value(self) -> &'t Value {
        self.value
    }

    /// Where it begins, in bytes.
    pub fn start(self) -> usize {
        self.start
    }

    /// Where it ends.
    pub fn end(self) -> usize {
        self.start + self.value.len()
    }

    /// Both.
    pub fn range(self) -> Range<usize> {
        self.start..self.end()
    }

    /// The object or array that it is.
    pub fn container(self) -> Option<&'t Container> {
        match self.value {
            Value::Container(container) => Some(container),
            _ => None,
        }
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.container().is_some_and(|container| container.kind == ContainerKind::Object)
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.container().is_some_and(|container| container.kind == ContainerKind::Array)
    }

    /// The string's facts, if it is one.
    pub fn string(self) -> Option<&'t StringInfo> {
        match self.value {
            Value::String(string) => Some(string),
            _ => None,
        }
    }

    /// The range of the string's characters, without the quotes.
    pub fn string_range(self) -> Option<Range<usize>> {
        let string = self.string()?;
        Some(self.start + 1..self.end() - usize::from(string.closed && string.len > 1))
    }

    /// The text of the string, decoded, if it is one.
    pub fn text<S: Source + ?Sized>(self, source: &S) -> Option<Cow<'_, str>> {
        let raw = source.slice(self.string_range()?);
        Some(if self.string()?.escaped { Cow::Owned(unescape(&raw).into_owned()) } else { raw })
    }

    /// The same, where `around` is the text from the byte `start` on: for the strings of a list, of
    /// which each would be got from the source for itself.
    #[inline]
    pub fn text_in(self, around: &str, start: usize) -> Option<Cow<'_, str>> {
        let range = self.string_range()?;
        let raw = &around[range.start - start..range.end - start];
        Some(if self.string()?.escaped { unescape(raw) } else { Cow::Borrowed(raw) })
    }

    /// Its entries; none if it is no object or array.
    #[inline]
    pub fn entries(self) -> Entries<'t> {
        let (entries, open) = match self.value {
            Value::Container(container) => (container.entries(), container.open_len()),
            _ => (&[][..], 0),
        };
        Entries { rest: entries.iter(), at: self.start + open, index: 0 }
    }

    /// Its members, each with its name; none if it is no object.
    pub fn members(self) -> impl Iterator<Item = (&'t str, Member<'t>)> + Clone {
        self.entries().filter_map(|member| Some((member.key()?, member)))
    }

    /// The members that count: of several with one name, the last.
    #[inline]
    pub fn effective_members(self) -> EffectiveMembers<'t> {
        let duplicates = self.container().is_some_and(|container| container.duplicates);
        EffectiveMembers { all: self.entries(), last: duplicates.then(|| self.last_places()) }
    }

    /// The index of the member that counts of each name. They are looked up rather than searched for:
    /// there may be very many.
    #[cold]
    fn last_places(self) -> LastPlaces<'t> {
        let mut places: LastPlaces = Box::default();
        for (name, member) in self.members() {
            match member.has_value() {
                true => {
                    places.insert(name, member.index);
                }
                false => {
                    places.entry(name).or_insert(member.index);
                }
            }
        }
        places
    }

    /// The member called `name`: of several, the last with a value, as every JSON parser has it.
    pub fn member(self, name: &str) -> Option<Member<'t>> {
        self.member_of(name, Key::hash_of(name))
    }

    /// The same, for who knows the [hash](Key::hash_of) of the name already.
    pub fn member_of(self, name: &str, hash: u32) -> Option<Member<'t>> {
        let container = self.container()?;
        if !container.names.may_intersect(NameFilter::of_hash(hash)) {
            return None;
        }
        let mut named =
            self.entries().filter(|it| it.entry.key.as_ref().is_some_and(|key| key.is(name, hash)));
        let first = named.next();
        if !container.duplicates {
            return first;
        }
        named.filter(|member| member.has_value()).last().or(first)
    }

    /// The value of the member called `name`.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.member(name).map(Member::value)
    }

    /// The value that a path of names leads to.
    pub fn at(self, path: &[&str]) -> Option<Node<'t>> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// Whether JavaScript would call the value true; what `bp lint` asks.
    pub fn is_truthy<S: Source + ?Sized>(self, source: &S) -> bool {
        match self.value {
            Value::Missing | Value::Null | Value::Bool(false) => false,
            Value::String(string) => string.chars > 0,
            Value::Number(_) => source.slice(self.range()).parse::<f64>() != Ok(0.0),
            _ => true,
        }
    }
}

/// The entries of an object or array, each with its place.
#[derive(Debug, Clone)]
pub struct Entries<'t> {
    rest: std::slice::Iter<'t, Entry>,
    at: usize,
    index: usize,
}

impl<'t> Iterator for Entries<'t> {
    type Item = Member<'t>;

    #[inline(always)]
    fn next(&mut self) -> Option<Member<'t>> {
        let entry = self.rest.next()?;
        let member = Member { entry, start: self.at, index: self.index };
        self.at += entry.len();
        self.index += 1;
        Some(member)
    }
}

/// The members of an object that count; see [`Node::effective_members`].
pub struct EffectiveMembers<'t> {
    all: Entries<'t>,
    /// Where there are duplicates.
    last: Option<LastPlaces<'t>>,
}

/// The last place of each name.
type LastPlaces<'t> = Box<HashMap<&'t str, usize>>;

impl<'t> Iterator for EffectiveMembers<'t> {
    type Item = (&'t str, Member<'t>);

    #[inline(always)]
    fn next(&mut self) -> Option<(&'t str, Member<'t>)> {
        loop {
            let member = self.all.next()?;
            let Some(name) = member.key() else { continue };
            match &self.last {
                Some(last) if last.get(name) != Some(&member.index) => {}
                _ => return Some((name, member)),
            }
        }
    }
}

impl<'t> Member<'t> {
    /// `entry`, which begins at the byte `start` and is the one at `index` in its container.
    pub fn new(entry: &'t Entry, start: usize, index: usize) -> Member<'t> {
        Member { entry, start, index }
    }

    /// The decoded name; `None` in arrays, and where it is missing.
    pub fn key(self) -> Option<&'t str> {
        self.entry.key.as_ref().map(|key| key.text.as_str())
    }

    /// Adds the step to it to the JSON Pointer `pointer`: its name, or its index where it has none.
    pub fn push_to(self, pointer: &mut String) {
        match self.key() {
            Some(name) => pointer::push(pointer, name),
            None => pointer::push_index(pointer, self.index),
        }
    }

    /// Whether it has a value, which may be missing because of a syntax error.
    pub fn has_value(self) -> bool {
        !matches!(self.entry.value, Value::Missing)
    }

    /// The entry itself.
    pub fn entry(self) -> &'t Entry {
        self.entry
    }

    /// Where the entry begins: where the one before ends.
    pub fn start(self) -> usize {
        self.start
    }

    /// The range of the name as written, quotes included; of the value where there is no name.
    pub fn key_range(self) -> Range<usize> {
        let start = self.start + self.entry.lead as usize;
        match &self.entry.key {
            Some(key) => start..start + key.len as usize,
            None => self.value().range(),
        }
    }

    /// The value.
    pub fn value(self) -> Node<'t> {
        Node::new(&self.entry.value, self.start + self.entry.value_offset())
    }

    /// From the name, or the value where there is no name, to the end of the value.
    pub fn range(self) -> Range<usize> {
        self.start + self.entry.lead as usize..self.start + self.entry.len()
    }
}
