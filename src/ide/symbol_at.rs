//! Which name lies at an offset, whatever it is written in.

use std::ops::Range;

use super::context::{Level, Role, Spot, Touched, locate};
use crate::embedded::{in_document, javascript, vrl};
use crate::manifest::field_names;
use crate::manifest::types::{Holds, Kind, Shape};
use crate::references::{self, Part, Reference, Scope, What, Written};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Node};
use crate::text::Source;

/// A name at an offset.
#[derive(Debug, Clone)]
pub(super) struct Occurrence<'t> {
    /// Among which names it is one.
    pub scope: Scope<'t>,
    /// Where it stands, without quotes, in bytes of the document.
    pub range: Range<usize>,
    /// What it is there.
    pub here: Here<'t>,
}

/// What a name is where it stands.
#[derive(Debug, Clone)]
pub(super) enum Here<'t> {
    /// It is the name of this definition.
    Definition(Member<'t>),
    /// It names a definition.
    Reference(Reference),
    /// It is the name that an interface has for a definition, and beside it this names the
    /// definition.
    Part(Reference),
}

impl<'t> Occurrence<'t> {
    /// The name at the byte `offset`.
    pub fn find(snapshot: &'t Snapshot, offset: usize) -> Option<Occurrence<'t>> {
        let source = snapshot.buffer.source();
        let spot = locate(&snapshot.tree, source, offset);
        if let Some(found) = Occurrence::at(snapshot, &spot) {
            return Some(found);
        }
        // A cursor that covers a character, rather than standing between two, covers the quote.
        let quote = source.window(spot.offset, 1).starts_with('"');
        let inside = quote.then(|| locate(&snapshot.tree, source, spot.offset + 1))?;
        Occurrence::at(snapshot, &inside)
    }

    /// The name at `spot`.
    pub fn at(snapshot: &'t Snapshot, spot: &Spot<'t>) -> Option<Occurrence<'t>> {
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
        let secrets = || references::scope(root, Kind::Secret);
        match text.holds {
            Holds::NameOf(kind) => {
                whole(source, references::scope(root, kind)?, touched.member.value())
            }
            Holds::SiblingTag => {
                let owner = above(spot, 3)?.node();
                whole(source, references::tags(owner), touched.member.value())
            }
            Holds::Script(_) => {
                let script = value.text(source)?;
                let reads = vrl::secrets(&script).into_iter().filter_map(|(place, name)| {
                    let range = in_document(source, value, place)?;
                    Some((range, name.to_owned()))
                });
                let (range, name) = reads.into_iter().find(|(range, _)| touches(range, spot))?;
                Some(reference(secrets()?, Reference { name, range, written: Written::Script }))
            }
            Holds::JavaScript => {
                let mut reads = javascript::reads(source, value).into_iter();
                let read = reads.find(|read| touches(&read.range, spot))?;
                let name = read.name.to_string();
                let read = Reference { name, range: read.range, written: Written::Code };
                Some(reference(secrets()?, read))
            }
            _ => None,
        }
    }

    /// The definition that is meant; of several of one name the last, unless another is pointed at.
    pub fn definition(&self) -> Option<Member<'t>> {
        match &self.here {
            Here::Definition(member) => Some(*member),
            Here::Reference(reference) | Here::Part(reference) => {
                self.scope.definition(self.scope.meant(reference)?)
            }
        }
    }

    /// The name, as it is defined or, if it is not, as it stands here.
    pub fn name(&self) -> &str {
        match &self.here {
            Here::Definition(member) => member.key().unwrap_or_default(),
            Here::Reference(reference) | Here::Part(reference) => {
                self.scope.meant(reference).unwrap_or(&reference.name)
            }
        }
    }

    /// Every place that names the same, in the order of the text. A definition that a later one of
    /// its name replaces is named by nobody.
    pub fn references(&self, source: &dyn Source) -> Vec<Reference> {
        if let Here::Definition(member) = &self.here
            && self.scope.definition(self.name()).is_none_or(|last| last.index != member.index)
        {
            return Vec::new();
        }
        self.scope.references_to(source, self.name())
    }
}

fn reference(scope: Scope<'_>, reference: Reference) -> Occurrence<'_> {
    Occurrence { scope, range: reference.range.clone(), here: Here::Reference(reference) }
}

/// A string that is a name as a whole.
fn whole<'t>(source: &dyn Source, scope: Scope<'t>, node: Node<'t>) -> Option<Occurrence<'t>> {
    Some(reference(scope, references::value(source, node)?))
}

/// The container that many steps above the place, the innermost being the first.
fn above<'a, 't>(spot: &'a Spot<'t>, steps: usize) -> Option<&'a Level<'t>> {
    spot.levels.get(spot.levels.len().checked_sub(steps)?)
}

fn touches(range: &Range<usize>, spot: &Spot<'_>) -> bool {
    range.start <= spot.offset && spot.offset <= range.end
}

/// The name of an entry of `kind` of a map.
fn name_of_entry<'t>(
    source: &dyn Source,
    root: Node<'t>,
    spot: &Spot<'t>,
    member: Member<'t>,
    kind: Kind,
) -> Option<Occurrence<'t>> {
    match kind {
        // The interface's own name is nothing that the manifest defines; its entities are.
        Kind::Interface => {
            let entities = references::entities_of(source, member);
            let entity = entities.into_iter().find(|entity| touches(&entity.range, spot))?;
            Some(reference(references::scope(root, Kind::Entity)?, entity))
        }
        Kind::Target(_) => {
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
            Some(Occurrence { scope, range, here: Here::Part(named) })
        }
        Kind::Operation | Kind::Attribute => None,
        _ => {
            let scope = Scope {
                what: What::Entry(kind),
                owner: above(spot, 2)?.node(),
                map: above(spot, 1)?.member.key()?,
            };
            let range = references::name_range(source, member)?;
            Some(Occurrence { scope, range, here: Here::Definition(member) })
        }
    }
}

/// A property of a JSON Schema: its name in `properties`, or in the `required` beside.
fn in_schema<'t>(
    source: &dyn Source,
    spot: &Spot<'t>,
    touched: Touched<'t>,
) -> Option<Occurrence<'t>> {
    let is_root = |level: &Level<'_>| matches!(level.role, Role::Field(field) if field.name == field_names::SCHEMA);
    let root = spot.levels.iter().position(is_root)?;
    let way = spot.levels[root + 1..].iter().map(|level| level.member);
    let owner = || Some(above(spot, 2)?.node());
    let scope = |owner| Scope { what: What::Property, owner, map: field_names::PROPERTIES };
    match references::part(way) {
        Part::Properties if touched.name => {
            let range = references::name_range(source, touched.member)?;
            let here = Here::Definition(touched.member);
            Some(Occurrence { scope: scope(owner()?), range, here })
        }
        Part::Required => whole(source, scope(owner()?), touched.member.value()),
        _ => None,
    }
}
