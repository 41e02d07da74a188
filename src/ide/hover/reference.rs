//! Hovers for names that are part of a string.

use std::fmt::Write as _;

use super::{Hover, introduce};
use crate::embedded::javascript::PREFIX;
use crate::ide::context::CursorContext;
use crate::ide::markdown::code;
use crate::ide::symbol_at::{OccurrenceKind, SymbolAtCursor};
use crate::manifest::types::EntryKind;
use crate::references::{ReferenceSite, SymbolKind};
use crate::snapshot::Snapshot;

/// Describes the target of the name at `cursor`. `None` if the description of the field has more
/// details, as for a string that is a name, and in scripts (see `script.rs`).
pub(super) fn hover(snapshot: &Snapshot, cursor: &CursorContext<'_>) -> Option<Hover> {
    let source = snapshot.buffer.source();
    let occurrence = SymbolAtCursor::in_context(snapshot, cursor)?;
    let OccurrenceKind::Reference(reference) = &occurrence.here else { return None };
    let what = occurrence.scope.what;
    if let ReferenceSite::Value | ReferenceSite::Script = reference.written {
        return None;
    }
    let SymbolKind::Entry(kind) = what else { return None };
    let noun = kind.noun();
    let shown = code(occurrence.name());
    let Some(definition) = occurrence.definition() else {
        // Without a map, the definitions may be elsewhere.
        occurrence.scope.definitions()?;
        let (_, noun) = noun.split_once(' ').unwrap_or(("", noun));
        let markdown = format!("Unknown {noun} {shown}.");
        return Some(Hover { range: occurrence.range, markdown, picture: None });
    };
    let mut page = format!("**{shown}** · {noun}");
    if kind == EntryKind::Secret {
        let variable = match reference.written {
            ReferenceSite::Code => code(&format!("{PREFIX}{}", reference.name)),
            _ => code(&format!("{PREFIX}{}", occurrence.name())),
        };
        let _ = write!(page, "\n\nThe code reads it as the environment variable {variable}.");
    }
    introduce(source, &mut page, definition.value());
    Some(Hover { range: occurrence.range, markdown: page, picture: None })
}
