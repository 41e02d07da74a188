//! Rename: changes the name of a definition and of all references to it.

use std::ops::Range;

use super::TextEdit;
use super::symbol_at::{OccurrenceKind, SymbolAtCursor};
use crate::embedded::is_word;
use crate::embedded::javascript::PREFIX;
use crate::manifest::field_names;
use crate::manifest::types::EntryKind;
use crate::references::{ReferenceSite, SymbolKind};
use crate::rules::{self, Severity};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Tree, pointer};
use crate::text;

/// A name that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renameable {
    /// Range without quotes, in bytes of the document.
    pub range: Range<usize>,
    /// The name, without escapes.
    pub name: String,
}

/// Edits of a rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameResult {
    /// Edits in document order, without overlaps. Empty if the name is unchanged.
    pub edits: Vec<TextEdit>,
    /// Notice for the user.
    pub notice: Option<String>,
}

/// Reason why a rename is rejected, as a sentence.
pub type RenameError = String;

/// Returns the renameable name at the byte `offset`.
pub fn prepare(snapshot: &Snapshot, offset: usize) -> Result<Renameable, RenameError> {
    let (occurrence, definition) = renameable(snapshot, offset)?;
    let name = definition.key().unwrap_or_default().to_owned();
    Ok(Renameable { range: occurrence.range, name })
}

/// Renames the symbol at the byte `offset` to `new`.
pub fn rename(snapshot: &Snapshot, offset: usize, new: &str) -> Result<RenameResult, RenameError> {
    let source = snapshot.buffer.source();
    let (occurrence, definition) = renameable(snapshot, offset)?;
    let old = definition.key().unwrap_or_default();
    if new == old {
        return Ok(RenameResult { edits: Vec::new(), notice: None });
    }
    allowed(snapshot, &occurrence, new)?;
    let mut reads = occurrence.references(source);
    reads.retain(|reference| reference.written == ReferenceSite::Code);
    let notice = reads.first().map(|read| {
        let places = if reads.len() == 1 { "one place" } else { "several places" };
        format!(
            "`{}` reads `{PREFIX}{}` in {places} and is not updated. Change the source code to \
             read `{PREFIX}{new}`, and bundle it again.",
            field_names::CODE,
            read.name
        )
    });
    Ok(RenameResult { edits: occurrence.scope.rename(source, definition, new), notice })
}

/// The JSON Pointers of a document after a rename, which changes names and nothing else.
pub struct RenamedPointers {
    after: Tree,
}

impl RenamedPointers {
    /// Computes the document after the edits of a rename.
    pub fn new(snapshot: &Snapshot, edits: &[TextEdit]) -> RenamedPointers {
        let text = text::apply(&snapshot.buffer.source().to_string(), edits);
        RenamedPointers { after: Tree::parse(text.as_str(), snapshot.tree.dialect()) }
    }

    /// Returns the pointer of the place in `before` that `old` names; `None` if it names none.
    pub fn renamed(&self, before: &Snapshot, old: &str) -> Option<String> {
        let (mut before, mut after) = (before.tree.root()?, self.after.root()?);
        let mut pointer = String::new();
        for token in pointer::tokens(old) {
            let is_step = |entry: &Member<'_>| match before.is_array() {
                true => token.parse() == Ok(entry.index()),
                false => entry.key() == Some(token.as_str()),
            };
            // The last one of duplicate names counts.
            let step = before.entries().filter(is_step).last()?;
            let member = after.entries().nth(step.index())?;
            member.push_to(&mut pointer);
            (before, after) = (step.value(), member.value());
        }
        Some(pointer)
    }
}

fn renameable(
    snapshot: &Snapshot,
    offset: usize,
) -> Result<(SymbolAtCursor<'_>, Member<'_>), RenameError> {
    let Some(occurrence) = SymbolAtCursor::find(snapshot, offset) else {
        return Err("Cannot rename this. Only definitions, tags, secrets and properties can be \
                    renamed."
            .to_owned());
    };
    if let OccurrenceKind::InterfaceMember(reference) = &occurrence.here {
        return Err(format!(
            "The name belongs to the interface and cannot be changed. Rename `{}` instead.",
            reference.name
        ));
    }
    match occurrence.definition() {
        Some(definition) => Ok((occurrence, definition)),
        None => Err(format!("`{}` does not define `{}`.", occurrence.scope.map, occurrence.name())),
    }
}

/// Checks that `new` is a valid and unused name for the symbol of `occurrence`.
fn allowed(
    snapshot: &Snapshot,
    occurrence: &SymbolAtCursor<'_>,
    new: &str,
) -> Result<(), RenameError> {
    let source = snapshot.buffer.source();
    let scope = &occurrence.scope;
    if let SymbolKind::Entry(kind) = scope.what {
        for violation in rules::name_violations(kind, new) {
            // A violation below the severity of a warning may be intended.
            let severity =
                rules::severity(source, &snapshot.tree, &snapshot.settings, violation.rule);
            if matches!(severity, Some(Severity::Error | Severity::Warning)) {
                return Err(match violation.better {
                    Some(better) if better != new => format!("{}. Use `{better}`.", violation.what),
                    _ => format!("{}.", violation.what),
                });
            }
        }
    }
    if new.is_empty() {
        return Err("The name must not be empty.".to_owned());
    }
    match scope.what {
        SymbolKind::Entry(EntryKind::Secret) if !new.chars().all(is_word) => {
            return Err(format!(
                "Invalid secret name `{new}`: only letters, digits and `_` are allowed."
            ));
        }
        SymbolKind::Entry(EntryKind::Entity)
            if new.contains(['<', '>', ',']) || new.trim() != new =>
        {
            return Err(format!(
                "Invalid entity name `{new}`: commas and angle brackets are not allowed, \
                 because interface keys contain entity names."
            ));
        }
        _ => {}
    }
    if scope.definition(new).is_some() {
        return Err(format!("The name `{new}` already exists in `{}`.", scope.map));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{cursor, snapshot};
    use crate::rules::Settings;
    use crate::syntax::Dialect;
    use crate::text::apply;

    /// Returns the text after a rename of the symbol at `$0` to `new`, or the reason of the rejection.
    fn renamed(before: &str, new: &str) -> String {
        let (text, offset) = cursor(before);
        match rename(&snapshot(&text, Dialect::Json), offset, new) {
            Ok(renaming) => {
                let notice = renaming.notice.map(|notice| format!("\n---\n{notice}"));
                apply(&text, &renaming.edits) + &notice.unwrap_or_default()
            }
            Err(reason) => reason,
        }
    }

    #[test]
    fn rename_of_action_at_reference() {
        assert_snapshot!(renamed(r#"{ "actions": { "open": {}, "openAll": {} },
  "interfaces": {
    "hitl": { "actions": { "startHitl": { "name": "op$0en" } }, "events": { "x": { "name": "open" } } },
    "other": { "actions": { "a": { "name": "op\u0065n" }, "b": { "name": "openAll" } } }
  }
}"#, "begin"), @r#"
        { "actions": { "begin": {}, "openAll": {} },
          "interfaces": {
            "hitl": { "actions": { "startHitl": { "name": "begin" } }, "events": { "x": { "name": "open" } } },
            "other": { "actions": { "a": { "name": "begin" }, "b": { "name": "openAll" } } }
          }
        }
        "#);
    }

    #[test]
    fn rename_of_entity_updates_interface_keys() {
        assert_snapshot!(renamed(r#"{ "entities": { "$0case": {}, "a": {} },
  "interfaces": { "sync<a, case>": { "entities": { "x": { "name": "case" } } }, "case": {} }
}"#, "ticket"), @r#"
        { "entities": { "ticket": {}, "a": {} },
          "interfaces": { "sync<a, ticket>": { "entities": { "x": { "name": "ticket" } } }, "case": {} }
        }
        "#);
    }

    #[test]
    fn rename_of_tag_with_escaped_characters() {
        let text = r#"{ "user": {
  "tags": { "my \"tag\"": {} },
  "creation": { "requiredTags": ["$0my \"tag\"", "other"] }
} }"#;
        assert_snapshot!(renamed(text, "my_tag"), @r#"
        { "user": {
          "tags": { "my_tag": {} },
          "creation": { "requiredTags": ["my_tag", "other"] }
        } }
        "#);
        // Unusual, but only a hint.
        assert_snapshot!(renamed(text, r#"a"\b"#), @r#"
        { "user": {
          "tags": { "a\"\\b": {} },
          "creation": { "requiredTags": ["a\"\\b", "other"] }
        } }
        "#);
    }

    const SECRET: &str = r#"{ "secrets": { "KEY": null, "OTHER": null },
  "identifier": { "extractScript": "\"KEY\" + .secrets.KEY$0 + .secrets.\"KEY\"" },
  "code": "f(process.env.SECRET_KEY)"
}"#;

    #[test]
    fn rename_of_secret_updates_scripts_but_not_code() {
        assert_snapshot!(renamed(SECRET, "API_KEY"), @r#"
        { "secrets": { "API_KEY": null, "OTHER": null },
          "identifier": { "extractScript": "\"KEY\" + .secrets.API_KEY + .secrets.\"API_KEY\"" },
          "code": "f(process.env.SECRET_KEY)"
        }
        ---
        `code` reads `SECRET_KEY` in one place and is not updated. Change the source code to read `SECRET_API_KEY`, and bundle it again.
        "#);
    }

    #[test]
    fn rename_of_property_updates_required() {
        assert_snapshot!(renamed(r#"{ "events": { "paid": { "schema": {
  "properties": { "id": { "properties": { "id": {} }, "required": ["id"] } },
  "required": ["i$0d"]
} } } }"#, "order id"), @r#"
        { "events": { "paid": { "schema": {
          "properties": { "order id": { "properties": { "id": {} }, "required": ["id"] } },
          "required": ["order id"]
        } } } }
        "#);
    }

    #[test]
    fn rename_updates_property_in_all_schemas_of_object() {
        assert_snapshot!(renamed(r##"{ "events": { "paid": { "schema": {
  "properties": { "i$0d": {}, "to": { "properties": { "id": {} } } },
  "anyOf": [{ "required": ["id"] }, { "properties": { "id": {}, "x": {} } }],
  "not": { "required": ["id"] },
  "dependencies": { "id": ["to"], "to": ["id"] },
  "dependentRequired": { "to": ["id"] },
  "dependentSchemas": { "id": { "required": ["id"] } },
  "definitions": { "id": { "required": ["id"] }, "x": { "$ref": "#/properties/id" } },
  "items": { "$ref": "#/properties/to/properties/id" }
} } } }"##, "a/b c"), @r##"
        { "events": { "paid": { "schema": {
          "properties": { "a/b c": {}, "to": { "properties": { "id": {} } } },
          "anyOf": [{ "required": ["a/b c"] }, { "properties": { "a/b c": {}, "x": {} } }],
          "not": { "required": ["a/b c"] },
          "dependencies": { "a/b c": ["to"], "to": ["a/b c"] },
          "dependentRequired": { "to": ["a/b c"] },
          "dependentSchemas": { "a/b c": { "required": ["a/b c"] } },
          "definitions": { "id": { "required": ["id"] }, "x": { "$ref": "#/properties/a~1b%20c" } },
          "items": { "$ref": "#/properties/to/properties/id" }
        } } } }
        "##);
    }

    #[test]
    fn rename_of_pointer_step_renames_property() {
        assert_snapshot!(renamed(r##"{ "events": { "paid": { "schema": {
  "properties": { "id": {}, "to": { "properties": { "id": {} }, "required": ["id"] } },
  "items": { "$ref": "#/properties/to/properties/i$0d" }
} } } }"##, "key"), @r##"
        { "events": { "paid": { "schema": {
          "properties": { "id": {}, "to": { "properties": { "key": {} }, "required": ["key"] } },
          "items": { "$ref": "#/properties/to/properties/key" }
        } } } }
        "##);
    }

    #[test]
    fn rename_follows_last_duplicate() {
        let text = r#"{ "user": { "tags": { "id": {}, "id": {} }, "creation": { "requiredTags": ["id"] } } }"#;
        let last = text.replace("\"id\": {} }", "\"i$0d\": {} }");
        let first = text.replace("{ \"id\"", "{ \"i$0d\"");
        assert_snapshot!(renamed(&last, "number"), @r#"{ "user": { "tags": { "id": {}, "number": {} }, "creation": { "requiredTags": ["number"] } } }"#);
        assert_snapshot!(renamed(&first, "number"), @r#"{ "user": { "tags": { "number": {}, "id": {} }, "creation": { "requiredTags": ["id"] } } }"#);
    }

    #[test]
    fn rename_rejects_invalid_and_duplicate_names() {
        let action = r#"{ "actions": { "op$0en": {}, "close": {} } }"#;
        let entity = r#"{ "entities": { "ca$0se": {} } }"#;
        let refused = [
            renamed(action, "Open_it"),
            renamed(action, "close"),
            renamed(action, ""),
            renamed(action, "--"),
            renamed(entity, "a<b>"),
            renamed(SECRET, "apiKey"),
            renamed(SECRET, "SECRET_KEY"),
            renamed(SECRET, "OTHER"),
        ];
        assert_snapshot!(refused.join("\n"), @"
        Action name `Open_it` must be camelCase. Use `openIt`.
        The name `close` already exists in `actions`.
        Action name must have 2 to 100 letters and digits, but is empty.
        Action name `--` must be camelCase.
        Entity name `a<b>` must contain only letters and digits. Use `aB`.
        Secret name `apiKey` must be SCREAMING_SNAKE_CASE. Use `API_KEY`.
        Remove the prefix `SECRET_`: it is added automatically, so the code reads `SECRET_SECRET_KEY`. Use `KEY`.
        The name `OTHER` already exists in `secrets`.
        ");
    }

    #[test]
    fn rename_accepts_names_that_disabled_rules_report() {
        let rename = |text: &str, new: &str| {
            let (text, offset) = cursor(text);
            let mut snapshot = snapshot(&text, Dialect::Json);
            let severities = [("semantics".to_owned(), None)].into();
            snapshot.settings = Arc::new(Settings { severities, ..Settings::default() });
            rename(&snapshot, offset, new).map(|renaming| apply(&text, &renaming.edits))
        };
        let renamed = rename(r#"{ "actions": { "op$0en": {} } }"#, "Open it");
        assert_eq!(renamed.as_deref(), Ok(r#"{ "actions": { "Open it": {} } }"#));
        let refused = [
            rename(r#"{ "entities": { "ca$0se": {} } }"#, "a,b"),
            rename(r#"{ "secrets": { "KE$0Y": null } }"#, "my key"),
            rename(r#"{ "actions": { "op$0en": {} } }"#, ""),
        ];
        let refused: Vec<_> = refused.into_iter().filter_map(Result::err).collect();
        assert_snapshot!(refused.join("\n"), @"
        Invalid entity name `a,b`: commas and angle brackets are not allowed, because interface keys contain entity names.
        Invalid secret name `my key`: only letters, digits and `_` are allowed.
        The name must not be empty.
        ");
    }

    #[test]
    fn prepare_rename_reports_reason() {
        let refused = [
            r#"{ "ti$0tle": "T" }"#,
            r#"{ "title": "T$0" }"#,
            r#"{ "interfaces": { "hi$0tl": {} } }"#,
            r#"{ "actions": { "a": {} }, "interfaces": { "b": { "actions": { "c$0": { "name": "a" } } } } }"#,
            r#"{ "user": { "tags": {}, "creation": { "requiredTags": ["id$0"] } } }"#,
            r#"{ "actions": { "ope$0n: {} } }"#,
            "$0",
        ];
        let reason = |text: &str| {
            let (text, offset) = cursor(text);
            prepare(&snapshot(&text, Dialect::Json), offset).unwrap_err()
        };
        assert_snapshot!(refused.map(reason).join("\n"), @"
        Cannot rename this. Only definitions, tags, secrets and properties can be renamed.
        Cannot rename this. Only definitions, tags, secrets and properties can be renamed.
        Cannot rename this. Only definitions, tags, secrets and properties can be renamed.
        The name belongs to the interface and cannot be changed. Rename `a` instead.
        `tags` does not define `id`.
        Cannot rename this. Only definitions, tags, secrets and properties can be renamed.
        Cannot rename this. Only definitions, tags, secrets and properties can be renamed.
        ");
    }

    #[test]
    fn prepare_rename_returns_range_inside_quotes() {
        let (text, offset) = cursor(r#"{ "user": { "tags": { "a\u0062c$0": {} } } }"#);
        let found = prepare(&snapshot(&text, Dialect::Json), offset).unwrap();
        assert_eq!((&text[found.range], found.name.as_str()), (r"a\u0062c", "abc"));
    }
}
