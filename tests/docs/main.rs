//! The documentation: generated pages are up to date, links are valid, commands and configurations
//! in code blocks work, and the wording is plain.
//!
//! `UPDATE_DOCS=1 cargo test --test docs` updates the generated pages.

mod blocks;
mod configurations;
mod links;
mod markdown;
mod pages;
#[path = "../common/program.rs"]
mod program;
mod wording;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether generated files are updated instead of compared.
fn is_update() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

/// The text of a file of the repository.
fn read(path: impl AsRef<Path>) -> String {
    let path = repository().join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    text.replace("\r\n", "\n")
}

/// The files in a folder of the repository and its subfolders, by their paths in the repository.
fn files(folder: &str) -> Vec<PathBuf> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(repository().join(folder)).into_iter().flatten() {
            let entry = entry.expect("a readable folder");
            let path = folder.join(entry.file_name());
            match entry.file_type().expect("a type of file").is_dir() {
                true if entry.file_name() == "node_modules" => {}
                true => collect(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    collect(Path::new(folder), &mut found);
    found.sort();
    found
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// All pages, by their paths in the repository.
fn all_pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(Into::into).into();
    pages
        .extend(files("docs").into_iter().chain(files("editors")).filter(|path| is_markdown(path)));
    pages
}

/// The hand-written pages.
fn written_pages() -> Vec<PathBuf> {
    let mut pages = all_pages();
    pages.retain(|page| !read(page).contains(pages::GENERATED));
    pages
}
