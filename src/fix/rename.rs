//! Renaming a definition and its references.

use super::node_path::NodePath;
use crate::manifest::lookup;
use crate::references::{Scope, SymbolKind};
use crate::text::{Source, TextEdit};

/// The edits that rename the definition at `place` to `new`; `None` if it is not a definition, or if
/// the name is already taken.
pub fn definition(source: &dyn Source, place: &NodePath, new: &str) -> Option<Vec<TextEdit>> {
    let path: Vec<&str> = place.names().collect();
    let kind = lookup(&path)?.1?;
    let (holder, member) = place.last()?;
    if holder.get(new).is_some() {
        return None;
    }
    // The path ends with the owner of the map, the map, and the definition.
    let (owner, map) = place.steps.len().checked_sub(2).map(|step| place.steps[step])?;
    let scope = Scope { what: SymbolKind::Entry(kind), owner, root: owner, map: map.key()? };
    Some(scope.rename(source, member, new))
}
