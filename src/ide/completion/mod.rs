//! Completion items at an offset, with their edits.
//!
//! Each edit replaces the entire token under the cursor and inserts the necessary commas, so that the
//! result does not depend on the editor's definition of a word.

mod embed;
mod item;
mod names;
mod schema;
mod scripts;
mod values;

pub(super) use names::new_entry;
pub(super) use values::{definitions_of, sibling_properties, sibling_tags, title_of};

use super::TextEdit;
use super::context::{CompletionSite, InsertionPoint};
use super::locate::locate;
use super::script::ScriptCursor;
use super::snippet::{Layout, Snippet};
use crate::snapshot::Snapshot;
use crate::syntax::Tree;
use crate::text::Source;
pub use embed::PathSite;
use item::Proposal;
pub use item::{Item, ItemKind};

/// Returns the completion items at the byte `offset`, likeliest first.
pub fn completion(snapshot: &Snapshot, offset: usize) -> Vec<Item> {
    let source = snapshot.buffer.source();
    let cursor = locate(&snapshot.tree, source, offset);
    if let Some(inside) = ScriptCursor::find(source, &cursor) {
        return scripts::items(&snapshot.tree, &inside);
    }
    let (proposals, insertion) = match &cursor.site {
        CompletionSite::Nothing => return Vec::new(),
        CompletionSite::Name { member, name_only, insertion } => {
            let typed = Source::slice(source, insertion.range.clone());
            (names::proposals(source, &cursor, *member, &typed, *name_only), insertion)
        }
        CompletionSite::Value { member, role, insertion } => {
            (values::proposals(source, &snapshot.tree, &cursor, *member, *role), insertion)
        }
    };
    if proposals.is_empty() {
        return Vec::new();
    }
    let surroundings = Surroundings::new(source, &snapshot.tree, insertion);
    let finish = |(rank, proposal)| surroundings.item(rank, proposal);
    proposals.into_iter().enumerate().map(finish).collect()
}

/// Text around an insertion point, computed once for all items.
struct Surroundings<'a> {
    insertion: &'a InsertionPoint,
    layout: Layout,
    /// Quote at the start of the replaced token, or an empty string; `None` if no token is replaced.
    quote: Option<&'static str>,
    prefix: &'static str,
    suffix: &'static str,
    additional: Vec<TextEdit>,
}

impl<'a> Surroundings<'a> {
    fn new(source: &ropey::Rope, tree: &Tree, insertion: &'a InsertionPoint) -> Self {
        let InsertionPoint { range, comma_before, comma_after } = insertion;
        let typed = Source::slice(source, range.clone());
        let quote = match typed.chars().next() {
            Some('\'') => Some("'"),
            Some('"') => Some("\""),
            Some(_) => Some(""),
            None => None,
        };
        let mut prefix = "";
        let mut additional = Vec::new();
        match *comma_before {
            // Two edits at the same offset have no order.
            Some(at) if at == range.start => prefix = ", ",
            Some(at) => additional.push(TextEdit { range: at..at, text: ",".to_owned() }),
            None if range.start > 0 && source.byte(range.start - 1) == b':' => prefix = " ",
            None => {}
        }
        let next = source.window(range.end, 1);
        let suffix = match comma_after {
            false => "",
            true if next.starts_with(char::is_whitespace) => ",",
            true => ", ",
        };
        Surroundings {
            insertion,
            layout: layout(source, tree, range.start),
            quote,
            prefix,
            suffix,
            additional,
        }
    }

    fn item(&self, rank: usize, proposal: Proposal) -> Item {
        let mut template = Snippet::text(self.prefix);
        template.append(proposal.template);
        template.push(self.suffix);
        // Editors filter by the replaced text, which contains the quote once the user types it.
        let quote = self.quote.unwrap_or(if proposal.is_string { "\"" } else { "" });
        let filter = match proposal.kind {
            ItemKind::Skeleton => proposal.label.clone(),
            _ => format!("{quote}{}{quote}", proposal.label),
        };
        Item {
            label: proposal.label,
            kind: proposal.kind,
            detail: proposal.detail,
            documentation: proposal.documentation,
            deprecated: proposal.deprecated,
            required: proposal.required,
            sort: format!("{rank:05}"),
            filter,
            edit: TextEdit {
                range: self.insertion.range.clone(),
                text: template.plain(&self.layout),
            },
            snippet: template.snippet(&self.layout),
            additional: self.additional.clone(),
            preselect: proposal.preselect,
        }
    }
}

/// Returns the indentation style at the byte `at`, derived from the first member of the document.
pub(super) fn layout(source: &ropey::Rope, tree: &Tree, at: usize) -> Layout {
    let blank = |from: usize| -> String {
        let rest = source.byte_slice(from..);
        rest.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
    };
    let line_start = source.line_to_byte(source.byte_to_line(at));
    let mut indent = blank(line_start);
    indent.truncate(at - line_start);
    let first = tree.root().and_then(|root| root.entries().next());
    let (mut unit, mut eol) = (String::new(), "\n");
    if let Some(first) = first {
        let lead = Source::slice(source, first.start()..first.key_range().start);
        if lead.contains("\r\n") {
            eol = "\r\n";
        }
        if let Some(line_break) = lead.rfind(['\n', '\r']) {
            unit = blank(first.start() + line_break + 1);
        }
    }
    if unit.is_empty() {
        unit = "  ".to_owned();
    }
    Layout { indent, unit, eol }
}

#[cfg(test)]
mod tests;
