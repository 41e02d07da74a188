//! From the paths on the command line to the files to check.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::args::is_stdin;
use super::tell;
use super::terminal::{describe_io_error, path_name};
use crate::util::discovery::find_manifests;

/// Something to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Input {
    /// What reports call it.
    pub(super) name: String,
    pub(super) source: Source,
}

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Stdin,
    File(PathBuf),
}

/// Something to tell about a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// It could not be read.
    Trouble(String, String),
    /// Worth knowing, and no trouble.
    Remark(String, String),
}

/// What stdin is called when nobody said.
const STDIN: &str = "<stdin>";

/// Everything to check, each once, sorted by name.
pub(super) fn inputs(
    paths: &[PathBuf],
    stdin_filename: Option<&Path>,
    mut tell: impl FnMut(Note),
) -> Vec<Input> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut inputs = Vec::new();
    for path in paths {
        if is_stdin(path) {
            let name = stdin_filename.map_or_else(|| STDIN.to_owned(), path_name);
            inputs.push(Input { name, source: Source::Stdin });
            continue;
        }
        match path.metadata() {
            Err(error) => tell(Note::Trouble(path_name(path), describe_io_error(&error))),
            Ok(metadata) if metadata.is_dir() => {
                let before = inputs.len();
                search(path, &mut inputs, &mut tell);
                if inputs.len() == before {
                    tell(Note::Remark(path_name(path), "no manifest found in here".to_owned()));
                }
            }
            Ok(_) => {
                let source = Source::File(path.clone());
                inputs.push(Input { name: path_name(path), source });
            }
        }
    }
    // `a.json` and `./a.json` are one file; it keeps the name it had first. In one folder nothing is
    // found twice.
    if paths.len() > 1 {
        let mut seen = HashSet::new();
        inputs.retain(|input| seen.insert(identity(&input.source)));
    }
    inputs.sort_unstable();
    inputs
}

/// Everything to check, and whether something could not be read; what there is to say about paths is
/// said on stderr.
pub(super) fn collect_inputs(
    paths: &[PathBuf],
    stdin_filename: Option<&Path>,
) -> (Vec<Input>, bool) {
    let mut trouble = false;
    let inputs = inputs(paths, stdin_filename, |note| match note {
        Note::Trouble(path, what) => {
            trouble = true;
            tell(&path, &what);
        }
        Note::Remark(path, what) => tell(&path, &what),
    });
    (inputs, trouble)
}

fn identity(source: &Source) -> Option<PathBuf> {
    match source {
        Source::Stdin => None,
        Source::File(path) => {
            Some(path.components().filter(|part| *part != Component::CurDir).collect())
        }
    }
}

fn search(folder: &Path, inputs: &mut Vec<Input>, tell: &mut impl FnMut(Note)) {
    for manifest in find_manifests(folder) {
        match manifest {
            Ok(path) => {
                // `.` as the folder says nothing about a file in it.
                let path = match path.strip_prefix(".") {
                    Ok(inner) if folder == Path::new(".") => inner.to_owned(),
                    _ => path,
                };
                inputs.push(Input { name: path_name(&path), source: Source::File(path) });
            }
            Err(error) => tell(trouble(folder, &error)),
        }
    }
}

fn trouble(folder: &Path, error: &ignore::Error) -> Note {
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
                return Note::Trouble(path_name(path), describe_io_error(error));
            }
            other => return Note::Trouble(path_name(path), other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn folders_are_searched_and_files_taken_as_named() {
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
        let found = inputs(&named.map(|path| root.join(path)), None, |note| notes.push(note));
        let prefix = format!("{}/", path_name(root));
        let names: Vec<&str> =
            found.iter().map(|input| input.name.strip_prefix(&prefix).unwrap()).collect();
        assert_eq!(
            names,
            ["a/other.json", "a/x.integration.jsonc", "b/integration.json", "out/integration.json"]
        );
        let missing =
            Note::Trouble(format!("{prefix}missing"), "no such file or folder".to_owned());
        assert_eq!(notes, [missing]);
    }

    #[test]
    fn folder_without_manifests_warns() {
        let folder = tempfile::tempdir().unwrap();
        let mut notes = Vec::new();
        assert_eq!(inputs(&[folder.path().to_owned()], None, |note| notes.push(note)), []);
        assert!(matches!(&notes[..], [Note::Remark(..)]));
    }
}
