//! Definitions of names, and the references to them.
//!
//! Computed from a tree on demand, and the only source for it: the reference rules, the rename fix
//! and the editor's requests about names use this module. It knows neither rules nor editors.

mod schema;
mod schema_ref;
mod statement;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

pub(crate) use schema::{Mention, SchemaPosition, each_ref, locate, mentions};
pub(crate) use schema_ref::{Resolved, Resources};
pub(crate) use statement::{Target, Which, join_key, key_entities, split_key, targets, wanted};

use crate::embedded::{in_raw, javascript, to_document_range, vrl};
use crate::manifest::types::{EntryKind, Shape};
use crate::manifest::{INTEGRATION, field_names};
use crate::syntax::{Member, Node, quoted, unescape};
use crate::text::{Source, TextEdit};

/// The kind of symbol that a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SymbolKind {
    /// An entry of one of the manifest's maps.
    Entry(EntryKind),
    /// A property that a JSON Schema describes.
    Property,
}

/// Map of definitions, and the references to them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'t> {
    /// The kind of symbol that the names refer to.
    pub what: SymbolKind,
    /// Object that contains the map. For properties, the outermost schema of a group.
    pub owner: Node<'t>,
    /// The manifest's schema that contains the group of properties. For other symbols, like `owner`.
    pub root: Node<'t>,
    /// The field name of the map.
    pub map: &'t str,
}

/// Reference to a definition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    /// The referenced name.
    pub name: String,
    /// Range without quotes, in bytes of the document.
    pub range: Range<usize>,
    /// The syntax that contains the name.
    pub written: ReferenceSite,
}

/// The syntax that contains a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferenceSite {
    /// A string of the manifest.
    Value,
    /// A member's name, or a part of it: `ticket` in `hitl<ticket>`.
    Key,
    /// A step of the JSON Pointer of a `$ref`.
    Pointer,
    /// A part of a script.
    Script,
    /// A part of bundled code, after [`javascript::PREFIX`]. Bundled code is generated, so it is
    /// never edited.
    Code,
}

/// Returns the map of the manifest `root` that defines symbols of `kind`, with the references to
/// them. `None` for symbols that several maps define, such as tags.
pub(crate) fn scope<'t>(root: Node<'t>, kind: EntryKind) -> Option<Scope<'t>> {
    let map = INTEGRATION.fields.iter().find(|field| match field.shape {
        Shape::Map(map) => map.kind == kind,
        _ => false,
    })?;
    Some(Scope { what: SymbolKind::Entry(kind), owner: root, root, map: map.name })
}

/// Returns the tags of `owner`: of users, or of a channel's conversations or messages.
pub(crate) fn tags(owner: Node<'_>) -> Scope<'_> {
    Scope { what: SymbolKind::Entry(EntryKind::Tag), owner, root: owner, map: field_names::TAGS }
}

/// Returns the owners of all tags that can be required: users, and each channel's conversations.
pub(crate) fn tag_owners(root: Node<'_>) -> Vec<Node<'_>> {
    let channels = root.get(field_names::CHANNELS).into_iter().flat_map(Node::effective_members);
    let conversations = channels.filter_map(|(_, it)| it.value().get(field_names::CONVERSATION));
    root.get(field_names::USER).into_iter().chain(conversations).collect()
}

/// Use of a secret in a script.
#[derive(Debug)]
pub(crate) struct ScriptRead<'a, 't> {
    /// Path of the script, as keys.
    pub path: &'a [&'t str],
    /// The script.
    pub script: Node<'t>,
    /// Range of the name in the decoded text.
    pub place: Range<usize>,
    /// The name.
    pub name: &'a str,
}

/// Calls `see` for each use of a secret in a script of the manifest `root`.
pub(crate) fn script_secrets(
    source: &dyn Source,
    root: Node<'_>,
    see: &mut dyn FnMut(ScriptRead<'_, '_>),
) {
    for (path, member) in vrl::all(root) {
        let script = member.value();
        let Some(text) = script.text(source) else { continue };
        for (place, name) in vrl::secrets(&text) {
            see(ScriptRead { path: &path, script, place, name });
        }
    }
}

/// Whether a script of the manifest `root` may read secrets that [`script_secrets`] does not list,
/// because their names are computed.
pub(crate) fn scripts_may_read_any(source: &dyn Source, root: Node<'_>) -> bool {
    let may = |text: Cow<'_, str>| vrl::may_read_any(&text);
    vrl::all(root).into_iter().any(|(_, member)| member.value().text(source).is_some_and(may))
}

/// The names by which code reads the secret `name`: its own, and that in `SCREAMING_SNAKE_CASE`.
pub(crate) fn read_names(name: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let converted = crate::util::casing::screaming_snake(name).map(Cow::Owned);
    std::iter::once(Cow::Borrowed(name)).chain(converted)
}

/// Returns the edits that rename `definition`, and the references `references` to it, to `new`, in
/// document order.
pub(crate) fn rename(definition: Member<'_>, references: &[Reference], new: &str) -> Vec<TextEdit> {
    let escaped = |text: &str| {
        let quoted = quoted(text);
        quoted[1..quoted.len() - 1].to_owned()
    };
    let mut edits = vec![TextEdit::new(definition.key_range(), quoted(new))];
    let rewritten = references.iter().filter(|it| it.written != ReferenceSite::Code);
    edits.extend(rewritten.map(|reference| {
        let text = match reference.written {
            ReferenceSite::Pointer => escaped(&schema_ref::encoded(new)),
            _ => escaped(new),
        };
        TextEdit::new(reference.range.clone(), text)
    }));
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

impl<'t> Scope<'t> {
    /// Returns the map.
    pub fn definitions(&self) -> Option<Node<'t>> {
        self.owner.get(self.map)
    }

    /// Returns the definition of `name`; the last one of several.
    pub fn definition(&self, name: &str) -> Option<Member<'t>> {
        let first = self.definitions().and_then(|map| map.member(name));
        if first.is_some() || self.what != SymbolKind::Property {
            return first;
        }
        let mut found = None;
        mentions(self.owner, &mut |mention| match mention {
            Mention::Definition(member) if found.is_none() && member.key() == Some(name) => {
                found = Some(member);
            }
            _ => {}
        });
        found
    }

    /// Returns all references to names of this map, defined or not, in document order.
    pub fn references(&self, source: &dyn Source) -> Vec<Reference> {
        let mut found = Vec::new();
        match self.what {
            SymbolKind::Property => self.property_names(source, &mut found),
            SymbolKind::Entry(EntryKind::Tag) => {
                let required = self.owner.at(&[field_names::CREATION, field_names::REQUIRED_TAGS]);
                elements(source, required, &mut found);
            }
            SymbolKind::Entry(EntryKind::Secret) => self.secret_reads(source, &mut found),
            SymbolKind::Entry(kind) => {
                for target in targets(self.owner, Which::All) {
                    if target.kind == kind {
                        found.extend(value(source, target.named));
                    }
                }
                if kind == EntryKind::Entity {
                    statement_keys(source, self.owner, &mut found);
                }
            }
        }
        found.sort_by_key(|reference| reference.range.start);
        found
    }

    /// Returns the references to `name`.
    pub fn references_to(&self, source: &dyn Source, name: &str) -> Vec<Reference> {
        let mut found = self.references(source);
        found.retain(|reference| self.refers_to(reference, name));
        found
    }

    /// Whether `reference` refers to `name`.
    pub fn refers_to(&self, reference: &Reference, name: &str) -> bool {
        match reference.written {
            ReferenceSite::Code => read_names(name).any(|read| read == *reference.name),
            _ => reference.name == name,
        }
    }

    /// Returns the name of the definition that `reference` refers to; the last one of several.
    pub fn resolve(&self, reference: &Reference) -> Option<&'t str> {
        if let Some(member) = self.definition(&reference.name) {
            return member.key();
        }
        match reference.written {
            ReferenceSite::Code => {
                let names = self.definitions()?.members().map(|(name, _)| name);
                names.filter(|name| self.refers_to(reference, name)).last()
            }
            _ => None,
        }
    }

    /// Returns the edits that rename `definition`, one of this map, and all references to it to `new`,
    /// in document order. If several definitions have one name, references refer to the last one.
    pub fn rename(&self, source: &dyn Source, definition: Member<'_>, new: &str) -> Vec<TextEdit> {
        let Some(old) = definition.key() else { return Vec::new() };
        if self.definition(old).is_some_and(|last| last.start() == definition.start()) {
            return rename(definition, &self.references_to(source, old), new);
        }
        rename(definition, &[], new)
    }

    /// Collects the names of properties in the group of schemas, except the first definition of each,
    /// and in the references of the entire schema to them.
    fn property_names(&self, source: &dyn Source, found: &mut Vec<Reference>) {
        let mut defined = HashSet::new();
        let own = self.definitions().into_iter().flat_map(Node::effective_members);
        let own: HashSet<usize> =
            own.map(|(name, member)| (defined.insert(name), member).1.start()).collect();
        mentions(self.owner, &mut |mention| match mention {
            Mention::Definition(member) => {
                let is_first = own.contains(&member.start())
                    || member.key().is_some_and(|name| defined.insert(name));
                if !is_first {
                    found.extend(key(source, member));
                }
            }
            Mention::Key(member) => found.extend(key(source, member)),
            Mention::Name(node) => found.extend(value(source, node)),
        });
        let mut resources = None;
        each_ref(self.root, &mut |path, member| {
            let node = member.value();
            let Some(text) = node.text(source) else { return };
            let resources = resources.get_or_insert_with(|| Resources::of(source, self.root));
            for name in resources.names(source, path, &text) {
                if name.group.start() == self.owner.start()
                    && let Some(range) = to_document_range(source, node, name.range)
                {
                    let written = ReferenceSite::Pointer;
                    found.push(Reference { name: name.name, range, written });
                }
            }
        });
    }

    fn secret_reads(&self, source: &dyn Source, found: &mut Vec<Reference>) {
        script_secrets(source, self.owner, &mut |read| {
            let range = to_document_range(source, read.script, read.place);
            let name = read.name.to_owned();
            found.extend(range.map(|range| Reference {
                name,
                range,
                written: ReferenceSite::Script,
            }));
        });
        let Some(code) = self.owner.get(field_names::CODE) else { return };
        found.extend(javascript::reads(source, code).into_iter().map(|read| Reference {
            name: read.name.to_string(),
            range: read.range,
            written: ReferenceSite::Code,
        }));
    }
}

/// Returns the string `node` as a reference.
pub(crate) fn value(source: &dyn Source, node: Node<'_>) -> Option<Reference> {
    // Without a closing quote the string extends to the end of the line.
    let range = node.string().filter(|string| string.closed).and_then(|_| node.string_range())?;
    let name = node.text(source).map(Cow::into_owned)?;
    Some(Reference { name, range, written: ReferenceSite::Value })
}

/// Returns the name of `member` as a reference.
pub(crate) fn key(source: &dyn Source, member: Member<'_>) -> Option<Reference> {
    let range = name_range(source, member)?;
    Some(Reference { name: member.key()?.to_owned(), range, written: ReferenceSite::Key })
}

fn elements(source: &dyn Source, list: Option<Node<'_>>, found: &mut Vec<Reference>) {
    let Some(list) = list.filter(|list| list.is_array()) else { return };
    found.extend(list.entries().filter_map(|element| value(source, element.value())));
}

fn statement_keys(source: &dyn Source, root: Node<'_>, found: &mut Vec<Reference>) {
    for (_, statement) in root.get(field_names::INTERFACES).into_iter().flat_map(Node::members) {
        found.extend(entities_of(source, statement));
    }
}

/// Returns the references to entities in the key of an interface statement.
pub(crate) fn entities_of(source: &dyn Source, statement: Member<'_>) -> Vec<Reference> {
    let Some(key) = statement.key() else { return Vec::new() };
    let Some(raw) = name_range(source, statement) else { return Vec::new() };
    let place = |(range, entity): (Range<usize>, &str)| {
        let range = in_raw(source, raw.clone(), range)?;
        Some(Reference { name: entity.to_owned(), range, written: ReferenceSite::Key })
    };
    key_entities(key).into_iter().filter_map(place).collect()
}

/// Returns the range of the name of `member` without quotes. `None` if the quote is not closed,
/// because the name then extends to the end of the line.
pub(crate) fn name_range(source: &dyn Source, member: Member<'_>) -> Option<Range<usize>> {
    let range = member.key_range();
    let quote = |at: usize| source.is_char_boundary(at) && source.window(at, 1).starts_with('"');
    if range.is_empty() || !quote(range.start) {
        return Some(range);
    }
    // The name distinguishes an escaped quote at the end of a line from a closing quote.
    let closed = range.len() > 1 && quote(range.end - 1);
    let inside = range.start + 1..range.end - usize::from(closed);
    let whole = closed && unescape(&source.slice(inside.clone())) == member.key()?;
    whole.then_some(inside)
}
