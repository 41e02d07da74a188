//! Definition of the symbol at an offset.

use std::ops::Range;

use super::locate::locate;
use super::symbol_at::{SchemaPath, SymbolAtCursor, schema_path};
use crate::manifest::field_names;
use crate::references::{self, Resolved, Resources, SchemaPosition};
use crate::snapshot::Snapshot;

/// Link from a name to its definition. All ranges are in bytes of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionLink {
    /// The name at the cursor.
    pub origin: Range<usize>,
    /// The definition, from its name to the end of its value.
    pub target: Range<usize>,
    /// The definition's name, without quotes.
    pub name: Range<usize>,
}

/// Returns the definition of the symbol at the byte `offset`; the last one of several with the same
/// name. The definition of a definition is itself.
pub fn definition(snapshot: &Snapshot, offset: usize) -> Option<DefinitionLink> {
    let source = snapshot.buffer.source();
    if let Some(link) = schema_reference(snapshot, offset) {
        return Some(link);
    }
    let occurrence = SymbolAtCursor::find(snapshot, offset)?;
    let definition = occurrence.definition()?;
    let name = references::name_range(source, definition)?;
    Some(DefinitionLink { origin: occurrence.range, target: definition.range(), name })
}

/// Returns the target of the `$ref` at the byte `offset`.
fn schema_reference(snapshot: &Snapshot, offset: usize) -> Option<DefinitionLink> {
    let source = snapshot.buffer.source();
    let cursor = locate(&snapshot.tree, source, offset);
    let hit = cursor.hit.filter(|hit| !hit.name && hit.member.key() == Some(field_names::REF))?;
    let SchemaPath { root, way } = schema_path(&cursor)?;
    let (position, _) = references::locate(root, way.iter().copied());
    if position != SchemaPosition::Schema {
        return None;
    }
    let node = hit.member.value();
    let text = node.text(source)?;
    let Resolved::Target(target, member) = Resources::of(source, root).resolve(source, &way, &text)
    else {
        return None;
    };
    let name = member.and_then(|member| references::name_range(source, member));
    let name = name.filter(|name| !name.is_empty());
    let start = target.start();
    Some(DefinitionLink {
        origin: node.string_range()?,
        target: member.map_or(target.range(), |member| member.range()),
        name: name.unwrap_or(start..start + 1),
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{cursor, draw, snapshot};
    use crate::syntax::Dialect;

    /// Renders the definition of the name at `$0`, below the range of the name.
    fn jump(before: &str) -> String {
        let (text, offset) = cursor(before);
        match definition(&snapshot(&text, Dialect::Json), offset) {
            Some(jump) => draw(&text, &[(jump.origin, "from"), (jump.name, "to")]),
            None => "nowhere".to_owned(),
        }
    }

    #[test]
    fn definition_of_required_tag() {
        assert_snapshot!(jump(r#"{ "channels": { "chat": { "conversation": {
  "tags": { "id": {}, "thread": { "title": "Thread" } },
  "creation": { "enabled": true, "requiredTags": ["id", "thr$0ead"] }
} } } }"#), @r#"
        "tags": { "id": {}, "thread": { "title": "Thread" } },
                             ^^^^^^ to
        "creation": { "enabled": true, "requiredTags": ["id", "thread"] }
                                                               ^^^^^^ from
        "#);
    }

    #[test]
    fn definition_is_last_duplicate() {
        assert_snapshot!(jump(r#"{ "user": {
  "tags": { "id": {}, "id": {} },
  "creation": { "requiredTags": ["$0id"] }
} }"#), @r#"
        "tags": { "id": {}, "id": {} },
                             ^^ to
        "creation": { "requiredTags": ["id"] }
                                        ^^ from
        "#);
    }

    #[test]
    fn definition_of_interface_target() {
        let text = r#"{
  "actions": { "open": {}, "close": {} },
  "entities": { "case": {} },
  "interfaces": { "hitl<NAME>": {
    "entities": { "hitlSession": { "name": "case" } },
    "actions": { "PART": { "name": "TARGET" } }
  } }
}"#;
        let at = |name: &str, part: &str, target: &str| {
            jump(&text.replace("NAME", name).replace("PART", part).replace("TARGET", target))
        };
        assert_snapshot!(at("case", "stopHitl", "clo$0se"), @r#"
        "actions": { "open": {}, "close": {} },
                                  ^^^^^ to
          "actions": { "stopHitl": { "name": "close" } }
                                              ^^^^^ from
        "#);
        assert_snapshot!(at("case", "stop$0Hitl", "close"), @r#"
        "actions": { "open": {}, "close": {} },
                                  ^^^^^ to
          "actions": { "stopHitl": { "name": "close" } }
                        ^^^^^^^^ from
        "#);
        assert_snapshot!(at("ca$0se", "stopHitl", "close"), @r#"
        "entities": { "case": {} },
                       ^^^^ to
        "interfaces": { "hitl<case>": {
                              ^^^^ from
        "#);
        assert_snapshot!(at("case", "stopHitl", "clo$0"), @"nowhere");
    }

    #[test]
    fn definition_of_secret_in_script() {
        assert_snapshot!(jump(r#"{ "secrets": { "KEY": null },
  "identifier": { "extractScript": "s = .secrets\n\"\u00e9\" == s.K$0EY" }
}"#), @r#"
        { "secrets": { "KEY": null },
                        ^^^ to
          "identifier": { "extractScript": "s = .secrets\n\"\u00e9\" == s.KEY" }
                                                                          ^^^ from
        "#);
    }

    #[test]
    fn definition_of_schema_reference_is_its_target() {
        assert_snapshot!(jump(r##"{ "configuration": { "schema": {
  "properties": { "a": { "$ref": "#/defini$0tions/x" } },
  "definitions": { "x": { "type": "string" } }
} } }"##), @r##"
        "properties": { "a": { "$ref": "#/definitions/x" } },
                                        ^^^^^^^^^^^^^^^ from
        "definitions": { "x": { "type": "string" } }
                          ^ to
        "##);
        assert_snapshot!(jump(r##"{ "configuration": { "schema": {
  "properties": { "a": { "$ref": "no$0de" } },
  "definitions": { "x": { "$id": "node" } }
} } }"##), @r#"
        "properties": { "a": { "$ref": "node" } },
                                        ^^^^ from
        "definitions": { "x": { "$id": "node" } }
                              ^ to
        "#);
        assert_snapshot!(jump(r##"{ "configuration": { "schema": {
  "properties": { "a": { "$ref": "#/no$0ne" } }
} } }"##), @"nowhere");
    }

    #[test]
    fn definition_of_dependency_is_property() {
        assert_snapshot!(jump(r#"{ "configuration": { "schema": {
  "properties": { "a": {}, "b": {} },
  "dependencies": { "a": ["$0b"] }
} } }"#), @r#"
        "properties": { "a": {}, "b": {} },
                                  ^ to
        "dependencies": { "a": ["b"] }
                                 ^ from
        "#);
    }

    #[test]
    fn definition_of_secret_in_code() {
        assert_snapshot!(jump(r#"{ "secrets": { "apiKey": null },
  "code": "\"use strict\";\nf(process.env.SECRET_API$0_KEY)"
}"#), @r#"
        { "secrets": { "apiKey": null },
                        ^^^^^^ to
          "code": "\"use strict\";\nf(process.env.SECRET_API_KEY)"
                                                         ^^^^^^^ from
        "#);
    }

    #[test]
    fn definition_of_required_property() {
        assert_snapshot!(jump(r#"{ "events": { "paid": { "schema": {
  "properties": { "items": { "type": "array", "items": {
    "properties": { "a": {}, "b": {} },
    "required": ["$0b"]
  } }, "b": {} }
} } } }"#), @r#"
        "properties": { "a": {}, "b": {} },
                                  ^ to
        "required": ["b"]
                      ^ from
        "#);
    }

    #[test]
    fn definition_of_property_named_properties() {
        assert_snapshot!(jump(r#"{ "events": { "paid": { "schema": {
  "properties": { "properties": { "type": "string" }, "required": { "enum": ["type"] } },
  "required": ["properties$0"]
} } } }"#), @r#"
        "properties": { "properties": { "type": "string" }, "required": { "enum": ["type"] } },
                         ^^^^^^^^^^ to
        "required": ["properties"]
                      ^^^^^^^^^^ from
        "#);
        assert_snapshot!(jump(r#"{ "events": { "paid": { "schema": {
  "properties": { "properties": { "ty$0pe": "string" }, "required": ["type"] }
} } } }"#), @"nowhere");
    }

    #[test]
    fn definition_is_found_at_quotes() {
        let text = r#"{ "user": { "tags": { $0"id": {} } } }"#;
        assert_ne!(jump(text), "nowhere");
        assert_eq!(jump(&text.replace("$0\"id\"", "\"id\"$0")), jump(text));
        assert_eq!(jump(r#"{ "user": { "tags": {$0 "id": {} } } }"#), "nowhere");
    }

    #[test]
    fn definition_on_definition_returns_itself() {
        assert_snapshot!(jump(r#"{ "states": { "to$0ken": { "type": "user" } } }"#), @r#"
        { "states": { "token": { "type": "user" } } }
                       ^^^^^ from
                       ^^^^^ to
        "#);
    }

    #[test]
    fn definition_of_unresolved_name_is_none() {
        for text in [
            r#"{ "ti$0tle": "T" }"#,
            r#"{ "title": "T$0" }"#,
            r#"{ "attributes": { "re$0po": "x" } }"#,
            r#"{ "user": { "creation": { "requiredTags": ["id$0"] } } }"#,
            r#"{ "interfaces": { "hi$0tl<a>": {} }, "entities": { "a": {} } }"#,
            "",
        ] {
            let text = if text.is_empty() { "$0" } else { text };
            assert_eq!(jump(text), "nowhere", "{text}");
        }
    }
}
