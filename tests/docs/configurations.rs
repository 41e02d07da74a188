//! Configuration files of the editors are well-formed, and use the file names of the server.

use integration_manifest_ls::rules::{self, Settings};
use integration_manifest_ls::syntax::Dialect;
use serde_json::Value;

use crate::{files, read};

/// File names of manifests.
const NAMES: [&str; 4] =
    ["integration.json", "integration.jsonc", "*.integration.json", "*.integration.jsonc"];

#[test]
fn editor_configurations_are_well_formed() {
    for path in files("editors") {
        // TypeScript's configuration contains comments.
        if path.starts_with("editors/vscode") {
            continue;
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let text = match &*extension {
            "toml" | "json" | "sublime-settings" | "xml" => read(&path),
            _ => continue,
        };
        match &*extension {
            "toml" => drop(text.parse::<toml::Table>().unwrap_or_else(|e| panic!("{path:?}: {e}"))),
            "xml" => {
                let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
                roxmltree::Document::parse_with_options(&text, options)
                    .unwrap_or_else(|e| panic!("{path:?}: {e}"));
            }
            _ => {
                let findings = rules::check(&text, Dialect::Json, &Settings::default());
                assert!(
                    findings.iter().all(|finding| finding.rule.id != "syntax-error"),
                    "{path:?}"
                );
            }
        }
    }
}

/// The members of the descriptor of a user-defined language server template, as LSP4IJ documents it.
#[test]
fn lsp4ij_template_has_documented_members() {
    let template = read_json("editors/jetbrains/template.json");
    let keys = |value: &Value| -> Vec<String> {
        let mut keys: Vec<_> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(keys(&template), ["fileTypeMappings", "id", "name", "programArgs", "url"]);
    assert_eq!(keys(&template["programArgs"]), ["default", "windows"]);
    for command in template["programArgs"].as_object().expect("an object").values() {
        assert!(command.as_str().is_some_and(|it| it.contains("integration-manifest-ls")));
    }
    let mappings = template["fileTypeMappings"].as_array().expect("an array");
    for mapping in mappings {
        assert_eq!(keys(mapping), ["fileType", "languageId"]);
        assert_eq!(keys(&mapping["fileType"]), ["patterns"]);
    }
    let languages: Vec<_> = mappings.iter().map(|it| it["languageId"].as_str()).collect();
    let names =
        ["integration-manifest", "integration-manifest-jsonc", "integration-manifest-settings"];
    assert_eq!(languages, names.map(Some));

    let client = read_json("editors/jetbrains/clientSettings.json");
    assert_eq!(keys(&client), ["caseSensitive", "format"]);
    assert_eq!(keys(&client["format"]), ["existingFormatterOverrideable"]);
    let settings = read_json("editors/jetbrains/settings.json");
    assert_eq!(keys(&settings), ["integrationManifest"]);
    assert_eq!(keys(&settings["integrationManifest"]), ["rules"]);
}

fn read_json(path: &str) -> Value {
    serde_json::from_str(&read(path)).expect("JSON")
}

#[test]
fn editor_file_names_match_server() {
    let helix: toml::Table = read("editors/helix/languages.toml").parse().expect("TOML");
    let globs: Vec<&str> = helix["language"][0]["file-types"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|entry| entry["glob"].as_str())
        .collect();
    assert_eq!(globs, NAMES);

    let kate = read("editors/kate/integration-manifest.xml");
    assert!(kate.contains(&format!("extensions=\"{}\"", NAMES.join(";"))));
    let settings = read_json("editors/kate/settings.json");
    let mode = &settings["servers"]["integration-manifest"]["highlightingModeRegex"];
    assert_eq!(mode, "^Integration Manifest$");
    assert!(kate.contains("name=\"Integration Manifest\""));

    let lsp4ij = read_json("editors/jetbrains/template.json");
    let mappings = lsp4ij["fileTypeMappings"].as_array().expect("a list").iter();
    let patterns = mappings.flat_map(|it| it["fileType"]["patterns"].as_array().expect("a list"));
    let mut patterns: Vec<_> = patterns.filter_map(Value::as_str).collect();
    assert_eq!(patterns.pop(), Some("integration-manifest.toml"));
    patterns.sort_unstable_by_key(|pattern| NAMES.iter().position(|name| name == pattern));
    assert_eq!(patterns, NAMES);

    // Zed matches a suffix against the entire name and after a dot.
    let zed: toml::Table =
        read("editors/zed/languages/integration-manifest/config.toml").parse().expect("TOML");
    let suffixes: Vec<&str> = zed["path_suffixes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|s| s.as_str())
        .collect();
    assert_eq!(suffixes, NAMES[..2]);
    let sublime = read("editors/sublime/Integration Manifest.sublime-syntax");
    for name in &NAMES[..2] {
        assert!(sublime.contains(&format!("\n  - {name}\n")), "{name}");
    }
}
