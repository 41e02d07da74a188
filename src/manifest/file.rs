//! Names of manifest files.

/// Glob of manifest file names, in the syntax of LSP clients. Equivalent to [`is_file_name`].
pub const FILES: &str = "**/{integration,*.integration}.{json,jsonc}";

/// Whether this file name, without folders, is the name of a manifest: `integration.json`,
/// `integration.jsonc`, or a name that ends in `.integration.json` or `.integration.jsonc`.
pub fn is_file_name(name: &str) -> bool {
    let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".jsonc"));
    stem.is_some_and(|stem| stem == "integration" || stem.ends_with(".integration"))
}

#[cfg(test)]
mod tests {
    use super::is_file_name;

    #[test]
    fn file_names_of_manifests_are_recognized() {
        for name in
            ["integration.json", "integration.jsonc", "a.integration.json", "a.b.integration.jsonc"]
        {
            assert!(is_file_name(name), "{name}");
        }
        for name in [
            "integrations.json",
            "my-integration.json",
            "integration.json5",
            "a.json",
            "integration",
        ] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}
