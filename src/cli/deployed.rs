//! Manifests as they are deployed: the output of `bp read --json`, which refers to files and leaves fields out,
//! and a visibility that is an argument of `bp deploy`.
//!
//! The text is edited, checked, and the findings are mapped to the original text.

use std::ops::Range;
use std::path::Path;

use super::check::Manifest;
use super::check::Visibility;
use super::printer::print_note;
use crate::embedded::{codec, content_field};
use crate::fix;
use crate::manifest::field_names;
use crate::rules::{self, Dump, Finding};
use crate::syntax::{Node, Tree};
use crate::text::{self, EditMap, TextEdit};
use crate::util::display::list;
use crate::util::fs::{self, read_inside};

/// Finds the findings in a manifest as it is deployed with this visibility, or with its own.
pub(super) fn check(manifest: &Manifest<'_>, visibility: Option<Visibility>) -> Vec<Finding> {
    let Manifest { text, dialect, settings, .. } = *manifest;
    let tree = Tree::parse(text, dialect);
    let dump = tree.root().and_then(|root| Dump::find(&text, root));
    if dump.is_none() && visibility.is_none() {
        return rules::check_result(&text, &tree, settings).all_findings(settings);
    }
    let mut edits = Vec::new();
    let mut settings = settings.clone();
    if let (Some(dump), Some(root)) = (dump, tree.root()) {
        let files = Files::read(manifest, root);
        print_note(&format!("{}: {}{}", manifest.name, dump.note(), files.note()));
        settings.is_dump = true;
        edits = files.edits;
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

/// The files that the output of `bp read --json` refers to.
#[derive(Default)]
struct Files {
    /// The edits that replace paths by the content of their files.
    edits: Vec<TextEdit>,
    /// Files that were read.
    read: Vec<String>,
    /// Files that could not be read, with the reasons.
    unreadable: Vec<String>,
}

impl Files {
    fn read(manifest: &Manifest<'_>, root: Node<'_>) -> Files {
        let mut files = Files::default();
        let folder = Path::new(manifest.name).parent().unwrap_or(Path::new(""));
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        let roots: Vec<_> = fs::real(folder).into_iter().collect();
        for field in content_field::all(Some(root)) {
            let Some(node) = field.member.map(|member| member.value()) else { continue };
            let Some(path) = rules::file_of(&manifest.text, node, field.holds) else { continue };
            let content = read_inside(&roots, folder, &path, fs::MAX_EMBEDDED_BYTES)
                .and_then(|content| codec::encode(field.holds, &content));
            match content {
                Ok(content) => {
                    let json = serde_json::Value::from(content).to_string();
                    files.edits.push(TextEdit::new(node.range(), json));
                    files.read.push(path);
                }
                Err(why) => files.unreadable.push(format!("`{path}` ({why})")),
            }
        }
        files
    }

    /// Returns which files were checked, and which were not.
    fn note(&self) -> String {
        let mut note = String::new();
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
    use crate::rules::{Settings, Severity};
    use crate::syntax::Dialect;

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
