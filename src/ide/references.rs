//! References of the symbol at an offset.

use std::ops::Range;

use super::symbol_at::SymbolAtCursor;
use crate::references;
use crate::snapshot::Snapshot;

/// Returns the ranges of all references of the symbol at the byte `offset`, without quotes, in
/// document order, including its definition if `with_definition` is set. `None` if there is no
/// symbol.
pub fn references(
    snapshot: &Snapshot,
    offset: usize,
    with_definition: bool,
) -> Option<Vec<Range<usize>>> {
    let source = snapshot.buffer.source();
    let occurrence = SymbolAtCursor::find(snapshot, offset)?;
    let references = occurrence.references(source).into_iter().map(|reference| reference.range);
    let mut found: Vec<_> = references.collect();
    if with_definition {
        let definition = occurrence.definition();
        found.extend(definition.and_then(|member| references::name_range(source, member)));
        found.sort_by_key(|range| range.start);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{cursor, draw, snapshot};
    use crate::syntax::Dialect;

    fn found(before: &str, with_definition: bool) -> String {
        let (text, offset) = cursor(before);
        match references(&snapshot(&text, Dialect::Json), offset, with_definition) {
            Some(found) => draw(&text, &found.into_iter().map(|at| (at, "")).collect::<Vec<_>>()),
            None => "no name".to_owned(),
        }
    }

    const SECRETS: &str = r#"{ "secrets": { "API_KEY": null, "OTHER": null },
  "configuration": { "identifier": { "linkTemplateScript": ".secrets.API_KEY$0" } },
  "identifier": { "extractScript": "s = .secrets\ns.\"API_KEY\" + s.OTHER # s.API_KEY" },
  "code": "\"\\n\", process.env.SECRET_API_KEY, env.SECRET_OTHER, e[\"SECRET_API_KEY\"]"
}"#;

    #[test]
    fn references_of_secret_include_scripts_and_code() {
        assert_snapshot!(found(SECRETS, false), @r#"
        "configuration": { "identifier": { "linkTemplateScript": ".secrets.API_KEY" } },
                                                                           ^^^^^^^
        "identifier": { "extractScript": "s = .secrets\ns.\"API_KEY\" + s.OTHER # s.API_KEY" },
                                                            ^^^^^^^
        "code": "\"\\n\", process.env.SECRET_API_KEY, env.SECRET_OTHER, e[\"SECRET_API_KEY\"]"
                                             ^^^^^^^
                                                                                   ^^^^^^^
        "#);
    }

    #[test]
    fn references_include_declaration_when_requested() {
        assert_snapshot!(found(SECRETS, true), @r#"
        { "secrets": { "API_KEY": null, "OTHER": null },
                        ^^^^^^^
          "configuration": { "identifier": { "linkTemplateScript": ".secrets.API_KEY" } },
                                                                             ^^^^^^^
          "identifier": { "extractScript": "s = .secrets\ns.\"API_KEY\" + s.OTHER # s.API_KEY" },
                                                              ^^^^^^^
          "code": "\"\\n\", process.env.SECRET_API_KEY, env.SECRET_OTHER, e[\"SECRET_API_KEY\"]"
                                               ^^^^^^^
                                                                                     ^^^^^^^
        "#);
    }

    #[test]
    fn references_of_entity_include_interface_keys() {
        assert_snapshot!(found(r#"{ "entities": { "a$0": {}, "b": {} },
  "interfaces": {
    "sync<b, \u0061>": { "entities": { "x": { "name": "a" }, "y": { "name": "b" } } },
    "readable<a>": { "actions": { "read": { "name": "a" } } },
    "broken<a": {}
  }
}"#, false), @r#"
        "sync<b, \u0061>": { "entities": { "x": { "name": "a" }, "y": { "name": "b" } } },
                 ^^^^^^
                                                           ^
        "readable<a>": { "actions": { "read": { "name": "a" } } },
                  ^
        "#);
    }

    #[test]
    fn references_ignore_tags_of_other_scopes() {
        assert_snapshot!(found(r#"{
  "user": { "tags": { "id": {} }, "creation": { "requiredTags": ["id"] } },
  "channels": { "chat": { "conversation": {
    "tags": { "i$0d": {} }, "creation": { "requiredTags": ["id", "x"] }
  }, "message": { "tags": { "id": {} } } } }
}"#, true), @r#"
        "tags": { "id": {} }, "creation": { "requiredTags": ["id", "x"] }
                   ^^
                                                              ^^
        "#);
    }

    #[test]
    fn overridden_definition_has_no_references() {
        assert_snapshot!(found(r#"{ "user": {
  "tags": { "i$0d": {}, "id": {} },
  "creation": { "requiredTags": ["id"] }
} }"#, true), @r#"
        "tags": { "id": {}, "id": {} },
                   ^^
        "#);
    }

    #[test]
    fn references_of_undefined_name() {
        assert_snapshot!(found(r#"{ "actions": {}, "interfaces": { "a": { "actions": {
  "x": { "name": "ge$0t" }, "y": { "name": "get" }
} } } }"#, true), @r#"
        "x": { "name": "get" }, "y": { "name": "get" }
                        ^^^
                                                ^^^
        "#);
    }

    #[test]
    fn references_of_field_are_empty() {
        assert_eq!(found(r#"{ "ti$0tle": "title" }"#, true), "no name");
    }
}
