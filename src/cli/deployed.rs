//! Manifests as they are deployed: the output of `bp read --json`, which refers to files and leaves fields out,
//! and a visibility that is an argument of `bp deploy`.
//!
//! The text is edited, checked, and the findings are mapped to the original text.

use std::ops::Range;
use std::path::Path;

use super::check::Manifest;
use super::check::Visibility;
use super::printer::print_note;
use crate::embedded::external_reference::{self, ExternalReference};
use crate::embedded::{codec, content_field};
use crate::fix;
use crate::manifest::field_names;
use crate::manifest::types::StringFormat;
use crate::rules::{self, Finding, Severity, UNKNOWN_FIELD};
use crate::syntax::{Node, Tree};
use crate::text::{self, EditMap, TextEdit};
use crate::util::display::list;
use crate::util::fs::{self, read_inside};

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

/// Finds the findings in a manifest as it is deployed with this visibility, or with its own.
pub(super) fn check(manifest: &Manifest<'_>, visibility: Option<Visibility>) -> Vec<Finding> {
    let Manifest { text, dialect, settings, .. } = *manifest;
    let tree = Tree::parse(text, dialect);
    let dump =
        tree.root().filter(|root| is_dump(text, *root)).map(|root| Dump::new(manifest, root));
    if dump.is_none() && visibility.is_none() {
        return rules::check_result(&text, &tree, settings).all_findings(settings);
    }
    let mut edits = Vec::new();
    let mut settings = settings.clone();
    let mut unknown = Vec::new();
    let is_dump = dump.is_some();
    if let Some(dump) = dump {
        print_note(&format!("{}: {}", manifest.name, dump.note()));
        settings.embed_sources.clear();
        for rule in &dump.rules {
            settings.severities.insert((*rule).to_owned(), None);
        }
        edits = dump.edits;
        unknown = dump.unknown;
    }
    if let Some(visibility) = visibility {
        // In a broken manifest, the visibility stays as it is.
        let path = [field_names::VISIBILITY];
        let json = match visibility {
            Visibility::Public => "\"public\"",
            Visibility::Private => "\"private\"",
            Visibility::Unlisted => "\"unlisted\"",
        };
        edits.extend(fix::set_value(&text, &tree, &path, json).unwrap_or_default());
        // Older versions of the CLI send both fields.
        let public = tree.root().and_then(|root| root.get(field_names::PUBLIC));
        let value = (visibility == Visibility::Public).to_string();
        edits.extend(public.map(|node| TextEdit::new(node.range(), value)));
    }
    edits.sort_by_key(|edit| edit.range.start);
    let deployed = text::apply(text, &edits);
    let mut findings = rules::check_all(&deployed, dialect, &settings);
    let map = EditMap::new(&edits);
    for finding in &mut findings {
        finding.range = original(&map, &finding.range);
        for related in &mut finding.related {
            related.range = original(&map, &related.range);
        }
    }
    findings.retain(|finding| {
        let is_unknown = |range: &Range<usize>| {
            range.start <= finding.range.start && finding.range.end <= range.end
        };
        let is_known = !unknown.iter().any(is_unknown);
        // The project contains no member that has no effect: the CLI wrote it.
        let is_of_project =
            !is_dump || *finding.rule != UNKNOWN_FIELD || finding.severity != Severity::Hint;
        is_known && is_of_project
    });
    findings
}

/// Returns the range in the original text of a range in the edited one: for a place in new text, all of the
/// text that it replaces.
fn original(map: &EditMap, range: &Range<usize>) -> Range<usize> {
    let inside = |after: &Range<usize>, at: usize| after.start <= at && at < after.end;
    let replaced = |at| map.ranges().iter().find(|(_, after)| inside(after, at));
    let start = map.origin(range.start);
    let end = match replaced(range.end.saturating_sub(1).max(range.start)) {
        Some((before, _)) => before.end,
        None => map.origin(range.end),
    };
    start..end.max(start)
}

/// Whether the manifest `root` is the output of `bp read --json`.
fn is_dump(text: &str, root: Node<'_>) -> bool {
    let Some(interfaces) = root.get(field_names::INTERFACES).filter(|node| node.is_object()) else {
        return false;
    };
    if ADDED_BY_DEPLOY.iter().any(|name| root.get(name).is_some()) {
        return false;
    }
    let mut has_path = false;
    for (name, format, _) in FILES {
        if let Some(node) = root.get(name) {
            if file_of(text, node, format).is_none() {
                return false;
            }
            has_path = true;
        }
    }
    if interfaces.members().any(|(_, member)| is_unresolved(text, member.value())) {
        return true;
    }
    if has_path {
        return has_dialects(text, root);
    }
    // Newer versions write these members in every case, and this one last.
    let last = root.members().last().map(|(name, _)| name);
    last == Some(field_names::INTERFACES) && root.get(field_names::IDENTIFIER).is_some()
}

/// Whether an interface is written as `bp read` writes one that was not looked up.
fn is_unresolved(text: &str, interface: Node<'_>) -> bool {
    let string = |name| interface.get(name).and_then(|node| node.text(text));
    string(field_names::ID).is_some_and(|id| UNKNOWN_IDS.contains(&&*id))
        && string(field_names::NAME).is_some()
        && string(field_names::VERSION).is_some()
}

/// Whether each JSON Schema of the manifest names its dialect.
fn has_dialects(text: &str, root: Node<'_>) -> bool {
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        for (name, member) in node.members() {
            let value = member.value();
            if name != field_names::SCHEMA {
                pending.push(value);
            } else if value.is_object() {
                let dialect = value.get(field_names::DIALECT).and_then(|it| it.text(text));
                if dialect.as_deref() != Some(DIALECT) {
                    return false;
                }
            }
        }
    }
    true
}

/// Returns the path in a field that should contain a file.
fn file_of(text: &str, node: Node<'_>, format: StringFormat) -> Option<String> {
    match external_reference::pointer(&node.text(text)?, format)? {
        ExternalReference::File(path) => Some(path),
        ExternalReference::Web(_) => None,
    }
}

/// The output of `bp read --json`.
struct Dump {
    /// The edits that replace paths by the content of their files.
    edits: Vec<TextEdit>,
    /// Places whose value is not known.
    unknown: Vec<Range<usize>>,
    /// The rules about fields that are left out.
    rules: Vec<&'static str>,
    /// Names of fields that are not checked, because they are left out.
    left_out: Vec<&'static str>,
    /// Files that were read.
    read: Vec<String>,
    /// Files that could not be read, with the reasons.
    unreadable: Vec<String>,
}

impl Dump {
    fn new(manifest: &Manifest<'_>, root: Node<'_>) -> Dump {
        let text = manifest.text;
        let mut dump = Dump {
            edits: Vec::new(),
            unknown: Vec::new(),
            rules: Vec::new(),
            left_out: vec![field_names::CODE, field_names::SECRETS, field_names::VISIBILITY],
            read: Vec::new(),
            unreadable: Vec::new(),
        };
        for (name, _, rule) in FILES {
            if root.get(name).is_none() {
                dump.left_out.push(name);
                dump.rules.push(rule);
            }
        }
        let folder = Path::new(manifest.name).parent().unwrap_or(Path::new(""));
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let roots: Vec<_> = fs::real(folder).into_iter().collect();
        for field in content_field::all(Some(root)) {
            let Some(node) = field.member.map(|member| member.value()) else { continue };
            let Some(path) = file_of(text, node, field.holds) else { continue };
            let content = read_inside(&roots, folder, &path, fs::MAX_EMBEDDED_BYTES)
                .and_then(|content| codec::encode(field.holds, &content));
            match content {
                Ok(content) => {
                    let json = serde_json::Value::from(content).to_string();
                    dump.edits.push(TextEdit::new(node.range(), json));
                    dump.read.push(path);
                }
                Err(why) => {
                    dump.unknown.push(node.range());
                    dump.unreadable.push(format!("`{path}` ({why})"));
                }
            }
        }
        let interfaces = root.get(field_names::INTERFACES).into_iter();
        let entries = interfaces.flat_map(|node| node.members());
        dump.unknown.extend(entries.filter_map(|(_, member)| {
            let interface = member.value();
            is_unresolved(text, interface).then(|| interface.get(field_names::ID))?.map(Node::range)
        }));
        dump
    }

    /// Returns what was checked, and what was not.
    fn note(&self) -> String {
        let mut note = format!(
            "checked as the output of `bp read --json`, without {}",
            list(&self.left_out, "and")
        );
        if !self.read.is_empty() {
            let read: Vec<&str> = self.read.iter().map(String::as_str).collect();
            note += &format!("; with the files {}", list(&read, "and"));
        }
        if !self.unreadable.is_empty() {
            note += &format!("; not checked: {}", self.unreadable.join(", "));
        }
        note
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Settings;
    use crate::syntax::Dialect;

    fn recognized(text: &str) -> bool {
        let tree = Tree::parse(text, Dialect::Json);
        is_dump(text, tree.root().unwrap())
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

    #[test]
    fn files_of_a_dump_are_checked_at_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("icon.svg"), "<svg").unwrap();
        let path = folder.path().join("dump.json");
        let text = r#"{ "name": "a/b", "icon": "icon.svg", "readme": "no.md", "interfaces": {} }"#;
        let manifest = Manifest {
            name: path.to_str().unwrap(),
            text,
            dialect: Dialect::Json,
            settings: &Settings::default(),
        };
        let findings = check(&manifest, None);
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| (finding.rule.id, &text[finding.range.clone()]))
            .collect();
        assert_eq!(errors, [("missing-field", "{"), ("invalid-svg", "\"icon.svg\"")]);
    }

    #[test]
    fn visibility_is_that_of_the_deployment() {
        let text = r#"{ "name": "a/b", "version": "1.0.0", "public": false }"#;
        let (dialect, settings) = (Dialect::Json, &Settings::default());
        let manifest = Manifest { name: "a.json", text, dialect, settings };
        let has = |visibility, rule: &str| {
            let findings = check(&manifest, visibility);
            findings.iter().any(|it| it.rule.id == rule && it.severity == Severity::Error)
        };
        let rule = "integration-title-must-be-present";
        assert!(!has(None, rule) && has(Some(Visibility::Public), rule));
        assert!(!has(Some(Visibility::Private), rule));
        assert!(!has(Some(Visibility::Public), "public-contradicts-visibility"));
    }
}
