//! The folders that the paths of arguments are bounded to.

use std::path::{Path, PathBuf};

use super::answer::ToolError;
use crate::config::absolute;
use crate::manifest::is_file_name;
use crate::util::budget::MAX_BYTES;
use crate::util::discovery::find_files;
use crate::util::fs::{self, describe_io_error};

/// Maximum number of manifests that an error message lists.
const MAX_LISTED: usize = 20;

/// The folders that the paths of arguments are bounded to.
#[derive(Debug)]
pub struct Roots {
    /// Each folder as given, and with symbolic links resolved.
    folders: Vec<(PathBuf, PathBuf)>,
}

/// A file below a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileBelow {
    /// The path without `..`, for settings.
    pub path: PathBuf,
    /// The path with symbolic links resolved, which is read and written.
    pub real: PathBuf,
}

impl Roots {
    /// The roots `folders`; without any, the current folder.
    pub fn new(folders: &[PathBuf]) -> Result<Roots, String> {
        let current = [PathBuf::from(".")];
        let folders = if folders.is_empty() { &current[..] } else { folders };
        let resolve = |folder: &PathBuf| match fs::real(folder) {
            Some(real) if real.is_dir() => Ok((absolute(folder), real)),
            Some(_) => Err(format!("{}: not a folder", folder.display())),
            None => Err(format!("{}: no such file or folder", folder.display())),
        };
        Ok(Roots { folders: folders.iter().map(resolve).collect::<Result<_, _>>()? })
    }

    /// Resolves `path`, absolute or relative to a root, to an existing file below a root.
    pub fn file(&self, path: &str) -> Result<FileBelow, ToolError> {
        let mut error = None;
        for candidate in self.candidates(path)? {
            match candidate.canonicalize() {
                Ok(real) if !self.contains(&real) => error = Some(self.outside(path)),
                Ok(real) if real.is_dir() => error = Some(self.is_folder(path, &candidate)),
                Ok(real) => return Ok(FileBelow { path: candidate, real }),
                Err(reason) => {
                    let reason = ToolError::about(path, &describe_io_error(&reason));
                    error = error.or(Some(reason));
                }
            }
        }
        Err(error.unwrap_or_else(|| self.outside(path)))
    }

    /// Returns the path of a file that does not have to exist, for its settings.
    pub fn name(&self, name: &str) -> Result<PathBuf, ToolError> {
        let first = self.candidates(name)?.into_iter().next();
        first.ok_or_else(|| self.outside(name))
    }

    /// Reads a file that [`Roots::file`] returned.
    pub fn read(&self, file: &FileBelow, path: &str) -> Result<String, ToolError> {
        let bytes = fs::read_regular(&file.real, MAX_BYTES as u64)
            .map_err(|error| ToolError::about(path, &describe_io_error(&error)))?;
        Ok(fs::decode(&bytes).map_err(|error| ToolError::about(path, &error))?.to_owned())
    }

    /// The paths that `path` can mean, without `..`, that are below a root before links are resolved.
    /// Nothing outside of the roots is looked up.
    fn candidates(&self, path: &str) -> Result<Vec<PathBuf>, ToolError> {
        if path.is_empty() || path.contains('\0') || path.len() > 4096 {
            return Err(ToolError::Arguments("`path` is not a valid path".to_owned()));
        }
        let path = Path::new(path);
        let joined = self.folders.iter().map(|(given, _)| absolute(&given.join(path)));
        let mut found: Vec<PathBuf> = joined.filter(|path| self.contains(path)).collect();
        found.dedup();
        Ok(found)
    }

    fn contains(&self, path: &Path) -> bool {
        self.folders.iter().any(|(given, real)| path.starts_with(given) || path.starts_with(real))
    }

    fn outside(&self, path: &str) -> ToolError {
        let folders: Vec<String> =
            self.folders.iter().map(|(folder, _)| folder.display().to_string()).collect();
        let help = format!("the path is outside of the roots: {}", folders.join(", "));
        ToolError::about(path, &help)
    }

    fn is_folder(&self, path: &str, folder: &Path) -> ToolError {
        let mut names: Vec<String> = find_files(folder, is_file_name)
            .filter_map(Result::ok)
            .take(MAX_LISTED)
            .map(|file| file.strip_prefix(folder).unwrap_or(&file).display().to_string())
            .collect();
        names.sort();
        let help = match names.is_empty() {
            true => "it is a folder without manifests".to_owned(),
            false => format!("it is a folder; manifests in it: {}", names.join(", ")),
        };
        ToolError::about(path, &help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots() -> (tempfile::TempDir, Roots) {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("root");
        std::fs::create_dir_all(root.join("a")).unwrap();
        std::fs::write(root.join("a/integration.json"), "{}").unwrap();
        std::fs::write(outer.path().join("secret"), "x").unwrap();
        let roots = Roots::new(&[root]).unwrap();
        (outer, roots)
    }

    fn message(result: Result<FileBelow, ToolError>) -> String {
        match result {
            Ok(file) => panic!("{file:?}"),
            Err(ToolError::Arguments(message) | ToolError::Failed(message)) => message,
        }
    }

    #[test]
    fn paths_below_the_root_are_resolved() {
        let (outer, roots) = roots();
        let expected = outer.path().canonicalize().unwrap().join("root/a/integration.json");
        let inside = outer.path().join("root/a/integration.json");
        for path in ["a/integration.json", "./a/../a/integration.json", inside.to_str().unwrap()] {
            let file = roots.file(path).unwrap();
            assert_eq!(file.real, expected);
            assert_eq!(roots.read(&file, path).unwrap(), "{}");
        }
        assert!(message(roots.file("a")).contains("manifests in it: integration.json"));
        assert!(message(roots.file("b")).contains("no such file"));
    }

    #[test]
    fn paths_outside_of_the_root_are_rejected() {
        let (outer, roots) = roots();
        let outside = outer.path().join("secret");
        for path in
            ["../secret", "a/../../secret", "/etc/passwd", outside.to_str().unwrap(), "../x"]
        {
            assert!(message(roots.file(path)).contains("outside of the roots"), "{path}");
        }
        for path in ["", "a\0b", &"a/".repeat(5_000)] {
            assert_eq!(message(roots.file(path)), "`path` is not a valid path");
        }
        // A name that starts like the root is not below it.
        std::fs::create_dir(outer.path().join("root-2")).unwrap();
        assert!(message(roots.file("../root-2")).contains("outside"));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_root_are_rejected() {
        use std::os::unix::fs::symlink;
        let (outer, roots) = roots();
        let root = outer.path().join("root");
        symlink("../secret", root.join("file")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink("a/integration.json", root.join("fine")).unwrap();
        symlink("/dev/zero", root.join("zero")).unwrap();
        for path in ["file", "up/secret", "up", "zero"] {
            assert!(message(roots.file(path)).contains("outside of the roots"), "{path}");
        }
        assert!(roots.file("fine").is_ok());
    }
}
