//! Renaming a definition and its references.

use std::cell::RefCell;
use std::collections::HashMap;

use super::node_path::NodePath;
use crate::manifest::lookup;
use crate::references::{self, Reference, Scope, SymbolKind};
use crate::syntax::MemberIndex;
use crate::text::{Source, TextEdit};

/// References by the name that they refer to.
type ByName = HashMap<String, Vec<Reference>>;

/// Renames definitions of one version of a document. It collects the references to the definitions of a
/// map once.
#[derive(Default)]
pub struct Renames {
    /// The references to each map, by the start of the map.
    maps: RefCell<HashMap<usize, ByName>>,
}

impl Renames {
    /// The edits that rename the definition at `place` to `new`; `None` if it is not a definition, or if
    /// the name is already taken.
    pub fn definition<'t>(
        &self,
        source: &dyn Source,
        index: &MemberIndex<'t>,
        place: &NodePath<'t>,
        new: &str,
    ) -> Option<Vec<TextEdit>> {
        let path: Vec<&str> = place.names().collect();
        let kind = lookup(&path)?.1?;
        let (holder, member) = place.last()?;
        let members = index.members(holder);
        if members.named(new).is_some() {
            return None;
        }
        let old = member.key()?;
        if members.named(old).is_none_or(|last| last.start() != member.start()) {
            return Some(references::rename(member, &[], new));
        }
        // The path ends with the owner of the map, the map, and the definition.
        let (owner, map) = place.steps.len().checked_sub(2).map(|step| place.steps[step])?;
        let scope = Scope { what: SymbolKind::Entry(kind), owner, root: owner, map: map.key()? };
        let mut maps = self.maps.borrow_mut();
        let by_name = maps.entry(holder.start()).or_insert_with(|| {
            let mut by_name = ByName::new();
            for reference in scope.references(source) {
                by_name.entry(reference.name.clone()).or_default().push(reference);
            }
            by_name
        });
        let found = by_name.get(old).map(Vec::as_slice).unwrap_or_default();
        Some(references::rename(member, found, new))
    }
}
