//! Files of captured manifests.

use std::path::Path;

use super::printer::print_note;
use super::sanitize::path_name;
use crate::ide::format::{self, Options};
use crate::serve::Captured;
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::fs;

/// Maximum number of characters of a name and of a version in the name of a file.
const MAX_NAME_CHARS: usize = 80;

/// Writes a manifest to `folder`, formatted.
pub(super) fn capture_to(folder: &Path, captured: &Captured<'_>) -> Result<(), String> {
    let path = folder.join(file_name(captured.name, captured.version));
    fs::write(&path, None, formatted(captured.text).as_bytes())?;
    print_note(&format!("captured {}", path_name(&path)));
    Ok(())
}

/// Returns the formatted text of a manifest.
pub(super) fn formatted(manifest: &str) -> String {
    let tree = Tree::parse(manifest, Dialect::Json);
    text::apply(manifest, &format::document(&manifest, &tree, &Options::default()))
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
    use super::file_name;

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
