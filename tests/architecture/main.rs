//! What the parts of the program may know.

use std::fs;
use std::path::{Path, PathBuf};

/// The files below `folder` that hold one of `words`. What follows a module's tests does not count.
fn holding(folder: &Path, words: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut holding(&path, words));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if words.iter().any(|word| code.contains(word)) {
            found.push(path);
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn lsp_types_only_in_server() {
    let mut found = holding(&src(), &["tower_lsp", "lsp_types"]);
    assert!(!found.is_empty());
    found.retain(|path| !path.starts_with(src().join("server")));
    assert_eq!(found, Vec::<PathBuf>::new());
}

#[test]
fn axum_only_in_serve() {
    let mut found = holding(&src(), &["axum", "hyper", "tower_http"]);
    assert!(!found.is_empty());
    found.retain(|path| !path.starts_with(src().join("endpoint")));
    assert_eq!(found, Vec::<PathBuf>::new());
}

#[test]
fn core_modules_do_no_io() {
    for part in ["text", "syntax", "manifest", "embedded", "relations", "rules", "ide"] {
        let words = ["std::fs", "std::io", "std::net", "std::process", "std::env", "tokio::"];
        assert_eq!(holding(&src().join(part), &words), Vec::<PathBuf>::new());
    }
}

#[test]
fn http_requests_only_in_api() {
    let mut found = holding(&src(), &["ureq", "rustls"]);
    assert!(!found.is_empty());
    found.retain(|path| !path.starts_with(src().join("client")));
    assert_eq!(found, Vec::<PathBuf>::new());
}
