//! The fixtures of the rules, as manifests.

use std::fs;

use integration_manifest_ls::rules;

/// The manifests in the fixtures of all rules, by file name.
pub fn fixtures() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rule in rules::all() {
        let path = format!("tests/rules/{}/{}.md", rule.group.name(), rule.id);
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (index, block) in text.split("\n```").enumerate() {
            let Some((language, manifest)) = block.split_once('\n') else { continue };
            let extension = language.split(' ').next().unwrap_or_default();
            if matches!(extension, "json" | "jsonc") {
                let name = format!("{}-{index}.integration.{extension}", rule.id);
                found.push((name, format!("{manifest}\n")));
            }
        }
    }
    found
}
