//! Reads the files that a settings file extends.

use std::path::{Path, PathBuf};

use super::layers::{Layer, Problem};
use super::merged::{Config, Parsed, parse};
use super::paths::{absolute, describe_error};
use super::read::Extends;
use crate::util::fs;

/// Maximum number of levels of files that extend each other.
const MAX_DEPTH: usize = 8;

/// Maximum number of files that one settings file extends, directly and indirectly.
const MAX_FILES: usize = 32;

/// A file that a settings file extends.
#[derive(Debug)]
pub struct BaseFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The text that the problems refer to.
    pub text: String,
    /// The problems in it.
    pub problems: Vec<Problem>,
}

/// A settings file with everything that it extends.
pub(super) struct Loaded {
    pub(super) config: Config,
    pub(super) problems: Vec<Problem>,
    pub(super) bases: Vec<BaseFile>,
}

/// Parses the settings file `text` at `path`, and reads the files that it extends.
pub(super) fn load(path: &Path, text: &str) -> Loaded {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut loader =
        Loader { folder, layers: Vec::new(), bases: Vec::new(), open: Vec::new(), files: 0 };
    let problems = loader.add(absolute(path), text);
    Loaded { config: Config::new(loader.layers), problems, bases: loader.bases }
}

/// Returns the problems of the settings file `text` at `path`, which can be unsaved.
pub fn check_file(path: &Path, text: &str) -> Vec<Problem> {
    load(path, text).problems
}

struct Loader<'a> {
    /// The folder that all globs and embedded files are relative to.
    folder: &'a Path,
    layers: Vec<Layer>,
    bases: Vec<BaseFile>,
    /// The files on the way from the settings file to the current one, each with its real path.
    open: Vec<PathBuf>,
    /// Number of files that were read.
    files: usize,
}

impl Loader<'_> {
    /// Adds the layers of the file `text` at `path`. Returns its problems.
    fn add(&mut self, path: PathBuf, text: &str) -> Vec<Problem> {
        let Parsed { layer, extends, mut problems } = parse(text, Some(self.folder));
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        self.open.push(fs::real(&path).unwrap_or(path));
        for (entry, place) in extends {
            match entry {
                Extends::Preset(preset) => self.layers.push(preset.layer()),
                Extends::File(file) => {
                    if let Err(why) = self.add_base(&folder, &file) {
                        let message = format!("`{file}` cannot be extended: {why}");
                        problems.push(Problem { place, message, replacement: None });
                    }
                }
            }
        }
        self.open.pop();
        self.layers.push(layer);
        problems.sort_by_key(|problem| problem.place.start);
        problems
    }

    /// Adds the layers of the file `file`, relative to `folder`.
    fn add_base(&mut self, folder: &Path, file: &str) -> Result<(), String> {
        let path = absolute(&folder.join(file));
        let real = path.canonicalize().map_err(|error| fs::describe_io_error(&error))?;
        // A link must not show the first lines of any other file.
        if real.extension().is_none_or(|extension| extension != "toml") {
            return Err("it is a link to a file without the extension `.toml`".to_owned());
        }
        if self.open.contains(&real) {
            return Err("it extends itself".to_owned());
        }
        if self.open.len() > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} levels of files"));
        }
        self.files += 1;
        if self.files > MAX_FILES {
            return Err(format!("more than {MAX_FILES} files"));
        }
        let text =
            fs::read_text(&path, fs::MAX_SETTINGS).map_err(|error| describe_error(&error))?;
        let problems = self.add(path.clone(), &text);
        if self.bases.iter().all(|base| base.path != path) {
            self.bases.push(BaseFile { path, text, problems });
        }
        Ok(())
    }
}
