//! Files of captured manifests.

use std::collections::BTreeSet;
use std::path::Path;

use super::printer::print_note;
use super::sanitize::path_name;
use crate::fix;
use crate::ide::format::{self, Options};
use crate::manifest::field_names;
use crate::serve::Captured;
use crate::syntax::{Dialect, Tree};
use crate::text::{self, TextEdit};
use crate::util::fs;

/// Maximum number of characters of a name and of a version in the name of a file.
const MAX_NAME_CHARS: usize = 80;

/// Writes a manifest to `folder`.
pub(super) fn capture_to(folder: &Path, captured: &Captured<'_>) -> Result<(), String> {
    let path = folder.join(file_name(captured.name, captured.version));
    let text = without_secret_values(captured.text, &BTreeSet::new())?;
    fs::write(&path, None, text.as_bytes())?;
    print_note(&format!("captured {}", path_name(&path)));
    Ok(())
}

/// Formats a manifest, and replaces the values of its secrets with `null`. The secrets in `declared` are added.
pub(super) fn without_secret_values(
    manifest: &str,
    declared: &BTreeSet<String>,
) -> Result<String, String> {
    let tree = Tree::parse(manifest, Dialect::Json);
    let mut edits = Vec::new();
    for (name, member) in tree.root().into_iter().flat_map(|root| root.members()) {
        let secrets = member.value();
        if name != field_names::SECRETS {
            continue;
        }
        if secrets.is_object() {
            let values = secrets.members().map(|(_, secret)| secret.value().range());
            edits.extend(values.map(|range| TextEdit::new(range, "null")));
        } else {
            // The values are in a wrong place.
            edits.push(TextEdit::new(secrets.range(), "{}"));
        }
    }
    let mut manifest = text::apply(manifest, &edits);
    for name in declared {
        let tree = Tree::parse(manifest.as_str(), Dialect::Json);
        let path = [field_names::SECRETS, name.as_str()];
        let edits = fix::set_value(&manifest.as_str(), &tree, &path, "null")?;
        manifest = text::apply(&manifest, &edits);
    }
    let tree = Tree::parse(manifest.as_str(), Dialect::Json);
    let edits = format::document(&manifest.as_str(), &tree, &Options::default());
    Ok(text::apply(&manifest, &edits))
}

/// Returns the name of the file of a manifest. The name and the version come from a request, so that it
/// contains only characters that are safe in the name of a file.
fn file_name(name: &str, version: &str) -> String {
    let safe = |text: &str| -> String {
        let chars = text.chars().take(MAX_NAME_CHARS).map(|c| match c {
            '/' => '+',
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '+' => c,
            _ => '_',
        });
        let safe: String = chars.collect();
        // A name that starts with a dot is a hidden file.
        safe.trim_start_matches('.').to_owned()
    };
    match (safe(name), safe(version)) {
        (name, _) if name.is_empty() => "unnamed.integration.json".to_owned(),
        (name, version) if version.is_empty() => format!("{name}.integration.json"),
        (name, version) => format!("{name}@{version}.integration.json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_null_in_the_file() {
        let declared = BTreeSet::from(["OTHER".to_owned()]);
        let manifest = r#"{"name":"a","secrets":{"KEY":"hush","X":["hush"]}}"#;
        let text = without_secret_values(manifest, &declared).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let secrets = serde_json::json!({ "KEY": null, "OTHER": null, "X": null });
        assert_eq!(value, serde_json::json!({ "name": "a", "secrets": secrets }));
        assert!(text.starts_with("{\n  \"name\""), "{text}");
        let none = BTreeSet::new();
        for manifest in [
            r#"{"secrets":["hush"]}"#,
            r#"{"secrets":{"A":"hush"},"secrets":{}}"#,
            r#"{"secrets":{"A":"hush","A":"hush"}}"#,
        ] {
            let text = without_secret_values(manifest, &none).unwrap();
            assert!(!text.contains("hush"), "{text}");
        }
    }

    #[test]
    fn file_name_stays_in_the_folder() {
        for (name, version, expected) in [
            ("acme/weather", "1.0.0", "acme+weather@1.0.0.integration.json"),
            ("../../etc/passwd", "../x", "+..+etc+passwd@+x.integration.json"),
            ("a\\b:c\n", "", "a_b_c_.integration.json"),
            ("", "1.0.0", "unnamed.integration.json"),
            ("..", "..", "unnamed.integration.json"),
        ] {
            assert_eq!(file_name(name, version), expected);
        }
    }
}
