//! The layers of the program: which folder may import which, and which external crates and I/O each one
//! may use.

mod imports;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use imports::Crate;

/// Folders and files of `src` from the lowest layer to the highest. A file imports only from its own
/// layer and from lower ones.
const LAYERS: &[&[&str]] = &[
    &["util"],
    &["text"],
    &["syntax"],
    &["manifest"],
    &["embedded"],
    &["references"],
    &["docs"],
    &["rules"],
    &["fix"],
    &["snapshot.rs"],
    &["config", "diff", "ide"],
    &["report"],
    &["api", "mcp", "serve"],
    &["server"],
    &["cli"],
    &["lib.rs"],
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn layer(file: &str) -> usize {
    let top = file.split('/').next().unwrap_or(file);
    let layer = LAYERS.iter().position(|names| names.contains(&top));
    layer.unwrap_or_else(|| panic!("{file} is in no layer: add it to LAYERS"))
}

#[test]
fn imports_have_no_circles() {
    let imports = Crate::read(&src()).imports();
    let circles = imports::circles(&imports);
    for circle in &circles {
        for file in circle {
            let inside: Vec<_> =
                imports[file].iter().filter(|target| circle.contains(target)).collect();
            println!("{file} -> {inside:?}");
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn imports_never_point_to_a_higher_layer() {
    let imports = Crate::read(&src()).imports();
    assert!(imports.len() > 200);
    let mut upward = Vec::new();
    for (file, targets) in &imports {
        for target in targets {
            if layer(target) > layer(file) {
                upward.push(format!("{file} -> {target}"));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

/// Returns the files below `folder` whose code, without tests, contains one of `words`.
fn files_with(folder: &Path, words: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut files_with(&path, words));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                found.push(path);
            }
        }
    }
    found
}

/// Asserts that `words` are used in `folder` of `src` and nowhere else.
fn assert_only_in(folder: &str, words: &[&str]) {
    let found = files_with(&src(), words);
    assert!(!found.is_empty());
    let outside: Vec<_> =
        found.iter().filter(|path| !path.starts_with(src().join(folder))).collect();
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn lsp_types_only_in_server() {
    assert_only_in("server", &["tower_lsp", "lsp_types"]);
}

#[test]
fn axum_only_in_serve() {
    assert_only_in("serve", &["axum", "hyper", "tower_http"]);
}

#[test]
fn http_requests_only_in_api() {
    assert_only_in("api", &["ureq", "rustls"]);
}

#[test]
fn rmcp_only_in_mcp() {
    assert_only_in("mcp", &["rmcp"]);
}

#[test]
fn core_modules_do_no_io() {
    for part in
        ["text", "syntax", "manifest", "embedded", "references", "docs", "rules", "fix", "ide"]
    {
        let words = ["std::fs", "std::io", "std::net", "std::process", "std::env", "tokio::"];
        assert_eq!(files_with(&src().join(part), &words), Vec::<PathBuf>::new());
    }
}

/// The author of a document can choose names that have the same hash, unless its key is random.
#[test]
fn hash_tables_without_random_key_have_no_text_as_key() {
    const KEYS: [&str; 5] = ["&'static str", "ContainerId", "u32", "usize", "(usize, usize)"];
    for path in files_with(&src(), &["Fx"]) {
        let text = fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("Fx") {
            let rest = &text[at..];
            let Some(inner) =
                ["FxHashMap<", "FxHashSet<"].iter().find_map(|it| rest.strip_prefix(it))
            else {
                let is_import_or_call =
                    ["FxHashMap;", "FxHashMap,", "FxHashSet}", "FxHashMap::", "FxHashSet::"];
                assert!(
                    is_import_or_call.iter().any(|it| rest.starts_with(it)),
                    "{path:?}: {}",
                    &rest[..20]
                );
                continue;
            };
            assert!(KEYS.iter().any(|key| inner.starts_with(key)), "{path:?}: {}", &inner[..20]);
        }
    }
}

/// Returns the names of the tests in the Rust and JavaScript files below `folder`.
fn test_names(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            test_names(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                if let Some(rest) = line.trim_start().strip_prefix("fn ")
                    && let Some((name, _)) = rest.split_once('(')
                {
                    names.insert(name.to_owned());
                }
            }
        }
    }
}

#[test]
fn tests_named_in_documentation_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = BTreeSet::new();
    test_names(&root.join("src"), &mut names);
    test_names(&root.join("tests"), &mut names);
    let mut missing = Vec::new();
    let mut checked = 0;
    for page in ["ARCHITECTURE.md", "docs/reliability.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let rows = text.lines().filter(|line| line.starts_with('|'));
        for code in rows.flat_map(|row| row.split('`').skip(1).step_by(2)) {
            // Names of tests have several words.
            let is_name = code.matches('_').count() >= 2
                && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if is_name {
                checked += 1;
                if !names.contains(code) {
                    missing.push(format!("{page}: {code}"));
                }
            }
        }
    }
    assert!(checked > 50, "{checked}");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn files_named_in_documentation_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = BTreeSet::new();
    for folder in [".ci", "src", "tests", "benches", "fuzz", "editors"] {
        file_names(&root.join(folder), &mut names);
    }
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        for code in text.split('`').skip(1).step_by(2) {
            let name = code.rsplit('/').next().unwrap_or(code);
            let is_file = [".rs", ".ts", ".py", ".mjs"].iter().any(|end| name.ends_with(end))
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            assert!(!is_file || names.contains(name), "{page}: {code}");
        }
    }
}

/// Collects the names of the files in `folder`.
fn file_names(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            if name != "node_modules" && name != "target" {
                file_names(&entry.path(), names);
            }
        } else {
            names.insert(name);
        }
    }
}
