//! JSON values of one side of a comparison, with their places.

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::syntax::{Dialect, Member, NameFilter, Node, Tree, Value as Syntax, pointer};
use crate::util::budget::cut_name;
use crate::util::display::floor_char_boundary;

/// Number of digits up to which numbers are compared by value: beyond it, `f64` is not exact.
const EXACT_DIGITS: usize = 15;

/// Keys of the digests. Both documents of a comparison share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Digests(RandomState);

impl Digests {
    fn of(&self, value: impl std::hash::Hash) -> u64 {
        self.0.hash_one(value)
    }
}

/// A parsed text with a digest for each object and array.
pub(crate) struct Document<'s> {
    text: &'s str,
    tree: Tree,
    keys: Digests,
    /// Whether it replaces a field that is absent, so that its places are in no manifest.
    is_default: bool,
    /// Digests of objects and arrays by their start. The order of members has no influence.
    digests: FxHashMap<usize, u64>,
}

impl<'s> Document<'s> {
    /// Parses `text`. Comments and trailing commas are accepted: they have no effect on a contract.
    pub(crate) fn parse(text: &'s str, keys: &Digests) -> Document<'s> {
        let tree = Tree::parse(text, Dialect::Jsonc);
        let mut document = Document {
            text,
            tree,
            keys: keys.clone(),
            is_default: false,
            digests: FxHashMap::default(),
        };
        let mut digests = FxHashMap::default();
        if let Some(root) = document.tree.root() {
            document.digest_node(root, &mut digests);
        }
        document.digests = digests;
        document
    }

    /// Parses the value that an absent field amounts to.
    pub(crate) fn default_value(text: &'s str, keys: &Digests) -> Document<'s> {
        Document { is_default: true, ..Document::parse(text, keys) }
    }

    fn digest_node(&self, node: Node<'_>, digests: &mut FxHashMap<usize, u64>) -> u64 {
        let digest = match node.value() {
            Syntax::Container(_) if node.is_object() => {
                // A sum, so that the order of members does not matter.
                let members = node.effective_members().map(|(name, member)| {
                    self.keys.of((name, self.digest_node(member.value(), digests)))
                });
                let sum = members.fold(0u64, u64::wrapping_add);
                self.keys.of(("object", sum))
            }
            Syntax::Container(_) => {
                let items: Vec<u64> =
                    node.entries().map(|item| self.digest_node(item.value(), digests)).collect();
                self.keys.of(("array", items))
            }
            _ => return self.digest_scalar(node),
        };
        digests.insert(node.start(), digest);
        digest
    }

    fn digest_scalar(&self, node: Node<'_>) -> u64 {
        let raw = &self.text[node.range()];
        match node.value() {
            Syntax::Null => self.keys.of("null"),
            Syntax::Bool(value) => self.keys.of(value),
            Syntax::Number(_) => match raw.parse::<f64>() {
                Ok(number) if raw.len() <= EXACT_DIGITS => {
                    self.keys.of(("number", (number + 0.0).to_bits()))
                }
                _ => self.keys.of(("number", raw)),
            },
            Syntax::String(_) => {
                self.keys.of(("string", &*node.text(self.text).unwrap_or_default()))
            }
            _ => self.keys.of(("invalid", raw)),
        }
    }

    /// Place of the document's one value, or `None` if the text has none.
    pub(crate) fn root(&self) -> Option<Place<'_>> {
        let node = self.tree.root()?;
        let range =
            node.start()..(node.start() + usize::from(!self.text.is_empty())).min(node.end());
        Some(Place { value: Value { node, document: self }, pointer: Pointer(None), range })
    }
}

/// A value of a document.
#[derive(Clone, Copy)]
pub(crate) struct Value<'t> {
    node: Node<'t>,
    document: &'t Document<'t>,
}

impl<'t> Value<'t> {
    /// Whether the value is in a manifest, and not the value of an absent field.
    pub(crate) fn is_written(self) -> bool {
        !self.document.is_default
    }

    /// Whether a member called `name` may be anywhere inside. `false` is certain.
    pub(crate) fn may_contain(self, name: &str) -> bool {
        self.node.container().is_some_and(|it| it.names.may_intersect(NameFilter::of(name)))
    }

    /// Whether a member called `name` is anywhere inside.
    pub(crate) fn contains(self, name: &str) -> bool {
        self.may_contain(name)
            && (self.has(name)
                || self.named().any(|(_, value)| value.contains(name))
                || self.items().any(|item| item.contains(name)))
    }

    /// Offset of the value in its document.
    pub(crate) fn start(self) -> usize {
        self.node.start()
    }

    /// Whether both values are equal, up to the order of members and the notation.
    pub(crate) fn equals(self, other: Value<'_>) -> bool {
        self.digest() == other.digest()
    }

    pub(crate) fn digest(self) -> u64 {
        match self.node.value() {
            Syntax::Container(_) => {
                self.document.digests.get(&self.node.start()).copied().unwrap_or_default()
            }
            _ => self.document.digest_scalar(self.node),
        }
    }

    /// Digest of what is derived from the value, with the keys of its document.
    pub(crate) fn digest_of(self, derived: impl std::hash::Hash) -> u64 {
        self.document.keys.of(derived)
    }

    pub(crate) fn is_object(self) -> bool {
        self.node.is_object()
    }

    pub(crate) fn is_array(self) -> bool {
        self.node.is_array()
    }

    pub(crate) fn is_null(self) -> bool {
        matches!(self.node.value(), Syntax::Null)
    }

    /// Whether a syntax error is inside this value.
    pub(crate) fn is_broken(self) -> bool {
        match self.node.value() {
            Syntax::Missing | Syntax::Invalid(_) | Syntax::Deep(_) => true,
            Syntax::String(string) => string.has_errors || !string.closed,
            Syntax::Container(container) => container.has_errors,
            _ => false,
        }
    }

    /// Whether a syntax error is among the direct members, so that a missing member may be a
    /// consequence of it.
    pub(crate) fn may_lack_members(self) -> bool {
        self.node.container().is_some_and(|container| {
            !container.closed
                || !container.tail_errors.is_empty()
                || container.entries().iter().any(|entry| !entry.errors.is_empty())
        })
    }

    pub(crate) fn string(self) -> Option<Cow<'t, str>> {
        self.node.text(self.document.text)
    }

    pub(crate) fn bool(self) -> Option<bool> {
        match self.node.value() {
            Syntax::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn number(self) -> Option<f64> {
        match self.node.value() {
            Syntax::Number(_) => self.document.text[self.node.range()].parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn get(self, name: &str) -> Option<Value<'t>> {
        Some(Value { node: self.node.get(name)?, ..self })
    }

    pub(crate) fn has(self, name: &str) -> bool {
        self.node.member(name).is_some()
    }

    /// The value as JSON, or a shortened text if it is longer than `max` bytes.
    pub(crate) fn to_json(self, max: usize) -> Json {
        let raw = &self.document.text[self.node.range()];
        if raw.len() > max {
            return Json::String(format!("{}…", &raw[..floor_char_boundary(raw, max)]));
        }
        self.full_json()
    }

    fn full_json(self) -> Json {
        match self.node.value() {
            Syntax::Null => Json::Null,
            Syntax::Bool(value) => Json::Bool(*value),
            Syntax::Container(_) if self.is_object() => Json::Object(
                self.members()
                    .map(|(name, value, _)| (name.to_owned(), value.full_json()))
                    .collect(),
            ),
            Syntax::Container(_) => Json::Array(self.items().map(Value::full_json).collect()),
            Syntax::String(_) => Json::String(self.string().unwrap_or_default().into_owned()),
            _ => {
                let raw = &self.document.text[self.node.range()];
                serde_json::from_str(raw).unwrap_or_else(|_| Json::String(raw.to_owned()))
            }
        }
    }

    /// Feeds the canonical form of the value to `sink`: members in the order of their names, no
    /// white space.
    pub(crate) fn canonical(self, sink: &mut dyn FnMut(&[u8])) {
        if self.is_object() {
            let mut members: Vec<_> = self.members().collect();
            members.sort_unstable_by_key(|(name, ..)| *name);
            sink(b"{");
            for (name, value, _) in members {
                sink(Json::from(name).to_string().as_bytes());
                sink(b":");
                value.canonical(sink);
                sink(b",");
            }
            sink(b"}");
        } else if self.is_array() {
            sink(b"[");
            for item in self.items() {
                item.canonical(sink);
                sink(b",");
            }
            sink(b"]");
        } else {
            sink(self.full_json().to_string().as_bytes());
        }
    }

    /// The members by name. The last of several with one name counts.
    pub(crate) fn named(self) -> impl Iterator<Item = (&'t str, Value<'t>)> {
        self.members().map(|(name, value, _)| (name, value))
    }

    fn members(self) -> impl Iterator<Item = (&'t str, Value<'t>, Member<'t>)> {
        self.node
            .effective_members()
            .map(move |(name, member)| (name, Value { node: member.value(), ..self }, member))
    }

    /// The elements of an array.
    pub(crate) fn items(self) -> impl Iterator<Item = Value<'t>> {
        self.node
            .entries()
            .filter(move |item| item.key().is_none() && self.is_array())
            .map(move |item| Value { node: item.value(), ..self })
    }
}

/// A JSON Pointer that shares its beginning with others.
#[derive(Clone, Default)]
pub(crate) struct Pointer<'t>(Option<Rc<(Pointer<'t>, Step<'t>)>>);

#[derive(Clone, Copy)]
enum Step<'t> {
    Name(&'t str),
    Index(usize),
}

impl<'t> Pointer<'t> {
    fn join(&self, step: Step<'t>) -> Pointer<'t> {
        Pointer(Some(Rc::new((self.clone(), step))))
    }

    /// The pointer as text, with long names cut.
    pub(crate) fn render(&self) -> String {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some(node) = &at.0 {
            steps.push(node.1);
            at = &node.0;
        }
        let mut text = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Name(name) => pointer::push(&mut text, &cut_name(name)),
                Step::Index(index) => pointer::push_index(&mut text, index),
            }
        }
        text
    }
}

/// A value, the pointer to it, and the range that a finding on it marks: its name, if it has one.
#[derive(Clone)]
pub(crate) struct Place<'t> {
    pub(crate) value: Value<'t>,
    pub(crate) pointer: Pointer<'t>,
    pub(crate) range: Range<usize>,
}

impl<'t> Place<'t> {
    /// Place of the member called `name`.
    pub(crate) fn get(&self, name: &str) -> Option<Place<'t>> {
        let member = self.value.node.member(name)?;
        Some(self.member(member))
    }

    /// Place of the value of the string or list of strings at `name`, for findings on a keyword.
    fn member(&self, member: Member<'t>) -> Place<'t> {
        let step = member.key().map_or(Step::Index(member.index), Step::Name);
        Place {
            value: Value { node: member.value(), ..self.value },
            pointer: self.pointer.join(step),
            range: member.key_range(),
        }
    }

    /// Places of the members. The last of several with one name counts.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'t str, Place<'t>)> + '_ {
        self.value.members().map(|(name, _, member)| (name, self.member(member)))
    }

    /// Places of the elements of an array.
    pub(crate) fn items(&self) -> impl Iterator<Item = Place<'t>> + '_ {
        let items = self.value.is_array().then(|| self.value.node.entries());
        items.into_iter().flatten().map(|item| self.member(item))
    }

    /// Resolves a JSON Pointer fragment such as `#/definitions/x` relative to this place.
    pub(crate) fn resolve(&self, reference: &str) -> Option<Place<'t>> {
        let path = reference.strip_prefix('#')?;
        if !path.is_empty() && !path.starts_with('/') {
            return None;
        }
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
        pointer::tokens(&decoded).try_fold(self.clone(), |place, token| {
            if place.value.is_array() {
                let index = token.parse().ok()?;
                place.items().nth(index)
            } else {
                place.get(&token)
            }
        })
    }
}
