//! Values with their offsets. Rules and requests walk over them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::escape::unescape;
use super::pointer;
use super::tree::{Container, ContainerKind, Entry, Key, NameFilter, StringInfo, Value};
use crate::text::Source;

/// A value with its offset.
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    value: &'t Value,
    start: usize,
}

/// A member or an element, with the offset of its entry.
#[derive(Debug, Clone, Copy)]
pub struct Member<'t> {
    entry: &'t Entry,
    start: usize,
    /// Its index among its siblings, from 0.
    pub index: usize,
}

impl<'t> Node<'t> {
    /// Creates the node of `value`, which starts at the byte `start`.
    pub fn new(value: &'t Value, start: usize) -> Node<'t> {
        Node { value, start }
    }

    /// The value itself.
    pub fn value(self) -> &'t Value {
        self.value
    }

    /// Returns the start of the value, in bytes.
    pub fn start(self) -> usize {
        self.start
    }

    /// Returns the end of the value, in bytes.
    pub fn end(self) -> usize {
        self.start + self.value.len()
    }

    /// Returns the byte range of the value.
    pub fn range(self) -> Range<usize> {
        self.start..self.end()
    }

    /// Returns the object or array, if the value is one.
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

    /// Its JSON type with an article, for messages.
    pub fn type_name(self) -> &'static str {
        match self.value {
            Value::Null => "`null`",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            _ if self.is_array() => "an array",
            _ => "an object",
        }
    }

    /// Returns the properties of the string, if the value is one.
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

    /// Returns the decoded text of the string, if the value is one.
    pub fn text<S: Source + ?Sized>(self, source: &S) -> Option<Cow<'_, str>> {
        let raw = source.slice(self.string_range()?);
        Some(if self.string()?.escaped { Cow::Owned(unescape(&raw).into_owned()) } else { raw })
    }

    /// Like [`Node::text`], with the text `around` from the byte `start` on, which the caller reads once for
    /// all strings of a list.
    #[inline]
    pub fn text_in(self, around: &str, start: usize) -> Option<Cow<'_, str>> {
        let range = self.string_range()?;
        let raw = &around[range.start - start..range.end - start];
        Some(if self.string()?.escaped { unescape(raw) } else { Cow::Borrowed(raw) })
    }

    /// Returns the entries, or nothing for a value that is not an object or array.
    #[inline]
    pub fn entries(self) -> Entries<'t> {
        let (entries, open) = match self.value {
            Value::Container(container) => (container.entries(), container.open_len()),
            _ => (&[][..], 0),
        };
        Entries { rest: entries.iter(), at: self.start + open, index: 0 }
    }

    /// Returns the last entry, without a walk over the others.
    pub fn last_entry(self) -> Option<Member<'t>> {
        let container = self.container()?;
        let (index, entry) = container.entries().iter().enumerate().next_back()?;
        let rest = container.tail as usize + container.close_len();
        Some(Member::new(entry, self.end() - rest - entry.len(), index))
    }

    /// Returns the members with their names, or nothing for a value that is not an object.
    pub fn members(self) -> impl Iterator<Item = (&'t str, Member<'t>)> + Clone {
        self.entries().filter_map(|member| Some((member.key()?, member)))
    }

    /// Returns the effective members: of several with the same name, the last.
    #[inline]
    pub fn effective_members(self) -> EffectiveMembers<'t> {
        let duplicates = self.container().is_some_and(|container| container.duplicates);
        EffectiveMembers { all: self.entries(), last: duplicates.then(|| self.last_places()) }
    }

    /// Returns the index of the effective member of each name. They are looked up rather than searched for:
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

    /// Like [`Node::member`], for a name whose [hash](Key::hash_of) is known.
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

    /// Returns the value of the member `name`.
    pub fn get(self, name: &str) -> Option<Node<'t>> {
        self.member(name).map(Member::value)
    }

    /// Returns the value at a path of names.
    pub fn at(self, path: &[&str]) -> Option<Node<'t>> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// Returns whether the value is truthy in JavaScript, which `bp lint` tests.
    pub fn is_truthy<S: Source + ?Sized>(self, source: &S) -> bool {
        match self.value {
            Value::Missing | Value::Null | Value::Bool(false) => false,
            Value::String(string) => string.chars > 0,
            Value::Number(_) => source.slice(self.range()).parse::<f64>() != Ok(0.0),
            _ => true,
        }
    }
}

/// Iterator over the entries of an object or array, with their offsets.
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

/// Iterator over the effective members of an object; see [`Node::effective_members`].
pub struct EffectiveMembers<'t> {
    all: Entries<'t>,
    /// Index of the effective member of each name, if there are duplicates.
    last: Option<LastPlaces<'t>>,
}

/// Index of the last member of each name.
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
    /// Creates the member of `entry`, which starts at the byte `start` and has `index` in its container.
    pub fn new(entry: &'t Entry, start: usize, index: usize) -> Member<'t> {
        Member { entry, start, index }
    }

    /// Returns the decoded name; `None` in arrays, and if it is missing.
    pub fn key(self) -> Option<&'t str> {
        self.entry.key.as_ref().map(|key| key.text.as_str())
    }

    /// Returns its index in the container.
    pub fn index(self) -> usize {
        self.index
    }

    /// Adds its reference token to the JSON Pointer `pointer`: its name, or its index if it has none.
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

    /// Returns the start of the entry, which is the end of the previous one.
    pub fn start(self) -> usize {
        self.start
    }

    /// Returns the range of the name with quotes, or of the value if there is no name.
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

    /// Returns the range from the name, or from the value if there is no name, to the end of the value.
    pub fn range(self) -> Range<usize> {
        self.start + self.entry.lead as usize..self.start + self.entry.len()
    }
}
