//! Document highlights: the occurrences of the symbol at an offset.

use std::ops::Range;

use super::symbol_at::{OccurrenceKind, SymbolAtCursor};
use crate::references;
use crate::snapshot::Snapshot;

/// A place to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Range of the name without quotes, in bytes of the document.
    pub range: Range<usize>,
    /// Whether it is defined there.
    pub defines: bool,
}

/// Returns the occurrences of the symbol at the byte `offset`, in document order.
pub fn highlights(snapshot: &Snapshot, offset: usize) -> Vec<Highlight> {
    let source = snapshot.buffer.source();
    let Some(occurrence) = SymbolAtCursor::find(snapshot, offset) else { return Vec::new() };
    let references = occurrence.references(source).into_iter();
    let uses = references.map(|reference| Highlight { range: reference.range, defines: false });
    let mut found: Vec<_> = uses.collect();
    let definition = occurrence.definition();
    let name = definition.and_then(|member| references::name_range(source, member));
    found.extend(name.map(|range| Highlight { range, defines: true }));
    if let OccurrenceKind::InterfaceMember(_) = occurrence.here {
        found.push(Highlight { range: occurrence.range, defines: false });
    }
    found.sort_by_key(|highlight| highlight.range.start);
    found
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{cursor, draw, snapshot};
    use crate::syntax::Dialect;

    fn drawn(before: &str) -> String {
        let (text, offset) = cursor(before);
        let found = highlights(&snapshot(&text, Dialect::Json), offset).into_iter();
        let what = |defines| if defines { "write" } else { "read" };
        draw(&text, &found.map(|found| (found.range, what(found.defines))).collect::<Vec<_>>())
    }

    #[test]
    fn highlights_definition_as_write_and_references_as_read() {
        assert_snapshot!(drawn(r#"{ "user": {
  "tags": { "id": {}, "mail": {} },
  "creation": { "requiredTags": ["mail", "$0id"] }
} }"#), @r#"
        "tags": { "id": {}, "mail": {} },
                   ^^ write
        "creation": { "requiredTags": ["mail", "id"] }
                                                ^^ read
        "#);
    }

    #[test]
    fn highlights_interface_member_with_its_target() {
        assert_snapshot!(drawn(r#"{ "actions": { "open": {} }, "interfaces": { "hitl": { "actions": {
  "start$0Hitl": { "name": "open" }
} } } }"#), @r#"
        { "actions": { "open": {} }, "interfaces": { "hitl": { "actions": {
                        ^^^^ write
          "startHitl": { "name": "open" }
           ^^^^^^^^^ read
                                  ^^^^ read
        "#);
    }
}
