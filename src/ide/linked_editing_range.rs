//! Linked editing ranges: the occurrences of a name that are edited together.

use std::ops::Range;

use super::symbol_at::{OccurrenceKind, SymbolAtCursor};
use crate::references::{self, ReferenceSite};
use crate::snapshot::Snapshot;
use crate::text::Source;

/// Pattern of the text that keeps linked editing active, as a JavaScript regular expression.
pub const WORD: &str = r"[\w$-]*";

/// Returns the ranges of the name at the byte `offset` that can be edited together, including its
/// definition: two or more. Empty if one of them is written with escapes or cannot be edited, as in
/// code.
pub fn ranges(snapshot: &Snapshot, offset: usize) -> Option<Vec<Range<usize>>> {
    let source = snapshot.buffer.source();
    let occurrence = SymbolAtCursor::find(snapshot, offset)?;
    let inside = occurrence.range.start <= offset && offset <= occurrence.range.end;
    if !inside || matches!(occurrence.here, OccurrenceKind::InterfaceMember(_)) {
        return None;
    }
    let definition = occurrence.definition()?;
    let name = definition.key()?;
    // With two definitions of a name, references are ambiguous.
    let same = occurrence.scope.definitions()?.members().filter(|(other, _)| *other == name);
    if same.count() != 1 {
        return None;
    }
    let references = occurrence.references(source);
    if references.iter().any(|reference| reference.written == ReferenceSite::Code) {
        return None;
    }
    let mut found = vec![references::name_range(source, definition)?];
    found.extend(references.into_iter().map(|reference| reference.range));
    found.sort_by_key(|range| range.start);
    // A duplicate member overrides the list that contains this occurrence.
    if !found.contains(&occurrence.range) {
        return None;
    }
    let plain = |range: &Range<usize>| Source::slice(source, range.clone()) == name;
    (found.len() > 1 && found.iter().all(plain)).then_some(found)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{cursor, draw, snapshot};
    use crate::syntax::Dialect;

    fn linked(before: &str) -> String {
        let (text, offset) = cursor(before);
        match ranges(&snapshot(&text, Dialect::Json), offset) {
            Some(found) => draw(&text, &found.into_iter().map(|at| (at, "")).collect::<Vec<_>>()),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn linked_ranges_cover_tag_and_required_tag() {
        assert_snapshot!(linked(r#"{ "user": {
  "tags": { "$0id": {} },
  "creation": { "requiredTags": ["id"] }
} }"#), @r#"
        "tags": { "id": {} },
                   ^^
        "creation": { "requiredTags": ["id"] }
                                        ^^
        "#);
    }

    #[test]
    fn linked_ranges_cover_entity_references() {
        assert_snapshot!(linked(r#"{ "entities": { "case": {} }, "interfaces": {
  "readable<case>": { "entities": { "item": { "name": "case$0" } } }
} }"#), @r#"
        { "entities": { "case": {} }, "interfaces": {
                         ^^^^
          "readable<case>": { "entities": { "item": { "name": "case" } } }
                    ^^^^
                                                               ^^^^
        "#);
    }

    #[test]
    fn no_linked_ranges_outside_quotes() {
        let text =
            r#"{ "user": { "tags": { $0"id": {} }, "creation": { "requiredTags": ["id"] } } }"#;
        assert_eq!(linked(text), "nothing");
        assert_eq!(linked(&text.replace("$0\"id\"", "\"id\"$0")), "nothing");
    }

    #[test]
    fn no_linked_ranges_with_single_escaped_or_code_occurrence() {
        for text in [
            r#"{ "user": { "tags": { "$0id": {} } } }"#,
            r#"{ "user": { "tags": { "$0id": {} }, "creation": { "requiredTags": ["\u0069d"] } } }"#,
            r#"{ "user": { "tags": { "id": {}, "id$0": {} }, "creation": { "requiredTags": ["id"] } } }"#,
            r#"{ "secrets": { "KE$0Y": null }, "code": "process.env.SECRET_KEY" }"#,
            r#"{ "actions": { "a": {} }, "interfaces": { "b": { "actions": { "c$0": { "name": "a" } } } } }"#,
        ] {
            assert_eq!(linked(text), "nothing", "{text}");
        }
    }
}
