//! Files that a content field can embed.

use super::{CompletionSite, Item, ItemKind, Proposal, Snippet, Surroundings};
use crate::embedded::codec;
use crate::embedded::external_reference::{self, ExternalReference, MAX_PATH};
use crate::ide::code_action::Files;
use crate::ide::context::InsertionPoint;
use crate::ide::locate::locate;
use crate::manifest::types::{Shape, StringFormat};
use crate::snapshot::Snapshot;
use crate::syntax::quoted;
use crate::text::Source;

/// Maximum number of items. Each contains the content of its file.
const MAX_ITEMS: usize = 20;

/// Start of a path, typed as the value of a content field.
pub struct PathSite {
    holds: StringFormat,
    /// Text between the opening quote and the cursor.
    typed: String,
    insertion: InsertionPoint,
}

impl PathSite {
    /// Returns the path at the byte `offset`, unless the offset is outside of the content fields or the
    /// text before it is too long for a path.
    pub fn find(snapshot: &Snapshot, offset: usize) -> Option<PathSite> {
        let source = snapshot.buffer.source();
        let cursor = locate(&snapshot.tree, source, offset);
        let CompletionSite::Value { role, insertion, .. } = cursor.site else { return None };
        let Some(Shape::Text(text)) = role.shape() else { return None };
        if !codec::is_content(text.holds) || cursor.offset - insertion.range.start > MAX_PATH {
            return None;
        }
        let before = Source::slice(source, insertion.range.start..cursor.offset);
        let typed = before.strip_prefix('"').unwrap_or(&before).to_lowercase();
        Some(PathSite { holds: text.holds, typed, insertion })
    }

    /// Returns an item for each of `files` whose path continues the typed text. It replaces the value with
    /// the content of the file.
    pub fn items(&self, snapshot: &Snapshot, files: &dyn Files) -> Vec<Item> {
        let source = snapshot.buffer.source();
        let surroundings = Surroundings::new(source, &snapshot.tree, &self.insertion);
        let paths = files.list(&|path| {
            let reference = external_reference::pointer(path, self.holds);
            matches!(reference, Some(ExternalReference::File(_)))
                && path.to_lowercase().starts_with(&self.typed)
        });
        let items = paths.into_iter().filter_map(|path| {
            let string = codec::encode(self.holds, &files.read(&path)?).ok()?;
            let template = Snippet::text(quoted(&string));
            let item = surroundings.item(0, Proposal::quoted(&path, ItemKind::File, template));
            // Before the other items, and in the order of the paths.
            Some(Item { label: format!("Embed {path}"), sort: format!("-{path}"), ..item })
        });
        items.take(MAX_ITEMS).collect()
    }
}
