//! The symbol at an offset: in a member name, a string or a script.

use std::ops::Range;

use super::context::{Ancestor, CursorContext, Hit};
use super::locate::locate;
use super::role::Role;
use crate::embedded::{javascript, to_document_range, vrl};
use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Shape, StringFormat};
use crate::references::{
    self, Reference, ReferenceSite, Resources, SchemaPosition, Scope, SymbolKind,
};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Node};
use crate::text::Source;

/// Symbol whose name is at the cursor.
#[derive(Debug, Clone)]
pub(super) struct SymbolAtCursor<'t> {
    /// Map that defines the symbol.
    pub scope: Scope<'t>,
    /// Range without quotes, in bytes of the document.
    pub range: Range<usize>,
    /// The role of the occurrence.
    pub here: OccurrenceKind<'t>,
}

/// Role of a name at an occurrence.
#[derive(Debug, Clone)]
pub(super) enum OccurrenceKind<'t> {
    /// The name of this definition.
    Definition(Member<'t>),
    /// A reference to a definition.
    Reference(Reference),
    /// The name that an interface gives a definition, with the reference to the definition.
    InterfaceMember(Reference),
}

impl<'t> SymbolAtCursor<'t> {
    /// Returns the symbol at the byte `offset`.
    pub fn find(snapshot: &'t Snapshot, offset: usize) -> Option<SymbolAtCursor<'t>> {
        let source = snapshot.buffer.source();
        let cursor = locate(&snapshot.tree, source, offset);
        if let Some(found) = SymbolAtCursor::in_context(snapshot, &cursor) {
            return Some(found);
        }
        // A block cursor covers the opening quote of the name.
        let quote = source.window(cursor.offset, 1).starts_with('"');
        let inside = quote.then(|| locate(&snapshot.tree, source, cursor.offset + 1))?;
        SymbolAtCursor::in_context(snapshot, &inside)
    }

    /// Returns the symbol at `cursor`.
    pub fn in_context(
        snapshot: &'t Snapshot,
        cursor: &CursorContext<'t>,
    ) -> Option<SymbolAtCursor<'t>> {
        let source = snapshot.buffer.source();
        let root = snapshot.tree.root()?;
        let hit = cursor.hit?;
        if let Some(found) = in_schema(source, cursor, hit) {
            return Some(found);
        }
        if hit.name {
            let Role::Entry(map) = hit.role else { return None };
            return name_of_entry(source, root, cursor, hit.member, map.kind);
        }
        let shape = hit.role.shape()?;
        let Shape::Text(text) = shape else { return None };
        let value = hit.member.value();
        let secrets = || references::scope(root, EntryKind::Secret);
        match text.holds {
            StringFormat::NameOf(kind) => {
                string_reference(source, references::scope(root, kind)?, hit.member.value())
            }
            StringFormat::SiblingTag => {
                let owner = ancestor(cursor, 3)?.node();
                string_reference(source, references::tags(owner), hit.member.value())
            }
            StringFormat::Script(_) => {
                let script = value.text(source)?;
                let reads = vrl::secrets(&script).into_iter().filter_map(|(place, name)| {
                    let range = to_document_range(source, value, place)?;
                    Some((range, name.to_owned()))
                });
                let (range, name) = reads.into_iter().find(|(range, _)| touches(range, cursor))?;
                Some(reference(
                    secrets()?,
                    Reference { name, range, written: ReferenceSite::Script },
                ))
            }
            StringFormat::JavaScript => {
                let mut reads = javascript::reads(source, value).into_iter();
                let read = reads.find(|read| touches(&read.range, cursor))?;
                let name = read.name.to_string();
                let read = Reference { name, range: read.range, written: ReferenceSite::Code };
                Some(reference(secrets()?, read))
            }
            _ => None,
        }
    }

    /// Returns the referenced definition: the last one of several with this name, unless the cursor is
    /// on another.
    pub fn definition(&self) -> Option<Member<'t>> {
        match &self.here {
            OccurrenceKind::Definition(member) => Some(*member),
            OccurrenceKind::Reference(reference) | OccurrenceKind::InterfaceMember(reference) => {
                self.scope.definition(self.scope.resolve(reference)?)
            }
        }
    }

    /// Returns the name as in its definition, or as at the cursor if it is undefined.
    pub fn name(&self) -> &str {
        match &self.here {
            OccurrenceKind::Definition(member) => member.key().unwrap_or_default(),
            OccurrenceKind::Reference(reference) | OccurrenceKind::InterfaceMember(reference) => {
                self.scope.resolve(reference).unwrap_or(&reference.name)
            }
        }
    }

    /// Returns all occurrences of the symbol in document order. A definition that a later one of the
    /// same name overrides has no references.
    pub fn references(&self, source: &dyn Source) -> Vec<Reference> {
        if let OccurrenceKind::Definition(member) = &self.here
            && self.scope.definition(self.name()).is_none_or(|last| last.start() != member.start())
        {
            return Vec::new();
        }
        self.scope.references_to(source, self.name())
    }
}

fn reference(scope: Scope<'_>, reference: Reference) -> SymbolAtCursor<'_> {
    SymbolAtCursor {
        scope,
        range: reference.range.clone(),
        here: OccurrenceKind::Reference(reference),
    }
}

/// Returns the symbol that the string `node` refers to.
fn string_reference<'t>(
    source: &dyn Source,
    scope: Scope<'t>,
    node: Node<'t>,
) -> Option<SymbolAtCursor<'t>> {
    Some(reference(scope, references::value(source, node)?))
}

/// Returns the container `steps` levels above the offset; the innermost is level 1.
fn ancestor<'a, 't>(cursor: &'a CursorContext<'t>, steps: usize) -> Option<&'a Ancestor<'t>> {
    cursor.ancestors.get(cursor.ancestors.len().checked_sub(steps)?)
}

fn touches(range: &Range<usize>, cursor: &CursorContext<'_>) -> bool {
    range.start <= cursor.offset && cursor.offset <= range.end
}

/// Returns the symbol that is defined or named by the entry `member` of a map of `kind`.
fn name_of_entry<'t>(
    source: &dyn Source,
    root: Node<'t>,
    cursor: &CursorContext<'t>,
    member: Member<'t>,
    kind: EntryKind,
) -> Option<SymbolAtCursor<'t>> {
    match kind {
        // The manifest does not define the name of the interface, but its entities.
        EntryKind::Interface => {
            let entities = references::entities_of(source, member);
            let entity = entities.into_iter().find(|entity| touches(&entity.range, cursor))?;
            Some(reference(references::scope(root, EntryKind::Entity)?, entity))
        }
        EntryKind::Target(_) => {
            let all = references::targets(root, references::Which::All);
            let by = |target: &&references::Target<'_>| {
                let named = target.named.range();
                let value = member.value().range();
                value.start <= named.start && named.end <= value.end
            };
            let target = all.iter().find(by)?;
            let named = references::value(source, target.named)?;
            let scope = references::scope(root, target.kind)?;
            let range = references::name_range(source, member)?;
            Some(SymbolAtCursor { scope, range, here: OccurrenceKind::InterfaceMember(named) })
        }
        EntryKind::Operation | EntryKind::Attribute => None,
        _ => {
            let scope = Scope {
                what: SymbolKind::Entry(kind),
                owner: ancestor(cursor, 2)?.node(),
                root,
                map: ancestor(cursor, 1)?.member.key()?,
            };
            let range = references::name_range(source, member)?;
            Some(SymbolAtCursor { scope, range, here: OccurrenceKind::Definition(member) })
        }
    }
}

/// The path to the offset inside the JSON Schema around it.
pub(super) struct SchemaPath<'t> {
    /// The manifest's schema.
    pub root: Node<'t>,
    /// The containers below the schema, the outermost first.
    pub way: Vec<Member<'t>>,
}

/// Returns the path of `cursor` inside the schema around it.
pub(super) fn schema_path<'t>(cursor: &CursorContext<'t>) -> Option<SchemaPath<'t>> {
    let is_root = |level: &Ancestor<'_>| matches!(level.role, Role::Field(field) if field.name == field_names::SCHEMA);
    let root = cursor.ancestors.iter().position(is_root)?;
    let way = cursor.ancestors[root + 1..].iter().map(|level| level.member).collect();
    Some(SchemaPath { root: cursor.ancestors[root].node(), way })
}

/// Returns the property of a JSON Schema whose name is at `cursor`.
fn in_schema<'t>(
    source: &dyn Source,
    cursor: &CursorContext<'t>,
    hit: Hit<'t>,
) -> Option<SymbolAtCursor<'t>> {
    let SchemaPath { root, way } = schema_path(cursor)?;
    let scope =
        |owner| Scope { what: SymbolKind::Property, owner, root, map: field_names::PROPERTIES };
    let (position, group) = references::locate(root, way.iter().copied());
    match position {
        SchemaPosition::Properties if hit.name => {
            let range = references::name_range(source, hit.member)?;
            let scope = scope(group);
            let first = hit.member.key().and_then(|name| scope.definition(name));
            let map = way.last()?.value();
            let overridden = map.member(hit.member.key()?).map(Member::start);
            let is_other = first.is_some_and(|first| first.start() != hit.member.start())
                && overridden == Some(hit.member.start());
            if is_other {
                return Some(reference(scope, references::key(source, hit.member)?));
            }
            let here = OccurrenceKind::Definition(hit.member);
            Some(SymbolAtCursor { scope, range, here })
        }
        SchemaPosition::Dependents if hit.name => {
            Some(reference(scope(group), references::key(source, hit.member)?))
        }
        SchemaPosition::Required => string_reference(source, scope(group), hit.member.value()),
        SchemaPosition::Schema if !hit.name && hit.member.key() == Some(field_names::REF) => {
            let node = hit.member.value();
            let text = node.text(source)?;
            let names = Resources::of(source, root).names(source, &way, &text);
            let places = names.into_iter().filter_map(|name| {
                Some((to_document_range(source, node, name.range)?, name.group, name.name))
            });
            let (range, group, name) =
                places.into_iter().find(|(range, ..)| touches(range, cursor))?;
            let written = ReferenceSite::Pointer;
            Some(reference(scope(group), Reference { name, range, written }))
        }
        _ => None,
    }
}
