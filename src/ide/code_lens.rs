//! Code lenses: reference counts, and how much of an interface is implemented.

use std::collections::HashMap;
use std::ops::Range;

use crate::manifest::types::EntryKind;
use crate::manifest::{field_names, known};
use crate::references::{self, Reference, Scope, Which};
use crate::snapshot::Snapshot;
use crate::syntax::Member;

/// A code lens above a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLens {
    /// Byte range of the definition's name.
    pub range: Range<usize>,
    /// Text of the lens.
    pub title: String,
    /// Ranges of the counted references, in document order.
    pub places: Vec<Range<usize>>,
}

/// Returns the code lenses in document order: the number of references of each definition, if there
/// are any, and how much of a known interface each statement implements.
pub fn lenses(snapshot: &Snapshot) -> Vec<CodeLens> {
    let source = snapshot.buffer.source();
    let Some(root) = snapshot.tree.root() else { return Vec::new() };
    let mut found = Vec::new();
    let kinds = [
        EntryKind::Action,
        EntryKind::Event,
        EntryKind::Channel,
        EntryKind::Entity,
        EntryKind::Secret,
    ];
    let own = kinds.into_iter().filter_map(|kind| references::scope(root, kind));
    let tags = references::tag_owners(root).into_iter().map(references::tags);
    for scope in own.chain(tags) {
        count(&scope, scope.references(source), &mut found);
    }
    implemented(snapshot, &mut found);
    found.sort_by_key(|lens| lens.range.start);
    found
}

fn count(scope: &Scope<'_>, references: Vec<Reference>, found: &mut Vec<CodeLens>) {
    let mut places: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
    for reference in references {
        if let Some(name) = scope.resolve(&reference) {
            places.entry(name).or_default().push(reference.range);
        }
    }
    if places.is_empty() {
        return;
    }
    let definitions = scope.definitions().into_iter();
    for (name, member) in definitions.flat_map(|map| map.effective_members()) {
        let Some(places) = places.remove(name) else { continue };
        let title = match places.len() {
            1 => "1 reference".to_owned(),
            many => format!("{many} references"),
        };
        found.push(CodeLens { range: member.key_range(), title, places });
    }
}

/// Counts, for each statement of a known interface, the members that are mapped to an existing
/// definition.
fn implemented(snapshot: &Snapshot, found: &mut Vec<CodeLens>) {
    let source = snapshot.buffer.source();
    let Some(root) = snapshot.tree.root() else { return };
    let Some(statements) = root.get(field_names::INTERFACES) else { return };
    let targets = references::targets(root, Which::Effective);
    for (key, statement) in statements.effective_members() {
        let Some(known) = known::interface(key) else { continue };
        let Some(parts) = known.parts() else { continue };
        let version = statement.value().get(field_names::VERSION);
        let version = version.and_then(|version| version.text(source));
        let wanted = || {
            references::wanted(parts)
                .flat_map(|(map, parts)| parts.iter().map(move |it| (map, *it)))
                .filter(|(_, part)| known::has_part(known, part, version.as_deref()))
        };
        let given = targets.iter().filter(|target| {
            let exists = || {
                let scope = references::scope(root, target.kind)?;
                scope.definition(&target.named.text(source)?)
            };
            target.interface == key
                && wanted().any(|part| part == (target.map, target.part))
                && exists().is_some()
        });
        let places: Vec<_> = given.map(|target| target.named.range()).collect();
        let title = format!("implements {} {}/{}", known.name, places.len(), wanted().count());
        found.push(CodeLens { range: Member::key_range(statement), title, places });
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{draw, snapshot};
    use crate::syntax::Dialect;

    fn drawn(text: &str) -> String {
        let found = lenses(&snapshot(text, Dialect::Json));
        let lines: Vec<_> =
            found.iter().map(|lens| (lens.range.clone(), lens.title.as_str())).collect();
        let mut out = draw(text, &lines);
        for lens in &found {
            let places: Vec<_> = lens.places.iter().map(|place| &text[place.clone()]).collect();
            out += &format!("\n{}: {}", &text[lens.range.clone()], places.join(" "));
        }
        out
    }

    #[test]
    fn code_lens_counts_references() {
        assert_snapshot!(drawn(r#"{
  "actions": { "open": {}, "unused": {} },
  "entities": {
    "case": {}
  },
  "secrets": { "KEY": null },
  "code": "process.env.SECRET_KEY",
  "identifier": { "extractScript": ".secrets.KEY + .secrets.OTHER" },
  "user": {
    "tags": { "id": {}, "mail": {} },
    "creation": { "requiredTags": ["mail"] }
  },
  "interfaces": { "own<case>": {
    "entities": { "x": { "name": "case" } },
    "actions": { "a": { "name": "open" }, "b": { "name": "nothing" } }
  } }
}"#), @r#"
          "actions": { "open": {}, "unused": {} },
                       ^^^^^^ 1 reference
            "case": {}
            ^^^^^^ 2 references
          "secrets": { "KEY": null },
                       ^^^^^ 2 references
            "tags": { "id": {}, "mail": {} },
                                ^^^^^^ 1 reference
        "open": open
        "case": case case
        "KEY": KEY KEY
        "mail": mail
        "#);
    }

    #[test]
    fn code_lens_counts_implemented_interface_members() {
        assert_snapshot!(drawn(r#"{ "actions": { "start": {} },
  "interfaces": {
    "typing-indicator": { "actions": {
      "startTypingIndicator": { "name": "start" },
      "stopTypingIndicator": { "name": "nothing" },
      "other": { "name": "start" }
    } },
    "hitl<a>": {},
    "unknown": {}
  }
}"#), @r#"
        { "actions": { "start": {} },
                       ^^^^^^^ 2 references
            "typing-indicator": { "actions": {
            ^^^^^^^^^^^^^^^^^^ implements typing-indicator 1/2
            "hitl<a>": {},
            ^^^^^^^^^ implements hitl 0/7
        "start": start start
        "typing-indicator": "start"
        "hitl<a>":
        "#);
    }

    #[test]
    fn code_lens_counts_references_of_last_duplicate() {
        assert_snapshot!(drawn(r#"{ "user": {
  "tags": { "id": {}, "id": { "title": "" } }, "creation": { "requiredTags": ["id", "id"] }
} }"#), @r#"
          "tags": { "id": {}, "id": { "title": "" } }, "creation": { "requiredTags": ["id", "id"] }
                              ^^^^ 2 references
        "id": id id
        "#);
    }
}
