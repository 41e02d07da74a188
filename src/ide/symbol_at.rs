//! The symbol at an offset: in a member name, a string or a script.

use std::ops::Range;

use super::context::{Ancestor, CursorContext, Hit};
use super::locate::locate;
use super::role::Role;
use crate::embedded::{javascript, to_document_range, vrl};
use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Shape, StringFormat};
use crate::references::{self, Reference, ReferenceSite, SchemaPosition, Scope, SymbolKind};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Node};
use crate::text::Source;

/// A name at an offset.
#[derive(Debug, Clone)]
pub(super) struct SymbolAtCursor<'t> {
    /// Among which names it is one.
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
    /// It is the name that an interface has for a definition, and beside it this names the
    /// definition.
    InterfaceMember(Reference),
}

impl<'t> SymbolAtCursor<'t> {
    /// The name at the byte `offset`.
    pub fn find(snapshot: &'t Snapshot, offset: usize) -> Option<SymbolAtCursor<'t>> {
        let source = snapshot.buffer.source();
        let spot = locate(&snapshot.tree, source, offset);
        if let Some(found) = SymbolAtCursor::at(snapshot, &spot) {
            return Some(found);
        }
        // A cursor that covers a character, rather than standing between two, covers the quote.
        let quote = source.window(spot.offset, 1).starts_with('"');
        let inside = quote.then(|| locate(&snapshot.tree, source, spot.offset + 1))?;
        SymbolAtCursor::at(snapshot, &inside)
    }

    /// The name at `spot`.
    pub fn at(snapshot: &'t Snapshot, spot: &CursorContext<'t>) -> Option<SymbolAtCursor<'t>> {
        let source = snapshot.buffer.source();
        let root = snapshot.tree.root()?;
        let touched = spot.touched?;
        if let Some(found) = in_schema(source, spot, touched) {
            return Some(found);
        }
        if touched.name {
            let Role::Entry(map) = touched.role else { return None };
            return name_of_entry(source, root, spot, touched.member, map.kind);
        }
        let shape = touched.role.shape()?;
        let Shape::Text(text) = shape else { return None };
        let value = touched.member.value();
        let secrets = || references::scope(root, EntryKind::Secret);
        match text.holds {
            StringFormat::NameOf(kind) => {
                whole(source, references::scope(root, kind)?, touched.member.value())
            }
            StringFormat::SiblingTag => {
                let owner = above(spot, 3)?.node();
                whole(source, references::tags(owner), touched.member.value())
            }
            StringFormat::Script(_) => {
                let script = value.text(source)?;
                let reads = vrl::secrets(&script).into_iter().filter_map(|(place, name)| {
                    let range = to_document_range(source, value, place)?;
                    Some((range, name.to_owned()))
                });
                let (range, name) = reads.into_iter().find(|(range, _)| touches(range, spot))?;
                Some(reference(
                    secrets()?,
                    Reference { name, range, written: ReferenceSite::Script },
                ))
            }
            StringFormat::JavaScript => {
                let mut reads = javascript::reads(source, value).into_iter();
                let read = reads.find(|read| touches(&read.range, spot))?;
                let name = read.name.to_string();
                let read = Reference { name, range: read.range, written: ReferenceSite::Code };
                Some(reference(secrets()?, read))
            }
            _ => None,
        }
    }

    /// The referenced definition; the last one of several with this name, unless the cursor is on another.
    pub fn definition(&self) -> Option<Member<'t>> {
        match &self.here {
            OccurrenceKind::Definition(member) => Some(*member),
            OccurrenceKind::Reference(reference) | OccurrenceKind::InterfaceMember(reference) => {
                self.scope.definition(self.scope.resolve(reference)?)
            }
        }
    }

    /// The name as in its definition, or as written here if it is undefined.
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
            && self.scope.definition(self.name()).is_none_or(|last| last.index != member.index)
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

/// A string that is a name as a whole.
fn whole<'t>(source: &dyn Source, scope: Scope<'t>, node: Node<'t>) -> Option<SymbolAtCursor<'t>> {
    Some(reference(scope, references::value(source, node)?))
}

/// The container that many steps above the place, the innermost being the first.
fn above<'a, 't>(spot: &'a CursorContext<'t>, steps: usize) -> Option<&'a Ancestor<'t>> {
    spot.levels.get(spot.levels.len().checked_sub(steps)?)
}

fn touches(range: &Range<usize>, spot: &CursorContext<'_>) -> bool {
    range.start <= spot.offset && spot.offset <= range.end
}

/// The name of an entry of `kind` of a map.
fn name_of_entry<'t>(
    source: &dyn Source,
    root: Node<'t>,
    spot: &CursorContext<'t>,
    member: Member<'t>,
    kind: EntryKind,
) -> Option<SymbolAtCursor<'t>> {
    match kind {
        // The interface's own name is nothing that the manifest defines; its entities are.
        EntryKind::Interface => {
            let entities = references::entities_of(source, member);
            let entity = entities.into_iter().find(|entity| touches(&entity.range, spot))?;
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
                owner: above(spot, 2)?.node(),
                map: above(spot, 1)?.member.key()?,
            };
            let range = references::name_range(source, member)?;
            Some(SymbolAtCursor { scope, range, here: OccurrenceKind::Definition(member) })
        }
    }
}

/// A property of a JSON Schema: its name in `properties`, or in the `required` beside.
fn in_schema<'t>(
    source: &dyn Source,
    spot: &CursorContext<'t>,
    touched: Hit<'t>,
) -> Option<SymbolAtCursor<'t>> {
    let is_root = |level: &Ancestor<'_>| matches!(level.role, Role::Field(field) if field.name == field_names::SCHEMA);
    let root = spot.levels.iter().position(is_root)?;
    let way = spot.levels[root + 1..].iter().map(|level| level.member);
    let owner = || Some(above(spot, 2)?.node());
    let scope = |owner| Scope { what: SymbolKind::Property, owner, map: field_names::PROPERTIES };
    match references::part(way) {
        SchemaPosition::Properties if touched.name => {
            let range = references::name_range(source, touched.member)?;
            let here = OccurrenceKind::Definition(touched.member);
            Some(SymbolAtCursor { scope: scope(owner()?), range, here })
        }
        SchemaPosition::Required => whole(source, scope(owner()?), touched.member.value()),
        _ => None,
    }
}
