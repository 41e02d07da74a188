//! The output of `bp read --json`: a manifest without the fields that `bp deploy` adds, with paths of files, and
//! with interfaces that were not looked up.

use std::ops::Range;

use super::endpoint::unknown_field::UNKNOWN_FIELD;
use super::rule::{Rule, Severity};
use crate::embedded::content_field;
use crate::embedded::external_reference::{self, ExternalReference, MAX_WRITTEN};
use crate::manifest::field_names;
use crate::manifest::types::StringFormat;
use crate::syntax::Node;
use crate::text::Source;
use crate::util::display::list;

/// Fields that `bp deploy` adds to the output of `bp read`.
const ADDED_BY_DEPLOY: [&str; 6] = [
    field_names::CODE,
    field_names::SECRETS,
    field_names::VISIBILITY,
    field_names::PUBLIC,
    field_names::URL,
    field_names::DEV,
];

/// Fields with a file, which are paths in the output of older versions of `bp read`, and missing in that of
/// newer ones; and the rules about missing ones.
const FILES: [(&str, StringFormat, &str); 2] = [
    (field_names::ICON, StringFormat::Icon, "integration-must-have-an-icon"),
    (field_names::README, StringFormat::Readme, "integration-must-have-a-readme-file"),
];

/// The IDs of interfaces in the output of `bp read`, which does not look them up.
const UNKNOWN_IDS: [&str; 2] = ["...", ""];

/// The member of a JSON Schema that older versions of `bp read` write.
const DIALECT: &str = "http://json-schema.org/draft-07/schema#";

/// The parts of a manifest that the output of `bp read --json` leaves out. Nothing is reported about them.
#[derive(Debug, PartialEq)]
pub struct Dump {
    /// Places whose value is not known.
    unknown: Vec<Range<usize>>,
    /// The fields with a file that are missing, and the rules about them.
    missing: Vec<(&'static str, &'static str)>,
}

impl Dump {
    /// Returns the parts that the manifest `root` leaves out if it is the output of `bp read --json`.
    pub fn find(source: &dyn Source, root: Node<'_>) -> Option<Dump> {
        is_dump(source, root).then(|| Dump::of(source, root))
    }

    /// Returns the parts that `root` leaves out, the output of `bp read --json`, which can be changed since.
    pub(super) fn of(source: &dyn Source, root: Node<'_>) -> Dump {
        let paths = content_field::all(Some(root)).into_iter().filter_map(|field| {
            let node = field.member?.value();
            file_of(source, node, field.holds).map(|_| node.range())
        });
        let mut unknown: Vec<_> = paths.collect();
        let interfaces = root.get(field_names::INTERFACES).into_iter();
        let entries = interfaces.flat_map(|node| node.members());
        unknown.extend(entries.filter_map(|(_, member)| {
            let interface = member.value();
            let is_unresolved = is_unresolved(source, interface);
            is_unresolved.then(|| interface.get(field_names::ID))?.map(Node::range)
        }));
        let missing = FILES.into_iter().filter(|(name, ..)| root.get(name).is_none());
        Dump { unknown, missing: missing.map(|(name, _, rule)| (name, rule)).collect() }
    }

    /// Whether a finding of `rule` at `range` is about something that the output leaves out.
    pub(super) fn leaves_out(&self, rule: &Rule, severity: Severity, range: &Range<usize>) -> bool {
        // The CLI writes some members that have no effect; they are not in the project.
        *rule == UNKNOWN_FIELD && severity == Severity::Hint
            || self.missing.iter().any(|(_, of_missing)| *of_missing == rule.id)
            || self.unknown.iter().any(|it| it.start <= range.start && range.end <= it.end)
    }

    /// Returns a sentence part that says how the manifest was checked.
    pub fn note(&self) -> String {
        let mut left_out = vec![field_names::CODE, field_names::SECRETS, field_names::VISIBILITY];
        left_out.extend(self.missing.iter().map(|(name, _)| *name));
        format!("checked as the output of `bp read --json`, without {}", list(&left_out, "and"))
    }
}

/// Whether the manifest `root` is the output of `bp read --json`.
fn is_dump(source: &dyn Source, root: Node<'_>) -> bool {
    let Some(interfaces) = root.get(field_names::INTERFACES).filter(|node| node.is_object()) else {
        return false;
    };
    if ADDED_BY_DEPLOY.iter().any(|name| root.get(name).is_some()) {
        return false;
    }
    let mut has_path = false;
    for (name, format, _) in FILES {
        if let Some(node) = root.get(name) {
            if file_of(source, node, format).is_none() {
                return false;
            }
            has_path = true;
        }
    }
    if interfaces.members().any(|(_, member)| is_unresolved(source, member.value())) {
        return true;
    }
    if has_path {
        return has_dialects(source, root);
    }
    // Newer versions write these members in every case, and this one last.
    let last = root.members().last().map(|(name, _)| name);
    last == Some(field_names::INTERFACES) && root.get(field_names::IDENTIFIER).is_some()
}

/// Whether an interface is written as `bp read` writes one that was not looked up.
fn is_unresolved(source: &dyn Source, interface: Node<'_>) -> bool {
    let string = |name| interface.get(name).and_then(|node| node.text(source));
    string(field_names::ID).is_some_and(|id| UNKNOWN_IDS.contains(&&*id))
        && string(field_names::NAME).is_some()
        && string(field_names::VERSION).is_some()
}

/// Whether each JSON Schema of the manifest names its dialect.
fn has_dialects(source: &dyn Source, root: Node<'_>) -> bool {
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        for (name, member) in node.members() {
            let value = member.value();
            if name != field_names::SCHEMA {
                pending.push(value);
            } else if value.is_object() {
                let dialect = value.get(field_names::DIALECT).and_then(|it| it.text(source));
                if dialect.as_deref() != Some(DIALECT) {
                    return false;
                }
            }
        }
    }
    true
}

/// Returns the path in a field that should contain the content of a file.
pub fn file_of(source: &dyn Source, node: Node<'_>, format: StringFormat) -> Option<String> {
    // The content of a file is not read for this.
    let string = node.string().filter(|string| string.len < MAX_WRITTEN);
    match external_reference::pointer(&string.and_then(|_| node.text(source))?, format)? {
        ExternalReference::File(path) => Some(path),
        ExternalReference::Web(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Dialect, Tree};

    fn recognized(text: &str) -> bool {
        let tree = Tree::parse(text, Dialect::Json);
        is_dump(&text, tree.root().unwrap())
    }

    #[test]
    fn dump_is_recognized_by_what_the_cli_writes() {
        let schema = format!(r#"{{ "schema": {{ "type": "object", "$schema": "{DIALECT}" }} }}"#);
        let older = format!(
            r#"{{ "name": "a", "icon": "icon.svg", "interfaces": {{}}, "configuration": {schema} }}"#
        );
        let newer = r#"{ "name": "a", "identifier": {}, "interfaces": {} }"#;
        let placeholder =
            r#"{ "interfaces": { "x": { "id": "", "name": "x", "version": "1.0.0" } }, "a": 1 }"#;
        for text in [older.as_str(), newer, placeholder] {
            assert!(recognized(text), "{text}");
        }
        for text in [
            r#"{ "name": "a", "icon": "icon.svg" }"#,
            r#"{ "name": "a", "identifier": {}, "interfaces": {}, "title": "b" }"#,
            r#"{ "name": "a", "identifier": {}, "secrets": {}, "interfaces": {} }"#,
            r#"{ "interfaces": { "x": { "id": "..." } } }"#,
            r#"{ "interfaces": { "x": { "id": "", "name": "x", "version": "1" } }, "icon": "PHN2Zz4=" }"#,
            r#"{ "name": "a", "icon": "icon.svg", "interfaces": {}, "configuration": { "schema": {} } }"#,
        ] {
            assert!(!recognized(text), "{text}");
        }
    }
}
