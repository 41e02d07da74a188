//! Giving a definition another name, here and wherever the manifest names it.

use super::TextEdit;
use super::node_path::NodePath;
use crate::manifest::lookup;
use crate::references::{Scope, SymbolKind};
use crate::text::Source;

/// The edits that give the definition at `place` the name `new`; `None` if it is no definition, or
/// if another one has that name.
pub fn definition(source: &dyn Source, place: &NodePath, new: &str) -> Option<Vec<TextEdit>> {
    let path: Vec<&str> = place.names().collect();
    let kind = lookup(&path)?.1?;
    let (holder, member) = place.last()?;
    if holder.get(new).is_some() {
        return None;
    }
    // The way ends with: the object that has the map, the map, the definition.
    let (owner, map) = place.steps.len().checked_sub(2).map(|step| place.steps[step])?;
    let scope = Scope { what: SymbolKind::Entry(kind), owner, map: map.key()? };
    Some(scope.rename(source, member, new))
}
