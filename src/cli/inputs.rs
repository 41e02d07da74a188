//! The files to process: resolves the paths on the command line.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::printer::{NAME, path_error};
use super::run_args::is_stdin;
use super::sanitize::path_name;
use crate::config::{FILE_NAME, Resolver};
use crate::manifest::is_file_name;
use crate::util::discovery::{find_files, find_ignored_files};
use crate::util::display::plural;
use crate::util::fs::describe_io_error;

/// A manifest to process.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Input {
    /// The name in reports.
    pub(super) name: String,
    pub(super) source: Source,
}

impl Input {
    /// The path of the file; `None` for stdin.
    pub(super) fn path(&self) -> Option<&Path> {
        self.source.path()
    }

    /// The path by which the settings are found: that of the file, or the name of stdin.
    pub(super) fn settings_path(&self) -> &Path {
        self.path().unwrap_or(Path::new(&self.name))
    }
}

/// The source of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Source {
    Stdin,
    File(PathBuf),
}

impl Source {
    /// Returns the source that a path on the command line names.
    pub(super) fn of(path: &Path) -> Source {
        if is_stdin(path) { Source::Stdin } else { Source::File(path.to_owned()) }
    }

    /// The path of the file; `None` for stdin.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Source::File(path) => Some(path),
            Source::Stdin => None,
        }
    }
}

/// A message about a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// The path could not be read: its name, and why.
    Error(String, String),
    /// The path was searched without a result: its name, and a message.
    Warning(String, String),
}

/// The name of stdin without `--stdin-filename`.
pub(super) const STDIN: &str = "<stdin>";

const NO_MANIFESTS: &str = "no manifests found (looked for integration.json, integration.jsonc, \
    *.integration.json and *.integration.jsonc; skipped hidden and git-ignored files";

/// Maximum number of ignored manifests that a message names.
const MAX_NAMED: usize = 3;

/// Returns the message about a folder without manifests, with those that git ignores.
fn no_manifests(folder: &Path) -> String {
    let mut ignored = find_ignored_files(folder, is_file_name, MAX_NAMED + 1);
    ignored.sort();
    let more = if ignored.len() > MAX_NAMED { " and more" } else { "" };
    let names: Vec<String> = ignored
        .iter()
        .take(MAX_NAMED)
        .map(|path| format!("`{}`", path_name(path.strip_prefix(folder).unwrap_or(path))))
        .collect();
    match names.is_empty() {
        true => format!("{NO_MANIFESTS})"),
        false => format!("{NO_MANIFESTS}; git ignores {}{more})", names.join(", ")),
    }
}

/// Resolves `paths` to inputs, without duplicates and sorted by name. Files that a search in a folder finds
/// are skipped if `resolver` excludes them. Calls `report` with each message.
pub(super) fn resolve(
    paths: &[PathBuf],
    stdin_filename: Option<&Path>,
    resolver: &Resolver,
    mut report: impl FnMut(Note),
) -> Vec<Input> {
    let current_folder = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &current_folder } else { paths };
    let mut inputs = Vec::new();
    for path in paths {
        if is_stdin(path) {
            let name = stdin_filename.map_or_else(|| STDIN.to_owned(), path_name);
            inputs.push(Input { name, source: Source::Stdin });
            continue;
        }
        match path.metadata() {
            Err(error) => report(Note::Error(path_name(path), describe_io_error(&error))),
            Ok(metadata) if metadata.is_dir() => {
                let before = inputs.len();
                let excluded = search(path, resolver, &mut inputs, &mut report);
                if inputs.len() == before {
                    let message = match excluded {
                        0 => no_manifests(path),
                        count => format!(
                            "all manifests are excluded by `exclude` in {FILE_NAME} ({})",
                            plural(count, "file")
                        ),
                    };
                    report(Note::Warning(path_name(path), message));
                }
            }
            Ok(_) if is_source_code(path) => {
                report(Note::Error(path_name(path), source_code_message(path)));
            }
            Ok(_) => {
                let source = Source::File(path.clone());
                inputs.push(Input { name: path_name(path), source });
            }
        }
    }
    // `a.json`, `./a.json` and a link to it are the same file, and keep the first name. A single folder yields no
    // duplicates.
    if paths.len() > 1 {
        let mut seen = HashSet::new();
        inputs.retain(|input| seen.insert(normalized_path(&input.source)));
    }
    inputs.sort_unstable();
    inputs
}

/// Resolves `paths` like [`resolve`], and prints the messages. Returns the inputs and the number of
/// paths that could not be read. Without inputs, a command exits with an error, because it did nothing.
pub(super) fn resolve_and_print(
    paths: &[PathBuf],
    stdin_filename: Option<&Path>,
    resolver: &Resolver,
) -> (Vec<Input>, usize) {
    let mut errors = 0;
    let inputs = resolve(paths, stdin_filename, resolver, |note| match note {
        Note::Error(path, message) => {
            errors += 1;
            path_error(&path, &message);
        }
        Note::Warning(path, message) => {
            path_error(&path, &message);
        }
    });
    (inputs, errors)
}

/// Whether a path is a file of a TypeScript project.
fn is_source_code(path: &Path) -> bool {
    const EXTENSIONS: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
}

/// Describes how to get the manifest of a TypeScript project.
fn source_code_message(path: &Path) -> String {
    let folder = match path.parent().map(path_name) {
        Some(folder) if !folder.is_empty() => folder,
        _ => ".".to_owned(),
    };
    format!(
        "not a manifest but source code; run `{NAME} import {folder} --output integration.json`, and \
         use that file"
    )
}

fn normalized_path(source: &Source) -> Option<PathBuf> {
    let path = source.path()?;
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    Some(path.components().filter(|part| *part != Component::CurDir).collect())
}

/// Adds the manifests below `folder`. Returns the number of those that are excluded.
fn search(
    folder: &Path,
    resolver: &Resolver,
    inputs: &mut Vec<Input>,
    report: &mut impl FnMut(Note),
) -> usize {
    let mut excluded = 0;
    for manifest in find_files(folder, is_file_name) {
        match manifest {
            Ok(path) if resolver.is_excluded(&path) => excluded += 1,
            Ok(path) => {
                // In the current folder, names are shown without `./`.
                let path = match path.strip_prefix(".") {
                    Ok(inner) if folder == Path::new(".") => inner.to_owned(),
                    _ => path,
                };
                inputs.push(Input { name: path_name(&path), source: Source::File(path) });
            }
            Err(error) => report(search_error(folder, &error)),
        }
    }
    excluded
}

fn search_error(folder: &Path, error: &ignore::Error) -> Note {
    let mut path = folder;
    let mut inner = error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                inner = err;
            }
            ignore::Error::Io(error) => {
                return Note::Error(path_name(path), describe_io_error(error));
            }
            other => return Note::Error(path_name(path), other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn resolve_searches_folders_and_keeps_named_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "b/integration.json",
            "a/x.integration.jsonc",
            ".hidden/integration.json",
            "out/integration.json",
            "a/other.json",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), "{}").unwrap();
        }
        fs::write(root.join(".gitignore"), "out/\n").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("..", root.join("a/loop")).unwrap();

        let mut notes = Vec::new();
        let named =
            ["a/other.json", "a", "", "missing", "out/integration.json", "b/integration.json"];
        let found = resolve(&named.map(|path| root.join(path)), None, &Resolver::new(), |note| {
            notes.push(note)
        });
        let prefix = format!("{}/", path_name(root));
        let names: Vec<&str> =
            found.iter().map(|input| input.name.strip_prefix(&prefix).unwrap()).collect();
        assert_eq!(
            names,
            ["a/other.json", "a/x.integration.jsonc", "b/integration.json", "out/integration.json"]
        );
        let missing = Note::Error(format!("{prefix}missing"), "no such file or folder".to_owned());
        assert_eq!(notes, [missing]);
    }

    #[test]
    fn resolve_warns_about_folder_without_manifests() {
        let folder = tempfile::tempdir().unwrap();
        let mut notes = Vec::new();
        assert_eq!(
            resolve(&[folder.path().to_owned()], None, &Resolver::new(), |note| notes.push(note)),
            []
        );
        assert!(matches!(&notes[..], [Note::Warning(..)]));
    }
}
