//! What manifests are called.

/// Whether a file of this name (without folders) holds a manifest: `integration.json`,
/// `integration.jsonc`, or anything that ends in `.integration.json` or `.integration.jsonc`.
pub fn is_file_name(name: &str) -> bool {
    let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".jsonc"));
    stem.is_some_and(|stem| stem == "integration" || stem.ends_with(".integration"))
}
